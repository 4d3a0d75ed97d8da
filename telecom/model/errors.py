"""When the business says no: errors that name the sentence to say and the values in it."""

from typing import Any, ClassVar


class BusinessError(Exception):
    """A refusal a subscriber can understand: the name of a response and its raw values, never a sentence."""

    response: ClassVar[str] = "utter_error_refused"

    def __init__(self, response: str | None = None, **values: Any) -> None:
        self.name = response or self.response
        self.values = values
        super().__init__(self.name)


class NotFound(BusinessError):
    """What was asked for does not exist, or is not the asker's to see: both sound the same."""

    response = "utter_error_not_found"


class NotAllowed(BusinessError):
    """The actor has no right to this function on this asset. [M.3345 7.2]"""

    response = "utter_error_not_allowed"


class IllegalTransition(BusinessError):
    """A state was asked to change in a way that its life cycle does not have."""

    response = "utter_error_state"


class InvalidValue(BusinessError):
    """A value that no rule of the business can accept, such as an amount of minus five."""

    response = "utter_error_value"


class ProofRequired(Exception):
    """The function needs to know who is asking (`identity`), a fresh proof of it (`fresh`), that a phone number or
    e-mail address is the asker's (`contact`), or a PIN (`new_pin`, `lost_pin`). [M.3345 7.2]"""

    def __init__(self, level: str = "identity", *, contact: str | None = None) -> None:
        assert level in ("identity", "fresh", "contact", "new_pin", "lost_pin")
        assert (level == "contact") == (contact is not None)
        self.level = level
        self.contact = contact
        super().__init__(level)
