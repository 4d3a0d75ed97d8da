"""What each method of the Bot API does, for the bot that calls it."""

import re
from collections.abc import Callable
from typing import Any

from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.contract import Request, UploadedFile
from tests.peers.telegram.formatting import parse_text
from tests.peers.telegram.keyboards import inline_part, parse_markup
from tests.peers.telegram.payments import answer_pre_checkout_query, send_invoice
from tests.peers.telegram.pictures import photo_sizes
from tests.peers.telegram.records import Message
from tests.peers.telegram.refusal import bad_request
from tests.peers.telegram.topics import close_forum_topic, create_forum_topic, in_topic
from tests.peers.telegram.updates import Webhook

_FETCH_LIMIT_BYTES = 20 * 1024 * 1024
_UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
_ANSWER_LENGTH = 200


def get_me(bot: FakeBot, request: Request) -> dict[str, Any]:
    """Who the bot is."""
    rights = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return {**bot.account, **rights, "can_connect_to_business": False, "has_main_web_app": False}


def send_message(bot: FakeBot, request: Request) -> dict[str, Any]:
    """Write a text."""
    chat = bot.access_chat(request["chat_id"])
    content = parse_text(request["text"], parse_mode=request["parse_mode"], entities=request["entities"])
    return bot.post(
        chat, bot.account, {**content, **in_topic(chat, request), **_reply(bot, request), **_markup(request)}
    ).content


def edit_message_text(bot: FakeBot, request: Request) -> dict[str, Any]:
    """Change a text, and its buttons with it: none given takes them away."""
    message = _access_own_message(bot, request)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    content = parse_text(request["text"] or "", parse_mode=request["parse_mode"], entities=request["entities"])
    return _changed(
        bot, message, {**content, **_markup(request, inline_only=True)}, ("text", "entities", "reply_markup")
    )


def edit_message_reply_markup(bot: FakeBot, request: Request) -> dict[str, Any]:
    """Change the buttons under a message: none given takes them away."""
    return _changed(bot, _access_own_message(bot, request), _markup(request, inline_only=True), ("reply_markup",))


