"""How stored files stand that were looked into as what is open, or is to be: no word is opened."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from portal.records.tables import FindingState, LeakCheck, LeakFinding, PaperVersion
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingStanding:
    """What became of one finding, without a word of it."""

    number: int
    open: bool
    outside: bool
    by: UUID | None  # who accepted it


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionStanding:
    """How a stored file stands that was looked into as what is open, or is to be."""

    check: UUID
    findings: tuple[FindingStanding, ...]

    @property
    def open(self) -> int:
        """How many of the findings are not accepted."""
        return sum(each.open for each in self.findings)

    @property
    def outside(self) -> bool:
        """Whether it bears a marking above what the portal may hold."""
        return any(each.outside for each in self.findings)


def sealed_versions(work: Work, papers: Collection[UUID]) -> list[PaperVersion]:
    """Find the sealed files of papers: all of them open when their paper does."""
    if not papers:
        return []
    sealed = select(PaperVersion).where(
        PaperVersion.paper_id.in_(papers), PaperVersion.sealed_key.is_not(None)
    )
    return list(work.session.scalars(sealed.order_by(PaperVersion.paper_id, PaperVersion.number)))


def standing_of(work: Work, versions: Collection[UUID]) -> dict[UUID, VersionStanding]:
    """Say how stored files stand that were looked into as what is open, or is to be.

    No word of what was found is opened, and whoever is asked may not be able to read it.
    """
    checks = work.session.scalars(
        select(LeakCheck)
        .where(LeakCheck.version_id.in_(versions), LeakCheck.public)
        .execution_options(populate_existing=True)
    ).all()
    rows = select(LeakFinding).where(LeakFinding.check_id.in_([each.id for each in checks]))
    rows = rows.order_by(LeakFinding.check_id, LeakFinding.number)
    found: dict[UUID, list[LeakFinding]] = {each.id: [] for each in checks}
    for row in work.session.scalars(rows.execution_options(populate_existing=True)):
        found[row.check_id].append(row)
    return {
        each.version_id: VersionStanding(check=each.id, findings=tuple(map(_line, found[each.id])))
        for each in checks
        if each.version_id is not None
    }


def _line(row: LeakFinding) -> FindingStanding:
    return FindingStanding(
        number=row.number,
        open=row.state is FindingState.OPEN,
        outside=row.outside,
        by=row.accepted_by_id,
    )
