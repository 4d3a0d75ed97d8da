"""What the application may do: everything but change or remove what the ledger and the audit trail hold."""

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = ("ledger_transactions", "ledger_entries", "audit_trail")
_APPLICATION = "dialtone_app"


def upgrade() -> None:
    # On an operator's own cluster the application role may have another name, or be the owner itself:
    # the triggers below hold for every role, the grants only where our role exists.
    op.execute(
        """
        create function refuse_change() returns trigger language plpgsql as $$
        begin raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation'; end $$
        """
    )
    for table in APPEND_ONLY:
        op.execute(
            f"create trigger append_only before update or delete or truncate on {table} "
            "for each statement execute function refuse_change()"
        )
    op.execute(
        f"""
        do $$ begin
          if exists (select 1 from pg_roles where rolname = '{_APPLICATION}') then
            grant usage on schema public to {_APPLICATION};
            grant select, insert, update, delete on all tables in schema public to {_APPLICATION};
            grant usage, select on all sequences in schema public to {_APPLICATION};
            grant execute on all functions in schema public to {_APPLICATION};
            revoke update, delete, truncate on {", ".join(APPEND_ONLY)} from {_APPLICATION};
            revoke insert, update, delete on demo_mark from {_APPLICATION};
            alter default privileges in schema public grant select, insert, update, delete on tables to {_APPLICATION};
            alter default privileges in schema public grant usage, select on sequences to {_APPLICATION};
          end if;
        end $$
        """
    )


def downgrade() -> None:
    for table in APPEND_ONLY:
        op.execute(f"drop trigger append_only on {table}")
    op.execute("drop function refuse_change()")
