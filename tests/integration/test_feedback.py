"""Ratings in one tap, comments with an answer, and the board of tips. [I1, I2]"""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.commands.agent import NotUnderstood, act, right_for
from telecom.bootstrap import Telecom
from telecom.management.feedback import feedback_of, list_feedback
from telecom.management.staff import add_staff
from telecom.model.contracts import PartyRole
from telecom.model.errors import InvalidValue, NotFound
from telecom.model.feedback import FeedbackKind, PartyInteraction, Tip, board_of, kind_of_words
from telecom.model.inventory import Service
from telecom.model.messaging import OutgoingMessage
from telecom.model.parties import BillingMode
from telecom.model.partners import Partner
from telecom.model.policy import StaffRight
from telecom.model.staff import Officer, RoleMissing, StaffRole
from telecom.support.staff import log_in_staff, require_role
from tests.asking import Asking, Reply
from tests.households import Household, a_home, an_offering
from tests.people import a_subscriber, logged_in


@pytest.fixture
def home(telecom: Telecom) -> Household:
    with telecom.open_work() as work:
        return a_home(work)


@pytest.fixture
def chat(telecom: Telecom) -> Asking:
    return Asking(telecom)


def tap(chat: Asking, home: Household, choice: Mapping[str, Any], *, turn: str) -> Reply:
    return chat.run(home.manager, choice["action"], slots=choice["slots"], turn=turn)


def kept(telecom: Telecom) -> list[PartyInteraction]:
    with telecom.open_work() as work:
        return list_feedback(everything=True, work=work)


def say(chat: Asking, home: Household, wish: str, text: str, *, turn: str = "turn 1") -> Reply:
    """What the form makes of the words, and then what the action does with it."""
    form = chat.run(home.manager, f"validate_{wish}_form", intent=wish, text=text, turn=turn)
    slots = {name: value for name, value in form.slots.items() if value is not None}
    if asked := slots.get("requested_slot"):
        return chat.run(home.manager, f"action_ask_{wish}_form_{asked}", slots=slots, turn=turn)
    return chat.run(home.manager, f"action_{wish}", slots=slots, text=text, turn=turn)


def test_a_rating_without_stars_is_asked_for_and_given_in_one_tap(
    telecom: Telecom, chat: Asking, home: Household
) -> None:
    asked = chat.run(home.manager, "action_rate_service", entities={"service": "broadband"})
    assert [choice["slots"]["rating"] for choice in asked.choices] == [1, 2, 3, 4, 5]
    for _ in range(2):
        assert tap(chat, home, asked.choices[3], turn="turn 2").response == "utter_feedback_rated"
    (rating,) = kept(telecom)
    assert (rating.kind, rating.about, rating.rating, rating.place) == (
        FeedbackKind.RATING,
        "broadband",
        4,
        "Northgate",
    )


def test_a_finished_task_is_rated_in_one_tap_and_once(telecom: Telecom, chat: Asking, home: Household) -> None:
    chat.run(home.manager, "action_talk_to_agent", text="a person please")
    act(telecom, ["take", number := "CASE-" + _number(telecom)], staff="ann")
    act(telecom, ["back", number, "sorted"], staff="ann")
    with telecom.open_work() as work:
        last = work.of(OutgoingMessage).list(turn_id=None, order="number")[-1].utterance
    tap(chat, home, last.choices[4].content, turn="turn 2")
    tap(chat, home, last.choices[0].content, turn="turn 3")
    (rating,) = kept(telecom)
    assert (rating.about, rating.subject, rating.rating) == ("case", number, 1)


def _number(telecom: Telecom) -> str:
    return act(telecom, ["cases"], staff="ann")[0].split()[0].removeprefix("CASE-")


def test_who_is_unhappy_is_offered_a_person(chat: Asking, home: Household) -> None:
    rated = chat.run(home.manager, "action_rate_service", entities={"rating": 1})
    assert rated.choices[-1]["action"] == "action_talk_to_agent"
    assert chat.run(home.manager, "action_rate_service", entities={"rating": 9}).response == "utter_feedback_bad_rating"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("your hold music is awful", FeedbackKind.COMPLAINT),
        ("you should make an app for the tv", FeedbackKind.SUGGESTION),
        ("wish the plan could have more minutes", FeedbackKind.WISH),
        ("well done everyone", FeedbackKind.PRAISE),
        ("the letters have arrived", FeedbackKind.COMMENT),
    ],
)
def test_words_are_kept_as_what_they_are(words: str, kind: FeedbackKind) -> None:
    assert kind_of_words(words) is kind


def test_a_comment_is_counted_answered_and_its_writer_is_told(telecom: Telecom, chat: Asking, home: Household) -> None:
    assert say(chat, home, "give_feedback", "i want to file a complaint").response == "utter_feedback_ask_words"
    reply = say(chat, home, "give_feedback", "your adverts are misleading", turn="turn 2")
    assert reply.response == "utter_feedback_complaint"
    shown = act(telecom, ["feedback"], staff="ann")
    assert "1 x complaint" in shown[0] and "misleading" in shown[1]
    act(telecom, ["answer", str(reply.said[0].values["number"]), "They", "are", "changed."], staff="ann")
    with telecom.open_work() as work:
        (told,) = work.of(OutgoingMessage).list(turn_id=None)
    assert told.utterance.values["answer"] == "They are changed."
    assert len(act(telecom, ["feedback"], staff="ann")) == 1


