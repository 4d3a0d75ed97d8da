"""What goes wrong at Telegram's side, ordered by a test in advance."""

from dataclasses import dataclass, field
from enum import StrEnum

WRITING = frozenset(
    {"sendMessage", "sendPhoto", "sendDocument", "sendInvoice", "editMessageText", "editMessageReplyMarkup"}
)


class FaultKind(StrEnum):
    """Ways in which a request can fail."""

    THROTTLED = "throttled"  # 429 with retry_after, nothing done
    SERVER_ERROR = "server_error"  # 500, nothing done
    CUT_BEFORE = "cut_before"  # the connection breaks, nothing done
    CUT_AFTER = "cut_after"  # done, and the connection breaks before the answer
    NO_ANSWER = "no_answer"  # done, and no answer ever comes

    @property
    def is_after_the_work(self) -> bool:
        """Whether the request is carried out although the bot never hears of it."""
        return self in (FaultKind.CUT_AFTER, FaultKind.NO_ANSWER)


@dataclass
class Fault:
    """One ordered failure, for the next so many requests of these methods."""

    kind: FaultKind
    times: int = 1
    methods: frozenset[str] = WRITING
    retry_after: int = 1
    chat_id: int | None = None


@dataclass
class FaultPlan:
    """The ordered failures of one bot, used up in their order."""

    ordered: list[Fault] = field(default_factory=list)

    def order(self, fault: Fault) -> None:
        """Let the next matching requests fail."""
        self.ordered.append(fault)

    def next_for(self, method: str, chat_id: object) -> Fault | None:
        """The failure that this request meets, counted off."""
        for fault in self.ordered:
            if method in fault.methods and fault.chat_id in (None, chat_id):
                fault.times -= 1
                if fault.times <= 0:
                    self.ordered.remove(fault)
                return fault
        return None


@dataclass
class Pace:
    """Telegram's limits on writing; switched on by a test that wants to see them kept."""

    per_chat_seconds: float
    overall_per_second: int
    last_in_chat: dict[int, float] = field(default_factory=dict)
    recent: list[float] = field(default_factory=list)

    def is_broken_by(self, chat_id: int, at: float) -> bool:
        """Whether a message to this chat now is one too many; counts it when it is not."""
        self.recent = [one for one in self.recent if one > at - 1]
        too_soon = at - self.last_in_chat.get(chat_id, float("-inf")) < self.per_chat_seconds
        if too_soon or len(self.recent) >= self.overall_per_second:
            return True
        self.last_in_chat[chat_id] = at
        self.recent.append(at)
        return False
