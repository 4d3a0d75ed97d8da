"""Repairs under warranty, beside exchanges."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OPEN = "uq_warranty_claims_open"


def upgrade() -> None:
    op.add_column("warranty_claims", sa.Column("way", sa.String(32), server_default="exchange", nullable=False))
    _index("'expected', 'received', 'repaired', 'sent'")


def downgrade() -> None:
    _index("'expected', 'received', 'sent'")
    op.drop_column("warranty_claims", "way")


def _index(states: str) -> None:
    op.drop_index(_OPEN, table_name="warranty_claims")
    where = sa.text(f"state in ({states})")
    op.create_index(_OPEN, "warranty_claims", ["product_id"], unique=True, postgresql_where=where)
