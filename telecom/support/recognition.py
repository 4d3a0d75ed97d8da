"""Finding the operator's own names in a message: products on sale, places, partners, one's own services."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.catalogue import CatalogueVersion, Offering, OfferingStatus
from telecom.model.contracts import AgreementStatus
from telecom.model.inventory import Service
from telecom.model.partners import Partner
from telecom.model.places import Place
from telecom.ports import Work
from telecom.support.authorization import access_services
from telecom.support.people import known_people

_WORD = re.compile(r"[\w&'’-]+")
_LIKE_ENOUGH = 84.0
_WORD_LIKE_ENOUGH = 70.0
_LONGEST_NAME = 5
_SHORTEST_NAME = 3
# Up to this length one wrong letter makes another word: only the exact name counts.
_EXACT_UP_TO = 5
# Words that name a kind of thing: alone they are never one product or one service.
_TOO_COMMON = frozenset(
    _WORD.findall(
        """add add-on book broadband business calls card contract data deal europe extra family fibre film films fixed
    handset home internet kids landline line mini minutes mobile more movies new number office pack phone plan plus
    prepaid roam roaming router saver sim sport sports starter telly text texts tv unlimited voice week weekly wi-fi
    wifi"""
    )
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


def recognise(text: str, actor: Actor | None, *, work: Work) -> list[dict[str, Any]]:
    """Entities `product`, `place`, `provider` and, for somebody logged in, `service` and `person` (theirs by name) in a
    text: entity, text, start, end (characters), value (the proper name)."""
    own = Names()
    for service in access_services(actor, Function.CHECK, work=work) if actor else ():
        own.add(service.name, entity="service", value=service.name)
    for person in known_people(actor, work=work) if actor else ():
        # The whole name stands for itself; a given name may be that of several.
        for called in (person.name, person.given_name):
            if called:
                own.add(called, entity="person", value=called)
                own.add(f"{called}s", entity="person", value=called)  # Tom's
    return find_names(text, [own, _catalogue.names(work=work)])


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
    """The partner of the same name as a product: "northlink" is both who delivers and what is ordered."""
    if named["entity"] != "product":
        return []
    called = (names.providers.get(_plain(named["text"])) for names in known)
    return [named | {"entity": "provider", "value": value} for value in called if value is not None]


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
    # Partners come and go together with what they sell, so the version of the catalogue tells of them too.
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
    return all(fuzz.ratio(one, other) >= _WORD_LIKE_ENOUGH for one, other in zip(said, meant, strict=True))


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
