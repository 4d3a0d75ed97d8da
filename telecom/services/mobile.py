"""Mobile lines: calls and data wherever there is a signal."""

from telecom.model.phone_numbers import PhoneNumber
from telecom.services.calls import CallDecision, is_emergency, is_international, is_premium
from telecom.services.smi import BaseService, Level, Lifecycle, Parameter, service_kind

HOME = "+44"


@service_kind
class MobileService(BaseService):
    """Calls and data of one SIM."""

    kind = "mobile"
    lifecycle = Lifecycle(
        parameters=[
            Parameter("roaming", True, (True, False)),
            Parameter("data", True, (True, False)),
            Parameter("international calls", True, (True, False), level=Level.SUPER_USER),
            Parameter("premium calls", False, (True, False), level=Level.SUPER_USER),
            Parameter("caller id", True, (True, False)),
            Parameter("voicemail", True, (True, False)),
            Parameter("forward to", "nobody", longest=16),
        ],
        metrics=["down", "up", "latency", "loss", "snr"],
        tests=["signal"],
    )

    def may_call(self, dialled: str, *, abroad: bool = False) -> CallDecision:
        """Whether a call to a number (E.164 or an emergency number) may be made now, from home or abroad."""
        if is_emergency(dialled):
            return CallDecision(True)
        if not self.runs:
            return CallDecision(False, "paused")
        if abroad and not self._setting("roaming"):
            return CallDecision(False, "roaming off")
        number = PhoneNumber(dialled)
        if is_premium(number, home=HOME) and not self._setting("premium calls"):
            return CallDecision(False, "premium calls off")
        if is_international(number, home=HOME) and not self._setting("international calls"):
            return CallDecision(False, "international calls off")
        return CallDecision(True)

    def may_use_data(self, *, abroad: bool = False) -> CallDecision:
        """Whether data flows now, at home or abroad."""
        if not self.runs:
            return CallDecision(False, "paused")
        if not self._setting("data"):
            return CallDecision(False, "data off")
        if abroad and not self._setting("roaming"):
            return CallDecision(False, "roaming off")
        return CallDecision(True)

    def rings_at(self) -> PhoneNumber | None:
        """The number at which a call to this line arrives: its own, the one it is forwarded to, or nowhere."""
        if not self.runs:
            return None
        forward = str(self._setting("forward to"))
        return PhoneNumber(forward) if forward.startswith("+") else self.service.phone_number
