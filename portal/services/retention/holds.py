"""Legal holds: placed on a paper, an item or a whole body, and lifted by a named person."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import exists, select

from portal.audit import Verb
from portal.errors import (
    AccountUnchecked,
    CannotOpen,
    KeysUnavailable,
    LogUnavailable,
    NotFound,
    NotPermitted,
    Refused,
    StepUpUnproved,
)
from portal.policy import BodyId, Permission
from portal.records.tables import AgendaItem, Body, LegalHold, Meeting, Paper
from portal.services.access.asking import (
    Unfit,
    an_act,
    asker,
    demand,
    general_compartment,
    names,
    sealed_note,
)
from portal.services.retention.rules import body_for
from portal.services.work import Closed, Work

SEALED_AS: Final = "legal-hold"
LIFTING_SEALED_AS: Final = "legal-hold-lifting"
_ADDRESS: Final = re.compile(
    r"(?:^|/)(?P<noun>papers|items)/(?P<id>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?:$|[/?#])",
    re.ASCII,
)
_WHICH: Final = "Copy the address of a paper's page or of an item's page of this board."


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLine:
    """A hold as the officers of its body see it."""

    id: UUID
    on: str  # what it is on, in words that name nothing closed
    address: str  # of that
    placed_by: str
    placed_at: datetime
    lifted_by: str
    lifted_at: datetime | None
    sealed: bool
    may_lift: bool
    reason: str = field(default="", repr=False)
    lifted_because: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPage:
    """One hold, with its reasons if its reader may open them."""

    line: HoldLine
    body_name: str
    body_slug: str
    shut: bool  # there are reasons, sealed, and this reader cannot open them


@an_act
def place(work: Work, slug: str, address: str, reason: str) -> UUID:
    """Place a hold on a paper, an item, or all of a body; nothing under it is disposed of.

    It stops what is approved as well, until the moment the papers are erased.

    :param address: of the page of a paper or an item; empty for the whole body.
    :raises NotFound: if the asker may not place holds for such a body.
    :raises Unfit: if there is no reason, or the address is of nothing of that body.
    :raises LogUnavailable: if the log cannot be written.
    :raises KeysUnavailable: if the reason has to be sealed and cannot be.
    """
    body = body_for(work, slug, Permission.HOLD_PLACE)
    if not reason:
        raise Unfit({"reason": "Say why: a claim, an inquiry, an investigation, a request."})
    # Whoever is erasing papers of the body holds it: the hold is there before, or comes too late.
    work.session.refresh(body, with_for_update=True)
    item, paper = _which(work, body.id, address)
    closed = _is_closed(work, item, paper)
    hold = LegalHold(
        id=uuid4(),
        body_id=body.id,
        item_id=item.id if item else None,
        paper_id=paper.id if paper else None,
        reason="" if closed else reason,
        placed_by_id=asker(work),
        placed_at=work.clock(),
    )
    if closed:
        hold.compartment_id = general_compartment(work, body.id)
        hold.sealed_reason = work.seal(hold.compartment_id, SEALED_AS, hold.id, {"reason": reason})
    work.session.add(hold)
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.HOLD_PLACED,
        objects=(hold.id, hold.paper_id or hold.item_id or body.id),
        detail={"on": "paper" if paper else "item" if item else "body"},
    )
    work.commit()
    return hold.id


@an_act
def lift(work: Work, hold_id: UUID, because: str) -> None:
    """Lift a hold, with a reason; what was approved under it can then be carried out.

    :raises NotFound: if there is none, or the asker may not lift it.
    :raises Unfit: if there is no reason, or it was lifted already.
    :raises LogUnavailable, KeysUnavailable: as :func:`place`.
    """
    hold = work.session.get(LegalHold, hold_id, with_for_update=True, populate_existing=True)
    if hold is None:
        raise NotFound
    demand(work, Permission.HOLD_LIFT, hold.body_id)
    if hold.lifted_at is not None:
        raise Unfit({"": "This hold has been lifted already."})
    if not because:
        raise Unfit({"because": "Say why it is lifted: what it waited for, and how that ended."})
    if hold.compartment_id is None:
        hold.lifted_because = because
    else:
        hold.sealed_lifting = work.seal(
            hold.compartment_id, LIFTING_SEALED_AS, hold.id, {"reason": because}
        )
    hold.lifted_by_id, hold.lifted_at = asker(work), work.clock()
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.HOLD_LIFTED,
        objects=(hold.id, hold.paper_id or hold.item_id or hold.body_id),
    )
    work.commit()


def hold_lines(work: Work, body: UUID) -> tuple[HoldLine, ...]:
    """List the holds of a body, those that stand first; sealed reasons stay sealed."""
    rows = work.session.scalars(
        select(LegalHold)
        .where(LegalHold.body_id == body)
        .order_by(LegalHold.lifted_at.is_not(None), LegalHold.placed_at.desc(), LegalHold.id)
    ).all()
    return tuple(_line(work, row) for row in rows)


def read_hold(work: Work, hold_id: UUID) -> HoldPage:
    """Read a hold, and open its sealed reasons, having written that down first.

    :raises NotFound: if there is none of a body whose retention the asker may read.
    """
    hold = work.session.get(LegalHold, hold_id)
    if hold is None:
        raise NotFound
    demand(work, Permission.RETENTION_READ, hold.body_id)
    body = work.session.get_one(Body, hold.body_id)
    opened = _opened(work, hold)
    line = _line(work, hold)
    if opened is not None:
        line = _line(work, hold, reason=opened[0], because=opened[1])
    return HoldPage(
        line=line, body_name=body.name, body_slug=body.slug, shut=line.sealed and opened is None
    )


def _opened(work: Work, hold: LegalHold) -> tuple[str, str] | None:
    if hold.sealed_reason is None:
        return None
    rows: list[Closed] = [sealed_note(work, SEALED_AS, hold.id, hold.body_id, hold.sealed_reason)]
    lifting: list[Closed] = []
    if hold.sealed_lifting is not None:
        lifting = [sealed_note(work, LIFTING_SEALED_AS, hold.id, hold.body_id, hold.sealed_lifting)]
    if not all(work.scope.verdict_on(row.thing).allowed for row in rows):
        return None  # auditors see that there is a hold, and not why
    try:
        reason = work.open_rows(Verb.HOLD_OPENED, rows)[hold.id]["reason"]
        because = work.open_rows(Verb.HOLD_OPENED, lifting)
    except (
        LogUnavailable,
        KeysUnavailable,
        CannotOpen,
        NotPermitted,
        AccountUnchecked,
        StepUpUnproved,
    ):
        return None
    return reason, because[hold.id]["reason"] if because else ""


def _line(work: Work, hold: LegalHold, *, reason: str = "", because: str = "") -> HoldLine:
    called = names(work, {hold.placed_by_id, hold.lifted_by_id})
    on, address = _words(work, hold)
    return HoldLine(
        id=hold.id,
        on=on,
        address=address,
        placed_by=called[hold.placed_by_id],
        placed_at=hold.placed_at,
        lifted_by=called.get(hold.lifted_by_id, ""),
        lifted_at=hold.lifted_at,
        sealed=hold.compartment_id is not None,
        may_lift=hold.lifted_at is None
        and work.principal.may(Permission.HOLD_LIFT, BodyId(hold.body_id)),
        reason=reason or hold.reason,
        lifted_because=because or hold.lifted_because,
    )


def _words(work: Work, hold: LegalHold) -> tuple[str, str]:
    if hold.item_id is None and hold.paper_id is None:
        slug = work.session.scalar(select(Body.slug).where(Body.id == hold.body_id))
        return "Everything of the board", f"/boards/{slug}"
    if hold.paper_id is None:
        item = work.session.get_one(AgendaItem, hold.item_id)
        return f"Item {item.number or 'without a number'}", (
            f"/meetings/{item.meeting_id}/items/{item.id}"
        )
    paper = work.session.get_one(Paper, hold.paper_id)
    item = work.session.get_one(AgendaItem, paper.item_id)
    what = "A restricted paper" if paper.compartment_id else "A paper"
    return f"{what} of item {item.number or 'without a number'}", f"/papers/{paper.id}"


def _which(work: Work, body: UUID, address: str) -> tuple[AgendaItem | None, Paper | None]:
    """Find what an address is of; for an empty one, nothing less than the body.

    :raises Unfit: if it is of nothing of that body, or of something that is gone.
    """
    if not address:
        return None, None
    found = _ADDRESS.search(address.casefold())
    if found is None:
        raise Unfit({"address": _WHICH})
    paper = None
    item_id: UUID | None = UUID(found["id"])
    if found["noun"] == "papers":
        paper = work.session.get(Paper, item_id)
        item_id = paper.item_id if paper else None
    item = work.session.get(AgendaItem, item_id) if item_id else None
    of_body = None if item is None else work.session.get_one(Meeting, item.meeting_id).body_id
    if of_body != body:
        raise Unfit({"address": _WHICH})
    if paper is not None and paper.disposed_at is not None:
        raise Refused("This paper has been disposed of: nothing is left to hold.")
    return (None, paper) if paper else (item, None)


def _is_closed(work: Work, item: AgendaItem | None, paper: Paper | None) -> bool:
    if paper is not None:
        return paper.compartment_id is not None
    if item is None:
        return False
    closed = exists().where(Paper.item_id == item.id, Paper.compartment_id.is_not(None))
    return item.compartment_id is not None or bool(work.session.scalar(select(closed)))
