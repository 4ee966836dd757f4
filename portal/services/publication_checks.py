"""What must be settled before something is put before the public: titles and markings."""

from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound, NotPermitted, Refused
from portal.policy import BodyId, Permission, Stage
from portal.policy.markings import Meaning, marking_within, read_marking
from portal.policy.titles import NEUTRAL, claims_closure, names_somebody, speaks_of_a_review
from portal.records.tables import (
    AgendaItem,
    MarkedPaper,
    Meeting,
    Paper,
    Person,
    Restriction,
    WithheldNotice,
)
from portal.services.restriction_steps import ENDED
from portal.services.work import Work

SECOND_LOOK: Final = frozenset({Meaning.NEED_TO_KNOW, Meaning.REVIEW})
"""Markings under which something is open only if a second person says so."""

CLAIMS: Final = frozenset({Meaning.LABEL, Meaning.WITHHELD})
"""Markings that say the paper is closed, whatever class it was given."""

OUTSIDE: Final = (
    "This is marked above OFFICIAL-SENSITIVE, which the portal may not hold.  It was not stored."
    "  Tell whoever gave it to you, and the security adviser."
)
CONFLICT: Final = (
    "It says of itself that it is restricted, but it is put as open: restrict it first, or take"
    " the word out of its title and marking."
)


def meaning_of(*, marking: str, title: str, text: str) -> Meaning:
    """Say what a paper's markings mean together: the strictest of them."""
    printed = read_marking(marking).meaning
    within = marking_within(title, text)
    return Meaning.OUTSIDE if Meaning.OUTSIDE in {printed, within} else _stricter(printed, within)


def _stricter(printed: Meaning, within: Meaning) -> Meaning:
    return within if within is Meaning.NEED_TO_KNOW else printed


def refuse_what_is_outside(work: Work, item_id: UUID, meaning: Meaning) -> None:
    """Refuse what is marked SECRET or above, and put it down in the log; nothing was stored.

    :raises Refused: if it is.
    :raises LogUnavailable: if the log cannot be written.
    """
    if meaning is Meaning.OUTSIDE:
        work.journal.note(actor=work.actor, verb=Verb.PAPER_REFUSED, objects=(item_id,))
        raise Refused(OUTSIDE)


def hold_open_paper(work: Work, item: AgendaItem, paper: Paper, meaning: Meaning) -> None:
    """Let an open paper that is marked wait for a second person.  The caller commits.

    On an agenda that is out it would be public at once, so there it is refused.

    :raises Refused: if it says that it is restricted, or is marked, under a published item.
    """
    out = item.stage is not Stage.DRAFT
    if out and (meaning in CLAIMS or claims_closure(paper.title)):
        raise Refused(CONFLICT)
    if meaning in SECOND_LOOK:
        if out:
            raise Refused(
                f"It is marked {paper.marking or 'OFFICIAL-SENSITIVE'} and the agenda is out: "
                "restrict it, or ask its author for a copy that may be open and says so."
            )
        work.session.add(
            MarkedPaper(
                paper_id=paper.id,
                meaning=meaning,
                put_by_id=work.principal.person,
                put_at=work.clock(),
            )
        )


def confirm_marking(work: Work, paper_id: UUID) -> None:
    """Confirm, as a second person, that a marked paper may be open; and commit.

    :raises NotFound: if no such paper waits for that.
    :raises NotPermitted: if the asker may not publish for the body.
    :raises Refused: if the asker put it there.
    :raises LogUnavailable: if the log cannot be written.
    """
    work.begin_writing()
    held = work.session.get(MarkedPaper, paper_id)
    if held is None:
        raise NotFound
    body = work.session.scalar(
        select(Meeting.body_id)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .join(Paper, Paper.item_id == AgendaItem.id)
        .where(Paper.id == paper_id)
    )
    if body is None or not work.principal.may(Permission.MEETING_PUBLISH, BodyId(body)):
        raise NotPermitted
    if work.principal.person == held.put_by_id:
        raise Refused("You put this paper there: ask somebody else to confirm its marking.")
    if held.confirmed_at is None:
        held.confirmed_by_id, held.confirmed_at = work.principal.person, work.clock()
        work.journal.note(actor=work.actor, verb=Verb.MARKING_CONFIRMED, objects=(paper_id,))
    work.commit()


