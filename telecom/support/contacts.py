"""Proving that a phone number or an e-mail address is one's own, by a code sent there. [M.3345 7.2]"""

from telecom.model.access import CODE_LIFE, FRESH_PROOF, OneTimeCode
from telecom.model.audit import SecurityEvent
from telecom.model.errors import ProofRequired
from telecom.model.messaging import Conversation, Priority
from telecom.model.phone_numbers import PhoneNumber
from telecom.model.utterances import Utterance
from telecom.ports import Work
from telecom.support.audit import note
from telecom.support.guessing import TooManyTries, refuse_when_locked
from telecom.support.identity import WrongProof, check_digits, new_code
from telecom.support.telling import send_mail, send_sms

PURPOSE = "contact"


def send_contact_code(conversation: Conversation, contact: str, *, work: Work) -> OneTimeCode:
    """Send a code to a phone number (E.164) or an e-mail address. Whether somebody has it already makes no
    difference. TooManyTries."""
    refuse_when_locked(contact, conversation, work=work)
    code, digits = new_code(conversation, contact, purpose=PURPOSE, person_id=None, work=work)
    values = {"minutes": int(CODE_LIFE.total_seconds() // 60)}
    key, hidden = f"code:{code.id}", {"code": digits}
    if "@" in contact:
        sentence = Utterance("utter_access_contact_code_mail", values)
        send_mail(work, contact, sentence, key=key, priority=Priority.CODE, secrets=hidden)
    else:
        sentence = Utterance("utter_access_contact_code_sms", values)
        send_sms(work, PhoneNumber(contact), sentence, key=key, priority=Priority.CODE, secrets=hidden)
    note(work, SecurityEvent.CODE_SENT, subject=contact[-3:])
    return code


def check_contact_code(
    conversation: Conversation, code_id: str, digits: str, *, work: Work
) -> OneTimeCode | WrongProof | TooManyTries:
    """The code, used up, where it is right; from then on the contact counts as proved in this chat for a while."""
    return check_digits(conversation, code_id, digits, purpose=PURPOSE, work=work)


def require_contact_proof(conversation_id: str, contact: str, *, work: Work) -> None:
    """ProofRequired unless this chat has lately proved that the number or address is its reader's."""
    proved = work.of(OneTimeCode).find(
        conversation_id=conversation_id, subject=contact, purpose=PURPOSE, proved_at__gt=work.now - FRESH_PROOF
    )
    if proved is None:
        raise ProofRequired("contact", contact=contact)
