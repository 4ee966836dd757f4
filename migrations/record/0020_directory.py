"""What the directory last said of an account, what a session has proved, and how it ended.

Adds:    directory_snapshot; to session its browser, its step-up, its end, and whether it is an
         emergency's; to login_transaction what it was begun for; to person a suspension.
         One fact is kept for each person, which says that they are not suspended.
Locks:   session, login_transaction and person, while they are altered; SQLite copies them.
Undo:    drops what was added.  Sessions that had ended come to life for nobody: the undo deletes
         every session, so that all sign in again.  What history kept stays, which only grows.  The
         log is another chain and stays whole.
"""

from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0020_directory"
down_revision = "0019_marked_papers"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True)
PIECE: Final = 500


def upgrade() -> None:
    """Add the table and the columns."""
    op.create_table(
        "directory_snapshot",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_directory_snapshot_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_directory_snapshot")),
    )
    with op.batch_alter_table("session") as session:
        for name in ("browser", "contexts", "ended_because"):
            session.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        for name in ("stepped_up_at", "ended_at"):
            session.add_column(sa.Column(name, MOMENT, nullable=True))
        session.add_column(
            sa.Column("emergency", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        session.create_index(op.f("ix_session_provider_session"), ["provider_session"])
    with op.batch_alter_table("login_transaction") as transaction:
        transaction.add_column(sa.Column("context", sa.String(), nullable=False, server_default=""))
        transaction.add_column(sa.Column("person_id", sa.Uuid(), nullable=True))
        transaction.add_column(
            sa.Column("invitation_hash", sa.LargeBinary(length=32), nullable=True)
        )
        transaction.create_foreign_key(
            op.f("fk_login_transaction_person_id_person"), "person", ["person_id"], ["id"]
        )
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("suspended_at", MOMENT, nullable=True))
        person.add_column(sa.Column("suspended_by_id", sa.Uuid(), nullable=True))
        person.create_foreign_key(
            op.f("fk_person_suspended_by_id_person"), "person", ["suspended_by_id"], ["id"]
        )
    # Nobody has been vouched for yet: everybody signs in again, which takes a minute.
    op.execute("DELETE FROM session")
    _keep_people()


def _keep_people() -> None:
    """Keep what access rests on of each person, as it stands: a suspension belongs to it now."""
    person = sa.table(
        "person",
        sa.column("id", sa.Uuid()),
        sa.column("organisation_id", sa.Uuid()),
        sa.column("councillor", sa.Boolean()),
        sa.column("closed_at", MOMENT),
    )
    facts = sa.table(
        "kept_fact",
        sa.column("noun", sa.String()),
        sa.column("row_id", sa.Uuid()),
        sa.column("from_at", MOMENT),
        sa.column("facts", sa.JSON()),
        sa.column("gone", sa.Boolean()),
    )
    now = datetime.now(UTC)
    for rows in op.get_bind().execute(sa.select(person)).partitions(PIECE):
        kept: list[dict[str, Any]] = [
            {
                "noun": "person",
                "row_id": row.id,
                "from_at": now,
                "facts": {
                    "organisation_id": str(row.organisation_id) if row.organisation_id else None,
                    "councillor": row.councillor,
                    "closed_at": _plain(row.closed_at),
                    "suspended_at": None,
                },
                "gone": False,
            }
            for row in rows
        ]
        op.bulk_insert(facts, kept)


def _plain(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat()


def downgrade() -> None:
    """Drop them."""
    op.execute("DELETE FROM session")
    with op.batch_alter_table("person") as person:
        person.drop_constraint(op.f("fk_person_suspended_by_id_person"), type_="foreignkey")
        person.drop_column("suspended_by_id")
        person.drop_column("suspended_at")
    with op.batch_alter_table("login_transaction") as transaction:
        transaction.drop_constraint(
            op.f("fk_login_transaction_person_id_person"), type_="foreignkey"
        )
        for name in ("invitation_hash", "person_id", "context"):
            transaction.drop_column(name)
    with op.batch_alter_table("session") as session:
        session.drop_index(op.f("ix_session_provider_session"))
        for name in (
            "emergency",
            "ended_at",
            "stepped_up_at",
            "ended_because",
            "contexts",
            "browser",
        ):
            session.drop_column(name)
    op.drop_table("directory_snapshot")
