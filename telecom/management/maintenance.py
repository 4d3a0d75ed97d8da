"""Planned work that touches a customer's services: told before and after, another time asked for. [M.3345 5.1, A11]"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from telecom.management.inventory import label_of, place_of
from telecom.management.outages import needed_kinds, people_of, services_hit
from telecom.management.staff_tasks import open_task, resolves
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError, NotFound
from telecom.model.inventory import Service
from telecom.model.maintenance import PlannedWork, WindowWish, WorkStatus
from telecom.model.messaging import Priority
from telecom.model.notices import is_quiet
from telecom.model.parties import Individual
from telecom.model.places import Place
from telecom.model.tasks import StaffTask
from telecom.model.utterances import ChoiceKind, Offered, Utterance
from telecom.ports import Work
from telecom.services.smi import registered_kinds
from telecom.support import telling
from telecom.support.authorization import access_service
from telecom.support.due import Due, due

BEFORE, AFTER = "planned work ahead", "planned work over"
TASK = "another window"
# Told this long before; shown in the status of a service this long before.
NOTICE = timedelta(days=3)
SHOWN_AHEAD = timedelta(days=14)
# When work might be done instead, and how people say so.
OTHER_TIMES = {
    "night": ("another night", "at night", "by night", "overnight", "nachts", "in der nacht"),
    "weekend": ("weekend", "saturday", "sunday", "wochenende", "samstag", "sonntag"),
    "later": ("another week", "another day", "other day", "week later", "andere woche", "anderer tag", "anderen tag"),
}


class TooLateToMove(BusinessError):
    """The work has begun or is over."""

    response = "utter_maintenance_too_late"


def find_next_work(service: Service, *, work: Work) -> PlannedWork | None:
    """The next work on what a service needs, running now or in the next two weeks."""
    place = place_of(service, work=work)
    if place is None:
        return None
    found = work.of(PlannedWork).list(
        place=place,
        kind=list(needed_kinds(service.kind)),
        status=WorkStatus.PLANNED,
        ends_at__gt=work.now,
        starts_at__lte=work.now + SHOWN_AHEAD,
        order="starts_at",
    )
    return found[0] if found else None


def find_running_work(service: Service, *, work: Work) -> PlannedWork | None:
    """The work that is being done now on what a service needs."""
    found = find_next_work(service, work=work)
    return found if found is not None and found.starts_at <= work.now else None


def list_planned_works(place: str, *, work: Work) -> list[PlannedWork]:
    """The work that is planned in a place for the next two weeks. Anybody may know."""
    return work.of(PlannedWork).list(
        place=place,
        status=WorkStatus.PLANNED,
        ends_at__gt=work.now,
        starts_at__lte=work.now + SHOWN_AHEAD,
        order="starts_at",
    )


def list_all_works(*, work: Work) -> list[PlannedWork]:
    """All work of the operator's that is planned or running, the next first."""
    return work.of(PlannedWork).list(status=WorkStatus.PLANNED, ends_at__gt=work.now, order="starts_at")


def plan_work(
    place: str, kind: str, *, starts_at: datetime, ends_at: datetime, reason: str, effect: str, work: Work
) -> PlannedWork:
    """Announce work of the operator's; those it touches are told three days before and when it is over. NotFound where
    there is no such place or kind of service in it."""
    found = work.of(Place).find(name=place)
    if found is None or kind not in registered_kinds():
        raise NotFound("utter_error_not_found", kind="Place")
    planned = PlannedWork(
        place=found.name, kind=kind, starts_at=starts_at, ends_at=ends_at, reason=reason, effect=effect
    )
    return work.of(PlannedWork).add(planned)


def ask_for_another_window(
    actor: Actor | None, work_id: str, service_id: str, *, wanted: str, key: str, work: Work
) -> PlannedWork:
    """Keep the wish that planned work be done at another time and give it to people, who decide and answer."""
    service = access_service(actor, Function.REPORT, service_id, work=work)
    assert actor is not None
    planned = work.of(PlannedWork).get(work_id)
    if planned.status is not WorkStatus.PLANNED or planned.starts_at <= work.now:
        raise TooLateToMove()
    standing = work.of(WindowWish).find(work_id=planned.id, person_id=actor.person_id, answer=None)
    if standing is None:
        wish = WindowWish(
            work_id=planned.id, service_id=service.id, person_id=actor.person_id, words=wanted, asked_at=work.now
        )
        work.of(WindowWish).add(wish)
        work.flush()
        open_task(
            TASK,
            key=f"window {wish.id}",
            customer_id=service.customer_id,
            asked_by=actor.person_id,
            subject=wish.id,
            reason=TASK,
            needs={"place": planned.place, "kind": planned.kind, "starts": planned.starts_at, "wanted": wanted},
            work=work,
        )
    return planned


