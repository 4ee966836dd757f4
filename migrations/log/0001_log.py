"""The log: its head, its entries, and what each is about.

Adds:    log_head, log_entry, log_object, and triggers by which they only grow.
Locks:   nothing that exists.
Undo:    drops all three.  Refuses once anything has been recorded: a downgrade may lose
         columns, never the log.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001_log"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GUARDED = ("log_entry", "log_object")
REFUSAL = "the log is only added to"


def upgrade() -> None:
    """Create the tables, their guards, and the head of an empty log."""
    head = op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_log_head"),
        sa.CheckConstraint("id = 1", name="ck_log_head_one_row"),
        sa.CheckConstraint("size >= 0", name="ck_log_head_counts"),
        sa.CheckConstraint("length(head) = 32", name="ck_log_head_is_a_hash"),
    )
    op.create_table(
        "log_entry",
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("verb", sa.String(64), nullable=False),
        sa.Column("phase", sa.String(8), nullable=False),
        sa.Column("answers", NUMBER),
        sa.PrimaryKeyConstraint("seq", name="pk_log_entry"),
        sa.UniqueConstraint("answers", name="uq_log_entry_answers"),
        sa.CheckConstraint("length(leaf_hash) = 32", name="ck_log_entry_leaf_hash_is_a_hash"),
        sa.CheckConstraint("length(head) = 32", name="ck_log_entry_head_is_a_hash"),
        sa.CheckConstraint(
            "(phase = 'outcome') = (answers IS NOT NULL)", name="ck_log_entry_outcome_answers"
        ),
    )
    op.create_index("ix_log_entry_actor_seq", "log_entry", ["actor", "seq"])
    op.create_table(
        "log_object",
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("object", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("seq", "object", name="pk_log_object"),
        sa.ForeignKeyConstraint(["seq"], ["log_entry.seq"], name="fk_log_object_seq_log_entry"),
    )
    op.create_index("ix_log_object_object_seq", "log_object", ["object", "seq"])
    op.bulk_insert(head, [{"id": 1, "size": 0, "head": bytes(32)}])
    if op.get_bind().dialect.name == "postgresql":
        guard_postgresql()
    else:
        guard_sqlite()


def guard_sqlite() -> None:
    """Refuse changes, deletions, gaps and replacements of entries, and a head that goes back."""
    for table in GUARDED:
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
    # INSERT OR REPLACE deletes without asking the trigger above.
    op.execute(
        "CREATE TRIGGER log_entry_next BEFORE INSERT ON log_entry "
        "WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM log_entry) "
        "BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END"
    )
    op.execute(
        "CREATE TRIGGER log_head_forward BEFORE UPDATE ON log_head WHEN NEW.size < OLD.size "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    op.execute(
        "CREATE TRIGGER log_head_stays BEFORE DELETE ON log_head "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


def guard_postgresql() -> None:
    """Refuse changes, deletions and truncation of entries, and a head that goes back."""
    op.execute(
        "CREATE FUNCTION log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for table in GUARDED:
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION log_only_grows()"
        )
    op.execute(
        "CREATE TRIGGER log_head_forward BEFORE UPDATE ON log_head FOR EACH ROW "
        "WHEN (NEW.size < OLD.size) EXECUTE FUNCTION log_only_grows()"
    )
    op.execute(
        "CREATE TRIGGER log_head_stays BEFORE DELETE OR TRUNCATE ON log_head "
        "FOR EACH STATEMENT EXECUTE FUNCTION log_only_grows()"
    )


def downgrade() -> None:
    """Drop the tables, unless that would lose an entry.

    :raises RuntimeError: once anything has been recorded.
    """
    bind = op.get_bind()
    recorded = bind.scalar(sa.text("SELECT count(*) FROM log_entry"))
    if recorded or bind.scalar(sa.text("SELECT max(size) FROM log_head")):
        raise RuntimeError("this downgrade would lose the log; its entries cannot be made again")
    for table in ("log_object", "log_entry", "log_head"):
        op.drop_table(table)
    if bind.dialect.name == "postgresql":
        op.execute("DROP FUNCTION log_only_grows()")
