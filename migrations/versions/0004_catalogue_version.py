"""Each change of an offering or a place gives the catalogue another version, so that remembered names are renewed."""

from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None

WATCHED = ("offerings", "places")


def upgrade() -> None:
    op.execute(
        """
        create function renew_catalogue_version() returns trigger language plpgsql as $$
        begin
          insert into catalogue_version (single_row, version) values (true, gen_random_uuid()::text)
          on conflict (single_row) do update set version = excluded.version;
          return null;
        end $$
        """
    )
    for table in WATCHED:
        op.execute(
            f"create trigger renew_version after insert or update or delete or truncate on {table} "
            "for each statement execute function renew_catalogue_version()"
        )


def downgrade() -> None:
    for table in WATCHED:
        op.execute(f"drop trigger renew_version on {table}")
    op.execute("drop function renew_catalogue_version()")
