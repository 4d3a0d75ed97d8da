"""All tables of the business."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "audit_trail",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=True),
        sa.Column("customer_id", sa.String(length=40), nullable=True),
        sa.Column("subject", sa.String(length=120), nullable=True),
        sa.Column("values", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_trail")),
    )
    op.create_index(op.f("ix_audit_trail_at"), "audit_trail", ["at"], unique=False)
    op.create_index(op.f("ix_audit_trail_customer_id_at"), "audit_trail", ["customer_id", "at"], unique=False)
    op.create_table(
        "catalogue_version",
        sa.Column("single_row", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.CheckConstraint("single_row", name=op.f("ck_catalogue_version_one_row")),
        sa.PrimaryKeyConstraint("single_row", name=op.f("pk_catalogue_version")),
    )
    op.create_table(
        "clock_offset",
        sa.Column("single_row", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.CheckConstraint("single_row", name=op.f("ck_clock_offset_one_row")),
        sa.PrimaryKeyConstraint("single_row", name=op.f("pk_clock_offset")),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.Column("rasa_id", sa.String(length=40), nullable=False),
        sa.Column("rasa_turns", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("form", sa.String(length=60), nullable=True),
        sa.Column("requested_slot", sa.String(length=60), nullable=True),
        sa.Column("waiting", JSONB(), nullable=True),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.BigInteger(), nullable=True),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("channel", "address", name=op.f("uq_conversations_channel_address")),
        sa.UniqueConstraint("rasa_id", name=op.f("uq_conversations_rasa_id")),
    )
    op.create_table(
        "customers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("number", name=op.f("uq_customers_number")),
    )
    op.create_table(
        "demo_mark",
        sa.Column("single_row", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("seed", sa.String(length=80), nullable=False),
        sa.Column("seeded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("single_row", name=op.f("ck_demo_mark_one_row")),
        sa.PrimaryKeyConstraint("single_row", name=op.f("pk_demo_mark")),
    )
    op.create_table(
        "failed_proofs",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_proofs")),
    )
    op.create_index(op.f("ix_failed_proofs_subject_at"), "failed_proofs", ["subject", "at"], unique=False)
    op.create_table(
        "individuals",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("given_name", sa.String(length=80), nullable=False),
        sa.Column("family_name", sa.String(length=80), nullable=False),
        sa.Column("phone_number", sa.String(length=16), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("pin_hash", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_individuals")),
        sa.UniqueConstraint("phone_number", name=op.f("uq_individuals_phone_number")),
    )
    op.create_table(
        "ledger_transactions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transactions")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_transactions_key")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("period", sa.String(length=60), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("kind", "subject", "period", name=op.f("uq_notices_kind_subject_period")),
    )
    op.create_table(
        "offerings",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("service_kind", sa.String(length=20), nullable=True),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("monthly_minor", sa.BigInteger(), nullable=True),
        sa.Column("monthly_currency", sa.String(length=3), nullable=True),
        sa.Column("one_off_minor", sa.BigInteger(), nullable=True),
        sa.Column("one_off_currency", sa.String(length=3), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("also_called", JSONB(), nullable=False),
        sa.Column("allowances", JSONB(), nullable=False),
        sa.Column("valid_days", sa.Integer(), nullable=True),
        sa.Column("terms", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offerings")),
        sa.UniqueConstraint("name", name=op.f("uq_offerings_name")),
    )
    op.create_table(
        "places",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("also_called", JSONB(), nullable=False),
        sa.Column("kinds", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("name", name=op.f("uq_places_name")),
    )
    op.create_table(
        "service_problems",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_problems")),
    )
    op.create_index(op.f("ix_service_problems_place_kind"), "service_problems", ["place", "kind"], unique=False)
    op.create_table(
        "billing_accounts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("cycle_day", sa.SmallInteger(), nullable=False),
        sa.Column("payment_status", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_billing_accounts_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_accounts")),
    )
    op.create_index(op.f("ix_billing_accounts_customer_id"), "billing_accounts", ["customer_id"], unique=False)
    op.create_table(
        "chat_sessions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_chat_sessions_conversation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_chat_sessions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_sessions")),
    )
    op.create_index(op.f("ix_chat_sessions_conversation_id"), "chat_sessions", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_chat_sessions_person_id"), "chat_sessions", ["person_id"], unique=False)
    op.create_table(
        "choices",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_choices_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choices")),
    )
    op.create_index(op.f("ix_choices_message_id"), "choices", ["message_id"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("turn_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_inbox_conversation_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_inbox")),
        sa.UniqueConstraint("channel", "source", name=op.f("uq_inbox_channel_source")),
        sa.UniqueConstraint("turn_id", name=op.f("uq_inbox_turn_id")),
    )
    op.create_index(
        "ix_inbox_unhandled",
        "inbox",
        ["conversation_id", "number"],
        unique=False,
        postgresql_where=sa.text("handled_at is null"),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_memberships_customer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_memberships_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("customer_id", "person_id", name=op.f("uq_memberships_customer_id_person_id")),
    )
    op.create_index(op.f("ix_memberships_customer_id"), "memberships", ["customer_id"], unique=False)
    op.create_index(op.f("ix_memberships_person_id"), "memberships", ["person_id"], unique=False)
    op.create_table(
        "one_time_codes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries_left", sa.SmallInteger(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_one_time_codes_conversation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_one_time_codes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_codes")),
    )
    op.create_index(op.f("ix_one_time_codes_conversation_id"), "one_time_codes", ["conversation_id"], unique=False)
    op.create_index(
        op.f("ix_one_time_codes_subject_created_at"), "one_time_codes", ["subject", "created_at"], unique=False
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=True),
        sa.Column("turn_id", sa.String(length=40), nullable=True),
        sa.Column("utterance", JSONB(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=True),
        sa.Column("priority", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.BigInteger(), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel_message_id", sa.String(length=80), nullable=True),
        sa.Column("has_choices", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_outbox_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sa.UniqueConstraint("number", name=op.f("uq_outbox_number")),
    )
    op.create_index("ix_outbox_address", "outbox", ["channel", "address", "number"], unique=False)
    op.create_index("ix_outbox_conversation_number", "outbox", ["conversation_id", "number"], unique=False)
    op.create_index(op.f("ix_outbox_turn_id"), "outbox", ["turn_id"], unique=False)
    op.create_index(
        "ix_outbox_unsent",
        "outbox",
        ["priority", "number"],
        unique=False,
        postgresql_where=sa.text("status in ('initial', 'inProgress') or next_try_at is not null"),
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("terms", JSONB(), nullable=False),
        sa.Column("terms_digest", sa.String(length=64), nullable=False),
        sa.Column("shown", JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("result", JSONB(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_proposals_conversation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_proposals_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("key", name=op.f("uq_proposals_key")),
    )
    op.create_index(
        op.f("ix_proposals_conversation_id_created_at"), "proposals", ["conversation_id", "created_at"], unique=False
    )
    op.create_index(
        "uq_proposals_one_open",
        "proposals",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "bills",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_currency", sa.String(length=3), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.CheckConstraint("paid_minor between 0 and total_minor", name=op.f("ck_bills_never_overpaid")),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_bills_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bills")),
        sa.UniqueConstraint("account_id", "period_start", name=op.f("uq_bills_account_id_period_start")),
        sa.UniqueConstraint("number", name=op.f("uq_bills_number")),
    )
    op.create_index(op.f("ix_bills_account_id"), "bills", ["account_id"], unique=False)
    op.create_index(op.f("ix_bills_due_on"), "bills", ["due_on"], unique=False)
    op.create_table(
        "ledger_accounts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("billing_account_id", sa.String(length=40), nullable=True),
        sa.Column("floor", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["billing_account_id"], ["billing_accounts.id"], name=op.f("fk_ledger_accounts_billing_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_ledger_accounts_name")),
    )
    op.create_index(
        op.f("ix_ledger_accounts_billing_account_id"), "ledger_accounts", ["billing_account_id"], unique=False
    )
    op.create_table(
        "payment_methods",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("brand", sa.String(length=20), nullable=False),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_payment_methods_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_payment_methods_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_methods")),
    )
    op.create_index(op.f("ix_payment_methods_account_id"), "payment_methods", ["account_id"], unique=False)
    op.create_index(op.f("ix_payment_methods_person_id"), "payment_methods", ["person_id"], unique=False)
    op.create_table(
        "services",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone_number", sa.String(length=16), nullable=True),
        sa.Column("user_id", sa.String(length=40), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("parameters", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_services_account_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_services_customer_id")),
        sa.ForeignKeyConstraint(["user_id"], ["individuals.id"], name=op.f("fk_services_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
        sa.UniqueConstraint("phone_number", name=op.f("uq_services_phone_number")),
    )
    op.create_index(op.f("ix_services_account_id"), "services", ["account_id"], unique=False)
    op.create_index(op.f("ix_services_customer_id"), "services", ["customer_id"], unique=False)
    op.create_index(op.f("ix_services_user_id"), "services", ["user_id"], unique=False)
    op.create_table(
        "vouchers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.Column("value_currency", sa.String(length=3), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("redeemed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("redeemed_by", sa.String(length=40), nullable=True),
        sa.Column("redeemed_turn", sa.String(length=80), nullable=True),
        sa.Column("account_id", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "(redeemed_at is null) = (account_id is null) and (redeemed_at is null) = (redeemed_by is null)",
            name=op.f("ck_vouchers_used_by_somebody"),
        ),
        sa.CheckConstraint("value_minor > 0", name=op.f("ck_vouchers_worth_something")),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_vouchers_account_id")),
        sa.ForeignKeyConstraint(["redeemed_by"], ["individuals.id"], name=op.f("fk_vouchers_redeemed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouchers")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_vouchers_code_hash")),
    )
    op.create_table(
        "bill_lines",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("bill_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("description", sa.String(length=120), nullable=False),
        sa.Column("offering_id", sa.String(length=40), nullable=True),
        sa.Column("service_id", sa.String(length=40), nullable=True),
        sa.Column("volume", JSONB(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(length=3), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_currency", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.id"], name=op.f("fk_bill_lines_bill_id")),
        sa.ForeignKeyConstraint(["offering_id"], ["offerings.id"], name=op.f("fk_bill_lines_offering_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_bill_lines_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_lines")),
        sa.UniqueConstraint("bill_id", "position", name=op.f("uq_bill_lines_bill_id_position")),
    )
    op.create_index(op.f("ix_bill_lines_bill_id"), "bill_lines", ["bill_id"], unique=False)
    op.create_index(op.f("ix_bill_lines_service_id"), "bill_lines", ["service_id"], unique=False)
    op.create_table(
        "buckets",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("offering_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("granted", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.CheckConstraint("used >= 0 and granted >= 0", name=op.f("ck_buckets_never_negative")),
        sa.ForeignKeyConstraint(["offering_id"], ["offerings.id"], name=op.f("fk_buckets_offering_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_buckets_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buckets")),
    )
    op.create_index(op.f("ix_buckets_service_id"), "buckets", ["service_id"], unique=False)
    op.create_table(
        "credit_falls",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("transaction_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["ledger_accounts.id"], name=op.f("fk_credit_falls_account_id")),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["ledger_transactions.id"], name=op.f("fk_credit_falls_transaction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_falls")),
        sa.UniqueConstraint("account_id", "transaction_id", name=op.f("uq_credit_falls_account_id_transaction_id")),
    )
    op.create_index(op.f("ix_credit_falls_account_id"), "credit_falls", ["account_id"], unique=False)
    op.create_index(
        "ix_credit_falls_untold", "credit_falls", ["at"], unique=False, postgresql_where=sa.text("told_at is null")
    )
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("transaction_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_ledger_entries_moves_something")),
        sa.ForeignKeyConstraint(["account_id"], ["ledger_accounts.id"], name=op.f("fk_ledger_entries_account_id")),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["ledger_transactions.id"], name=op.f("fk_ledger_entries_transaction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
    )
    op.create_index(op.f("ix_ledger_entries_account_id"), "ledger_entries", ["account_id"], unique=False)
    op.create_index(op.f("ix_ledger_entries_transaction_id"), "ledger_entries", ["transaction_id"], unique=False)
    op.create_table(
        "payments",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("method_id", sa.String(length=40), nullable=False),
        sa.Column("bill_id", sa.String(length=40), nullable=True),
        sa.Column("service_id", sa.String(length=40), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.String(length=80), nullable=True),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payments_positive")),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_payments_account_id")),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.id"], name=op.f("fk_payments_bill_id")),
        sa.ForeignKeyConstraint(["method_id"], ["payment_methods.id"], name=op.f("fk_payments_method_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_payments_person_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_payments_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("key", name=op.f("uq_payments_key")),
        sa.UniqueConstraint("number", name=op.f("uq_payments_number")),
    )
    op.create_index(op.f("ix_payments_account_id"), "payments", ["account_id"], unique=False)
    op.create_index(op.f("ix_payments_bill_id"), "payments", ["bill_id"], unique=False)
    op.create_index(op.f("ix_payments_created_at"), "payments", ["created_at"], unique=False)
    op.create_index(op.f("ix_payments_person_id"), "payments", ["person_id"], unique=False)
    op.create_index(op.f("ix_payments_service_id"), "payments", ["service_id"], unique=False)
    op.create_table(
        "permissions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("granter_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("function", sa.String(length=32), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_permissions_customer_id")),
        sa.ForeignKeyConstraint(["granter_id"], ["individuals.id"], name=op.f("fk_permissions_granter_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_permissions_person_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_permissions_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permissions")),
    )
    op.create_index(op.f("ix_permissions_customer_id"), "permissions", ["customer_id"], unique=False)
    op.create_index(op.f("ix_permissions_person_id"), "permissions", ["person_id"], unique=False)
    op.create_table(
        "products",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("offering_id", sa.String(length=40), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["billing_accounts.id"], name=op.f("fk_products_account_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_products_customer_id")),
        sa.ForeignKeyConstraint(["offering_id"], ["offerings.id"], name=op.f("fk_products_offering_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_products_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
    )
    op.create_index(op.f("ix_products_account_id"), "products", ["account_id"], unique=False)
    op.create_index(op.f("ix_products_customer_id"), "products", ["customer_id"], unique=False)
    op.create_index(op.f("ix_products_service_id"), "products", ["service_id"], unique=False)
    op.create_table(
        "service_tests",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sold_down", sa.BigInteger(), nullable=True),
        sa.Column("sold_up", sa.BigInteger(), nullable=True),
        sa.Column("health", sa.String(length=32), nullable=True),
        sa.Column("fault", sa.String(length=80), nullable=True),
        sa.Column("figures", JSONB(), nullable=False),
        sa.Column("weak", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["individuals.id"], name=op.f("fk_service_tests_asked_by")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_service_tests_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_tests")),
        sa.UniqueConstraint("key", name=op.f("uq_service_tests_key")),
    )
    op.create_index(
        op.f("ix_service_tests_service_id_asked_at"), "service_tests", ["service_id", "asked_at"], unique=False
    )
    op.create_table(
        "suspensions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("monthly_minor", sa.BigInteger(), nullable=True),
        sa.Column("monthly_currency", sa.String(length=3), nullable=True),
        sa.Column("monthly_paused_minor", sa.BigInteger(), nullable=True),
        sa.Column("monthly_paused_currency", sa.String(length=3), nullable=True),
        sa.Column("product_ids", JSONB(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["individuals.id"], name=op.f("fk_suspensions_asked_by")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_suspensions_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspensions")),
        sa.UniqueConstraint("key", name=op.f("uq_suspensions_key")),
    )
    op.create_index(op.f("ix_suspensions_service_id"), "suspensions", ["service_id"], unique=False)
    op.create_index(op.f("ix_suspensions_status_ends_at"), "suspensions", ["status", "ends_at"], unique=False)
    op.create_index(op.f("ix_suspensions_status_starts_at"), "suspensions", ["status", "starts_at"], unique=False)
    op.create_index(
        "uq_suspensions_one_open",
        "suspensions",
        ["service_id"],
        unique=True,
        postgresql_where=sa.text("status in ('scheduled', 'running')"),
    )
    op.create_table(
        "usage_records",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.String(length=32), nullable=False),
        sa.Column("incoming", sa.Boolean(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("other_party", sa.String(length=24), nullable=True),
        sa.Column("charge_minor", sa.BigInteger(), nullable=False),
        sa.Column("charge_currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.CheckConstraint("units >= 0", name=op.f("ck_usage_records_never_negative")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_usage_records_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_records")),
    )
    op.create_index("ix_usage_records_service_id_at", "usage_records", ["service_id", "at"], unique=False)
    op.create_table(
        "trouble_tickets",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("reporter_id", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("fault", sa.String(length=80), nullable=True),
        sa.Column("test_id", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_trouble_tickets_customer_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["individuals.id"], name=op.f("fk_trouble_tickets_reporter_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_trouble_tickets_service_id")),
        sa.ForeignKeyConstraint(["test_id"], ["service_tests.id"], name=op.f("fk_trouble_tickets_test_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trouble_tickets")),
        sa.UniqueConstraint("number", name=op.f("uq_trouble_tickets_number")),
    )
    op.create_index(op.f("ix_trouble_tickets_customer_id"), "trouble_tickets", ["customer_id"], unique=False)
    op.create_index(
        op.f("ix_trouble_tickets_service_id_opened_at"), "trouble_tickets", ["service_id", "opened_at"], unique=False
    )
    op.create_index(
        "uq_trouble_tickets_one_open",
        "trouble_tickets",
        ["service_id"],
        unique=True,
        postgresql_where=sa.text("status in ('acknowledged', 'inProgress', 'held', 'pending')"),
    )
    op.create_table(
        "fault_reports",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("reporter_id", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("fault", sa.String(length=80), nullable=True),
        sa.Column("problem_id", sa.String(length=40), nullable=True),
        sa.Column("ticket_id", sa.String(length=40), nullable=True),
        sa.Column("test_id", sa.String(length=40), nullable=True),
        sa.Column("second_test_id", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["problem_id"], ["service_problems.id"], name=op.f("fk_fault_reports_problem_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["individuals.id"], name=op.f("fk_fault_reports_reporter_id")),
        sa.ForeignKeyConstraint(["second_test_id"], ["service_tests.id"], name=op.f("fk_fault_reports_second_test_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_fault_reports_service_id")),
        sa.ForeignKeyConstraint(["test_id"], ["service_tests.id"], name=op.f("fk_fault_reports_test_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["trouble_tickets.id"], name=op.f("fk_fault_reports_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault_reports")),
        sa.UniqueConstraint("key", name=op.f("uq_fault_reports_key")),
    )
    op.create_index(
        op.f("ix_fault_reports_service_id_reported_at"), "fault_reports", ["service_id", "reported_at"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_fault_reports_service_id_reported_at"), table_name="fault_reports")
    op.drop_table("fault_reports")
    op.drop_index(
        "uq_trouble_tickets_one_open",
        table_name="trouble_tickets",
        postgresql_where=sa.text("status in ('acknowledged', 'inProgress', 'held', 'pending')"),
    )
    op.drop_index(op.f("ix_trouble_tickets_service_id_opened_at"), table_name="trouble_tickets")
    op.drop_index(op.f("ix_trouble_tickets_customer_id"), table_name="trouble_tickets")
    op.drop_table("trouble_tickets")
    op.drop_index("ix_usage_records_service_id_at", table_name="usage_records")
    op.drop_table("usage_records")
    op.drop_index(
        "uq_suspensions_one_open",
        table_name="suspensions",
        postgresql_where=sa.text("status in ('scheduled', 'running')"),
    )
    op.drop_index(op.f("ix_suspensions_status_starts_at"), table_name="suspensions")
    op.drop_index(op.f("ix_suspensions_status_ends_at"), table_name="suspensions")
    op.drop_index(op.f("ix_suspensions_service_id"), table_name="suspensions")
    op.drop_table("suspensions")
    op.drop_index(op.f("ix_service_tests_service_id_asked_at"), table_name="service_tests")
    op.drop_table("service_tests")
    op.drop_index(op.f("ix_products_service_id"), table_name="products")
    op.drop_index(op.f("ix_products_customer_id"), table_name="products")
    op.drop_index(op.f("ix_products_account_id"), table_name="products")
    op.drop_table("products")
    op.drop_index(op.f("ix_permissions_person_id"), table_name="permissions")
    op.drop_index(op.f("ix_permissions_customer_id"), table_name="permissions")
    op.drop_table("permissions")
    op.drop_index(op.f("ix_payments_service_id"), table_name="payments")
    op.drop_index(op.f("ix_payments_person_id"), table_name="payments")
    op.drop_index(op.f("ix_payments_created_at"), table_name="payments")
    op.drop_index(op.f("ix_payments_bill_id"), table_name="payments")
    op.drop_index(op.f("ix_payments_account_id"), table_name="payments")
    op.drop_table("payments")
    op.drop_index(op.f("ix_ledger_entries_transaction_id"), table_name="ledger_entries")
    op.drop_index(op.f("ix_ledger_entries_account_id"), table_name="ledger_entries")
    op.drop_table("ledger_entries")
    op.drop_index("ix_credit_falls_untold", table_name="credit_falls", postgresql_where=sa.text("told_at is null"))
    op.drop_index(op.f("ix_credit_falls_account_id"), table_name="credit_falls")
    op.drop_table("credit_falls")
    op.drop_index(op.f("ix_buckets_service_id"), table_name="buckets")
    op.drop_table("buckets")
    op.drop_index(op.f("ix_bill_lines_service_id"), table_name="bill_lines")
    op.drop_index(op.f("ix_bill_lines_bill_id"), table_name="bill_lines")
    op.drop_table("bill_lines")
    op.drop_table("vouchers")
    op.drop_index(op.f("ix_services_user_id"), table_name="services")
    op.drop_index(op.f("ix_services_customer_id"), table_name="services")
    op.drop_index(op.f("ix_services_account_id"), table_name="services")
    op.drop_table("services")
    op.drop_index(op.f("ix_payment_methods_person_id"), table_name="payment_methods")
    op.drop_index(op.f("ix_payment_methods_account_id"), table_name="payment_methods")
    op.drop_table("payment_methods")
    op.drop_index(op.f("ix_ledger_accounts_billing_account_id"), table_name="ledger_accounts")
    op.drop_table("ledger_accounts")
    op.drop_index(op.f("ix_bills_due_on"), table_name="bills")
    op.drop_index(op.f("ix_bills_account_id"), table_name="bills")
    op.drop_table("bills")
    op.drop_index("uq_proposals_one_open", table_name="proposals", postgresql_where=sa.text("status = 'open'"))
    op.drop_index(op.f("ix_proposals_conversation_id_created_at"), table_name="proposals")
    op.drop_table("proposals")
    op.drop_index(
        "ix_outbox_unsent",
        table_name="outbox",
        postgresql_where=sa.text("status in ('initial', 'inProgress') or next_try_at is not null"),
    )
    op.drop_index(op.f("ix_outbox_turn_id"), table_name="outbox")
    op.drop_index("ix_outbox_conversation_number", table_name="outbox")
    op.drop_index("ix_outbox_address", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_one_time_codes_subject_created_at"), table_name="one_time_codes")
    op.drop_index(op.f("ix_one_time_codes_conversation_id"), table_name="one_time_codes")
    op.drop_table("one_time_codes")
    op.drop_index(op.f("ix_memberships_person_id"), table_name="memberships")
    op.drop_index(op.f("ix_memberships_customer_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index("ix_inbox_unhandled", table_name="inbox", postgresql_where=sa.text("handled_at is null"))
    op.drop_table("inbox")
    op.drop_index(op.f("ix_choices_message_id"), table_name="choices")
    op.drop_table("choices")
    op.drop_index(op.f("ix_chat_sessions_person_id"), table_name="chat_sessions")
    op.drop_index(op.f("ix_chat_sessions_conversation_id"), table_name="chat_sessions")
    op.drop_table("chat_sessions")
    op.drop_index(op.f("ix_billing_accounts_customer_id"), table_name="billing_accounts")
    op.drop_table("billing_accounts")
    op.drop_index(op.f("ix_service_problems_place_kind"), table_name="service_problems")
    op.drop_table("service_problems")
    op.drop_table("places")
    op.drop_table("offerings")
    op.drop_table("notices")
    op.drop_table("ledger_transactions")
    op.drop_table("individuals")
    op.drop_index(op.f("ix_failed_proofs_subject_at"), table_name="failed_proofs")
    op.drop_table("failed_proofs")
    op.drop_table("demo_mark")
    op.drop_table("customers")
    op.drop_table("conversations")
    op.drop_table("clock_offset")
    op.drop_table("catalogue_version")
    op.drop_index(op.f("ix_audit_trail_customer_id_at"), table_name="audit_trail")
    op.drop_index(op.f("ix_audit_trail_at"), table_name="audit_trail")
    op.drop_table("audit_trail")
