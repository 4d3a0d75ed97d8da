"""Finding the operator's own names in a message: products on sale, places, partners, one's own services."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from rapidfuzz import fuzz, process

from telecom.model.access import Actor
from telecom.model.authorization import Function, Permission
from telecom.model.catalogue import CatalogueVersion, Offering, OfferingStatus
from telecom.model.contracts import AgreementStatus
from telecom.model.inventory import Service
from telecom.model.own_services import STANDING, OwnService
from telecom.model.parties import Individual, LineGroup, Membership
from telecom.model.partners import Partner
from telecom.model.places import Place
from telecom.ports import Work
from telecom.support.authorization import access_services
from telecom.support.own_lines_said import find_own_numbers
from telecom.support.people import known_people

_WORD = re.compile(r"[\w&'’-]+")
_LIKE_ENOUGH = 84.0
_WORD_LIKE_ENOUGH = 70.0
_LONGEST_NAME = 5
_SHORTEST_NAME = 3
_REMEMBERED = timedelta(seconds=20)
# Up to this length one wrong letter makes another word: only the exact name counts.
_EXACT_UP_TO = 5
# Words of their own, never a name mistyped: "my phone over Christmas" is no Phone Cover.
_NO_TYPOS = frozenset(
    {"back", "done", "fill", "filled", "have", "here", "move", "moved", "over", "past", "want", "with"}
)
# Words that name a kind of thing: alone they are never one product or one service.
_TOO_COMMON = frozenset(
    _WORD.findall(
        """add add-on book broadband business calls card contract data deal europe extra family fibre film films fixed
    handset home internet kids landline line mini minutes mobile more movies new number office pack phone plan plus
    prepaid roam roaming router saver sim sport sports starter telly text texts tv unlimited voice week weekly wi-fi
    wifi"""
    )
)
# "Tom's mobile" is also called Tom's line.
_WHOSE = re.compile(r"(\w[\w ]*)['’]s ")
_LINE_WORDS = ("line", "phone", "number", "sim", "mobile")
# Questions that digits answer by themselves.
_NUMBERS_ASKED = frozenset({"amount", "limit", "percent", "rating", "threshold", "value"})
# "The office internet" names a kind, "the family plan" what was bought.
_NO_OTHER = (
    r"(?!['’]|\s+(?:hours?|internet|wi-?fi|tv|box|phones?|mobiles?|landline|plan|pack|staff|team|people|number|address"
    r"|computers?|bill)\b)"
)
# Before and after the name of a service of one's own that is a common word.
_NOT_AT = r"(?<!\w)(?<!\bat )(?<!\bat my )(?<!\bfrom )(?<!\bnear )(?<!\bcoming )"
_STANDS = (
    r"(?=[\s.!?,]*$|[.!?,]|\s+(?:until|till|til|for|from|on|off|now|please|pls|again|back|apart|service|bundle|package"
    r"|today|tomorrow|is|as|and|to|then)\b)"
)


@dataclass
class Names:
    """Names to look for: how each is written, which entity it is, and the value it stands for."""

    entities: dict[str, tuple[str, str]] = field(default_factory=dict)
    squeezed: dict[str, str] = field(default_factory=dict)
    providers: dict[str, str] = field(default_factory=dict)

    def add_provider(self, called: str) -> None:
        """Look for a partner's name; where it also names a product, both are found and the wish decides."""
        name = _plain(called)
        self.providers[name] = called
        self.add(called, entity="provider", value=called)

    def add(self, called: str, *, entity: str, value: str) -> None:
        """Look for this name too; a name that stands already keeps its meaning."""
        name = _plain(called)
        self.entities.setdefault(name, (entity, value))
        self.squeezed.setdefault(name.replace(" ", ""), name)

    def best(self, piece: str) -> tuple[str, str] | None:
        """The entity and value that a piece of text names, or None; typing errors in longer names are forgiven."""
        piece = _plain(piece)
        if len(piece) < _SHORTEST_NAME or piece in _TOO_COMMON:
            return None
        name = piece if piece in self.entities else self.squeezed.get(piece.replace(" ", ""))
        if name is None and len(piece) > _EXACT_UP_TO:
            near = process.extract(piece, self.entities.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH, limit=3)
            name = next((each for each, _, _ in near if _agree(piece, each)), None)
        return self.entities[name] if name is not None else None


