"""Where somebody wants to be told what they did not ask for, and whether at all. [F15]"""

from telecom.model.alarms import AlarmSubject, NoticeWish, about
from telecom.model.messaging import Priority
from telecom.ports import Work


def wish_for(person_id: str, response: str, priority: Priority, *, work: Work) -> NoticeWish | None:
    """What a person said about notices such as this one; None where nothing, or where they have to be told."""
    subject = about(response)
    if subject is None or priority <= Priority.EMERGENCY:
        return None
    return work.of(NoticeWish).find(person_id=person_id, subject=subject)


def choose_notices(person_id: str, subject: AlarmSubject, *, wanted: bool, channel: str | None, work: Work) -> None:
    """Write down whether somebody wants the notices about something, and where, if they named a channel."""
    wish = work.of(NoticeWish).find(person_id=person_id, subject=subject, lock=True)
    if wish is None and wanted and channel is None and subject is not AlarmSubject.SECURITY:
        return  # It is so anyway; only log-ins have to be asked for.
    if wish is None:
        wish = work.of(NoticeWish).add(NoticeWish(person_id=person_id, subject=subject))
    wish.wanted, wish.channel = wanted, channel or wish.channel


def wants_security_notices(person_id: str, *, work: Work) -> bool:
    """Whether a person asked to be told of each log-in."""
    wish = work.of(NoticeWish).find(person_id=person_id, subject=AlarmSubject.SECURITY)
    return wish is not None and wish.wanted
