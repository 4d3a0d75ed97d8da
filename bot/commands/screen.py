"""How the chat looks on a terminal: a phone of at most 80 columns, choices by number, a spinner while it thinks."""

import asyncio
import itertools
import shutil
import sys
import textwrap
from typing import Any

from bot.channels.terminal import Phone, Shown
from bot.chat import CannotSteer, Chat, Note

WIDEST = 80
_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_CLEAR_LINE = "\r\x1b[2K"
_DIM, _BOLD, _GREEN, _YELLOW, _PLAIN = "\x1b[2m", "\x1b[1m", "\x1b[32m", "\x1b[33m", "\x1b[0m"


class Screen:
    """Shows messages and asks for the next line. Without a terminal it is plain text, line by line."""

    def __init__(self, interactive: bool) -> None:
        self._interactive = interactive
        self._session: Any = None
        self._busy = False
        self._spinning = False

    def _width(self) -> int:
        return max(20, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))

    def _paint(self, text: str, style: str) -> str:
        return f"{style}{text}{_PLAIN}" if self._interactive else text

    def _print(self, text: str) -> None:
        sys.stdout.write((_CLEAR_LINE if self._spinning else "") + text + "\n")
        sys.stdout.flush()

    def wrapped(self, text: str, *, first: str, rest: str) -> list[str]:
        """The text in lines that fit, its own line breaks kept."""
        lines: list[str] = []
        for paragraph in text.split("\n"):
            lead = first if not lines else rest
            lines += textwrap.wrap(
                paragraph, self._width(), initial_indent=lead, subsequent_indent=rest, break_long_words=True
            ) or [lead.rstrip()]
        return lines

    def show(self, shown: Shown | Note) -> None:
        """Print one message with its pictures and choices."""
        if isinstance(shown, Note):
            for line in self.wrapped(shown.text, first="  * ", rest="    "):
                self._print(self._paint(line, _DIM))
            return
        lead, style = ("SMS ", _YELLOW) if shown.sms else ("  < ", _GREEN)
        for line in self.wrapped(shown.text, first=lead, rest="    "):
            self._print(self._paint(line, style))
        for kind, path in shown.attachments:
            self._print(self._paint(f"    [{kind}: {path}]", _DIM))
        for choice in shown.choices:
            for line in self.wrapped(choice.label, first=f"    {choice.mark}) ", rest="       "):
                self._print(self._paint(line, _BOLD))

    def arrived(self, chat: Chat, phone: Phone, shown: Shown) -> None:
        """Something came to a phone: a text message, or a notice while nobody types, is shown at once."""
        if phone is not chat.phone:
            return
        if shown.sms:
            self.show(shown)
            phone.unread.remove(shown)
        elif not self._busy:
            chat.show_unread()

    async def talk(self, chat: Chat) -> None:
        """Ask for lines and answer them until the input ends."""
        self.show(Note(f"Dialtone: the phone of {chat.person} ({chat.phone.number}). Write as you would to a person."))
        self.show(Note("!help says how to steer the demo; Ctrl-D or !quit ends it."))
        while (line := await self._ask(chat)) is not None and line.strip() != "!quit":
            await self._answer(chat, line)

    async def _ask(self, chat: Chat) -> str | None:
        if not self._interactive:
            raw = await asyncio.to_thread(sys.stdin.readline)
            return raw.rstrip("\n") if raw else None
        from prompt_toolkit import PromptSession
        from prompt_toolkit.patch_stdout import patch_stdout

        self._session = self._session or PromptSession()
        try:
            # What arrives meanwhile is printed above, and what is typed stays.
            with patch_stdout(raw=True):
                return str(await self._session.prompt_async(f"{chat.person} > "))
        except (EOFError, KeyboardInterrupt):
            return None

    async def _answer(self, chat: Chat, line: str) -> None:
        self._busy = True
        spinner = asyncio.create_task(self._spin()) if self._interactive else None
        try:
            await chat.line(line)
        except CannotSteer as refusal:
            self.show(Note(str(refusal)))
        finally:
            self._busy = False
            if spinner is not None:
                spinner.cancel()
                await asyncio.gather(spinner, return_exceptions=True)
        chat.show_unread()

    async def _spin(self) -> None:
        """A spinner on the line below, after half a second of waiting."""
        await asyncio.sleep(0.5)
        self._spinning = True
        try:
            for mark in itertools.cycle(_SPINNER):
                sys.stdout.write(f"{_CLEAR_LINE}  {mark} one moment")
                sys.stdout.flush()
                await asyncio.sleep(0.1)
        finally:
            self._spinning = False
            sys.stdout.write(_CLEAR_LINE)
            sys.stdout.flush()
