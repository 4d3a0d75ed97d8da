"""Tables of ordering, rights, billing, assurance, SMS and campaigns."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("chain", sa.String(length=60), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "audit_seals",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heads", JSONB(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seals")),
    )
    op.create_table(
        "file_comparisons",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("theirs_minor", sa.BigInteger(), nullable=False),
        sa.Column("theirs_currency", sa.String(length=3), nullable=False),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_file_comparisons")),
    )
    op.create_table(
        "measured",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measured")),
    )
    op.create_table(
        "open_questions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_questions")),
        sa.UniqueConstraint("question", name=op.f("uq_open_questions_question")),
    )
    op.create_table(
        "paper_links",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_paper_links_token_hash")),
    )
    op.create_table(
        "paper_seals",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_seals")),
        sa.UniqueConstraint("code", name=op.f("uq_paper_seals_code")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_paper_seals_kind_subject_id")),
    )
    op.create_table(
        "partners",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("agent", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
        sa.UniqueConstraint("name", name=op.f("uq_partners_name")),
    )
    op.create_table(
        "planned_works",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_works")),
    )
    op.create_index(op.f("ix_planned_works_place_kind"), "planned_works", ["place", "kind"], unique=False)
    op.create_table(
        "preferences",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preferences")),
        sa.UniqueConstraint("holder", "kind", "channel", name=op.f("uq_preferences_holder_kind_channel")),
    )
    op.create_table(
        "sms_arrivals",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("link", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_arrivals")),
    )
    op.create_index("ix_sms_arrivals_digest", "sms_arrivals", ["digest", "received_at"], unique=False)
    op.create_table(
        "sms_fragments",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("sender", sa.String(length=80), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_fragments")),
        sa.UniqueConstraint(
            "sender", "reference", "total", "position", name=op.f("uq_sms_fragments_sender_reference_total_position")
        ),
    )
    op.create_table(
        "sms_parts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("centre_id", sa.String(length=80), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=True),
        sa.Column("receipt", sa.String(length=32), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_parts")),
        sa.UniqueConstraint("centre_id", name=op.f("uq_sms_parts_centre_id")),
    )
    op.create_index(op.f("ix_sms_parts_message_id"), "sms_parts", ["message_id"], unique=False)
    op.create_index(op.f("ix_sms_parts_noted_at"), "sms_parts", ["noted_at"], unique=False)
    op.create_table(
        "staff_members",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("full_name", sa.String(length=80), nullable=False),
        sa.Column("roles", JSONB(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_members")),
        sa.UniqueConstraint("name", name=op.f("uq_staff_members_name")),
    )
    op.create_table(
        "tax_rates",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("percent", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint("percent between 0 and 99", name=op.f("ck_tax_rates_makes_sense")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rates")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_tax_rates_valid_from")),
    )
    op.create_table(
        "agent_cases",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=True),
        sa.Column("customer_id", sa.String(length=40), nullable=True),
        sa.Column("wish", sa.LargeBinary(), nullable=False),
        sa.Column("packet", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_place", sa.Integer(), nullable=True),
        sa.Column("taken_by", sa.String(length=80), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_agent_cases_conversation_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_agent_cases_customer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_agent_cases_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_cases")),
        sa.UniqueConstraint("key", name=op.f("uq_agent_cases_key")),
        sa.UniqueConstraint("number", name=op.f("uq_agent_cases_number")),
    )
    op.create_index(op.f("ix_agent_cases_conversation_id"), "agent_cases", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_agent_cases_status_opened_at"), "agent_cases", ["status", "opened_at"], unique=False)
    op.create_table(
        "approvals",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("terms", JSONB(), nullable=False),
        sa.Column("terms_digest", sa.String(length=64), nullable=False),
        sa.Column("shown", JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("result", JSONB(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_approvals_conversation_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_approvals_customer_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["individuals.id"], name=op.f("fk_approvals_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_approvals_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("key", name=op.f("uq_approvals_key")),
    )
    op.create_index(op.f("ix_approvals_customer_id"), "approvals", ["customer_id"], unique=False)
    op.create_index(op.f("ix_approvals_person_id"), "approvals", ["person_id"], unique=False)
    op.create_table(
        "audit_links",
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("chain", sa.String(length=60), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["audit_trail.id"], name=op.f("fk_audit_links_record_id")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_audit_links")),
        sa.UniqueConstraint("chain", "number", name=op.f("uq_audit_links_chain_number")),
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("texts", JSONB(), nullable=False),
        sa.Column("segment", JSONB(), nullable=False),
        sa.Column("offering_id", sa.String(length=40), nullable=True),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("control_percent", sa.SmallInteger(), nullable=False),
        sa.Column("rollout_percent", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("drafted_by", sa.String(length=80), nullable=False),
        sa.Column("approved_by", sa.String(length=80), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "control_percent between 0 and 90 and rollout_percent between 0 and 100", name=op.f("ck_campaigns_shares")
        ),
        sa.ForeignKeyConstraint(["offering_id"], ["offerings.id"], name=op.f("fk_campaigns_offering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("name", name=op.f("uq_campaigns_name")),
    )
    op.create_table(
        "changes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("terms", JSONB(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=80), nullable=True),
        sa.Column("result", JSONB(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_changes_conversation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_changes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sa.UniqueConstraint("key", name=op.f("uq_changes_key")),
        sa.UniqueConstraint("number", name=op.f("uq_changes_number")),
    )
    op.create_index(op.f("ix_changes_conversation_id_done_at"), "changes", ["conversation_id", "done_at"], unique=False)
    op.create_table(
        "line_groups",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_line_groups_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_groups")),
        sa.UniqueConstraint("customer_id", "name", name=op.f("uq_line_groups_customer_id_name")),
    )
    op.create_table(
        "manager_invitations",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("appointed_by", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["appointed_by"], ["individuals.id"], name=op.f("fk_manager_invitations_appointed_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_manager_invitations_customer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_manager_invitations_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manager_invitations")),
    )
    op.create_index(op.f("ix_manager_invitations_customer_id"), "manager_invitations", ["customer_id"], unique=False)
    op.create_index(op.f("ix_manager_invitations_person_id"), "manager_invitations", ["person_id"], unique=False)
    op.create_table(
        "notice_wishes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_notice_wishes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_wishes")),
        sa.UniqueConstraint("person_id", "subject", name=op.f("uq_notice_wishes_person_id_subject")),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_before", sa.String(length=32), nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("trouble", sa.String(length=60), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["individuals.id"], name=op.f("fk_orders_asked_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_orders_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("key", name=op.f("uq_orders_key")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
    )
    op.create_index(op.f("ix_orders_customer_id"), "orders", ["customer_id"], unique=False)
    op.create_index("ix_orders_state_wanted_on", "orders", ["state", "wanted_on"], unique=False)
    op.create_table(
        "own_services",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("rest_key", sa.String(length=40), nullable=True),
        sa.Column("rests_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_own_services_customer_id")),
        sa.ForeignKeyConstraint(["made_by"], ["individuals.id"], name=op.f("fk_own_services_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_services")),
        sa.UniqueConstraint("key", name=op.f("uq_own_services_key")),
    )
    op.create_index(op.f("ix_own_services_customer_id"), "own_services", ["customer_id"], unique=False)
    op.create_index(op.f("ix_own_services_rests_from"), "own_services", ["rests_from"], unique=False)
    op.create_index(op.f("ix_own_services_rests_until"), "own_services", ["rests_until"], unique=False)
    op.create_index(
        "uq_own_services_standing_name",
        "own_services",
        ["customer_id", "name"],
        unique=True,
        postgresql_where=sa.text("status <> 'ended'"),
    )
    op.create_table(
        "party_interactions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=True),
        sa.Column("provider", sa.String(length=40), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_party_interactions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_interactions")),
        sa.UniqueConstraint("key", name=op.f("uq_party_interactions_key")),
        sa.UniqueConstraint("number", name=op.f("uq_party_interactions_number")),
    )
    op.create_index(
        op.f("ix_party_interactions_about_said_at"), "party_interactions", ["about", "said_at"], unique=False
    )
    op.create_table(
        "staff_tasks",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=True),
        sa.Column("asked_by", sa.String(length=40), nullable=True),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("needs", JSONB(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promised_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=80), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolution", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["individuals.id"], name=op.f("fk_staff_tasks_asked_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_staff_tasks_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_tasks")),
        sa.UniqueConstraint("key", name=op.f("uq_staff_tasks_key")),
        sa.UniqueConstraint("number", name=op.f("uq_staff_tasks_number")),
    )
    op.create_index(op.f("ix_staff_tasks_customer_id"), "staff_tasks", ["customer_id"], unique=False)
    op.create_index("ix_staff_tasks_state_opened_at", "staff_tasks", ["state", "opened_at"], unique=False)
    op.create_table(
        "stock_levels",
        sa.Column("offering_id", sa.String(length=40), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.CheckConstraint("reserved between 0 and on_hand", name=op.f("ck_stock_levels_never_promised_twice")),
        sa.ForeignKeyConstraint(["offering_id"], ["offerings.id"], name=op.f("fk_stock_levels_offering_id")),
        sa.PrimaryKeyConstraint("offering_id", name=op.f("pk_stock_levels")),
    )
    op.create_table(
        "tips",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("board", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("read_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_tips_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tips")),
        sa.UniqueConstraint("key", name=op.f("uq_tips_key")),
        sa.UniqueConstraint("number", name=op.f("uq_tips_number")),
    )
    op.create_index(op.f("ix_tips_board_status_votes"), "tips", ["board", "status", "votes"], unique=False)
    op.create_table(
        "usage_rates",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("zone", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("price_currency", sa.String(length=3), nullable=False),
        sa.Column("per", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("offering_id", sa.String(length=40), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint("per > 0 and step > 0 and price_minor >= 0", name=op.f("ck_usage_rates_makes_sense")),
        sa.ForeignKeyConstraint(["offering_id"], ["offerings.id"], name=op.f("fk_usage_rates_offering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_rates")),
        sa.UniqueConstraint(
            "zone",
            "kind",
            "offering_id",
            "valid_from",
            name=op.f("uq_usage_rates_zone_kind_offering_id_valid_from"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "bill_deliveries",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=True),
        sa.Column("itemised", sa.Boolean(), nullable=False),
        sa.Column("lines", JSONB(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_bill_deliveries_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_bill_deliveries")),
    )
    op.create_index(op.f("ix_bill_deliveries_address"), "bill_deliveries", ["address"], unique=False)
    op.create_table(
        "billing_changes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=True),
        sa.Column("cycle_day", sa.SmallInteger(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cycle_day between 1 and 28", name=op.f("ck_billing_changes_in_every_month")),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_billing_changes_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_billing_changes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_changes")),
        sa.UniqueConstraint("key", name=op.f("uq_billing_changes_key")),
    )
    op.create_index(op.f("ix_billing_changes_account_id"), "billing_changes", ["account_id"], unique=False)
    op.create_index(
        "uq_billing_changes_one_planned",
        "billing_changes",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("status = 'planned'"),
    )
    op.create_table(
        "campaign_members",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("group", sa.String(length=32), nullable=False),
        sa.Column("message_key", sa.String(length=160), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_members_campaign_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_campaign_members_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_members")),
        sa.UniqueConstraint("campaign_id", "person_id", name=op.f("uq_campaign_members_campaign_id_person_id")),
        sa.UniqueConstraint("message_key", name=op.f("uq_campaign_members_message_key")),
    )
    op.create_index(op.f("ix_campaign_members_person_id_at"), "campaign_members", ["person_id", "at"], unique=False)
    op.create_table(
        "card_requests",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_card_requests_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_card_requests_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_requests")),
        sa.UniqueConstraint("key", name=op.f("uq_card_requests_key")),
    )
    op.create_index(op.f("ix_card_requests_account_id"), "card_requests", ["account_id"], unique=False)
    op.create_table(
        "case_messages",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["agent_cases.id"], name=op.f("fk_case_messages_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_messages")),
        sa.UniqueConstraint("key", name=op.f("uq_case_messages_key")),
        sa.UniqueConstraint("number", name=op.f("uq_case_messages_number")),
    )
    op.create_index(op.f("ix_case_messages_case_id"), "case_messages", ["case_id"], unique=False)
    op.create_table(
        "case_topics",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("thread", sa.BigInteger(), nullable=False),
        sa.Column("shown", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["agent_cases.id"], name=op.f("fk_case_topics_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_topics")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_topics_case_id")),
    )
    op.create_index(op.f("ix_case_topics_thread"), "case_topics", ["thread"], unique=False)
    op.create_table(
        "credit_transfers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("to_account_id", sa.String(length=40), nullable=False),
        sa.Column("to_number", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(length=3), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_currency", sa.String(length=3), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_credit_transfers_positive")),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_credit_transfers_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_credit_transfers_person_id")),
        sa.ForeignKeyConstraint(
            ["to_account_id"], ["billing_accounts.id"], name=op.f("fk_credit_transfers_to_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_transfers")),
        sa.UniqueConstraint("key", name=op.f("uq_credit_transfers_key")),
    )
    op.create_index(op.f("ix_credit_transfers_account_id_at"), "credit_transfers", ["account_id", "at"], unique=False)
    op.create_index(op.f("ix_credit_transfers_to_account_id"), "credit_transfers", ["to_account_id"], unique=False)
    op.create_table(
        "payment_plans",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("bill_ids", JSONB(), nullable=False),
        sa.Column("owed_minor", sa.BigInteger(), nullable=False),
        sa.Column("owed_currency", sa.String(length=3), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_payment_plans_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_payment_plans_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_plans")),
        sa.UniqueConstraint("key", name=op.f("uq_payment_plans_key")),
    )
    op.create_index(op.f("ix_payment_plans_account_id"), "payment_plans", ["account_id"], unique=False)
    op.create_index(op.f("ix_payment_plans_status"), "payment_plans", ["status"], unique=False)
    op.create_index(
        "uq_payment_plans_one_active",
        "payment_plans",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_table(
        "point_lots",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("earned", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.CheckConstraint('"left" between 0 and earned', name=op.f("ck_point_lots_left_of_earned")),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_point_lots_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_lots")),
        sa.UniqueConstraint("account_id", "last_day", name=op.f("uq_point_lots_account_id_last_day")),
    )
    op.create_index(
        "ix_point_lots_last_day", "point_lots", ["last_day"], unique=False, postgresql_where=sa.text('"left" > 0')
    )
    op.create_table(
        "product_returns",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("product_id", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("refund_minor", sa.BigInteger(), nullable=True),
        sa.Column("refund_currency", sa.String(length=3), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_by", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_product_returns_account_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["individuals.id"], name=op.f("fk_product_returns_asked_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_product_returns_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_returns")),
        sa.UniqueConstraint("key", name=op.f("uq_product_returns_key")),
        sa.UniqueConstraint("number", name=op.f("uq_product_returns_number")),
        sa.UniqueConstraint("product_id", name=op.f("uq_product_returns_product_id")),
    )
    op.create_index(op.f("ix_product_returns_customer_id"), "product_returns", ["customer_id"], unique=False)
    op.create_index(op.f("ix_product_returns_state"), "product_returns", ["state"], unique=False)
    op.create_table(
        "ride_alongs",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("talk", sa.String(length=40), nullable=False),
        sa.Column("turn_id", sa.String(length=80), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_ride_alongs_campaign_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_ride_alongs_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ride_alongs")),
        sa.UniqueConstraint("talk", name=op.f("uq_ride_alongs_talk")),
    )
    op.create_table(
        "standing_payments",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("pays_bills", sa.Boolean(), nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=True),
        sa.Column("limit_currency", sa.String(length=3), nullable=True),
        sa.Column("pay_day", sa.SmallInteger(), nullable=True),
        sa.Column("reminder_days", sa.SmallInteger(), nullable=False),
        sa.Column("top_up_minor", sa.BigInteger(), nullable=True),
        sa.Column("top_up_currency", sa.String(length=3), nullable=True),
        sa.Column("threshold_minor", sa.BigInteger(), nullable=True),
        sa.Column("threshold_currency", sa.String(length=3), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reminder_days between 0 and 14", name=op.f("ck_standing_payments_reminder_in_time")),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_standing_payments_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_standing_payments_person_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_standing_payments")),
    )
    op.create_index(op.f("ix_standing_payments_pays_bills"), "standing_payments", ["pays_bills"], unique=False)
    op.create_table(
        "tip_votes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("tip_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("is_report", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_tip_votes_person_id")),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_votes_tip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_votes")),
        sa.UniqueConstraint("tip_id", "person_id", "is_report", name=op.f("uq_tip_votes_tip_id_person_id_is_report")),
    )
    op.create_table(
        "agreements",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("first_end", sa.Date(), nullable=True),
        sa.Column("notice_days", sa.SmallInteger(), nullable=False),
        sa.Column("early_percent", sa.SmallInteger(), nullable=False),
        sa.Column("functions", JSONB(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_agreements_customer_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_agreements_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("number", name=op.f("uq_agreements_number")),
    )
    op.create_index(op.f("ix_agreements_customer_id"), "agreements", ["customer_id"], unique=False)
    op.create_index(op.f("ix_agreements_service_id"), "agreements", ["service_id"], unique=False)
    op.create_table(
        "alarms",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=True),
        sa.Column("account_id", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("percent", sa.SmallInteger(), nullable=True),
        sa.Column("units", sa.BigInteger(), nullable=True),
        sa.Column("when_left", sa.Boolean(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("amount_currency", sa.String(length=3), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_alarms_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_alarms_person_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_alarms_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("key", name=op.f("uq_alarms_key")),
    )
    op.create_index(op.f("ix_alarms_person_id"), "alarms", ["person_id"], unique=False)
    op.create_index(
        "ix_alarms_running", "alarms", ["subject"], unique=False, postgresql_where=sa.text("ended_at is null")
    )
    op.create_table(
        "arrears_stops",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("bill_id", sa.String(length=40), nullable=False),
        sa.Column("service_ids", JSONB(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_arrears_stops_account_id")),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.id"], name=op.f("fk_arrears_stops_bill_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrears_stops")),
    )
    op.create_index(op.f("ix_arrears_stops_account_id"), "arrears_stops", ["account_id"], unique=False)
    op.create_index(
        "uq_arrears_stops_one_open",
        "arrears_stops",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "charges",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("description", sa.String(length=120), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(length=3), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offering_id", sa.String(length=40), nullable=True),
        sa.Column("service_id", sa.String(length=40), nullable=True),
        sa.Column("reference", sa.String(length=60), nullable=True),
        sa.Column("bill_id", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_charges_account_id")),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.id"], name=op.f("fk_charges_bill_id")),
        sa.ForeignKeyConstraint(["offering_id"], ["offerings.id"], name=op.f("fk_charges_offering_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_charges_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges")),
        sa.UniqueConstraint("key", name=op.f("uq_charges_key")),
    )
    op.create_index("ix_charges_account_id_day", "charges", ["account_id", "day"], unique=False)
    op.create_index(op.f("ix_charges_bill_id"), "charges", ["bill_id"], unique=False)
    op.create_table(
        "discounts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=True),
        sa.Column("description", sa.String(length=120), nullable=False),
        sa.Column("percent", sa.SmallInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.CheckConstraint("percent between 1 and 100", name=op.f("ck_discounts_percent_is_one")),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_discounts_account_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_discounts_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discounts")),
        sa.UniqueConstraint("key", name=op.f("uq_discounts_key")),
    )
    op.create_index(op.f("ix_discounts_account_id"), "discounts", ["account_id"], unique=False)
    op.create_table(
        "experience_reports",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("symptom", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cell", sa.String(length=40), nullable=True),
        sa.Column("signal", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_experience_reports_person_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_experience_reports_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experience_reports")),
        sa.UniqueConstraint("key", name=op.f("uq_experience_reports_key")),
    )
    op.create_index(
        op.f("ix_experience_reports_place_reported_at"), "experience_reports", ["place", "reported_at"], unique=False
    )
    op.create_table(
        "figure_watches",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("figure", sa.String(length=20), nullable=False),
        sa.Column("limit", sa.Float(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_figure_watches_person_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_figure_watches_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_watches")),
    )
    op.create_index(
        "uq_figure_watches_running",
        "figure_watches",
        ["person_id", "service_id", "figure"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "grouped_lines",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("group_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["line_groups.id"], name=op.f("fk_grouped_lines_group_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_grouped_lines_service_id")),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_grouped_lines")),
    )
    op.create_index(op.f("ix_grouped_lines_group_id"), "grouped_lines", ["group_id"], unique=False)
    op.create_table(
        "instalments",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("plan_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_instalments_positive")),
        sa.ForeignKeyConstraint(["plan_id"], ["payment_plans.id"], name=op.f("fk_instalments_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalments")),
        sa.UniqueConstraint("plan_id", "position", name=op.f("uq_instalments_plan_id_position")),
    )
    op.create_index(op.f("ix_instalments_due_on"), "instalments", ["due_on"], unique=False)
    op.create_index(op.f("ix_instalments_plan_id"), "instalments", ["plan_id"], unique=False)
    op.create_table(
        "measurements",
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("down", sa.BigInteger(), nullable=True),
        sa.Column("up", sa.BigInteger(), nullable=True),
        sa.Column("latency", sa.REAL(), nullable=True),
        sa.Column("loss", sa.REAL(), nullable=True),
        sa.Column("snr", sa.REAL(), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_measurements_service_id")),
        sa.PrimaryKeyConstraint("service_id", "at", name=op.f("pk_measurements")),
    )
    op.create_table(
        "outage_followers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("problem_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_outage_followers_person_id")),
        sa.ForeignKeyConstraint(["problem_id"], ["service_problems.id"], name=op.f("fk_outage_followers_problem_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_outage_followers_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage_followers")),
        sa.UniqueConstraint("problem_id", "person_id", name=op.f("uq_outage_followers_problem_id_person_id")),
    )
    op.create_table(
        "own_parts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("own_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", JSONB(), nullable=True),
        sa.ForeignKeyConstraint(["own_id"], ["own_services.id"], name=op.f("fk_own_parts_own_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_own_parts_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_parts")),
        sa.UniqueConstraint(
            "own_id", "service_id", "kind", "name", name=op.f("uq_own_parts_own_id_service_id_kind_name")
        ),
    )
    op.create_index(op.f("ix_own_parts_service_id"), "own_parts", ["service_id"], unique=False)
    op.create_table(
        "passing_secrets",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("parameter", sa.String(length=40), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_passing_secrets_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passing_secrets")),
    )
    op.create_index(op.f("ix_passing_secrets_service_id"), "passing_secrets", ["service_id"], unique=False)
    op.create_table(
        "resources",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("service_kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=True),
        sa.Column("administrative", sa.String(length=32), nullable=False),
        sa.Column("operational", sa.String(length=32), nullable=False),
        sa.Column("usage", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=40), nullable=True),
        sa.Column("service_id", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_resources_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resources")),
        sa.UniqueConstraint("kind", "value", name=op.f("uq_resources_kind_value")),
    )
    op.create_index("ix_resources_free", "resources", ["kind", "service_kind", "place", "status"], unique=False)
    op.create_index(op.f("ix_resources_item_id"), "resources", ["item_id"], unique=False)
    op.create_index(op.f("ix_resources_service_id"), "resources", ["service_id"], unique=False)
    op.create_table(
        "restrictions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("numbers", JSONB(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("amount_currency", sa.String(length=3), nullable=True),
        sa.Column("begins", sa.String(length=5), nullable=True),
        sa.Column("ends", sa.String(length=5), nullable=True),
        sa.Column("weekdays", JSONB(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["individuals.id"], name=op.f("fk_restrictions_asked_by")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_restrictions_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restrictions")),
        sa.UniqueConstraint("key", name=op.f("uq_restrictions_key")),
    )
    op.create_index(op.f("ix_restrictions_service_id"), "restrictions", ["service_id"], unique=False)
    op.create_index(op.f("ix_restrictions_status_ends_at"), "restrictions", ["status", "ends_at"], unique=False)
    op.create_index(op.f("ix_restrictions_status_starts_at"), "restrictions", ["status", "starts_at"], unique=False)
    op.create_table(
        "share_boosts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("product_ids", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["individuals.id"], name=op.f("fk_share_boosts_asked_by")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_share_boosts_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_boosts")),
        sa.UniqueConstraint("key", name=op.f("uq_share_boosts_key")),
    )
    op.create_index(op.f("ix_share_boosts_service_id"), "share_boosts", ["service_id"], unique=False)
    op.create_index(op.f("ix_share_boosts_status_first_day"), "share_boosts", ["status", "first_day"], unique=False)
    op.create_table(
        "sims",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("iccid", sa.String(length=22), nullable=True),
        sa.Column("sent_to", sa.String(length=200), nullable=True),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("money_waits_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["individuals.id"], name=op.f("fk_sims_asked_by")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_sims_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sims")),
        sa.UniqueConstraint("iccid", name=op.f("uq_sims_iccid")),
        sa.UniqueConstraint("key", name=op.f("uq_sims_key")),
    )
    op.create_index(op.f("ix_sims_service_id"), "sims", ["service_id"], unique=False)
    op.create_index(
        "uq_sims_one_in_use",
        "sims",
        ["service_id"],
        unique=True,
        postgresql_where=sa.text("status in ('active', 'suspended')"),
    )
    op.create_table(
        "window_wishes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("work_id", sa.String(length=40), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_window_wishes_person_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_window_wishes_service_id")),
        sa.ForeignKeyConstraint(["work_id"], ["planned_works.id"], name=op.f("fk_window_wishes_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_window_wishes")),
    )
    op.create_index(op.f("ix_window_wishes_work_id"), "window_wishes", ["work_id"], unique=False)
    op.create_table(
        "agreement_parties",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("agreement_id", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_parties_agreement_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_agreement_parties_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_parties")),
        sa.UniqueConstraint("agreement_id", "role", "name", name=op.f("uq_agreement_parties_agreement_id_role_name")),
    )
    op.create_index(op.f("ix_agreement_parties_agreement_id"), "agreement_parties", ["agreement_id"], unique=False)
    op.create_index(op.f("ix_agreement_parties_customer_id"), "agreement_parties", ["customer_id"], unique=False)
    op.create_table(
        "order_items",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("carrying", sa.String(length=32), nullable=False),
        sa.Column("offering_id", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.SmallInteger(), nullable=False),
        sa.Column("provider", sa.String(length=80), nullable=True),
        sa.Column("service_id", sa.String(length=40), nullable=True),
        sa.Column("product_id", sa.String(length=40), nullable=True),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("one_off_minor", sa.BigInteger(), nullable=True),
        sa.Column("one_off_currency", sa.String(length=3), nullable=True),
        sa.Column("monthly_minor", sa.BigInteger(), nullable=True),
        sa.Column("monthly_currency", sa.String(length=3), nullable=True),
        sa.Column("details", JSONB(), nullable=False),
        sa.Column("steps_done", JSONB(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quantity between 1 and 20", name=op.f("ck_order_items_a_sensible_count")),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_order_items_account_id")),
        sa.ForeignKeyConstraint(["offering_id"], ["offerings.id"], name=op.f("fk_order_items_offering_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_items_order_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_order_items_product_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_order_items_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_items")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_order_items_order_id_position")),
    )
    op.create_index(op.f("ix_order_items_service_id"), "order_items", ["service_id"], unique=False)
    op.create_table(
        "permission_spendings",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("permission_id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(length=3), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["permission_id"], ["permissions.id"], name=op.f("fk_permission_spendings_permission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permission_spendings")),
        sa.UniqueConstraint("permission_id", "key", name=op.f("uq_permission_spendings_permission_id_key")),
    )
    op.create_index(
        op.f("ix_permission_spendings_permission_id_at"), "permission_spendings", ["permission_id", "at"], unique=False
    )
    op.create_table(
        "refunds",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("payment_id", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_refunds_positive")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_refunds_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("key", name=op.f("uq_refunds_key")),
    )
    op.create_index(op.f("ix_refunds_payment_id"), "refunds", ["payment_id"], unique=False)
    op.create_table(
        "disputes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("bill_id", sa.String(length=40), nullable=False),
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(length=3), nullable=False),
        sa.Column("granted_minor", sa.BigInteger(), nullable=True),
        sa.Column("granted_currency", sa.String(length=3), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "amount_minor > 0 and coalesce(granted_minor, 0) between 0 and amount_minor",
            name=op.f("ck_disputes_makes_sense"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_disputes_account_id")),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.id"], name=op.f("fk_disputes_bill_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_disputes_customer_id")),
        sa.ForeignKeyConstraint(["line_id"], ["bill_lines.id"], name=op.f("fk_disputes_line_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_disputes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("key", name=op.f("uq_disputes_key")),
        sa.UniqueConstraint("number", name=op.f("uq_disputes_number")),
    )
    op.create_index(op.f("ix_disputes_account_id"), "disputes", ["account_id"], unique=False)
    op.create_index(op.f("ix_disputes_bill_id"), "disputes", ["bill_id"], unique=False)
    op.create_index(op.f("ix_disputes_customer_id"), "disputes", ["customer_id"], unique=False)
    op.create_index(
        "uq_disputes_open_line",
        "disputes",
        ["line_id"],
        unique=True,
        postgresql_where=sa.text("status in ('acknowledged', 'inProgress', 'resolved', 'closed')"),
    )
    op.create_table(
        "ticket_notes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("ticket_id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["individuals.id"], name=op.f("fk_ticket_notes_author_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["trouble_tickets.id"], name=op.f("fk_ticket_notes_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_notes")),
        sa.UniqueConstraint("key", name=op.f("uq_ticket_notes_key")),
    )
    op.create_index(op.f("ix_ticket_notes_ticket_id"), "ticket_notes", ["ticket_id"], unique=False)
    op.create_table(
        "visits",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("ticket_id", sa.String(length=40), nullable=True),
        sa.Column("order_id", sa.String(length=40), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("technician", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_visits_customer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_visits_person_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_visits_service_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["trouble_tickets.id"], name=op.f("fk_visits_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("key", name=op.f("uq_visits_key")),
        sa.UniqueConstraint("number", name=op.f("uq_visits_number")),
    )
    op.create_index(op.f("ix_visits_customer_id"), "visits", ["customer_id"], unique=False)
    op.create_index(op.f("ix_visits_service_id"), "visits", ["service_id"], unique=False)
    op.create_index(op.f("ix_visits_ticket_id"), "visits", ["ticket_id"], unique=False)
    op.create_index(
        "uq_visits_one_at_a_time",
        "visits",
        ["place", "starts_at", "technician"],
        unique=True,
        postgresql_where=sa.text("status in ('initialized', 'confirmed')"),
    )
    op.create_table(
        "fault_searches",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("report_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("node", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("steps", JSONB(), nullable=False),
        sa.Column("ticket_id", sa.String(length=40), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_fault_searches_person_id")),
        sa.ForeignKeyConstraint(["report_id"], ["fault_reports.id"], name=op.f("fk_fault_searches_report_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_fault_searches_service_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["trouble_tickets.id"], name=op.f("fk_fault_searches_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault_searches")),
    )
    op.create_index(
        "uq_fault_searches_one_open",
        "fault_searches",
        ["service_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.add_column("bill_lines", sa.Column("first_day", sa.Date(), nullable=True))
    op.add_column("bill_lines", sa.Column("last_day", sa.Date(), nullable=True))
    op.add_column("bill_lines", sa.Column("charge_id", sa.String(length=40), nullable=True))
    op.create_index(op.f("ix_bill_lines_charge_id"), "bill_lines", ["charge_id"], unique=False)
    op.create_foreign_key(op.f("fk_bill_lines_charge_id"), "bill_lines", "charges", ["charge_id"], ["id"])
    op.add_column("billing_accounts", sa.Column("billed_to", sa.Date(), nullable=True))
    op.add_column("billing_accounts", sa.Column("bill_on", sa.Date(), nullable=True))
    op.create_index("ix_billing_accounts_bill_on_id", "billing_accounts", ["bill_on", "id"], unique=False)
    op.add_column("bills", sa.Column("credited_minor", sa.BigInteger(), nullable=True))
    op.add_column("bills", sa.Column("credited_currency", sa.String(length=3), nullable=True))
    op.add_column("conversations", sa.Column("language_chosen", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("conversations", sa.Column("later", JSONB(), nullable=True))
    op.add_column("conversations", sa.Column("case_id", sa.String(length=40), nullable=True))
    op.add_column("conversations", sa.Column("failed_turns", sa.Integer(), server_default="0", nullable=False))
    op.add_column("failed_proofs", sa.Column("conversation_id", sa.String(length=40), nullable=True))
    op.create_index(op.f("ix_failed_proofs_at"), "failed_proofs", ["at"], unique=False)
    op.create_index(
        op.f("ix_failed_proofs_conversation_id_at"), "failed_proofs", ["conversation_id", "at"], unique=False
    )
    op.add_column("fault_reports", sa.Column("symptom", sa.String(length=40), nullable=True))
    op.add_column("fault_reports", sa.Column("kind", sa.String(length=20), nullable=True))
    op.add_column("fault_reports", sa.Column("place", sa.String(length=80), nullable=True))
    op.create_index(op.f("ix_fault_reports_place_reported_at"), "fault_reports", ["place", "reported_at"], unique=False)
    op.add_column("individuals", sa.Column("time_zone", sa.String(length=40), nullable=True))
    op.add_column("individuals", sa.Column("pin_valid_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column("one_time_codes", sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("payments", sa.Column("way", sa.String(length=32), server_default="card", nullable=False))
    op.add_column("payments", sa.Column("link", sa.LargeBinary(), nullable=True))
    op.add_column("payments", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("payments", sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("payments", sa.Column("automatic", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("payments", sa.Column("said", JSONB(), nullable=True))
    op.alter_column("payments", "method_id", existing_type=sa.VARCHAR(length=40), nullable=True)
    op.add_column("permissions", sa.Column("grant_id", sa.String(length=40), nullable=True))
    op.add_column("permissions", sa.Column("limit_minor", sa.BigInteger(), nullable=True))
    op.add_column("permissions", sa.Column("limit_currency", sa.String(length=3), nullable=True))
    op.add_column("places", sa.Column("outline", JSONB(), server_default="[]", nullable=False))
    op.add_column("service_problems", sa.Column("alarm_key", sa.String(length=120), nullable=True))
    op.add_column("service_problems", sa.Column("suspected", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("service_problems", sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True))
    op.create_unique_constraint(op.f("uq_service_problems_alarm_key"), "service_problems", ["alarm_key"])
    op.add_column("service_tests", sa.Column("partner", sa.String(length=80), nullable=True))
    op.add_column("service_tests", sa.Column("refusal", sa.String(length=200), nullable=True))
    op.add_column("trouble_tickets", sa.Column("steps", JSONB(), server_default="[]", nullable=False))
    op.add_column("trouble_tickets", sa.Column("tell_by", sa.String(length=32), server_default="chat", nullable=False))
    op.add_column("trouble_tickets", sa.Column("resolution", sa.Text(), nullable=True))
    op.add_column("trouble_tickets", sa.Column("taken_by", sa.String(length=80), nullable=True))
    op.add_column("usage_records", sa.Column("bill_id", sa.String(length=40), nullable=True))
    op.create_index(
        "ix_usage_records_bill_id",
        "usage_records",
        ["bill_id"],
        unique=False,
        postgresql_where=sa.text("bill_id is not null"),
    )
    op.create_index(
        "ix_usage_records_calls",
        "usage_records",
        ["service_id", "at"],
        unique=False,
        postgresql_include=["incoming", "answered", "units"],
        postgresql_where=sa.text("kind = 'voice'"),
    )
    op.create_foreign_key(op.f("fk_usage_records_bill_id"), "usage_records", "bills", ["bill_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_usage_records_bill_id"), "usage_records", type_="foreignkey")
    op.drop_index(
        "ix_usage_records_calls",
        table_name="usage_records",
        postgresql_include=["incoming", "answered", "units"],
        postgresql_where=sa.text("kind = 'voice'"),
    )
    op.drop_index(
        "ix_usage_records_bill_id", table_name="usage_records", postgresql_where=sa.text("bill_id is not null")
    )
    op.drop_column("usage_records", "bill_id")
    op.drop_column("trouble_tickets", "taken_by")
    op.drop_column("trouble_tickets", "resolution")
    op.drop_column("trouble_tickets", "tell_by")
    op.drop_column("trouble_tickets", "steps")
    op.drop_column("service_tests", "refusal")
    op.drop_column("service_tests", "partner")
    op.drop_constraint(op.f("uq_service_problems_alarm_key"), "service_problems", type_="unique")
    op.drop_column("service_problems", "announced_at")
    op.drop_column("service_problems", "suspected")
    op.drop_column("service_problems", "alarm_key")
    op.drop_column("places", "outline")
    op.drop_column("permissions", "limit_currency")
    op.drop_column("permissions", "limit_minor")
    op.drop_column("permissions", "grant_id")
    op.alter_column("payments", "method_id", existing_type=sa.VARCHAR(length=40), nullable=False)
    op.drop_column("payments", "said")
    op.drop_column("payments", "automatic")
    op.drop_column("payments", "approved_at")
    op.drop_column("payments", "expires_at")
    op.drop_column("payments", "link")
    op.drop_column("payments", "way")
    op.drop_column("outbox", "delivered_at")
    op.drop_column("one_time_codes", "proved_at")
    op.drop_column("individuals", "pin_valid_from")
    op.drop_column("individuals", "time_zone")
    op.drop_index(op.f("ix_fault_reports_place_reported_at"), table_name="fault_reports")
    op.drop_column("fault_reports", "place")
    op.drop_column("fault_reports", "kind")
    op.drop_column("fault_reports", "symptom")
    op.drop_index(op.f("ix_failed_proofs_conversation_id_at"), table_name="failed_proofs")
    op.drop_index(op.f("ix_failed_proofs_at"), table_name="failed_proofs")
    op.drop_column("failed_proofs", "conversation_id")
    op.drop_column("conversations", "failed_turns")
    op.drop_column("conversations", "case_id")
    op.drop_column("conversations", "later")
    op.drop_column("conversations", "language_chosen")
    op.drop_column("bills", "credited_currency")
    op.drop_column("bills", "credited_minor")
    op.drop_index("ix_billing_accounts_bill_on_id", table_name="billing_accounts")
    op.drop_column("billing_accounts", "bill_on")
    op.drop_column("billing_accounts", "billed_to")
    op.drop_constraint(op.f("fk_bill_lines_charge_id"), "bill_lines", type_="foreignkey")
    op.drop_index(op.f("ix_bill_lines_charge_id"), table_name="bill_lines")
    op.drop_column("bill_lines", "charge_id")
    op.drop_column("bill_lines", "last_day")
    op.drop_column("bill_lines", "first_day")
    op.drop_index(
        "uq_fault_searches_one_open", table_name="fault_searches", postgresql_where=sa.text("status = 'open'")
    )
    op.drop_table("fault_searches")
    op.drop_index(
        "uq_visits_one_at_a_time",
        table_name="visits",
        postgresql_where=sa.text("status in ('initialized', 'confirmed')"),
    )
    op.drop_index(op.f("ix_visits_ticket_id"), table_name="visits")
    op.drop_index(op.f("ix_visits_service_id"), table_name="visits")
    op.drop_index(op.f("ix_visits_customer_id"), table_name="visits")
    op.drop_table("visits")
    op.drop_index(op.f("ix_ticket_notes_ticket_id"), table_name="ticket_notes")
    op.drop_table("ticket_notes")
    op.drop_index(
        "uq_disputes_open_line",
        table_name="disputes",
        postgresql_where=sa.text("status in ('acknowledged', 'inProgress', 'resolved', 'closed')"),
    )
    op.drop_index(op.f("ix_disputes_customer_id"), table_name="disputes")
    op.drop_index(op.f("ix_disputes_bill_id"), table_name="disputes")
    op.drop_index(op.f("ix_disputes_account_id"), table_name="disputes")
    op.drop_table("disputes")
    op.drop_index(op.f("ix_refunds_payment_id"), table_name="refunds")
    op.drop_table("refunds")
    op.drop_index(op.f("ix_permission_spendings_permission_id_at"), table_name="permission_spendings")
    op.drop_table("permission_spendings")
    op.drop_index(op.f("ix_order_items_service_id"), table_name="order_items")
    op.drop_table("order_items")
    op.drop_index(op.f("ix_agreement_parties_customer_id"), table_name="agreement_parties")
    op.drop_index(op.f("ix_agreement_parties_agreement_id"), table_name="agreement_parties")
    op.drop_table("agreement_parties")
    op.drop_index(op.f("ix_window_wishes_work_id"), table_name="window_wishes")
    op.drop_table("window_wishes")
    op.drop_index(
        "uq_sims_one_in_use", table_name="sims", postgresql_where=sa.text("status in ('active', 'suspended')")
    )
    op.drop_index(op.f("ix_sims_service_id"), table_name="sims")
    op.drop_table("sims")
    op.drop_index(op.f("ix_share_boosts_status_first_day"), table_name="share_boosts")
    op.drop_index(op.f("ix_share_boosts_service_id"), table_name="share_boosts")
    op.drop_table("share_boosts")
    op.drop_index(op.f("ix_restrictions_status_starts_at"), table_name="restrictions")
    op.drop_index(op.f("ix_restrictions_status_ends_at"), table_name="restrictions")
    op.drop_index(op.f("ix_restrictions_service_id"), table_name="restrictions")
    op.drop_table("restrictions")
    op.drop_index(op.f("ix_resources_service_id"), table_name="resources")
    op.drop_index(op.f("ix_resources_item_id"), table_name="resources")
    op.drop_index("ix_resources_free", table_name="resources")
    op.drop_table("resources")
    op.drop_index(op.f("ix_passing_secrets_service_id"), table_name="passing_secrets")
    op.drop_table("passing_secrets")
    op.drop_index(op.f("ix_own_parts_service_id"), table_name="own_parts")
    op.drop_table("own_parts")
    op.drop_table("outage_followers")
    op.drop_table("measurements")
    op.drop_index(op.f("ix_instalments_plan_id"), table_name="instalments")
    op.drop_index(op.f("ix_instalments_due_on"), table_name="instalments")
    op.drop_table("instalments")
    op.drop_index(op.f("ix_grouped_lines_group_id"), table_name="grouped_lines")
    op.drop_table("grouped_lines")
    op.drop_index(
        "uq_figure_watches_running", table_name="figure_watches", postgresql_where=sa.text("ended_at is null")
    )
    op.drop_table("figure_watches")
    op.drop_index(op.f("ix_experience_reports_place_reported_at"), table_name="experience_reports")
    op.drop_table("experience_reports")
    op.drop_index(op.f("ix_discounts_account_id"), table_name="discounts")
    op.drop_table("discounts")
    op.drop_index(op.f("ix_charges_bill_id"), table_name="charges")
    op.drop_index("ix_charges_account_id_day", table_name="charges")
    op.drop_table("charges")
    op.drop_index("uq_arrears_stops_one_open", table_name="arrears_stops", postgresql_where=sa.text("ended_at is null"))
    op.drop_index(op.f("ix_arrears_stops_account_id"), table_name="arrears_stops")
    op.drop_table("arrears_stops")
    op.drop_index("ix_alarms_running", table_name="alarms", postgresql_where=sa.text("ended_at is null"))
    op.drop_index(op.f("ix_alarms_person_id"), table_name="alarms")
    op.drop_table("alarms")
    op.drop_index(op.f("ix_agreements_service_id"), table_name="agreements")
    op.drop_index(op.f("ix_agreements_customer_id"), table_name="agreements")
    op.drop_table("agreements")
    op.drop_table("tip_votes")
    op.drop_index(op.f("ix_standing_payments_pays_bills"), table_name="standing_payments")
    op.drop_table("standing_payments")
    op.drop_table("ride_alongs")
    op.drop_index(op.f("ix_product_returns_state"), table_name="product_returns")
    op.drop_index(op.f("ix_product_returns_customer_id"), table_name="product_returns")
    op.drop_table("product_returns")
    op.drop_index("ix_point_lots_last_day", table_name="point_lots", postgresql_where=sa.text('"left" > 0'))
    op.drop_table("point_lots")
    op.drop_index(
        "uq_payment_plans_one_active", table_name="payment_plans", postgresql_where=sa.text("status = 'active'")
    )
    op.drop_index(op.f("ix_payment_plans_status"), table_name="payment_plans")
    op.drop_index(op.f("ix_payment_plans_account_id"), table_name="payment_plans")
    op.drop_table("payment_plans")
    op.drop_index(op.f("ix_credit_transfers_to_account_id"), table_name="credit_transfers")
    op.drop_index(op.f("ix_credit_transfers_account_id_at"), table_name="credit_transfers")
    op.drop_table("credit_transfers")
    op.drop_index(op.f("ix_case_topics_thread"), table_name="case_topics")
    op.drop_table("case_topics")
    op.drop_index(op.f("ix_case_messages_case_id"), table_name="case_messages")
    op.drop_table("case_messages")
    op.drop_index(op.f("ix_card_requests_account_id"), table_name="card_requests")
    op.drop_table("card_requests")
    op.drop_index(op.f("ix_campaign_members_person_id_at"), table_name="campaign_members")
    op.drop_table("campaign_members")
    op.drop_index(
        "uq_billing_changes_one_planned", table_name="billing_changes", postgresql_where=sa.text("status = 'planned'")
    )
    op.drop_index(op.f("ix_billing_changes_account_id"), table_name="billing_changes")
    op.drop_table("billing_changes")
    op.drop_index(op.f("ix_bill_deliveries_address"), table_name="bill_deliveries")
    op.drop_table("bill_deliveries")
    op.drop_table("usage_rates")
    op.drop_index(op.f("ix_tips_board_status_votes"), table_name="tips")
    op.drop_table("tips")
    op.drop_table("stock_levels")
    op.drop_index("ix_staff_tasks_state_opened_at", table_name="staff_tasks")
    op.drop_index(op.f("ix_staff_tasks_customer_id"), table_name="staff_tasks")
    op.drop_table("staff_tasks")
    op.drop_index(op.f("ix_party_interactions_about_said_at"), table_name="party_interactions")
    op.drop_table("party_interactions")
    op.drop_index(
        "uq_own_services_standing_name", table_name="own_services", postgresql_where=sa.text("status <> 'ended'")
    )
    op.drop_index(op.f("ix_own_services_rests_until"), table_name="own_services")
    op.drop_index(op.f("ix_own_services_rests_from"), table_name="own_services")
    op.drop_index(op.f("ix_own_services_customer_id"), table_name="own_services")
    op.drop_table("own_services")
    op.drop_index("ix_orders_state_wanted_on", table_name="orders")
    op.drop_index(op.f("ix_orders_customer_id"), table_name="orders")
    op.drop_table("orders")
    op.drop_table("notice_wishes")
    op.drop_index(op.f("ix_manager_invitations_person_id"), table_name="manager_invitations")
    op.drop_index(op.f("ix_manager_invitations_customer_id"), table_name="manager_invitations")
    op.drop_table("manager_invitations")
    op.drop_table("line_groups")
    op.drop_index(op.f("ix_changes_conversation_id_done_at"), table_name="changes")
    op.drop_table("changes")
    op.drop_table("campaigns")
    op.drop_table("audit_links")
    op.drop_index(op.f("ix_approvals_person_id"), table_name="approvals")
    op.drop_index(op.f("ix_approvals_customer_id"), table_name="approvals")
    op.drop_table("approvals")
    op.drop_index(op.f("ix_agent_cases_status_opened_at"), table_name="agent_cases")
    op.drop_index(op.f("ix_agent_cases_conversation_id"), table_name="agent_cases")
    op.drop_table("agent_cases")
    op.drop_table("tax_rates")
    op.drop_table("staff_members")
    op.drop_index(op.f("ix_sms_parts_noted_at"), table_name="sms_parts")
    op.drop_index(op.f("ix_sms_parts_message_id"), table_name="sms_parts")
    op.drop_table("sms_parts")
    op.drop_table("sms_fragments")
    op.drop_index("ix_sms_arrivals_digest", table_name="sms_arrivals")
    op.drop_table("sms_arrivals")
    op.drop_table("preferences")
    op.drop_index(op.f("ix_planned_works_place_kind"), table_name="planned_works")
    op.drop_table("planned_works")
    op.drop_table("partners")
    op.drop_table("paper_seals")
    op.drop_table("paper_links")
    op.drop_table("open_questions")
    op.drop_table("measured")
    op.drop_table("file_comparisons")
    op.drop_table("audit_seals")
    op.drop_table("audit_heads")