class _Catalogue:
    """Remembers the names on sale and the places until the database says that they changed."""

    def __init__(self) -> None:
        self._version: str | None = None
        self._names = Names()

    def names(self, *, work: Work) -> Names:
        stands = work.of(CatalogueVersion).find()
        if stands is None or stands.version != self._version:
            names = _read_names(work)
            # Two assignments, names first: another thread may at worst read once more.
            self._names = names
            self._version = stands.version if stands else None
            return names
        return self._names


_catalogue = _Catalogue()


@dataclass
class Own:
    """What somebody calls theirs: names, what they put together, their numbers, and whose line a person has."""

    names: Names = field(default_factory=Names)
    groups: list[str] = field(default_factory=list)
    short: dict[str, str] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    lines_of: dict[str, str] = field(default_factory=dict)


def recognise(text: str, actor: Actor | None, *, requested_slot: str | None = None, work: Work) -> list[dict[str, Any]]:
    """Entities `product`, `place`, `provider` and, for somebody logged in, `service`, `person`, `group` and
    `phone_number` (theirs by name, or by the end of their number; a group is what they put together): entity, text,
    start, end (characters), value (the proper name). Who has a line of their own is both a person and that number: the
    wish decides."""
    own = _remembered_names(actor, work) if actor else Own()
    found = find_names(text, [own.names, _catalogue.names(work=work)])
    found += list(_put_together(text, own.groups, found))
    found += list(_called_short(text, own.short, found))
    wants_a_number = requested_slot in _NUMBERS_ASKED
    for number in find_own_numbers(text, own.numbers, wants_a_number=wants_a_number):
        if not any(number["start"] < each["end"] and each["start"] < number["end"] for each in found):
            found.append(number)
    of_people = [
        each | {"entity": "phone_number", "value": own.lines_of[each["value"]]}
        for each in found
        if each["entity"] == "person" and each["value"] in own.lines_of
    ]
    return sorted([*found, *of_people], key=lambda each: int(each["start"]))


def _remembered_names(actor: Actor, work: Work) -> Own:
    """What somebody calls theirs. Only what is recognised hangs on it, no right."""
    rights = f"{actor.person_id} {actor.asks_manager}"
    made_of = (Service, Permission, Membership, Individual, OwnService, LineGroup)
    return work.recall(f"own names {rights}", lambda: _own_names(actor, work), of=made_of, during=_REMEMBERED)


def _own_names(actor: Actor, work: Work) -> Own:
    services = access_services(actor, Function.CHECK, work=work)
    own = Own(numbers=[service.phone_number.e164 for service in services if service.phone_number])
    for service in services:
        own.names.add(service.name, entity="service", value=service.name)
        own.names.add(service.name.replace(" ", ""), entity="service", value=service.name)
    firsts = Counter(service.name.split()[0].casefold() for service in services)
    for service in services:
        first, *rest = service.name.split()
        if rest and firsts[first.casefold()] == 1 and first.isalpha() and len(first) >= _SHORTEST_NAME:
            own.short[first] = service.name
    for service in services:
        if service.phone_number and (whose := _WHOSE.match(service.name)):
            for word in _LINE_WORDS:
                own.names.add(f"{whose[1]}s {word}", entity="service", value=service.name)
    for person in known_people(actor, work=work):
        lines = [
            s.phone_number.e164 for s in services if s.user_id == person.id and s.phone_number and s.kind == "mobile"
        ]
        # The whole name stands for itself; a given name may be that of several.
        for called in (person.name, person.given_name):
            if called:
                own.names.add(called, entity="person", value=called)
                own.names.add(f"{called}s", entity="person", value=called)  # Tom's
                if len(lines) == 1:
                    own.lines_of.setdefault(called, lines[0])
    customers = {service.customer_id for service in services}
    together = work.of(OwnService).list(customer_id=customers, status=STANDING, order="name") if customers else []
    groups = work.of(LineGroup).list(customer_id=customers, order="name") if customers else []
    own.groups = [*(each.name for each in together), *(each.name for each in groups)]
    return own


