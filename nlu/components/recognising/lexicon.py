"""Things with a fixed set of names: kinds of service, symptoms, parameters, ways to pay, languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from nlu.components.recognising.setting import Found, Setting
from nlu.components.recognising.symptoms import SYMPTOMS

SERVICE = {
    "broadband": "broadband|broadbands|broad band|internet|internets|wifi|wi-fi|wi fi|wify|router|modem|fibre|fiber|hub|bb|interweb|home internet|the net|net|wifis|wireless|wfii|wiif",
    "iptv": "iptv|tv|tvs|telly|tellies|tellys|television|televisions|set top box|set-top box|settop box|tv box|freeview|remote|remote control|tele",
    "fixed": "landline|land line|home phone|house phone|fixed line|fixed phone|fixed|telephone line|home telephone|house telephone|phone at home|telephone at home|house line",
    "mobile": "mobile|mobiles|moby|mob|cell|cellphone|cell phone|smartphone|sim|esim|handset|phone|fone|iphone",
}
THINGS: dict[str, dict[str, str]] = {
    "symptom": SYMPTOMS,
    "category": {
        "add-on": "add-on|add on|addon|add-ons|add ons|addons|extras|booster|boosters|roaming pack|data pack",
        "TV pack": "tv pack|tv packs|tv package|tv packages|television pack|television packs|television package|television packages|telly packs|channel pack|channel packs|tv bundle",
        "prepaid card": "prepaid card|prepaid cards|top up card|top-up card|voucher card|scratch card|scratchcard",
        "handset": "handset|handsets|new phone|new phones|smartphones|mobile phones|phones",
        "accessory": "accessory|accessories|charger|chargers|phone case|phone cases|headphones|earbuds",
        "book": "a book|the book|books|ebook|ebooks|audiobook|audiobooks",
        "plan": "plan|plans|sim only|sim-only|simonly|tariff|tariffs|price plan|price plans|contract plans",
    },
    "parameter": {
        "data abroad": "data roaming|data abroad|roaming data|internet abroad|data when abroad|data while abroad",
        "roaming": "roaming",
        "voicemail": "voicemail|voice mail|answerphone|answer phone|answering machine|answering service|answer service|mailbox",
        "forwarding": "forwarding|call forwarding|call forward|call diversion|divert|diversion|forward all my calls|forward my calls"
        "|forward calls|forward all calls|divert my calls|divert all my calls|divert calls|divert all calls",
        "caller id": "caller id|caller display|withhold my number|hide my number|number withheld",
        "wifi name": "wifi name|wi-fi name|network name|name of my wifi|name of the wifi|name of our wifi|rename my wifi|rename the wifi"
        "|rename our wifi|rename wifi|rename my network|ssid",
        "wifi password": "wifi password|wi-fi password|wifi key",
        "parental control": "parental control|parental controls|parental lock|child lock|kids lock|kids filter|adult filter|content filter",
        "call waiting": "call waiting",
        "speed": "speed",
    },
    "payment_method": {
        "card": "card|cards|debit card|credit card|bank card|visa|mastercard|amex|american express|maestro",
        "direct debit": "direct debit|dd|standing order",
        "voucher": "voucher|top-up voucher|top up voucher|voucher code",
        "credit": "credit|my credit|my balance|the credit",
        "invoice": "invoice|by invoice|on my bill|to my bill|on the bill|onto my bill",
    },
    "channel": {
        "telegram": "telegram",
        "sms": "sms|text message|by text|via text|texts|a text|text me|txt me|text us|text instead",
        "email": "e-mail|email|by mail|via mail|emails",
    },
    "message_kind": {
        "promotions": "promotions|promotion|promos|promo|marketing|advert|adverts|ads|offers|special offers|newsletter|spam",
        "announcements": "announcements|announcement|news",
        "events": "events|event",
        "notices": "notices|maintenance notices|planned work|service messages|maintenance|reminders",
    },
    "function": {
        "pay": "pay|paying|payments",
        "bill": "bills|see bills|billing|invoices|see invoices",
        "order": "order|orders|place orders|placing orders|ordering|buy",
        "configure": "configure|settings|change settings",
        "check": "check|look at|view|see usage",
        "report": "report|report faults",
    },
    "role": {
        "manager": "manager|administrator|admin|account holder",
        "authorized user": "authorised user|authorized user|authorised person|delegate",
        "user": "user|users",
    },
}
ONLY_FOR = {
    "payment_method": ("top_up", "pay_bill", "set_autopay", "ask_payment_methods", "order_product"),
    "channel": ("set_alerts", "update_profile", "opt_in", "opt_out", "update_ticket", "set_e_bill"),
    "message_kind": ("opt_in", "opt_out", "show_news"),
    "function": ("authorize_user", "revoke_authorization", "list_authorizations"),
    "role": ("authorize_user", "revoke_authorization", "manage_people", "list_authorizations"),
    "category": ("browse_catalogue", "ask_price", "recommend_product", "order_product", "show_offers"),
    "symptom": ("report_fault", "report_experience", "check_service_status", "test_service", "update_ticket"),
    "parameter": ("configure_service", "ask_how_to"),
}  # fmt: skip

"""Words such as "on" or "check" mean something only under these wishes, or where they were asked for."""
VALUE_WISHES = ("configure_service", "inform", "")
LANGUAGES = {
    "en": "english", "de": "german|deutsch", "fr": "french|francais|français", "es": "spanish|espanol|español|castellano",
    "pl": "polish|polski", "cy": "welsh|cymraeg", "it": "italian|italiano", "pt": "portuguese|portugues|português",
    "ro": "romanian", "tr": "turkish", "ar": "arabic", "ur": "urdu", "hi": "hindi", "pa": "punjabi|panjabi",
    "bn": "bengali|bangla", "zh": "chinese|mandarin|cantonese", "nl": "dutch", "ga": "irish|gaelic", "so": "somali",
    "uk": "ukrainian", "ru": "russian", "gu": "gujarati", "lt": "lithuanian", "fa": "farsi|persian", "ja": "japanese",
}  # fmt: skip
NOT_A_WAY_TO_PAY = re.compile(
    r"(?:sim|gift|scratch|prepaid|top up|top-up|recharge|voucher|phone|plastic|add|put|load|buy|get) $"
)
PAID_WITH = re.compile(
    r"(?:by|with|using|via|from|off|through|use|(?<!am )(?<!im )(?<!i'm )(?<!is )(?<!are )(?<!ran )(?<!run )(?<!running )out of)"
    r"(?: my| the| a| some)? $|^$"
)
"""Credit, a voucher and an invoice are ways to pay only where somebody pays with them."""
NOT_A_SERVICE = re.compile(
    r" (?:bill|bills|number|numbers|call|calls|company|companies|shop|book|case|charger|conversation|name|password)(?!\w)"
)
"""A phone number, a phone bill, the wifi password: not which service, but which thing."""
NOT_THAT_ONE = re.compile(
    r"(?<!\w)(?:my|no|not|bad|poor|little|instead of|than|understand) \||\|(?: is| was)? (?:not|no|bad|poor|weak|terrible|rusty)(?!\w)"
)
"""Where two languages are named, the one that is said to be hard is not the one that is wished for."""
NO_ROLE = re.compile(r"(?<!\w)(?:my|our|office|shop|store|branch|sales|bank|current) $")
"""Whose office manager somebody is says nothing of what they may do here."""
OWN = re.compile(r"(?:my|our|the|all|both|their|three|two|of) $")
IN_PASSING = re.compile(r"(?:by|over the|on the|via) $")
TO_PHONE = re.compile(
    r"(?<!\w)(?:hardly|barely|rarely|never|seldom|always|often|(?:allowed|able|not|arent|aren't|want|wants|need|needs|have|used) to) $"
)
"""Who hardly phones says what they do, not which service is meant."""
LACKING = re.compile(r"(?P<lacks>no|lost) (?:internet|net|wifi|broadband)")
AT_BILLS = re.compile(r"(?:look at|view|check) (?:(?:my|our|the|all|his|her|their|any) )*(?:bill|invoice)s?(?!\w)")
"""Whoever may look at the bills is not meant to look at all the rest."""
TOLD_BY = re.compile(r"(?<!\w)(?:by|via|through|over|on|per|with|an?) $")
TOLD = re.compile(r"(?<!\w)(?:contact me|prefer\w*|reach me|write to me|tell me|instead|rather)(?!\w)")
SWITCHED = re.compile(
    r"(?<!\w)(?:(?:turn|turned|turning|switch|switched|switching|put|flick|toggle)\s(?:\S+\s){0,5}?(?P<set>on|off)"
    r"(?!\w)(?!\s(?:hold|to|top)\b)|(?P<verb>enable|enabled|activate|activated|disable|disabled|deactivate|deactivated)(?!\w))"
)
LAST_WORD = re.compile(r"(?:^|\s)(?P<set>on|off)(?=(?: please| pls| now| thanks| again)?[ .!?]*$)")
ON = frozenset({"on", "enable", "enabled", "activate", "activated"})
GROUP = re.compile(
    r"(?<!\w)(?:all (?:of )?(?:my |our |the )?(?:lines|numbers|phones|sims|mobiles|staff|employees|services)|(?:every|each) (?:single )?(?:line|mobile|phone|sim|number)"
    r"|everyone|everybody|everything|all of (?:them|us|it)|them all|both(?: of them)?(?=[ .!?]*(?:$|please|pls|from|until|till))"
    r"|(?:the |our |my )?(?:whole )?(?:\w+ )?(?:team|department|dept|division|crew|family|group)(?: lines| phones)?)(?!\w)"
    r"(?! (?:plan|account|bundle|pack|tv|home|shield|contract)(?!\w))"
    r"(?! (?:of|in|from|on) (?:the |our |my )?(?:\S+ )?(?:team|department|dept|division|crew|group)(?!\w))"
)
"""All lines, or some of a name; "everybody in the sales team" are those of the team."""
ANYBODY = re.compile(
    r"(?<!\w)(?:nobody|no one|noone|anyone|anybody)(?= (?:may|can|should|shall|must|is|goes?|over|spend\w*|who|to|us\w*|gets?)(?!\w))"
    r"(?!.*(?<!\w)(?:me|us)(?!\w))"
)
"""Of a firm's lines "nobody may" and "when anyone goes over" mean all; who may call somebody is another matter."""
GROUP_WISHES = ("check_spending", "check_usage", "manage_people", "restrict_calls", "set_spending_limit", "set_alerts",
                "analyse_calls", "authorize_user", "revoke_authorization", "manage_capacity", "list_services",
                "order_product", "change_plan", "pause_service", "resume_service", "terminate_service",
                "configure_service")  # fmt: skip


