"""Things with a fixed set of names: kinds of service, symptoms, parameters, ways to pay, languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from nlu.components.recognising.setting import Found, Setting

SERVICE = {
    "broadband": "broadband|broad band|internet|wifi|wi-fi|wi fi|wify|router|fibre|fiber|hub|bb|interweb|home internet",
    "iptv": "iptv|tv|telly|television|set top box|set-top box|settop box|tv box|freeview",
    "fixed": "landline|land line|home phone|house phone|fixed line|fixed phone|fixed|telephone line",
    "mobile": "mobile|mobiles|moby|mob|cell|cellphone|cell phone|smartphone|sim|esim|handset|phone|fone|iphone",
}
THINGS: dict[str, dict[str, str]] = {
    "symptom": {
        "no connection": "no connection|no internet|not connecting|wont connect|won't connect|cant connect|can't connect"
        "|cannot connect|not working|isnt working|isn't working|doesnt work|doesn't work|stopped working|down|dead|offline"
        "|red light|no dial tone|no dialtone|no line|broken",
        "slow": "slow|sluggish|crawling|lagging|laggy|lag|buffering|buffers|slower|snail|snails pace|speed is awful",
        "drops": "drops|dropping|dropped|keeps dropping|cuts out|cutting out|cuts off|cutting off|intermittent|disconnects"
        "|disconnecting|on and off|in and out",
        "noise": "noise|noisy|crackling|crackle|crackly|buzzing|hissing|hum|static|echo",
        "no picture": "no picture|no image|black screen|blank screen|frozen picture|picture freezes|freezing|frozen"
        "|pixelated|pixelating|pixelation|blocky",
        "no signal": "no signal|no service|no reception|no bars|weak signal|bad signal|poor signal|poor reception",
        "no sound": "no sound|no audio|cant hear|can't hear|one way audio",
    },
    "category": {
        "add-on": "add-on|add on|addon|add-ons|add ons|addons|extra|extras|booster|boosters|roaming pack|data pack",
        "TV pack": "tv pack|tv packs|tv package|tv packages|channel pack|channel packs|tv bundle",
        "prepaid card": "prepaid card|prepaid cards|top up card|top-up card|voucher card|scratch card|scratchcard",
        "handset": "handset|handsets|new phone|new phones|smartphones|mobile phones",
        "accessory": "accessory|accessories|charger|chargers|case|cases|headphones|earbuds|phone case",
        "book": "a book|the book|books|ebook|ebooks|audiobook|audiobooks",
        "plan": "plan|plans|tariff|tariffs|price plan|price plans|contract plans|deal",
    },
    "parameter": {
        "roaming": "roaming|data roaming",
        "voicemail": "voicemail|voice mail|answerphone|answer phone|mailbox",
        "forwarding": "forwarding|call forwarding|call forward|call diversion|divert|diversion",
        "caller id": "caller id|caller display|withhold my number|hide my number|number withheld",
        "wifi name": "wifi name|wi-fi name|network name|ssid",
        "wifi password": "wifi password|wi-fi password|wifi key",
        "parental control": "parental control|parental controls|child lock|kids filter|adult filter|content filter",
        "call waiting": "call waiting",
        "speed": "speed",
    },
    "payment_method": {
        "card": "card|debit card|credit card|visa|mastercard|amex|by card",
        "direct debit": "direct debit|dd|standing order",
        "voucher": "voucher|top-up voucher|top up voucher|voucher code",
        "credit": "credit|my credit|my balance",
        "invoice": "invoice|on my bill|to my bill",
    },
    "channel": {
        "telegram": "telegram",
        "sms": "sms|text message|by text|via text|texts|a text",
        "email": "e-mail|email|by mail|via mail",
    },
    "message_kind": {
        "promotions": "promotions|promotion|promos|promo|marketing|advert|adverts|ads|offers|special offers|newsletter|spam",
        "announcements": "announcements|announcement|news",
        "events": "events|event",
        "notices": "notices|notice|maintenance notices|planned work|service messages|reminders",
    },
    "function": {
        "pay": "pay|paying|payments",
        "bill": "bills|see bills|billing",
        "order": "order|ordering|buy",
        "configure": "configure|settings|change settings",
        "check": "check|look at|view|see usage",
        "report": "report|report faults",
    },
    "role": {
        "manager": "manager|administrator|admin|account holder",
        "authorized user": "authorised user|authorized user|authorised person|delegate",
        "user": "user|users",
    },
    "value": {
        "on": "on|enable|enabled|activate|activated",
        "off": "off|disable|disabled|deactivate|deactivated",
    },
}
ONLY_FOR = {
    "payment_method": ("top_up", "pay_bill", "set_autopay", "ask_payment_methods", "order_product", "redeem_voucher"),
    "channel": ("set_alerts", "update_profile", "opt_in", "opt_out", "update_ticket", "set_e_bill"),
    "message_kind": ("opt_in", "opt_out", "show_news", "show_offers"),
    "function": ("authorize_user", "revoke_authorization", "list_authorizations"),
    "role": ("authorize_user", "revoke_authorization", "manage_people", "list_authorizations"),
    "value": ("configure_service", "set_alerts", "set_autopay", "set_e_bill"),
    "category": ("browse_catalogue", "ask_price", "recommend_product", "order_product", "show_offers", "change_plan"),
    "symptom": ("report_fault", "check_service_status", "report_experience", "test_service", "update_ticket",
                "check_reachability", "dispute_charge", "check_performance", "check_ticket"),
    "parameter": ("configure_service", "ask_how_to", "set_alerts"),
}  # fmt: skip
"""Words such as "on" or "check" mean something only under these wishes, or where they were asked for."""
LANGUAGES = {
    "en": "english", "de": "german|deutsch", "fr": "french|francais|français", "es": "spanish|espanol|español|castellano",
    "pl": "polish|polski", "cy": "welsh|cymraeg", "it": "italian|italiano", "pt": "portuguese|portugues|português",
    "ro": "romanian", "tr": "turkish", "ar": "arabic", "ur": "urdu", "hi": "hindi", "pa": "punjabi|panjabi",
    "bn": "bengali|bangla", "zh": "chinese|mandarin|cantonese", "nl": "dutch", "ga": "irish|gaelic", "so": "somali",
    "uk": "ukrainian", "ru": "russian", "gu": "gujarati", "lt": "lithuanian", "fa": "farsi|persian", "ja": "japanese",
}  # fmt: skip
GROUP = re.compile(
    r"(?<!\w)(?:all (?:of )?(?:my |our |the )?(?:lines|numbers|phones|sims|mobiles|staff|employees)|every line|everyone"
    r"|(?:the |our |my )?(?:whole )?(?:\w+ )?(?:team|department|family|group)(?: lines| phones)?)(?!\w)"
)
GROUP_WISHES = ("check_spending", "check_usage", "manage_people", "restrict_calls", "set_spending_limit", "set_alerts",
                "analyse_calls", "authorize_user", "revoke_authorization", "manage_capacity", "list_services")  # fmt: skip


@cache
def _names(entity: str) -> tuple[re.Pattern[str], dict[str, str]]:
    table = {"service": SERVICE, "language": LANGUAGES}.get(entity) or THINGS[entity]
    canonical = {name: value for value, names in table.items() for name in names.split("|")}
    longest_first = "|".join(re.escape(name) for name in sorted(canonical, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{longest_first})(?![\w-])"), canonical


def _find(entity: str, text: str) -> Iterable[Found]:
    pattern, canonical = _names(entity)
    for match in pattern.finditer(text):
        yield Found(entity, match.start(), match.end(), canonical[match.group()])


def find_languages(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Languages by their names, where one is chosen."""
    if setting.wish == "set_language" or setting.asks_for("language"):
        yield from _find("language", text)


def find_named_things(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Symptoms, kinds of product, parameters, ways to pay and the like, under the wishes where they mean that."""
    for entity in THINGS:
        if setting.wish in ONLY_FOR[entity] or (setting.requested_slot and entity in setting.requested_slot):
            yield from _find(entity, text)
    if setting.wish in GROUP_WISHES or setting.asks_for("group"):
        for match in GROUP.finditer(text):
            yield Found("group", match.start(), match.end(), " ".join(match.group().split()))


def find_service_kinds(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Which of the subscriber's services is meant: mobile, fixed, broadband, iptv; each named once."""
    seen = set()
    for found in sorted(_find("service", text), key=lambda each: each.start):
        if found.value not in seen:
            seen.add(found.value)
            yield found
