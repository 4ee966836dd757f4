"""``portal doctor``: is this installation fit to serve?  Each answer says what to do."""

from collections.abc import Callable, Iterator
from typing import Final
from uuid import UUID

import click
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.audit import BrokenLog
from portal.cli.back_door import BackDoor, now
from portal.errors import PortalError
from portal.records import migrating
from portal.records.tables import Compartment
from portal.vault import Label, LocalRoot, Purpose

Complaint = str


def _databases(door: BackDoor) -> Iterator[Complaint]:
    for chain, engine in (("record", door.record_engine), ("log", door.log_engine)):
        try:
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))
            if not migrating.is_current(engine, chain):
                yield f"The {chain}'s tables are out of date: run `portal migrate`."
        except SQLAlchemyError:
            yield f"The {chain}'s database does not answer: check its address and that it runs."


def _papers(door: BackDoor) -> Iterator[Complaint]:
    folder = door.settings.papers
    if not folder.is_dir():
        yield f"{folder} is not a folder: create it, owned by the portal's user."
        return
    probe = folder / ".doctor"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        yield f"{folder} cannot be written to: give it to the portal's user."


def _root(door: BackDoor) -> Iterator[Complaint]:
    try:
        LocalRoot.load(
            door.settings.root_key_file, passphrase=door.settings.root_passphrase or None
        )
    except PortalError as refused:
        yield f"{refused} Restricted papers stay shut until then."


def _compartment_keys(door: BackDoor) -> Iterator[Complaint]:
    try:
        office = door.office()
        with Session(door.record_engine) as session:
            for compartment in session.scalars(select(Compartment.id)):
                key = office.keys.current(session, compartment)
                office.door.seal(_probe(compartment), b"", under=key)
    except (PortalError, SQLAlchemyError) as refused:
        yield f"A compartment's key does not open: {refused}"


def _probe(compartment: UUID) -> Label:
    return Label(
        purpose=Purpose.FIELD,
        compartment=compartment,
        object_type="doctor",
        object=compartment,
        field="probe",
        version=1,
    )


def _log(door: BackDoor) -> Iterator[Complaint]:
    try:
        for finding in door.journal().verify().findings:
            yield f"The log is whole, but: {finding}"
    except BrokenLog as broken:
        yield f"The log is broken: {broken}"
    except PortalError as refused:
        yield f"The log cannot be read: {refused}"


CHECKS: Final[tuple[tuple[str, Callable[[BackDoor], Iterator[Complaint]]], ...]] = (
    ("databases", _databases),
    ("papers folder", _papers),
    ("root key", _root),
    ("compartment keys", _compartment_keys),
    ("log", _log),
)


@click.command()
@click.pass_obj
def doctor(door: BackDoor) -> None:
    """Check the settings, databases, keys, papers and log, and say what to mend."""
    click.echo(f"settings: fine ({door.settings.environment}, {now():%Y-%m-%d %H:%M} UTC)")
    sick = False
    for name, check in CHECKS:
        complaints = list(check(door))
        click.echo(f"{name}: {'fine' if not complaints else ''}")
        for complaint in complaints:
            click.echo(f"  - {complaint}")
        sick = sick or bool(complaints)
    if sick:
        raise click.ClickException("Something needs mending; see above.")
