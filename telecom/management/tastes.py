"""What somebody is likely to want, and why: from use, partners' services, ratings and wishes. [M.3345 5.1.2, C8]"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from telecom.management.inventory import held_products
from telecom.management.recommendation import suits
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.catalogue import ON_SALE, Offering
from telecom.model.feedback import FeedbackKind, PartyInteraction
from telecom.model.inventory import Service
from telecom.model.partners import partner_of
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.authorization import access_services

# What counts how much. What fits the use counts most; a bad rating outweighs that one has a partner's service.
SUITS, WISHED, RATED_WELL, USES_PARTNER, RATED_BADLY, COMPLAINED = 4, 2, 1, 1, -3, -2
WELL, BADLY = 4, 2
_WISHES = (FeedbackKind.WISH, FeedbackKind.SUGGESTION, FeedbackKind.PRAISE)
_SHORTEST = 4
_COMMON = frozenset({"pack", "plan", "world", "more", "home", "business", "mobile", "channel", "family", "with"})
_LONGEST_QUOTE = 80
MOST_SUGGESTED = 2


@dataclass(slots=True)
class Liking:
    """How much somebody is likely to want an offering, and the reasons, the weightiest first."""

    score: int = 0
    reasons: list[Utterance] = field(default_factory=list)

    def count(self, weight: int, reason: Utterance) -> None:
        """Take one more fact into account."""
        self.score += weight
        self.reasons.append(reason)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that somebody does not have yet and is likely to want, with the reasons."""

    offering: Offering
    reasons: Sequence[Utterance]


def likings(actor: Actor | None, offerings: Sequence[Offering], *, work: Work) -> Mapping[str, Liking]:
    """How much the asker is likely to want each of the offerings, by id; empty for whom nobody knows."""
    if actor is None or not offerings:
        return {}
    services = access_services(actor, Function.CHECK, work=work)
    said = work.of(PartyInteraction).list(person_id=actor.person_id, order="-said_at,-number")
    fitting = suits(services, offerings, work=work)
    partners = _partners_used(services, work=work)
    found = {each.id: Liking() for each in offerings}
    for offering in offerings:
        liking = found[offering.id]
        if offering.id in fitting:
            liking.count(SUITS, Utterance("utter_why_use"))
        _count_ratings(liking, offering, said)
        _count_words(liking, offering, said)
        if partner_of(offering) in partners:
            provider = str(offering.terms.get("provider") or partner_of(offering))
            liking.count(USES_PARTNER, Utterance("utter_why_partner", {"provider": provider}))
    return found


def _partners_used(services: Sequence[Service], *, work: Work) -> set[str]:
    """The partners of whom something runs on these services."""
    ids = {p.offering_id for service in services for p in held_products(service, work=work)}
    held = work.of(Offering).list(id=ids, order="id") if ids else []
    return {partner for each in held if (partner := partner_of(each)) is not None}


def _count_ratings(liking: Liking, offering: Offering, said: Sequence[PartyInteraction]) -> None:
    """The newest stars for the offering itself, else for the kind of service by the same provider."""
    rated = [each for each in said if each.rating is not None]
    own = next((each for each in rated if each.about == offering.id), None)
    kind = next((each for each in rated if each.about == offering.service_kind and _is_by(each, offering)), None)
    newest = own or kind
    if newest is None or newest.rating is None:
        return
    weight = RATED_WELL if newest.rating >= WELL else RATED_BADLY if newest.rating <= BADLY else 0
    if weight:
        name = "utter_why_rated" if own else "utter_why_rated_kind"
        liking.count(weight, Utterance(name, {"product": offering.name, "stars": newest.rating}))


def _is_by(said: PartyInteraction, offering: Offering) -> bool:
    return said.provider == (offering.terms.get("provider") if partner_of(offering) else None)


def _count_words(liking: Liking, offering: Offering, said: Sequence[PartyInteraction]) -> None:
    """The newest words that speak of the offering, or of what is in it."""
    words = _words_of(offering)
    for each in said:
        text = (each.text or "").casefold()
        if not text or not (each.about == offering.id or any(_stands(word, text) for word in words)):
            continue
        quote = {"text": " ".join(str(each.text).split())[:_LONGEST_QUOTE]}
        if each.kind in _WISHES:
            liking.count(WISHED, Utterance("utter_why_wished", quote))
        elif each.kind is FeedbackKind.COMPLAINT:
            liking.count(COMPLAINED, Utterance("utter_why_complained", quote))
        return


def _words_of(offering: Offering) -> set[str]:
    """The words by which somebody speaks of an offering: its names, and the programmes in it."""
    channels = offering.terms.get("channels")  # the programmes of a TV pack; of a line, how many may talk at once
    programmes = [str(each) for each in channels] if isinstance(channels, list) else []
    named = [offering.name, *offering.also_called, *programmes]
    whole = {name.casefold() for name in named}
    first = {word for word in offering.name.casefold().split() if len(word) >= _SHORTEST and word not in _COMMON}
    return {word for word in whole | first if len(word) >= _SHORTEST}


def _stands(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word.removesuffix('s'))}s?(?!\w)", text) is not None


def suggest(actor: Actor | None, *, work: Work) -> list[Suggestion]:
    """What the asker does not have and wished for, rated well, or has much of already; the likeliest first."""
    offerings = [o for o in work.of(Offering).list(status=ON_SALE, order="id") if not o.terms.get("business")]
    found = likings(actor, offerings, work=work)
    services = access_services(actor, Function.CHECK, work=work) if actor else []
    held = {p.offering_id for service in services for p in held_products(service, work=work)}
    # Advice on plans is given by the use alone, with what it saves.
    open_to = [o for o in offerings if o.id not in held and o.category != "plan" and o.id in found]
    likely = sorted((o for o in open_to if found[o.id].score > 0), key=lambda o: (-found[o.id].score, o.name))
    return [Suggestion(each, found[each.id].reasons) for each in likely[:MOST_SUGGESTED]]


def why_suggested(actor: Actor | None, offering: Offering, *, work: Work) -> Utterance:
    """Why an offering stands where it does for the asker."""
    reasons = likings(actor, [offering, *_of_its_kind(offering, work=work)], work=work).get(offering.id)
    if reasons is None or not reasons.reasons:
        return Utterance("utter_why_nothing", {"product": offering.name})
    name = "utter_why_suggested" if reasons.score > 0 else "utter_why_not_first"
    return Utterance(name, {"product": offering.name, "reasons": reasons.reasons})


def _of_its_kind(offering: Offering, *, work: Work) -> list[Offering]:
    """The others that the use is held against."""
    same = work.of(Offering).list(status=ON_SALE, service_kind=offering.service_kind, order="id")
    return [o for o in same if o.id != offering.id and not o.terms.get("business")]
