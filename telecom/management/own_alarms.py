"""Alerts and reminders as parts of a service of one's own: found, looked at, at rest, and ended with it. [F15, F22]

A part is what is watched, not one threshold: who changes 80% to 90% keeps the part. Its value says whose alerts they
are, and what the present rest switched off.
"""

from collections.abc import Sequence
from typing import Any

from telecom.management.inventory import label_of
from telecom.model.alarms import THRESHOLDS, Alarm, AlarmSubject, AlarmWish, NoticeWish
from telecom.model.inventory import Service, ServiceState
from telecom.model.own_services import Capability, NotAPart, OwnPart, PartKind
from telecom.model.utterances import Utterance
from telecom.model.volumes import UsageKind
from telecom.ports import Work
from telecom.support.notice_wishes import choose_notices

_RESTED = "rested"


def _part_name(subject: AlarmSubject, kind: UsageKind | None) -> str:
    return f"{subject.value} {kind.value}" if kind else subject.value


def _read_part(name: str) -> tuple[AlarmSubject, UsageKind | None]:
    subject, _, kind = name.partition(" ")
    return AlarmSubject(subject), UsageKind(kind) if kind else None


def alarm_parts(
    person_id: str, wish: AlarmWish, services: Sequence[Service], *, anchor: Service | None, work: Work
) -> list[Capability]:
    """The alerts and reminders of a person that a message names, each with the service it watches; what watches none,
    such as a reminder of bills, goes with the `anchor`."""
    if anchor is None:
        return []
    if wish.subject is not None and wish.subject not in THRESHOLDS:
        return [Capability(anchor.id, PartKind.ALARM, wish.subject.value)]
    found = work.of(Alarm).list(person_id=person_id, ended_at=None, order="set_at,id")
    found = [each for each in found if wish.subject in (None, each.subject)]
    fitting = [each for each in found if each.kind in (None, wish.kind)] or found
    parts = [Capability(s.id, PartKind.ALARM, _part_name(a.subject, a.kind)) for a in fitting for s in _on(a, services)]
    if parts or wish.subject is None:
        return list(dict.fromkeys(parts))
    kind = wish.kind if wish.subject is AlarmSubject.USAGE else None
    return [Capability(anchor.id, PartKind.ALARM, _part_name(wish.subject, kind))]


def _on(alarm: Alarm, services: Sequence[Service]) -> list[Service]:
    if alarm.service_id is not None:
        return [s for s in services if s.id == alarm.service_id]
    return [s for s in services if s.account_id == alarm.account_id][:1]


def check_alarm_part(person_id: str, part: Capability, service: Service, *, work: Work) -> None:
    """NotAPart where a person has set no such alert yet."""
    if _is_threshold(part) and not _standing(person_id, part, service, work=work):
        raise NotAPart("utter_own_alarm_first", alarm=alarm_in_words(part, service))


def _is_threshold(part: Capability) -> bool:
    return _read_part(part.name)[0] in THRESHOLDS


def _standing(person_id: str, part: Capability, service: Service, *, work: Work) -> list[Alarm]:
    subject, kind = _read_part(part.name)
    watched: dict[str, Any] = (
        {"account_id": service.account_id} if subject is AlarmSubject.CREDIT else {"service_id": service.id}
    )
    of_kind: dict[str, Any] = {"kind": kind} if kind else {}
    return list(work.of(Alarm).list(person_id=person_id, subject=subject, ended_at=None, **watched, **of_kind))


def alarm_in_words(part: Capability, service: Service) -> Utterance:
    """What the alerts are about, and on which service where they watch one."""
    subject, kind = _read_part(part.name)
    if subject in (AlarmSubject.USAGE, AlarmSubject.SPENDING):
        what = Utterance(f"utter_alarms_kind_{kind.value}" if kind else "utter_own_alarm_spending")
        return Utterance("utter_own_part_alarm_on", {"what": what, "service": label_of(service)})
    return Utterance("utter_own_part_alarm", {"what": Utterance(f"utter_alarms_about_{subject.value}")})


def whose(person_id: str) -> dict[str, str]:
    """The value of a part that is somebody's alerts."""
    return {"person": person_id}


def is_there(part: OwnPart, service: Service, *, work: Work) -> bool:
    """Whether the alerts of a part are still set, or only rest; what watches no service outlives it."""
    if not _is_threshold(part.capability):
        return True
    running = service.state is not ServiceState.TERMINATED
    return running and (bool(part.value.get(_RESTED)) or _is_on(part, service, work=work))


def _is_on(part: OwnPart, service: Service, *, work: Work) -> bool:
    person_id, subject = part.value["person"], _read_part(part.name)[0]
    if subject in THRESHOLDS:
        return bool(_standing(person_id, part.capability, service, work=work))
    wish = work.of(NoticeWish).find(person_id=person_id, subject=subject)
    return wish.wanted if wish else subject is not AlarmSubject.SECURITY


def alarm_state(part: OwnPart, service: Service, *, work: Work) -> Utterance:
    """How the alerts of a part stand."""
    values = {"alarm": alarm_in_words(part.capability, service)}
    if _is_on(part, service, work=work):
        return Utterance("utter_own_state_alarm", values)
    return Utterance("utter_own_state_alarm_rests" if part.value.get(_RESTED) else "utter_own_state_alarm_off", values)


def rest_alarm(part: OwnPart, service: Service, *, work: Work) -> None:
    """Tell nothing for a while, and remember what was told."""
    person_id, subject = part.value["person"], _read_part(part.name)[0]
    rested: list[str] = []
    if subject in THRESHOLDS:
        for alarm in _standing(person_id, part.capability, service, work=work):
            alarm.ended_at = work.now
            rested.append(alarm.id)
    elif _is_on(part, service, work=work):
        choose_notices(person_id, subject, wanted=False, channel=None, work=work)
        rested = [subject.value]
    part.value = {**whose(person_id), _RESTED: rested}


def wake_alarm(part: OwnPart, service: Service, *, work: Work) -> None:
    """Tell again what was told before the rest, unless somebody has set it anew since."""
    person_id, rested = part.value["person"], part.value.get(_RESTED) or []
    part.value = whose(person_id)
    if not rested or _is_on(part, service, work=work):
        return
    subject = _read_part(part.name)[0]
    if subject not in THRESHOLDS:
        choose_notices(person_id, subject, wanted=True, channel=None, work=work)
        return
    for alarm in work.of(Alarm).list(id=rested):
        alarm.ended_at = None


def end_alarm(part: OwnPart, service: Service, *, work: Work) -> None:
    """Tell it no more."""
    person_id, subject = part.value["person"], _read_part(part.name)[0]
    if subject not in THRESHOLDS:
        choose_notices(person_id, subject, wanted=False, channel=None, work=work)
        return
    for alarm in _standing(person_id, part.capability, service, work=work):
        alarm.ended_at = work.now
