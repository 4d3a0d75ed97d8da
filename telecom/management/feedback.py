"""Ratings, comments, suggestions and wishes: taken once, counted, and answered by whoever's service it is. [5.3.2]"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from telecom.management.inventory import Meant, services_meant
from telecom.management.partner_lines import partner_serving
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.catalogue import ON_SALE, Offering
from telecom.model.errors import NotFound
from telecom.model.feedback import (
    BEST,
    FeedbackKind,
    InteractionStatus,
    PartyInteraction,
    check_rating,
    kind_of_words,
)
from telecom.model.inventory import Service
from telecom.model.messaging import Priority
from telecom.model.notices import Notice
from telecom.model.parties import Individual
from telecom.model.partners import Partner, partner_of
from telecom.model.trouble import LONGEST_WORDS
from telecom.model.utterances import ChoiceKind, Offered, Utterance
from telecom.ports import Work
from telecom.support import telling
from telecom.support.authorization import access_services, known

US = "us"
ASKED = "stars asked"
# Who rated something or was asked for it lately is left in peace.
ASKED_AGAIN_AFTER = timedelta(days=7)
# What a person can have finished, and rated.
TASKS = frozenset({"ticket", "order", "case"})


def stars(about: str, subject: str | None = None) -> list[Offered]:
    """One to five stars in one tap; they work without the language model. Where they come first, the number of a
    choice is the number of its stars."""

    def star(rating: int) -> Offered:
        slots: Mapping[str, Any] = {"rating": rating, "rated": about, "rated_subject": subject}
        content = {"action": "action_rate_service", "slots": slots}
        return Offered(Utterance("utter_choice_stars", {"stars": rating}), ChoiceKind.ACTION, content)

    return [star(rating) for rating in range(1, BEST + 1)]


def stars_if_due(person_id: str, about: str, subject: str | None = None, *, work: Work) -> list[Offered]:
    """Stars to offer after something that went well; none where the person was asked or rated something lately."""
    since = work.now - ASKED_AGAIN_AFTER
    asked = work.of(Notice).find(kind=ASKED, subject=person_id, found_at__gt=since)
    rated = work.of(PartyInteraction).find(person_id=person_id, rating__not=None, said_at__gt=since)
    if asked is not None or rated is not None:
        return []
    notice = Notice(kind=ASKED, subject=person_id, period=work.today().isoformat(), found_at=work.now, done_at=work.now)
    return stars(about, subject) if work.of(Notice).add_once(notice, key="kind,subject,period") else []


def rate(
    actor: Actor | None, rating: int, *, about: str, subject: str | None = None, key: str, work: Work
) -> PartyInteraction:
    """Give one to five stars. Rating the same finished task again changes the rating that stands. InvalidValue."""
    actor = known(actor)
    rating = check_rating(rating)
    if about in TASKS and subject:
        key = f"{about}:{subject}:{actor.person_id}"
    standing = work.of(PartyInteraction).find(key=key, lock=True)
    if standing is not None:
        standing.rating = rating
        return standing
    return _keep(actor, FeedbackKind.RATING, about=about, subject=subject, rating=rating, text=None, key=key, work=work)


def give_feedback(actor: Actor | None, text: str, *, about: str, key: str, work: Work) -> PartyInteraction:
    """Keep a comment, suggestion, wish, praise or complaint, once per key."""
    actor = known(actor)
    standing = work.of(PartyInteraction).find(key=key)
    if standing is not None:
        return standing
    text = text[:LONGEST_WORDS]
    return _keep(actor, kind_of_words(text), about=about, subject=None, rating=None, text=text, key=key, work=work)


def _keep(
    actor: Actor,
    kind: FeedbackKind,
    *,
    about: str,
    subject: str | None,
    rating: int | None,
    text: str | None,
    key: str,
    work: Work,
) -> PartyInteraction:
    services = access_services(actor, Function.CHECK, work=work)
    place = next((s.place for s in services if s.kind == about and s.place), None)
    said = PartyInteraction(
        key=key,
        number=f"FB-{work.next_number('ticket')}",
        kind=kind,
        person_id=actor.person_id,
        about=about,
        subject=subject,
        place=place or work.of(Individual).get(actor.person_id).place,
        provider=_provider_of(about, services, work),
        rating=rating,
        text=text,
        said_at=work.now,
    )
    work.of(PartyInteraction).add(said)
    return said


def _provider_of(about: str, services: Sequence[Service], work: Work) -> str | None:
    """Whose product it is; of a kind of service the partner who delivers all that the person has of it."""
    offering = work.of(Offering).find(id=about)
    if offering is not None:
        return str(offering.terms["provider"]) if offering.terms.get("provider") else None
    partners = [partner_serving(service, work=work) for service in services if service.kind == about]
    names = {partner.name for partner in partners if partner is not None}
    return names.pop() if len(names) == 1 and None not in partners else None


def what_is_meant(actor: Actor | None, meant: Meant, *, product: str | None, work: Work) -> str:
    """What a rating or comment is about: an offering that was named, a kind of service, or else us."""
    actor = known(actor)
    if product and (offering := _offering_called(product, work)) is not None:
        return offering.id
    if not meant.named and not meant.number:
        return US
    kinds = {service.kind for service in services_meant(access_services(actor, Function.CHECK, work=work), meant)}
    return kinds.pop() if len(kinds) == 1 else (meant.named or US)[:80]


def product_about(about: str, *, work: Work) -> str | None:
    """The name of the product that something is about; None where it is about a kind of service, a task or us."""
    found = work.of(Offering).find(id=about)
    return found.name if found else None


def _offering_called(product: str, work: Work) -> Offering | None:
    found = work.of(Offering).find(id=product) or work.of(Offering).find(name=product)
    return found or _only_one_of(product, work)


def _only_one_of(provider: str, work: Work) -> Offering | None:
    """What a partner delivers, where that is one thing: its name then stands for it."""
    partner = next((p for p in work.of(Partner).list() if provider.casefold() in (p.id, p.name.casefold())), None)
    sold = work.of(Offering).list(status=ON_SALE, order="id") if partner else []
    theirs = [each for each in sold if partner is not None and partner_of(each) == partner.id]
    return theirs[0] if len(theirs) == 1 else None


# What the operator's people do, or those of the partner whose service it is.


def list_feedback(*, provider: str | None = None, everything: bool = False, work: Work) -> list[PartyInteraction]:
    """What was said, newest first: of one partner's services, or (`everything`) of all; else only the operator's."""
    where: dict[str, Any] = {} if everything else {"provider": provider}
    return work.of(PartyInteraction).list(order="-said_at,-number", **where)


def feedback_of(partner_id: str, *, work: Work) -> list[PartyInteraction]:
    """What was said of one partner's services, newest first: all that its own people may see."""
    return list_feedback(provider=work.of(Partner).get(partner_id).name, work=work)


def settle_feedback(
    number: str, staff: str, answer: str, *, partner: str | None = None, work: Work
) -> PartyInteraction:
    """Somebody has acted on it; who said it reads the answer. NotFound; for a `partner`'s people what is said of
    others does not exist."""
    said = work.of(PartyInteraction).find(number=number.strip().upper(), lock=True)
    if said is None or (partner is not None and said.provider != work.of(Partner).get(partner).name):
        raise NotFound(kind="PartyInteraction")
    said.become(InteractionStatus.COMPLETED)
    said.settled_by, said.answer = staff, answer[:LONGEST_WORDS]
    person = work.of(Individual).get(said.person_id)
    told = Utterance("utter_feedback_answered", {"number": said.number, "answer": said.answer})
    telling.push(work, person.id, person.phone_number, told, key=f"feedback:{said.id}", priority=Priority.PROGRESS)
    return said
