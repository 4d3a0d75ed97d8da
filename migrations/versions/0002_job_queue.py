"""The job queue: procrastinate's own tables and functions, and the number series."""

from alembic import op
from procrastinate.schema import SchemaManager

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None

SERIES = {"ticket": 100001, "order": 100001, "bill": 100001, "customer": 2001, "payment": 100001, "test": 100001}


def upgrade() -> None:
    # exec_driver_sql: the schema is full of colons and percent signs that are no parameters.
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    for name, first in SERIES.items():
        op.execute(f"create sequence {name}_numbers start {first}")


def downgrade() -> None:
    for name in SERIES:
        op.execute(f"drop sequence {name}_numbers")
    op.execute("drop table procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs cascade")
    op.execute("drop table if exists procrastinate_workers cascade")
