"""What Rasa does again and again for every message and need do once: changes to its inside that only save time."""

from __future__ import annotations

import collections
import copy
import functools
from typing import Any


def make_quicker() -> None:
    """Makes all of them; with or without them a talk goes the same way."""
    keep_connections_open()
    look_event_types_up_once()
    make_one_empty_domain()
    keep_the_domain_as_json()
    run_the_graph_directly()
    replay_less()
    look_fewer_rules_through()


def keep_connections_open() -> None:
    """Rasa opens a new connection for each action call; here one session stays open."""
    import aiohttp
    from rasa.utils.endpoints import EndpointConfig

    class KeptSession:
        """One session, for as long as the process lives: leaving the block does not close it."""

        session: aiohttp.ClientSession

        async def __aenter__(self) -> aiohttp.ClientSession:
            return self.session

        async def __aexit__(self, *error: object) -> None:
            return None

    def session(self: Any) -> KeptSession:
        if not hasattr(self, "_kept"):
            connector = aiohttp.TCPConnector(limit=100, keepalive_timeout=30)
            self._kept = KeptSession()
            self._kept.session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._kept

    EndpointConfig.session = session


def look_event_types_up_once() -> None:
    """Each event of an action's answer was looked for among all subclasses of Event, anew every time."""
    from rasa.shared.core.events import Event
    from rasa.shared.utils.common import all_subclasses

    kinds = {kind.type_name: kind for kind in all_subclasses(Event) if getattr(kind, "type_name", None)}
    original = Event.resolve_by_type

    def resolve(type_name: str, default: Any = None) -> Any:
        return kinds.get(type_name) or original(type_name, default)

    Event.resolve_by_type = staticmethod(resolve)


def make_one_empty_domain() -> None:
    """With every message the domain was held against an empty one, made anew from nothing each time."""
    from rasa.shared.core.domain import Domain

    empty = Domain.empty().as_dict()
    Domain.is_empty = lambda self: self.as_dict() == empty


def keep_the_domain_as_json() -> None:
    """In a model the domain stood as YAML, and each start read it four times with a parser written in Python."""
    import json

    from rasa.graph_components.providers.domain_provider import DomainProvider
    from rasa.shared.core.domain import Domain

    name = "domain.json"

    def persist(self: Any, domain: Any) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            (folder / name).write_text(json.dumps(domain.as_dict()), "utf-8")

    @functools.wraps(DomainProvider.load.__func__)  # Rasa checks the annotations of every component
    def load(cls: Any, config: Any, model_storage: Any, resource: Any, execution_context: Any, **unused: Any) -> Any:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, Domain.from_dict(json.loads((folder / name).read_text("utf-8"))))

    DomainProvider._persist = persist
    DomainProvider.load = classmethod(load)


def run_the_graph_directly() -> None:
    """Every parse and every prediction built a dask graph and let dask order it anew; the order never changes."""
    from rasa.engine.runner.dask import DaskGraphRunner

    original = DaskGraphRunner.run

    def order(runner: Any, targets: tuple[str, ...]) -> list[tuple[str, list[str]]]:
        nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
        done: dict[str, list[str]] = {}

        def visit(name: str) -> None:
            if name not in done and name in nodes:
                for need in nodes[name].needs.values():
                    visit(need)
                done[name] = list(nodes[name].needs.values())

        for name in targets:
            visit(name)
        return list(done.items())

    def run(self: Any, inputs: Any = None, targets: Any = None) -> dict[str, Any]:
        if not inputs or not targets:  # training: dask frees large results as it goes
            return original(self, inputs, targets)
        orders = self.__dict__.setdefault("_orders", {})
        wanted = tuple(targets)
        if wanted not in orders:
            orders[wanted] = order(self, wanted)
        results: dict[str, Any] = {name: (name, value) for name, value in inputs.items()}
        for name, needs in orders[wanted]:
            results[name] = self._instantiated_nodes[name](*(results[need] for need in needs))
        return dict(results[name] for name in targets)

    DaskGraphRunner.run = run


