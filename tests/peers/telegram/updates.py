"""The updates that wait for a bot, kept until the bot has confirmed them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.peers.telegram.contract import check_update

# Telegram sends these only to bots that ask for them by name.
_ONLY_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass
class Pending:
    """An update on its way; updates with the same subject keep their order."""

    update_id: int
    update: dict[str, Any]
    subject: int
    again: bool = False


@dataclass
class Webhook:
    """Where Telegram brings the updates, when the bot does not fetch them."""

    url: str
    secret_token: str | None = None
    max_connections: int = 40
    last_error: str | None = None
    last_error_date: int | None = None


@dataclass
class UpdateQueue:
    """All updates of a bot: those that wait, and what ever was, to bring one again."""

    next_id: int
    pending: list[Pending] = field(default_factory=list)
    ever: dict[int, Pending] = field(default_factory=dict)
    allowed: list[str] = field(default_factory=list)
    webhook: Webhook | None = None
    held: bool = False

    def add(self, kind: str, content: dict[str, Any], *, subject: int) -> int | None:
        """Queue an update; its id, or None when the bot has not asked for this kind."""
        if not self.wants(kind):
            return None
        update_id = self.next_id
        update = {"update_id": update_id, kind: content}
        check_update(update)
        self.ever[update_id] = Pending(update_id, update, subject)
        self.pending.append(self.ever[update_id])
        self.next_id += 1
        return update_id

    def wants(self, kind: str) -> bool:
        """Whether the bot gets this kind of update."""
        return kind in self.allowed if self.allowed else kind not in _ONLY_ON_REQUEST

    def confirm_below(self, offset: int) -> None:
        """Forget what the bot has seen. A negative offset keeps only that many of the newest."""
        if offset < 0:
            self.pending = self.pending[offset:]
        else:
            self.pending = [one for one in self.pending if one.again or one.update_id >= offset]

    def fetch(self, limit: int) -> list[dict[str, Any]]:
        """The next updates for a polling bot; they stay until confirmed, but one brought again comes only once."""
        if self.held:
            return []
        taken = self.pending[:limit]
        self.pending = [one for one in self.pending if not (one.again and one in taken)]
        return [one.update for one in taken]

    def deliverable(self, busy: Iterable[int]) -> list[Pending]:
        """The first waiting update of each subject that is not being delivered already."""
        taken, found = set(busy), []
        for one in [] if self.held else self.pending:
            if one.subject not in taken:
                taken.add(one.subject)
                found.append(one)
        return found

    def delivered(self, pending: Pending) -> None:
        """The webhook has taken it."""
        self.pending = [one for one in self.pending if one is not pending]

    def redeliver(self, update_id: int) -> None:
        """Bring an update once more, as Telegram does when a confirmation got lost."""
        known = self.ever[update_id]
        self.pending.insert(0, Pending(update_id, known.update, known.subject, again=True))

    def release(self, order: list[int] | None = None) -> None:
        """Let held updates go, in the order given by their ids where one is given."""
        self.held = False
        if order is not None:
            self.pending.sort(key=lambda one: order.index(one.update_id) if one.update_id in order else len(order))
