"""Trials for a segment: taken as an order, asked about in time, kept on a yes, over by themselves without. P2."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from bot.published import of_a_message
from telecom.bootstrap import Telecom
from telecom.management import campaigns, offers
from telecom.management.billing import bill_accounts_now, start_billing
from telecom.management.trial_ends import ASK, OVER, propose_end_of_trial, propose_keep, show_trials
from telecom.model.access import Actor
from telecom.model.bills import AppliedCustomerBillingRate, ChargeKind, CustomerBill
from telecom.model.campaigns import WrongCampaign
from telecom.model.catalogue import Offering
from telecom.model.errors import NotFound
from telecom.model.inventory import Product, ProductStatus
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.model.money import Money
from telecom.model.ordering import CannotOrder
from telecom.model.parties import BillingAccount, BillingMode, Individual
from telecom.model.tariffs import TaxRate
from telecom.model.trials import Trial, TrialOver, TrialState
from telecom.model.utterances import Utterance
from tests.asking import Asking
from tests.due import run_due
from tests.fakes import TestClock
from tests.integration.test_campaigns import ANN, publish, release
from tests.money import confirm, yes_to
from tests.people import a_prepaid_subscriber, a_subscriber, logged_in
from tests.shop import work_on

PRICE = Money(600, "GBP")


@pytest.fixture
def ada(telecom: Telecom) -> Actor:
    """A postpaid subscriber whose month is billed from the day on which she comes, and something to try."""
    with telecom.open_work() as work:
        more = Offering(
            id="more", name="More data", category="add-on", service_kind="mobile", summary="", monthly=PRICE,
            terms={"notice_days": 30},
        )  # fmt: skip
        work.of(Offering).add(more)
        work.of(TaxRate).add(TaxRate(name="VAT", percent=20, valid_from=date(2020, 1, 1)))
        person = a_subscriber(work, mode=BillingMode.POSTPAID, name="Ada")
        account = work.of(BillingAccount).list()[0]
        account.cycle_day = 15
        start_billing(account, first_day=work.today())
        return logged_in(work, person)


def take(telecom: Telecom, actor: Actor, **changed: Any) -> tuple[str, Utterance]:
    """A trial that was released, taken and confirmed: its campaign, and what was proposed."""
    campaign_id = release(telecom, trial_days=14, **changed)
    publish(telecom, campaign_id)
    with telecom.open_work() as work:
        shown = offers.take_offer(actor, campaign_id=campaign_id, turn_id="take", work=work)
    confirm(telecom, actor, yes_to(shown))
    work_on(telecom)
    return campaign_id, shown


def the_trial(telecom: Telecom) -> tuple[Trial, Product]:
    with telecom.open_work() as work:
        trial = work.of(Trial).list()[0]
        return trial, work.of(Product).get(trial.product_id)


def told(telecom: Telecom) -> list[str]:
    with telecom.open_work() as work:
        said = [m.utterance.response for m in work.of(OutgoingMessage).list(order="number")]
    return [name for name in said if name.startswith("utter_trial")]


def billed(telecom: Telecom, clock: TestClock) -> tuple[Sequence[AppliedCustomerBillingRate], Money]:
    """The lines of the bill for the month, and its sum."""
    clock.advance(days=36)
    with telecom.open_work() as work:
        bill_accounts_now([a.id for a in work.of(BillingAccount).list()], work=work)
        bill = work.of(CustomerBill).list(order="period_start")[0]
        return work.of(AppliedCustomerBillingRate).list(bill_id=bill.id, order="position"), bill.total


def test_a_trial_that_nobody_keeps_ends_by_itself_and_the_bill_says_zero(
    telecom: Telecom, ada: Actor, clock: TestClock
) -> None:
    campaign_id, shown = take(telecom, ada)
    assert shown.values["paid"].response == "utter_order_paid_nothing"
    price = shown.values["item"].values["price"]
    assert price == Utterance("utter_price_trial", {"last_day": date(2026, 9, 29), "monthly": PRICE})
    assert the_trial(telecom)[0].last_day == date(2026, 9, 29)
    clock.advance(days=11)
    run_due(telecom, ASK)
    assert told(telecom) == []
    clock.advance(days=1)
    for _ in range(2):
        run_due(telecom, ASK)
    assert told(telecom) == ["utter_trial_ask"]
    clock.advance(days=2)
    run_due(telecom, OVER)
    assert the_trial(telecom)[1].status is ProductStatus.ACTIVE
    clock.advance(days=1)
    run_due(telecom, OVER)
    trial, product = the_trial(telecom)
    assert (trial.state, product.status, product.ended_on) == (
        TrialState.ENDED,
        ProductStatus.TERMINATED,
        date(2026, 9, 29),
    )
    assert told(telecom) == ["utter_trial_ask", "utter_trial_ended"]
    lines, total = billed(telecom, clock)
    assert [line.kind for line in lines] == [ChargeKind.PART_MONTH, ChargeKind.DISCOUNT]
    assert lines[0].amount == -lines[1].amount and lines[0].tax == -lines[1].tax and total.is_zero
    with telecom.open_work() as work:
        report = offers.trials_of(campaigns.find_campaign("spring", work=work), work=work)
        ada = logged_in(work, work.of(Individual).get(ada.person_id))
        with pytest.raises(TrialOver):
            propose_keep(ada, turn_id="late", work=work)
        with pytest.raises(CannotOrder, match="utter_trial_had_before"):
            offers.take_offer(ada, campaign_id=campaign_id, turn_id="again", work=work)
    assert report == ["trials of 14 days: 1 begun, 0 run, 0 kept, 1 ended"]


def test_a_trial_that_is_kept_goes_on_at_its_price_from_the_day_after(
    telecom: Telecom, ada: Actor, clock: TestClock
) -> None:
    take(telecom, ada)
    clock.advance(days=12)
    run_due(telecom, ASK)
    with telecom.open_work() as work:
        again = logged_in(work, work.of(Individual).get(ada.person_id))
        conversation = work.of(Conversation).get(again.conversation_id)
        meant = of_a_message("keep it", conversation, work=work)
        assert meant == ("action_trial", {"wish": "keep"})
    reply = Asking(telecom).run(again, meant[0], slots=meant[1], turn="keep")
    assert reply.response == "utter_trial_propose_keep" and "from Wed 30 Sept it's £6.00 a month" in reply.text
    for _ in range(2):
        assert confirm(telecom, again, yes_to(reply.said[0]))[0].response == "utter_trial_kept"
    clock.advance(days=3)
    run_due(telecom, OVER)
    trial, product = the_trial(telecom)
    assert (trial.state, product.status) == (TrialState.KEPT, ProductStatus.ACTIVE)
    clock.advance(days=-15)
    lines, total = billed(telecom, clock)
    assert [line.kind for line in lines] == [ChargeKind.SUBSCRIPTION, ChargeKind.DISCOUNT]
    # Fifteen of thirty days are free: the one on which it was taken, and fourteen.
    assert lines[0].amount == PRICE and lines[1].amount == Money(-300, "GBP") and total == Money(300, "GBP")


def test_a_trial_is_ended_at_once_where_that_is_wished_whatever_the_notice(
    telecom: Telecom, ada: Actor, clock: TestClock
) -> None:
    take(telecom, ada)
    clock.advance(minutes=5)
    with telecom.open_work() as work:
        status = show_trials(ada, work=work)
        assert [line.response for line in status.values["trials"]] == ["utter_trial_line"]
        shown = propose_end_of_trial(ada, turn_id="end", work=work)
    assert shown.response == "utter_terminate_propose_add_on" and shown.values["last_day"] == date(2026, 9, 15)
    confirm(telecom, ada, yes_to(shown))
    work_on(telecom)
    assert the_trial(telecom)[1].status is ProductStatus.TERMINATED
    clock.advance(days=20)
    run_due(telecom, OVER)
    assert told(telecom) == [] and the_trial(telecom)[0].state is TrialState.ENDED
    clock.advance(days=-20)
    assert billed(telecom, clock)[1].is_zero


def test_a_trial_is_for_its_segment_and_for_what_can_end_by_itself(
    telecom: Telecom, ada: Actor, clock: TestClock
) -> None:
    campaign_id = release(telecom, trial_days=14, segment={"place": ["Hafod"]})
    raw = {"name": "other", "kind": "promotions", "text": "Try it.", "offering": "more"}
    with telecom.open_work() as work:
        phone = Offering(id="phone", name="Phone", category="goods", service_kind=None, summary="", one_off=PRICE)
        work.of(Offering).add(phone)
        work.flush()
        for wrong in ({"trial_days": 1}, {"trial_days": True}, {"trial_days": 9, "offering": "phone"}):
            with pytest.raises(WrongCampaign):
                campaigns.draft_campaign(ANN, raw | wrong, work=work)
    with telecom.open_work() as work:
        campaigns.draft_campaign(ANN, raw | {"trial_days": 9}, work=work)
        found = campaigns.preview_campaign(ANN, "other", work=work)
        assert (found.free_days, found.then) == (9, PRICE)
        with pytest.raises(CannotOrder, match="utter_offers_nothing_to_take"):
            offers.take_offer(ada, campaign_id=campaign_id, turn_id="t", work=work)
        poor = logged_in(work, a_prepaid_subscriber(work, credit=500, name="Poor"))
        conversation = work.of(Conversation).get(poor.conversation_id)
        assert of_a_message("when does my trial end", conversation, work=work) is None
        for why in ("why did you send me that", "why am i getting this message", "warum bekomme ich das"):
            assert of_a_message(why, conversation, work=work) == ("action_why_message", {})
        with pytest.raises((CannotOrder, NotFound)):
            offers.take_offer(poor, campaign_id=campaign_id, turn_id="u", work=work)
        assert work.of(Trial).count() == 0


def test_who_tried_it_is_not_offered_it_again(telecom: Telecom, ada: Actor, clock: TestClock) -> None:
    take(telecom, ada)
    with telecom.open_work() as work:
        assert offers.running_for(ada, offers.OFFERS, offers=True, work=work) == []
    # A wish of the turn's own that waits for a proof keeps what it was about.
    clock.advance(minutes=20)
    reply = Asking(telecom).run(ada, "action_trial", intent="", slots={"wish": "keep"}, turn="late")
    assert reply.response == "proof_required" and reply.said[0].values["wish"]["slots"] == {"wish": "keep"}
