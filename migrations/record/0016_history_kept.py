"""History as it is kept: numbered, only added to, and from when it is known.

Adds:    history_beginning; kept_fact anew, numbered, with triggers by which it only grows; one
         fact for each row that access rests on, as it stands at the upgrade.
Locks:   what it reads, as long as it reads.  No version before this one kept a fact.
Undo:    drops what was kept.  The log is another chain and stays whole.
"""

from datetime import UTC, date, datetime
from typing import Any, Final, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0016_history_kept"
down_revision = "0015_history"
branch_labels = None
depends_on = None

NUMBER: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFUSAL: Final = "history is only added to"
PIECE: Final = 500

ID: Final = sa.Uuid()
DAY: Final = sa.Date()
MOMENT: Final = sa.DateTime(timezone=True)
WORD: Final = sa.String()
YES: Final = sa.Boolean()
Columns: TypeAlias = dict[str, sa.types.TypeEngine[Any]]
CLOSED: Final[Columns] = {
    "classification": WORD,
    "compartment_id": ID,
    "restriction_id": ID,
    "released": YES,
}
KEPT: Final[dict[str, Columns]] = {
    "body": {"archived_on": DAY},
    "seat": {
        "body_id": ID,
        "person_id": ID,
        "organisation_id": ID,
        "capacity": WORD,
        "role": WORD,
        "from_on": DAY,
        "until_on": DAY,
        "meeting_id": ID,
    },
    "office_holding": {
        "person_id": ID,
        "office": WORD,
        "body_id": ID,
        "from_on": DAY,
        "until_on": DAY,
    },
    "person": {"organisation_id": ID, "councillor": YES, "closed_at": MOMENT},
    "organisation": {"sharing_agreed_on": DAY, "sharing_until_on": DAY},
    "permission": {
        "person_id": ID,
        "compartment_id": ID,
        "item_id": ID,
        "from_on": DAY,
        "until_on": DAY,
        "ended_at": MOMENT,
    },
    "need_to_know": {
        "person_id": ID,
        "item_id": ID,
        "state": WORD,
        "from_on": DAY,
        "until_on": DAY,
        "ended_at": MOMENT,
    },
    "invitation": {"item_id": ID, "person_id": ID, "until_on": DAY, "ended_at": MOMENT},
    "declaration": {
        "item_id": ID,
        "person_id": ID,
        "kind": WORD,
        "declared_on": DAY,
        "declared_at": MOMENT,
        "lifted_at": MOMENT,
    },
    "dispensation": {
        "person_id": ID,
        "item_id": ID,
        "from_on": DAY,
        "until_on": DAY,
        "granted_at": MOMENT,
        "ended_at": MOMENT,
    },
    "break_glass": {
        "person_id": ID,
        "item_id": ID,
        "opened_at": MOMENT,
        "ends_at": MOMENT,
    },
    "compartment": {"body_id": ID, "sensitive": YES},
    "restriction": {
        "body_id": ID,
        "compartment_id": ID,
        "classification": WORD,
        "negotiation": YES,
        "member_right": YES,
        "originator_ok": YES,
        "depersonalised": YES,
        "prejudicial": YES,
        "state": WORD,
    },
    "meeting": {"body_id": ID, "regime": WORD, "jurisdiction": WORD, "starts_at": MOMENT},
    "agenda_item": {"meeting_id": ID, "stage": WORD, "public_meeting": YES, **CLOSED},
    "paper": {"item_id": ID, "kind": WORD, **CLOSED},
    "minute": {"item_id": ID, "summary": YES, **CLOSED},
    "action": {"item_id": ID, **CLOSED},
    "forward_plan_entry": {
        "body_id": ID,
        "regime": WORD,
        "jurisdiction": WORD,
        "draft": YES,
        **CLOSED,
    },
}
"""What this revision found to keep; what is kept today is in ``portal.records.history``."""


def upgrade() -> None:
    """Create the tables and their guards, and keep what stands there today."""
    op.drop_table("kept_fact")
    facts = op.create_table(
        "kept_fact",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_kept_fact")),
    )
    op.create_index(
        op.f("ix_kept_fact_noun_row_id_from_at"),
        "kept_fact",
        ["noun", "row_id", "from_at"],
        unique=False,
    )
    beginning = op.create_table(
        "history_beginning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_history_beginning_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_beginning")),
    )
    now = datetime.now(UTC)
    found = [_keep(facts, noun, columns, now) for noun, columns in KEPT.items()]
    if any(found):
        op.bulk_insert(beginning, [{"id": 1, "began_at": now}])
    _guard()


def _keep(facts: sa.Table, noun: str, columns: Columns, now: datetime) -> bool:
    named = [sa.column(name, kind) for name, kind in columns.items()]
    statement = sa.select(sa.column("id", sa.Uuid()), *named).select_from(sa.table(noun))
    found = False
    for rows in op.get_bind().execute(statement).partitions(PIECE):
        found = True
        op.bulk_insert(
            facts,
            [
                {
                    "noun": noun,
                    "row_id": row[0],
                    "from_at": now,
                    "facts": dict(zip(columns, map(_plain, row[1:]), strict=True)),
                    "gone": False,
                }
                for row in rows
            ],
        )
    return found


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _guard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION history_only_grows() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER kept_fact_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON kept_fact"
            " FOR EACH STATEMENT EXECUTE FUNCTION history_only_grows()"
        )
        return
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER kept_fact_no_{deed.lower()} BEFORE {deed} ON kept_fact"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def downgrade() -> None:
    """Drop what was kept, and leave the table as it was."""
    op.drop_table("history_beginning")
    op.drop_table("kept_fact")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION history_only_grows()")
    op.create_table(
        "kept_fact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_fact")),
    )
    op.create_index(
        op.f("ix_kept_fact_noun_row_id_from_at"),
        "kept_fact",
        ["noun", "row_id", "from_at"],
        unique=False,
    )
