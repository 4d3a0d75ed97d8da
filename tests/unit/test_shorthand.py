"""Words that people shorten, written out."""

import pytest

from telecom.model.shorthand import written_out


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("wenns wieder laeuft", "wenn es wieder läuft"),
        ("Koennt ihr das fuer naechste Woche aendern", "Könnt ihr das für nächste Woche ändern"),
        ("is das netz ueberlastet", "ist das netz überlastet"),
        ("wie lang dauerts noch", "wie lange dauert es noch"),
        ("ein neues, aktuelles, quer, Mauer", "ein neues, aktuelles, quer, Mauer"),
        ("die neue Steuer für Boeing und Joel", "die neue Steuer für Boeing und Joel"),
        ("schreib an is@example.com", "schreib an is@example.com"),
    ],
)
def test_german_as_it_is_typed_in_a_hurry(text: str, meant: str) -> None:
    assert written_out(text, language="de") == meant


def test_other_languages_stay_as_they_are() -> None:
    assert written_out("wenns fuer u", language="fr") == "wenns fuer u"
