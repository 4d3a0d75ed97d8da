"""How-to articles: found by plain words, refused where written wrong, silent where nothing fits."""

from pathlib import Path

import pytest

from telecom.gateways.articles import MarkdownArticles, WrongArticle

FOLDER = Path(__file__).resolve().parents[2] / "demo" / "articles"
ARTICLES = MarkdownArticles(FOLDER)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("how do I set up my new router", "router-setup"),
        ("instructions for voice mail please", "voicemail"),
        ("divert my calls to my mum", "call-forwarding"),
        ("the bedroom gets hardly any wifi, how do I extend it", "wifi-better"),
        ("what do I have to do to use my phone in Spain", "roaming"),
        ("how to insert a SIM card", "esim"),
        ("record a programme", "tv-replay"),
        ("how can I divert it to my mobile until it is repaired", "call-forwarding"),
        ("block websites for my kids", "parental-control"),
    ],
)
def test_a_question_in_plain_words_finds_its_article(question: str, name: str) -> None:
    assert [article.name for article in ARTICLES.find(question)][:1] == [name]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("wie schliesse ich den neuen router an", "router-setup"),
        ("wie mach ich ein gästewlan", "guest-wifi"),
        ("ich hätte gern WLAN-Telefonie, wie richte ich das ein?", "wifi-calling"),
        ("wie kann man anrufe aufs handy meiner frau umleiten", "call-forwarding"),
        ("wo finde ich das wlan kennwort", "wifi-password"),
        ("die fernbedienung reagiert nicht mehr, was tun", "tv-remote"),
        ("wie oft blinkt der router rot", "router-lights"),
        ("muss da jemand zuhause sein, wenn euer techniker kommt?", "technician-visit"),
        ("wie hör ich die mailbox ab", "voicemail"),
        ("brauch ich im urlaub in spanien was am handy umstellen", "roaming"),
    ],
)
def test_a_german_question_finds_its_german_article(question: str, name: str) -> None:
    found = ARTICLES.find(question, language="de")
    assert [article.name for article in found][:1] == [name]
    assert found[0] == ARTICLES.get(name, language="de") != ARTICLES.get(name)


@pytest.mark.parametrize("question", ["wie backe ich brot", "wie mache ich das", "wer hat gestern gewonnen"])
def test_a_german_question_no_article_answers_finds_none(question: str) -> None:
    assert ARTICLES.find(question, language="de") == []


def test_each_article_is_there_in_german_about_the_same_things() -> None:
    for path in FOLDER.glob("*.md"):
        english, german = ARTICLES.get(path.stem), ARTICLES.get(path.stem, language="de")
        assert english and german and german.title != english.title, path.stem
        assert (german.services, german.products) == (english.services, english.products)
        assert len(german.steps) == len(english.steps)


def test_in_a_language_without_articles_the_english_ones_answer() -> None:
    assert ARTICLES.find("how do I set up my new router", language="fr")[0].name == "router-setup"


@pytest.mark.parametrize("question", ["how do I bake bread", "", "how do I do it", "who won the football"])
def test_a_question_no_article_answers_finds_none(question: str) -> None:
    assert ARTICLES.find(question) == []


def test_only_articles_for_a_kind_of_service_where_one_was_named() -> None:
    assert all("iptv" in article.services for article in ARTICLES.find("connect to wifi", kinds=["iptv"]))


def test_every_short_answer_fits_into_a_text_message_and_has_steps() -> None:
    named = [(path.stem, language) for path in FOLDER.glob("*.md") for language in ("en", "de")]
    articles = [ARTICLES.get(name, language=language) for name, language in named]
    assert all(article is not None and len(article.short) <= 160 and article.steps for article in articles)


def test_a_file_that_is_no_article_is_refused_by_its_name(tmp_path: Path) -> None:
    tmp_path.joinpath("bad.md").write_text("# Only a heading\n")
    with pytest.raises(WrongArticle, match=r"bad\.md"):
        MarkdownArticles(tmp_path).find("anything at all")


def test_an_empty_folder_answers_nothing(tmp_path: Path) -> None:
    assert MarkdownArticles(tmp_path).find("set up my router") == []
