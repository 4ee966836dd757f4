"""What meetings did with their items, and their motions to exclude the public.

Adds:    exclusion_resolution, excluded_item, item_course.
Locks:   minute, while a column is added; SQLite copies it.
Undo:    drops the tables and the column, with what they hold.  The log is another chain and stays
         whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010_procedure"
down_revision = "0009_grounds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "exclusion_resolution",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "resolved",
                "mandatory",
                name="exclusionkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "drafted",
                "carried",
                "lost",
                "not_put",
                name="exclusionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("moved_by", sa.String(), nullable=False),
        sa.Column("seconded_by", sa.String(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("abstentions", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_from_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind <> 'mandatory' OR (moved_by = '' AND seconded_by = '' AND votes_for IS NULL AND votes_against IS NULL AND abstentions IS NULL)",
            name=op.f("ck_exclusion_resolution_no_vote_if_mandatory"),
        ),
        sa.CheckConstraint("words <> ''", name=op.f("ck_exclusion_resolution_has_words")),
        sa.CheckConstraint(
            "closed_until_at IS NULL OR closed_until_at >= closed_from_at",
            name=op.f("ck_exclusion_resolution_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_exclusion_resolution_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["person.id"],
            name=op.f("fk_exclusion_resolution_recorded_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion_resolution")),
    )
    op.create_index(
        op.f("ix_exclusion_resolution_meeting_id"),
        "exclusion_resolution",
        ["meeting_id"],
        unique=False,
    )
    op.create_table(
        "excluded_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("restriction_id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("paragraphs", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.CheckConstraint("paragraphs <> ''", name=op.f("ck_excluded_item_states_a_ground")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_excluded_item_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"],
            ["exclusion_resolution.id"],
            name=op.f("fk_excluded_item_resolution_id_exclusion_resolution"),
        ),
        sa.ForeignKeyConstraint(
            ["restriction_id"],
            ["restriction.id"],
            name=op.f("fk_excluded_item_restriction_id_restriction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excluded_item")),
        sa.UniqueConstraint(
            "resolution_id",
            "item_id",
            "restriction_id",
            name=op.f("uq_excluded_item_resolution_id_item_id_restriction_id"),
        ),
    )
    op.create_index(op.f("ix_excluded_item_item_id"), "excluded_item", ["item_id"], unique=False)
    op.create_index(
        op.f("ix_excluded_item_resolution_id"), "excluded_item", ["resolution_id"], unique=False
    )
    op.create_index(
        op.f("ix_excluded_item_restriction_id"), "excluded_item", ["restriction_id"], unique=False
    )
    op.create_table(
        "item_course",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column(
            "arrival",
            sa.Enum(
                "timely",
                "added",
                "late",
                "urgent",
                name="arrival",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_because", sa.String(), nullable=False),
        sa.Column("urgent_because", sa.String(), nullable=False),
        sa.Column("urgent_by", sa.String(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "taken_open",
                "taken_closed",
                "deferred",
                "withdrawn",
                name="itemoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("outcome_because", sa.String(), nullable=False),
        sa.Column("deferred_to_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certified_by_id", sa.Uuid(), nullable=True),
        sa.Column("certified_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "arrival <> 'late' OR late_because <> ''",
            name=op.f("ck_item_course_late_with_a_reason"),
        ),
        sa.CheckConstraint(
            "arrival <> 'urgent' OR (urgent_because <> '' AND urgent_by <> '')",
            name=op.f("ck_item_course_urgent_in_somebodys_opinion"),
        ),
        sa.ForeignKeyConstraint(
            ["certified_by_id"], ["person.id"], name=op.f("fk_item_course_certified_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["deferred_to_id"], ["meeting.id"], name=op.f("fk_item_course_deferred_to_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_item_course_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_item_course_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_course")),
        sa.UniqueConstraint("item_id", name=op.f("uq_item_course_item_id")),
    )
    with op.batch_alter_table("minute") as batch_op:
        batch_op.add_column(
            sa.Column("summary", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    """Drop the tables, and what was added to others."""
    with op.batch_alter_table("minute") as batch_op:
        batch_op.drop_column("summary")
    op.drop_table("item_course")
    op.drop_table("excluded_item")
    op.drop_table("exclusion_resolution")
