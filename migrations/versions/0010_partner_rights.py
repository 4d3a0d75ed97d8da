"""A right may be about what one partner provides, and nothing else."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("permissions", sa.Column("provider", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("permissions", "provider")
