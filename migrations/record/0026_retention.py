"""Retention rules, legal holds, disposals and what is left of the papers.

Adds:    retention_rule, legal_hold, disposal, disposed_paper, disposed_file, destroyed_epoch;
         disposed_at of paper.
Locks:   paper, for as long as adding a column takes (on SQLite the table is written anew).
Undo:    drops them.  What was disposed of does not come back, and its tombstones are then papers
         without words.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026_retention"
down_revision = "0025_recovery"
branch_labels = None
depends_on = None


LEFT = (
    "disposed_at IS NULL OR (title = '' AND author = '' AND text = ''"
    " AND stated_extent = '' AND marking = '' AND (sealed IS NULL OR length(sealed) = 0))"
)


def upgrade() -> None:
    """Create the tables, and give papers the day on which they were disposed of."""
    with op.batch_alter_table("paper") as table:
        table.add_column(sa.Column("disposed_at", sa.DateTime(timezone=True), nullable=True))
        table.create_check_constraint(op.f("ck_paper_nothing_left_if_disposed"), LEFT)
    op.create_table(
        "retention_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "report",
                "appendix",
                "presentation",
                "tabled",
                "background",
                "minutes",
                name="paperkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source <> ''", name=op.f("ck_retention_rule_has_a_source")),
        sa.CheckConstraint("years IS NULL OR years > 0", name=op.f("ck_retention_rule_some_years")),
        sa.ForeignKeyConstraint(
            ["body_id"], ["body.id"], name=op.f("fk_retention_rule_body_id_body")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["person.id"], name=op.f("fk_retention_rule_set_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rule")),
        sa.UniqueConstraint(
            "body_id", "kind", "closed", name=op.f("uq_retention_rule_body_id_kind_closed")
        ),
    )
    op.create_index(op.f("ix_retention_rule_body_id"), "retention_rule", ["body_id"], unique=False)
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("paper_id", sa.Uuid(), nullable=True),
        sa.Column("compartment_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.Column("placed_by_id", sa.Uuid(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by_id", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_because", sa.String(), nullable=False),
        sa.Column("sealed_lifting", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_because = '' AND sealed_lifting IS NULL)",
            name=op.f("ck_legal_hold_lifted_for_a_reason"),
        ),
        sa.CheckConstraint(
            "(sealed_reason IS NULL) = (reason <> '')", name=op.f("ck_legal_hold_has_a_reason")
        ),
        sa.CheckConstraint(
            "compartment_id IS NULL OR lifted_because = ''",
            name=op.f("ck_legal_hold_nothing_open_if_closed"),
        ),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by_id IS NULL)",
            name=op.f("ck_legal_hold_lifted_by_somebody"),
        ),
        sa.CheckConstraint(
            "(sealed_reason IS NULL) = (compartment_id IS NULL)",
            name=op.f("ck_legal_hold_sealed_if_closed"),
        ),
        sa.CheckConstraint(
            "item_id IS NULL OR paper_id IS NULL", name=op.f("ck_legal_hold_on_one_thing")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_legal_hold_body_id_body")),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_legal_hold_compartment_id_compartment"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_legal_hold_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["person.id"], name=op.f("fk_legal_hold_lifted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper.id"], name=op.f("fk_legal_hold_paper_id_paper")
        ),
        sa.ForeignKeyConstraint(
            ["placed_by_id"], ["person.id"], name=op.f("fk_legal_hold_placed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index(op.f("ix_legal_hold_body_id"), "legal_hold", ["body_id"], unique=False)
    op.create_index(op.f("ix_legal_hold_item_id"), "legal_hold", ["item_id"], unique=False)
    op.create_index(op.f("ix_legal_hold_paper_id"), "legal_hold", ["paper_id"], unique=False)
    op.create_table(
        "disposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("compartment_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "approved",
                "erased",
                "done",
                "refused",
                name="disposalstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("first_approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("second_approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_by_id", sa.Uuid(), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_because", sa.String(), nullable=False),
        sa.Column("up_to_epoch", sa.Integer(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certificate", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_disposal_done_at_a_time")
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (refused_by_id IS NOT NULL)",
            name=op.f("ck_disposal_refused_by_one"),
        ),
        sa.CheckConstraint(
            "(state IN ('erased', 'done')) = (erased_at IS NOT NULL)",
            name=op.f("ck_disposal_erased_at_a_time"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_disposal_has_a_reason")),
        sa.CheckConstraint(
            "state <> 'refused' OR refused_because <> ''",
            name=op.f("ck_disposal_refused_for_a_reason"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'erased', 'done') OR (first_approved_by_id IS NOT NULL AND second_approved_by_id IS NOT NULL)",
            name=op.f("ck_disposal_approved_by_two"),
        ),
        sa.CheckConstraint(
            "first_approved_by_id <> asked_by_id AND second_approved_by_id <> asked_by_id",
            name=op.f("ck_disposal_not_by_the_asker"),
        ),
        sa.CheckConstraint(
            "first_approved_by_id <> second_approved_by_id", name=op.f("ck_disposal_two_approvers")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_disposal_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_disposal_body_id_body")),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_disposal_compartment_id_compartment"),
        ),
        sa.ForeignKeyConstraint(
            ["first_approved_by_id"],
            ["person.id"],
            name=op.f("fk_disposal_first_approved_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["refused_by_id"], ["person.id"], name=op.f("fk_disposal_refused_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["second_approved_by_id"],
            ["person.id"],
            name=op.f("fk_disposal_second_approved_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
    )
    op.create_index(op.f("ix_disposal_body_id"), "disposal", ["body_id"], unique=False)
    op.create_index(
        op.f("ix_disposal_compartment_id"), "disposal", ["compartment_id"], unique=False
    )
    op.create_table(
        "disposed_paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("disposal_id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "report",
                "appendix",
                "presentation",
                "tabled",
                "background",
                "minutes",
                name="paperkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disposal_id"], ["disposal.id"], name=op.f("fk_disposed_paper_disposal_id_disposal")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper.id"], name=op.f("fk_disposed_paper_paper_id_paper")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposed_paper")),
        sa.UniqueConstraint(
            "disposal_id", "paper_id", name=op.f("uq_disposed_paper_disposal_id_paper_id")
        ),
    )
    op.create_index(
        op.f("ix_disposed_paper_disposal_id"), "disposed_paper", ["disposal_id"], unique=False
    )
    op.create_index(
        op.f("ix_disposed_paper_paper_id"), "disposed_paper", ["paper_id"], unique=False
    )
    op.create_table(
        "disposed_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("disposal_id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("blob", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disposal_id"], ["disposal.id"], name=op.f("fk_disposed_file_disposal_id_disposal")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper.id"], name=op.f("fk_disposed_file_paper_id_paper")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposed_file")),
    )
    op.create_index(
        op.f("ix_disposed_file_disposal_id"), "disposed_file", ["disposal_id"], unique=False
    )
    op.create_table(
        "destroyed_epoch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("disposal_id", sa.Uuid(), nullable=False),
        sa.Column("compartment_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("check_value", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("final_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_destroyed_epoch_compartment_id_compartment"),
        ),
        sa.ForeignKeyConstraint(
            ["disposal_id"], ["disposal.id"], name=op.f("fk_destroyed_epoch_disposal_id_disposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destroyed_epoch")),
        sa.UniqueConstraint(
            "compartment_id", "epoch", name=op.f("uq_destroyed_epoch_compartment_id_epoch")
        ),
    )
    op.create_index(
        op.f("ix_destroyed_epoch_disposal_id"), "destroyed_epoch", ["disposal_id"], unique=False
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("destroyed_epoch")
    op.drop_table("disposed_file")
    op.drop_table("disposed_paper")
    op.drop_table("disposal")
    op.drop_table("legal_hold")
    op.drop_table("retention_rule")
    with op.batch_alter_table("paper") as table:
        table.drop_constraint(op.f("ck_paper_nothing_left_if_disposed"), type_="check")
        table.drop_column("disposed_at")
