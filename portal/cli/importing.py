"""``portal import``: read in what a board has already published."""

import getpass
import json
from collections.abc import Callable
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.cli.back_door import BackDoor
from portal.errors import PortalError
from portal.policy import ANONYMOUS
from portal.services.imports.model import Publication
from portal.services.imports.pack import read_pack
from portal.services.imports.page import read_page
from portal.services.imports.printing import lines_about
from portal.services.imports.reading import read_text
from portal.services.imports.shape import as_json
from portal.services.imports.source import Source
from portal.services.imports.storing import Applied, apply_publication, find_body

NOTHING_CHANGED = 2
"""The exit code when a file or a body is refused; then nothing was changed."""

Reader = Callable[[Source], Publication]


class CannotImport(click.ClickException):
    """A refusal, in one sentence."""

    exit_code = NOTHING_CHANGED

    def show(self, file: object = None) -> None:
        """Print the sentence alone."""
        del file
        click.echo(self.message, err=True)


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for decorate in (
        click.option("--apply", "apply", is_flag=True, help="Store it, in one transaction."),
        click.option(
            "--json", "as_json_", is_flag=True, help="Print docs/import-format.md's JSON."
        ),
        click.option("--body", required=True, help="The slug of the body that met."),
        click.argument("file", type=click.Path(path_type=Path)),
    ):
        command = decorate(command)
    return command


@click.group()
def importing() -> None:
    """Read in a published meeting page or agenda pack, as text.

    Without --apply nothing is stored: what was found is printed, and every doubt about it.
    What is marked as restricted comes in closed; its text is never printed.
    """


@importing.command()
@_options
@click.pass_obj
def page(door: BackDoor, *, file: Path, body: str, as_json_: bool, apply: bool) -> None:
    """Read the text of a published meeting page."""
    _import(door, read_page, file, body=body, machine=as_json_, apply=apply)


@importing.command()
@_options
@click.pass_obj
def pack(door: BackDoor, *, file: Path, body: str, as_json_: bool, apply: bool) -> None:
    """Read the text of an agenda pack."""
    _import(door, read_pack, file, body=body, machine=as_json_, apply=apply)


def _import(  # noqa: PLR0913 -- the command's arguments, each by name
    door: BackDoor, reader: Reader, file: Path, *, body: str, machine: bool, apply: bool
) -> None:
    try:
        source = Source(read_text(file))
        found = reader(source)
        applied = _apply(door, body, found, source) if apply else None
        if not apply:
            _look_up(door, body)
    except PortalError as refused:
        raise CannotImport(str(refused) or "The import was refused; nothing was stored.") from None
    except SQLAlchemyError:
        raise CannotImport(
            "The record cannot be used, so nothing was stored: run `portal doctor`."
        ) from None
    if machine:
        shape = as_json(found, source)
        shape["applied"] = applied.as_json() if applied else None
        click.echo(json.dumps(shape, ensure_ascii=False, indent=1))
        return
    for line in lines_about(found, source):
        click.echo(line)
    click.echo("")
    click.echo(_outcome(applied))


def _look_up(door: BackDoor, body: str) -> None:
    """Look a body up for a dry run, which needs no settings: without them it says so."""
    try:
        engine = door.record_engine
    except click.ClickException:
        click.echo("There are no settings here, so the body was not looked up.", err=True)
        return
    with Session(engine) as session:
        find_body(session, body)


def _apply(door: BackDoor, body: str, found: Publication, source: Source) -> Applied:
    office = door.office()
    operator = office.journal.pseudonyms.of_operator(getpass.getuser())
    work = office.work_for(ANONYMOUS, operator)
    with work.session:
        return apply_publication(work, body, found, source)


def _outcome(applied: Applied | None) -> str:
    if applied is None:
        return "Nothing was stored. Give --apply to store it for the clerk's review."
    if applied.already:
        return "This text was imported before. Nothing changed."
    told = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in applied.counts.items())
    seated = " The seats are public at once, since the body had none." * ("seats" in applied.counts)
    return f"Stored as a draft for the clerk's review: {told}.{seated}"