def _called_short(text: str, services: Mapping[str, str], found: Sequence[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """One's own service by the first word of its name: "the office" is the office broadband. Where somebody is, at the
    office, is no service."""
    if any(each["entity"] in ("service", "phone_number") for each in found):
        return
    for word, name in services.items():
        match = re.search(rf"{_NOT_AT}(?<!\bin )(?<!\bto )\bthe (?P<it>{re.escape(word)})\b{_NO_OTHER}", text, re.I)
        if match:
            yield {
                "entity": "service",
                "text": match["it"],
                "start": match.start("it"),
                "end": match.end("it"),
                "value": name,
            }


def _put_together(text: str, names: Sequence[str], found: Sequence[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Services of one's own and groups of lines that a text names, where nothing else is named there. A name that is
    also a common word counts where it stands for something: "pause home until May", not "my home broadband"."""
    for name in names:
        common = _plain(name) in _TOO_COMMON
        around = (_NOT_AT, _STANDS) if common else (r"(?<!\w)", r"(?!\w)")
        for match in re.finditer(rf"{around[0]}{re.escape(name)}{around[1]}", text, re.I):
            start, end = match.span()
            if not any(start < each["end"] and each["start"] < end for each in found):
                yield {"entity": "group", "text": match.group(), "start": start, "end": end, "value": name}


def find_products(text: str, *, work: Work) -> list[dict[str, Any]]:
    """The products on sale that a text names, in its order, each as in `recognise`."""
    return [each for each in find_names(text, [_catalogue.names(work=work)]) if each["entity"] == "product"]


def find_names(text: str, known: Sequence[Names]) -> list[dict[str, Any]]:
    """The names in a text, longest first, none overlapping another; earlier ones of `known` win."""
    words = list(_WORD.finditer(text))
    found: list[dict[str, Any]] = []
    taken: set[int] = set()
    for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
        for at in range(len(words) - length + 1):
            span = set(range(at, at + length))
            start, end = words[at].start(), words[at + length - 1].end()
            if span & taken:
                continue
            meant = next((best for names in known if (best := names.best(text[start:end]))), None)
            if meant is not None:
                entity, value = meant
                found.append({"entity": entity, "text": text[start:end], "start": start, "end": end, "value": value})
                taken |= span
                found.extend(_provider_too(found[-1], known))
    return sorted(found, key=lambda each: int(each["start"]))


def _provider_too(named: dict[str, Any], known: Sequence[Names]) -> list[dict[str, Any]]:
    """The partner whose name is, or begins, that of a product: "northlink" is both who delivers and what is ordered."""
    if named["entity"] != "product":
        return []
    said = _plain(named["text"])
    called = (value for names in known for name, value in names.providers.items() if f"{said} ".startswith(f"{name} "))
    return [named | {"entity": "provider", "value": value} for value in called]


def match_services(services: Iterable[Service], said: str) -> list[Service]:
    """Those of the services that are of the kind said (mobile, fixed, broadband, iptv) or have the name said."""
    wanted = _plain(said)
    return [service for service in services if wanted in (service.kind, _plain(service.name))]


def _read_names(work: Work) -> Names:
    names = Names()
    for place in work.of(Place).list(order="id"):
        for called in (place.name, *place.also_called):
            names.add(called, entity="place", value=place.name)
    for offering in work.of(Offering).list(status=[OfferingStatus.ACTIVE, OfferingStatus.LAUNCHED], order="id"):
        for called in (offering.name, *offering.also_called):
            names.add(called, entity="product", value=offering.name)
    for partner in work.of(Partner).list(status=AgreementStatus.ACTIVE, order="id"):
        names.add_provider(partner.name)
    return names


def _plain(text: str) -> str:
    """Small letters, one space between words, no apostrophes: it is mayas phone as often as Maya's."""
    return " ".join(text.casefold().replace("’", "").replace("'", "").split())


def _agree(piece: str, name: str) -> bool:
    """Whether two names that look alike overall also agree in every digit and every word.

    Fibre 500 is not Fibre 900, and "mobile plan" is not Mobile Plus, however alike they look.
    """
    said, meant = piece.split(), name.split()
    if _digits(piece) != _digits(name) or len(said) != len(meant):
        return False
    pairs = zip(said, meant, strict=True)
    return all(
        one == other or (one not in _NO_TYPOS and fuzz.ratio(one, other) >= _WORD_LIKE_ENOUGH) for one, other in pairs
    )


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
