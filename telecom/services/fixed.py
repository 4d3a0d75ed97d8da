"""Fixed lines: calls from a socket at home or in the office."""

from telecom.services.calls import CALL_PARAMETERS, CALL_RESTRICTIONS, SIM_BLOCKED, CallingService
from telecom.services.declaring import AVAILABILITY, LOST_CALLS, OCCUPANCY, Lifecycle
from telecom.services.smi import service_kind


@service_kind
class FixedService(CallingService):
    """Calls of one fixed line."""

    kind = "fixed"
    lifecycle = Lifecycle(
        parameters=CALL_PARAMETERS,
        metrics=["latency", "loss", "snr", "attenuation"],
        key_figures=[AVAILABILITY, LOST_CALLS, OCCUPANCY],
        tests=["line"],
        restrictions=[each for each in CALL_RESTRICTIONS if each.name != SIM_BLOCKED],
    )