@resolves(TASK, "granted", "refused")
def answer_window_wish(task: StaffTask, resolution: str, *, work: Work) -> None:
    """People decided: granted work is put off by a week until a new time is set; the asker is told."""
    wish = work.of(WindowWish).get(task.subject, lock=True)
    planned = work.of(PlannedWork).get(wish.work_id, lock=True)
    wish.answer, wish.answered_at = resolution, work.now
    if resolution == "granted" and planned.starts_at > work.now:
        planned.starts_at, planned.ends_at = (at + timedelta(days=7) for at in (planned.starts_at, planned.ends_at))
    sentence = "utter_maintenance_granted" if resolution == "granted" else "utter_maintenance_refused"
    person = work.of(Individual).get(wish.person_id)
    values = {"place": planned.place, "starts": planned.starts_at}
    key = f"window:{wish.id}"
    telling.push(work, person.id, person.phone_number, Utterance(sentence, values), key=key, priority=Priority.PROGRESS)


def other_times(planned: PlannedWork, service: Service) -> list[Offered]:
    """Choices to ask for another time; none once the work has begun."""
    return [
        Offered(
            Utterance(f"utter_choice_window_{wanted}"),
            ChoiceKind.ACTION,
            {
                "action": "action_ask_other_window",
                "slots": {"work_id": planned.id, "service": service.id, "wanted": wanted},
            },
        )
        for wanted in OTHER_TIMES
    ]


def _works_ahead(work: Work) -> Iterable[Due]:
    if is_quiet(work.now.astimezone(work.zone).time()):
        return
    works = work.of(PlannedWork)
    soon = works.list(status=WorkStatus.PLANNED, starts_at__gt=work.now, starts_at__lte=work.now + NOTICE)
    for each in soon:
        # Work that is put off is told of anew.
        yield Due(each.id, each.starts_at.isoformat())


@due(BEFORE, _works_ahead)
def tell_before(one: Due, work: Work) -> None:
    """Tell everybody whose service will be touched: when, why, with what effect. [A11, P4]"""
    planned = work.of(PlannedWork).get(one.subject)
    if planned.status is not WorkStatus.PLANNED or planned.starts_at <= work.now:
        return
    _tell_all(planned, "utter_notice_work_ahead", f"{BEFORE}:{one.period}", with_choices=True, work=work)


def _works_over(work: Work) -> Iterable[Due]:
    found = work.of(PlannedWork).list(status=WorkStatus.PLANNED, ends_at__lte=work.now)
    return [Due(each.id, each.ends_at.isoformat()) for each in found]


@due(AFTER, _works_over)
def tell_after(one: Due, work: Work) -> None:
    """The work is done; everybody it touched is told."""
    planned = work.of(PlannedWork).get(one.subject, lock=True)
    if planned.status is not WorkStatus.PLANNED or planned.ends_at > work.now:
        return
    planned.become(WorkStatus.DONE)
    if work.now - planned.ends_at < timedelta(days=1):
        _tell_all(planned, "utter_notice_work_over", f"{AFTER}:{one.period}", with_choices=False, work=work)


def _tell_all(planned: PlannedWork, sentence: str, key: str, *, with_choices: bool, work: Work) -> None:
    told: set[str] = set()
    for service in services_hit(planned.kind, planned.place, work=work):
        values = {
            "service": label_of(service),
            "starts": planned.starts_at,
            "ends": planned.ends_at,
            "reason": planned.reason,
            "effect": planned.effect,
        }
        choices = other_times(planned, service) if with_choices else []
        for person in people_of(service, work=work):
            if person.id in told:
                continue
            told.add(person.id)
            telling.push(
                work,
                person.id,
                person.phone_number,
                Utterance(sentence, values, choices),
                key=f"{key}:{planned.id}:{person.id}",
                priority=Priority.PROGRESS,
            )
