"""Invoices in the chat, and the question before the money is taken."""

import re
from typing import Any

from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.contract import Request
from tests.peers.telegram.keyboards import parse_markup
from tests.peers.telegram.refusal import bad_request


def send_invoice(bot: FakeBot, request: Request) -> dict[str, Any]:
    """Send an invoice with a Pay button."""
    chat = bot.access_chat(request["chat_id"])
    if not re.fullmatch(r"[A-Z]{3}", request["currency"]):
        raise bad_request("CURRENCY_INVALID")
    if not request["provider_token"] and request["currency"] != "XTR":
        raise bad_request("PAYMENT_PROVIDER_INVALID")
    if not 1 <= len(request["payload"].encode()) <= 128:
        raise bad_request("INVOICE_PAYLOAD_INVALID")
    total = sum(price["amount"] for price in request["prices"])
    if not request["prices"] or total <= 0:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    markup = parse_markup(request["reply_markup"], inline_only=True)
    if markup is None:
        markup = {"inline_keyboard": [[{"text": "Pay", "pay": True}]]}
    elif not markup["inline_keyboard"][0][0].get("pay"):
        raise bad_request("the first button must be a Pay button")
    invoice = {"title": request["title"], "description": request["description"], "currency": request["currency"],
               "start_parameter": request["start_parameter"] or "", "total_amount": total}  # fmt: skip
    message = bot.post(chat, bot.account, {"invoice": invoice, "reply_markup": markup})
    message.payload = request["payload"]
    return message.content


def answer_pre_checkout_query(bot: FakeBot, request: Request) -> bool:
    """Say yes or no to a payment, within ten seconds and only once."""
    checkout = bot.checkouts.get(request["pre_checkout_query_id"])
    if checkout is None or checkout.outcome is not None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    payer = bot.people[checkout.payer_id]
    if payer.is_too_late(checkout):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if not request["ok"] and not request["error_message"]:
        raise bad_request("error message is required when ok is false")
    checkout.outcome = {"ok": request["ok"], "error_message": request["error_message"]}
    if request["ok"]:
        payer.settle_checkout(checkout)
    return True
