"""``portal requests``: forgets what people asked for once its time is over."""

import getpass

import click
from sqlalchemy.exc import SQLAlchemyError

from portal.cli.back_door import BackDoor
from portal.errors import PortalError
from portal.policy import ANONYMOUS
from portal.services.requests_forgetting import forget_requests, requests_to_forget


@click.group()
def requests() -> None:
    """Look after the requests that the public made for papers."""


@requests.command()
@click.option("--dry-run", is_flag=True, help="Only say how many it would be.")
@click.pass_obj
def forget(door: BackDoor, *, dry_run: bool) -> None:
    """Forget who asked, and for what, three years after the answer.

    Run it every night. The answers in the public disclosure log stay: they name nobody.
    """
    office = door.office()
    work = office.work_for(ANONYMOUS, office.journal.pseudonyms.of_operator(getpass.getuser()))
    try:
        with work.session:
            number = len(requests_to_forget(work) if dry_run else forget_requests(work))
    except PortalError as failed:
        raise click.ClickException(
            f"Nothing was forgotten: {failed or 'the portal refused'}. Run `portal doctor`."
        ) from None
    except SQLAlchemyError:
        raise click.ClickException(
            "The record cannot be used, so nothing was forgotten: run `portal doctor`."
        ) from None
    click.echo(f"{'To be forgotten' if dry_run else 'Forgotten'}: {number}.")
