"""MORE: the next page of a reply that was too long for one text message."""

from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.utterances import Utterance
from telecom.ports import Work

PAGE = "utter_sms_page"
PAGED_CHANNEL = "sms"


def next_page(conversation: Conversation, *, work: Work) -> Utterance | None:
    """The newest message of the chat again, one page on, with its choices; None where nothing was said yet.

    How many pages there are is for the channel to say: it knows what fits.
    """
    newest = work.of(OutgoingMessage).find(conversation_id=conversation.id, order="-number")
    if newest is None:
        return None
    said, page = newest.utterance, 1
    if said.response == PAGE:
        said, page = said.values["of"], int(said.values["page"])
    values = {"of": Utterance(said.response, said.values), "page": page + 1}
    return Utterance(PAGE, values, newest.utterance.choices, newest.utterance.attachments)
