"""One running Dialtone: the parts that the wanted roles need, started in order and stopped in reverse."""

import asyncio
import contextlib
import gc
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import structlog

from bot.channels.email import EMAIL, EmailSender
from bot.channels.sender import Sender
from bot.channels.terminal import Terminal
from bot.listening import Listener
from bot.metrics import Metrics
from bot.outbox import Outbox
from bot.rendering.render import Rendered, Renderer
from bot.rendering.texts import Texts, load_domain
from bot.scheduler import Scheduler, let_time_pass
from bot.settings import CHECKOUT, BotSettings, program_environment
from bot.supervisor.children import Child, ChildPlan, find_free_port, make_key
from bot.supervisor.rasa import plan_rasa
from bot.turns import Turns
from bot.understanding import ActionCaller, Understanding
from bot.workers import Workers
from telecom.bootstrap import Telecom
from telecom.model.messaging import Conversation, OutgoingMessage
from telecom.support import messaging

log = structlog.get_logger("service")
# Makes the action endpoint (an ASGI application) from its key and the domain.
MakeEndpoint = Callable[[str, dict[str, Any]], Any]
ROLES = ("channels", "actions", "workers", "scheduler", "rasa")


class Part(Protocol):
    """Something that runs from `start` to `stop`."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...


class Service:
    """Everything of one process. Use as `async with Service(...)`; what was started is stopped when the block ends.

    Where `ways_out_follow`, jobs are taken only from `begin_work` on: one that finds no way out is left to the sweep.
    """

    def __init__(
        self,
        settings: BotSettings,
        telecom: Telecom,
        make_endpoint: MakeEndpoint,
        *,
        roles: Sequence[str] = ROLES,
        patience: float = 0.0,
        actions_beside: ChildPlan | None = None,
        ways_out_follow: bool = False,
    ) -> None:
        self.settings = settings
        self.telecom = telecom
        self._roles = frozenset(roles)
        # Where the actions run in a process of their own, the settings say where it answers.
        self._beside = Child(actions_beside) if actions_beside is not None else None
        self._patience = patience
        self._ways_out_follow = ways_out_follow
        self._stack = AsyncExitStack()
        self._domain = load_domain()
        self.rasa: Child | None = None
        self.renderer = Renderer(
            Texts(self._domain["responses"]), telecom.settings.operator_name, ZoneInfo(telecom.settings.time_zone)
        )
        self._keys = (
            settings.rasa_key.get_secret_value() if settings.rasa_key else make_key(),
            settings.action_key.get_secret_value() if settings.action_key else make_key(),
        )
        self._rasa_port = find_free_port()
        rasa_url = settings.rasa_url or f"http://127.0.0.1:{self._rasa_port}"
        self.understanding = Understanding(
            rasa_url,
            key=self._keys[0],
            answer_within=settings.answer_within,
            deadline=settings.rasa_deadline,
            patience=patience,
        )
        self._listener = (
            Listener(
                make_endpoint(self._keys[1], self._domain),
                host=settings.action_host,
                port=settings.action_port,
            )
            if "actions" in self._roles and actions_beside is None
            else None
        )
        # Who neither talks nor runs Rasa, such as workers alone, has no action carried out.
        has_actions = self._listener is not None or settings.action_url is not None
        url = self.action_url.removesuffix("/webhook") if has_actions else ""
        self.actions = ActionCaller(url, key=self._keys[1])
        self.senders: dict[str, Sender] = {EMAIL: EmailSender(telecom.outside.mail, telecom.paper)}
        self.outbox = Outbox(telecom, self.renderer, self.senders)
        self.metrics = Metrics()
        self.turns = Turns(
            telecom,
            self.understanding,
            self.actions,
            self.outbox,
            side_by_side=settings.turns_side_by_side,
            metrics=self.metrics,
            until_able=self._until_able,
        )
        self.terminal = Terminal(telecom, settings.pictures, self.turns.wake, texts=self.renderer.texts)
        self.workers = Workers(telecom, self.outbox, concurrency=settings.worker_concurrency)
        self.scheduler = Scheduler(telecom, seconds=settings.tick_seconds)

    @property
    def action_url(self) -> str:
        """Where Rasa finds the actions."""
        if self.settings.action_url:
            return self.settings.action_url
        assert self._listener is not None, "without the role `actions`, DIALTONE_ACTION_URL says where they are"
        return f"{self._listener.url}/webhook"

    async def __aenter__(self) -> "Service":
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        gc.freeze()  # what is loaded by now stays to the end: no search for garbage need look it through again
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _start(self) -> None:
        self._stack.push_async_callback(self.understanding.close)
        self._stack.push_async_callback(self.actions.close)
        if self._listener is not None:
            await self._listener.start()
            self._stack.push_async_callback(self._listener.stop)
        if self._beside is not None:
            self._beside.start()
            self._stack.push_async_callback(self._beside.stop)
        if "rasa" in self._roles and self.settings.rasa_url is None:
            self._start_rasa()
        if self._roles & {"channels", "workers"}:
            await self._start_part(self.outbox)
        if not self._ways_out_follow:
            await self.begin_work()
        if "scheduler" in self._roles:
            await self._start_part(self.scheduler)
        if "channels" in self._roles:
            self._keep_running(self.turns.run(), "turns")

    async def begin_work(self) -> None:
        """Take jobs, such as codes that wait since before a crash; the ways out are all there."""
        if "workers" in self._roles:
            await self._start_part(self.workers)

    async def whole(self) -> None:
        """Return when the actions answer too, where they run in a process of their own; CannotStart if it ended."""
        if self._beside is not None:
            await self._beside.wait_ready()

    async def _until_able(self) -> None:
        """A turn waits for actions that are on their way up (again), as long as the subscriber waits for an answer."""
        if self._beside is not None and not self._beside.ready:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._beside.until_ready(), self.settings.answer_within)

    async def _start_part(self, part: Part) -> None:
        await part.start()
        self._stack.push_async_callback(part.stop)

    def _start_rasa(self) -> None:
        plan = plan_rasa(
            CHECKOUT,
            models=self.settings.models,
            logs=self.settings.logs,
            port=self._rasa_port,
            key=self._keys[0],
            action_url=self.action_url,
            action_key=self._keys[1],
            environment=program_environment(),
        )
        self.rasa = Child(plan)
        self.rasa.start()
        self._stack.push_async_callback(self.rasa.stop)

    def _keep_running(self, work: Coroutine[None, None, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)

        async def end() -> None:
            while not task.done():  # in Python 3.11 `wait_for` may lose a cancellation that comes with its result
                task.cancel()
                await asyncio.wait([task], timeout=1)

        self._stack.push_async_callback(end)

    async def settle(self) -> None:
        """Wait until everything that is due to be done or sent is."""
        await self.workers.wait_for_jobs()

    async def let_time_pass(self, move_clock: Callable[[], None]) -> None:
        """Move the demo's clock and do all that falls due meanwhile."""
        await let_time_pass(move_clock, telecom=self.telecom, workers=self.workers, outbox=self.outbox)

    def now(self) -> datetime:
        """The operator's time."""
        with self.telecom.open_work() as work:
            return work.now.astimezone(work.zone)

    def rendered(self, message: OutgoingMessage) -> Rendered:
        """A message in words, as it was sent, with the ids of its choices."""
        with self.telecom.open_work() as work:
            ids = [choice.id for choice in messaging.choices_of(message, work=work)]
            found = work.of(Conversation).find(id=message.conversation_id)
            return self.renderer.render(
                message.utterance,
                channel=message.channel,
                language=found.language if found else "en",
                today=work.today(),
                choice_ids=ids,
            )
