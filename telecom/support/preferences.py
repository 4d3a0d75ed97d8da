"""Who wants which published messages where: looked up before each goes out, changed by one word. [P3]"""

from collections.abc import Collection, Iterable

from telecom.model.messaging import NUMBERED_CHANNELS, Conversation
from telecom.model.parties import Individual
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.preferences import EVERY_CHANNEL, MessageKind, Preference, is_wanted
from telecom.ports import Work
from telecom.support.identity import actor_of

ALL_KINDS = tuple(MessageKind)


def holder_at(channel: str, address: str) -> str:
    """The name under which an address itself says what it wants."""
    return f"number:{address}" if channel in NUMBERED_CHANNELS else f"{channel}:{address}"


def holders_of(person: Individual) -> list[str]:
    """All names under which a person may have said what they want."""
    number = [holder_at("sms", person.phone_number.e164)] if person.phone_number else []
    return [person.id, *number]


def holder_of(conversation: Conversation, *, work: Work) -> str:
    """For whom a chat speaks here: whoever is logged in, or else the address itself. A forged sender can only have
    fewer messages sent, or the usual ones."""
    actor = actor_of(conversation, work=work)
    return actor.person_id if actor else holder_at(conversation.channel, conversation.address)


def said_by(conversation: Conversation, *, work: Work) -> list[Preference]:
    """All that was said in the name of this chat, of its number, and of the person it speaks for."""
    names = {holder_of(conversation, work=work), holder_at(conversation.channel, conversation.address)}
    owner = _owner_of(conversation, work=work)
    return work.of(Preference).list(holder=names | set(holders_of(owner) if owner else ()))


def _owner_of(conversation: Conversation, *, work: Work) -> Individual | None:
    actor = actor_of(conversation, work=work)
    if actor is not None:
        return work.of(Individual).get(actor.person_id)
    if conversation.channel not in NUMBERED_CHANNELS:
        return None
    return work.of(Individual).find(phone_number=PhoneNumber(conversation.address))


def say_wanted(
    holder: str, kinds: Iterable[MessageKind], *, wanted: bool, channel: str = EVERY_CHANNEL, work: Work
) -> None:
    """Write down what is wanted from now on."""
    for kind in kinds:
        said = Preference(holder=holder, kind=kind, channel=channel, wanted=wanted, said_at=work.now)
        if not work.of(Preference).add_once(said, key="holder,kind,channel"):
            where = {"holder": holder, "kind": kind, "channel": channel}
            work.of(Preference).change({"wanted": wanted, "said_at": work.now}, **where)


def wants(holders: Collection[str], kind: MessageKind, channel: str, *, work: Work) -> bool:
    """Whether somebody of these names may be sent a published message of a kind on a channel."""
    return is_wanted(work.of(Preference).list(holder=list(holders), kind=kind), kind, channel)
