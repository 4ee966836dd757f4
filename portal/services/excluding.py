"""Excluding the public: the motion drafted from the record, and what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.policy import Classification, Regime, Stage
from portal.policy.exclusion_words import Excluded, mandatory_words, resolution_words
from portal.policy.grounds import SCHEMES
from portal.records.tables import (
    AgendaItem,
    ExcludedItem,
    ExclusionKind,
    ExclusionResolution,
    ExclusionState,
    Meeting,
    MeetingState,
    Restriction,
    RestrictionState,
    StatementSource,
)
from portal.services.exclusion_lines import (
    excluded_items,
    meeting_to_record,
    refuse_faults,
    resolved_item,
)
from portal.services.ground_statements import state_ground
from portal.services.item_courses import record_outcome, refuse_a_draft, refuse_before_the_day
from portal.services.lost_votes import live_restrictions
from portal.services.restriction_steps import ENDED, step
from portal.services.votes import Vote, refuse_what_does_not_add_up
from portal.services.work import LOCAL, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A restriction of an item, for which the public is to leave."""

    item: UUID
    restriction: UUID
    part: str = ""  # in public words; empty for the whole item
    paragraphs: tuple[str, ...] = ()  # if the meeting states others than the restriction does


def draft_exclusion(work: Work, meeting_id: UUID, choices: Collection[Choice]) -> UUID:
    """Draft the motion to exclude the public for some items, in the words the Act asks for.

    The caller commits.

    :raises NotFound, NotPermitted: if there is no such meeting, or the asker may not record it.
    :raises Refused: if nothing is chosen, or something that no vote decides about.
    """
    meeting = meeting_to_record(work, meeting_id)
    if not choices:
        raise Refused("Choose the items from which the public is to be excluded.")
    found = [_chosen(work, meeting, each) for each in choices]
    for restriction, _ in found:
        if restriction.classification is Classification.CONF:
            raise Refused(
                "No vote is taken about confidential information: record that the public had to go."
            )
        if restriction.classification is Classification.PART and meeting.regime is not Regime.NONE:
            raise Refused(
                "A partner's confidence is by itself no ground for excluding the public: restrict"
                " the item under a paragraph of the Schedule too."
            )
    words = resolution_words(
        meeting.regime, meeting.jurisdiction, [excluded for _, excluded in found]
    )
    return _keep(work, meeting, ExclusionKind.RESOLVED, words, found, choices)


def reword_exclusion(work: Work, resolution_id: UUID, words: str) -> None:
    """Put a motion that has not been voted on in other words.  The caller commits.

    :raises NotFound, NotPermitted: as :func:`draft_exclusion`.
    :raises Refused: if it names no item or states no ground (1972 Act s.100A(5)), or was decided.
    """
    resolution, _ = _drafted(work, resolution_id)
    refuse_faults(work, resolution.id, words)
    resolution.words = words.strip()
    _told(work, resolution)


def record_vote(work: Work, resolution_id: UUID, vote: Vote) -> None:
    """Record that a motion to exclude the public was carried, lost or not put.

    Carried, its restrictions are resolved and its items closed.  Otherwise each item was taken
    in public, which may open it, or was deferred or withdrawn.  The caller commits.

    :raises NotFound, NotPermitted: as :func:`draft_exclusion`.
    :raises Refused: if it was decided, is about confidential information, does not add up, or
        its words lack an item or a ground.
    """
    resolution, meeting = _drafted(work, resolution_id)
    refuse_before_the_day(work, meeting)
    refuse_what_does_not_add_up(vote)
    if vote.state is ExclusionState.CARRIED:
        refuse_faults(work, resolution.id, resolution.words)
    resolution.state = vote.state
    resolution.moved_by, resolution.seconded_by = vote.moved_by.strip(), vote.seconded_by.strip()
    resolution.votes_for, resolution.votes_against = vote.votes_for, vote.votes_against
    resolution.abstentions = vote.abstentions
    resolution.closed_from_at = vote.closed_from_at
    resolution.closed_until_at = vote.closed_until_at
    resolution.recorded_by_id, resolution.recorded_at = work.principal.person, work.clock()
    _told(work, resolution)
    lines = excluded_items(work, resolution.id)
    if vote.state is ExclusionState.CARRIED:
        for line in lines:
            _close(work, meeting, line)
        return
    for item in dict.fromkeys(line.item_id for line in lines):
        record_outcome(work, item, vote.then, because=vote.because)


