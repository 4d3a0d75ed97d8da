"""In which language a chat is answered: the one its person writes in, unless they chose another."""

from telecom.model.messaging import Conversation
from telecom.model.utterances import Utterance


def answer_in(conversation: Conversation, language: str | None) -> list[Utterance]:
    """Go over to the language that somebody surely writes, and say so, with the way back; nothing where they chose
    one themselves."""
    if language is None or language == conversation.language or conversation.language_chosen:
        return []
    conversation.language = language
    return [Utterance("utter_language_now")]
