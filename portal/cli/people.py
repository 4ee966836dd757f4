"""``portal people``: shutting somebody's account at once, opening it again, signing them out."""

import getpass
from collections.abc import Callable
from typing import TypeVar

import click
from sqlalchemy.exc import SQLAlchemyError

from portal.cli.back_door import BackDoor
from portal.errors import PortalError, Refused
from portal.policy import ANONYMOUS
from portal.services.access import by_operator
from portal.services.work import Work

Result = TypeVar("Result")


@click.group()
def people() -> None:
    """Suspend somebody's account, lift that, or sign them out everywhere.

    People are named in full, or by their identifier. Each takes effect at their next request,
    and is in the log under the operator's pseudonym.
    """


@people.command()
@click.argument("person")
@click.pass_obj
def suspend(door: BackDoor, *, person: str) -> None:
    """Shut an account at once, whatever the directory says, and sign it out everywhere."""
    name = at_work(door, lambda work: by_operator.suspend(work, person))
    click.echo(f"{name} is suspended, and signed out everywhere.")


@people.command()
@click.argument("person")
@click.pass_obj
def restore(door: BackDoor, *, person: str) -> None:
    """Lift a suspension: what is held counts again."""
    name = at_work(door, lambda work: by_operator.restore(work, person))
    click.echo(f"{name} is no longer suspended, and can sign in.")


@people.command(name="sign-out")
@click.argument("person")
@click.pass_obj
def sign_out(door: BackDoor, *, person: str) -> None:
    """Sign somebody out everywhere; they can sign in again."""
    name, ended = at_work(door, lambda work: by_operator.sign_out(work, person))
    click.echo(f"{name} is signed out everywhere: {in_words(ended)} ended.")


def in_words(count: int) -> str:
    """Count sessions."""
    return "1 session" if count == 1 else f"{count} sessions"


def at_work(door: BackDoor, act: Callable[[Work], Result]) -> Result:
    """Do something as the operator, and say plainly why not, if it cannot be done.

    :raises click.ClickException: if it cannot.
    """
    office = door.office()
    work = office.work_for(ANONYMOUS, office.journal.pseudonyms.of_operator(getpass.getuser()))
    try:
        with work.session:
            return act(work)
    except Refused as refused:
        raise click.ClickException(f"Nothing was done: {refused}") from None
    except PortalError as failed:
        raise click.ClickException(
            f"Nothing was done: {failed or 'the portal refused'}. Run `portal doctor`."
        ) from None
    except SQLAlchemyError:
        raise click.ClickException(
            "The record cannot be used, so nothing was done: run `portal doctor`."
        ) from None
