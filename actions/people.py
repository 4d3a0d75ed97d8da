"""The people and lines of a family or company."""

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.asked import Asked
from actions.authorization import meant_grantee, read_number
from actions.frame import Answer, DialtoneAction
from actions.line_groups import change_group, group_in, group_wish, joins_group, put_in_group, with_the_group_named
from actions.named_before import named_before
from telecom.management.grantees import Grantee, grantable_services
from telecom.management.inventory import Meant, label_of, services_meant
from telecom.management.people import (
    PeopleReport,
    PersonReport,
    list_people,
    propose_person,
    propose_removal,
    propose_user,
)
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service
from telecom.model.parties import Role
from telecom.model.utterances import Utterance, ask_for
from telecom.ports import Work
from telecom.support.people import known_people, match_people

# Which change is wished; the first that fits. A choice says it by `value`.
_CHANGES = (
    ("group", re.compile(r"\b(group|team|department|branch|gruppe|abteilung)\b")),
    (
        "remove",
        re.compile(
            r"\b(remove|delete|take .* off|kick|drop|strike|left|retired|moved out|leavers?)\b"
            r"|\b(entfern\w*|lösch\w*|streich\w*)\b"
        ),
    ),
    ("free", re.compile(r"\b(unassign|no ?(one|body) uses|free up|take the user off|niemand nutzt)\b")),
    (
        "assign",
        re.compile(
            r"\b(re)?assign|\bmoves? to\b.*\b(number|line|phone)\b|\btakes? over\b|\bgo(es)? to\b"
            r"|\buse[sd]?\b.*\bby\b|\b(give|gets|hand|put|set|swap|register)\b|\buses\b|\bbelongs? to\b"
            r"|\btakes? .{0,20}\b(line|number|phone)\b"
            r"|\b(gib|geht an|gehört|bekommt|übernimmt|nutzt (?:jetzt|ab))\b"
        ),
    ),
    ("add", re.compile(r"\b(add+|ad|new|enter|register|joiner|starter|füg\w*|trag\w*|hinzu\w*|neue[rn]?)\b")),
)
# Who goes is taken off the list, whatever is asked along with it.
_GOES = re.compile(r"\b(?:is leaving|leaves (?:us|the)|has quit|quits?|verlässt|hat gekündigt|scheidet aus)\b", re.I)
# "His line": of whom was spoken last.
_THEIR_LINE = re.compile(
    r"\b(?:his|her|their|seine?\w*|ihre?\w*)\s+(?:line|phone|mobile|number|sim|leitung|nummer|handy|anschluss)\b", re.I
)
_ASKS = re.compile(
    r"^(who|whose|which|what|how many|list|show|where|is|does)\b|\?\s*$|\boverview\b"
    r"|^(wer|wessen|welche\w*|was|wie viele|zeig\w*|wo|ist)\b"
    r"|\b(staff|user|people|team)s? list\b"
)
# A line for somebody new is ordered.
_NEW_LINE = re.compile(
    r"\b(?:need|order|get|brauche\w*|bestell\w*)\b.*\b(?:lines?|sims?|numbers?|leitung\w*|nummern?)\b", re.I
)
_ROLES = {
    Role.MANAGER: "utter_people_role_manager",
    Role.AUTHORIZED_USER: "utter_people_role_authorized_user",
    Role.USER: "utter_people_role_user",
}
_MOST_CHOICES = 6
# People of a larger firm are told in one line.
TOLD_APART = 5


def change_meant(text: str) -> str:
    """What is to be done with people and lines, by the verb; `list` where nothing is to change."""
    said = text.casefold().strip()
    if _GOES.search(said):
        return "remove"
    if not said or _ASKS.search(said):
        return "list"
    return next((change for change, verb in _CHANGES if verb.search(said)), "list")


