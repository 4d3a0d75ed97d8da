"""Testing a service now: down, up, latency, loss, against what was sold. [M.3345 7.1, A4]"""

from telecom.management.arrears import find_stop
from telecom.management.inventory import label_of, sold_on
from telecom.management.partner_lines import partner_serving, reader_for
from telecom.model.access import Actor
from telecom.model.authorization import Function
from telecom.model.errors import BusinessError
from telecom.model.inventory import Service, ServiceState
from telecom.model.testing import ServiceTest
from telecom.ports import NetworkDown, OpenWork, Outside, PartnerDown, PartnerRefuses, Work
from telecom.services.smi import service_of
from telecom.support.authorization import access_service


class NotRunning(BusinessError):
    """A paused service cannot be tested, nor be at fault."""

    response = "utter_testing_paused"


class StoppedForArrears(NotRunning):
    """A service that was stopped because a bill is unpaid needs nothing but the payment."""

    response = "utter_testing_stopped"


def begin_service_test(actor: Actor | None, service_id: str, *, turn_id: str, work: Work) -> ServiceTest:
    """Note that a test is to be run; the same turn finds the same test. `finish_service_test` then measures.

    NotFound or NotAllowed where the actor may not report on the service, NotRunning where it is paused.
    """
    service = access_service(actor, Function.REPORT, service_id, work=work)
    refuse_paused(service, work=work)
    assert actor is not None
    return note_test(service, key=turn_id, asked_by=actor.person_id, work=work)


def refuse_paused(service: Service, *, work: Work) -> None:
    """NotRunning where the service is paused, StoppedForArrears where it is stopped because a bill is unpaid."""
    if service.state is not ServiceState.ACTIVE:
        is_stopped = find_stop(service.account_id, work=work) is not None
        raise (StoppedForArrears if is_stopped else NotRunning)(service=label_of(service))


def note_test(service: Service, *, key: str, asked_by: str, work: Work) -> ServiceTest:
    """A test of the service's own usual kind, once per key."""
    standing = work.of(ServiceTest).find(key=key)
    if standing is not None:
        return standing
    sold = sold_on(service, work=work)
    test = ServiceTest(
        key=key,
        service_id=service.id,
        kind=service_of(service).lifecycle.tests[0],
        asked_at=work.now,
        asked_by=asked_by,
        sold_down=sold.down,
        sold_up=sold.up,
    )
    work.of(ServiceTest).add(test)
    work.flush()
    return test


def finish_service_test(test_id: str, *, open_work: OpenWork, outside: Outside) -> ServiceTest:
    """Measure, or have the partner measure whose line it is, outside any transaction, and write down what was
    found. A test that is over stays as it is."""
    with open_work() as work:
        test = work.of(ServiceTest).get(test_id)
        service, at = work.of(Service).get(test.service_id), work.now
        partner = partner_serving(service, work=work)
    if test.is_over:
        return test
    finding, refusal = None, None
    try:
        finding = service_of(service).run_test(test.kind, reader_for(partner, outside), sold=test.sold, at=at)
    except PartnerRefuses as no:
        refusal = no.reason
    except (NetworkDown, PartnerDown):
        pass
    with open_work() as work:
        test = work.of(ServiceTest).get(test_id, lock=True)
        if not test.is_over:
            test.partner = partner.name if partner else None
        if not test.is_over and finding is not None:
            test.complete(finding, at=work.now)
        elif not test.is_over:
            test.fail(at=work.now, refusal=refusal)
    return test
