"""Reading which own things shall be one, and what that shall be called. [F22]"""

import pytest

from telecom.model.alarms import AlarmSubject
from telecom.support.own_service_said import find_alarm, find_capability, kind_said, read_name, read_own_wish, takes_out

KINDS = ["mobile", "fixed", "broadband", "iptv"]


@pytest.mark.parametrize(
    ("text", "pieces", "name"),
    [
        (
            "put my broadband and sports channels together as one called Home",
            ["put my broadband", "sports channels together as one"],
            "Home",
        ),
        ('bundle my mobile and tv as "Rainy days"', ["bundle my mobile", "tv"], "Rainy days"),
        (
            "start a bundle called home office with fibre and 2 mobile lines",
            ["start a bundle", "fibre", "2 mobile lines"],
            "home office",
        ),
        ("join my voicemail, my fibre + the kids pack", ["join my voicemail", "my fibre", "the kids pack"], None),
        ("combine my calls, call it Talk please", ["combine my calls"], "Talk"),
    ],
)
def test_the_pieces_and_the_name_are_taken_apart(text: str, pieces: list[str], name: str | None) -> None:
    wish = read_own_wish(text)
    assert wish is not None
    assert (list(wish.pieces), wish.name) == (pieces, name)


@pytest.mark.parametrize("text", ["build me a bundle", "make my own bundle", "fibre from you and tv from another"])
def test_what_speaks_of_nothing_of_ones_own_is_no_such_wish(text: str) -> None:
    assert read_own_wish(text) is None


@pytest.mark.parametrize(
    ("piece", "setting", "kind"),
    [
        ("my landline's call forwarding", "forwarding", "fixed"),
        ("the answering machine of my mobile", "voicemail", "mobile"),
        ("the home phone", None, "fixed"),
        ("my wi-fi", None, "broadband"),
        ("the guest network", "guest wifi", None),
        ("our telly", None, "iptv"),
    ],
)
def test_a_piece_names_a_setting_or_a_kind_of_service(piece: str, setting: str | None, kind: str | None) -> None:
    found = find_capability(piece, KINDS)
    assert (found.name if found else None, kind_said(piece)) == (setting, kind)


def test_alerts_and_reminders_are_named_by_what_they_are_about() -> None:
    said = {piece: find_alarm(piece) for piece in ("my data alerts", "the low credit warning", "bill reminders")}
    assert [wish and wish.subject for wish in said.values()] == [
        AlarmSubject.USAGE,
        AlarmSubject.CREDIT,
        AlarmSubject.BILLS,
    ]
    assert find_alarm("my mobile data") is None


def test_a_name_is_read_out_of_an_answer_and_leaving_out_of_a_wish() -> None:
    assert read_name("Let's call it Home, please.") == read_name(" Home ") == "Home"
    assert takes_out("take the landline out of Home") and takes_out("remove the kids pack from Fun")
    assert not takes_out("put my mobile into Home")
