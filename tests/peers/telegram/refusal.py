"""How Telegram says no: an error code, a sentence, sometimes how long to wait."""

from dataclasses import dataclass


# Not frozen: Python itself writes the traceback onto an exception on its way.
@dataclass
class BotApiRefusal(Exception):
    """A request that Telegram answers with `ok: false`."""

    code: int
    description: str
    retry_after: int | None = None

    def as_answer(self) -> dict[str, object]:
        """The body that Telegram sends with this refusal."""
        answer: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def bad_request(reason: str) -> BotApiRefusal:
    """The request itself is wrong."""
    return BotApiRefusal(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> BotApiRefusal:
    """The request is right, but this bot may not write there."""
    return BotApiRefusal(403, f"Forbidden: {reason}")


def conflict(reason: str) -> BotApiRefusal:
    """Two ways of fetching updates are in each other's way."""
    return BotApiRefusal(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int) -> BotApiRefusal:
    """The bot writes too fast and has to wait so many seconds."""
    return BotApiRefusal(429, f"Too Many Requests: retry after {retry_after}", retry_after)
