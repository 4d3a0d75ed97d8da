"""How-to questions in the chat: short answer first, steps on request, and what had no answer is counted. [A13]"""

from telecom.bootstrap import Telecom
from telecom.management.articles import list_open_questions
from telecom.model.messaging import Conversation
from telecom.model.utterances import Utterance
from telecom.support import messaging
from tests.asking import Asking
from tests.households import a_home


def test_the_short_answer_comes_first_and_the_steps_on_request(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        home = a_home(work)
    chat = Asking(telecom)
    reply = chat.run(home.manager, "action_ask_how_to", intent="ask_how_to", text="how do i reset my router")
    assert "Press the small button marked Reset" in reply.text
    content = reply.said[0].choices[0].content
    steps = chat.run(home.manager, content["action"], slots=content["slots"])
    assert "2. With the router on, press Reset" in steps.text


def test_what_no_article_answers_is_counted_and_listed_without_figures(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        home = a_home(work)
    chat = Asking(telecom)
    for text in ("how do i fold a fitted sheet", "How do I fold a fitted sheet?", "how do i knit 07700 900123"):
        assert chat.run(home.manager, "action_ask_how_to", text=text).response == "utter_howto_none"
    with telecom.open_work() as work:
        found = [(each.question, each.times) for each in list_open_questions(work=work)]
    assert found == [("how do i fold a fitted sheet", 2), ("how do i knit", 1)]


def test_a_further_question_is_of_what_the_article_was_about(telecom: Telecom) -> None:
    with telecom.open_work() as work:
        home = a_home(work)
    chat = Asking(telecom)
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(home.manager.conversation_id)
        told = Utterance("utter_howto_short", {"title": "Give guests their own Wi-Fi", "short": "Say guest wifi on."})
        messaging.answer(work, conversation, [told], turn_id="turn 0")
    reply = chat.run(home.manager, "action_change_pin", intent="change_pin", text="and how do i change the password")
    assert reply.response == "utter_howto_short" and "password" in reply.text
