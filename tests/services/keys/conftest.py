"""A board with something sealed in every way there is, and the back door's work on its keys."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.policy import ANONYMOUS
from portal.records.engines import engine_for
from portal.records.tables import (
    BreakGlass,
    LegalHold,
    MistakenPublication,
    PaperRequest,
    Restriction,
    Review,
)
from portal.services.access import break_glass
from portal.services.access.break_glass import review_of
from portal.services.office import PortalOffice
from portal.services.requests_asking import SEALED_AS as REQUEST
from portal.services.requests_opening import analysis_of
from portal.services.restriction_steps import step
from portal.services.retention import holds
from portal.services.reviewing import reasons
from portal.services.submitting import add_version
from portal.services.work import Work
from tests.support.furnishing import (
    CANARY,
    CLERK,
    CLOSED_PAPER,
    Furnished,
    begin_everything,
    furnish,
    keep_more_private,
    named,
    open_an_office,
)

PIECES = [b"%PDF-1.7\n", bytes(range(256)) * 300, b"the end"]
FILE = b"".join(PIECES)


@pytest.fixture
def database_kind(request):
    return getattr(request, "param", "sqlite")


@pytest.fixture(scope="session")
def stock(templates, tmp_path_factory) -> tuple[Path, Furnished]:
    """Seal something in every column that can hold it, and a paper's file in two versions.

    It is done once, in SQLite files, of which each test gets copies.
    """
    folder = tmp_path_factory.mktemp("stock")
    for name in ("record", "log"):
        shutil.copyfile(templates(name), folder / f"{name}.db")
    engines = [
        engine_for(f"sqlite:///{folder / name}.db", durable=False) for name in ("record", "log")
    ]
    office = open_an_office(*engines, folder)
    furnished = furnish(office)
    fill(office, furnished)
    for engine in engines:
        engine.dispose()
    return folder, furnished


@pytest.fixture
def office(database_kind, record_engine, log_engine, tmp_path, stock) -> PortalOffice:
    if database_kind == "sqlite":
        for name in ("record", "log"):
            shutil.copyfile(stock[0] / f"{name}.db", tmp_path / f"{name}.db")
        shutil.copy2(stock[0] / "root.key", tmp_path)
        shutil.copytree(stock[0] / "papers", tmp_path / "papers")
    return open_an_office(record_engine, log_engine, tmp_path)


@pytest.fixture
def furnished(database_kind, office, stock) -> Furnished:
    if database_kind == "sqlite":
        return stock[1]
    made = furnish(office)
    fill(office, made)
    return made


@pytest.fixture
def stocked(furnished: Furnished) -> Furnished:
    return furnished


def fill(office: PortalOffice, furnished: Furnished) -> None:
    """Seal what is begun and ended in private, and two versions of a file."""
    begin_everything(office, furnished)
    keep_more_private(office, furnished, times=1)
    work = office.work_of(CLERK)
    _seal_the_rest(work)
    for _ in range(2):
        add_version(
            work, CLOSED_PAPER, file_name="p.pdf", media_type="application/pdf", pieces=PIECES
        )
    work.commit()
    work.session.close()


def _seal_the_rest(work: Work) -> None:
    """Seal, as the offices do, what comes at the end of what was begun."""
    seal, one = work.seal, work.session.scalars
    request = one(select(PaperRequest)).first()
    request.sealed_analysis = seal(
        request.compartment_id, REQUEST, analysis_of(request.id), {"analysis": CANARY}
    )
    glass = one(select(BreakGlass)).first()
    glass.sealed_review = seal(
        glass.compartment_id, break_glass.SEALED_AS, review_of(glass.id), {"findings": CANARY}
    )
    mistake = one(select(MistakenPublication)).first()
    mistake.sealed_notes = seal(
        mistake.compartment_id, "incident-notes", mistake.id, {"notes": CANARY}
    )
    review = one(select(Review)).first()
    restriction = work.session.get_one(Restriction, review.restriction_id)
    review.sealed_reason = seal(
        restriction.compartment_id, reasons.KIND, review.id, {"reason": CANARY}
    )
    restriction.sealed_terms = seal(
        restriction.compartment_id, "restriction_terms", restriction.id, {"source": CANARY}
    )
    held = LegalHold(
        id=named("hold"),
        body_id=restriction.body_id,
        compartment_id=restriction.compartment_id,
        placed_by_id=CLERK,
        placed_at=work.clock(),
        lifted_by_id=CLERK,
        lifted_at=work.clock(),
    )
    held.sealed_reason = seal(held.compartment_id, holds.SEALED_AS, held.id, {"reason": CANARY})
    held.sealed_lifting = seal(
        held.compartment_id, holds.LIFTING_SEALED_AS, held.id, {"reason": CANARY}
    )
    work.session.add(held)
    step(work, restriction, restriction.state, reason=CANARY)
    work.session.flush()


@pytest.fixture
def general(stocked: Furnished) -> UUID:
    return stocked.compartments["general"]


@pytest.fixture
def operator(office: PortalOffice) -> Iterator[Callable[[], Work]]:
    """Begin work at the back door, where nobody signs in; it is closed after the test."""
    begun = []

    def at_the_back_door() -> Work:
        begun.append(office.work_for(ANONYMOUS))
        return begun[-1]

    yield at_the_back_door
    for work in begun:
        work.session.close()