class ManagePeople(DialtoneAction):
    """Lists people and lines, or proposes the change that was named."""

    called = "action_manage_people"

    def answer(self, asked: Asked, work: Work) -> Answer:
        asked = replace(asked, slots={})  # what another wish has gathered is about somebody else
        change = str(asked.value("value") or change_meant(asked.text))
        asks = _ASKS.search(asked.text.casefold()) is not None
        wish = None if asks else group_wish(asked, work)
        if change == "list" and not asks and joins_group(asked, work):
            change = "group"  # "move Leo to the warehouse"
        if wish is not None:
            return change_group(asked, wish, self._lines(asked, work), self._person(asked, work), work)
        if change == "list":
            reports = list_people(asked.actor, work=work)
            return _of_group(asked, reports) or _asked_for(asked, reports, work) or _listed(reports)
        list_people(asked.actor, work=work)  # who may see none may change none
        lines = self._lines(asked, work)
        if change in ("group", "assign"):
            put = put_in_group(asked, lines, self._known_person(asked, work), work)
            if put is not None or change == "group":
                return put or _listed(list_people(asked.actor, work=work))
        if change == "add" and asked.value("person") is None and _NEW_LINE.search(asked.text):
            return DialtoneAction.named["action_order_product"]().answer(replace(asked, entities={}), work)
        if change == "add" or (change == "assign" and not lines and self._is_new(asked, work)):
            return self._add(asked, lines, work)
        if change == "remove":
            return self._remove(asked, work)
        if not lines:
            return Answer([Utterance("utter_people_which_line")])
        grantee = None if change == "free" else self._person(asked, work)
        if change == "assign" and grantee is None:
            return Answer([Utterance("utter_people_who")])
        return Answer([propose_user(asked.actor, lines[0].id, grantee=grantee, turn_id=asked.turn_id, work=work)])

    def _lines(self, asked: Asked, work: Work) -> Sequence[Service]:
        """The lines that were named, by number or by name."""
        grantable = grantable_services(asked.actor, work=work)
        numbers = {str(number) for number in asked.every.get("phone_number") or ()}
        named = [s for s in grantable if s.phone_number is not None and s.phone_number.e164 in numbers]
        service = asked.value("service")
        if named or service:
            return named or services_meant(grantable, Meant(str(service)))
        owner = _spoken_of(asked, work) if _THEIR_LINE.search(asked.text) else None
        return [s for s in grantable if owner is not None and s.user_id == owner and s.phone_number is not None]

    def _person(self, asked: Asked, work: Work) -> Grantee | None:
        if asked.value("person") is None:
            return None
        return meant_grantee_by_name(asked, work)

    def _known_person(self, asked: Asked, work: Work) -> Grantee | None:
        """The person who was named; the name of a group is nobody's."""
        try:
            return self._person(asked, work)
        except BusinessError:
            return None

    def _is_new(self, asked: Asked, work: Work) -> bool:
        """Whether somebody is named with a number whom nobody knows yet: "put Ben Lake in, 07700 900666"."""
        return bool(asked.value("person")) and read_number(asked) is not None and not self._known_person(asked, work)

    def _add(self, asked: Asked, lines: Sequence[Service], work: Work) -> Answer:
        name = asked.value("person")
        if name is None:
            return Answer([Utterance("utter_people_who")])
        number = read_number(asked) or (lines[0].phone_number if lines else None)
        try:
            known = meant_grantee_by_name(asked, work)
        except BusinessError:
            known = None
        if known is not None and lines:
            return Answer([propose_user(asked.actor, lines[0].id, grantee=known, turn_id=asked.turn_id, work=work)])
        shown = propose_person(asked.actor, name=str(name), number=number, turn_id=asked.turn_id, work=work)
        return Answer([shown])

    def _remove(self, asked: Asked, work: Work) -> Answer:
        if asked.value("person") is None and asked.value("phone_number") is None:
            reports = list_people(asked.actor, work=work)
            people = [p for r in reports for p in r.people if p.role is not Role.MANAGER][:_MOST_CHOICES]
            choices = [
                ask_for("manage_people", "utter_plain", {"text": p.person.name}, value="remove", person=p.person.id)
                for p in people
            ]
            return Answer([Utterance("utter_people_who", {}, choices)])
        grantee = meant_grantee(asked, work)
        return Answer([propose_removal(asked.actor, grantee, turn_id=asked.turn_id, work=work)])


