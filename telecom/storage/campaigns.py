"""Tables of campaigns, and of whom they have reached."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Index, SmallInteger, String, Table, UniqueConstraint

from telecom.model.campaigns import Campaign, CampaignMember, CampaignState, Group, RideAlong
from telecom.model.preferences import MessageKind
from telecom.storage.columns import State, Wire, identity, mapper, metadata, moment, reference

campaigns = Table(
    "campaigns",
    metadata,
    identity(),
    Column("name", String(60), nullable=False, unique=True),
    Column("kind", State(MessageKind), nullable=False),
    Column("texts", Wire, nullable=False),
    Column("segment", Wire, nullable=False),
    reference("offering_id", "offerings", nullable=True, index=False),
    Column("trial_days", SmallInteger),
    Column("emergency", Boolean, nullable=False),
    Column("control_percent", SmallInteger, nullable=False),
    Column("rollout_percent", SmallInteger, nullable=False),
    Column("state", State(CampaignState), nullable=False),
    Column("drafted_by", String(80), nullable=False),
    Column("approved_by", String(80)),
    moment("drafted_at"),
    Column("last_day", Date),
    CheckConstraint("control_percent between 0 and 90 and rollout_percent between 0 and 100", name="shares"),
)
campaign_members = Table(
    "campaign_members",
    metadata,
    identity(),
    reference("campaign_id", "campaigns", index=False),
    reference("person_id", "individuals", index=False),
    Column("group", State(Group), nullable=False),
    Column("message_key", String(160), unique=True),
    moment("at"),
    UniqueConstraint("campaign_id", "person_id"),
    Index(None, "person_id", "at"),
)
ride_alongs = Table(
    "ride_alongs",
    metadata,
    identity(),
    Column("talk", String(40), nullable=False, unique=True),
    Column("turn_id", String(80), nullable=False),
    reference("campaign_id", "campaigns", index=False),
    reference("person_id", "individuals", index=False),
    moment("at"),
)

mapper.map_imperatively(RideAlong, ride_alongs)
mapper.map_imperatively(Campaign, campaigns)
mapper.map_imperatively(CampaignMember, campaign_members)
