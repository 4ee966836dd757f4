"""Asking for a paper: anybody may, of what a notice speaks of or of what they can describe.

What is written, and by whom, is sealed before it comes to the database; the log, the reference
and the addresses say nothing of it.
"""

from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.exc import IntegrityError

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.policy.attributes import Jurisdiction
from portal.policy.freedom_hints import LAWS, InformationLaw
from portal.policy.periods import Counted, due_day
from portal.records.tables import (
    AskedToday,
    Body,
    BodyRegime,
    Compartment,
    PaperRequest,
    WithheldNotice,
)
from portal.services.clear_days import working_days, working_days_everywhere
from portal.services.meeting_lists import BodyLine, body_line
from portal.services.withheld import COLUMNS, Withheld, published, withheld
from portal.services.work import Work

SEALED_AS: Final = "request"
A_DAY_FROM_ONE_ADDRESS: Final = 20
A_DAY_FROM_ANYWHERE: Final = 500
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none is taken for another
_ANYWHERE: Final = "anywhere"
A_VISIT: Final = timedelta(days=1)
"""For how long a form that comes again is taken for the same one, sent twice."""


class TooManyRequests(Refused):
    """More was asked today, from there or altogether, than the portal takes."""

    def __init__(self) -> None:
        super().__init__(
            "We cannot take another request today. Try again tomorrow, or write to the clerk of"
            " the board: a letter or an email counts as much."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks for, and where to answer them."""

    wanted: str = field(repr=False)
    why: str = field(repr=False)
    name: str = field(repr=False)
    email: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a request is about: a notice, or something of a board's of which none speaks."""

    notice: UUID | None = None
    board: str = ""  # as addresses name it


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a request would be about."""

    body: BodyLine
    notice: Withheld | None
    law: InformationLaw


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request that was received."""

    reference: str
    due_on: date
    body: BodyLine
    law: InformationLaw


def boards_to_ask(work: Work) -> tuple[tuple[str, str], ...]:
    """List the boards of which something can be asked, as names in addresses and on pages."""
    rows = work.session.execute(
        select(Body.slug, Body.name).where(Body.archived_on.is_(None)).order_by(Body.name)
    )
    return tuple((slug, name) for slug, name in rows)


def asking_about(work: Work, about: About) -> Asking:
    """Say what a request would be about.

    :raises NotFound: if there is no such notice, or it is not published; or no such board.
    """
    if about.notice is None:
        return _asking(work, Body.slug == about.board, None)
    row = work.session.execute(
        published(select(*COLUMNS, WithheldNotice.body_id)).where(WithheldNotice.id == about.notice)
    ).one_or_none()
    if row is None:
        raise NotFound
    return _asking(work, Body.id == row.body_id, withheld(row))


def receive_request(work: Work, about: About, wish: Wish, *, form: str, origin: str) -> Received:
    """Receive a request, once for each form that was begun, and commit.

    The days run as the Act has it: working days after the day of receipt (Freedom of Information
    Act 2000 s.10(1); 2002 asp 13 s.10(1)).  A bank holiday of any part of the Kingdom is none of
    them (2000 Act s.10(6)); under Scotland's own Act only Scotland's are not (s.73).

    :param form: a random text that the form has carried since it was begun.
    :param origin: the network address it came from.
    :raises NotFound: if there is no such notice, or no such board.
    :raises TooManyRequests: if more was asked today than the portal takes.
    :raises Refused: if the board has nowhere to keep it, or the form was sent before.
    :raises LogUnavailable, KeysUnavailable: if it cannot be logged or sealed; it is not kept then.
    """
    work.begin_writing()
    asking = asking_about(work, about)
    reference = _reference(work, form)
    due_on = _sent_before(work, asking, reference)
    if due_on is None:
        _count(work, origin)
        counted = _counted(_jurisdiction(work, asking.body.id))
        due_on = due_day(work.today, asking.law.working_days, counted)
        request = _sealed(work, asking, wish)
        request.reference, request.due_on = reference, due_on
        work.session.add(request)
        work.session.flush()
        work.journal.note(actor=work.actor, verb=Verb.REQUEST_RECEIVED, objects=(request.id,))
        work.commit()
    return Received(reference=reference, due_on=due_on, body=asking.body, law=asking.law)


def _counted(jurisdiction: Jurisdiction) -> Counted:
    if jurisdiction is Jurisdiction.SCO:
        return working_days(jurisdiction)
    return working_days_everywhere()


def _sent_before(work: Work, asking: Asking, reference: str) -> date | None:
    """Give the date by which the same form, sent before, is answered; ``None`` if it was not.

    :raises Refused: if it was sent for something else, or too long ago to be the same visit.
    """
    earlier = work.session.scalar(select(PaperRequest).where(PaperRequest.reference == reference))
    if earlier is None:
        return None
    about = asking.notice.id if asking.notice is not None else None
    same = earlier.body_id == asking.body.id and earlier.notice_id == about
    if not same or work.clock() - earlier.received_at > A_VISIT:
        raise Refused("This form was sent before. Start again to ask for something else.")
    return earlier.due_on


def _sealed(work: Work, asking: Asking, wish: Wish) -> PaperRequest:
    """Make the row of a request, all that somebody wrote sealed.

    :raises Refused: if the board has no compartment to seal it in.
    """
    compartment = work.session.scalar(
        select(Compartment.id).where(
            Compartment.body_id == asking.body.id, Compartment.slug == "general"
        )
    )
    if compartment is None:
        raise Refused("This board cannot take requests here yet. Write to its clerk instead.")
    request = uuid4()
    return PaperRequest(
        id=request,
        body_id=asking.body.id,
        notice_id=asking.notice.id if asking.notice is not None else None,
        compartment_id=compartment,
        sealed_request=work.seal(compartment, SEALED_AS, request, asdict(wish)),
        received_at=work.clock(),
    )


def _asking(work: Work, which: ColumnElement[bool], notice: Withheld | None) -> Asking:
    row = work.session.execute(
        select(
            Body.id.label("body_id"),
            Body.slug,
            Body.name,
            Body.clerk_name,
            Body.clerk_email,
            Body.clerk_telephone,
        ).where(which)
    ).one_or_none()
    if row is None:
        raise NotFound
    law = LAWS[_jurisdiction(work, row.body_id)]
    return Asking(body=body_line(row), notice=notice, law=law)


def _jurisdiction(work: Work, body: UUID) -> Jurisdiction:
    """Give the nation whose law a body is under today; England's, where nothing is recorded."""
    found = work.session.scalar(
        select(BodyRegime.jurisdiction)
        .where(BodyRegime.body_id == body, BodyRegime.from_on <= work.today)
        .order_by(BodyRegime.from_on.desc())
        .limit(1)
    )
    return found or Jurisdiction.ENG


def _reference(work: Work, form: str) -> str:
    """Make a reference that can be read out, of what the form alone knows: CD-7K3M-2QXP."""
    drawn = int(work.fingerprint(b"request/" + form.encode("utf-8", "replace")), 16)
    letters = "".join(_LETTERS[(drawn >> 5 * place) % 32] for place in range(8))
    return f"CD-{letters[:4]}-{letters[4:]}"


def _count(work: Work, origin: str) -> None:
    """Count a request against today's bounds; yesterday's counts go.

    :raises TooManyRequests: if it is one too many.
    """
    work.session.execute(delete(AskedToday).where(AskedToday.day_on < work.today))
    known = work.fingerprint(f"origin/{work.today}/{origin}".encode())
    for each, most in ((known, A_DAY_FROM_ONE_ADDRESS), (_ANYWHERE, A_DAY_FROM_ANYWHERE)):
        row = _counter(work, each)
        if row.number >= most:
            raise TooManyRequests
        row.number += 1
    work.session.flush()


def _counter(work: Work, origin: str) -> AskedToday:
    """Find today's count of an origin, or begin one; of two who begin it at once, one waits."""
    found = (
        select(AskedToday)
        .where(AskedToday.day_on == work.today, AskedToday.origin == origin)
        .with_for_update()
    )
    row = work.session.scalar(found)
    if row is None:
        with suppress(IntegrityError), work.session.begin_nested():
            work.session.add(AskedToday(id=uuid4(), day_on=work.today, origin=origin, number=0))
        row = work.session.scalars(found).one()
    return row
