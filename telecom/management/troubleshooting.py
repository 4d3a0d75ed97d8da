"""Looking for a fault together: question by question, with checks of the network between, until solved or a ticket.

[M.3345 7.1, A2]
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telecom.management.testing import finish_service_test, note_test
from telecom.management.tickets import open_ticket
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service
from telecom.model.spoken_answers import answer_meant
from telecom.model.testing import Health, ServiceTest
from telecom.model.trouble import LONGEST_WORDS, FaultReport, TroubleTicket
from telecom.model.troubleshooting import (
    BAD,
    FINE,
    SEARCH_LIFE,
    SOLVED,
    START,
    TICKET,
    FaultSearch,
    Node,
    SearchStatus,
    Tree,
    TreeAnswer,
    check_tree,
)
from telecom.ports import NetworkDown, OpenWork, Outside, Work
from telecom.support.authorization import access_service, access_services

# "It comes and goes" tells nothing of what is asked first.
UNSURE = "utter_choice_search_unsure"
# A line that is sound up to a weak Wi-Fi is looked at from the Wi-Fi on, whatever was said of it.
WIFI, WEAK_WIFI = "wifi", "weak wifi"
_TREES: dict[str, Tree] = {}


class SearchOver(BusinessError):
    """The search is not open any more."""

    response = "utter_search_over"


@dataclass(frozen=True, slots=True)
class SearchStep:
    """Where a search stands: the question to ask now, or its end, with the ticket where it ended in one."""

    search: FaultSearch
    service: Service
    node: Node | None
    ticket: TroubleTicket | None = None
    tested: Health | None = None


def use_trees(trees: Iterable[Tree]) -> None:
    """Search by these trees from now on; WrongTree where one leads nowhere."""
    checked = {tree.kind: check_tree(tree) for tree in trees}
    _TREES.clear()
    _TREES.update(checked)


def has_tree(kind: str) -> bool:
    """Whether there is a search for this kind of service."""
    return kind in _TREES


def registered_trees() -> Mapping[str, Tree]:
    """The trees in use, by kind of service."""
    return dict(_TREES)


def begin_search(report: FaultReport, service: Service, *, work: Work) -> FaultSearch:
    """Begin where the reporter's kind of trouble, or what the test found of it, is looked for; an older search of
    theirs on this service ends."""
    open_ones: dict[str, Any] = {"service_id": service.id, "person_id": report.reporter_id, "status": SearchStatus.OPEN}
    for older in work.of(FaultSearch).list(**open_ones):
        older.status, older.changed_at = SearchStatus.DROPPED, work.now
    work.flush()
    tree = _TREES[service.kind]
    search = FaultSearch(
        service_id=service.id,
        person_id=report.reporter_id,
        report_id=report.id,
        kind=service.kind,
        node=tree.entry(WIFI if report.fault == WEAK_WIFI else report.symptom),
        begun_at=work.now,
        changed_at=work.now,
    )
    _skip_told(search, tree, report.words, work=work)
    return work.of(FaultSearch).add(search)


def tell_more(search: FaultSearch, report: FaultReport, *, work: Work) -> None:
    """While nothing is answered yet, a report that tells the kind of trouble more closely leads to where that is looked
    for."""
    tree = _TREES.get(search.kind)
    if tree is not None and search.node == START and tree.entry(report.symptom) != START:
        _move(search, f"said: {report.words[:LONGEST_WORDS]}", tree.entry(report.symptom), work=work)


def skip_question(actor: Actor | None, search_id: str, *, work: Work) -> FaultSearch:
    """Leave the open question unanswered, as who cannot tell or finds that it did not help. Errors as take_answer."""
    search = work.of(FaultSearch).get(search_id, lock=True)
    access_service(actor, Function.REPORT, search.service_id, work=work)
    if search.status is not SearchStatus.OPEN or search.kind not in _TREES:
        raise SearchOver()
    question = _TREES[search.kind].nodes[search.node]
    unsure = next((each for each in question.answers if each.label == UNSURE), question.answers[-1])
    _move(search, f"{question.name}: skipped", unsure.to, work=work)
    return search


def _skip_told(search: FaultSearch, tree: Tree, words: str, *, work: Work) -> None:
    """Nobody is asked what they said when they told of the fault: "it keeps freezing" is how the picture looks."""
    question = tree.nodes[search.node]
    told = {str(at): answer.said for at, answer in enumerate(question.answers) if _tells(answer, tree)}
    meant = answer_meant(words, told, in_passing=True)
    if meant is None:
        return
    chosen = question.answers[int(meant)]
    if tree.nodes[chosen.to].ask is not None:
        _move(search, f"{question.name}: {chosen.said[0]}", chosen.to, work=work)


def _tells(answer: TreeAnswer, tree: Tree) -> bool:
    return answer.to in tree.nodes and answer.label != UNSURE


def find_search(actor: Actor | None, *, work: Work, service_id: str | None = None) -> SearchStep | None:
    """The search that the actor left open within two days, on a service or any; to be gone on with."""
    if actor is None:
        return None
    which: dict[str, Any] = {"service_id": service_id} if service_id else {}
    search = work.of(FaultSearch).find(
        person_id=actor.person_id,
        status=SearchStatus.OPEN,
        changed_at__gte=work.now - SEARCH_LIFE,
        order="-changed_at",
        **which,
    )
    if search is None or search.kind not in _TREES:
        return None
    return _step(search, work=work)


def searched_lately(actor: Actor | None, *, within: timedelta, work: Work) -> Service | None:
    """The service for whose fault the actor searched last, however that ended, if that is not long ago and the service
    still theirs to report on."""
    if actor is None:
        return None
    since = work.now - within
    search = work.of(FaultSearch).find(person_id=actor.person_id, changed_at__gte=since, order="-changed_at")
    if search is None:
        return None
    theirs = access_services(actor, Function.REPORT, work=work)
    return next((service for service in theirs if service.id == search.service_id), None)


def take_answer(actor: Actor | None, search_id: str, *, node: str, answer: int, work: Work) -> FaultSearch:
    """Note the answer to a question and move on. An answer to an earlier question changes nothing.

    NotFound where the search is about somebody else's service; SearchOver where it has ended.
    """
    search = work.of(FaultSearch).get(search_id, lock=True)
    access_service(actor, Function.REPORT, search.service_id, work=work)
    if search.status is not SearchStatus.OPEN or search.kind not in _TREES:
        raise SearchOver()
    question = _TREES[search.kind].nodes.get(node)
    if search.node == node and question is not None and 0 <= answer < len(question.answers):
        chosen = question.answers[answer]
        _move(search, f"{node}: {chosen.said[0]}", chosen.to, work=work)
    return search


def skip_tried(actor: Actor | None, search_id: str, *, work: Work) -> FaultSearch | None:
    """Move on behind the question that has something switched off and on, which was done before it was asked and did
    not help. None where the search has no such question, or is behind it already. Errors as take_answer."""
    search = work.of(FaultSearch).get(search_id, lock=True)
    access_service(actor, Function.REPORT, search.service_id, work=work)
    if search.status is not SearchStatus.OPEN or search.kind not in _TREES:
        raise SearchOver()
    tree = _TREES[search.kind]
    if tree.restart is None or any(each["step"].startswith(f"{tree.restart}:") for each in search.steps):
        return None
    _move(search, f"{tree.restart}: done before, did not help", tree.nodes[tree.restart].answers[-1].to, work=work)
    return search


def note_said(actor: Actor | None, search_id: str, words: str, *, work: Work) -> None:
    """Keep what somebody told about the fault in between, for whoever looks at it. Errors as take_answer."""
    search = work.of(FaultSearch).get(search_id, lock=True)
    access_service(actor, Function.REPORT, search.service_id, work=work)
    if search.status is not SearchStatus.OPEN:
        raise SearchOver()
    _move(search, f"said: {words[:LONGEST_WORDS]}", search.node, work=work)


def end_by_visit(actor: Actor | None, search_id: str, *, work: Work) -> FaultSearch:
    """Leave the questions: somebody is to come and look. Errors as take_answer."""
    search = work.of(FaultSearch).get(search_id, lock=True)
    access_service(actor, Function.REPORT, search.service_id, work=work)
    if search.status is not SearchStatus.OPEN:
        raise SearchOver()
    _move(search, f"{search.node}: asked for a visit", TICKET, work=work)
    return search


def _move(search: FaultSearch, step: str, to: str, *, work: Work) -> None:
    search.steps = [*search.steps, {"at": work.now, "step": step}]
    search.node, search.changed_at = to, work.now


def go_on(search_id: str, *, open_work: OpenWork, outside: Outside) -> SearchStep:
    """Make the checks that come next, outside any transaction, until there is a question or an end."""
    while True:
        with open_work() as work:
            search = work.of(FaultSearch).get(search_id, lock=True)
            if search.status is not SearchStatus.OPEN:
                return _step(search, work=work)
            if search.node == SOLVED:
                search.status = SearchStatus.SOLVED
                return _step(search, work=work)
            if search.node == TICKET:
                return _end_in_ticket(search, work=work)
            node = _TREES[search.kind].nodes[search.node]
            if node.check is None:
                return _step(search, work=work)
            service = work.of(Service).get(search.service_id)
            key = f"{search.id}:{node.name}"
            test = note_test(service, key=key, asked_by=search.person_id, work=work)
        _check(node, test, open_work=open_work, outside=outside, search_id=search_id)


def _check(node: Node, test: ServiceTest, *, open_work: OpenWork, outside: Outside, search_id: str) -> None:
    """Test, or repair whatever was found and test; then on by the way that it came out."""
    done = finish_service_test(test.id, open_work=open_work, outside=outside)
    if node.check == "repair" and done.fault is not None and done.partner is None:
        try:
            repaired = outside.network.repair_line(done.service_id, done.fault)
        except NetworkDown:
            repaired = False
        if repaired:
            with open_work() as work:
                service = work.of(Service).get(done.service_id)
                asked_by = work.of(FaultSearch).get(search_id).person_id
                again = note_test(service, key=f"{test.key}:repaired", asked_by=asked_by, work=work)
            done = finish_service_test(again.id, open_work=open_work, outside=outside)
    with open_work() as work:
        search = work.of(FaultSearch).get(search_id, lock=True)
        if search.node == node.name:
            way = FINE if done.health is Health.OK else BAD
            _move(search, f"{node.name}: {done.fault or way}", node.ways[way], work=work)


def _end_in_ticket(search: FaultSearch, *, work: Work) -> SearchStep:
    service = work.of(Service).get(search.service_id, lock=True)
    report = work.of(FaultReport).get(search.report_id, lock=True)
    ticket = open_ticket(report, service, steps=[each["step"] for each in search.steps], work=work)
    search.status, search.ticket_id, search.changed_at = SearchStatus.TICKETED, ticket.id, work.now
    return _step(search, work=work)


def _step(search: FaultSearch, *, work: Work) -> SearchStep:
    is_open = search.status is SearchStatus.OPEN
    return SearchStep(
        search,
        work.of(Service).get(search.service_id),
        _TREES[search.kind].nodes.get(search.node) if is_open else None,
        work.of(TroubleTicket).get(search.ticket_id) if search.ticket_id else None,
    )
