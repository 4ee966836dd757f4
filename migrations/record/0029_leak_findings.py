"""What a check for leaks found in files, who accepted it, and what a body watches for.

Adds:    leak_check, leak_finding, leak_watch, leak_phrases.
Locks:   nothing that is read.
Undo:    drops them, with who accepted what; files are looked into again before they are
         published, and the lists of names are lost.  The log is another chain and stays whole.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0029_leak_findings"
down_revision = "0028_uploads"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "leak_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("compartment_id", sa.Uuid(), nullable=False),
        sa.Column("upload_id", sa.Uuid(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("blob", sa.Uuid(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("checked_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(upload_id IS NULL) <> (version_id IS NULL)", name=op.f("ck_leak_check_of_one_file")
        ),
        _to("leak_check", "body_id", "body"),
        _to("leak_check", "compartment_id", "compartment"),
        _to("leak_check", "upload_id", "upload"),
        _to("leak_check", "version_id", "paper_version"),
        _to("leak_check", "checked_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leak_check")),
        sa.UniqueConstraint("blob", name=op.f("uq_leak_check_blob")),
    )
    op.create_index(op.f("ix_leak_check_upload_id"), "leak_check", ["upload_id"])
    op.create_index(op.f("ix_leak_check_version_id"), "leak_check", ["version_id"])
    op.create_table(
        "leak_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                name="findingstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sealed_picture", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.Column("accepted_by_id", sa.Uuid(), nullable=True),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(state = 'accepted') = (accepted_by_id IS NOT NULL) AND (accepted_by_id IS NULL) = (accepted_at IS NULL) AND (accepted_by_id IS NULL) = (sealed_reason IS NULL)",
            name=op.f("ck_leak_finding_accepted_whole"),
        ),
        sa.CheckConstraint(
            "NOT outside OR state = 'open'", name=op.f("ck_leak_finding_outside_never_accepted")
        ),
        _to("leak_finding", "check_id", "leak_check"),
        _to("leak_finding", "accepted_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leak_finding")),
        sa.UniqueConstraint("check_id", "number", name=op.f("uq_leak_finding_check_id_number")),
    )
    op.create_index(op.f("ix_leak_finding_check_id"), "leak_finding", ["check_id"])
    op.create_table(
        "leak_watch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        _to("leak_watch", "id", "body"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leak_watch")),
    )
    op.create_table(
        "leak_phrases",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        _to("leak_phrases", "version_id", "paper_version"),
        _to("leak_phrases", "body_id", "body"),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_leak_phrases")),
    )
    op.create_index(op.f("ix_leak_phrases_body_id"), "leak_phrases", ["body_id"])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("leak_phrases", "leak_watch", "leak_finding", "leak_check"):
        op.drop_table(table)
