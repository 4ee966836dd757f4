"""Beginning a compartment's next epoch, and closing those that seal nothing any more."""

from uuid import UUID

from sqlalchemy import select, update

from portal.audit import Verb
from portal.errors import NotFound, Refused
from portal.records.tables import Compartment, CompartmentKey
from portal.services.key_management.counting import counts
from portal.services.key_management.creating import create_key
from portal.services.work import Work


def rotate_compartment(work: Work, compartment: UUID) -> int:
    """Give a compartment a new key for what is sealed from now on, and give its epoch.  Commits.

    What was sealed before opens as it did, under the keys of its own epochs.

    :raises NotFound: if there is no such compartment.
    :raises LogUnavailable: if the log cannot be written.
    :raises KeysUnavailable: if the root cannot be reached.
    """
    work.begin_writing()
    _hold(work, compartment)
    key = create_key(work, compartment)
    work.commit()
    return key.epoch


def close_epochs(work: Work, compartment: UUID, up_to: int) -> bool:
    """Close a compartment's epochs up to one: nothing that claims to be of them opens.  Commits.

    Vault's ``min_decryption_version`` is the model: the log keeps one number, which only grows.

    :returns: whether there was anything to close.
    :raises NotFound: if there is no such compartment.
    :raises Refused: if one of them still seals something, or is the newest.
    :raises LogUnavailable: if the log cannot be written.
    """
    work.begin_writing()
    _hold(work, compartment)
    # Whoever is sealing in one of these epochs holds its key until they have kept what they seal.
    keys = work.session.execute(
        select(CompartmentKey.epoch, CompartmentKey.closed_at)
        .where(CompartmentKey.compartment_id == compartment)
        .order_by(CompartmentKey.epoch)
        .with_for_update()
    ).all()
    if not keys or up_to >= keys[-1].epoch:
        raise Refused(
            "The newest epoch is not closed: begin another with rotate-compartment first."
        )
    left = sum(
        number
        for sealing, number in counts(work.session, compartment).items()
        if sealing.wrapped_by <= up_to
    )
    if left:
        raise Refused(f"{left} things are still sealed in epochs up to {up_to}: rewrap them first.")
    open_still = [each.epoch for each in keys if each.epoch <= up_to and each.closed_at is None]
    if not open_still and work.keys.closed_up_to(compartment) >= up_to:
        work.session.rollback()
        return False
    if work.keys.closed_up_to(compartment) < up_to:
        work.journal.note(
            actor=work.actor,
            verb=Verb.COMPARTMENT_KEY_CLOSED,
            objects=(compartment,),
            detail={"epoch": up_to},
        )
    work.session.execute(
        update(CompartmentKey)
        .where(CompartmentKey.compartment_id == compartment, CompartmentKey.epoch.in_(open_still))
        .values(closed_at=work.clock())
    )
    work.commit()
    return True


def _hold(work: Work, compartment: UUID) -> None:
    """Keep others from giving the compartment a key meanwhile; they may go on sealing."""
    held = work.session.scalar(
        select(Compartment.id).where(Compartment.id == compartment).with_for_update(key_share=True)
    )
    if held is None:
        work.session.rollback()
        raise NotFound
