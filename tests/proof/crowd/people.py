"""Very many subscribers of one place: every other one has a chat in Telegram, all have a phone."""

from dataclasses import dataclass, field

from telecom.bootstrap import Telecom
from telecom.management.campaigns import approve_campaign, draft_campaign, preview_campaign, start_campaign
from telecom.model.access import SESSION_LIFE, ChatSession
from telecom.model.messaging import Conversation
from telecom.model.parties import Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.staff import Officer, StaffRole
from tests.peers.telegram.bot import FakeBot

PLACE = "Crowd Town"
TEXT = "This weekend calls abroad are on us."
_AT_ONCE = 500
_FIRST_NUMBER = 447_100_000_000
_AUTHOR = Officer("cora", "Cora", frozenset({StaffRole.CAMPAIGN_AUTHOR}))
_APPROVER = Officer("dev", "Dev", frozenset({StaffRole.CAMPAIGN_APPROVER}))


@dataclass
class Crowd:
    """Where each of them gets what is published: a chat in Telegram, or the phone."""

    chats: list[int] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.chats) + len(self.numbers)


def gather(telecom: Telecom, bot: FakeBot, count: int) -> Crowd:
    """Write them all down."""
    crowd = Crowd()
    for start in range(0, count, _AT_ONCE):
        with telecom.open_work() as work:
            people = []
            for at in range(start, min(start + _AT_ONCE, count)):
                number = PhoneNumber(f"+{_FIRST_NUMBER + at}")
                person = Individual(given_name=f"Person {at}", family_name="Crowd", phone_number=number, place=PLACE)
                work.of(Individual).add(person)
                people.append(person)
            work.flush()
            for at, person in enumerate(people):
                if at % 2 == 0:
                    crowd.chats.append(bot.add_person(person.name, started=True).chat_id)
                    chat = Conversation(channel="telegram", address=str(crowd.chats[-1]))
                    work.of(Conversation).add(chat)
                    work.flush()
                    session = ChatSession(
                        person_id=person.id,
                        conversation_id=chat.id,
                        channel="telegram",
                        address=chat.address,
                        started_at=work.now,
                        proved_at=work.now,
                        expires_at=work.now + SESSION_LIFE,
                    )
                    work.of(ChatSession).add(session)
                elif person.phone_number is not None:
                    crowd.numbers.append(person.phone_number.e164)
    return crowd


def publish(telecom: Telecom) -> int:
    """Draft a promotion for all of the place, have it looked at and approved, and let it go out; for how many."""
    raw = {"name": "weekend", "kind": "promotions", "text": TEXT, "segment": {"place": [PLACE]}}
    with telecom.open_work() as work:
        draft_campaign(_AUTHOR, raw, work=work)
    with telecom.open_work() as work:
        found = preview_campaign(_AUTHOR, "weekend", work=work)
    with telecom.open_work() as work:
        approve_campaign(_APPROVER, "weekend", work=work)
    with telecom.open_work() as work:
        start_campaign(_AUTHOR, "weekend", work=work)
    return found.count
