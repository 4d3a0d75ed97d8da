"""What German words are about, by the pieces that long words are made of: "Handyrechnung" is mobile and bill."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlu.components.german.wording import fold

# A piece that begins or ends with an underscore begins or ends a word; umlauts are folded.
PIECES: dict[str, str] = {
    "bill": "rechnung rechnug rechung rechnun faktura abrechnung beleg",
    "money": "_geld xmoney _euro pfund _kosten",
    "credit": "guthaben gutaben guthabn guthab _kredit prepaid aufgeladen kontostand",
    "allowance": "datenvolumen volumen _daten inklusiv freiminuten minuten xvolume _gb_ gigabyte kontingent verbrauch",
    "charge": "gebuhr berechnet abgebucht abgezogen _kosten belastet abbuchung buchung",
    "price": "preis _kostet teuer gunstig billig _kosten_ tarifpreis",
    "mobile": "handy mobil smartphone iphone telefon_ samsung galaxy",
    "sim": "sim_ _sim esim puk",
    "landline": "festnetz hausanschluss haustelefon telefonanschluss",
    "broadband": "internet wlan dsl glasfaser router leitung fritz breitband",
    "tv": "fernseh _tv_ sender kanal programm receiver glotze",
    "network": "netz_ empfang signal balken funkloch netzabdeckung _netz abdeckung mast",
    "voucher": "gutschein rubbel aufladekarte prepaidkarte guthabenkarte xvoucher aufladecode",
    "code": "_code code_",
    "points": "punkte bonus pramie treue",
    "plan": "tarif vertrag paket flat abo_ _abo allnet",
    "addon": "option zusatz zubuch roaming pack_ datenpass",
    "equipment": "router gerat receiver modem paket_ box_",
    "card": "karte_ kreditkarte visa mastercard paypal bankkarte",
    "directdebit": "lastschrift einzug dauerauftrag automatisch autopay",
    "pin": "_pin passwort kennwort geheimzahl",
    "email": "mail xemail postfach elektronisch",
    "address": "adresse anschrift strasse hausnummer plz wohn",
    "call": "anruf anrufe telefonier angerufen gesprach rufen",
    "message": "nachricht _sms mitteilung benachrichtig",
    "ad": "werbung newsletter werbe reklame spam",
    "offer": "angebot aktion rabatt sonder schnapp",
    "news": "neuigkeit neues_ nachrichten ankundigung veranstaltung",
    "ticket": "ticket storungsmeldung xttid meldung_ vorgang",
    "order": "bestell liefer versand paket_ sendung xorid",
    "fault": "storung stort problem ausfall fehler kaputt defekt",
    "tip": "tipp trick kniff ratschlag",
    "review": "bewert sterne note_ _stern",
    "opinion": "beschwer feedback lob_ vorschlag anregung kritik meinung ruckmeldung",
    "technician": "techniker termin monteur besuch",
    "person": "mensch mitarbeiter berater person_ jemand hotline kundenservice kundendienst",
    "family": "sohn tochter frau_ mann_ mutter vater kind_ kinder mama papa oma opa bruder schwester partner",
    "worker": "kollege kollegin mitarbeiterin firma team abteilung buro sekretar buchhalt angestell",
    "number": "nummer rufnummer xphone",
    "limit": "limit grenze obergrenze deckel hochstens maximal budget begrenz",
    "alert": "warn alarm erinner benachrichtig bescheid meldest melde_",
    "permission": "berechtig vollmacht zugriff erlaub rechte_ befugnis _darf_ freigabe",
    "profile": "profil personliche kundendaten stammdaten meine_daten",
    "privacy": "dsgvo datenschutz losch personenbezogen gespeichert auskunft",
    "session": "sitzung angemeldet abmeld anmeld einlogg login ausloggen eingeloggt gerate_",
    "language": "deutsch englisch sprache sprechen english franzosisch turkisch polnisch",
    "payment": "zahlung bezahlt quittung uberweis gezahlt zahlungseingang",
    "instalment": "rate_ raten stundung aufschub spater_ mahnung gesperrt zahlungsaufschub verschieb",
    "test": "test messen messung prufen diagnose speed",
    "speed": "geschwindigkeit schnell langsam mbit speed lahm",
    "capacity": "kapazitat bandbreite kanale gleichzeitig prioritat leitungen",
    "quality": "qualitat sla verfugbarkeit leistung kennzahl",
    "analysis": "analyse auswertung statistik verpasste spitzenzeit anrufverhalten",
    "history": "verlauf bisherige vergangen letzten fruher historie",
    "roam": "ausland urlaub spanien frankreich roaming reise _eu_ turkei italien",
    "setting": "einstell mailbox anrufbeantworter weiterleit umleit rufumleitung kindersicherung jugendschutz anklopf",
    "broken": "kaputt defekt geht_nicht funktioniert rauscht ruckel abbruch bricht_ab ausgefallen tot_ hangt rauschen"
    " schwarz keine_verbindung knackt abgesturzt",
    "lost": "verloren gestohlen geklaut weg_ diebstahl verlegt abhanden",
    "wrong": "falsch irrtum fehler zu_unrecht unberechtigt reklam stimmt_nicht",
    "back": "erstatt zuruck_ ruckerstatt entschadig gutschrift gutschreib",
    "show": "zeig ansehen sehen_ anzeig schick liste auflisten",
    "howmuch": "wie_viel wie_hoch",
    "left": "ubrig noch_ verbleib rest_ verbraucht",
    "pay": "zahl bezahl begleich uberweis",
    "topup": "auflad aufzulad lade_ laden_ aufgeladen",
    "buy": "kauf bestell buch_ buchen mochte_ hatte_gern nehme haben_",
    "stop": "kundig beend stopp kundigung abmeld storn",
    "pause": "pausier pause stilllegen stilleg unterbrech aussetz vorubergehend ruhen",
    "resume": "wieder_ reaktivier fortsetz weiterlaufen entsperr aufheb wiederauf",
    "change": "wechsel ander umstell tausch andern",
    "moving": "umzug umzieh umzieh_ ziehe_um neue_wohnung neue_adresse",
    "port": "rufnummernmitnahme portier mitnehm mitbringen nummer_behalten",
    "blocked": "sperr blockier verbiet unterbind verhinder",
    "send": "schick send ubertrag schenk abgeben",
    "help": "hilf hilfe unterstutz erklar",
    "how": "wie_ einricht anleitung anschliess schritt installier",
    "why": "warum grund_ erklar wofur",
    "when": "wann frist bis_wann fallig",
    "where": "_wo_ wo_ist status verfolg bleibt kommt_an",
    "recommend": "empfehl empfiehl passt passend ratst rat_ raten_sie beste",
    "available": "verfugbar lieferbar vorratig moglich_ vorhanden ausgebaut",
    "greet": "hallo guten_tag guten_morgen guten_abend gruss servus",
    "bye": "tschuss wiedersehen bis_bald bis_dann schonen_tag _ade_",
    "thanks": "danke dank_ vergelts",
    "yes": "_ja_ _ok_ gerne klar_ einverstanden genau richtig passt_ stimmt_",
    "no": "_nein_ nicht_ keinesfalls auf_keinen",
    "undo": "ruckgangig zuruckset zurucknehm widerruf wie_vorher",
    "repeat": "wiederhol nochmal noch_einmal noch_mal wie_bitte",
    "drop": "abbrech vergiss egal lass_ lassen_wir doch_nicht",
    "spend": "ausgegeben ausgaben verbraten",
    "time": "heute morgen_ woche monat tag_ xday montag dienstag mittwoch donnerstag freitag samstag sonntag januar"
    " februar marz april _mai_ juni juli august september oktober november dezember",
    "new": "neukunde kunde_werden registrier neues_konto konto_eroffn",
    "appliance": "wetter witz rezept fussball pizza taxi strom gas_ waschmaschine auto_ bahn_ zug_ kino",
}  # fmt: skip
_PATTERNS = {
    concept: re.compile("|".join(re.escape(fold(piece).replace("_", " ")) for piece in pieces.split()))
    for concept, pieces in PIECES.items()
}


def concepts_of(words: Sequence[str]) -> list[str]:
    """The concepts a message touches, each once, in alphabetical order."""
    text = f" {' '.join(words)} "
    return sorted(concept for concept, pattern in _PATTERNS.items() if pattern.search(text))
