"""A change of a partner gives the catalogue another version too, so that its name is known at once."""

from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "create trigger renew_version after insert or update or delete or truncate on partners "
        "for each statement execute function renew_catalogue_version()"
    )


def downgrade() -> None:
    op.execute("drop trigger renew_version on partners")
