"""The topics of a forum: opened, written in, closed."""

from typing import Any

from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.contract import Request
from tests.peers.telegram.records import Chat
from tests.peers.telegram.refusal import bad_request

_LONGEST_NAME = 128
_COLOUR = 0x6FB9F0


def create_forum_topic(bot: FakeBot, request: Request) -> dict[str, Any]:
    """Open a topic; its id is that of the note that opens it."""
    chat = _access_forum(bot, request)
    if not 1 <= len(request["name"]) <= _LONGEST_NAME:
        raise bad_request("TOPIC_NAME_INVALID")
    told = {"name": request["name"], "icon_color": _COLOUR}
    note = bot.post(chat, bot.account, {"forum_topic_created": told, "is_topic_message": True})
    note.content["message_thread_id"] = note.message_id
    chat.topics[note.message_id] = request["name"]
    return {"message_thread_id": note.message_id, **told}


def close_forum_topic(bot: FakeBot, request: Request) -> bool:
    """Close a topic: administrators alone write there then."""
    chat = _access_forum(bot, request)
    thread = request["message_thread_id"]
    _check(chat, thread)
    if thread in chat.closed_topics:
        raise bad_request("TOPIC_NOT_MODIFIED")
    chat.closed_topics.add(thread)
    return True


def in_topic(chat: Chat, request: Request) -> dict[str, Any]:
    """Where in a forum a message goes; nothing for a message outside of topics."""
    thread = request["message_thread_id"]
    if thread is None:
        return {}
    _check(chat, thread)
    return {"message_thread_id": thread, "is_topic_message": True}


def _access_forum(bot: FakeBot, request: Request) -> Chat:
    chat = bot.access_chat(request["chat_id"])
    if not chat.description.get("is_forum"):
        raise bad_request("the chat is not a forum")
    return chat


def _check(chat: Chat, thread: object) -> None:
    if thread not in chat.topics:
        raise bad_request("message thread not found")
