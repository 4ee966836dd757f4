"""What the commands of keys share: the compartments they are given, and work as the operator."""

import getpass
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

import click
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.cli.back_door import BackDoor
from portal.errors import CannotOpen, PortalError, Refused
from portal.policy import ANONYMOUS
from portal.records.tables import Body, Compartment
from portal.services.work import Work

Act = TypeVar("Act", bound=Callable[..., object])
Compartments = Sequence[tuple[str, UUID]]
AGAIN = "Run the same command again: it goes on where it stopped."


def of_compartments(act: Act) -> Act:
    """Give a command the compartments it is for, all of them or some, and a dry run."""
    for option in (
        click.argument("names", nargs=-1, metavar="[BODY/COMPARTMENT]..."),
        click.option("--all", "every", is_flag=True, help="All compartments of all bodies."),
        dry_run,
    ):
        act = option(act)
    return act


def dry_run(act: Act) -> Act:
    """Give a command a dry run."""
    return click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")(
        act
    )


@contextmanager
def at_work(door: BackDoor) -> Iterator[Work]:
    """Begin work as the operator, and say plainly why not, if it cannot be done.

    :raises click.ClickException: if it cannot.
    """
    office = door.office()
    work = office.work_for(ANONYMOUS, office.journal.pseudonyms.of_operator(getpass.getuser()))
    try:
        with work.session:
            yield work
    except CannotOpen:
        raise click.ClickException(
            "A key is not the one that the log pinned, or does not open. Somebody may have changed"
            " the record: stop, keep everything as it is, and run `portal keys list`."
        ) from None
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    except PortalError as failed:
        told = str(failed) or "the log cannot be used"
        raise click.ClickException(f"It stopped: {told}. {AGAIN}") from None
    except SQLAlchemyError:
        raise click.ClickException(
            f"The record is busy, or out of reach. {AGAIN} If it does not, run `portal doctor`."
        ) from None
    except OSError:
        raise click.ClickException(f"Where papers lie is full, or out of reach. {AGAIN}") from None


def chosen(session: Session, names: Sequence[str], *, every: bool) -> Compartments:
    """Find the compartments named on the command line, each with its name.

    :raises click.UsageError: if none is named, or there is no such one.
    """
    there = {
        f"{body}/{slug}": compartment
        for body, slug, compartment in session.execute(
            select(Body.slug, Compartment.slug, Compartment.id)
            .join(Body, Body.id == Compartment.body_id)
            .order_by(Body.slug, Compartment.slug)
        )
    }
    session.rollback()
    if every == bool(names):
        raise click.UsageError("Name compartments as `portal keys list` does, or say --all.")
    for name in names:
        if name not in there:
            raise click.UsageError(f"There is no compartment {name}: see `portal keys list`.")
    return list(there.items()) if every else [(name, there[name]) for name in dict.fromkeys(names)]


def in_progress(label: str, length: int, act: Callable[[Callable[[int], None]], int]) -> int:
    """Do something that tells how far it is, under a bar that shows it."""
    with click.progressbar(length=length, label=label) as bar:
        return act(bar.update)
