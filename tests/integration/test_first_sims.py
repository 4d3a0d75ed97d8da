"""The SIM that comes with a new line: chosen in the order, sent or shown, and activated without a wait. [F4, F20]"""

import pytest

from bot.choosing import read_as_choice
from bot.plans import Ask
from telecom.bootstrap import Telecom
from telecom.management.first_sims import choose_sim
from telecom.management.sims import PREPARE_SIM, propose_activation
from telecom.model.access import Actor
from telecom.model.inventory import Service
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.ordering import CannotOrder
from telecom.model.parties import BillingMode
from telecom.model.sims import Sim, SimKind, SimStatus
from telecom.support import messaging
from telecom.support.authorization import require_fresh_proof
from telecom.support.jobs import run_job
from tests.asking import Asking
from tests.fakes import FakeOutside
from tests.money import confirm, yes_to
from tests.people import a_subscriber, logged_in
from tests.shop import Wanted, a_shop, ordered, proposed


@pytest.fixture
def jonas(telecom: Telecom) -> Actor:
    """Somebody with broadband and no mobile."""
    with telecom.open_work() as work:
        a_shop(work)
        return logged_in(work, a_subscriber(work, mode=BillingMode.POSTPAID, name="Jonas", kind="broadband"))


@pytest.mark.parametrize("kind", list(SimKind))
def test_the_chosen_sim_is_prepared_and_the_line_runs_on_it_after_activation(
    telecom: Telecom, jonas: Actor, outside: FakeOutside, kind: SimKind
) -> None:
    [*_, done] = ordered(telecom, jonas, Wanted("Mobile 10GB", sim=kind))
    follows = "utter_order_sim_follows" if kind is SimKind.CARD else "utter_order_esim_follows"
    assert [each.response for each in done.values["sims"]] == [follows]
    with telecom.open_work() as work:
        [sim] = work.of(Sim).list()
        assert (sim.kind, sim.status) == (kind, SimStatus.RESERVED)
    job = {"sim_id": sim.id, "conversation_id": jonas.conversation_id}
    run_job(PREPARE_SIM, job, open_work=telecom.open_work, outside=outside)
    sent = [article for article, _, _ in outside.warehouse.contents.values()]
    assert sent == (["sim-card"] if kind is SimKind.CARD else [])
    with telecom.open_work() as work:
        shown = [m.utterance.response for m in work.of(OutgoingMessage).list()]
        assert ("utter_sim_esim_picture" in shown) is (kind is SimKind.ESIM)
        activation = propose_activation(jonas, sim.service_id, turn_id="turn 2", work=work)
    assert activation.response == "utter_sim_propose_activation_first"
    assert confirm(telecom, jonas, yes_to(activation))[0].response == "utter_sim_activated_first"
    with telecom.open_work() as work:
        assert outside.register.in_use[sim.service_id] == work.of(Sim).get(sim.id).iccid
        # Nobody's SIM was taken over, so money need not wait.
        require_fresh_proof(jonas, work=work)


def test_without_a_wish_it_is_a_card_where_there_is_an_address_else_an_esim(telecom: Telecom, jonas: Actor) -> None:
    shown = proposed(telecom, jonas, Wanted("Mobile 10GB"))
    assert shown.values["item"].values["sim"].response == "utter_order_sim_card"
    assert choose_sim("mobile", None, None) is SimKind.ESIM
    with pytest.raises(CannotOrder):
        choose_sim("mobile", SimKind.CARD, None)
    fibre = proposed(telecom, jonas, Wanted("Fibre 100"), turn="turn 2")
    assert fibre.values["item"].values["sim"].response == "utter_order_no_sim"


def test_each_of_several_lines_has_a_sim_of_its_own(telecom: Telecom, jonas: Actor) -> None:
    ordered(telecom, jonas, Wanted("Mobile 10GB", 2, sim=SimKind.ESIM))
    with telecom.open_work() as work:
        assert len({sim.service_id for sim in work.of(Sim).list()}) == 2 == work.of(Service).count(kind="mobile")


def test_the_kind_of_sim_is_asked_unless_it_was_said(telecom: Telecom, jonas: Actor) -> None:
    chat, form = Asking(telecom), "validate_order_product_form"
    asked = chat.run(jonas, form, intent="order_product", text="order Mobile 10GB please")
    assert asked.slots["requested_slot"] == "sim_kind"
    question = chat.run(jonas, "action_ask_order_product_form_sim_kind", slots={"product": ["Mobile 10GB"]})
    assert [each["entities"]["sim_kind"] for each in question.choices] == ["esim", "card"]
    said = chat.run(jonas, form, intent="order_product", text="order Mobile 10GB with an eSIM")
    assert (said.slots["requested_slot"], said.slots["sim_kind"]) == (None, "esim")
    slots = {"product": ["Mobile 10GB"], "sim_kind": "esim"}
    assert "with an eSIM" in chat.run(jonas, "action_order_product", slots=slots, turn="turn 2").text


def test_a_line_for_somebody_more_has_the_plan_whose_size_was_said(telecom: Telecom, jonas: Actor) -> None:
    chat, form = Asking(telecom), "validate_order_product_form"
    said = chat.run(jonas, form, intent="order_product", text="add a line for our daughter Zoe, 10gb")
    assert said.slots["product"] == ["Mobile 10GB"]
    plain = chat.run(jonas, form, intent="order_product", text="we want a mobile for our son, 10 gigs", turn="turn 2")
    assert plain.slots["product"] == ["Mobile 10GB"]
    open_ = chat.run(jonas, "action_ask_order_product_form_product", intent="order_product", text="add a line for Joe")
    assert {"Mobile 10GB"} <= {each["entities"]["product"] for each in open_.choices}


def test_the_kind_of_sim_is_chosen_in_ones_own_words(telecom: Telecom, jonas: Actor) -> None:
    question = Asking(telecom).run(jonas, "action_ask_order_product_form_sim_kind", slots={"product": ["Mobile 10GB"]})
    with telecom.open_work() as work:
        conversation = work.of(Conversation).get(jonas.conversation_id, lock=True)
        messaging.answer(work, conversation, question.said, turn_id="turn 1")
        conversation.form, conversation.requested_slot = "order_product_form", "sim_kind"
        plan = read_as_choice("card by post", conversation, work=work)
        assert plan is not None and isinstance(plan.then, Ask) and plan.then.payload is not None
        assert plan.then.payload["entities"]["sim_kind"] == "card"
        conversation.form = "pay_bill_form"
        assert read_as_choice("card by post", conversation, work=work) is None
