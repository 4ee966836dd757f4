"""Asking for a release, and seeing that nothing was opened."""

from collections.abc import Callable
from uuid import UUID

import pytest

from portal.errors import NotFound
from portal.records.tables import (
    PaperVersion,
    ReleaseCause,
)
from portal.services import papers
from portal.services.release_pages import ReleasePage, read_release
from portal.services.releasing import ask_release, confirm_release
from portal.services.work import Work
from tests.support.furnishing import (
    CLERK,
    CLOSED_PAPER,
    MONITORING_OFFICER,
)

WorkOf = Callable[[UUID | None], Work]
SAID = "The board has published the evaluation."
NUMBER = "943 476 5919"
TEXT = f"The panel heard of a patient whose NHS number is {NUMBER}.\n".encode()
CLEAN = b"The Board noted the report.\n"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 300


def asked(work_of: WorkOf, restriction: UUID, **named) -> UUID:
    work = work_of(CLERK)
    told = {"cause": ReleaseCause.DECISION, "announcement": SAID} | named
    try:
        release = ask_release(work, restriction, **told)
        work.commit()
    finally:
        work.session.rollback()
    return release


def files_in(tmp_path) -> set[str]:
    return {each.name for each in (tmp_path / "papers").iterdir()}


def nothing_opened(work_of, tmp_path, version):
    stranger = work_of(None)
    with pytest.raises(NotFound):
        papers.read_paper(stranger, CLOSED_PAPER)
    kept = stranger.session.get_one(PaperVersion, version)
    assert kept.sealed_key is not None
    assert files_in(tmp_path) == {kept.blob.hex}
    assert PDF[:200] not in (tmp_path / "papers" / kept.blob.hex).read_bytes()


def confirm(work_of: WorkOf, release: UUID, **named) -> None:
    """Confirm a release as the monitoring officer."""
    work = work_of(MONITORING_OFFICER)
    try:
        confirm_release(work, release, **named)
    finally:
        work.session.rollback()


def page_of(work_of: WorkOf, release: UUID) -> ReleasePage:
    """Read a release's page as the monitoring officer, and leave nothing locked."""
    work = work_of(MONITORING_OFFICER)
    page = read_release(work, release)
    work.session.rollback()
    return page
