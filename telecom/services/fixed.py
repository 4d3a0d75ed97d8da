"""Fixed lines: calls from a socket at home or in the office."""

from telecom.model.phone_numbers import PhoneNumber
from telecom.services.calls import CallDecision, is_emergency, is_international, is_premium
from telecom.services.smi import BaseService, Level, Lifecycle, Parameter, service_kind

HOME = "+44"


@service_kind
class FixedService(BaseService):
    """Calls of one fixed line."""

    kind = "fixed"
    lifecycle = Lifecycle(
        parameters=[
            Parameter("international calls", True, (True, False), level=Level.SUPER_USER),
            Parameter("premium calls", False, (True, False), level=Level.SUPER_USER),
            Parameter("anonymous calls", True, (True, False)),
            Parameter("caller id", True, (True, False)),
            Parameter("call waiting", True, (True, False)),
            Parameter("voicemail", True, (True, False)),
        ],
        metrics=["latency", "loss", "snr", "attenuation"],
        tests=["line"],
    )

    def may_call(self, dialled: str) -> CallDecision:
        """Whether a call to a number (E.164 or an emergency number) may be made now."""
        if is_emergency(dialled):
            return CallDecision(True)
        if not self.runs:
            return CallDecision(False, "paused")
        number = PhoneNumber(dialled)
        if is_premium(number, home=HOME) and not self._setting("premium calls"):
            return CallDecision(False, "premium calls off")
        if is_international(number, home=HOME) and not self._setting("international calls"):
            return CallDecision(False, "international calls off")
        return CallDecision(True)

    def may_be_called_by(self, caller: PhoneNumber | None) -> CallDecision:
        """Whether a call to this line rings; None is a caller who hides the number."""
        if not self.runs:
            return CallDecision(False, "paused")
        if caller is None and not self._setting("anonymous calls"):
            return CallDecision(False, "anonymous calls off")
        return CallDecision(True)
