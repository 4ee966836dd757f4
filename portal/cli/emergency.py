"""``portal emergency``: the hardware keys by which administrators get in when Entra ID is out."""

import getpass
from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar

import click
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.cli.back_door import BackDoor, now
from portal.errors import PortalError, Refused
from portal.policy import ANONYMOUS
from portal.services.emergency import enrolling, keys
from portal.services.work import Work

WRONG: Final = 2
"""The exit code of the list when something is wrong with the keys."""

Result = TypeVar("Result")


@click.group()
def emergency() -> None:
    """Enrol, list and remove the hardware keys for when Entra ID is out.

    Two people should hold one each, and try it out every quarter. A key lets its holder
    administer; it opens nothing restricted.
    """


@emergency.command()
@click.argument("name")
@click.option("--label", required=True, help="What the key is called, such as where it lies.")
@click.pass_obj
def enrol(door: BackDoor, *, name: str, label: str) -> None:
    """Print a link by which somebody enrols one hardware key.

    NAME is the person's name as the portal shows it, or their identifier: an administrator who
    holds nothing else. The link serves once, for 15 minutes. Give it to that person alone.
    """
    secret = _at_work(door, lambda work: enrolling.offer(work, name, label))
    address = door.settings.base_url.rstrip("/")
    click.echo(f"{address}/emergency/enrol/{secret}")
    click.echo("It serves once, until 15 minutes from now. Give it to that person alone.", err=True)


@emergency.command(name="list")
@click.pass_context
def listing(ctx: click.Context) -> None:
    """List the keys: whose, when enrolled, used and tried out; and what is wrong.

    Exit code 2 means that something is wrong: fewer than two people can sign in with a key, or
    one was not tried out in 90 days.
    """
    door: BackDoor = ctx.obj
    with Session(door.record_engine) as session:
        state = _told_plainly(lambda: keys.state_of_emergency_keys(session, now()))
    for each in state.keys:
        click.echo(
            f"{each.short}  {each.name}, {each.label}: enrolled {_day(each.enrolled_at)},"
            f" last used {_day(each.last_used_at)}, last tried out {_day(each.drilled_at)}"
        )
    for complaint in state.wrong:
        click.echo(f"Wrong: {complaint}")
    if state.wrong:
        ctx.exit(WRONG)


@emergency.command()
@click.argument("key")
@click.pass_obj
def remove(door: BackDoor, key: str) -> None:
    """Remove a key, and end the session that was begun with it.

    KEY is what the list shows first on its line.
    """
    removed = _at_work(door, lambda work: keys.remove(work, key))
    click.echo(f"Removed: {removed.label}, of {removed.name}.")


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment is not None else "never"


def _at_work(door: BackDoor, act: Callable[[Work], Result]) -> Result:
    office = door.office()
    operator = office.journal.pseudonyms.of_operator(getpass.getuser())
    work = office.work_for(ANONYMOUS, operator)
    with work.session:
        return _told_plainly(lambda: act(work))


def _told_plainly(act: Callable[[], Result]) -> Result:
    try:
        return act()
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    except PortalError as failed:
        raise click.ClickException(
            f"Nothing was done: {failed or 'the portal refused'}. Run `portal doctor`."
        ) from None
    except SQLAlchemyError:
        raise click.ClickException(
            "The record cannot be used, so nothing was done: run `portal doctor`."
        ) from None
