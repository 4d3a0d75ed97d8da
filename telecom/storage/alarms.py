"""Tables of alarms, and of which notices somebody wants where."""

from sqlalchemy import BigInteger, Boolean, Column, Index, SmallInteger, String, Table, UniqueConstraint, text

from telecom.model.alarms import Alarm, AlarmSubject, NoticeWish
from telecom.model.volumes import UsageKind
from telecom.storage.columns import State, identity, mapper, metadata, moment, money, money_of, reference

alarms = Table(
    "alarms",
    metadata,
    identity(),
    Column("key", String(120), nullable=False, unique=True),
    reference("person_id", "individuals"),
    Column("subject", State(AlarmSubject), nullable=False),
    reference("service_id", "services", nullable=True, index=False),
    reference("account_id", "billing_accounts", nullable=True, index=False),
    Column("kind", State(UsageKind)),
    Column("percent", SmallInteger),
    Column("units", BigInteger),
    Column("when_left", Boolean, nullable=False),
    *money("amount", nullable=True),
    moment("set_at"),
    moment("ended_at", nullable=True),
    Index("ix_alarms_running", "subject", postgresql_where=text("ended_at is null")),
)
notice_wishes = Table(
    "notice_wishes",
    metadata,
    identity(),
    reference("person_id", "individuals", index=False),
    Column("subject", State(AlarmSubject), nullable=False),
    Column("wanted", Boolean, nullable=False),
    Column("channel", String(20)),
    UniqueConstraint("person_id", "subject"),
)

mapper.map_imperatively(Alarm, alarms, properties={"amount": money_of(alarms.c, "amount")})
mapper.map_imperatively(NoticeWish, notice_wishes)
