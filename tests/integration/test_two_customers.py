"""Two customers who have the same, and every id of the one in the hands of the other: nothing leaks, nothing is done.

Each management function that takes an id is tried: by the owner, by somebody with the rights that are written down, by
somebody with other rights, by the other customer, and by the other customer with one check after the other taken away.
[R26, R29, S2]
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from telecom.bootstrap import Telecom
from telecom.model.access import Actor
from telecom.model.authorization import Function, Permission, PermissionStatus
from telecom.model.maintenance import PlannedWork
from telecom.model.proposals import Proposal
from telecom.ports import Work
from telecom.support.proposals import effect_of
from tests.billing import set_prices
from tests.shop import a_shop
from tests.swapping import (
    DOORS,
    Case,
    call,
    cases,
    described,
    is_refused,
    nobodys,
    outcome_of,
    run,
    taken_away,
    takes_entities,
    unknown_parameters,
)
from tests.twins import Twin, a_twin

TABLE = yaml.safe_load(Path(__file__).with_name("rights.yml").read_text())
FUNCTIONS = {function.value for function in Function}
CASES = list(cases(sorted(TABLE)))
PROPOSING = [name for name in sorted(TABLE) if ".propose_" in name and not takes_entities(name)]
# What belongs to a person, whoever manages: no right on a service or an account opens it.
OF_THE_PERSON = frozenset(
    {"access.end_sessions", "troubleshooting.find_search", "feedback.rate", "warranty.propose_claim_end"}
)
# What is guarded by what the thing belongs to, besides the checks of who asks.
BELONGS = frozenset(
    {
        "calls.analyse_calls-group",
        "use_lists.list_use-group",
        "grantees.find_grantee-named",
        "grantees.find_grantee-number",
        "people.propose_user-grantee",
        "restrictions.propose_lift-restriction_ids",
        "withdrawal.propose_revoke-service_ids",
    }
)
# Whose network a number is on is no secret: it is told of every number.
TOLD_OF_ALL = frozenset({"reachability.check_reachability"})
# Whom nobody knows is told what everybody may know, and nothing of the line that was named.
PUBLIC = frozenset({"use_prices.use_prices"})
# What the twins have no reason for: their own tests show it.
NOT_TO_BE_PROPOSED = frozenset(
    {
        "arrangements.propose_arrangement",
        "autopay.propose_auto_top_up",
        "billing_mode.propose_mode",
        "capacity.propose_share",
        "capacity_boosts.propose_boost",
        "capacity_boosts.propose_end",
        "e_bill.propose_off",
        "lost_phones.propose_unblock",
        "moving.propose_other_day",
        "own_rests.propose_own_resume",
        "own_services.propose_other_parts",
        "own_services.propose_own_service",
        "performance.propose_credit",
        "points.propose_exchange",
        "porting.propose_bringing",
        "porting.propose_leaving",
    }
)
# What is done to nobody but who says yes, whatever the proposal names.
OF_ONESELF = frozenset({"personal_data.propose_erasure"})
# What is said to be withdrawn already where there is nothing to withdraw for who says yes.
NOTHING_LEFT = frozenset({"withdrawal.propose_revoke"})


@pytest.fixture(scope="module")
def twins(shared_telecom: Telecom) -> Iterator[tuple[Telecom, Twin, Twin, str]]:
    """Alda and Berta on one database that no test changes, and the id of work that is planned where both live."""
    with shared_telecom.open_work() as work:
        a_shop(work, ports=20)
        set_prices(work)
        alda, berta = a_twin(work, "Alda", number=301), a_twin(work, "Berta", number=402)
        planned = PlannedWork(
            place="Northgate",
            kind="broadband",
            starts_at=work.now + timedelta(days=3),
            ends_at=work.now + timedelta(days=3, hours=2),
            reason="new cable",
            effect="none",
        )
        work.of(PlannedWork).add(planned)
    yield shared_telecom, alda, berta, planned.id


def test_there_is_nothing_that_takes_an_id_and_is_not_tried() -> None:
    assert unknown_parameters(sorted(TABLE)) == []
    assert len(CASES) >= 90


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_name_opens_what_is_behind_it_for_those_who_may_and_for_nobody_else(
    twins: tuple[Telecom, Twin, Twin, str], case: Case
) -> None:
    telecom, alda, berta, planned = twins
    thing, rights = alda.has[case.thing], TABLE[case.function]

    def outcome(actor: Actor | None, named: Any = thing, others: Twin = alda) -> str:
        return call(case, actor, named, others=others, work=work, work_id=planned)

    with pytest.raises(RuntimeError), telecom.open_work() as work:
        own, foreign = outcome(alda.manager), outcome(berta.manager, others=berta)
        # Who has nothing to do with it is told what would be told of a thing that does not exist, and nothing of it.
        if case.function not in TOLD_OF_ALL:
            assert foreign == outcome(berta.manager, nobodys(thing), berta)
        assert not [mark for mark in alda.marks() if mark in foreign]
        assert own != foreign
        if case.function in PUBLIC:
            assert outcome(None) == outcome(None, nobodys(thing)) != own
        elif rights:
            assert outcome(None) == "! ProofRequired identity"
        if case.function not in OF_THE_PERSON:
            _try_rights(case, rights, alda, outcome, own, work)
            if str(case) not in BELONGS:
                _try_doors(foreign, lambda: outcome(berta.manager, others=berta))
        raise RuntimeError  # nothing of it stays


def _try_rights(
    case: Case, rights: list[str], home: Twin, outcome: Callable[[Actor], str], own: str, work: Work
) -> None:
    """The helper with the rights that are written down is told what the manager is told; with all other rights, or with
    these on something else, or without the office that it takes, something else."""
    wanted = FUNCTIONS & set(rights)
    if "manager" in rights and "granting" not in rights:
        assert outcome(_with_rights(home, FUNCTIONS, None, work)) != own
    elif wanted and "manager" not in rights:
        elsewhere = home.has["broadband" if case.thing in ("paused", "visit") else "paused"].id
        told = [
            outcome(_with_rights(home, functions, service_id, work))
            for functions, service_id in ((FUNCTIONS - wanted, None), (wanted, elsewhere), (wanted, None))
        ]
        assert own not in told[:2]
        assert told[2] == own or not is_refused(told[2]), told[2]


def _try_doors(closed: str, outcome: Callable[[], str]) -> None:
    """Without some one check the other customer would be told something else; where two of them stand one behind the
    other, without all of them."""
    for checks in (*((check,) for check in DOORS), tuple(DOORS)):
        with taken_away(*checks):
            if outcome() != closed:
                return
    raise AssertionError("no check keeps others out")


def _with_rights(home: Twin, functions: Iterable[str], service_id: str | None, work: Work) -> Actor:
    """The helper, who has these rights and no others: on one service, or on all that is the customer's."""
    customer_id = home.has["mobile"].customer_id
    work.of(Permission).change({"status": PermissionStatus.REVOKED}, person_id=home.helper.person_id)
    for function in sorted(functions):
        granted = Permission(
            customer_id=customer_id,
            granter_id=home.manager.person_id,
            person_id=home.helper.person_id,
            function=Function(function),
            service_id=service_id,
            valid_from=work.now,
        )
        work.of(Permission).add(granted)
    work.flush()
    return home.helper


