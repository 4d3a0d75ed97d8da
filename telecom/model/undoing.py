"""Changes that can be taken back for a while after they were made. [X3]"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from telecom.model.errors import BusinessError
from telecom.model.identities import new_id
from telecom.model.utterances import Utterance

UNDO_FOR = timedelta(minutes=10)


class NothingToUndo(BusinessError):
    """No change of this chat is left that could be taken back."""

    response = "utter_undo_nothing"


class TooLateToUndo(BusinessError):
    """The change was made too long ago."""

    response = "utter_undo_too_late"


@dataclass(kw_only=True, eq=False)
class Change:
    """A reversible change, made in a chat by a person: its kind, and in `terms` what is needed to take it back.

    `number` rises with each. `key` is the turn or the proposal that made it, `undone_by` the turn that took it back,
    `result` what was said then.
    """

    id: str = field(default_factory=new_id)
    number: int | None = None
    key: str
    kind: str
    conversation_id: str
    person_id: str
    terms: dict[str, Any]
    done_at: datetime
    undone_at: datetime | None = None
    undone_by: str | None = None
    result: list[Utterance] | None = None
