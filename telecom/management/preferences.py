"""Opting in and out: by one word in any chat, or per kind and channel; STOP and START need no log-in. [P3, R8]"""

from collections.abc import Sequence
from typing import Any

from telecom.model.audit import SecurityEvent
from telecom.model.errors import InvalidValue
from telecom.model.messaging import Conversation
from telecom.model.preferences import EVERY_CHANNEL, MessageKind, is_wanted
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.identity import actor_of
from telecom.support.preferences import ALL_KINDS, holder_of, said_by, say_wanted

CHANNELS = ("sms", "telegram", "email", "terminal")


def stop_messages(conversation: Conversation, *, work: Work) -> Utterance:
    """STOP: nothing that is published comes any more, on any channel, but what everybody has to be told."""
    _say(conversation, ALL_KINDS, wanted=False, channel=EVERY_CHANNEL, work=work)
    return Utterance("utter_preferences_stopped")


def start_messages(conversation: Conversation, *, work: Work) -> Utterance | None:
    """START: what STOP ended comes again; None where nothing was ended, and START is a greeting."""
    said = said_by(conversation, work=work)
    if all(is_wanted(said, kind, conversation.channel) for kind in ALL_KINDS):
        return None
    _say(conversation, ALL_KINDS, wanted=True, channel=EVERY_CHANNEL, work=work)
    return Utterance("utter_preferences_started")


def choose_messages(
    conversation: Conversation, kinds: Sequence[str], *, channel: str | None, wanted: bool, work: Work
) -> Utterance:
    """Opt in to or out of kinds of messages (all where none is named), on one channel or on all of them."""
    chosen = _read_kinds(kinds)
    if channel is not None and channel not in CHANNELS:
        raise InvalidValue("utter_preferences_no_such_channel", channel=channel)
    _say(conversation, chosen, wanted=wanted, channel=channel or EVERY_CHANNEL, work=work)
    values = {
        "kinds": [Utterance(f"utter_preferences_{kind.value}") for kind in chosen],
        "channel": Utterance(f"utter_preferences_by_{channel}") if channel else "",
    }
    named: dict[str, Any] = {"message_kind": chosen[0].value} if len(chosen) == 1 else {}
    named |= {"channel": channel} if channel else {}
    by = "_by" if channel else ""
    if wanted:
        return Utterance(
            f"utter_preferences_opted_in{by}", values, [ask_for("opt_out", "utter_choice_opt_out", **named)]
        )
    return Utterance(f"utter_preferences_opted_out{by}", values, [ask_for("opt_in", "utter_choice_opt_in", **named)])


def _read_kinds(kinds: Sequence[str]) -> list[MessageKind]:
    known = {kind.value: kind for kind in MessageKind}
    return [known[name] for name in dict.fromkeys(kinds) if name in known] or list(ALL_KINDS)


def _say(conversation: Conversation, kinds: Sequence[MessageKind], *, wanted: bool, channel: str, work: Work) -> None:
    holder = holder_of(conversation, work=work)
    say_wanted(holder, kinds, wanted=wanted, channel=channel, work=work)
    actor = actor_of(conversation, work=work)
    told: dict[str, Any] = {"wanted": wanted, "kinds": [kind.value for kind in kinds], "by": conversation.channel}
    told |= {"change": "messages"}
    note(work, SecurityEvent.PERSONAL_DATA, actor=actor, subject=None if actor else holder[-3:], **told)
