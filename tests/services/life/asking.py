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
from portal.services.releasing import ask_release
from portal.services.work import Work
from tests.support.furnishing import (
    CLERK,
    CLOSED_PAPER,
)

WorkOf = Callable[[UUID | None], Work]
SAID = "The board has published the evaluation."
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
