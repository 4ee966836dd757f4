"""Releases by two people, and publications by mistake.

Adds:    release, mistaken_publication, released_part.
Locks:   nothing that exists.
Undo:    drops them, with what they hold.  The log is another chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011_releases"
down_revision = "0010_procedure"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("restriction_id", sa.Uuid(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "decision",
                "vote_lost",
                "lapse",
                "request",
                name="releasecause",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("announcement", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "done",
                "refused",
                name="releasestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_because", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_by_id IS NULL)",
            name=op.f("ck_release_decided_by_somebody"),
        ),
        sa.CheckConstraint("announcement <> ''", name=op.f("ck_release_is_announced")),
        sa.CheckConstraint("decided_by_id <> asked_by_id", name=op.f("ck_release_by_two_people")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_release_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_release_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["restriction_id"],
            ["restriction.id"],
            name=op.f("fk_release_restriction_id_restriction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    op.create_index(op.f("ix_release_restriction_id"), "release", ["restriction_id"], unique=False)
    op.create_table(
        "mistaken_publication",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("restriction_id", sa.Uuid(), nullable=True),
        sa.Column("compartment_id", sa.Uuid(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("aware_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_by_id", sa.Uuid(), nullable=False),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_evidence", sa.LargeBinary(), nullable=False),
        sa.Column("officer_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_reported_because", sa.String(), nullable=False),
        sa.Column("sealed_notes", sa.LargeBinary(), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL)",
            name=op.f("ck_mistaken_publication_closed_by_somebody"),
        ),
        sa.CheckConstraint(
            "deadline_at > aware_at", name=op.f("ck_mistaken_publication_clock_runs_forward")
        ),
        sa.ForeignKeyConstraint(
            ["body_id"], ["body.id"], name=op.f("fk_mistaken_publication_body_id_body")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"],
            ["person.id"],
            name=op.f("fk_mistaken_publication_closed_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_mistaken_publication_compartment_id_compartment"),
        ),
        sa.ForeignKeyConstraint(
            ["found_by_id"], ["person.id"], name=op.f("fk_mistaken_publication_found_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["agenda_item.id"],
            name=op.f("fk_mistaken_publication_item_id_agenda_item"),
        ),
        sa.ForeignKeyConstraint(
            ["restriction_id"],
            ["restriction.id"],
            name=op.f("fk_mistaken_publication_restriction_id_restriction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mistaken_publication")),
    )
    op.create_index(
        op.f("ix_mistaken_publication_body_id"), "mistaken_publication", ["body_id"], unique=False
    )
    op.create_index(
        op.f("ix_mistaken_publication_item_id"), "mistaken_publication", ["item_id"], unique=False
    )
    op.create_table(
        "released_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_released_part_release_id_release")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_released_part")),
        sa.UniqueConstraint(
            "release_id", "noun", "row_id", name=op.f("uq_released_part_release_id_noun_row_id")
        ),
    )
    op.create_index(
        op.f("ix_released_part_release_id"), "released_part", ["release_id"], unique=False
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("released_part")
    op.drop_table("mistaken_publication")
    op.drop_table("release")
