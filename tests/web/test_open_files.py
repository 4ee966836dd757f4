"""Files of open papers: whole, in part, and harmless wherever they are opened."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from portal.policy import ANONYMOUS
from portal.records.tables import PaperVersion
from portal.services.submitting import add_version
from tests.support.furnishing import CLOSED_PAPER, MEMBER, OPEN_PAPER, STRANGER, UNSUPPLIED_PAPER

CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"\n%%EOF\n"
SIZE = len(CONTENT)

NOWHERE = UUID("6f1d5b1e-5b0c-4c39-9a55-3a7d0f1f0c55")


@pytest.fixture
def file(world) -> str:
    """Store a file of the open paper, and give its address."""
    work = world.office.work_for(ANONYMOUS)
    version = add_version(
        work,
        OPEN_PAPER,
        file_name="whatever its author called it.pdf",
        media_type="application/pdf",
        pieces=[CONTENT[:1000], CONTENT[1000:]],
    )
    work.commit()
    work.session.close()
    return f"/papers/{OPEN_PAPER}/files/{version}"


@pytest.mark.parametrize("who", [None, MEMBER], ids=["stranger", "member"])
def test_anybody_may_have_it(world, file, who):
    answer = world.client(who).get(file)
    assert answer.status_code == 200
    assert answer.data == CONTENT
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=neighbourhood-crime-october-to-december.pdf"
    )
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-", 10, SIZE),
        ("bytes=-7", SIZE - 7, SIZE),
        (f"bytes=100-{SIZE * 2}", 100, SIZE),
    ],
)
def test_a_part_of_it_may_be_had(world, file, wanted, start, stop):
    answer = world.client().get(file, headers={"Range": wanted})
    assert answer.status_code == 206
    assert answer.data == CONTENT[start:stop]
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"


def test_what_it_does_not_have_may_not(world, file):
    answer = world.client().get(file, headers={"Range": f"bytes={SIZE}-"})
    assert answer.status_code == 416
    assert answer.data == b""
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"


def test_whoever_has_it_is_told_so(world, file):
    client = world.client()
    tag = client.get(file).headers["ETag"]
    assert client.get(file, headers={"If-None-Match": tag}).status_code == 304
    other = client.get(file, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert (other.status_code, other.data) == (200, CONTENT)
    same = client.get(file, headers={"Range": "bytes=0-9", "If-Range": tag})
    assert (same.status_code, same.data) == (206, CONTENT[:10])


def test_the_page_of_the_paper_leads_to_it(world, file):
    page = world.client().get(f"/papers/{OPEN_PAPER}").text
    assert file in page
    assert "Download PDF (102 KB)" in page


@pytest.mark.parametrize("paper", [CLOSED_PAPER, UNSUPPLIED_PAPER, NOWHERE])
def test_it_is_not_there_under_another_paper(world, file, paper):
    elsewhere = file.replace(str(OPEN_PAPER), str(paper))
    assert world.client(STRANGER).get(elsewhere).status_code == 404
    assert world.client(MEMBER).get(elsewhere).status_code == 404
    assert world.client().get(elsewhere).location == "/sign-in"


def test_a_sealed_file_is_never_sent_from_here(world):
    """Not even to whoever may read it: it is read where each opening is written down."""
    work = world.office.work_for(ANONYMOUS)
    version = add_version(
        work,
        CLOSED_PAPER,
        file_name="closed.pdf",
        media_type="application/pdf",
        pieces=[CONTENT],
    )
    work.commit()
    work.session.close()
    for paper in (CLOSED_PAPER, OPEN_PAPER):
        address = f"/papers/{paper}/files/{version}"
        assert world.client(MEMBER).get(address).status_code == 404
        assert world.client().get(address).location == "/sign-in"


def test_a_file_that_has_gone_missing_is_not_a_broken_page(world, file):
    with Session(world.record) as session:
        blob = session.query(PaperVersion.blob).filter_by(paper_id=OPEN_PAPER).scalar()
    world.office.blobs.delete(blob)
    answer = world.client(STRANGER).get(file)
    assert answer.status_code == 404