def _spoken_of(asked: Asked, work: Work) -> str | None:
    """Whom this chat spoke of before, and knows."""
    told = asked.last_wish.entities.get("person") if asked.last_wish else None
    named = told or named_before(asked, work).get("person")
    found = match_people(known_people(asked.actor, work=work), str(named)) if named and asked.actor else []
    return found[0].id if len(found) == 1 else None


def meant_grantee_by_name(asked: Asked, work: Work) -> Grantee:
    """The person of the contract whose name was said; a number beside it is a line's."""
    told = {name: value for name, value in asked.entities.items() if name != "phone_number"}
    return meant_grantee(replace(asked, entities=told, slots={}), work)


def _asked_for(asked: Asked, reports: Sequence[PeopleReport], work: Work) -> Answer | None:
    """Who uses the number that was named, or which lines the person has who was named; None where it was everybody."""
    numbers = {str(number) for number in asked.every.get("phone_number") or ()}
    named = asked.entities.get("person")
    people = match_people(known_people(asked.actor, work=work), str(named)) if named and asked.actor else []
    ids = {person.id for person in people}
    found = [
        each
        for report in reports
        for each in report.people
        if each.person.id in ids or any(s.phone_number and s.phone_number.e164 in numbers for s in each.lines)
    ]
    lines = [
        Utterance("utter_people_uses", {"name": each.person.name, "lines": _used(each)}) for each in found if each.lines
    ]
    return Answer(lines) if lines else None


def _of_group(asked: Asked, reports: Sequence[PeopleReport]) -> Answer | None:
    """The lines of the group that was asked about; None where none was named."""
    groups = {name: services for report in reports for name, services in report.groups}
    named = group_in(with_the_group_named(asked, list(groups)), list(groups))
    return Answer([_group_line(named, groups[named])]) if named is not None else None


def _group_line(name: str, services: Sequence[Service]) -> Utterance:
    values = {"group": name, "lines": [s.name for s in services]}
    return Utterance("utter_people_group" if services else "utter_people_group_empty", values)


def _used(report: PersonReport) -> Utterance | list[str]:
    return label_of(report.lines[0]) if len(report.lines) == 1 else [s.name for s in report.lines]


def _listed(reports: Sequence[PeopleReport]) -> Answer:
    said = []
    for report in reports:
        short = [each for each in report.people if _is_usual(each)] if len(report.people) > TOLD_APART else []
        lines = [_person_line(each) for each in report.people if each not in short]
        if short:
            names = [f"{each.person.name} {each.lines[0].phone_number.ending}" for each in short
                     if each.lines[0].phone_number]  # fmt: skip
            lines.append(Utterance("utter_people_users", {"count": len(short), "names": names}))
        if report.unused:
            lines.append(Utterance("utter_people_unused", {"lines": [s.name for s in report.unused]}))
        for name, services in report.groups:
            lines.append(_group_line(name, services))
        said.append(Utterance("utter_people_list", {"customer": report.customer.name, "people": lines}))
    return Answer(said)


def _is_usual(report: PersonReport) -> bool:
    """A plain user with one mobile: of many, only the name and the end of the number are told."""
    one = report.lines[0] if len(report.lines) == 1 else None
    return report.role is Role.USER and one is not None and one.kind == "mobile" and one.phone_number is not None


def _person_line(report: PersonReport) -> Utterance:
    values = {"name": report.person.name, "role": Utterance(_ROLES[report.role])}
    if not report.lines:
        return Utterance("utter_people_line_without", values)
    return Utterance("utter_people_line", {**values, "lines": [s.name for s in report.lines]})
