"""Hardware keys for emergencies, leave to enrol them, and challenges that wait for one.

Adds:    emergency_key, emergency_enrolment, emergency_challenge.
Locks:   nothing that is read.
Undo:    drops them, with what they hold: the keys must be enrolled again.  The log is another
         chain and stays whole.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0023_emergency_keys"
down_revision = "0022_half_written"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "emergency_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", MOMENT, nullable=False),
        sa.Column("drilled_at", MOMENT, nullable=True),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_emergency_key_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_key")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_emergency_key_credential_id")),
    )
    op.create_index(op.f("ix_emergency_key_person_id"), "emergency_key", ["person_id"])
    op.create_table(
        "emergency_enrolment",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_emergency_enrolment_person_id_person")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_emergency_enrolment")),
    )
    op.create_table(
        "emergency_challenge",
        sa.Column("browser_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("enrolment_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("browser_hash", name=op.f("pk_emergency_challenge")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("emergency_challenge")
    op.drop_table("emergency_enrolment")
    op.drop_table("emergency_key")
