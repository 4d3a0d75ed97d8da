"""How-to articles: found by plain words, refused where written wrong, silent where nothing fits."""

from pathlib import Path

import pytest

from telecom.gateways.articles import MarkdownArticles, WrongArticle

ARTICLES = MarkdownArticles(Path(__file__).resolve().parents[2] / "demo" / "articles")


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
        ("block websites for my kids", "parental-control"),
    ],
)
def test_a_question_in_plain_words_finds_its_article(question: str, name: str) -> None:
    assert [article.name for article in ARTICLES.find(question)][:1] == [name]


@pytest.mark.parametrize("question", ["how do I bake bread", "", "how do I do it", "who won the football"])
def test_a_question_no_article_answers_finds_none(question: str) -> None:
    assert ARTICLES.find(question) == []


def test_only_articles_for_a_kind_of_service_where_one_was_named() -> None:
    assert all("iptv" in article.services for article in ARTICLES.find("connect to wifi", kinds=["iptv"]))


def test_every_short_answer_fits_into_a_text_message_and_has_steps() -> None:
    names = [path.stem for path in (Path(__file__).resolve().parents[2] / "demo" / "articles").glob("*.md")]
    articles = [ARTICLES.get(name) for name in names]
    assert all(article is not None and len(article.short) <= 160 and article.steps for article in articles)


def test_a_file_that_is_no_article_is_refused_by_its_name(tmp_path: Path) -> None:
    tmp_path.joinpath("bad.md").write_text("# Only a heading\n")
    with pytest.raises(WrongArticle, match=r"bad\.md"):
        MarkdownArticles(tmp_path).find("anything at all")


def test_an_empty_folder_answers_nothing(tmp_path: Path) -> None:
    assert MarkdownArticles(tmp_path).find("set up my router") == []
