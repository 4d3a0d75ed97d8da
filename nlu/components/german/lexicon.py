"""Things with a fixed set of names, by their German names: services, symptoms, settings, ways to pay, languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from nlu.components.german.symptoms import SYMPTOMS
from nlu.components.recognising.lexicon import GROUP_WISHES, ONLY_FOR, VALUE_WISHES
from nlu.components.recognising.setting import Found, Setting

Names = Mapping[str, "re.Pattern[str]"]


def _names(**said: str) -> dict[str, re.Pattern[str]]:
    return {value.replace("_", " "): re.compile(rf"(?<![\w-])(?:{names})(?![\w-])") for value, names in said.items()}


SERVICE = _names(
    broadband=r"(?:büro|firmen|heim)?internet(?:anschluss|leitung|zugang|verbindung|geschwindigkeit|tempo|speed)?|wlan|w-lan|wifi|dsl(?:anschluss)?|glasfaser(?:anschluss)?|router"
    r"|fritz ?box|breitband|heimnetz",
    iptv=r"iptv|tv|tv-?box|fernseh(?:en|er|anschluss|box|paket|bild|signal)?|fernsehn|glotze|receiver",
    fixed=r"festnetz(?:anschluss|nummer|telefon|leitung)?|haustelefon|telefonanschluss|hausanschluss|telefonleitung",
    mobile=r"handy(?:s|vertrag|anschluss|tarif|empfang|netz|leitung)?|mobil(?:telefon|funk|funkvertrag|nummer)?|smartphone|sim(?:-?karte)?"
    r"|esim|iphone|handi|mobiltelefon|telefon",
)
THINGS: Mapping[str, Names] = {
    "symptom": _names(**{name.replace(" ", "_"): said for name, said in SYMPTOMS.items()}),
    "category": {
        "add-on": re.compile(
            r"(?<![\w-])(?:zusatz)?option(?:en)?|roaming-?paket(?:e)?|daten(?:paket|pass)|extras(?!\w)"
        ),
        "TV pack": re.compile(r"(?<![\w-])(?:tv|fernseh|sender|kanal|sport)[ -]?paket(?:e|en)?(?!\w)"),
        "prepaid card": re.compile(r"(?<![\w-])(?:prepaid|guthaben|auflade|rubbel)-?karten?(?!\w)"),
        "handset": re.compile(r"(?<![\w-])(?:neue[sn]? )?(?:handys?|smartphones?|telefone?|geräte?)(?!\w)"),
        "accessory": re.compile(r"(?<![\w-])(?:zubehör|ladegeräte?|ladekabel|hüllen?|handyhüllen?|kopfhörer)(?!\w)"),
        "book": re.compile(r"(?<![\w-])(?:bücher|buch|e-?books?|hörbuch|hörbücher)(?!\w)"),
        "plan": re.compile(r"(?<![\w-])(?:handy|internet|mobil)?(?:tarife?n?|verträge?|vertrag|flatrate)(?!\w)"),
    },
    "parameter": _names(
        data_abroad="daten(?:roaming| im ausland)|(?:mobiles? )?(?:internet|daten) im ausland",
        roaming="roaming|auslandsroaming",
        voicemail="mailbox|anrufbeantworter|voicemail|ab",
        forwarding="(?:ruf|anruf)?(?:weiterleitung|umleitung)|anrufe? (?:um|weiter)leiten|weiterleiten|umleiten",
        caller_id="rufnummern(?:anzeige|übermittlung|unterdrückung)|nummer unterdrücken|anonym anrufen|nummer verbergen",
        wifi_name="wlan-?namen?|name des wlans?|netzwerknamen?|ssid",
        wifi_password="wlan-?(?:passworts?|schlüssel|kennworts?)|passwort (?:vom|des) wlans?",
        parental_control="kindersicherung|jugendschutz(?:filter)?|kinderschutz|inhaltsfilter",
        call_waiting="anklopfen|anklopffunktion",
        speed="geschwindigkeit|tempo|speed",
    ),
    "payment_method": _names(
        card="karte|kreditkarte|bankkarte|ec-?karte|visa|mastercard|debitkarte",
        direct_debit="lastschrift|bankeinzug|einzugsermächtigung|abbuchung|dauerauftrag",
        voucher="gutschein|gutscheincode|guthabenkarte|aufladecode|mit einem gutschein",
        credit="(?:mit|vom|aus) (?:meinem |dem )?guthaben",
        invoice="auf (?:meine |die |der )?rechnung|per rechnung|über die rechnung",
    ),
    "channel": _names(telegram="telegram", sms="sms|per sms|textnachricht", email="e-?mails?|mail|per mail|postfach"),
    "message_kind": _names(
        promotions="werbung|angebote?n?|werbe(?:sms|mails?|nachrichten)|newsletter|reklame|aktionen|spam|rabatte?",
        announcements="neuigkeiten|ankündigungen|neues|nachrichten",
        events="veranstaltung(?:en|shinweise?|stipps|seinladungen)|events?|einladungen",
        notices="hinweise?|wartungshinweise|wartungsarbeiten|servicemeldungen|wartung|erinnerungen",
    ),
    "function": _names(
        pay="(?:be)?zahlen|bezahlt|zahlungen",
        bill="rechnung(?:en)?",
        order="bestellen|bestellungen|kaufen|buchen",
        configure="einstellen|einstellungen|konfigurieren|ändern",
        check="ansehen|anschauen|sehen|einsehen|nachsehen|lesen|verbrauch",
        report="melden|störung(?:en)? melden",
    ),
    "role": _names(
        manager="verwalter(?:in)?|administrator(?:in)?|admin|manager(?:in)?|kontoinhaber(?:in)?",
        authorized_user="bevollmächtigte[rn]?|berechtigte[rn]?|stellvertreter(?:in)?",
        user="nutzer(?:in)?|benutzer(?:in)?|mitnutzer(?:in)?",
    ),
}
LANGUAGES = _names(
    en="englisch(?:e|er)?|english", de="deutsch(?:e|er)?|german", fr="französisch|francais|français",
    es="spanisch|español|espanol", pl="polnisch|polski", it="italienisch|italiano", pt="portugiesisch", ro="rumänisch",
    tr="türkisch|turkisch|türkçe", ar="arabisch", ru="russisch", uk="ukrainisch", zh="chinesisch",
    nl="niederländisch|holländisch", fa="persisch|farsi", hi="hindi", cy="walisisch", ja="japanisch",
)  # fmt: skip
NOT_A_SERVICE = re.compile(r"[ -]?(?:rechnung|nummer|karte|hülle|laden|shop|passwort|kennwort)(?!\w)")
IN_PASSING = re.compile(r"(?:per|übers|über das|am|zum|mit dem) $")
ON = re.compile(
    r"(?<!\w)(?:einschalten|anschalten|anmachen|aktivieren|aktivier(?:e|t|n)?|freischalten|einrichten"
    r"|(?:schalte?|mache?|stelle?)\s(?:\S+\s){0,5}?(?P<set>an|ein|frei)|(?P<last>an|ein)(?=(?: bitte| danke| wieder)?[ .!?]*$))(?!\w)"
)
OFF = re.compile(
    r"(?<!\w)(?:ausschalten|abschalten|ausmachen|deaktivieren|deaktivier(?:e|t|n)?|abstellen"
    r"|(?:schalte?|mache?|stelle?)\s(?:\S+\s){0,5}?(?P<set>aus|ab)|(?P<last>aus|ab)(?=(?: bitte| danke)?[ .!?]*$))(?!\w)"
)
LACKING = re.compile(r"(?P<lacks>kein(?:e|en)?) (?:internet|wlan|dsl)")
BILLS_BEFORE = re.compile(r"(?<!\w)rechnung(?:en)?(?: (?:auch|nur|immer|mal|jederzeit))? $")
EVERY_LINE = re.compile(
    r"(?<!\w)(?:alle[nr]? (?:meine[nr]? |unsere[nr]? )?(?:leitungen|anschlüsse|nummern|handys|karten|mitarbeitern?)"
    r"|(?:jede|keine) (?:leitung|nummer)|(?:jedes|kein) handy|jeder anschluss|kein anschluss|alle zusammen)(?!\w)"
)
GROUP = re.compile(
    r"(?<!\w)(?:(?:das|dem|unser|unserem|die|der) )?(?P<name>\w+)(?:-?team|-?gruppe|-?abteilung)s?(?!\w)"
)


def _find(entity: str, names: Names, text: str) -> Iterable[Found]:
    """Each value once, where it is first named."""
    for value, pattern in names.items():
        match = next((each for each in pattern.finditer(text) if _is_meant(entity, text, each)), None)
        if match:
            yield Found(entity, match.start(), match.end(), value)


def _is_meant(entity: str, text: str, match: re.Match[str]) -> bool:
    if entity != "service" or match.group() not in {"handy", "telefon", "mobil", "wlan", "tv"}:
        return True
    before = text[max(0, match.start() - 14) : match.start()]
    return not NOT_A_SERVICE.match(text, match.end()) and not IN_PASSING.search(before)


def _without_service(found: Found, text: str) -> Found:
    """ "Kein Internet" says what is wrong by its "kein"; which service it is remains to be read."""
    lacking = LACKING.fullmatch(text, found.start, found.end) if found.entity == "symptom" else None
    return Found(found.entity, found.start, lacking.end("lacks"), found.value) if lacking else found


def _at_bills(found: Found, text: str) -> bool:
    """Whoever may look at the bills is not meant to look at all the rest."""
    return found.entity == "function" and found.value == "check" and bool(BILLS_BEFORE.search(text[: found.start]))


def find_values(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """On or off, where something is switched."""
    if setting.wish not in VALUE_WISHES and not setting.asks_for("value"):
        return
    for value, pattern in (("off", OFF), ("on", ON)):
        if match := pattern.search(text):
            name = next((each for each in ("set", "last") if match[each]), 0)
            yield Found("value", match.start(name), match.end(name), value)
            return


def find_languages(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Languages by their names, where one is chosen."""
    if setting.wish == "set_language" or setting.asks_for("language"):
        yield from _find("language", LANGUAGES, text)


def find_named_things(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Symptoms, kinds of product, parameters, ways to pay and the like, under the wishes where they mean that."""
    for entity, names in THINGS.items():
        if setting.wish in ONLY_FOR[entity] or (setting.requested_slot and entity in setting.requested_slot):
            yield from (
                _without_service(each, text) for each in _find(entity, names, text) if not _at_bills(each, text)
            )
    if setting.wish in GROUP_WISHES or setting.asks_for("group"):
        for match in EVERY_LINE.finditer(text):
            yield Found("group", match.start(), match.end(), "all lines")
        for match in GROUP.finditer(text):
            yield Found("group", match.start("name"), match.end(), original[match.start("name") : match.end()])


def find_service_kinds(text: str, original: str, setting: Setting) -> Iterable[Found]:
    """Which of the subscriber's services is meant: mobile, fixed, broadband, iptv; each named once."""
    yield from _find("service", SERVICE, text)
