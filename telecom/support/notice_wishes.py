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


def wants_security_notices(person_id: str, *, work: Work) -> bool:
    """Whether a person asked to be told of each log-in."""
    wish = work.of(NoticeWish).find(person_id=person_id, subject=AlarmSubject.SECURITY)
    return wish is not None and wish.wanted
