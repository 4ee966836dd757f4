"""Releasing: what a restriction closed opens when one person asks and another confirms."""

from collections.abc import Collection
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import Classification
from portal.records.tables import (
    AgendaItem,
    Paper,
    Release,
    ReleaseCause,
    ReleasedPart,
    ReleaseState,
    Restriction,
    RestrictionState,
)
from portal.services.all_or_nothing import all_or_nothing
from portal.services.leak_check.gate import refuse_leaking_release
from portal.services.leak_check.standing import sealed_versions, standing_of
from portal.services.requests_settling import settle_requests
from portal.services.restriction_steps import step
from portal.services.two_people import asked_by_the_same, can_release
from portal.services.unsealing import Shut, shut_rows, unseal
from portal.services.work import Work

__all__ = [
    "NEVER",
    "ReleaseCause",
    "ask_release",
    "confirm_release",
    "fingerprint",
    "refuse_release",
    "release_to_decide",
    "rows_to_open",
    "waiting_release",
]

NEVER: Final = {
    Classification.CONF: "Confidential information is not released here: only whoever supplied it,"
    " or the law or court that forbids publishing it, can lift that.",
    Classification.CASE: "Material about one person's case is never released: ask the people who"
    " put it here to take it out of the portal.",
    Classification.REV: "The drafts of a review are never released: attach its published version"
    " as a paper of its own.",
    Classification.OUTSIDE: "This material should not be in the portal: have it taken out.",
}
"""Why what is of a class is never released here."""

_OVER: Final = frozenset(
    {RestrictionState.RELEASED, RestrictionState.SUPERSEDED, RestrictionState.WITHDRAWN}
)


def ask_release(
    work: Work,
    restriction_id: UUID,
    *,
    cause: ReleaseCause,
    announcement: str,
    parts: Collection[tuple[str, UUID]] | None = None,
) -> UUID:
    """Ask for what a restriction closed to be opened; nothing opens yet.  The caller commits.

    :param announcement: what the public will be told when it is done.
    :param parts: the rows to open, each as its table's name and identifier; ``None`` for all.
    :raises NotFound: if there is no such restriction, or the asker may not ask.
    :raises Refused: if it is of a class that is never released, nothing is left to open, a
        release waits already, nothing is announced, or a part is not closed under it.
    """
    restriction = work.session.get(Restriction, restriction_id)
    if restriction is None or not can_release(work.principal, restriction.body_id):
        raise NotFound
    work.session.refresh(restriction, with_for_update=True)
    _refuse_what_never_opens(restriction.classification)
    if restriction.state in _OVER:
        raise Refused("This restriction has ended already: there is nothing to release.")
    if not announcement.strip():
        raise Refused("Say what the public will be told about the release.")
    if waiting_release(work, restriction_id) is not None:
        raise Refused(
            "A release of this is waiting already: another person must confirm or refuse it first."
        )
    chosen = _chosen(shut_rows(work, restriction_id), parts)
    release = Release(
        id=uuid4(),
        restriction_id=restriction_id,
        cause=cause,
        whole=parts is None,
        announcement=announcement.strip(),
        asked_by_id=work.principal.person,
        asked_at=work.clock(),
    )
    work.session.add(release)
    work.session.flush()
    work.session.add_all(
        ReleasedPart(release_id=release.id, noun=row.noun, row_id=row.id) for row in chosen
    )
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.RELEASE_ASKED,
        objects=(release.id, restriction_id),
        detail={"cause": cause.value, "whole": "yes" if parts is None else "no"},
    )
    return release.id


def confirm_release(work: Work, release_id: UUID, *, seen: str | None = None) -> None:
    """Confirm, as a second person, a release; what it names is unsealed at once, and committed.

    :param seen: what :attr:`portal.services.release_pages.ReleasePage.seen` said on the page
        where the confirmer saw what would open; the release must still be that one.
    :raises NotFound: if there is no such release for this person to decide.
    :raises Refused: if it was decided, this person asked for it, it is not what was seen, or a
        file of it was not looked into as what is to be open, or tells more than it shows.
    :raises LogUnavailable: if the log cannot be written; then nothing is released.
    :raises CannotOpen, KeysUnavailable: if something cannot be unsealed; then nothing is.
    """
    with all_or_nothing(work):
        release, restriction = release_to_decide(work, release_id)
        _refuse_what_never_opens(restriction.classification)
        rows = rows_to_open(work, release)
        if seen is not None and seen != fingerprint(work, rows):
            raise Refused(
                "What this release would open has changed: look at it again, then confirm."
            )
        refuse_leaking_release(work, papers_among(work, rows))
        with unseal(work, release, rows):
            release.state = ReleaseState.DONE
            release.decided_by_id = work.principal.person
            release.decided_at = work.clock()
            work.session.flush()
            left = shut_rows(work, restriction.id)
            step(
                work,
                restriction,
                RestrictionState.PART_RELEASED if left else RestrictionState.RELEASED,
                words=release.announcement,
            )
            work.journal.note(
                actor=work.actor,
                verb=Verb.RELEASE_CONFIRMED,
                objects=(release.id, restriction.id),
                detail={"cause": release.cause.value, "count": len(rows)},
            )
            settle_requests(work, release)
            work.commit()