def _written(name: str) -> Iterable[str]:
    """A name as it is, without its apostrophe, and with its "not" in full: can't, cant, cannot, can not."""
    yield name
    yield name.replace("'", "")
    if "n't" in name:
        yield name.replace("can't", "cannot").replace("won't", "will not").replace("n't", " not")
        yield name.replace("can't", "can not").replace("won't", "will not").replace("n't", " not")


@cache
def _names(entity: str) -> tuple[re.Pattern[str], dict[str, str]]:
    table = {"service": SERVICE, "language": LANGUAGES}.get(entity) or THINGS[entity]
    canonical = {
        written: value for value, names in table.items() for name in names.split("|") for written in _written(name)
    }
    longest_first = "|".join(re.escape(name) for name in sorted(canonical, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{longest_first})(?![\w-])"), canonical


def _find(entity: str, text: str) -> Iterable[Found]:
    """Each value once, where it is first named: "promos and offers" are one kind of message."""
    pattern, canonical = _names(entity)
    named: dict[str, Found] = {}
    for match in pattern.finditer(text):
        value = canonical[match.group()]
        if value not in named and _is_meant(entity, value, text, match):
            named[value] = Found(entity, match.start(), match.end(), value)
    yield from named.values()


def _is_meant(entity: str, value: str, text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 18) : match.start()]
    if entity == "payment_method":
        if value == "card":
            return not NOT_A_WAY_TO_PAY.search(before)
        on_a_bill = value == "invoice" and match.group() != "invoice"
        return value == "direct debit" or on_a_bill or bool(PAID_WITH.search(before))
    if entity == "role":
        return not (NO_ROLE.search(before) or text.startswith(" of ", match.end()))
    if entity == "category" and match.group() == "phones":
        return not OWN.search(before)
    if entity == "service" and match.group() in {"phone", "fone", "mobile", "wifi", "wi-fi", "tv", "telly"}:
        follows = NOT_A_SERVICE.match(text, match.end())
        if match.group() == "phone" and TO_PHONE.search(before):
            return False
        return match.group() in {"tv", "telly"} or not (follows or IN_PASSING.search(before))
    return True


