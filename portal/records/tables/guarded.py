"""What a row carries that can be closed to the public."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.policy.attributes import Classification


class Guarded:
    """A row that is open, or else lies sealed in exactly one compartment.

    When it is closed its open columns are empty and what they would say is in ``sealed``, so
    that a query which forgets to ask who is reading has nothing to give away.
    """

    classification: Mapped[Classification] = mapped_column(default=Classification.PUB)
    compartment_id: Mapped[UUID | None] = mapped_column(ForeignKey("compartment.id"), index=True)
    restriction_id: Mapped[UUID | None] = mapped_column(ForeignKey("restriction.id"), index=True)
    released: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


def sealed_or_open(*open_columns: str) -> tuple[CheckConstraint, ...]:
    """Give the constraints that keep a closed row's open columns empty."""
    empty = " AND ".join(f"{column} = ''" for column in open_columns)
    return (
        CheckConstraint(
            "(classification = 'PUB') = (compartment_id IS NULL)", name="open_or_in_a_compartment"
        ),
        CheckConstraint("(sealed IS NULL) = (compartment_id IS NULL)", name="sealed_if_closed"),
        CheckConstraint(
            "restriction_id IS NULL OR compartment_id IS NOT NULL", name="no_bare_restriction"
        ),
        CheckConstraint(f"compartment_id IS NULL OR ({empty})", name="nothing_open_if_closed"),
    )
