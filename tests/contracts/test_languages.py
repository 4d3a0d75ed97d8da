"""Every sentence is said in each of our languages, with the same values in it and the same choices under it."""

import re

import pytest
import yaml

from actions.profile import LANGUAGES
from bot.rendering.texts import ROOT, Variation, load_domain, load_texts
from bot.rendering.words import LOCALES
from demo.catalogue import read_catalogue
from telecom.management.contents import channels_of

TEXTS = load_texts()
OTHERS = [language for language in LANGUAGES if language != "en"]
_VALUE = re.compile(r"\{(\w+)\}")


def _by_channel(name: str, language: str) -> dict[str | None, Variation]:
    return {each.channel: each for each in TEXTS.variations(name) if each.language == language}


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_missing_in_another_language(language: str) -> None:
    missing = [name for name in TEXTS.names if _by_channel(name, "en").keys() - _by_channel(name, language).keys()]
    assert sorted(missing) == [], f"say these in domain/{language}/<capability>.yml"


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_said_in_another_language_only(language: str) -> None:
    said = [yaml.safe_load(path.read_text("utf-8")) for path in sorted((ROOT / "domain" / language).glob("*.yml"))]
    assert [name for each in said for name in each if name not in TEXTS.names] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_holds_the_same_values_in_every_language(language: str) -> None:
    differing = [
        (name, channel)
        for name in TEXTS.names
        for channel, said in _by_channel(name, "en").items()
        if (other := _by_channel(name, language).get(channel))
        and set(_VALUE.findall(said.text)) != set(_VALUE.findall(other.text))
    ]
    assert differing == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_choices_of_a_sentence_lead_to_the_same_in_every_language(language: str) -> None:
    for name in TEXTS.names:
        for channel, said in _by_channel(name, "en").items():
            other = _by_channel(name, language)[channel]
            assert [b.intent for b in other.buttons] == [b.intent for b in said.buttons], name


@pytest.mark.parametrize("language", OTHERS)
def test_every_intent_has_examples_in_every_language(language: str) -> None:
    blocks = [
        block
        for path in sorted((ROOT / "data" / "nlu" / language).glob("*.yml"))
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]
    ]
    assert {block["metadata"]["language"] for block in blocks} == {language}
    enough = {block["intent"] for block in blocks if len(block["examples"].splitlines()) >= 15}
    assert set(load_domain()["intents"]) - enough == set()


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_sold_is_described_in_every_language(language: str) -> None:
    for offering in read_catalogue().offerings.values():
        described = offering.description.texts
        assert language in described, f"{offering.id}: say it in demo/catalogue.yaml under said_in"
        assert _digits(described[language]) == _digits(offering.summary), offering.id
        options = [word for option in offering.options for word in (option.name, *option.values)]
        programmes = channels_of(offering) if offering.category == "TV pack" else []
        kinds = [name for name in programmes if name.islower()]  # the others are names
        assert [w for w in (*options, *kinds) if language not in offering.word(w).texts] == [], offering.id


def _digits(text: str) -> list[str]:
    return sorted(re.findall(r"\d", text))


def test_values_are_put_into_words_in_every_language_one_can_choose() -> None:
    assert set(LOCALES) == set(LANGUAGES)
