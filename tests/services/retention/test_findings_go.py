"""What a paper's files were found to tell, and the hashes of their phrases, go with the paper."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portal.records.tables import LeakCheck, LeakFinding, LeakPhrases, Paper, PaperVersion
from portal.services.retention.erasing import erase
from tests.support.furnishing import BOARD, CLOSED_PAPER, NOW


@pytest.fixture
def found(work_of, ruled, furnished):
    """Keep a finding about each version of the closed paper, and its phrases."""
    del ruled
    general = furnished.compartments["general"]
    work = work_of(None)
    for version in work.session.scalars(
        select(PaperVersion).where(PaperVersion.paper_id == CLOSED_PAPER)
    ).all():
        check = LeakCheck(
            id=uuid4(),
            body_id=BOARD,
            compartment_id=general,
            version_id=version.id,
            blob=version.blob,
            public=False,
            complete=True,
            sealed=b"words",
            checked_at=NOW,
        )
        work.session.add(check)
        work.session.flush()
        work.session.add(LeakFinding(check_id=check.id, number=1, kind="comment", outside=False))
        work.session.add(
            LeakPhrases(version_id=version.id, body_id=BOARD, hashes=b"hash", kept_at=NOW)
        )
    work.session.commit()


def test_findings_and_phrases_go_with_the_paper(work_of, found, approved):
    del found
    work = work_of(None)
    kept = (LeakCheck, LeakFinding, LeakPhrases)
    assert [work.session.scalar(select(func.count()).select_from(each)) for each in kept] == [2] * 3
    erase(work, work.session.get_one(Paper, CLOSED_PAPER), approved)
    assert [work.session.scalar(select(func.count()).select_from(each)) for each in kept] == [0] * 3
