"""Beginning an upload: what the file is to be, and whether it is to be open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import Stage
from portal.policy.restrictions import Covers
from portal.records import visible
from portal.records.tables import AgendaItem, Paper, PaperKind, Restriction, Upload
from portal.services.access.asking import (
    ItemPlace,
    Unfit,
    an_act,
    asker,
    general_compartment,
    known_item,
)
from portal.services.closing import restriction_for
from portal.services.legal_words import legal_words
from portal.services.opening import open_page
from portal.services.publication_checks import meaning_of, refuse_what_is_outside
from portal.services.requests_opening import rules_today
from portal.services.restriction_steps import ENDED
from portal.services.uploads.own import KIND, may_upload
from portal.services.work import Work

NEW: Final = "new"
OPEN: Final = "open"
LONGEST: Final = 300
KINDS: Final = tuple(each for each in PaperKind if each is not PaperKind.MINUTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A paper whose next version a file may be, or a restriction under which it may fall."""

    value: str
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """What is asked before a file is sent."""

    place: ItemPlace
    papers: tuple[Choice, ...]
    restrictions: tuple[Choice, ...]
    usual: str  # the answer about access that fits the item: open, or its restriction's
    out: bool  # the agenda is published, so an open paper is public at once
    begun: tuple[tuple[UUID, datetime], ...]  # uploads of the asker's that are not done


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a clerk says a file is to be."""

    what: str  # NEW, or a paper
    access: str  # OPEN, or a restriction
    kind: str
    title: str = field(repr=False)
    author: str = field(repr=False)
    marking: str = field(repr=False)


def read_start(work: Work, item_id: UUID) -> StartPage:
    """Read what can be chosen for a file under an item.

    :raises NotFound: if there is no such item, or none the asker may put papers under.
    """
    place = _place(work, item_id)
    restrictions = _restrictions(work, place)
    usual = restriction_for(work, item_id, Covers.PAPERS)
    thing = visible.thing(work.session, AgendaItem, item_id)
    return StartPage(
        place=place,
        papers=_papers(work, item_id),
        restrictions=restrictions,
        usual=OPEN if usual is None else str(usual),
        out=thing is not None and thing.stage is not Stage.DRAFT,
        begun=_begun(work, item_id),
    )


@an_act
def begin(work: Work, item_id: UUID, wanted: Wanted) -> UUID:
    """Keep what a file is to be, sealed, and commit; the file itself comes next.

    :raises NotFound: as :func:`read_start`.
    :raises Unfit: naming what is wrong with each field.
    :raises Refused: if it is marked above what the portal may hold.
    :raises LogUnavailable: if the log cannot be written.
    """
    place = _place(work, item_id)
    faults = _faults(work, place, wanted)
    if faults:
        raise Unfit(faults)
    paper, restriction = None, None
    if wanted.what == NEW:
        meaning = meaning_of(marking=wanted.marking, title=wanted.title, text="")
        refuse_what_is_outside(work, item_id, meaning)
        if wanted.access != OPEN:
            restriction = work.session.get_one(Restriction, UUID(wanted.access))
    else:
        paper = work.session.get_one(Paper, UUID(wanted.what))
    compartment = general_compartment(work, place.body)
    if restriction is not None:
        compartment = restriction.compartment_id
    if paper is not None and paper.compartment_id is not None:
        compartment = paper.compartment_id
    upload = Upload(
        id=uuid4(),
        item_id=item_id,
        paper_id=paper.id if paper else None,
        restriction_id=restriction.id if restriction else None,
        compartment_id=compartment,
        person_id=asker(work),
        open=restriction is None and (paper is None or paper.compartment_id is None),
        kind=PaperKind(wanted.kind) if paper is None else paper.kind,
        changed_at=work.clock(),
    )
    upload.sealed = work.seal(compartment, KIND, upload.id, _details(wanted))
    work.session.add(upload)
    work.session.flush()
    work.session.commit()
    return upload.id


def _details(wanted: Wanted) -> Mapping[str, str]:
    if wanted.what != NEW:
        return {"title": "", "author": "", "marking": ""}
    return {"title": wanted.title, "author": wanted.author, "marking": wanted.marking}


def _place(work: Work, item_id: UUID) -> ItemPlace:
    if not may_upload(work, item_id):
        raise NotFound
    return known_item(work, item_id)


def _papers(work: Work, item_id: UUID) -> tuple[Choice, ...]:
    """List the papers of an item by their titles, closed ones as far as the asker may read them."""
    reading = visible.papers(work.scope).where(Paper.item_id == item_id)
    rows = sorted(reading.all(work.session), key=lambda row: row.position)
    opened = open_page(work, Verb.TITLES_LISTED, (Paper, rows))
    return tuple(
        Choice(
            value=str(row.id),
            words=opened.word(row, "title") + (" (restricted)" if row.sealed is not None else ""),
        )
        for row in rows
        if opened.shows(row)
    )


def _restrictions(work: Work, place: ItemPlace) -> tuple[Choice, ...]:
    rows = work.session.scalars(
        select(Restriction)
        .where(Restriction.item_id == place.item, Restriction.state.not_in(ENDED))
        .order_by(Restriction.decided_on.desc(), Restriction.id)
    )
    regime, _ = rules_today(work, place.body)
    return tuple(
        Choice(
            value=str(each.id),
            words=legal_words(
                classification=each.classification,
                scheme=each.scheme,
                paragraphs=each.paragraphs.split(","),
                regime=regime,
            ).ground,
        )
        for each in rows
    )


def _begun(work: Work, item_id: UUID) -> tuple[tuple[UUID, datetime], ...]:
    rows = work.session.execute(
        select(Upload.id, Upload.changed_at)
        .where(Upload.item_id == item_id, Upload.person_id == asker(work))
        .order_by(Upload.changed_at.desc(), Upload.id)
    )
    return tuple((row.id, row.changed_at) for row in rows)


def _faults(work: Work, place: ItemPlace, wanted: Wanted) -> dict[str, str]:
    faults = {}
    if wanted.what == NEW:
        if not wanted.title:
            faults["title"] = "Give the paper a title."
        for name in ("title", "author", "marking"):
            if len(getattr(wanted, name)) > LONGEST:
                faults[name] = f"Write no more than {LONGEST} letters."
        if wanted.kind not in {each.value for each in KINDS}:
            faults["kind"] = "Say what kind of paper it is."
        offered = {each.value for each in _restrictions(work, place)}
        if wanted.access not in {OPEN, *offered}:
            faults["access"] = "Say whether the paper is open, or under which restriction it falls."
    elif wanted.what not in {each.value for each in _papers(work, place.item)}:
        faults["what"] = "Say whether it is a new paper, or a new version of which."
    return faults
