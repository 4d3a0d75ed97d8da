"""Which setting a message names, and which value: by the words that the services declare. [F10]"""

import pytest

from telecom.management.configuration import value_said
from telecom.support.settings_said import find_parameter, find_restriction, is_lifting

EVERYWHERE = ("mobile", "fixed", "broadband", "iptv")


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("turn on roaming", "roaming", True),
        ("switch off my voicemail", "voicemail", False),
        ("turn roaming on - off to Spain tomorrow", "roaming", True),
        ("dont turn roaming on", "roaming", False),
        ("turn of voicemail", "voicemail", False),
        ("change my wifi name to The Smiths", "wifi name", "The Smiths"),
        ("rename my network to Kavanagh Home pls", "wifi name", "Kavanagh Home"),
        ("chnage wifi pasword", "wifi password", None),
        ("set password sunflower22 on my wifi", "wifi password", "sunflower22"),
        ("hide my number when i ring people", "caller id", False),
        ("can u unhide my number", "caller id", True),
        ("stop forwarding", "forwarding", "nobody"),
        ("put parental controls on the kids filter", "parental control", "light"),
        ("set the picture quality to 4k", "picture", "4K"),
        ("change the ring time to 25 seconds", "ring time", 25),
        ("drop my speed, set the speed profile lower for august", "speed", "eco"),
        ("enable call waiting", "call waiting", True),
        ("i want to change my voicemail", "voicemail", None),
    ],
)
def test_a_setting_and_its_value_are_found_in_plain_words(text: str, name: str, value: object) -> None:
    said = find_parameter(text, EVERYWHERE)
    assert said is not None
    assert said.name == name
    found = said.value if said.value is not None else value_said(text, name, sorted(said.kinds - {"iptv"}) or ["iptv"])
    assert found == value


def test_a_number_is_the_value_of_forwarding() -> None:
    assert value_said("forward my calls to that", "forwarding", ["mobile"], number="+447700900456") == "+447700900456"


def test_what_no_service_declares_is_not_found() -> None:
    assert find_parameter("open port 8080 on my router") is None


def test_the_same_words_mean_what_the_named_service_has() -> None:
    tv, line = find_parameter("parental control", ["iptv"]), find_parameter("parental control", ["broadband"])
    assert tv is not None and tv.name == "age limit"
    assert line is not None and line.name == "parental control"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("i want that sim to just receive calls not make any", "receive only"),
        ("restrict the warehouse phones to internal calls", "group only"),
        ("whitelist for my boy: me, his dad and nan", "listed numbers only"),
        ("bar international calls", "no international calls"),
        ("block premium rate", "no premium numbers"),
        ("plz block unknown callers", "no hidden callers"),
        ("block calls from 07700 900666", "blocked numbers"),
        ("curfew from 21:30 for the boys", "quiet hours"),
        ("stop my tv box from ordering films", "no purchases"),
    ],
)
def test_a_restriction_is_found_in_plain_words(text: str, kind: str) -> None:
    assert find_restriction(text, EVERYWHERE) == kind


def test_lifting_is_told_from_setting() -> None:
    assert is_lifting("unblock 07700 900666")
    assert is_lifting("allow international calls again")
    assert is_lifting("take the call barring off")
    assert not is_lifting("block this number")
