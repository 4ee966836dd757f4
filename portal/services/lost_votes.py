"""Lost votes: what becomes of a restriction when its item was taken in public, or it lapses."""

from typing import Final
from uuid import UUID

from sqlalchemy import or_, select

from portal.errors import NotFound, Refused
from portal.policy import Classification, Regime, Stage
from portal.policy.regimes import Opens, RegimeRules, regime_rules
from portal.records.tables import (
    Action,
    AgendaItem,
    ExcludedItem,
    ExclusionResolution,
    ExclusionState,
    Meeting,
    Minute,
    Paper,
    ReleaseCause,
    Restriction,
    RestrictionState,
)
from portal.services.releasing import ask_release, waiting_release
from portal.services.restriction_steps import ENDED, step
from portal.services.two_people import can_release
from portal.services.unsealing import Shut, shut_rows, thing_of
from portal.services.work import Work

_HEARD: Final = (
    "The motion to exclude the public was lost, or was not put, so this was heard in public."
)
_AFTER: Final = {
    Opens.OF_RIGHT: "The law opens its report and minutes; they are shown once a second officer"
    " has confirmed the release.",
    Opens.BY_POLICY: "Under the rules the Board has adopted its papers are published once a second"
    " officer has confirmed the release.",
    Opens.NOTHING: "Its papers stay closed until a release is decided.",
}
_EXECUTIVE: Final = (
    "The proper officer may still withhold the report (regulation 20(2)(b) of SI 2012/2089): it"
    " stays closed until a release is decided."
)


def open_what_was_not_closed(work: Work, item: AgendaItem, meeting: Meeting) -> None:
    """Follow up an item that was taken in public: its live exempt restrictions are lost.

    Where a lost vote opens them, a release is asked for at once.  What is confidential, a
    partner's, a review's or about one person stays as it is: no vote decides about that.  The
    caller commits.
    """
    for restriction in live_restrictions(work, item.id):
        if not was_excluded(work, item.id, restriction.id):
            lose(work, restriction, item, meeting)


def lose(work: Work, restriction: Restriction, item: AgendaItem, meeting: Meeting) -> None:
    """Mark one restriction of an item as lost, and ask for its release where the regime opens it.

    The caller commits.
    """
    if restriction.classification is not Classification.EX or restriction.state in ENDED:
        return
    rules = regime_rules(meeting.regime, meeting.jurisdiction)
    step(work, restriction, RestrictionState.LOST, words=_words(rules), meeting=meeting.id)
    rows = shut_rows(work, restriction.id)
    here = [(row.noun, row.id) for row in rows if row.item == item.id]
    if rules.lost_vote_opens is Opens.NOTHING or not here:
        return
    if waiting_release(work, restriction.id) is None and can_release(
        work.principal, restriction.body_id
    ):
        ask_release(
            work,
            restriction.id,
            cause=ReleaseCause.VOTE_LOST,
            announcement=_HEARD,
            parts=None if len(here) == len(rows) else here,
        )


def lapse(work: Work, restriction_id: UUID, because: str) -> UUID | None:
    """Record that an exemption no longer holds, and ask for what that opens to be released.

    Under Part VA the withheld minutes open (1972 Act s.100C(1)(a)); a report waits for a
    decision of its own.  The caller commits.

    :returns: the release that now waits, if the lapse opens anything.
    :raises NotFound: if there is no such restriction, or the asker may not decide on it.
    :raises Refused: if it is not an exemption, has ended, or nothing is said for the public.
    """
    restriction = work.session.get(Restriction, restriction_id)
    if restriction is None or not can_release(work.principal, restriction.body_id):
        raise NotFound
    if restriction.classification is not Classification.EX:
        raise Refused("Only an exemption lapses: what else is closed stays until it is released.")
    if restriction.state in ENDED:
        raise Refused("This restriction has ended already.")
    if not because.strip():
        raise Refused("Say, for the public, why the exemption no longer holds.")
    step(work, restriction, RestrictionState.LAPSED, words=because.strip())
    rows = shut_rows(work, restriction_id)
    opened = [(row.noun, row.id) for row in rows if _opened_by_lapse(work, row)]
    for item_id in {row.item for row in rows if row.item}:
        item = work.session.get_one(AgendaItem, item_id)
        if item.stage is Stage.POST_CLOSED and not live_restrictions(work, item_id):
            item.stage = Stage.LAPSED
    if not opened:
        return None
    return ask_release(
        work,
        restriction_id,
        cause=ReleaseCause.LAPSE,
        announcement=because.strip(),
        parts=opened,
    )


def _opened_by_lapse(work: Work, shut: Shut) -> bool:
    """Say whether a closed row is a record of the meeting that a lapse opens (s.100C(1)(a))."""
    thing = thing_of(work, shut)
    if thing is None or thing.item is None:
        return False
    rules = regime_rules(thing.regime, thing.jurisdiction)
    return thing.doc_type in rules.lapse_opens and shut.noun != AgendaItem.__tablename__


def live_restrictions(work: Work, item_id: UUID) -> list[Restriction]:
    """Find the restrictions of an item, or of anything under it, that have not ended."""
    under = [
        select(table.restriction_id).where(
            table.item_id == item_id, table.restriction_id.is_not(None)
        )
        for table in (Paper, Minute, Action)
    ]
    itself = select(AgendaItem.restriction_id).where(
        AgendaItem.id == item_id, AgendaItem.restriction_id.is_not(None)
    )
    found = select(Restriction).where(
        or_(
            Restriction.item_id == item_id,
            Restriction.id.in_(itself),
            *(Restriction.id.in_(each) for each in under),
        ),
        Restriction.state.not_in(ENDED),
    )
    return list(work.session.scalars(found.order_by(Restriction.decided_on, Restriction.id)))


def was_excluded(work: Work, item_id: UUID, restriction_id: UUID | None = None) -> bool:
    """Say whether the public was in fact excluded from an item, perhaps for one restriction."""
    carried = (
        select(ExcludedItem.id)
        .join(ExclusionResolution, ExclusionResolution.id == ExcludedItem.resolution_id)
        .where(ExcludedItem.item_id == item_id, ExclusionResolution.state == ExclusionState.CARRIED)
    )
    if restriction_id is not None:
        carried = carried.where(ExcludedItem.restriction_id == restriction_id)
    return work.session.scalar(carried.limit(1)) is not None


def _words(rules: RegimeRules) -> str:
    after = _EXECUTIVE if rules.regime is Regime.EXEC_2012 else _AFTER[rules.lost_vote_opens]
    return f"{_HEARD} {after}"
