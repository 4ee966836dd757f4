"""Settling requests whose answer was to release: by what the second person decides."""

from sqlalchemy import select

from portal.audit import Verb
from portal.records.tables import (
    PaperRequest,
    Release,
    ReleaseState,
    RequestOutcome,
    RequestState,
)
from portal.services.work import Work


def settle_requests(work: Work, release: Release) -> None:
    """Answer the requests that waited for a release, now that it is decided.  The caller commits.

    A release that was refused sends them back to their officer, who answers otherwise: a second
    person does not refuse a member of the public in the officer's words.

    :raises LogUnavailable: if the log cannot be written.
    """
    if release.state is not ReleaseState.DONE:
        return
    waiting = work.session.scalars(
        select(PaperRequest).where(
            PaperRequest.release_id == release.id, PaperRequest.state != RequestState.ANSWERED
        )
    ).all()
    for request in waiting:
        answered(
            work,
            request,
            RequestOutcome.RELEASED if release.whole else RequestOutcome.PART_RELEASED,
        )


def answered(work: Work, request: PaperRequest, outcome: RequestOutcome) -> None:
    """Mark a request as answered, and tell the log.  The caller commits.

    :raises LogUnavailable: if the log cannot be written.
    """
    request.state, request.outcome = RequestState.ANSWERED, outcome
    request.decided_by_id, request.decided_at = work.principal.person, work.clock()
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.REQUEST_ANSWERED,
        objects=(request.id,),
        detail={"outcome": outcome.value},
    )