def refuse_unsettled(work: Work, meeting_id: UUID) -> None:
    """Refuse to publish an agenda whose titles or markings are not settled.

    An agenda cannot be withheld (Local Government Act 1972 s.100B(2) speaks of reports), so a
    title on it names nobody; and what calls itself restricted is restricted, or is not called so.

    :raises Refused: naming the first that is not, and what to do.
    """
    items = work.session.execute(
        select(AgendaItem.id, AgendaItem.number, AgendaItem.heading)
        .where(AgendaItem.meeting_id == meeting_id, AgendaItem.compartment_id.is_(None))
        .order_by(AgendaItem.position)
    ).all()
    restricted = _restricted_items(work, meeting_id)
    names = _names_for(work, [each.heading for each in items])
    for item in items:
        _refuse_title(item.number, item.heading, names, restricted=item.id in restricted)
    papers = work.session.execute(
        select(Paper.title, Paper.marking, AgendaItem.number, MarkedPaper)
        .join(AgendaItem, AgendaItem.id == Paper.item_id)
        .outerjoin(MarkedPaper, MarkedPaper.paper_id == Paper.id)
        .where(AgendaItem.meeting_id == meeting_id, Paper.compartment_id.is_(None))
        .order_by(AgendaItem.position, Paper.position)
    )
    for paper in papers:
        if claims_closure(paper.title) or read_marking(paper.marking).meaning in CLAIMS:
            raise Refused(
                f"A paper under item {paper.number}: {CONFLICT[:1].lower()}{CONFLICT[1:]}"
            )
        if paper.MarkedPaper is not None and paper.MarkedPaper.confirmed_at is None:
            raise Refused(
                f"A paper under item {paper.number} is marked {paper.marking}: a second person"
                " must confirm that it may be open, or it must be restricted."
            )


def refuse_title(work: Work, number: str, heading: str) -> None:
    """Refuse the title of an item that is put on an agenda that is out, as one on a draft is.

    :raises Refused: if it names somebody, or says that it is restricted.
    """
    _refuse_title(number, heading, _names_for(work, [heading]), restricted=False)


def _refuse_title(number: str, heading: str, names: list[str], *, restricted: bool) -> None:
    if name := names_somebody(heading, names):
        raise Refused(
            f"The title of item {number} names somebody ({name}), and the agenda is read"
            f" by everybody: write “{NEUTRAL}”, or another neutral title."
        )
    if claims_closure(heading) and not restricted:
        raise Refused(f"Item {number}: {CONFLICT[:1].lower()}{CONFLICT[1:]}")


def _restricted_items(work: Work, meeting_id: UUID) -> set[UUID]:
    """Find the items that are restricted, at least in part: their titles may say so."""
    of_meeting = AgendaItem.meeting_id == meeting_id
    by_record = (
        select(Restriction.item_id)
        .join(AgendaItem, AgendaItem.id == Restriction.item_id)
        .where(of_meeting, Restriction.state.not_in(ENDED))
    )
    by_notice = (
        select(WithheldNotice.item_id)
        .join(AgendaItem, AgendaItem.id == WithheldNotice.item_id)
        .where(of_meeting, WithheldNotice.state.not_in(ENDED))
    )
    return {each for each in work.session.scalars(by_record.union(by_notice)) if each is not None}


def _names_for(work: Work, headings: list[str]) -> list[str]:
    """Give the names on record, but only where a title speaks of a review of a death."""
    if not any(map(speaks_of_a_review, headings)):
        return []
    return list(work.session.scalars(select(Person.name)))
