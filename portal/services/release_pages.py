"""What is shown of releases: those that wait, and what the public will see of one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select

from portal.audit import Verb
from portal.errors import (
    AccountUnchecked,
    CannotOpen,
    KeysUnavailable,
    LogUnavailable,
    NotFound,
    StepUpUnproved,
)
from portal.policy import Classification
from portal.records.tables import (
    AgendaItem,
    Body,
    Compartment,
    Meeting,
    Person,
    Release,
    ReleaseCause,
    ReleasedPart,
    ReleaseState,
    Restriction,
    RestrictionState,
    WithheldNotice,
)
from portal.services.closing import KINDS, OPEN_COLUMNS
from portal.services.release_files import FileLine, files_of
from portal.services.releasing import NEVER, fingerprint, waiting_release
from portal.services.two_people import asked_by_the_same, can_release
from portal.services.unsealing import Shut, as_closed, shut_rows
from portal.services.work import Closed, Work

_OPENED_AS: Final = {
    "paper": Verb.PAPER_OPENED,
    "minute": Verb.MINUTES_OPENED,
    "action": Verb.ACTION_OPENED,
    "forward_plan_entry": Verb.PLAN_ENTRY_OPENED,
    "agenda_item": Verb.TITLES_LISTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A closed row, as far as this person may read it."""

    noun: str
    id: UUID
    kind: str  # the log's word for it
    item_number: str
    words: Mapping[str, str] | None = field(repr=False)  # None: closed to this person
    files: tuple[FileLine, ...]

    @property
    def value(self) -> str:
        """What a form calls it."""
        return f"{self.noun}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A restriction, as the public knows it."""

    id: UUID
    body_name: str
    body_slug: str
    heading: str
    number: str
    meeting_id: UUID | None
    meeting_at: datetime | None
    compartment: str
    state: RestrictionState


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLine:
    """A release in the list."""

    id: UUID
    told: Told
    cause: ReleaseCause
    whole: bool
    state: ReleaseState
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    mine: bool  # this person asked for it, so another must decide


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePage:
    """One release, and exactly what it opens."""

    line: ReleaseLine
    announcement: str
    refused_because: str
    parts: tuple[Part, ...]
    seen: str  # what was shown, so that nothing else is confirmed
    changed: bool  # what is closed has changed since it was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPage:
    """What could be released of a restriction."""

    told: Told
    parts: tuple[Part, ...]
    never: str  # why it is never released here; empty if it can be
    waiting: UUID | None


def read_releases(work: Work) -> tuple[ReleaseLine, ...]:
    """List the releases of the asker's bodies: those that wait first, then the newest."""
    rows = work.session.execute(
        select(Release, Restriction)
        .join(Restriction, Restriction.id == Release.restriction_id)
        .order_by(Release.decided_at.is_not(None), Release.asked_at.desc())
    )
    return tuple(
        _line(work, release, restriction)
        for release, restriction in rows
        if can_release(work.principal, restriction.body_id)
    )


def read_release(work: Work, release_id: UUID) -> ReleasePage:
    """Show one release, and what the public will see once it is confirmed.

    What this person may not read stays closed to them: they can still confirm the release.

    :raises NotFound: if there is none of a body they may release for.
    """
    release = work.session.get(Release, release_id)
    if release is None:
        raise NotFound
    restriction = work.session.get_one(Restriction, release.restriction_id)
    if not can_release(work.principal, restriction.body_id):
        raise NotFound
    rows: list[Shut] = []
    changed = False
    if release.state is ReleaseState.ASKED:
        named = {
            (part.noun, part.row_id)
            for part in work.session.scalars(
                select(ReleasedPart).where(ReleasedPart.release_id == release_id)
            )
        }
        shut = shut_rows(work, restriction.id)
        rows = [row for row in shut if (row.noun, row.id) in named]
        changed = len(rows) != len(named) or (release.whole and len(rows) != len(shut))
    return ReleasePage(
        line=_line(work, release, restriction),
        announcement=release.announcement,
        refused_because=release.refused_because,
        parts=_parts(work, rows),
        seen=fingerprint(work, rows),
        changed=changed,
    )


