"""What settings and their values are called by readers of German; others read the names as declared."""

from typing import Any

from telecom.model.translated import FIRST, Translated
from telecom.services.declaring import word_of

_SETTINGS = {
    "roaming": "Roaming", "data abroad": "Daten im Ausland", "data": "mobile Daten", "5g": "5G",
    "wifi calling": "WLAN-Anrufe", "content filter": "Inhaltsfilter", "international calls": "Auslandsgespräche",
    "premium calls": "Sondernummern", "anonymous calls": "anonyme Anrufe", "caller id": "Rufnummernanzeige",
    "call waiting": "Anklopfen", "voicemail": "Mailbox", "ring time": "Klingeldauer", "forwarding": "Rufumleitung",
    "speed": "Geschwindigkeit", "wifi": "WLAN", "wifi name": "WLAN-Name", "wifi password": "WLAN-Passwort",
    "guest wifi": "Gäste-WLAN", "parental control": "Kindersicherung", "age limit": "Altersgrenze",
    "purchases": "Käufe", "picture": "Bildqualität", "subtitles": "Untertitel",
    "autoplay": "automatische Wiedergabe",
}  # fmt: skip
_VALUES = {"on": "an", "off": "aus", "nobody": "niemand", "light": "leicht", "strict": "streng", "full": "voll"}


def setting_for_reader(name: str) -> Translated | str:
    """A setting as each reader calls it."""
    return Translated({FIRST: name, "de": _SETTINGS[name]}) if name in _SETTINGS else name


def value_for_reader(value: Any) -> Translated | str:
    """A value as each reader calls it: a switch is on or off."""
    word = word_of(value)
    return Translated({FIRST: word, "de": _VALUES[word]}) if word in _VALUES else word
