"""What fits into a text message, and how a long reply is cut."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.sms_text import SEGMENTS_A_PAGE, pages, parts, segments, to_plain, units

ENDING = "{page}/{pages}. Reply MORE for the rest."


def test_one_curly_quote_or_picture_does_not_halve_what_fits() -> None:
    assert to_plain("It\u2019s paid \u2013 thanks\u2026 \U0001f600") == "It's paid - thanks... "
    assert to_plain("Zo\u00eb \u015amia\u0142y") == "Zoe Smialy"
    assert segments(to_plain("\u201cDone\u201d, it\u2019s paid. " * 7)) == 1


def test_letters_of_the_gsm_alphabet_stay_and_extended_ones_count_twice() -> None:
    assert to_plain("\u00a320 f\u00fcr \u00c4rger, \u20ac5") == "\u00a320 f\u00fcr \u00c4rger, \u20ac5"
    assert units("\u20ac[]") == 6
    assert (segments("a" * 160), segments("a" * 161), segments("\u20ac" * 80), segments("\u20ac" * 81)) == (1, 2, 1, 2)


def test_another_script_stays_what_it_is() -> None:
    assert to_plain("\u041f\u0440\u0438\u0432\u0435\u0442") == "\u041f\u0440\u0438\u0432\u0435\u0442"
    assert (segments("\u043f" * 70), segments("\u043f" * 71)) == (1, 2)


def test_a_long_reply_is_cut_at_lines_into_pages_that_say_how_to_go_on() -> None:
    lines = [f"07700 900{at:03d}: Mobile Unlimited, \u00a325.00 a month" for at in range(14)]
    found = pages("\n".join(lines), ending=ENDING)
    assert all(segments(page) <= SEGMENTS_A_PAGE for page in found)
    assert [page.rsplit("\n", 1)[1] for page in found[:-1]] == [
        ENDING.format(page=at, pages=len(found)) for at in range(1, len(found))
    ]
    read = "\n".join(page.rsplit("\n", 1)[0] if at < len(found) - 1 else page for at, page in enumerate(found))
    assert read == "\n".join(lines)


@given(st.text(alphabet=st.characters(codec="utf-16"), max_size=700))
def test_nothing_but_blanks_is_lost_in_pages_and_every_page_fits(text: str) -> None:
    found = pages(text, ending=ENDING)
    assert all(segments(page) <= SEGMENTS_A_PAGE for page in found)
    read = "".join(page.rsplit("\n", 1)[0] if at < len(found) - 1 else page for at, page in enumerate(found))
    assert "".join(read.split()) == "".join(to_plain(text).split())


@given(st.text(alphabet=st.characters(codec="utf-16"), max_size=400), st.integers(0, 1000))
def test_parts_fit_the_wire_and_carry_every_letter(text: str, reference: int) -> None:
    plain = to_plain(text)
    found = parts(plain, reference=reference)
    assert all(len(part.content) <= (140 if part.is_ucs2 else 160) for part in found)
    if len(found) > 1:
        heads = [part.content[:6] for part in found]
        assert heads == [bytes([5, 0, 3, reference & 0xFF, len(found), at]) for at in range(1, len(found) + 1)]
    if found[0].is_ucs2:
        raw = b"".join(part.content[6 * part.joined :] for part in found)
        assert raw.decode("utf-16-be") == plain
