"""What somebody wants of the register: one board, year, ground or state, or all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, and_, func, not_

from portal.policy.grounds import SCHEMES, Kind
from portal.records.tables import Body, RestrictionState, WithheldNotice
from portal.services.withheld import BEING_DECIDED, OVER, SAYS, in_year, paragraphs_of

PENDING: Final = "being_decided"
OVERDUE: Final = "overdue"
STATES: Final = {
    PENDING: BEING_DECIDED,
    OVERDUE: "Overdue for review",
    **{state.value: says for state, says in SAYS.items()},
}
"""What can be asked for as a state, and how it is said."""


class Ground(NamedTuple):
    """One paragraph of one scheme; without a number, that none is stated."""

    scheme: str = ""
    number: str = ""

    @property
    def key(self) -> str:
        """How an address names it: ``ENG-12A.1``."""
        return f"{self.scheme}.{self.number}" if self.scheme else ""

    @property
    def name(self) -> str:
        """How a page names it: its number, and what it means."""
        scheme = SCHEMES.get(self.scheme)
        if scheme is None or self.number not in scheme.paragraphs:
            return "No ground is stated"
        label = scheme.paragraphs[self.number].label
        known = scheme.known_as[:1].upper() + scheme.known_as[1:]
        if scheme.kind is not Kind.EXEMPT:
            return label if label.lower() == known.lower() else f"{known}: {label}"
        return f"{known}, paragraph {self.number}: {label}"


def grounds_of(scheme: str, paragraphs: str) -> tuple[Ground, ...]:
    """Give the grounds that a notice states; one that says so where it states none."""
    known = SCHEMES.get(scheme)
    stated = tuple(
        Ground(scheme, number)
        for number in paragraphs_of(paragraphs)
        if known is not None and number in known.paragraphs
    )
    return stated or (Ground(),)


def ground_named(key: str) -> Ground | None:
    """Give the ground that an address names; ``None`` if there is no such ground."""
    scheme, _, number = key.rpartition(".")
    known = SCHEMES.get(scheme)
    return Ground(scheme, number) if known and number in known.paragraphs else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants of the register; what is empty is not asked about."""

    board: str = ""
    year: int | None = None
    ground: Ground | None = None
    state: str = ""
    nothing: bool = False  # what was asked makes no sense, so that nothing fits it

    def conditions(self, today: date) -> Iterator[ColumnElement[bool]]:
        """Give what is asked, as conditions on notices, their meetings and bodies."""
        if self.board:
            yield Body.slug == self.board
        if self.year is not None:
            yield in_year(self.year)
        if self.ground is not None:
            stored = func.replace(WithheldNotice.paragraphs, " ", "")
            yield and_(
                WithheldNotice.scheme == self.ground.scheme,
                not_(WithheldNotice.pending),
                ("," + stored + ",").contains(f",{self.ground.number},", autoescape=True),
            )
        if self.state == OVERDUE:
            yield overdue(today)
        elif self.state == PENDING:
            yield WithheldNotice.pending.is_(True)
        elif self.state:
            yield not_(WithheldNotice.pending)
            yield WithheldNotice.state == RestrictionState(self.state)


def overdue(today: date) -> ColumnElement[bool]:
    """Say of a notice that its review should have happened before today, and has not."""
    return and_(
        WithheldNotice.review_on < today,
        not_(WithheldNotice.pending),
        WithheldNotice.state.not_in(OVER),
    )
