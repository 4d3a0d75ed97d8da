"""What is read in a message: each sentence with the values that must come out of it, and nothing may ever raise."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nlu.components.recognising import Setting, recognise

TUESDAY = {"now": "2026-09-15T10:00:00+01:00", "time_zone": "Europe/London", "country": "GB", "currency": "GBP"}


def read(text: str, intent: str = "inform", **more: Any) -> dict[str, Any]:
    found = recognise(text, Setting.read({**TUESDAY, **more}, intent=intent))
    return {each.entity: each.value for each in found}


def pounds(minor: int) -> dict[str, Any]:
    return {"amount": {"minor": minor, "currency": "GBP"}}


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("10 quid", 1000), ("a tenner", 1000), ("£15.50", 1550), ("1,5", 150), ("1.000,50", 100050), ("-5", -500),
        ("fifteen pounds", 1500), ("fifteen pounds fifty", 1550), ("make it 20", 2000), ("٢٠", 2000), ("２０", 2000),
        ("minus 5 pounds", -500), ("£-5", -500), ("−5", -500), ("50p", 50), ("2 grand", 200000), ("no, 20 please", 2000),
        ("1,000.00 GBP", 100000), ("twenty", 2000), ("4 £15.50", 1550), ("0", 0), ("two tenners", 2000), ("100 pounds 50", 10050),
    ],
)  # fmt: skip
def test_a_sum_is_read_however_it_is_written(text: str, minor: int) -> None:
    assert read(text) == pounds(minor)


@pytest.mark.parametrize(
    "text", ["1e999", "nan", "inf", "NaN pounds", "1e9 pounds", "9" * 400, "5GB", "1.2.3.4", "12:30"]
)
def test_what_only_looks_like_a_sum_is_none(text: str) -> None:
    assert "amount" not in read(text)


def test_euros_and_dollars_keep_their_currency() -> None:
    assert read("5 euros") == {"amount": {"minor": 500, "currency": "EUR"}}
    assert read("$3") == {"amount": {"minor": 300, "currency": "USD"}}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("end it at the end of october", "2026-10-31"),
        ("stop the line mid november", "2026-11-15"),
        ("cancel it at the start of january", "2027-01-01"),
    ],
)
def test_the_end_of_a_month_is_a_day(text: str, day: str) -> None:
    assert read(text)["date"] == day


@pytest.mark.parametrize(
    ("text", "intent", "start", "end"),
    [
        ("pause my sim from 1 to 15 October", "pause_service", "2026-10-01", "2026-10-15"),
        ("for three weeks", "pause_service", "2026-09-15", "2026-10-05"),
        ("until the 3rd", "pause_service", "2026-09-15", "2026-10-03"),
        ("next week", "pause_service", "2026-09-21", "2026-09-27"),
        ("the week after next", "pause_service", "2026-09-28", "2026-10-04"),
        ("from the 1st to the end of the month", "pause_service", "2026-10-01", "2026-10-31"),
        ("from the 20th to the 16th", "pause_service", "2026-09-20", "2026-10-16"),
        ("from now till xmas", "pause_service", "2026-09-15", "2026-12-25"),
        ("for half a year from october 1st", "pause_service", "2026-10-01", "2027-03-31"),
        ("make it three weeks", "inform", "2026-09-15", "2026-10-05"),
        ("no, 2 weeks please", "inform", "2026-09-15", "2026-09-28"),
        ("not from monday, from tuesday", "inform", "2026-09-22", None),
        ("from tomorrow", "pause_service", "2026-09-16", None),
        ("from monday for 2 weeks", "pause_service", "2026-09-21", "2026-10-04"),
        ("from monday 2 weeks", "pause_service", "2026-09-21", "2026-10-04"),
        ("two weeks from monday", "pause_service", "2026-09-21", "2026-10-04"),
        ("from 20 september till 5 october", "pause_service", "2026-09-20", "2026-10-05"),
        ("between the 3rd and the 9th", "pause_service", "2026-10-03", "2026-10-09"),
        ("freeze it in december", "pause_service", "2026-12-01", "2026-12-31"),
        ("usage last month", "check_usage", "2026-08-01", "2026-08-31"),
        ("what was spent last quarter", "check_spending", "2026-04-01", "2026-06-30"),
        ("cost per line in Q1", "check_spending", "2026-01-01", "2026-03-31"),
        ("receipts for 2025", "show_payments", "2025-01-01", "2025-12-31"),
        ("from the eleventh of December to the 15. December", "pause_service", "2026-12-11", "2026-12-15"),
        ("since monday", "check_usage", "2026-09-14", "2026-09-15"),
        ("August", "check_usage", "2026-08-01", "2026-08-31"),
        ("2026-09", "check_usage", "2026-09-01", "2026-09-30"),
        ("the december bill", "show_bill", "2025-12-01", "2025-12-31"),
        ("last 3 months", "check_usage", "2026-06-15", "2026-09-15"),
        ("from the 1st to the 10th", "check_usage", "2026-09-01", "2026-09-10"),
    ],
)
def test_a_period_looks_forward_or_back_with_the_wish(text: str, intent: str, start: str, end: str | None) -> None:
    assert read(text, intent)["period"] == {"start": start, "end": end}


def test_december_in_january_is_the_one_just_gone_for_a_bill() -> None:
    january = {"now": "2027-01-10T09:00:00+00:00"}
    assert read("my december bill", "show_bill", **january)["period"]["start"] == "2026-12-01"
    assert read("stop it for december", "pause_service", **january)["period"]["start"] == "2027-12-01"


@pytest.mark.parametrize(
    ("text", "intent", "values"),
    [
        ("tomorrow after 6 pm", "manage_appointment", {"date": "2026-09-16", "time_of_day": "18:00"}),
        ("no calls after 9 in the evening", "restrict_calls", {"time_of_day": "21:00"}),
        ("half past six on friday", "manage_appointment", {"date": "2026-09-18", "time_of_day": "18:30"}),
        ("he may not ring out after 10", "restrict_calls", {"time_of_day": "22:00"}),
        ("not after 9 in the morning", "restrict_calls", {"time_of_day": "09:00"}),
        ("let him come at 4 instead", "manage_appointment", {"time_of_day": "16:00"}),
        ("on 16/09/2026", "pause_service", {"date": "2026-09-16"}),
        ("7kq4 mx2p 9tra w3hd", "redeem_voucher", {"voucher_code": "7KQ4-MX2P-9TRA-W3HD"}),
        ("gift card code 7KQ4 MX2P 9TRA W3HD", "redeem_voucher", {"voucher_code": "7KQ4-MX2P-9TRA-W3HD"}),
        ("send 3 quid 2 07700 900123", "transfer_credit", {"phone_number": "+447700900123", **pounds(300)}),
        ("this call of 4.50 is not mine", "dispute_charge", pounds(450)),
        ("guests say no wifi", "report_fault", {"symptom": "no connection", "service": "broadband"}),
        ("nothing but snow on the telly", "report_fault", {"service": "iptv"}),
        ("kids lock on please", "configure_service", {"parameter": "parental control", "value": "on"}),
        ("it does not work", "report_fault", {"symptom": "no connection"}),
        ("they took 4,50 for nothing", "dispute_charge", pounds(450)),
        ("about todays visit", "manage_appointment", {"date": "2026-09-15"}),
        ("my english is poor, is polish possible", "set_language", {"language": "pl"}),
        ("english, no german", "set_language", {"language": "en"}),
        ("my uncle may look at our bills", "authorize_user", {"person": "uncle", "function": "bill"}),
        ("my email is now a@b.com", "update_profile", {"email": "a@b.com"}),
        ("take me brother off it", "revoke_authorization", {"person": "brother"}),
        ("is he still coming the morra", "manage_appointment", {"date": "2026-09-16"}),
        ("tt-100001", "check_ticket", {"ticket_id": "TT-100001"}),
        ("ord 100001", "order_status", {"order_id": "ORD-100001"}),
        ("BILL-2026-08-1001", "show_bill", {"bill_id": "BILL-2026-08-1001"}),
        ("07700 900123", "inform", {"phone_number": "+447700900123"}),
        ("top up 020 7946 0018 with 20", "top_up", {"phone_number": "+442079460018", **pounds(2000)}),
        ("mail me at Foo@Bar.com", "set_e_bill", {"email": "foo@bar.com"}),
        ("4 out of 5", "rate_service", {"rating": 4}),
        ("not thursday, friday", "manage_appointment", {"date": "2026-09-18"}),
        ("sorry, 12 not 15", "top_up", pounds(1200)),
        ("pause everything from monday", "pause_service",
         {"group": "everything", "period": {"start": "2026-09-21", "end": None}}),
        ("pause all lines of the sales group", "pause_service", {"group": "the sales group"}),
        ("tell me at 80%", "set_alerts", {"percent": 80}),
        ("my internet is slow", "report_fault", {"service": "broadband", "symptom": "slow"}),
        ("turn on roaming", "configure_service", {"value": "on", "parameter": "roaming"}),
        ("auf deutsch, i mean german", "set_language", {"language": "de"}),
        ("let my son Tom see it", "authorize_user", {"person": "Tom"}),
    ],
)  # fmt: skip
def test_everything_that_is_named_is_read(text: str, intent: str, values: dict[str, Any]) -> None:
    assert read(text, intent) == values


@pytest.mark.parametrize(
    ("text", "intent", "values"),
    [
        ("sign me out of the other phone", "log_out", {}),
        ("how do i set up my new phone", "ask_how_to", {}),
        ("any news on the slow internet i reported yesterday", "check_ticket", {}),
        ("pause my phone", "pause_service", {"service": "mobile"}),
        ("my phone bill please", "show_bill", {}),
        ("what plans are there for my phone", "browse_catalogue", {"category": "plan"}),
        ("move me to the bigger plan from monday", "change_plan", {"date": "2026-09-21"}),
        ("take it up again from friday", "resume_service", {"date": "2026-09-18"}),
        ("switch me over from next month", "change_plan", {"date": "2026-10-01"}),
        ("she may act until 31 december", "authorize_user", {"date": "2026-12-31"}),
        ("leave it on my phone", "configure_service", {"service": "mobile"}),
        ("turn voicemail off on my phone", "configure_service",
         {"parameter": "voicemail", "value": "off", "service": "mobile"}),
        ("off please", "inform", {"value": "off"}),
        ("add 10 quid credit", "top_up", pounds(1000)),
        ("pay it from my credit", "pay_bill", {"payment_method": "credit"}),
        ("pay the invoice with my visa", "pay_bill", {"payment_method": "card"}),
        ("i got a sim card for the gift card", "top_up", {}),
        ("any news", "show_news", {}),
        ("may i give it to you in four parts", "arrange_payment", {}),
        ("i'm out of credit, load some with my card", "top_up", {"payment_method": "card"}),
        ("we hardly phone anybody", "recommend_product", {}),
        ("the lads are not allowed to phone at work", "restrict_calls", {}),
        ("no more promos and offers", "opt_out", {"message_kind": "promotions"}),
    ],
)  # fmt: skip
def test_only_what_matters_to_the_wish_is_read(text: str, intent: str, values: dict[str, Any]) -> None:
    assert read(text, intent) == values


def test_until_tuesday_on_a_tuesday_is_the_next_one() -> None:
    assert read("stop my phone til tuesday", "pause_service")["period"]["end"] == "2026-09-22"


@pytest.mark.parametrize(
    ("text", "intent", "address"),
    [
        ("is fibre in 12 Quay Street, Northgate NG4 2QT", "check_availability", "12 Quay Street, Northgate NG4 2QT"),
        ("move it to flat 3, 27 mill lane please", "move_service", "flat 3, 27 mill lane"),
        ("postcode is ng4 2qt", "inform", "NG4 2QT"),
    ],
)
def test_addresses_are_read_as_written(text: str, intent: str, address: str) -> None:
    assert read(text, intent)["address"] == address


def test_people_who_call_each_other_are_their_lines() -> None:
    known = [
        {"entity": entity, "start": start, "end": end, "value": value}
        for start, end, name, number in ((4, 7, "Tom", "+447700900305"), (13, 18, "Aisha", "+447700900302"))
        for entity, value in (("person", name), ("phone_number", number))
    ]
    found = recognise(
        "can tom call aisha now?", Setting.read({**TUESDAY, "recognised": known}, intent="check_call_rule")
    )
    assert [each.value for each in found] == ["+447700900305", "+447700900302"]


@pytest.mark.parametrize(
    ("text", "language", "street"),
    [
        ("we move to 12 Quay Street, Old Town on the 1st", "en", "12 Quay Street"),
        ("12 quay street in Old Town", "en", "12 quay street"),
        ("Umzug nach Hafenstraße 4, Old Town am 1. Oktober", "de", "Hafenstraße 4"),
        ("ich ziehe um: Hafenstraße 4 in Old Town", "de", "Hafenstraße 4"),
    ],
)
def test_an_address_is_known_with_its_place_which_is_named_beside(text: str, language: str, street: str) -> None:
    start = text.index("Old Town")
    place = {"entity": "place", "start": start, "end": start + len("Old Town"), "value": "Old Town"}
    told = read(text, "move_service", recognised=[place], language=language)
    assert (told["address"], told["place"]) == (f"{street}, Old Town", "Old Town")


@pytest.mark.parametrize(
    ("text", "person"),
    [("let my son tom pay", "tom"), ("let jane smith see my bills", "jane smith"), ("give my wife access", "wife")],
)
def test_people_are_read_without_capitals_too(text: str, person: str) -> None:
    assert read(text, "authorize_user")["person"] == person


def test_a_bare_number_is_what_was_asked_for() -> None:
    assert read("3", requested_slot="rating", form="rate_service_form") == {"rating": 3}
    assert read("80", requested_slot="percent") == {"percent": 80}
    assert read("3", requested_slot="service") == {}
    assert read("12", requested_slot="amount") == pounds(1200)


def test_what_the_catalogue_recognised_is_taken_over() -> None:
    product = {"entity": "product", "text": "fibre 900", "start": 5, "end": 14, "value": "Fibre 900"}
    assert read("book fibre 900 at 18:00", "order_product", recognised=[product]) == {
        "product": "Fibre 900", "time_of_day": "18:00",
    }  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.text(max_size=120) | st.lists(st.sampled_from(
        "10 £ quid -5 1e999 the 3rd from to until since may 31 february next last month week for a 99999999 years ago in"
        " 2026-02-31 0000-00-00 monday half past six 4/5 80% ORD 100001 +44 7700 900305 @ . , ' my son Tom".split()
    ), max_size=14).map(" ".join),
    st.sampled_from(["inform", "check_usage", "pause_service", "rate_service", "authorize_user", "set_alerts", ""]),
    st.sampled_from(["", "amount", "rating", "percent", "date", "period", "time_of_day", "phone_number", "person"]),
)  # fmt: skip
def test_no_text_raises_and_nothing_overlaps(text: str, intent: str, slot: str) -> None:
    found = recognise(text, Setting.read({**TUESDAY, "requested_slot": slot}, intent=intent))
    json.dumps([each.value for each in found])
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= two.start for one, two in zip(found, found[1:]))


@given(
    st.dictionaries(
        st.sampled_from(["now", "time_zone", "country", "currency", "recognised", "form"]),
        st.none()
        | st.integers()
        | st.text(max_size=12)
        | st.lists(
            st.none()
            | st.dictionaries(
                st.sampled_from(["entity", "start", "end", "value"]), st.integers() | st.text(max_size=3)
            ),
            max_size=2,
        ),
    )
)
@settings(max_examples=200, deadline=None)
def test_wrong_metadata_does_no_harm(metadata: dict[str, Any]) -> None:
    recognise("10 quid tomorrow on 07700 900123", Setting.read(metadata))


@pytest.mark.parametrize(
    ("text", "intent", "name"),
    [
        ("make Priya a manager", "authorize_user", "Priya"),
        ("appoint Margaret Ellison as second manager", "authorize_user", "Margaret Ellison"),
        ("Priya no longer works here, withdraw her rights", "revoke_authorization", "Priya"),
        ("is Siobhan still manager", "list_authorizations", "Siobhan"),
        ("this line is now used by Zofia Nowak", "manage_people", "Zofia Nowak"),
        ("let ana see my bills", "authorize_user", "ana"),
        ("add my son Tom", "manage_people", "Tom"),
        ("please enter Frau Weber as user", "manage_people", "Weber"),
    ],
)
def test_people_are_read_by_name_wherever_the_wish_is_about_people(text: str, intent: str, name: str) -> None:
    assert read(text, intent).get("person") == name


def test_who_becomes_a_customer_tells_the_name_beside_the_wish() -> None:
    said = read("make me a customer, Ida Holm, 3 Ferry Lane, Northgate", "request_account")
    assert said["person"] == "Ida Holm"
    assert "person" not in read("sign me up, Monday Morning", "request_account")


def test_a_known_person_is_one_where_people_matter_and_a_word_elsewhere() -> None:
    known = [{"entity": "person", "text": "will", "start": 4, "end": 8, "value": "Will"}]
    assert read("let will see my bills", "authorize_user", recognised=known)["person"] == "Will"
    assert "person" not in read("hey will it rain", "show_news", recognised=known)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("swap priya and sanjay", ["priya", "sanjay"]),
        ("remove toms access", ["tom"]),
        ("move Tom Baker's number to Zofia", ["Tom Baker", "Zofia"]),
        ("my mother-in-law should see it", ["mother-in-law"]),
        ("put the jack back in the wall", []),
    ],
)
def test_known_first_names_are_people_wherever_they_stand(text: str, names: list[str]) -> None:
    found = recognise(text, Setting.read(TUESDAY, intent="manage_people"))
    assert [each.value for each in found if each.entity == "person"] == names


@pytest.mark.parametrize(
    ("text", "symptom"),
    [
        ("the telly is on the blink", "no connection"),
        ("it isnt loading, the phone wont ring", "no connection"),
        ("it kicks me off every ten minutes", "drops"),
        ("dead slow tonight", "slow"),
        ("everyone sounds robotic", "noise"),
        ("the picture is grainy", "no picture"),
        ("hardly any signal in the shed", "no signal"),
        ("i hear half of every word", "no sound"),
    ],
)
def test_trouble_is_read_in_everyday_words(text: str, symptom: str) -> None:
    assert read(text, "report_fault")["symptom"] == symptom


def test_a_name_shared_by_a_partner_and_its_product_means_what_the_wish_is_about() -> None:
    both = [
        {"entity": entity, "text": "northlink", "start": 5, "end": 14, "value": value}
        for entity, value in (("product", "Northlink Fibre 300"), ("provider", "Northlink"))
    ]
    assert read("from northlink, my number", "port_number", recognised=both) == {"provider": "Northlink"}
    assert read("test northlink please", "test_service", recognised=both)["provider"] == "Northlink"
    assert read("take northlink", "order_product", recognised=both) == {"product": "Northlink Fibre 300"}
