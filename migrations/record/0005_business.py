"""Actions and the forward plan.

Adds:    forward_plan_entry, action.
Locks:   nothing that exists.
Undo:    drops them, with what they hold.  The log is another chain and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_business"
down_revision = "0004_permissions_and_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "forward_plan_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("presenter", sa.String(), nullable=False),
        sa.Column("minutes_allowed", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("import_batch_id", sa.Uuid(), nullable=True),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column(
            "regime",
            sa.Enum(
                "part_va",
                "exec_2012",
                "adopted",
                "cd_scrutiny",
                name="regime",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "jurisdiction",
            sa.Enum(
                "ENG",
                "WAL",
                "SCO",
                "NI",
                name="jurisdiction",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "classification",
            sa.Enum(
                "PUB",
                "EX",
                "CONF",
                "PART",
                "REV",
                "CASE",
                "OUTSIDE",
                name="classification",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("compartment_id", sa.Uuid(), nullable=True),
        sa.Column("restriction_id", sa.Uuid(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(classification = 'PUB') = (compartment_id IS NULL)",
            name=op.f("ck_forward_plan_entry_open_or_in_a_compartment"),
        ),
        sa.CheckConstraint(
            "compartment_id IS NULL OR (title = '' AND presenter = '' AND status = '')",
            name=op.f("ck_forward_plan_entry_nothing_open_if_closed"),
        ),
        sa.CheckConstraint(
            "(sealed IS NULL) = (compartment_id IS NULL)",
            name=op.f("ck_forward_plan_entry_sealed_if_closed"),
        ),
        sa.CheckConstraint(
            "restriction_id IS NULL OR compartment_id IS NOT NULL",
            name=op.f("ck_forward_plan_entry_no_bare_restriction"),
        ),
        sa.ForeignKeyConstraint(
            ["body_id"], ["body.id"], name=op.f("fk_forward_plan_entry_body_id_body")
        ),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_forward_plan_entry_compartment_id_compartment"),
        ),
        sa.ForeignKeyConstraint(
            ["restriction_id"],
            ["restriction.id"],
            name=op.f("fk_forward_plan_entry_restriction_id_restriction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forward_plan_entry")),
    )
    op.create_index(
        op.f("ix_forward_plan_entry_body_id"), "forward_plan_entry", ["body_id"], unique=False
    )
    op.create_index(
        op.f("ix_forward_plan_entry_compartment_id"),
        "forward_plan_entry",
        ["compartment_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_forward_plan_entry_restriction_id"),
        "forward_plan_entry",
        ["restriction_id"],
        unique=False,
    )
    op.create_table(
        "action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_text", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "outstanding",
                "completed",
                name="actionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "classification",
            sa.Enum(
                "PUB",
                "EX",
                "CONF",
                "PART",
                "REV",
                "CASE",
                "OUTSIDE",
                name="classification",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("compartment_id", sa.Uuid(), nullable=True),
        sa.Column("restriction_id", sa.Uuid(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(classification = 'PUB') = (compartment_id IS NULL)",
            name=op.f("ck_action_open_or_in_a_compartment"),
        ),
        sa.CheckConstraint(
            "compartment_id IS NULL OR (text = '' AND owner = '' AND due_text = '')",
            name=op.f("ck_action_nothing_open_if_closed"),
        ),
        sa.CheckConstraint(
            "(sealed IS NULL) = (compartment_id IS NULL)", name=op.f("ck_action_sealed_if_closed")
        ),
        sa.CheckConstraint(
            "restriction_id IS NULL OR compartment_id IS NOT NULL",
            name=op.f("ck_action_no_bare_restriction"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_action_body_id_body")),
        sa.ForeignKeyConstraint(
            ["compartment_id"],
            ["compartment.id"],
            name=op.f("fk_action_compartment_id_compartment"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_action_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["restriction_id"],
            ["restriction.id"],
            name=op.f("fk_action_restriction_id_restriction"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_index(op.f("ix_action_body_id"), "action", ["body_id"], unique=False)
    op.create_index(op.f("ix_action_compartment_id"), "action", ["compartment_id"], unique=False)
    op.create_index(op.f("ix_action_item_id"), "action", ["item_id"], unique=False)
    op.create_index(op.f("ix_action_restriction_id"), "action", ["restriction_id"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("action")
    op.drop_table("forward_plan_entry")
