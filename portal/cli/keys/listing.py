"""``portal keys list``: what hangs from the root."""

import click

from portal.cli.back_door import BackDoor
from portal.cli.keys.operator import at_work
from portal.services.key_management.listing import KeyLine, Proof, list_keys


@click.command(name="list")
@click.pass_obj
def listing(door: BackDoor) -> None:
    """List each compartment's keys: epoch, root, check value, and what each still seals.

    No key is shown. Each is asked of the root and held against the log: if one is not what the
    log pinned, it is said, and the command fails.
    """
    with at_work(door) as work:
        found = list_keys(work)
    for line in found.lines:
        click.echo(_told(line))
    if not found.lines:
        click.echo("There are no compartments yet.")
    for name, number in found.strays.items():
        click.echo(f"{name}: {number} THINGS ARE SEALED UNDER NO KEY THAT THE RECORD HAS")
    bad = sum(line.proof not in {Proof.GOOD, Proof.AWAY} for line in found.lines)
    bad += sum(line.closed_at is not None and line.wraps > 0 for line in found.lines)
    if bad or found.strays:
        raise click.ClickException(
            "The record does not agree with the log or the root. Somebody may have changed it: stop"
            " the portal, keep everything as it is, and compare with a backup."
        )


def _told(line: KeyLine) -> str:
    begun = f"begun {line.created_at:%Y-%m-%d}"
    if line.closed_at is not None:
        state = f"closed {line.closed_at:%Y-%m-%d}"
    elif line.newest:
        state = "newest"
    else:
        state = "can be closed" if not line.wraps else "older"
    also = f" and {line.next_root}" if line.next_root else ""
    return (
        f"{line.name} epoch {line.epoch}, {begun}, {state}: wraps the keys of {line.wraps},"
        f" {line.born} sealed in it; under {line.root}{also};"
        f" check {line.check_value.hex()}: {line.proof.value}"
    )
