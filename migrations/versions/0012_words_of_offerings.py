"""What is sold is described in other languages too."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("offerings", sa.Column("said_in", JSONB(), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("offerings", "said_in")
