"""Why a task is with people says nothing of the subscriber any more: their words stand sealed beside it."""

from collections.abc import Sequence

from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # The words of a dispute stand with the dispute, the line of a breach in what the task needs.
    op.execute("update staff_tasks set reason = 'a charge is contested' where kind = 'dispute_charge'")
    op.execute("update staff_tasks set reason = substring(reason from ': (.*)$') where reason like '%: %, limit %'")


def downgrade() -> None:
    pass