def replay_less() -> None:
    """Rasa replays the whole talk for each copy of it and several times for each prediction.

    A rule covers one message of the subscriber (`restrict_rules`), so the last three turns decide the next step; and no
    rule of ours is written with a sentence in place of an intent, so the search for such rules is left out.
    """
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa.shared.core import events as kinds
    from rasa.shared.core.slots import Slot
    from rasa.shared.core.trackers import DialogueStateTracker

    from nlu.components.memory import shorten

    def copied_slot(self: Any) -> Any:  # the general way goes by what is written down when a thing is stored
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        return twin

    def copied(self: Any) -> Any:
        twin = copy.copy(self)
        twin.events = self.events.copy()
        twin.slots = {name: copy.copy(slot) for name, slot in self.slots.items()}
        twin.active_loop = copy.copy(self.active_loop)
        return twin

    def applied_events(self: Any) -> list[Any]:
        loops = {event.name for event in self.events if type(event) is kinds.ActiveLoop and event.name}
        applied: list[Any] = []
        for event in self.events:
            kind = type(event)
            if kind is kinds.ActionExecuted and event.action_name in loops:
                if self._first_loop_execution_or_unhappy_path(event.action_name, applied):
                    applied.append(event)
                else:
                    self._undo_till_previous_loop_execution(event.action_name, applied)
            elif kind is kinds.SessionStarted or kind is kinds.Restarted:
                applied = []
            elif kind is kinds.ActionReverted:
                self._undo_till_previous(kinds.ActionExecuted, applied)
            elif kind is kinds.UserUtteranceReverted:
                self._undo_till_previous(kinds.UserUttered, applied)
                self._undo_till_previous(kinds.ActionExecuted, applied)
            else:
                applied.append(event)
        return applied

    predicted = RulePolicy._find_action_from_rules

    def find_action(self: Any, tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> Any:
        if use_text_for_last_user_input:
            return None, None, False
        if not tracker.is_rule_tracker:
            recent = shorten(tracker.events, turns=3)
            tracker = copy.copy(tracker)
            tracker.events = collections.deque(recent)
        return predicted(self, tracker, domain, use_text_for_last_user_input)

    Slot.__copy__ = copied_slot
    DialogueStateTracker.copy = copied
    DialogueStateTracker.applied_events = applied_events
    RulePolicy._find_action_from_rules = find_action


def look_fewer_rules_through() -> None:
    """Every prediction held all rules against the talk; by the step before and the intent few can fit."""
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa.shared.core.constants import PREVIOUS_ACTION, USER
    from rasa.shared.nlu.constants import ACTION_NAME, INTENT

    fitting = RulePolicy._get_possible_keys

    def last_of(states: Any) -> tuple[Any, Any]:
        action, user = states[-1].get(PREVIOUS_ACTION) or {}, states[-1].get(USER) or {}
        return action.get(ACTION_NAME), user.get(INTENT) or None

    def by_last_state(rules: Any) -> dict[tuple[Any, Any], list[str]]:
        found: dict[tuple[Any, Any], list[str]] = collections.defaultdict(list)
        for key in rules:
            found[last_of(RulePolicy._rule_key_to_state(key))].append(key)
        return found

    @functools.wraps(fitting)
    def get_possible_keys(self: Any, lookup: Any, states: Any) -> Any:
        kept = self.__dict__.setdefault("_rules_by_last_state", {})
        known = kept.get(id(lookup))
        if known is None or known[0] is not lookup or known[1] != len(lookup):  # in training rules are taken out
            known = kept[id(lookup)] = lookup, len(lookup), by_last_state(lookup)
        action, intent = last_of(states) if states else (None, None)
        if action is None:  # the very beginning of a talk
            return fitting(self, lookup, states)
        near = [*known[2].get((action, intent), ()), *(known[2].get((action, None), ()) if intent else ())]
        return fitting(self, dict.fromkeys(near), states)

    RulePolicy._get_possible_keys = get_possible_keys
