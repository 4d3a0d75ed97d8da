"""Jobs are found quickly by their lock, however many wait."""

from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Whoever takes a job looks whether an earlier one of the same lock waits or runs; without this it looks at all.
    op.execute(
        "create index ix_jobs_lock on procrastinate_jobs (lock) where lock is not null and status in ('todo', 'doing')"
    )


def downgrade() -> None:
    op.execute("drop index ix_jobs_lock")
