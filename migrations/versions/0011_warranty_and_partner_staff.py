"""Exchanges under warranty; accounts of a partner's people."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "warranty_claims",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("product_id", sa.String(length=40), nullable=False),
        sa.Column("offering_id", sa.String(length=60), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_by", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("is_reserved", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["individuals.id"], name=op.f("fk_warranty_claims_asked_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_warranty_claims_customer_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_warranty_claims_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warranty_claims")),
        sa.UniqueConstraint("key", name=op.f("uq_warranty_claims_key")),
        sa.UniqueConstraint("number", name=op.f("uq_warranty_claims_number")),
    )
    op.create_index(op.f("ix_warranty_claims_asked_by"), "warranty_claims", ["asked_by"], unique=False)
    op.create_index(op.f("ix_warranty_claims_customer_id"), "warranty_claims", ["customer_id"], unique=False)
    op.create_index(op.f("ix_warranty_claims_state"), "warranty_claims", ["state"], unique=False)
    op.create_index(
        "uq_warranty_claims_open",
        "warranty_claims",
        ["product_id"],
        unique=True,
        postgresql_where=sa.text("state in ('expected', 'received', 'sent')"),
    )
    op.add_column("staff_members", sa.Column("partner", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("staff_members", "partner")
    op.drop_index(
        "uq_warranty_claims_open",
        table_name="warranty_claims",
        postgresql_where=sa.text("state in ('expected', 'received', 'sent')"),
    )
    op.drop_index(op.f("ix_warranty_claims_state"), table_name="warranty_claims")
    op.drop_index(op.f("ix_warranty_claims_customer_id"), table_name="warranty_claims")
    op.drop_index(op.f("ix_warranty_claims_asked_by"), table_name="warranty_claims")
    op.drop_table("warranty_claims")
