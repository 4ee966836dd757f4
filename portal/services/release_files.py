"""The files of a release: how each stands that was looked into as what is to be open."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from portal.services.access.asking import names
from portal.services.leak_check.standing import sealed_versions, standing_of
from portal.services.unsealing import Shut
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """One sealed file that opens with its paper; of what was found in it no word is told."""

    version: UUID
    number: int
    looked: bool
    found: int
    open: int  # neither mended nor accepted
    never: bool  # it is marked above what the portal may hold
    accepted_by: tuple[str, ...]


def files_of(work: Work, paper: Shut) -> tuple[FileLine, ...]:
    """List the sealed files of a closed row that is a paper; of any other row there are none."""
    versions = sealed_versions(work, {paper.id} if paper.noun == "paper" else set())
    standing = standing_of(work, [each.id for each in versions])
    by = {each.by for one in standing.values() for each in one.findings if each.by is not None}
    known: Mapping[UUID | None, str] = names(work, by)
    lines = []
    for version in versions:
        told = standing.get(version.id)
        found = () if told is None else told.findings
        accepted = dict.fromkeys(known.get(each.by, "") for each in found if each.by is not None)
        lines.append(
            FileLine(
                version=version.id,
                number=version.number,
                looked=told is not None,
                found=len(found),
                open=sum(each.open for each in found),
                never=any(each.outside for each in found),
                accepted_by=tuple(accepted),
            )
        )
    return tuple(lines)