def read_what_could_open(work: Work, restriction_id: UUID) -> AskPage:
    """Show what could be released of a restriction, to somebody who may ask for it.

    :raises NotFound: if there is no such restriction, or they may not.
    """
    restriction = work.session.get(Restriction, restriction_id)
    if restriction is None or not can_release(work.principal, restriction.body_id):
        raise NotFound
    never = NEVER.get(restriction.classification, "")
    return AskPage(
        told=_told(work, restriction),
        parts=() if never else _parts(work, shut_rows(work, restriction_id)),
        never=never,
        waiting=waiting_release(work, restriction_id),
    )


def is_review(work: Work, restriction_id: UUID) -> bool:
    """Say whether what is closed belongs to a review, whose published version may be attached."""
    restriction = work.session.get(Restriction, restriction_id)
    return restriction is not None and restriction.classification is Classification.REV


def _line(work: Work, release: Release, restriction: Restriction) -> ReleaseLine:
    decided = release.decided_by_id
    return ReleaseLine(
        id=release.id,
        told=_told(work, restriction),
        cause=release.cause,
        whole=release.whole,
        state=release.state,
        asked_by=work.session.get_one(Person, release.asked_by_id).name,
        asked_at=release.asked_at,
        decided_by=work.session.get_one(Person, decided).name if decided else "",
        decided_at=release.decided_at,
        mine=asked_by_the_same(work.session, work.principal, release, work.clock()),
    )


def _told(work: Work, restriction: Restriction) -> Told:
    notice = work.session.scalar(
        select(WithheldNotice)
        .where(
            or_(
                WithheldNotice.restriction_id == restriction.id,
                WithheldNotice.item_id == restriction.item_id,
            )
        )
        .order_by(WithheldNotice.restriction_id.is_(None), WithheldNotice.position)
        .limit(1)
    )
    item = work.session.get(AgendaItem, restriction.item_id) if restriction.item_id else None
    meeting = work.session.get(
        Meeting, notice.meeting_id if notice else item.meeting_id if item else UUID(int=0)
    )
    body = work.session.get_one(Body, restriction.body_id)
    return Told(
        id=restriction.id,
        body_name=body.name,
        body_slug=body.slug,
        heading=notice.heading if notice else "A restricted item",
        number=notice.number if notice else item.number if item else "",
        meeting_id=meeting.id if meeting else None,
        meeting_at=meeting.starts_at if meeting else None,
        compartment=work.session.get_one(Compartment, restriction.compartment_id).name,
        state=restriction.state,
    )


def _parts(work: Work, rows: Sequence[Shut]) -> tuple[Part, ...]:
    words = _readable(work, rows)
    return tuple(
        Part(
            noun=row.noun,
            id=row.id,
            kind=KINDS[row.noun],
            item_number=work.session.get_one(AgendaItem, row.item).number if row.item else "",
            words=_in_order(row.noun, words.get(row.id)),
            files=files_of(work, row),
        )
        for row in rows
    )


def _in_order(noun: str, words: Mapping[str, str] | None) -> Mapping[str, str] | None:
    if words is None:
        return None
    return {name: words.get(name, "") for name in OPEN_COLUMNS[noun]}


def _readable(work: Work, rows: Iterable[Shut]) -> dict[UUID, Mapping[str, str]]:
    """Open, each under a logged intent, what of the rows this person may read."""
    by_verb: dict[tuple[Verb, str], list[Closed]] = {}
    for row in rows:
        closed = as_closed(work, row)
        verdict = work.scope.verdict_on(closed.thing)
        if verdict.allowed:
            by_verb.setdefault((_OPENED_AS[row.noun], verdict.rule), []).append(closed)
    words: dict[UUID, Mapping[str, str]] = {}
    for (verb, _), those in by_verb.items():
        try:
            words |= work.open_rows(verb, those)
        except (
            LogUnavailable,
            KeysUnavailable,
            CannotOpen,
            AccountUnchecked,
            StepUpUnproved,
        ):
            continue  # shown as closed to this person, as it is at the moment
    return words
