"""``portal reviews``: what has come up for review, and the daily round that says so."""

import getpass
import json
from collections.abc import Callable
from typing import Final, TypeVar

import click
from sqlalchemy.exc import SQLAlchemyError

from portal.cli.back_door import BackDoor
from portal.errors import NotFound, PortalError
from portal.policy import ANONYMOUS
from portal.services.reviewing.coming_up import UpLine
from portal.services.reviewing.lists import every_line
from portal.services.reviewing.opening import Opened, make_round
from portal.services.work import Work

NO_SUCH_BODY: Final = 2
"""The exit code when the body that was named does not exist."""

Result = TypeVar("Result")


class NoSuchBody(click.ClickException):
    """The body that was named does not exist."""

    exit_code = NO_SUCH_BODY


@click.group()
def reviews() -> None:
    """List restrictions that are due for review, and tell of those long overdue.

    Run `portal reviews escalate` every night: it opens the reviews whose date has come and puts
    what is 30 days overdue before the monitoring officer. It never publishes anything.
    """


@reviews.command()
@click.option("--body", default="", help="Only the reviews of the body with this slug.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list instead of lines.")
@click.pass_obj
def due(door: BackDoor, *, body: str, as_json: bool) -> None:
    """List what is due for review or overdue, one line each.

    Names things as the public was told of them; nothing sealed is opened. Exit code 2 means
    that there is no such body.
    """
    lines = _at_work(door, lambda work: every_line(work, body))
    if as_json:
        click.echo(json.dumps([as_data(each) for each in lines], ensure_ascii=False, indent=1))
        return
    for each in lines:
        click.echo(as_text(each))
    if not lines:
        click.echo("Nothing is due for review.")


@reviews.command()
@click.pass_obj
def escalate(door: BackDoor) -> None:
    """Open the reviews whose date has come; put the long overdue before the monitoring officer.

    Prints one line for each. Running it again does nothing twice, and nothing is ever
    published by it.
    """
    done = _at_work(door, make_round)
    for each in done:
        click.echo(as_done(each))
    if not done:
        click.echo("Nothing has come due since the last time.")


def as_text(line: UpLine) -> str:
    """Say where one review stands."""
    return f"{line.body_slug}: {line.told.heading}: {_standing(line)}"


def as_done(opened: Opened) -> str:
    """Say what the round did about one review."""
    name = f"{opened.line.body_slug}: {opened.line.told.heading}"
    if opened.escalated:
        days = opened.line.days
        return f"{name}: {days} days overdue, now before the monitoring officer."
    return f"{name}: review opened, due since {opened.line.due_on}."


def as_data(line: UpLine) -> dict[str, object]:
    """Give the same for a program."""
    return {
        "body": line.body_slug,
        "heading": line.told.heading,
        "restriction": str(line.restriction),
        "review": str(line.review) if line.review else None,
        "state": line.state.value,
        "due_on": line.due_on.isoformat() if line.due_on else None,
        "days_overdue": line.days,
        "event": line.happened,
        "office": line.owner_office,
        "escalated_at": line.escalated_at.isoformat() if line.escalated_at else None,
    }


def _standing(line: UpLine) -> str:
    told = ", before the monitoring officer" if line.escalated_at else ""
    if line.days:
        days = "1 day" if line.days == 1 else f"{line.days} days"
        return f"{days} overdue, since {line.due_on}{told}."
    return f"due {line.due_on}{f', {line.happened}' if line.happened else ''}."


def _at_work(door: BackDoor, ask: Callable[[Work], Result]) -> Result:
    office = door.office()
    operator = office.journal.pseudonyms.of_operator(getpass.getuser())
    work = office.work_for(ANONYMOUS, operator)
    try:
        with work.session:
            return ask(work)
    except NotFound:
        raise NoSuchBody("There is no body with that slug.") from None
    except PortalError as failed:
        raise click.ClickException(
            f"Nothing was done: {failed or 'the portal refused'}. Run `portal doctor`."
        ) from None
    except SQLAlchemyError:
        raise click.ClickException(
            "The record cannot be used, so nothing was done: run `portal doctor`."
        ) from None
