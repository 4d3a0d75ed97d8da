"""The same setting for several lines: one proposal, one yes, the result of each line. [F10, F23]"""

from collections.abc import Sequence
from typing import Any

from telecom.management.configuration import CONFIGURE, propose_setting
from telecom.management.lines import propose_each
from telecom.model.access import Actor
from telecom.model.proposals import Proposal
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.joined import sums_up


def propose_settings(
    actor: Actor | None, service_ids: Sequence[str], *, parameter: str, value: Any, turn_id: str, work: Work
) -> Utterance:
    """Propose to set a parameter of each of these services; those that have it so, or cannot, are named with why."""

    def one(service_id: str, key: str) -> Utterance:
        return propose_setting(actor, service_id, parameter=parameter, value=value, turn_id=key, work=work)

    return propose_each(actor, service_ids, one, turn_id=turn_id, work=work)


@sums_up(CONFIGURE)
def sum_up_settings(parts: Sequence[Proposal]) -> Utterance:
    """How many, which, and what they are set to."""
    values = {
        "count": len(parts),
        "lines": [part.shown.values["service"] for part in parts],
        "parameter": parts[0].shown.values["parameter"],
        "value": parts[0].shown.values["value"],
        "left_out": [],
    }
    return Utterance("utter_configuration_propose_many", values)