def _without_service(found: Found, text: str) -> Found:
    """ "No internet" says what is wrong by its "no"; which service it is remains to be read."""
    lacking = LACKING.fullmatch(text, found.start, found.end) if found.entity == "symptom" else None
    return Found(found.entity, found.start, lacking.end("lacks"), found.value) if lacking else found


def _is_the_wish_itself(found: Found, text: str, setting: Setting) -> bool:
    """ "Any news?" asks for no kind of news, and "my email has changed" for no way to be told of it."""
    said = text[found.start : found.end]
    if found.entity == "channel" and setting.wish == "update_profile":
        return not (TOLD_BY.search(text[: found.start]) or TOLD.search(text))
    return setting.wish == "show_news" and said in {"news", "announcements"}


def find_values(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """On or off, where something is switched: "on my phone" switches nothing."""
    if setting.wish not in VALUE_WISHES and not setting.asks_for("value"):
        return
    found = SWITCHED.search(text) or LAST_WORD.search(text)
    if found:
        name = "set" if found["set"] else "verb"
        yield Found("value", found.start(name), found.end(name), "on" if found[name] in ON else "off")


def find_languages(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Languages by their names, where one is chosen."""
    if setting.wish == "set_language" or setting.asks_for("language"):
        found = list(_find("language", text))
        chosen = [each for each in found if not NOT_THAT_ONE.search(text[: each.start] + "|" + text[each.end :])]
        yield from chosen if len(found) > 1 else found


def find_named_things(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Symptoms, kinds of product, parameters, ways to pay and the like, under the wishes where they mean that."""
    for entity in THINGS:
        if setting.wish in ONLY_FOR[entity] or (setting.requested_slot and entity in setting.requested_slot):
            named = (each for each in _find(entity, text) if not _is_the_wish_itself(each, text, setting))
            named = (each for each in named if not (entity == "function" and AT_BILLS.match(text, each.start)))
            yield from (_without_service(each, text) for each in named)
    if setting.wish in GROUP_WISHES or setting.asks_for("group"):
        for match in GROUP.finditer(text):
            yield Found("group", match.start(), match.end(), " ".join(match.group().split()))
        if setting.wish in ("restrict_calls", "set_spending_limit", "set_alerts"):
            yield from (Found("group", m.start(), m.end(), m.group()) for m in ANYBODY.finditer(text))


def find_service_kinds(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Which of the subscriber's services is meant: mobile, fixed, broadband, iptv; each named once."""
    yield from _find("service", text)