@pytest.mark.parametrize("function", PROPOSING)
def test_what_was_proposed_to_one_customer_is_done_for_no_other(
    twins: tuple[Telecom, Twin, Twin, str], function: str
) -> None:
    telecom, alda, berta, planned = twins
    case = Case(function, "", "mobile", "id")
    with pytest.raises(RuntimeError), telecom.open_work() as work:
        own = outcome_of(lambda: run(case, alda.manager, None, others=alda, work=work, work_id=planned))
        proposal = work.of(Proposal).find(key="turn")
        assert (proposal is None) == (function in NOT_TO_BE_PROPOSED), own
        if proposal is not None:
            said = described(proposal.terms)
            foreign, done = (_effect(proposal, actor, work) for actor in (berta.manager, alda.manager))
            assert not done.startswith("! "), done
            assert foreign.startswith("! ") or function in NOTHING_LEFT | OF_ONESELF, foreign
            assert not [mark for mark in alda.marks() if mark in foreign and mark not in said]
        raise RuntimeError


def _effect(proposal: Proposal, actor: Actor, work: Work) -> str:
    saved = work.session.begin_nested()  # type: ignore[attr-defined]
    try:
        return outcome_of(lambda: effect_of(proposal.kind)(actor, proposal, work=work).said)
    finally:
        saved.rollback()
