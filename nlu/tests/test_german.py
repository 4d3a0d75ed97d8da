"""German: what is read in a message, which words mean the same, and which language a message is in."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from nlu.components.german.concepts import concepts_of
from nlu.components.recognising import Setting, recognise
from nlu.components.tongues import Tongues
from nlu.components.wording import spoken_words

ROOT = Path(__file__).resolve().parents[2]
TUESDAY = {"now": "2026-09-15T10:00:00+01:00", "time_zone": "Europe/London", "country": "GB", "currency": "GBP"}


def read(text: str, intent: str = "inform", **more: Any) -> dict[str, Any]:
    found = recognise(text, Setting.read({**TUESDAY, **more}, intent=intent, language="de"))
    return {each.entity: each.value for each in found}


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("20 Euro", 2000, "EUR"), ("15,50 €", 1550, "EUR"), ("lade zwanzig Pfund auf", 2000, "GBP"), ("50 Cent", 50, "GBP"),
        ("mach 25 draus", 2500, "GBP"), ("1.000,50", 100050, "GBP"), ("fünfundzwanzig", 2500, "GBP"), ("-5 Euro", -500, "EUR"),
        ("nen Zehner", 1000, "GBP"), ("12 Euro 50", 1250, "EUR"),
    ],
)  # fmt: skip
def test_a_sum_is_read_as_germans_say_it(text: str, minor: int, currency: str) -> None:
    assert read(text, "top_up") == {"amount": {"minor": minor, "currency": currency}}


@pytest.mark.parametrize(
    ("text", "intent", "start", "end"),
    [
        ("bis Freitag", "pause_service", "2026-09-15", "2026-09-18"),
        ("vom 1. bis 15. Oktober", "pause_service", "2026-10-01", "2026-10-15"),
        ("vom 1.10. bis zum 15.10.", "pause_service", "2026-10-01", "2026-10-15"),
        ("zwischen dem 3. und 9. Oktober", "pause_service", "2026-10-03", "2026-10-09"),
        ("drei Wochen lang", "pause_service", "2026-09-15", "2026-10-05"),
        ("ab Montag für zwei Wochen", "pause_service", "2026-09-21", "2026-10-04"),
        ("für 2 wochen ab montag", "pause_service", "2026-09-21", "2026-10-04"),
        ("bis Ende des Monats", "pause_service", "2026-09-15", "2026-09-30"),
        ("ab morgen", "pause_service", "2026-09-16", None),
        ("nächste Woche", "pause_service", "2026-09-21", "2026-09-27"),
        ("Verbrauch letzten Monat", "check_usage", "2026-08-01", "2026-08-31"),
        ("seit Montag", "check_usage", "2026-09-14", "2026-09-15"),
        ("die letzten 3 Monate", "check_usage", "2026-06-15", "2026-09-15"),
        ("Rechnung vom Dezember", "show_bill", "2025-12-01", "2025-12-31"),
    ],
)
def test_a_period_is_read_as_germans_say_it(text: str, intent: str, start: str, end: str | None) -> None:
    assert read(text, intent)["period"] == {"start": start, "end": end}


@pytest.mark.parametrize(
    ("text", "intent", "entity", "value"),
    [
        ("übermorgen", "inform", "date", "2026-09-17"),
        ("am fünfzehnten Oktober", "manage_appointment", "date", "2026-10-15"),
        ("heute Abend", "manage_appointment", "date", "2026-09-15"),
        ("halb neun", "manage_appointment", "time_of_day", "08:30"),
        ("viertel nach acht abends", "manage_appointment", "time_of_day", "20:15"),
        ("18 Uhr 30", "manage_appointment", "time_of_day", "18:30"),
        ("nachmittags", "manage_appointment", "time_of_day", "14:00"),
        ("warne mich bei 80 Prozent", "set_alerts", "percent", 80),
        ("4 von 5 Sternen", "rate_service", "rating", 4),
        ("mein WLAN bricht ständig ab", "report_fault", "symptom", "drops"),
        ("mein WLAN bricht ständig ab", "report_fault", "service", "broadband"),
        ("beim fernseher kein bild", "report_fault", "symptom", "no picture"),
        ("schalte roaming aus", "configure_service", "value", "off"),
        ("mailbox einschalten", "configure_service", "parameter", "voicemail"),
        ("auf Englisch bitte", "set_language", "language", "en"),
        ("mein Sohn Tom darf zahlen", "authorize_user", "person", "Tom"),
        ("meine Frau darf zahlen", "authorize_user", "person", "wife"),
        ("keine Werbung mehr", "opt_out", "message_kind", "promotions"),
        ("mit meiner Kreditkarte", "pay_bill", "payment_method", "card"),
        ("alle Leitungen pausieren", "pause_service", "group", "all lines"),
        ("ich gebe eine glatte 4", "rate_service", "rating", 4),
        ("die 7,20 hier erkenne ich nicht an", "dispute_charge", "amount", {"minor": 720, "currency": "GBP"}),
        ("wo ist die julirechnung", "show_bill", "period", {"start": "2026-07-01", "end": "2026-07-31"}),
        ("im letzten quartal", "check_performance", "period", {"start": "2026-04-01", "end": "2026-06-30"}),
        ("daheim gar kein wlan", "report_fault", "service", "broadband"),
        ("daheim gar kein wlan", "report_fault", "symptom", "no connection"),
        ("prüft die internetverbindung", "test_service", "service", "broadband"),
        ("mein onkel darf die rechnungen ansehen", "authorize_user", "function", "bill"),
        ("bitte seit jan", "check_usage", "period", {"start": "2026-01-01", "end": "2026-09-15"}),
        ("nicht um drei, um fünf", "manage_appointment", "time_of_day", "17:00"),
        ("statt 20 lieber 30", "top_up", "amount", {"minor": 3000, "currency": "GBP"}),
        ("keine einladungen mehr", "opt_out", "message_kind", "events"),
        ("Bahnhofstraße 12, 10115 Berlin", "update_profile", "address", "Bahnhofstraße 12, 10115 Berlin"),
    ],
)
def test_what_a_message_names_is_found(text: str, intent: str, entity: str, value: Any) -> None:
    assert read(text, intent)[entity] == value


def test_a_name_that_is_also_a_month_is_a_name() -> None:
    assert "period" not in read("Jan fehlt in der liste", "order_product")


@pytest.mark.parametrize("text", ["guten Morgen", "so geht das nicht", "do it", "Handyrechnung", "eine frage"])
def test_words_that_only_look_like_days_sums_or_things_are_none(text: str) -> None:
    assert read(text) == {}


def test_umlauts_in_every_spelling_are_the_same_words() -> None:
    assert spoken_words("wieviel für Übertragung", language="de") == ["wie", "viel", "fur", "ubertragung"]
    assert spoken_words("fuer uebertragung", language="de") == spoken_words("fur ubertragung", language="de")


def test_a_long_word_is_about_each_of_its_parts() -> None:
    assert {"bill", "mobile"} <= set(concepts_of(["handyrechnung"]))


@pytest.mark.parametrize(
    ("text", "so_far", "language"),
    [
        ("wie viel Guthaben habe ich noch", "en", "de"), ("mein internet geht nicht", "en", "de"), ("Guten Tag", "en", "de"),
        ("how much data have i got left", "de", "en"), ("pay my bill please", "de", "en"), ("whats my blance pls", "en", "en"),
        ("ok", "de", "de"), ("ok", "en", "en"), ("20", "de", "de"), ("Mobile 07700 900123", "en", "en"), ("", "de", "de"),
    ],
)  # fmt: skip
def test_the_language_of_a_message_is_told_and_stays_in_doubt(text: str, so_far: str, language: str) -> None:
    assert _tongues().tell(text, so_far=so_far)[0] == language


def test_one_word_alone_changes_nobodys_language() -> None:
    assert _tongues().tell("Guthaben", so_far="en") == ("de", False)
    assert _tongues().tell("wie viel Guthaben habe ich noch", so_far="en") == ("de", True)


def test_names_and_streets_are_answers_in_any_language() -> None:
    assert _tongues().tell("Anna Schmidt, Bahnhofstrasse 3", so_far="en", answers=True)[0] == "en"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["pause_service", "top_up", "authorize_user", "report_fault", "inform"]))
def test_no_text_raises(text: str, intent: str) -> None:
    for found in recognise(text, Setting.read(TUESDAY, intent=intent, language="de")):
        assert 0 <= found.start < found.end <= len(text)


@cache
def _tongues() -> Tongues:
    """From a few of the files of each language: what stands there is what tells them apart."""
    said = {"en": ROOT / "data/nlu", "de": ROOT / "data/nlu/de"}
    names = ("balance", "usage", "payments", "trouble", "conversation")
    return Tongues.learn({language: _examples(folder, names) for language, folder in said.items()})


def _examples(folder: Path, names: tuple[str, ...]) -> list[str]:
    blocks = [block for name in names for block in yaml.safe_load((folder / f"{name}.yml").read_text("utf-8"))["nlu"]]
    return [line.removeprefix("- ") for block in blocks for line in block["examples"].splitlines()]
