"""``portal keys seal`` and ``unseal``: shutting the vault of every worker, and opening it."""

import getpass
from collections.abc import Sequence

import click

from portal.audit import Verb
from portal.cli.back_door import BackDoor
from portal.cli.keys.asking import passphrase_asked
from portal.errors import KeysUnavailable, PortalError
from portal.services.switchboard import Worker, call_each, is_sealed, keep_sealed, let_open
from portal.settings.chosen_root import root_of
from portal.vault import open_root, wants_passphrase

CURES_SEALING = (
    "Nothing restricted opens here any more, and workers that start later begin sealed. What is"
    " being read at this moment is read to its end. Sealing takes back no key that somebody copied,"
    " reaches no other host, and stops nobody who holds the root and the settings themselves: if"
    " that is your fear, have the root's keeper shut it, and turn the root over."
)
CURES_UNSEALING = (
    "Restricted papers open again here. Unsealing changes no key: whatever was feared when the"
    " root was sealed is still to be mended. Other hosts are unsealed on each of them."
)


@click.command()
@click.option("--dry-run", is_flag=True, help="Say which workers would be sealed; seal none.")
@click.pass_context
def seal(ctx: click.Context, *, dry_run: bool) -> None:
    """Make every worker of this host forget the root and all keys, and stay sealed.

    The public site goes on. It needs no passphrase, and can be run again. The exit code is 1 if
    a worker did not answer.
    """
    door: BackDoor = ctx.obj
    folder = door.settings.sockets
    try:
        if dry_run:
            tell(call_each(folder, "state"))
            click.echo("Nothing was done: this was a dry run.")
            return
        was_sealed = is_sealed(folder)
        keep_sealed(folder)
        workers = call_each(folder, "seal")
    except KeysUnavailable as unavailable:
        raise click.ClickException(f"Nothing was sealed: {unavailable}.") from None
    silent = [worker for worker in workers if not worker.answered or worker.is_open]
    tell(workers)
    if was_sealed:
        click.echo("This host was sealed already; it was told again.")
    click.echo(CURES_SEALING)
    # Sealing comes first, and stands even if it cannot be written down.
    noted = note(door, Verb.ROOT_SEALED, workers=len(workers), silent=len(silent))
    if silent:
        names = ", ".join(str(worker.process) for worker in silent)
        click.echo(f"These processes did not answer: end them ({names}).", err=True)
    ctx.exit(1 if silent or not noted else 0)


@click.command()
@click.option("--dry-run", is_flag=True, help="Say which workers are sealed; unseal none.")
@click.pass_context
def unseal(ctx: click.Context, *, dry_run: bool) -> None:
    """Open the root in every worker of this host, by its passphrase if it has one.

    The passphrase is asked for at the terminal, or read as one line of standard input; it is kept
    in no file, and in memory only as what it was stretched to. The exit code is 1 if a worker
    stays sealed.
    """
    door: BackDoor = ctx.obj
    folder, choice = door.settings.sockets, root_of(door.settings)
    try:
        workers = call_each(folder, "state")
        if dry_run:
            tell(workers)
            wanted = "wants" if wants_passphrase(choice) else "does not want"
            click.echo(f"Nothing was done: this was a dry run. The root {wanted} a passphrase.")
            return
        if workers and all(worker.is_open for worker in workers) and not is_sealed(folder):
            tell(workers)
            click.echo("Nothing was sealed, so nothing was done.")
            return
        passphrase = passphrase_asked() if wants_passphrase(choice) else None
        open_root(choice, passphrase)  # a wrong passphrase goes no further than here
    except KeysUnavailable as unavailable:
        raise click.ClickException(f"Nothing was unsealed: {unavailable}.") from None
    if not note(door, Verb.ROOT_UNSEALED, workers=len(workers)):
        raise click.ClickException("Nothing was unsealed, since the log could not be written.")
    try:
        let_open(folder)
        workers = call_each(folder, "unseal", passphrase)
    except KeysUnavailable as unavailable:
        raise click.ClickException(f"Not every worker was told: {unavailable}.") from None
    tell(workers)
    click.echo(CURES_UNSEALING)
    ctx.exit(0 if all(worker.is_open for worker in workers) else 1)


def tell(workers: Sequence[Worker]) -> None:
    """Print a line for each worker."""
    for worker in workers:
        if not worker.answered:
            click.echo(f"worker {worker.process}: does not answer")
        elif worker.is_open:
            click.echo(f"worker {worker.process}: open")
        else:
            click.echo(f"worker {worker.process}: sealed ({worker.because})")
    if not workers:
        click.echo("No worker listens on this host.")


def note(door: BackDoor, verb: Verb, **detail: int) -> bool:
    """Write down who did it, and say whether that could be done."""
    try:
        journal = door.journal()
        operator = journal.pseudonyms.of_operator(getpass.getuser())
        journal.note(actor=operator, verb=verb, detail=detail)
    except PortalError as failed:
        click.echo(f"It could not be logged: {failed}. Run `portal doctor`.", err=True)
        return False
    return True
