"""What readers of a body's restricted PDFs get, and whose a copy with a number is."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import Entry, Verb
from portal.errors import NotFound, Refused
from portal.policy import Permission
from portal.records.tables import Body, Copies, Organisation, Person
from portal.services.access.asking import Unfit, an_act, demand
from portal.services.restricted_papers import copy_number
from portal.services.work import Work

NUMBER: Final = re.compile("[0-9A-Fa-f]{1,16}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A body, and what it gives those who take a restricted PDF away."""

    body: UUID
    name: str
    copies: Copies


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFacts:
    """What the log says of a copy: when it was made, for whom, and of what."""

    number: str
    at: datetime
    actor: str  # the pseudonym
    made: str  # copy, page or text; nothing, if the paper's page or its original was opened
    page: int | None
    papers: tuple[str, ...]  # the paper and its version, as the log has them
    name: str = ""  # of the person, where that is asked for and they are known
    organisation: str = ""


def rules(work: Work) -> tuple[RuleLine, ...]:
    """List the bodies for which the asker may say what readers get."""
    rows = work.session.execute(
        select(Body.id, Body.name, Body.copies)
        .where(Body.archived_on.is_(None))
        .order_by(Body.name, Body.id)
    )
    return tuple(
        RuleLine(body=row.id, name=row.name, copies=row.copies)
        for row in rows
        if _may_rule(work, row.id)
    )


@an_act
def settle(work: Work, body_id: UUID, word: str) -> None:
    """Say what readers of a body's restricted PDFs get, and commit.

    :param word: ``marked`` or ``original``.
    :raises NotFound: if there is no such body, or none the asker may say it for.
    :raises Unfit: if it is another word.
    :raises LogUnavailable: if the log cannot be told; then nothing is changed.
    """
    body = work.session.get(Body, body_id)
    if body is None:
        raise NotFound
    demand(work, Permission.RESTRICTION_DECIDE, body_id)
    if word not in set(Copies):
        raise Unfit({"": "Say whether readers get marked copies or originals."})
    copies = Copies(word)
    if body.copies is copies:
        return
    body.copies = copies
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.COPIES_RULED,
        objects=(body_id,),
        detail={"copies": copies.value},
    )
    work.commit()


def whose(work: Work, written: str, *, person: bool) -> CopyFacts:
    """Find the opening that a copy's number names; the log is told that it was read.

    :param written: the number as it stands on the copy.
    :param person: whether to name the person too, not only their pseudonym.
    :raises Refused: if it is no number of a copy.
    :raises LogUnavailable: if the log cannot be read, or told.
    """
    entry = _entry(work, written)
    work.journal.note(actor=work.actor, verb=Verb.LOG_READ, detail={"of": "thing", "count": 1})
    name, organisation = _name(work, entry.actor) if person else ("", "")
    page = entry.detail.get("page")
    return CopyFacts(
        number=copy_number(entry.seq),
        at=entry.moment,
        actor=str(entry.actor),
        made=str(entry.detail.get("made", "")),
        page=page if isinstance(page, int) else None,
        papers=tuple(map(str, entry.objects)),
        name=name,
        organisation=organisation,
    )


def look_up(work: Work, written: str) -> CopyFacts:
    """Find whose a copy is, for somebody who may read the log of every body.

    :raises NotFound: to anybody else.
    :raises Refused, LogUnavailable: as :func:`whose`.
    """
    demand(work, Permission.LOG_READ, None)
    return whose(work, written, person=True)


def _entry(work: Work, written: str) -> Entry:
    plain = "".join(written.split()).removeprefix("copy").removeprefix("Copy")
    if NUMBER.fullmatch(plain):
        index = int(plain, 16)
        if index < 2**62:
            found = work.journal.recent(limit=1, before=index + 1)
            if found and found[0].entry.seq == index and found[0].entry.verb is Verb.PAPER_OPENED:
                return found[0].entry
    raise Refused(
        "No copy has this number. Type it as it stands on the page: digits, and letters from A"
        " to F."
    )


def _name(work: Work, actor: str) -> tuple[str, str]:
    named = work.journal.pseudonyms.of_person
    rows = work.session.execute(
        select(Person.id, Person.name, Organisation.name.label("organisation")).outerjoin(
            Organisation, Organisation.id == Person.organisation_id
        )
    )
    for row in rows:
        if named(row.id) == actor:
            return row.name, row.organisation or ""
    return "", ""


def _may_rule(work: Work, body: UUID) -> bool:
    try:
        demand(work, Permission.RESTRICTION_DECIDE, body)
    except NotFound:
        return False
    return True