def record_mandatory(work: Work, choice: Choice) -> UUID:
    """Record that the public had to leave, because confidential information would be disclosed.

    There is no motion and no vote (1972 Act s.100A(2)).  The caller commits.

    :raises NotFound, NotPermitted: as :func:`draft_exclusion`.
    :raises Refused: if what is closed is not confidential.
    """
    item = work.session.get(AgendaItem, choice.item)
    if item is None:
        raise NotFound
    meeting = meeting_to_record(work, item.meeting_id)
    found = _chosen(work, meeting, choice)
    if found[0].classification is not Classification.CONF:
        raise Refused("Only confidential information excludes the public without a vote.")
    words = mandatory_words(meeting.regime, meeting.jurisdiction, [found[1]])
    kept = _keep(work, meeting, ExclusionKind.MANDATORY, words, [found], [choice])
    resolution = work.session.get_one(ExclusionResolution, kept)
    resolution.state = ExclusionState.CARRIED
    resolution.recorded_by_id, resolution.recorded_at = work.principal.person, work.clock()
    for line in excluded_items(work, kept):
        _close(work, meeting, line)
    return kept


Found = tuple[Restriction, Excluded]


def _chosen(work: Work, meeting: Meeting, choice: Choice) -> Found:
    item = work.session.get(AgendaItem, choice.item)
    if item is None or item.meeting_id != meeting.id:
        raise NotFound
    live = {each.id: each for each in live_restrictions(work, item.id)}
    restriction = live.get(choice.restriction)
    if restriction is None:
        raise Refused("Nothing of this item is restricted: restrict it first, on a ground.")
    scheme = SCHEMES[restriction.scheme]
    stated = choice.paragraphs or tuple(restriction.paragraphs.split(","))
    if not {each.number for each in scheme.selectable()}.issuperset(stated):
        raise Refused(f"Choose paragraphs of {scheme.name}.")
    named = resolved_item(work, item, restriction.scheme, ",".join(stated))
    return restriction, Excluded(item=named, part=choice.part.strip())


def _keep(  # noqa: PLR0913, PLR0917 -- what an exclusion is made of
    work: Work,
    meeting: Meeting,
    kind: ExclusionKind,
    words: str,
    found: Sequence[Found],
    choices: Collection[Choice],
) -> UUID:
    resolution = ExclusionResolution(id=uuid4(), meeting_id=meeting.id, kind=kind, words=words)
    work.session.add(resolution)
    work.session.flush()
    work.session.add_all(
        ExcludedItem(
            resolution_id=resolution.id,
            item_id=choice.item,
            restriction_id=choice.restriction,
            scheme=restriction.scheme,
            paragraphs=",".join(excluded.item.paragraphs),
            part=excluded.part,
        )
        for (restriction, excluded), choice in zip(found, choices, strict=True)
    )
    work.session.flush()
    _told(work, resolution)
    return resolution.id


def _drafted(work: Work, resolution_id: UUID) -> tuple[ExclusionResolution, Meeting]:
    resolution = work.session.get(ExclusionResolution, resolution_id, with_for_update=True)
    if resolution is None:
        raise NotFound
    meeting = meeting_to_record(work, resolution.meeting_id)
    if resolution.kind is ExclusionKind.MANDATORY:
        raise Refused("No vote is taken about confidential information.")
    if resolution.state is not ExclusionState.DRAFTED:
        raise Refused("What became of this motion is recorded already.")
    return resolution, meeting


def _close(work: Work, meeting: Meeting, line: ExcludedItem) -> None:
    """Follow up an exclusion: the ground is the one that the meeting stated."""
    restriction = work.session.get_one(
        Restriction, line.restriction_id, with_for_update=True, populate_existing=True
    )
    if restriction.state in ENDED:
        raise Refused("A restriction that this motion is about has ended: draft the motion anew.")
    item = work.session.get_one(AgendaItem, line.item_id)
    refuse_a_draft(item)
    held_on = meeting.starts_at.astimezone(LOCAL).date()
    step(work, restriction, RestrictionState.RESOLVED, office="The meeting", meeting=meeting.id)
    state_ground(
        work,
        line.item_id,
        line.restriction_id,
        StatementSource.RESOLUTION,
        line.scheme,
        line.paragraphs.split(","),
        held_on,
    )
    over = meeting.state is MeetingState.HELD
    item.stage = Stage.POST_CLOSED if over else Stage.LIVE_CLOSED


def _told(work: Work, resolution: ExclusionResolution) -> None:
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.EXCLUSION_RECORDED,
        objects=(resolution.id, resolution.meeting_id),
        detail={"kind": resolution.kind.value, "state": resolution.state.value},
    )
