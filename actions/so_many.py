"""Several of what is still to be chosen: "three more SIMs" is three lines on the plan that is taken."""

from collections.abc import Sequence

from actions.catalogue import product_choices
from telecom.model.catalogue import Offering
from telecom.model.counting import count_of
from telecom.model.utterances import Offered, ask_for

_LINES_OR_PHONES = "sims?|sim cards?|lines?|numbers?|mobiles?|phones?|handsets?"


def so_many(offerings: Sequence[Offering], text: str) -> list[Offered]:
    """A choice for each, of as many as were wished."""
    count = count_of(text, _LINES_OR_PHONES)
    choices = product_choices(offerings, intent="order_product")
    if count == 1:
        return choices
    return [
        ask_for("order_product", "utter_choice_details", {"product": o.name}, product=[o.name] * count)
        for o in offerings[: len(choices)]
    ]
