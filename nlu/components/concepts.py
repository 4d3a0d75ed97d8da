"""What words are about: the many names people have for the same thing of telecom life."""

from __future__ import annotations

import re
from collections.abc import Sequence

SAID: dict[str, str] = {
    # things
    "bill": "bill bills billed billing invoice invoices statement statements bil bils biill",
    "money": "money cash quid dosh pounds pound xmoney funds tenner fiver pennies dollars euros",
    "credit": "credit balance topup credits bal prepaid payg",
    "allowance": "allowance allowances gig gigs gb mb data xvolume minutes texts meg megs",
    "charge": "charge charged charges charging fee fees cost costs costing",
    "price": "price prices priced pricey pricing cheap cheaper cheapest expensive afford dear dearer value",
    "mobile": "mobile phone phones mobiles cellphone handset smartphone iphone galaxy samsung blower",
    "sim": "sim sims esim simcard puk",
    "landline": "landline landlines",
    "broadband": "broadband internet wifi fibre router hub web online connection adsl",
    "tv": "tv channels channel iptv box film films movies sports",
    "network": "network coverage signal reception bars mast",
    "voucher": "voucher vouchers scratchcard xvoucher",
    "code": "code codes",
    "points": "points loyalty rewards reward stars",
    "plan": "plan plans tariff tariffs package packages deal contract contracts bundle subscription",
    "addon": "addon addons extra extras booster pack packs roaming",
    "equipment": "router box modem kit equipment hub parcel",
    "card": "card cards visa mastercard debit paypal",
    "directdebit": "autopay automatic automatically auto debit recurring standing",
    "pin": "pin pins password passcode passwords",
    "email": "email emails mail xemail paperless inbox",
    "address": "address postcode house flat street road",
    "call": "call calls calling ring rings ringing dial dialling phoning caller callers",
    "message": "message messages text texts notification notifications",
    "ad": "marketing promo promos promotional promotions adverts advert ads advertising newsletter spam junk",
    "offer": "offer offers discount discounts discounted deals sale promotion special specials freebie freebies",
    "news": "news announcement announcements newsletter happening event events",
    "ticket": "ticket tickets xttid case reference",
    "order": "order orders ordered xorid delivery delivered dispatched parcel shipped courier",
    "fault": "fault faults problem problems issue issues outage outages",
    "tip": "tip tips trick tricks hack hacks advice",
    "review": "rate rating ratings stars star score review scored",
    "opinion": "feedback complaint complain complaining suggestion suggest idea compliment praise disgusted",
    "technician": "engineer engineers technician visit appointment appointments repairman slot",
    "person": "human person agent advisor adviser operator someone somebody representative rep staff real people",
    "family": "son daughter wife husband mum dad mother father kid kids child children brother sister partner nan gran",
    "worker": "employee employees staff team colleague secretary accountant department company office business",
    "number": "number numbers xphone",
    "limit": "limit limits cap caps capped ceiling maximum max budget",
    "alert": "alert alerts alarm alarms warn warning warnings notify notified remind reminder reminders ping nudge",
    "permission": "permission permissions access authorise authorize authorised authorized allowed rights grant behalf",
    "profile": "profile details personal preferences surname record",
    "privacy": "gdpr delete erase privacy personal forget wipe export copy download",
    "session": "session sessions logged login logins signed devices device log sign logout logoff",
    "language": "english german french spanish polish welsh urdu italian hindi arabic language speak translate",
    "payment": "payment payments paid receipt receipts",
    "instalment": "instalments instalment installments extension spread later arrears overdue behind skint payday",
    "test": "test tests testing speedtest diagnostic diagnostics check",
    "speed": "speed speeds mbps fast faster slow slower latency ping",
    "capacity": "capacity lines streams concurrent simultaneous priority overflow share bandwidth trunks",
    "quality": "quality sla uptime performance figures kpi availability jitter",
    "analysis": "analysis analyse analytics statistics stats busiest peak missed unanswered abandoned",
    "history": "history past previous previously earlier",
    "roam": "roaming abroad spain france holiday overseas eu travel travelling",
    "setting": "settings setting voicemail forwarding divert diversion parental roaming ssid",
    # what is wrong
    "broken": "broken dead down working work crackling dropping drops freezing frozen buffering noise"
    " noisy offline blank cutting cuts red pixelated lagging",
    "lost": "lost stolen nicked pinched robbed left theft thief missing",
    "wrong": "wrong mistake error incorrect overcharged ripped rip unfair dispute",
    "back": "refund compensation reimburse refunded",
    # wishes
    "show": "show see view look display tell give list send",
    "howmuch": "much many",
    "left": "left remaining remain remains used used using usage use",
    "pay": "pay paying settle clear",
    "topup": "top topup add load stick put recharge refill",
    "buy": "buy order get want purchase need take activate",
    "stop": "stop cancel end terminate ditch bin scrap quit leave leaving rid",
    "pause": "pause freeze suspend hold paused frozen temporarily suspended",
    "resume": "resume unpause unfreeze reactivate restart reinstate again restore",
    "change": "change switch swap alter modify upgrade downgrade move update amend",
    "moving": "move moving movin relocating relocate",
    "port": "port pac transfer keep bring porting stac",
    "blocked": "block bar ban barred blocked blacklist unblock forbid restrict premium",
    "send": "send transfer share gift give lend",
    "help": "help assist assistance support guide explain",
    "how": "how setup set instructions steps connect configure",
    "why": "why reason higher jumped increased explain understand",
    "when": "when date due until finish expires ends",
    "where": "where status track arrive arriving",
    "recommend": "recommend suit suits best suggest suited better",
    "available": "available availability stock cover covered possible",
    "greet": "hello hi hey hiya morning evening afternoon howdy",
    "bye": "bye goodbye cya later night farewell ttyl",
    "thanks": "thanks thank cheers grateful appreciate",
    "yes": "yes yep ok sure alright correct fine right absolutely definitely",
    "no": "no nope not never none",
    "undo": "undo revert mistake original reverse back",
    "repeat": "repeat again say said missed",
    "drop": "nevermind forget mind leave bother scrap",
    "spend": "spend spent spending spends",
    "time": "today tomorrow week month day days weeks months xday monday friday january february march april june july"
    " august september october november december",
    "new": "new newest latest newly join become joining signup register customer",
    "appliance": "boiler washing fridge oven laptop car pizza taxi weather joke recipe football",
}

CONCEPTS: dict[str, tuple[str, ...]] = {}
for _concept, _words in SAID.items():
    for _word in _words.split():
        CONCEPTS[_word] = (*CONCEPTS.get(_word, ()), _concept)

ENDING = re.compile(r"(?<=[a-z]{3})(?:ings?|ed|es|s)$")


def stem(word: str) -> str:
    """A word without its ending: paid and pays stay apart, but bills and bill, charged and charging meet."""
    return ENDING.sub("", word)


_BY_STEM: dict[str, tuple[str, ...]] = {}
for _word, _about in CONCEPTS.items():
    _BY_STEM.setdefault(stem(_word), _about)


def concepts_of(words: Sequence[str]) -> list[str]:
    """The concepts a message touches, each once, in alphabetical order."""
    return sorted({concept for word in words for concept in CONCEPTS.get(word) or _BY_STEM.get(stem(word), ())})
