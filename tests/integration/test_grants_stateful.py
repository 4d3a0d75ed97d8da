"""Whatever anybody grants, withdraws, accepts and lets pass: nobody ever has more than a manager gave them. R27, C6."""

from collections.abc import Sequence

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from telecom.bootstrap import Telecom
from telecom.model.access import Actor
from telecom.model.authorization import PLAIN_FUNCTIONS, Function, with_needed
from telecom.model.errors import BusinessError
from telecom.model.parties import Role
from telecom.support.authorization import access_services
from tests.fakes import TestClock
from tests.granting import everything, grant, only, somebody, withdraw
from tests.households import Household, a_home, a_stranger

KINDS = ("broadband", "fixed")
FUNCTIONS = st.lists(st.sampled_from(list(Function)), min_size=1, max_size=2, unique=True)
SCOPES = st.sampled_from([("broadband",), ("fixed",), ("broadband", "fixed"), ()])


def test_nobody_ever_has_more_than_a_manager_gave_them(telecom: Telecom, clock: TestClock) -> None:
    homes = iter(range(860, 1000, 4))

    class Grants(RuleBasedStateMachine):
        """A manager, two authorized users, a child and a stranger; `given` is the model: what a manager gave whom."""

        def __init__(self) -> None:
            super().__init__()
            ending = next(homes)
            with telecom.open_work() as work:
                self.home: Household = a_home(work)
                self.home.services["fixed"].phone_number = None  # another home comes after it
                self.people: dict[str, Actor] = {
                    "alex": somebody(work, self.home, "Alex", Role.AUTHORIZED_USER, ending=ending),
                    "kim": somebody(work, self.home, "Kim", Role.AUTHORIZED_USER, ending=ending + 1),
                    "tom": somebody(work, self.home, "Tom", Role.USER, ending=ending + 2),
                    "zoe": a_stranger(work),
                }
            self.given: dict[str, set[tuple[Function, str]]] = {name: set() for name in self.people}
            self.turns = iter(range(10_000))

        def scope(self, kinds: Sequence[str]) -> object:
            return only(self.home, *kinds) if kinds else everything(self.home)

        def turn(self) -> str:
            return f"{id(self)} {next(self.turns)}"

        @rule(to=st.sampled_from(["alex", "kim", "tom"]), functions=FUNCTIONS, kinds=SCOPES)
        def a_manager_grants(self, to: str, functions: list[Function], kinds: tuple[str, ...]) -> None:
            try:
                grant(telecom, self.home.manager, self.people[to], functions, self.scope(kinds), turn=self.turn())  # type: ignore[arg-type]
            except BusinessError:
                return
            self.given[to] |= {(f, k) for f in with_needed(functions) for k in (kinds or (*KINDS, "iptv"))}

        @rule(
            by=st.sampled_from(["alex", "kim", "tom", "zoe"]),
            to=st.sampled_from(["alex", "kim", "tom", "zoe"]),
            functions=FUNCTIONS,
            kinds=SCOPES,
        )
        def somebody_else_grants(self, by: str, to: str, functions: list[Function], kinds: tuple[str, ...]) -> None:
            before = self.given[to]
            try:
                grant(telecom, self.people[by], self.people[to], functions, self.scope(kinds), turn=self.turn())  # type: ignore[arg-type]
            except BusinessError:
                return
            wanted = {(f, k) for f in with_needed(functions) for k in (kinds or (*KINDS, "iptv"))}
            assert by in ("alex", "kim") and to not in ("zoe", by)
            assert {f for f, _ in wanted} <= PLAIN_FUNCTIONS
            assert wanted <= self.given[by], "passed on what they did not have"
            self.given[to] = before | wanted

        @rule(by=st.sampled_from(["alex", "kim", "tom", "zoe"]), whose=st.sampled_from(["alex", "kim", "tom"]))
        def somebody_else_withdraws(self, by: str, whose: str) -> None:
            had = self.held("manager's")
            try:
                withdraw(telecom, self.people[by], self.people[whose], turn=self.turn())
            except BusinessError:
                return
            assert by in ("alex", "kim"), had

        @rule(whose=st.sampled_from(["alex", "kim", "tom"]))
        def a_manager_withdraws(self, whose: str) -> None:
            try:
                withdraw(telecom, self.home.manager, self.people[whose], turn=self.turn())
            except BusinessError:
                return
            self.given[whose] = set()
            assert self.held(whose) == set()

        def held(self, name: str) -> set[tuple[Function, str]]:
            if name not in self.people:
                return set()
            with telecom.open_work() as work:
                return {
                    (f, s.kind)
                    for f in Function
                    for s in access_services(self.people[name], f, work=work)
                    if s.customer_id == everything(self.home).customer_id
                }

        @invariant()
        def nobody_has_more_than_was_given(self) -> None:
            for name in self.people:
                assert self.held(name) <= self.given[name], name
            assert self.held("zoe") == set()

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Grants,
        settings=settings(
            max_examples=3,
            stateful_step_count=6,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        ),
    )
