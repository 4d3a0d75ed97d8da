"""Further tables whose rows are never changed."""

from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None

APPEND_ONLY: tuple[str, ...] = ("audit_links", "audit_seals")
_APPLICATION = "dialtone_app"


def upgrade() -> None:
    for table in APPEND_ONLY:
        op.execute(
            f"create trigger append_only before update or delete or truncate on {table} "
            "for each statement execute function refuse_change()"
        )
        op.execute(
            f"""
            do $$ begin
              if exists (select 1 from pg_roles where rolname = '{_APPLICATION}') then
                revoke update, delete, truncate on {table} from {_APPLICATION};
              end if;
            end $$
            """
        )


def downgrade() -> None:
    for table in APPEND_ONLY:
        op.execute(f"drop trigger append_only on {table}")
