"""What is on sale: plans, add-ons, TV packs and goods."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from telecom.model.money import Money, total
from telecom.model.states import advance
from telecom.model.translated import FIRST, Translated


class OfferingStatus(Enum):
    """Life of an offering (TM Forum 620); sold only when active or launched."""

    IN_STUDY = "inStudy"
    IN_DESIGN = "inDesign"
    ACTIVE = "active"
    LAUNCHED = "launched"
    RETIRED = "retired"


OFFERING_LIFE = {
    OfferingStatus.IN_STUDY: frozenset({OfferingStatus.IN_DESIGN, OfferingStatus.RETIRED}),
    OfferingStatus.IN_DESIGN: frozenset({OfferingStatus.ACTIVE, OfferingStatus.LAUNCHED, OfferingStatus.RETIRED}),
    OfferingStatus.ACTIVE: frozenset({OfferingStatus.LAUNCHED, OfferingStatus.RETIRED}),
    OfferingStatus.LAUNCHED: frozenset({OfferingStatus.RETIRED}),
}
ON_SALE = (OfferingStatus.ACTIVE, OfferingStatus.LAUNCHED)


@dataclass(frozen=True, slots=True)
class Price:
    """What something costs: once, now, and each month; None is nothing."""

    one_off: Money | None = None
    monthly: Money | None = None

    def times(self, count: int) -> "Price":
        """The price of so many."""
        return Price(self.one_off * count if self.one_off else None, self.monthly * count if self.monthly else None)


def price_of(prices: Iterable[Price]) -> Price:
    """Prices together; a side on which nothing is asked stays None."""
    listed = list(prices)
    once = [each.one_off for each in listed if each.one_off is not None]
    monthly = [each.monthly for each in listed if each.monthly is not None]
    return Price(
        total(once, currency=once[0].currency) if once else None,
        total(monthly, currency=monthly[0].currency) if monthly else None,
    )


@dataclass(frozen=True, slots=True)
class Option:
    """A choice to make with a product, such as the colour; each value has its price on top, the first is the usual.
    `said` has each value as readers of other languages write it."""

    name: str
    values: Mapping[str, Price]
    said: Mapping[str, Translated] = field(default_factory=dict)

    def named_in(self, text: str) -> str | None:
        """The value that a text names, or None; "wifi 7 router" names the Wi-Fi 7 router."""
        said = f" {_only_words(text)} "
        written = {value: self.said.get(value, Translated({FIRST: value})).texts.values() for value in self.values}
        return next((v for v, words in written.items() if any(f" {_only_words(w)} " in said for w in words)), None)


def _only_words(text: str) -> str:
    """Small letters and digits, one space between words."""
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold().replace("wi-fi", "wifi")))


@dataclass(kw_only=True, eq=False)
class Offering:
    """A product one can order. `allowances` are monthly grants by usage type: bytes, seconds, messages. `said_in` says
    it in other languages: by language, its `summary` and the `words` of its options and channels."""

    id: str
    name: str
    category: str
    service_kind: str | None
    summary: str
    monthly: Money | None = None
    one_off: Money | None = None
    status: OfferingStatus = OfferingStatus.ACTIVE
    also_called: list[str] = field(default_factory=list)
    allowances: dict[str, int] = field(default_factory=dict)
    valid_days: int | None = None
    terms: dict[str, Any] = field(default_factory=dict)
    said_in: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def is_sold(self) -> bool:
        return self.status in ON_SALE

    def become(self, status: OfferingStatus) -> None:
        """Move to a status that the life cycle allows, or IllegalTransition."""
        self.status = advance(self.status, status, OFFERING_LIFE, subject="offering")

    @property
    def is_goods(self) -> bool:
        """Whether it is a thing that is sent."""
        return self.service_kind is None

    @property
    def is_base(self) -> bool:
        """Whether a service stands on it: a plan, or a pack with a contract of its own."""
        return not self.is_goods and (self.category == "plan" or "months" in self.terms)

    @property
    def price(self) -> Price:
        return Price(self.one_off, self.monthly)

    @property
    def description(self) -> Translated:
        """What it is, in a sentence."""
        told = {language: said["summary"] for language, said in self.said_in.items() if said.get("summary")}
        return Translated({FIRST: self.summary} | told)

    def word(self, word: str) -> Translated:
        """A word of its description, such as "black" or "football", for each reader; a name stays what it is."""
        words = {language: said.get("words", {}) for language, said in self.said_in.items()}
        return Translated({FIRST: word} | {language: said[word] for language, said in words.items() if word in said})

    @property
    def options(self) -> list[Option]:
        """The choices one has with it: `terms["options"]` lists their names and values, with what they cost on top
        once, in pence (`one_off`). Lists, since the database does not keep the order of a dictionary."""
        base = self.monthly or self.one_off
        return [
            Option(
                option["name"],
                {raw["value"]: _extra(raw, base) for raw in option["values"]},
                {raw["value"]: self.word(raw["value"]) for raw in option["values"]},
            )
            for option in self.terms.get("options") or ()
        ]

    def price_with(self, chosen: Mapping[str, str]) -> Price:
        """The price with these values of the options; the usual value where none was chosen."""
        extras = [
            option.values[chosen.get(option.name) or next(iter(option.values))]
            for option in self.options
            if option.values
        ]
        return price_of([self.price, *extras])


def _extra(raw: Mapping[str, Any], base: Money | None) -> Price:
    """What a value of an option costs on top of the price, once; ValueError for one on top of nothing, which has no
    currency. What is asked each month is an offering of its own, since bills go by offerings."""
    if not raw.get("one_off"):
        return Price()
    if base is None:
        raise ValueError("an option costs something on top of an offering without a price")
    return Price(Money(raw["one_off"], base.currency))


@dataclass(kw_only=True, eq=False)
class CatalogueVersion:
    """Another text each time an offering or a place changed; the database sees to that."""

    single_row: bool
    version: str
