"""Checks of what the portal keeps: databases, the log, papers, keys; and what it does without."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from config import documented
from portal.audit import BrokenLog
from portal.cli.doctor import roots
from portal.cli.doctor.findings import Answer, Check, good, judged, not_used, wrong
from portal.cli.doctor.patient import Patient
from portal.errors import PortalError
from portal.places import Place
from portal.records import migrating
from portal.records.blobs import Blobs, NameTaken
from portal.records.tables import Compartment
from portal.vault import Label, Purpose

PROBE: Final = 64 * 1024  # bytes


def record(patient: Patient) -> Answer:
    """See that the record's database answers, and is up to date."""
    return judged(
        _database("record", lambda: patient.door.record_engine), good("it answers, up to date")
    )


def log_database(patient: Patient) -> Answer:
    """See that the log's database answers, is up to date and is not the record's."""
    faults = list(_database("log", lambda: patient.door.log_engine))
    if _same(patient.settings.database_url, patient.settings.log_database_url):
        faults.append(
            wrong(
                "it is the record's own database",
                "Give the log a database of its own in PORTAL_LOG_DATABASE_URL: whoever can"
                " change the record must not be able to change the log.",
            )
        )
    return judged(faults, good("it answers, up to date, apart from the record's"))


def _database(chain: str, engine_of: Callable[[], Engine]) -> Iterator[Answer]:
    try:
        engine = engine_of()
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        if not migrating.is_current(engine, chain):
            yield wrong(f"the {chain}'s tables are out of date", "Run `portal migrate`.")
    except (SQLAlchemyError, ValueError, ImportError):
        yield wrong(
            f"the {chain}'s database does not answer",
            "Check its address in the settings, that it runs, and that the portal's user may"
            " enter.",
        )


def _same(one: str, other: str) -> bool:
    places = [make_url(url) for url in (one, other)]
    names = [(place.host or "", place.port or 0, place.database) for place in places]
    if all(place.get_backend_name() == "sqlite" for place in places):
        return len({os.path.realpath(place.database or "") for place in places}) == 1
    return names[0] == names[1]


def log(patient: Patient) -> Answer:
    """Recompute the log from its first entry."""
    try:
        proved = patient.door.journal().verify()
    except BrokenLog as broken:
        return wrong(
            f"the log is broken at entry {broken.seq}",
            "Stop the portal, keep everything as it is, run `portal audit verify`, and tell the"
            " monitoring officer.",
        )
    except PortalError:
        return wrong("the log cannot be read", "See the line `log database`.")
    size = f"whole, {proved.checkpoint.size} entries"
    if proved.findings:
        return good(
            f"{size}, with {len(proved.findings)} worth a question",
            "`portal audit verify` says which.",
        )
    return good(size)


def papers(patient: Patient) -> Answer:
    """Write, read back and remove probes where papers lie, and see that no name is given twice."""
    place = patient.settings.store
    if isinstance(place, Path) and not place.is_dir():
        return wrong(
            f"{place} is not a folder",
            "Create it, owned by the portal's user, or correct PORTAL_PAPERS.",
        )
    probe = os.urandom(PROBE)
    try:
        back = [_there_and_back(blobs, probe) for blobs in Blobs.ways_to(place)]
    except (OSError, PortalError):
        return wrong(f"{place} cannot be written to and read from", _reach(place))
    if None in back:
        return wrong(
            f"{place} lets a file be put in another's place",
            "Use a folder or a store that puts only what is absent: one that knows the condition"
            " `If-None-Match: *` for puts and copies.",
        )
    if back.count(probe) != len(back):
        return wrong(
            f"what is written to {place} does not come back as it was",
            "Stop the portal, and have the disk or the store examined.",
        )
    return good("probes were written, read back and removed, and no name was given twice")


def _there_and_back(blobs: Blobs, probe: bytes) -> bytes | None:
    """Give a probe as it comes back; None if another could be put in its place."""
    name = uuid4()
    blobs.write(name, [probe])
    try:
        blobs.write(name, [probe[::-1]])
    except NameTaken:
        return blobs.read_at(name)(0, PROBE + 1)
    finally:
        blobs.delete(name)
    return None


def _reach(place: Place) -> str:
    if isinstance(place, Path):
        return "Give it to the portal's user, and see that its disk is neither full nor read-only."
    return (
        "See that the machine reaches PORTAL_PAPERS_ENDPOINT, that the container or bucket exists,"
        " and that the key, or the machine's own identity, may read, write and delete in it."
    )


def compartment_keys(patient: Patient) -> Answer:
    """Open every compartment's key, and hold it against the log."""
    try:
        office = patient.door.office()
        with Session(patient.door.record_engine) as session:
            compartments = session.scalars(select(Compartment.id)).all()
            for compartment in compartments:
                key = office.keys.current(session, compartment)
                office.door.seal(_probe(compartment), b"", under=key)
    except (PortalError, SQLAlchemyError) as refused:
        told = f": {str(refused).rstrip('.')}" if isinstance(refused, PortalError) else ""
        return wrong(
            f"a compartment's key does not open{told}",
            "If the root key is good, the record was changed or rolled back: stop the portal,"
            " keep everything, and compare with a backup.",
        )
    if not compartments:
        return not_used("there is no compartment yet")
    return good(f"all {len(compartments)} open")


def _probe(compartment: UUID) -> Label:
    return Label(
        purpose=Purpose.FIELD,
        compartment=compartment,
        object_type="doctor",
        object=compartment,
        field="probe",
        version=1,
    )


def mail(_patient: Patient) -> Answer:
    """Say that this version sends no mail, as long as no setting says otherwise."""
    return _without("this version sends no mail", "MAIL", "SMTP", "NOTIFY")


def witnesses(_patient: Patient) -> Answer:
    """Say that nobody co-signs the log yet, as long as no setting names one."""
    return _without("in this version nobody co-signs the log", "WITNESS")


def _without(found: str, *words: str) -> Answer:
    named = [name for name in documented() if any(word in name for word in words)]
    if named:
        return wrong(
            f"there are settings for it, {', '.join(named)}, and no check of them",
            "Tell whoever maintains the portal: the doctor has fallen behind.",
        )
    return not_used(found)


CHECKS: Final = (
    Check(
        name="record database",
        about="it answers and its tables are up to date",
        examine=record,
    ),
    Check(
        name="log database",
        about="it answers, its tables are up to date, and it is not the record's",
        examine=log_database,
    ),
    Check(
        name="log",
        about="the log is whole, recomputed from its first entry",
        examine=log,
        unfinished="A long log takes longer than the doctor may: run `portal audit verify`.",
    ),
    Check(
        name="papers",
        about="where papers lie, probes are written, read back and removed, no name twice",
        examine=papers,
    ),
    *roots.CHECKS,
    Check(
        name="compartment keys",
        about="each compartment's key opens, and is the one that the log pinned",
        examine=compartment_keys,
    ),
    Check(name="mail", about="mail can be sent, where there is any", examine=mail),
    Check(
        name="witnesses",
        about="the log's witnesses answer, where there are any",
        examine=witnesses,
    ),
)
