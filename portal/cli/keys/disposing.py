"""``portal keys dispose``: carries out the disposals that two people have approved."""

from typing import Final
from uuid import UUID

import click

from portal.cli.back_door import BackDoor
from portal.cli.keys.operator import at_work, dry_run
from portal.services.retention.carrying_out import Step, carry_out
from portal.services.retention.certificates import as_json
from portal.services.retention.waiting import Waiting, certificate_of, waiting
from portal.services.work import Work

CURES: Final = (
    "This cures copies: no backup of the record and the papers opens what was disposed of, with\n"
    "any root. It does not cure a text or a data key that somebody took while it could be read.\n"
    "Older backups open nothing else of those compartments either: take a new backup now. Shares\n"
    "of a recovery key that was split before still open the keys of then: split it anew, and\n"
    "destroy the old ones."
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
@click.option("--json", "as_data", is_flag=True, help="Print the certificates, one a line.")
@dry_run
@click.pass_obj
def dispose(door: BackDoor, disposals: tuple[UUID, ...], *, dry_run: bool, as_data: bool) -> None:
    """Carry out the disposals that two people have approved, or those named.

    Papers leave the record and the store, what remains in their compartment moves to a new
    epoch, and the root destroys the old ones. Broken off at any moment, it goes on from there
    when it is run again; of what is done, nothing is done twice. A legal hold stops it.
    """
    with at_work(door) as work:
        found = _named(work, disposals)
        for each in found:
            if dry_run:
                click.echo(_as_told(each))
            elif as_data:
                carry_out(work, each.id)
                click.echo(as_json(certificate_of(work, each.id)))
            else:
                click.echo(_as_told(each))
                _dispose(work, each)
    if not as_data:
        click.echo(CURES if found else "No disposal waits to be carried out.")


def _named(work: Work, disposals: tuple[UUID, ...]) -> list[Waiting]:
    found = waiting(work)
    work.session.rollback()
    missing = set(disposals) - {each.id for each in found}
    if missing:
        raise click.UsageError(
            f"Not waiting to be carried out: {', '.join(sorted(map(str, missing)))}."
        )
    return [each for each in found if not disposals or each.id in disposals]


def _dispose(work: Work, line: Waiting) -> None:
    with click.progressbar(length=line.to_move or 1, label="Disposing") as bar:

        def watch(step: Step, done: int) -> None:
            if not done:
                bar.label = _SAYS[step]
                bar.render_progress()
            elif step is Step.REWRAP:
                bar.update(done)

        carry_out(work, line.id, watch)
    certificate = certificate_of(work, line.id)
    for epoch in certificate["epochs"]:
        final = f"pending until {epoch['final_on']}" if epoch["final_on"] else "final"
        click.echo(f"  epoch {epoch['epoch']} check {epoch['check_value']}: destroyed, {final}")
    if certificate["recovery_set"]:
        click.echo("  pending until the recovery key is split anew: run `portal keys split`")
    click.echo(f"  {line.id}: done")
    work.session.rollback()


def _as_told(line: Waiting) -> str:
    papers = "1 paper" if line.papers == 1 else f"{line.papers} papers"
    where = f"{line.body}/{line.compartment}" if line.compartment else f"{line.body}, open"
    moved = f", {line.to_move} sealed things to move" if line.compartment else ""
    held = " A legal hold stops it." if line.held else ""
    return f"{line.id}: {papers} of {where}, {line.state}{moved}.{held}"
