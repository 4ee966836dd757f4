"""Files that clerks have sent in and not published yet.

Adds:    upload.
Locks:   nothing that is read.
Undo:    drops it: what was being uploaded is sent again.  The files themselves, all of them
         ciphertext, are left to `portal repair`.  The log is another chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028_uploads"
down_revision = "0023_emergency_keys"
branch_labels = None
depends_on = None

KINDS = ("report", "appendix", "presentation", "tabled", "background", "minutes")
STATES = ("begun", "arriving", "waiting", "checked")


def _one_of(words: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=True),
        sa.Column("restriction_id", sa.Uuid(), nullable=True),
        sa.Column("compartment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("kind", _one_of(KINDS, "paperkind"), nullable=False),
        sa.Column("state", _one_of(STATES, "uploadstate"), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("blob", sa.Uuid(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_size", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(sealed_key IS NULL) = (sealed_name IS NULL) AND (sealed_key IS NULL) = (sealed_size IS NULL)",
            name=op.f("ck_upload_sealed_whole"),
        ),
        sa.CheckConstraint(
            "(sealed_key IS NOT NULL) = (state IN ('waiting', 'checked'))",
            name=op.f("ck_upload_there_or_not"),
        ),
        sa.CheckConstraint(
            "(blob IS NULL) = (state = 'begun')", name=op.f("ck_upload_blob_named_first")
        ),
        sa.CheckConstraint(
            "NOT open OR restriction_id IS NULL", name=op.f("ck_upload_open_or_restricted")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_upload_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_upload_paper_id_paper")),
        sa.ForeignKeyConstraint(
            ["restriction_id"],
            ["restriction.id"],
            name=op.f("fk_upload_restriction_id_restriction"),
        ),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_upload_compartment_id_compartment"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_upload_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("blob", name=op.f("uq_upload_blob")),
    )
    for column in ("item_id", "person_id", "changed_at"):
        op.create_index(op.f(f"ix_upload_{column}"), "upload", [column])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("upload")
