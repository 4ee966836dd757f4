"""What somebody has written of a restriction so far: sealed, and opened by its author alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select

from portal.audit import Verb
from portal.policy import Classification, Stage
from portal.policy.principals import CompartmentId
from portal.records.tables import RestrictionDraft
from portal.services.restriction_forms.places import Place
from portal.services.work import Closed, Work

KIND = "restriction"


def begun_at(work: Work, place: Place) -> datetime | None:
    """Say when the asker last wrote on a restriction of this item; it is not opened."""
    return work.session.scalar(select(RestrictionDraft.updated_at).where(*_own(work, place.item)))


def open_draft(work: Work, place: Place) -> dict[str, str]:
    """Open what the asker has written; empty, if that is nothing.

    :raises NotPermitted: if the asker may no longer read what is closed under the item.
    :raises LogUnavailable: if the log cannot be written; then nothing is opened.
    """
    row = work.session.scalar(select(RestrictionDraft).where(*_own(work, place.item)))
    if row is None:
        return {}
    closed = Closed(
        id=row.id,
        kind=KIND,
        compartment=row.compartment_id,
        sealed=row.sealed,
        thing=replace(
            place.thing,
            classification=Classification.EX,
            stage=Stage.DRAFT if place.thing.stage is Stage.DRAFT else Stage.ISSUED_PRE,
            compartment=CompartmentId(row.compartment_id),
            sensitive=False,
            member_right=False,
        ),
    )
    return work.open_rows(Verb.DRAFT_OPENED, [closed])[row.id]


def keep_draft(work: Work, place: Place, written: Mapping[str, str]) -> None:
    """Seal what has been written under the body's general compartment.  The caller commits.

    Each author has a draft of their own, so nobody writes over another's.
    """
    row = work.session.scalar(select(RestrictionDraft).where(*_own(work, place.item)))
    author = work.principal.person
    if author is None:
        raise ValueError("a draft has an author")
    if row is None:
        row = RestrictionDraft(
            id=uuid4(), item_id=place.item, author_id=author, compartment_id=place.general
        )
    with work.session.no_autoflush:
        row.sealed = work.seal(row.compartment_id, KIND, row.id, written)
    row.updated_at = work.clock()
    work.session.add(row)
    work.session.flush()


def delete_draft(work: Work, item_id: UUID) -> None:
    """Remove what the asker has written.  The caller commits."""
    row = work.session.scalar(select(RestrictionDraft).where(*_own(work, item_id)))
    if row is not None:
        work.session.delete(row)
        work.session.flush()


def _own(work: Work, item_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (
        RestrictionDraft.item_id == item_id,
        RestrictionDraft.author_id == work.principal.person,
    )