def test_what_is_said_of_a_partners_product_reaches_the_partner(
    telecom: Telecom, chat: Asking, home: Household
) -> None:
    with telecom.open_work() as work:
        an_offering(work, "Songbird", "music", monthly=999, provider="songbird")
    chat.run(home.manager, "action_rate_service", entities={"product": "Songbird", "rating": 5})
    assert act(telecom, ["feedback"], staff="ann") == ["Nothing."]
    assert act(telecom, ["feedback", "songbird"], staff="ann") == ["songbird      1 ratings, mean 5.0"]


def test_a_partners_people_see_and_answer_what_is_said_of_their_own_services_and_nothing_else(
    telecom: Telecom, chat: Asking, home: Household
) -> None:
    with telecom.open_work() as work:
        for code in ("songbird", "filmwave"):
            work.of(Partner).add(
                Partner(id=code, name=code.title(), role=PartyRole.CONTENT_PROVIDER, begins_on=work.today())
            )
        television = work.of(Service).get(home["iptv"])
        plan = an_offering(work, "Living room TV plan", "iptv", monthly=1000)
        plan.terms = {**plan.terms, "partner": "songbird", "months": 1}
        assert television.kind == "iptv"
        add_staff(None, "ivy", full_name="", roles=["administrator"], password="demo-operator", work=work)
        ivy = Officer("ivy", "Ivy", frozenset({StaffRole.ADMINISTRATOR}))
        for roles, partner in ((["partner"], None), (["partner", "agent"], "songbird"), (["agent"], "songbird")):
            with pytest.raises(InvalidValue):
                add_staff(ivy, "sue", full_name="", roles=roles, password="demo-operator", partner=partner, work=work)
        add_staff(ivy, "sue", full_name="", roles=["partner"], password="demo-operator", partner="songbird", work=work)
    chat.run(home.manager, "action_rate_service", entities={"service": "iptv", "rating": 2})
    chat.run(home.manager, "action_rate_service", entities={"service": "broadband", "rating": 4}, turn="turn 2")
    complaint = say(chat, home, "give_feedback", "your adverts are misleading", turn="turn 3")
    sue = log_in_staff("sue", "demo-operator", open_work=telecom.open_work)
    with pytest.raises(RoleMissing):
        require_role(sue, *telecom.policy.rights[StaffRight.CASES])
    require_role(sue, *telecom.policy.rights[right_for(["feedback"])])
    assert act(telecom, ["feedback"], staff="sue", partner="songbird") == ["iptv          1 ratings, mean 2.0"]
    assert act(telecom, ["feedback"], staff="fay", partner="filmwave") == ["Nothing."]
    for words in (["list"], ["cases"], ["tips"], ["visits"]):
        with pytest.raises(NotUnderstood):
            act(telecom, words, staff="sue", partner="songbird")
    with pytest.raises(NotFound):
        act(telecom, ["answer", str(complaint.said[0].values["number"]), "ours"], staff="sue", partner="songbird")
    with telecom.open_work() as work:
        (rating,) = feedback_of("songbird", work=work)
    assert act(telecom, ["answer", rating.number, "sorry"], staff="sue", partner="songbird")[0].endswith("answered")


def test_a_tip_is_read_by_a_person_before_others_see_it(telecom: Telecom, chat: Asking, home: Household) -> None:
    assert say(chat, home, "share_tip", "i have a tip for other users").response == "utter_tips_ask_words"
    tip = "tip: put the router on top of the wardrobe"
    number = str(say(chat, home, "share_tip", tip, turn="turn 2").said[0].values["number"])
    read = {"intent": "read_tips", "text": "tips for better wifi"}
    assert chat.run(home.manager, "action_read_tips", **read).response == "utter_tips_none"
    assert number in act(telecom, ["tips"], staff="ann")[0]
    act(telecom, ["publish", number], staff="ann")
    assert tip in chat.run(home.manager, "action_read_tips", **read).text
    assert chat.run(home.manager, "action_read_tips", text="tips for the tv").response == "utter_tips_none"


def test_votes_count_once_and_reports_take_a_tip_off_the_board(telecom: Telecom, chat: Asking, home: Household) -> None:
    say(chat, home, "share_tip", "tip: reboot the router at night", turn="turn 2")
    with telecom.open_work() as work:
        (tip,) = work.of(Tip).list()
        readers = [logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name=n)) for n in ("Al", "Bo", "Cy")]
    act(telecom, ["publish", tip.number], staff="ann")
    for reader in (readers[0], readers[0], readers[1]):
        voted = chat.run(reader, "action_vote_for_tip", slots={"tip": tip.number, "vote": "useful"})
    assert voted.said[0].values["votes"] == 2
    own = chat.run(home.manager, "action_vote_for_tip", slots={"tip": tip.number, "vote": "useful"})
    assert own.response == "utter_tips_no_such"
    for reader in readers:
        chat.run(reader, "action_vote_for_tip", slots={"tip": tip.number, "vote": "report"})
    assert chat.run(readers[0], "action_read_tips", text="tips for the router").response == "utter_tips_none"
    assert "3 reports" in act(telecom, ["tips"], staff="ann")[0]
    assert act(telecom, ["refuse", tip.number, "no", "names"], staff="ann") == [f"{tip.number}: refused"]


def test_tips_belong_to_the_board_of_what_they_name() -> None:
    texts = ("microwave ovens slow down the wifi", "hold ok for 5 secs and the tv box restarts", "eat an apple")
    assert [board_of(text) for text in texts] == ["broadband", "iptv", "general"]


@pytest.mark.parametrize("text", ["do you know a trick against weak signal", "habt ihr einen Tipp für besseres WLAN"])
def test_who_asks_for_a_trick_hands_none_in(telecom: Telecom, chat: Asking, home: Household, text: str) -> None:
    asked = chat.run(home.manager, "action_share_tip", intent="share_tip", text=text)
    assert asked.response in ("utter_tips_none", "utter_tips_list")
