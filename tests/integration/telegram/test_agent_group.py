"""The agents' group: a topic for each case, words both ways, and the end with a summary. [C9, R40]"""

import asyncio
from collections.abc import Awaitable, Callable

from telecom.bootstrap import Telecom
from telecom.management.handover import find_case, open_case
from telecom.model.audit import AuditRecord, SecurityEvent
from telecom.model.handover import AgentCase, CaseStatus
from telecom.model.messaging import Conversation, Priority
from telecom.model.parties import BillingMode
from telecom.model.staff import StaffMember
from telecom.model.utterances import Utterance
from telecom.support import messaging
from telecom.support.identity import actor_of
from tests.fakes import TestClock
from tests.integration.telegram.serving import Served, log_in, serving
from tests.peers.telegram.bot import FakeBot
from tests.peers.telegram.people import Group, Person
from tests.peers.telegram.server import FakeBotApi
from tests.people import a_subscriber

# What somebody may be called, and write, without anything being made of it.
SECRET = "271828"
ODD = "Ada <b>*_[x](tg://user?id=1)"


class Scene:
    """A subscriber who waits for a person, the group, and who is in it."""

    def __init__(self, served: Served, group: Group, people: dict[str, Person]) -> None:
        self.served, self.group, self.people = served, group, people
        self.maya = people["maya"]

    @property
    def topic(self) -> int:
        found = self.group.topic("CASE-")
        assert found is not None
        return found

    async def until_shown(self, text: str) -> None:
        await self.served.until(
            lambda: self.group.topic("CASE-") and any(text in one for one in self.group.in_topic(self.topic))
        )

    def case(self) -> AgentCase:
        with self.served.telecom.open_work() as work:
            (case,) = work.of(AgentCase).list()
            return case


def held(telegram: FakeBotApi, bot: FakeBot, telecom: Telecom, script: Callable[[Scene], Awaitable[None]]) -> None:
    group = bot.add_group("Agents", forum=True)
    people = {name: bot.add_person(name) for name in ("maya", "ann", "bob", "eve")}
    with telecom.open_work() as work:
        for name, role in (("ann", "agent"), ("bob", "agent"), ("cora", "billing")):
            work.of(StaffMember).add(
                StaffMember(
                    name=name, full_name=f"{name.title()} Okafor", roles=[role], password_hash="-", created_at=work.now
                )
            )
        person = a_subscriber(work, mode=BillingMode.POSTPAID, name=ODD)
        conversation = log_in(work, people["maya"], person)
        people["maya"].chat.closed_to_bot = None
        actor = actor_of(conversation, work=work)
        person.family_name, person.email, person.address = "Quillfeather", "ada@example.org", "4 Rope Walk"
        heard = {"t1": "mail ada@example.org or ring +44 7700 900123, since 2026-09-14"}
        answered = Utterance("utter_profile_address_changed", {"address": "4 Rope Walk"})
        address = conversation.address
        messaging.post(
            work, channel="telegram", address=address, conversation_id=conversation.id, turn_id="t1", key="t1",
            utterance=answered, priority=Priority.ANSWER, secrets={"code": SECRET},
        )  # fmt: skip
        open_case(conversation, actor, wish="*please* <i>help</i>", heard=heard, key="turn", work=work)
    members = {people["ann"].user_id: "ann", people["bob"].user_id: "bob"}

    async def run() -> None:
        more = {"telegram_agents_group": group.chat_id, "telegram_agents": members}
        async with serving(telegram, bot, telecom, **more) as served:
            await script(Scene(served, group, people))

    asyncio.run(run())


def test_a_case_has_a_topic_words_go_both_ways_and_done_hands_back(
    telegram: FakeBotApi, bot: FakeBot, telecom: Telecom, clock: TestClock
) -> None:
    async def script(scene: Scene) -> None:
        def has_read(text: str) -> bool:
            return any(text in one.text for one in maya.received)

        group, maya, ann = scene.group, scene.maya, scene.people["ann"]
        await scene.until_shown("wish: *please* <i>help</i>")
        assert ODD in group.in_topic(scene.topic)[0]
        update = group.send(ann, "Hello <b>Maya</b>, what is wrong?", topic=scene.topic).update_id
        await scene.served.sweep_until(lambda: has_read("Hello <b>Maya</b>"), clock=clock)
        bot.redeliver(int(update or 0))
        maya.send("it _crackles_")
        await scene.until_shown("> it _crackles_")
        group.send(scene.people["bob"], "I know better", topic=scene.topic)
        await scene.until_shown("This did not go to the subscriber")
        group.send(ann, "/done", topic=scene.topic)
        await scene.until_shown("Nothing was ended")
        group.send(ann, "/done@dialtone_bot A new router is on its way.", topic=scene.topic)
        await scene.served.until(lambda: scene.topic in group.chat.closed_topics)
        await scene.served.sweep_until(lambda: has_read("A new router is on its way."), clock=clock)
        assert sum("Hello <b>Maya</b>" in one.text for one in maya.received) == 1
        assert not has_read("I know better")
        with telecom.open_work() as work:
            case = find_case(scene.case().number, work=work)
            assert (case.status, case.taken_by) == (CaseStatus.COMPLETED, "ann")
            assert work.of(Conversation).get(case.conversation_id).case_id is None
            looks = work.of(AuditRecord).list(event=SecurityEvent.PERSONAL_DATA, order="at")
        changes = [(look.values["staff"], look.values["change"]) for look in looks]
        assert changes == [("the agents' group", "looked at"), ("ann", "taken"), ("ann", "handed back")]
        assert all(len(topics) == 1 for topics in (group.chat.topics, bot.calls_of("createForumTopic")))

    held(telegram, bot, telecom, script)


def test_the_group_reads_no_secret_and_of_a_person_the_given_name_alone(
    telegram: FakeBotApi, bot: FakeBot, telecom: Telecom
) -> None:
    async def script(scene: Scene) -> None:
        await scene.until_shown("wish: ")
        scene.maya.send("my other number is 07700 900 456, ada@example.org")
        await scene.until_shown("> my other number")
        shown = "\n".join([*map(str, bot.calls_of("createForumTopic")), *scene.group.in_topic(scene.topic)])
        assert "mail (a mail address) or ring ...123, since 2026-09-14" in shown
        assert "my other number is ...456, (a mail address)" in shown
        for hidden in ("Quillfeather", "example.org", "Rope Walk", "900123", "900456", "7700 900", SECRET):
            assert hidden not in shown

    held(telegram, bot, telecom, script)


def test_who_is_no_member_or_no_agent_is_not_heard_and_a_deleted_topic_is_opened_anew(
    telegram: FakeBotApi, bot: FakeBot, telecom: Telecom
) -> None:
    async def script(scene: Scene) -> None:
        group, maya = scene.group, scene.maya
        await scene.until_shown("wish: ")
        with telecom.open_work() as work:
            bob = work.of(StaffMember).find(name="bob", lock=True)
            assert bob is not None
            bob.roles = ["billing"]
        group.send(scene.people["eve"], "give me your PIN", topic=scene.topic)
        group.send(scene.people["ann"], "outside of any topic")
        group.send(scene.people["bob"], "I am no agent any more", topic=scene.topic)
        await scene.until_shown("your account is no agent's")
        assert scene.case().status is CaseStatus.OPEN and maya.received == []
        first = scene.topic
        del group.chat.topics[first]
        maya.send("anybody?")
        await scene.until_shown("> anybody?")
        assert scene.topic != first

    held(telegram, bot, telecom, script)
