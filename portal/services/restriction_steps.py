"""Steps in the life of a restriction: each is kept, told to the log, and shown on its notices."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import update

from portal.audit import Verb
from portal.records.tables import Restriction, RestrictionEvent, RestrictionState, WithheldNotice
from portal.services.work import Work

ENDED: Final = frozenset(
    {
        RestrictionState.LOST,
        RestrictionState.LAPSED,
        RestrictionState.RELEASED,
        RestrictionState.SUPERSEDED,
        RestrictionState.WITHDRAWN,
    }
)
"""States in which a restriction closes nothing any longer."""

_VERBS: Final[Mapping[RestrictionState, Verb]] = {
    RestrictionState.PROPOSED: Verb.RESTRICTION_PROPOSED,
    RestrictionState.RESOLVED: Verb.RESTRICTION_RESOLVED,
    RestrictionState.MAINTAINED: Verb.RESTRICTION_MAINTAINED,
}


def step(  # noqa: PLR0913 -- a step is described by these, each by name
    work: Work,
    restriction: Restriction,
    state: RestrictionState,
    *,
    office: str = "",
    words: str = "",
    reason: str = "",
    meeting: UUID | None = None,
) -> UUID:
    """Move a restriction to a state, keep the step, and tell the log.  The caller commits.

    :param office: in which office it was done.
    :param words: what the public is told of it; shown on the notices once nothing is closed.
    :param reason: the private reason, which is sealed.
    :param meeting: the meeting that did it, if one did.
    """
    event = RestrictionEvent(
        id=uuid4(),
        restriction_id=restriction.id,
        state=state,
        happened_at=work.clock(),
        by_id=work.principal.person,
        office=office,
        meeting_id=meeting,
        words=words,
    )
    if reason:
        event.sealed_reason = work.seal(
            restriction.compartment_id, "restriction", event.id, {"reason": reason}
        )
    work.session.add(event)
    restriction.state = state
    shown: dict[str, object] = {"state": state}
    if state in ENDED:
        restriction.ended_on = work.today
        shown |= {"ended_on": work.today, "ended_because": words}
    work.session.flush()
    work.session.execute(
        update(WithheldNotice).where(WithheldNotice.restriction_id == restriction.id).values(shown)
    )
    told = {} if state in _VERBS else {"state": state.value}
    work.journal.note(
        actor=work.actor,
        verb=_VERBS.get(state, Verb.RESTRICTION_ENDED),
        objects=(restriction.id,),
        detail=told,
    )
    return event.id
