"""Groups of lines: putting lines into one, taking them out, another name, and no more of it."""

import re
from collections.abc import Sequence

from actions.asked import Asked
from actions.frame import Answer
from telecom.management.grantees import Grantee, grantable_services
from telecom.management.line_groups import (
    DISSOLVE,
    LEAVE,
    RENAME,
    group_names,
    propose_dissolving,
    propose_group,
    propose_group_name,
    propose_leaving,
)
from telecom.model.errors import NotFound
from telecom.model.inventory import Service
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.groups_said import GroupWish, group_joined, read_group_wish
from telecom.support.people import known_people

CHANGES = (DISSOLVE, LEAVE, RENAME)
_CALLED = re.compile(
    r"\b(?:called|named)\s+([\w' -]{2,40}?)(?:\s+(?:with|for|from|and put|and add|made of)\b.*|\s*[.!?]?)$", re.I
)
# What points to the group that was spoken of: "take him out of it", "put her in there too".
_POINTS = re.compile(
    r"(?:(?<=out of )|(?<=into )|(?<=from ))it\b|(?<=\bin )there\b|(?<=\bin )it\b"
    r"|\b(?:the|that) same (?:group|team|lot)\b|\bthat (?:group|team|lot)\b",
    re.I,
)
_IN_TOO = re.compile(
    r"\b(?:move|put|add|chuck|stick|get|steck|pack|nimm)\b.*\b(?P<in>in|dazu|rein)"
    r"(?:\s+(?:too|also|as well|auch))?[\s.!?]*$",
    re.I,
)
_INTO = re.compile(r"\b(?:into|to|in)\s+(?:the\s+|our\s+)?([\w'-]{2,30})\s+(?:group|team)\b", re.I)
_NAMED = re.compile(
    r"\b(?:group|team|department|crew|gruppe|abteilung)\s+(?:[\"'“„](?P<quoted>[^\"'”“]{2,40})[\"'”“]|(?P<plain>(?!out\b)[\w'-]{2,30}))"
    r"\s+(?:with|for|of|from|out of|containing|made|mit|aus|für)\b"
    r"|[\"'“„](?P<before>[^\"'”“]{2,40})[\"'”“]\s+(?:group|team|department|crew|gruppe|abteilung)\b",
    re.I,
)
_A_GROUP = re.compile(
    r"\b(?:a|an|one|another|new)\s+(?:new\s+)?(?:group|team)\s+(?:called\s+|named\s+)?[\"']?([\w'-]{2,30})[\"']?\W*$",
    re.I,
)
_GRUPPE = re.compile(r"\bin (?:eine |die )?(?:neue )?(?:gruppe|abteilung)\s+(?:namens\s+)?([\w'-]{2,30})\W*$", re.I)
_THE = re.compile(r"\bthe\s+([\w'-]{2,30})\s+(?:group|team)\b", re.I)


def group_wish(asked: Asked, work: Work) -> GroupWish | None:
    """What is to become of a group that stands, by a choice or by the words; None where it is about something else."""
    value, group = asked.value("value"), asked.value("group")
    if value in CHANGES and group:
        return GroupWish(str(value), str(group))
    names = group_names(asked.actor, work=work)
    return None if value else read_group_wish(with_the_group_named(asked, names), names)


def with_the_group_named(asked: Asked, names: Sequence[str]) -> str:
    """The words, with the group that was spoken of last in place of an "it" or "there" that points to one."""
    into = _IN_TOO.search(asked.text)
    if group_in(asked.text, names) or not (into or _POINTS.search(asked.text)):
        return asked.text
    spoken_of = next((found for said in reversed(list(asked.heard.values())) if (found := group_in(said, names))), None)
    if spoken_of is None:
        return asked.text
    return f"{asked.text[: into.start('in')]}into {spoken_of}" if into else _POINTS.sub(spoken_of, asked.text, count=1)


def group_in(text: str, names: Sequence[str]) -> str | None:
    """The group of these names that a text names, the longest where several fit."""
    return max((name for name in names if _stands(name, text)), key=len, default=None)


def joins_group(asked: Asked, work: Work) -> bool:
    """Whether something is to go into a group that stands."""
    names = group_names(asked.actor, work=work)
    return bool(asked.text) and group_joined(with_the_group_named(asked, names), names) is not None


def change_group(asked: Asked, wish: GroupWish, lines: Sequence[Service], person: Grantee | None, work: Work) -> Answer:
    """The proposal to rename, leave or dissolve a group; asks which, or for the name."""
    if wish.group is None:
        choices = [
            ask_for("manage_people", "utter_plain", {"text": name}, value=wish.change, group=name)
            for name in group_names(asked.actor, work=work)
        ]
        return Answer([Utterance("utter_people_which_group" if choices else "utter_people_no_groups", {}, choices)])
    if wish.change == DISSOLVE:
        return Answer([propose_dissolving(asked.actor, wish.group, turn_id=asked.turn_id, work=work)])
    if wish.change == RENAME:
        if wish.new is None:
            return Answer([Utterance("utter_people_ask_group_name", {"group": wish.group})])
        return Answer([propose_group_name(asked.actor, wish.group, wish.new, turn_id=asked.turn_id, work=work)])
    ids = [s.id for s in lines or _used_by(asked, person, work)]
    return Answer([propose_leaving(asked.actor, wish.group, ids, turn_id=asked.turn_id, work=work)])


def put_in_group(asked: Asked, lines: Sequence[Service], person: Grantee | None, work: Work) -> Answer | None:
    """The proposal to put lines, or those of people, into the group that was named; None where none was."""
    names = group_names(asked.actor, work=work)
    said = with_the_group_named(asked, names).strip()
    new = _NAMED.search(said)
    match = (
        _CALLED.search(said) or _A_GROUP.search(said) or _GRUPPE.search(said) or _INTO.search(said) or _THE.search(said)
    )
    name = group_joined(said, names) or (next(filter(None, new.groups())) if new else match[1] if match else None)
    if name is None:
        return None
    found = lines or _used_by(asked, person, work)
    if not found:
        raise NotFound("utter_people_which_line")
    return Answer([propose_group(asked.actor, name, [s.id for s in found], turn_id=asked.turn_id, work=work)])


def _used_by(asked: Asked, person: Grantee | None, work: Work) -> Sequence[Service]:
    """The lines of everybody who was named."""
    if asked.actor is None:
        return []
    known = known_people(asked.actor, work=work)
    several = {p.id for p in known if _stands(p.given_name, asked.text)}
    users = several | ({person.person_id} if person else set())
    return [s for s in grantable_services(asked.actor, work=work) if s.user_id in users and s.user_id is not None]


def _stands(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.I) is not None
