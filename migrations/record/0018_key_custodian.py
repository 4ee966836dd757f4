"""One more office: whoever holds a part of the keys, and opens nothing.

Adds:    the word key_custodian to what office_holding may say.
Locks:   office_holding, while it is altered; SQLite copies it.
Undo:    takes the word away; refuses while somebody holds that office.  The log is another chain
         and stays whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018_key_custodian"
down_revision = "0017_request_answers"
branch_labels = None
depends_on = None

OFFICES = ("clerk", "proper_officer", "monitoring_officer", "auditor", "administrator")


def _offices(words: tuple[str, ...]) -> None:
    says = ", ".join(repr(each) for each in words)
    with op.batch_alter_table("office_holding") as batch_op:
        batch_op.drop_constraint(op.f("ck_office_holding_office"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_office_holding_office"), sa.text(f"office IN ({says})")
        )


def upgrade() -> None:
    """Let the office be held."""
    _offices((*OFFICES, "key_custodian"))


def downgrade() -> None:
    """Forget the office."""
    _offices(OFFICES)