def delete_message(bot: FakeBot, request: Request) -> bool:
    """Take a message away; in private chats also what the person wrote."""
    chat = bot.access_chat(request["chat_id"])
    message = chat.messages.get(request["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to delete not found")
    if not message.by_bot and chat.description["type"] == "supergroup":
        raise bad_request("message can't be deleted")
    message.deleted = True
    return True


def answer_callback_query(bot: FakeBot, request: Request) -> bool:
    """Tell a person that their pressed button was heard."""
    tap = bot.taps.get(request["callback_query_id"])
    if tap is None or not tap.open:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(request["text"] or "") > _ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    tap.answers.append({key: request[key] for key in ("text", "show_alert") if request[key] is not None})
    return True


def send_chat_action(bot: FakeBot, request: Request) -> bool:
    """Show "typing" and the like."""
    bot.access_chat(request["chat_id"])
    if request["action"] not in ("typing", "upload_photo", "upload_document", "upload_video", "find_location"):
        raise bad_request("wrong parameter action in request")
    return True


def send_photo(bot: FakeBot, request: Request) -> dict[str, Any]:
    """Send a picture, uploaded or known by its id."""
    content, name = _file_of(bot, request, "photo")
    sizes = photo_sizes(content, bot.store_file(content, name))
    return _send_file(bot, request, {"photo": sizes}, content)


def send_document(bot: FakeBot, request: Request) -> dict[str, Any]:
    """Send a file, uploaded or known by its id."""
    content, name = _file_of(bot, request, "document")
    stored, upload = bot.store_file(content, name), request.upload("document") or UploadedFile(name, content)
    document = {"file_id": stored.file_id, "file_unique_id": stored.unique_id, "file_name": name,
                "mime_type": upload.mime_type, "file_size": len(content)}  # fmt: skip
    return _send_file(bot, request, {"document": document}, content)


def get_file(bot: FakeBot, request: Request) -> dict[str, Any]:
    """Where a file can be fetched."""
    stored = bot.files.get(request["file_id"])
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > _FETCH_LIMIT_BYTES:
        raise bad_request("file is too big")
    known = {"file_id": stored.file_id, "file_unique_id": stored.unique_id}
    return {**known, "file_size": len(stored.content), "file_path": stored.path}


def set_my_commands(bot: FakeBot, request: Request) -> bool:
    """The list of commands that the app offers."""
    for command in request["commands"]:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    bot.commands = request["commands"]
    return True


def get_my_commands(bot: FakeBot, request: Request) -> list[dict[str, Any]]:
    """The commands set before."""
    return bot.commands


def set_webhook(bot: FakeBot, request: Request) -> bool:
    """Have the updates brought. Telegram wants https; the stand-in allows plain http on this machine."""
    url = request["url"]
    if not url:
        return delete_webhook(bot, request)
    if not re.match(r"https://|http://(127\.0\.0\.1|localhost)[:/]", url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = request["secret_token"]
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    bot.updates.webhook = Webhook(url, secret, request["max_connections"] or 40)
    return _drop_or_keep(bot, request)


def delete_webhook(bot: FakeBot, request: Request) -> bool:
    """Go back to fetching."""
    bot.updates.webhook = None
    return _drop_or_keep(bot, request)


def get_webhook_info(bot: FakeBot, request: Request) -> dict[str, Any]:
    """How the bringing goes."""
    hook = bot.updates.webhook
    found: dict[str, Any] = {
        "url": hook.url if hook else "", "has_custom_certificate": False, "pending_update_count": bot.waiting_updates,
    }  # fmt: skip
    if hook:
        found["max_connections"] = hook.max_connections
    if hook and hook.last_error:
        found |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error}
    if bot.updates.allowed:
        found["allowed_updates"] = bot.updates.allowed
    return found


def _drop_or_keep(bot: FakeBot, request: Request) -> bool:
    if request["allowed_updates"] is not None:
        bot.updates.allowed = request["allowed_updates"]
    if request["drop_pending_updates"]:
        bot.updates.pending = []
    return True


def _markup(request: Request, *, inline_only: bool = False) -> dict[str, Any]:
    kept = inline_part(parse_markup(request["reply_markup"], inline_only=inline_only))
    return {"reply_markup": kept} if kept else {}


def _reply(bot: FakeBot, request: Request) -> dict[str, Any]:
    wanted = request["reply_parameters"]
    if wanted is None:
        return {}
    replied = bot.chats[request["chat_id"]].messages.get(wanted["message_id"])
    if replied is not None and not replied.deleted:
        return {"reply_to_message": {key: value for key, value in replied.content.items() if key != "reply_to_message"}}
    if wanted.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _access_own_message(bot: FakeBot, request: Request) -> Message:
    if request["chat_id"] is None or request["message_id"] is None:
        raise bad_request("message identifier is not specified")
    message = bot.access_chat(request["chat_id"]).messages.get(request["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to edit not found")
    if not message.by_bot:
        raise bad_request("message can't be edited")
    return message


def _changed(bot: FakeBot, message: Message, new: dict[str, Any], replaced: tuple[str, ...]) -> dict[str, Any]:
    if {key: message.content[key] for key in replaced if key in message.content} == new:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    kept = {key: value for key, value in message.content.items() if key not in replaced}
    message.content = {**kept, **new, "edit_date": int(bot.clock())}
    message.edits += 1
    message.buttons_ever |= {one.data for row in message.buttons for one in row if one.data}
    return message.content


def _file_of(bot: FakeBot, request: Request, name: str) -> tuple[bytes, str]:
    upload = request.upload(name)
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > _UPLOAD_LIMIT_BYTES:
            raise bad_request("Request Entity Too Large")
        return upload.content, upload.name
    stored = bot.files.get(request[name] or "")
    if stored is None:
        raise bad_request(
            "wrong remote file identifier specified" if request[name] else f"there is no {name} in the request"
        )
    return stored.content, stored.path.rpartition("/")[2]


def _send_file(bot: FakeBot, request: Request, content: dict[str, Any], file: bytes) -> dict[str, Any]:
    chat = bot.access_chat(request["chat_id"])
    caption = parse_text(
        request["caption"] or "", parse_mode=request["parse_mode"], entities=request["caption_entities"], caption=True
    )
    return bot.post(
        chat, bot.account, {**content, **caption, **_reply(bot, request), **_markup(request)}, file=file
    ).content


METHODS: dict[str, Callable[[FakeBot, Request], Any]] = {
    "getMe": get_me, "sendMessage": send_message, "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup, "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query, "sendChatAction": send_chat_action, "sendPhoto": send_photo,
    "sendDocument": send_document, "getFile": get_file, "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands, "setWebhook": set_webhook, "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info, "sendInvoice": send_invoice,
    "answerPreCheckoutQuery": answer_pre_checkout_query, "createForumTopic": create_forum_topic,
    "closeForumTopic": close_forum_topic,
}  # fmt: skip
