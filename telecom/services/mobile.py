"""Mobile lines: calls and data wherever there is a signal."""

from telecom.model.usage import UsageZone
from telecom.services.calls import (
    CALL_PARAMETERS,
    CALL_RESTRICTIONS,
    SIM_BLOCKED,
    CallDecision,
    CallingService,
    Moment,
    ends_by_itself,
    used_up,
)
from telecom.services.declaring import AVAILABILITY, DELAY, DOWNLOAD, LOST_CALLS, SWITCH, Level, Lifecycle, Parameter
from telecom.services.smi import service_kind


@service_kind
class MobileService(CallingService):
    """Calls and data of one SIM."""

    kind = "mobile"
    lifecycle = Lifecycle(
        parameters=[
            Parameter(
                "roaming", True, SWITCH, is_capability=True, also_called=["roam", "use abroad"],
                phrases={"work abroad": True, "phone when i am abroad": True},
            ),
            Parameter(
                "data abroad", True, SWITCH,
                also_called=["data roaming", "roaming data", "datenroaming", "internet abroad", "data when abroad",
                             "internet there", "data there", "internet over there", "data over there",
                             "daten im ausland", "internet im ausland", "internet dort", "daten dort"],
            ),
            Parameter("data", True, SWITCH, also_called=["mobile data", "mobile internet", "my data"]),
            Parameter("5g", True, SWITCH),
            Parameter(
                "wifi calling", True, SWITCH, is_capability=True, also_called=["wi-fi calling", "calls over wifi"],
            ),
            Parameter(
                "content filter", False, SWITCH, level=Level.SUPER_USER, is_capability=True,
                also_called=["content lock", "content restriction", "adult filter", "parental control", "safe search"],
            ),
            *CALL_PARAMETERS,
        ],
        metrics=["down", "up", "latency", "loss", "snr"],
        key_figures=[AVAILABILITY, DOWNLOAD, DELAY, LOST_CALLS],
        tests=["signal"],
        restrictions=CALL_RESTRICTIONS,
    )  # fmt: skip

    def may_use_data(self, now: Moment) -> CallDecision:
        """Whether data flows now, at home or abroad."""
        if not self.runs:
            return CallDecision(False, "paused")
        if not self._setting("data"):
            return CallDecision(False, "data off")
        if now.abroad and not self._setting("roaming"):
            return CallDecision(False, "roaming off")
        if now.abroad and not self._setting("data abroad"):
            return CallDecision(False, "data abroad off")
        for each in self.holding(now.at):
            over = each.kind == "spending limit" and used_up(each, now) and not now.covered
            if over or each.kind == SIM_BLOCKED:
                return CallDecision(False, each.kind, ends_by_itself(each, now), each)
        return CallDecision(True, zone=UsageZone.ROAMING if now.abroad else UsageZone.HOME)

    def _closed(self, zone: UsageZone, now: Moment) -> CallDecision | None:
        if self.runs and now.abroad and not self._setting("roaming"):
            return CallDecision(False, "roaming off")
        return super()._closed(zone, now)
