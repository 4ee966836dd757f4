"""What the log says of a disposal: a row of the record alone disposes of nothing."""

from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import Entry, Verb
from portal.errors import Refused
from portal.records.tables import Disposal, DisposedPaper
from portal.services.work import Work

NOT_LOGGED: Final = (
    "The log does not say that this was asked for and approved by three different people, with"
    " these papers: nothing was done.  Run `portal audit verify`."
)


def refuse_unless_logged(work: Work, disposal: Disposal) -> None:
    """Hold a disposal to the log: asked for, for just these papers, and approved by two others.

    Whoever writes into the record could make a row say that; the log they cannot write into.

    :raises Refused: if it does not say so, or says that it was refused.
    :raises LogUnavailable: if it cannot be asked.
    """
    asked = work.journal.latest(Verb.DISPOSAL_ASKED, disposal.id)
    approved = work.journal.every(Verb.DISPOSAL_APPROVED, disposal.id)
    refused = work.journal.latest(Verb.DISPOSAL_REFUSED, disposal.id)
    if asked is None or refused is not None or not _by_three(work, disposal, asked, approved):
        raise Refused(NOT_LOGGED)
    named = {UUID(each) for each in asked.objects} - {disposal.id}
    papers = work.session.scalars(
        select(DisposedPaper.paper_id).where(DisposedPaper.disposal_id == disposal.id)
    )
    if named != set(papers):
        raise Refused(NOT_LOGGED)


def _by_three(work: Work, disposal: Disposal, asked: Entry, approved: tuple[Entry, ...]) -> bool:
    """Say whether the log has the same three people as the record, and no two are one."""
    people = (
        disposal.asked_by_id,
        disposal.first_approved_by_id,
        disposal.second_approved_by_id,
    )
    if None in people:
        return False
    actors = [work.journal.pseudonyms.of_person(each) for each in people if each is not None]
    logged = {asked.actor, *(each.actor for each in approved)}
    return len(set(actors)) == len(actors) and asked.actor == actors[0] and logged >= set(actors)
