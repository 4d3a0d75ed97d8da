"""Products that are free for some days: the trials, the campaign that gives them, the discount of a single product."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "trials",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("offering_id", sa.String(length=40), nullable=False),
        sa.Column("product_id", sa.String(length=40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_trials_campaign_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_trials_customer_id")),
        sa.ForeignKeyConstraint(["offering_id"], ["offerings.id"], name=op.f("fk_trials_offering_id")),
        sa.ForeignKeyConstraint(["person_id"], ["individuals.id"], name=op.f("fk_trials_person_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_trials_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trials")),
        sa.UniqueConstraint("customer_id", "offering_id", name=op.f("uq_trials_customer_id_offering_id")),
    )
    op.create_index(op.f("ix_trials_campaign_id"), "trials", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_trials_person_id"), "trials", ["person_id"], unique=False)
    op.create_index(op.f("ix_trials_product_id"), "trials", ["product_id"], unique=False)
    op.create_index(op.f("ix_trials_state_last_day"), "trials", ["state", "last_day"], unique=False)
    op.add_column("campaigns", sa.Column("trial_days", sa.SmallInteger(), nullable=True))
    op.add_column("discounts", sa.Column("product_id", sa.String(length=40), nullable=True))
    op.create_foreign_key(op.f("fk_discounts_product_id"), "discounts", "products", ["product_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_discounts_product_id"), "discounts", type_="foreignkey")
    op.drop_column("discounts", "product_id")
    op.drop_column("campaigns", "trial_days")
    op.drop_index(op.f("ix_trials_state_last_day"), table_name="trials")
    op.drop_index(op.f("ix_trials_product_id"), table_name="trials")
    op.drop_index(op.f("ix_trials_person_id"), table_name="trials")
    op.drop_index(op.f("ix_trials_campaign_id"), table_name="trials")
    op.drop_table("trials")