def refuse_release(work: Work, release_id: UUID, because: str) -> None:
    """Refuse, as a second person, a release; nothing opens.  Commits.

    :raises NotFound, Refused: as :func:`confirm_release`, and Refused if no reason is given.
    """
    with all_or_nothing(work):
        release, _ = release_to_decide(work, release_id)
        if not because.strip():
            raise Refused("Say why this is not to be released.")
        release.state = ReleaseState.REFUSED
        release.decided_by_id = work.principal.person
        release.decided_at = work.clock()
        release.refused_because = because.strip()
        work.journal.note(
            actor=work.actor,
            verb=Verb.RELEASE_REFUSED,
            objects=(release.id, release.restriction_id),
        )
        work.commit()


def waiting_release(work: Work, restriction_id: UUID) -> UUID | None:
    """Find the release of a restriction that waits for a second person."""
    return work.session.scalar(
        select(Release.id).where(
            Release.restriction_id == restriction_id, Release.state == ReleaseState.ASKED
        )
    )


def release_to_decide(work: Work, release_id: UUID) -> tuple[Release, Restriction]:
    """Find a release, locked, that this person may decide.

    :raises NotFound: if there is none of a body for which they may.
    :raises NotPermitted: if it is they who asked for it, in this account or another of theirs.
    :raises Refused: if it has been decided.
    """
    release = work.session.get(Release, release_id)
    if release is None:
        raise NotFound
    restriction = work.session.get_one(Restriction, release.restriction_id)
    if not can_release(work.principal, restriction.body_id):
        raise NotFound
    if asked_by_the_same(work.session, work.principal, release, work.clock()):
        raise NotPermitted
    for row in (restriction, release):
        work.session.refresh(row, with_for_update=True)
    if release.state is not ReleaseState.ASKED:
        raise Refused("This release has been decided already: nothing was changed.")
    return release, restriction


def rows_to_open(work: Work, release: Release) -> list[Shut]:
    """Find the rows that a release opens.

    :raises Refused: if something was put under the restriction, or taken away, since it was asked.
    """
    parts = select(ReleasedPart.noun, ReleasedPart.row_id).where(
        ReleasedPart.release_id == release.id
    )
    named = {(part.noun, part.row_id) for part in work.session.execute(parts)}
    shut = shut_rows(work, release.restriction_id)
    rows = [row for row in shut if (row.noun, row.id) in named]
    if len(rows) != len(named) or (release.whole and len(rows) != len(shut)):
        raise Refused(
            "What is closed under this restriction has changed since the release was asked for:"
            " refuse it, and have it asked for again."
        )
    return rows


def fingerprint(work: Work, rows: Collection[Shut]) -> str:
    """Give a keyed digest of sealed rows and their files, as somebody was shown them.

    What was found in the files, and what of it was accepted by then, is part of it.
    """
    told = sorted(f"{row.noun} {row.id} {row.digest}" for row in rows)
    versions = {each.id for each in sealed_versions(work, papers_among(work, rows))}
    for version, standing in standing_of(work, versions).items():
        told += [f"{version} {standing.check} {each}" for each in standing.findings]
        told.append(f"{version} {standing.check}")
    return work.fingerprint("\n".join(sorted(told)).encode())


def papers_among(work: Work, rows: Collection[Shut]) -> dict[UUID, str]:
    """Give the papers among closed rows, each with the number of its item."""
    papers = {row.id: row.item for row in rows if row.noun == Paper.__tablename__}
    numbers = select(AgendaItem.id, AgendaItem.number).where(AgendaItem.id.in_(papers.values()))
    by_item = {row.id: row.number for row in work.session.execute(numbers)}
    return {paper: by_item.get(item, "") for paper, item in papers.items()}


def _refuse_what_never_opens(classification: Classification) -> None:
    if sentence := NEVER.get(classification):
        raise Refused(sentence)


def _chosen(shut: list[Shut], parts: Collection[tuple[str, UUID]] | None) -> list[Shut]:
    if parts is None:
        chosen = shut
    else:
        chosen = [row for row in shut if (row.noun, row.id) in set(parts)]
        if not chosen or len(chosen) != len(set(parts)):
            raise Refused("Choose what to release from what is closed under this restriction.")
    for row in chosen:
        _refuse_what_never_opens(row.classification)
    return chosen
