"""Carrying out a disposal, step by step; each can be the last, and the next run goes on there.

    erase     the papers' words and data keys leave the record, in one transaction, if two have
              approved and nothing has come in the way; from here there is no way back
    files     their files are deleted from the store
    rotate    the compartment gets a new key for what it seals from now on
    rewrap    what remains in it is moved to that key
    close     the epochs in which the papers' keys lay seal nothing any more
    destroy   the root destroys what unwraps those epochs, so that no backup opens them
    certify   what was destroyed, and the root's word for it, is put into the log

Erasing comes before rotating: no copy of a data key that goes is ever wrapped for the epoch that
stays, whoever rewraps or backs up meanwhile.  A hold stops every step that destroys.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import Engine, func, select

from portal.audit import Outcome, Verb
from portal.errors import NotFound, Refused
from portal.records.engines import truncate_wal
from portal.records.tables import (
    Body,
    CompartmentKey,
    Disposal,
    DisposalState,
    DisposedFile,
    DisposedPaper,
    Paper,
)
from portal.services.all_or_nothing import all_or_nothing
from portal.services.key_management.counting import counts
from portal.services.key_management.rewrapping import prove_keys, rewrap, to_rewrap
from portal.services.key_management.rotating import close_epochs, rotate_compartment
from portal.services.retention.certificates import certify
from portal.services.retention.deciding import papers_of, that_can_go
from portal.services.retention.destroying import destroy_epochs, refuse_if_held
from portal.services.retention.erasing import erase
from portal.services.retention.in_the_log import refuse_unless_logged
from portal.services.unsealing import other_copy
from portal.services.work import Work


class Step(StrEnum):
    """What is done, in this order."""

    ERASE = "erase"
    FILES = "files"
    ROTATE = "rotate"
    REWRAP = "rewrap"
    CLOSE = "close"
    DESTROY = "destroy"
    CERTIFY = "certify"


Progress = Callable[[Step, int], None]
"""Is told when a step begins, with nought, and afterwards how many more of it are done."""


def nobody_watches(_step: Step, _done: int) -> None:
    """Let it pass."""


def carry_out(work: Work, disposal_id: UUID, progress: Progress = nobody_watches) -> None:
    """Carry out a disposal that two have approved, from where it was broken off.  Commits often.

    Of one that is done already, nothing is done.

    :raises NotFound: if there is none.
    :raises Refused: if it is not approved, the log does not say so too, something of it is no
        longer due or is held, or the root is being changed; the sentence says which.
    :raises CannotOpen, KeysUnavailable: if the root cannot give or destroy a key.
    :raises LogUnavailable: if the log cannot be written; then that step is not taken.
    :raises OSError: if the store is out of reach.
    """
    try:
        _carry_out(work, disposal_id, progress)
    finally:
        work.session.rollback()


def _carry_out(work: Work, disposal_id: UUID, progress: Progress) -> None:
    progress(Step.ERASE, 0)
    _erase(work, disposal_id)
    disposal = _now(work, disposal_id)
    if disposal.state is DisposalState.DONE:
        return
    progress(Step.ERASE, 1)
    _delete_files(work, disposal, progress)
    if disposal.compartment_id is not None and disposal.up_to_epoch is not None:
        _empty(work, disposal.compartment_id, disposal.up_to_epoch, progress)
        progress(Step.DESTROY, 0)
        destroy_epochs(work, disposal_id, lambda: progress(Step.DESTROY, 1))
    _forget_what_was_deleted(work)
    progress(Step.CERTIFY, 0)
    certify(work, disposal_id)
    progress(Step.CERTIFY, 1)


def _erase(work: Work, disposal_id: UUID) -> None:
    """Erase the papers of an approved disposal, all of them or none."""
    with all_or_nothing(work):
        disposal = work.session.get(Disposal, disposal_id, with_for_update=True)
        if disposal is None:
            raise NotFound
        if disposal.state in {DisposalState.ERASED, DisposalState.DONE}:
            work.session.rollback()
            return
        if disposal.state is not DisposalState.APPROVED:
            raise Refused("This disposal is not approved by two: nothing was done.")
        # Whoever places a hold or sets a rule holds the body: they came before, or come too late.
        work.session.get_one(Body, disposal.body_id, with_for_update=True)
        refuse_unless_logged(work, disposal)
        papers = _held(work, disposal)
        if disposal.compartment_id is not None:
            disposal.up_to_epoch = _newest_epoch(work, disposal.compartment_id)
        receipt = work.journal.intend(
            actor=work.actor,
            verb=Verb.DISPOSAL_ERASED,
            objects=(disposal.id, *(each.id for each in papers)),
            detail={"count": len(papers)},
        )
        outcome = Outcome.FAILED
        try:
            for paper in papers:
                erase(work, paper, disposal.id)
            disposal.state, disposal.erased_at = DisposalState.ERASED, work.clock()
            work.session.flush()
            work.commit()
            outcome = Outcome.DONE
        finally:
            work.journal.conclude(
                receipt, outcome, {"count": len(papers) if outcome is Outcome.DONE else 0}
            )


def _held(work: Work, disposal: Disposal) -> list[Paper]:
    """Hold the papers of a disposal against whoever would change them, and see that all can go."""
    named = list(papers_of(work, disposal.id))
    papers = list(
        work.session.scalars(
            select(Paper)
            .where(Paper.id.in_(named))
            .order_by(Paper.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
    rows = {
        row.paper_id: row
        for row in work.session.scalars(
            select(DisposedPaper).where(DisposedPaper.disposal_id == disposal.id)
        )
    }
    found = that_can_go(work, disposal.body_id, disposal.compartment_id, named, but_for=disposal.id)
    for each in found:  # the tombstone names the rule by which they went
        rows[each.id].years, rows[each.id].source = each.years, each.source
        rows[each.id].due_on = each.due_on
    return papers


def _newest_epoch(work: Work, compartment: UUID) -> int:
    """Give the last epoch in which something is wrapped, having seen that the root is in place.

    :raises Refused: while the root is being changed.
    """
    keys = select(CompartmentKey).where(CompartmentKey.compartment_id == compartment)
    if work.session.scalar(keys.where(CompartmentKey.next_root.is_not(None)).limit(1)) is not None:
        raise Refused("The root is being changed: finish `portal keys rotate-root` first.")
    work.door.prove(work.keys.current(work.session, compartment))
    newest = work.session.scalar(
        select(func.max(CompartmentKey.epoch)).where(CompartmentKey.compartment_id == compartment)
    )
    if newest is None:
        raise Refused("This compartment has no key: run `portal doctor`.")
    return newest


def _delete_files(work: Work, disposal: Disposal, progress: Progress) -> None:
    blobs = work.session.scalars(
        select(DisposedFile.blob).where(DisposedFile.disposal_id == disposal.id)
    ).all()
    progress(Step.FILES, 0)
    if blobs:
        refuse_if_held(work, disposal.id)
    work.session.rollback()
    for blob in blobs:
        for copy in (blob, other_copy(blob)):
            work.blobs.delete(copy)
        progress(Step.FILES, 1)


def _empty(work: Work, compartment: UUID, up_to: int, progress: Progress) -> None:
    """Move what remains in a compartment out of its epochs up to one, and close those."""
    progress(Step.ROTATE, 0)
    if _newest_epoch(work, compartment) == up_to:
        work.session.rollback()
        rotate_compartment(work, compartment)
    progress(Step.ROTATE, 1)
    work.session.rollback()
    progress(Step.REWRAP, 0)
    rewrap(work, compartment, lambda count: progress(Step.REWRAP, count))
    left = to_rewrap(work, compartment)
    work.session.rollback()
    if left:
        raise Refused(
            f"{left} things of this compartment do not open under the keys they name, so those keys"
            " are not destroyed: the operator's log says which; restore them, then go on."
        )
    progress(Step.CLOSE, 0)
    prove_keys(work, compartment)
    close_epochs(work, compartment, up_to)
    progress(Step.CLOSE, 1)


def _forget_what_was_deleted(work: Work) -> None:
    """Have the database's own journal forget what was deleted, where it is a file of ours.

    :raises Refused: if somebody has been reading all the while.
    """
    work.session.rollback()
    engine = work.session.get_bind()
    if isinstance(engine, Engine) and not truncate_wal(engine):
        raise Refused(
            "Somebody is reading the record, so what was deleted is still in the database's"
            " write-ahead file: run `portal keys dispose` again in a moment."
        )


def _now(work: Work, disposal_id: UUID) -> Disposal:
    disposal = work.session.get_one(Disposal, disposal_id, populate_existing=True)
    work.session.expunge(disposal)
    work.session.rollback()
    return disposal


LITTLE: Final = 2_000
"""Sealed things that can be moved while somebody waits for a page."""


def is_little(work: Work, disposal_id: UUID) -> bool:
    """Say whether a disposal can be carried out while somebody waits for a page.

    :raises KeysUnavailable, LogUnavailable: if its compartment's key cannot be found.
    """
    disposal = work.session.get_one(Disposal, disposal_id)
    if disposal.compartment_id is None:
        return True
    held = counts(work.session, disposal.compartment_id)
    return sum(held.values()) <= LITTLE
