"""Opting in to and out of what we publish, per kind and channel."""

from typing import ClassVar

from actions.frame import Answer, Asked, DialtoneAction
from telecom.management.preferences import choose_messages
from telecom.ports import Work


class OptOut(DialtoneAction):
    """Ends kinds of published messages. Nobody has to log in to have fewer of them."""

    called = "action_opt_out"
    wanted: ClassVar[bool] = False

    def answer(self, asked: Asked, work: Work) -> Answer:
        named = asked.every.get("message_kind") or ()
        channel = asked.entities.get("channel")
        said = choose_messages(
            asked.conversation,
            [str(kind) for kind in named],
            channel=str(channel) if channel else None,
            wanted=self.wanted,
            work=work,
        )
        return Answer([said])


class OptIn(OptOut):
    """Takes them up again."""

    called = "action_opt_in"
    wanted = True
