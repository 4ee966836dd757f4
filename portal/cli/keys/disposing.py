"""``portal keys dispose``: carries out the disposals that two people have approved."""

import getpass
from typing import Final
from uuid import UUID

import click
from sqlalchemy.exc import SQLAlchemyError

from portal.cli.back_door import BackDoor
from portal.errors import PortalError
from portal.policy import ANONYMOUS
from portal.services.office import PortalOffice
from portal.services.retention.carrying_out import Step, carry_out
from portal.services.retention.certificates import as_json
from portal.services.retention.waiting import Waiting, certificate_of, waiting
from portal.services.work import Work

CURES: Final = (
    "This cures copies: no backup of the record and the papers opens what was disposed of, with\n"
    "any root. It does not cure a data key or a text that somebody took while it could be read.\n"
    "Nor do older backups open anything else of those compartments any more: take a new backup\n"
    "now. Shares of a recovery key that was split before still stand for the keys of then: split\n"
    "it anew, and destroy them."
)

_SAYS: Final = {
    Step.ERASE: "erasing the papers from the record",
    Step.FILES: "deleting their files",
    Step.ROTATE: "giving the compartment a new key",
    Step.REWRAP: "moving what remains to it",
    Step.CLOSE: "closing the old epochs",
    Step.DESTROY: "destroying them at the root",
    Step.CERTIFY: "writing the certificate into the log",
}


@click.command()
@click.argument("disposals", nargs=-1, type=click.UUID)
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--json", "as_data", is_flag=True, help="Print the certificates, one a line.")
@click.pass_obj
def dispose(door: BackDoor, disposals: tuple[UUID, ...], *, dry_run: bool, as_data: bool) -> None:
    """Carry out the disposals that two people have approved, or those named.

    Papers leave the record and the store, what remains in their compartment moves to a new
    epoch, and the root destroys the old ones. Broken off at any moment, it goes on from there
    when it is run again; of what is done, nothing is done twice. A legal hold stops it.
    """
    office = door.office()
    try:
        found = _named(office, disposals)
        if not found and not as_data:
            click.echo("No disposal waits to be carried out.")
        for each in found:
            if dry_run:
                click.echo(_as_told(each))
            else:
                _dispose(office, each, quiet=as_data)
        if found and not as_data:
            click.echo(CURES)
    except (PortalError, OSError) as failed:
        raise click.ClickException(
            f"Not finished: {failed or 'the portal refused'} What is done is kept: run it again."
        ) from None
    except SQLAlchemyError:
        raise click.ClickException(
            "Not finished: the record cannot be used. Run `portal doctor`, then this again."
        ) from None


def _named(office: PortalOffice, disposals: tuple[UUID, ...]) -> list[Waiting]:
    work = _work(office)
    with work.session:
        found = waiting(work)
    missing = set(disposals) - {each.id for each in found}
    if missing:
        raise click.ClickException(
            f"Not waiting to be carried out: {', '.join(sorted(map(str, missing)))}."
        )
    return [each for each in found if not disposals or each.id in disposals]


def _dispose(office: PortalOffice, line: Waiting, *, quiet: bool) -> None:
    work = _work(office)
    with work.session:
        if quiet:
            carry_out(work, line.id)
            click.echo(as_json(certificate_of(work, line.id)))
            return
        click.echo(_as_told(line))
        with click.progressbar(
            length=max(line.to_move, 1), label="", file=click.get_text_stream("stderr")
        ) as bar:

            def watch(step: Step, done: int) -> None:
                bar.label = _SAYS[step]
                bar.update(done if step is Step.REWRAP else 0)
                bar.render_progress()

            carry_out(work, line.id, watch)
        certificate = certificate_of(work, line.id)
    for epoch in certificate["epochs"]:
        final = f"pending until {epoch['final_on']}" if epoch["final_on"] else "final"
        click.echo(f"  epoch {epoch['epoch']} check {epoch['check_value']}: destroyed, {final}")
    click.echo(f"  done: {line.id}, {len(certificate['papers'])} papers")


def _as_told(line: Waiting) -> str:
    where = f"{line.body}/{line.compartment}" if line.compartment else f"{line.body}, open papers"
    moved = f", {line.to_move} sealed things to move" if line.compartment else ""
    held = " HELD: a legal hold stops it." if line.held else ""
    return f"{line.id}: {line.papers} papers of {where}, {line.state}{moved}.{held}"


def _work(office: PortalOffice) -> Work:
    operator = office.journal.pseudonyms.of_operator(getpass.getuser())
    return office.work_for(ANONYMOUS, operator)
