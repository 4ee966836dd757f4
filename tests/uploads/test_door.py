"""The door through which clerks add papers: what it takes, what it refuses, what it leaves."""

import io
import re

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.records.tables import Paper, PaperVersion, Upload, UploadState
from tests.support.furnishing import (
    CLOSED_ITEM,
    CLOSED_PAPER,
    DRAFT_ITEM,
    MEMBER,
    OPEN_ITEM,
    OPEN_PAPER,
    STRANGER,
)
from tests.uploads.sending import (
    END,
    NEW,
    START,
    a_pdf,
    a_picture,
    begin,
    blobs,
    only,
    part,
    press,
    rules_on,
    send,
    send_raw,
)
from tests.web.forms import token_of


def versions(world):
    with Session(world.record) as session:
        return session.scalar(select(func.count()).select_from(PaperVersion))


def test_a_new_open_paper_goes_in_by_its_steps(whole_world, clerk, tmp_path):
    before = blobs(tmp_path)
    at = begin(clerk)
    assert only(whole_world).state is UploadState.BEGUN
    pdf = a_pdf()
    sent = send(clerk, at, "A plan.PDF", pdf)
    assert (sent.status_code, sent.location) == (303, at)
    row = only(whole_world)
    assert (row.state, row.media_type) == (UploadState.CHECKED, "application/pdf")
    (blob,) = blobs(tmp_path) - before
    assert b"%PDF" not in (tmp_path / "papers" / blob).read_bytes()
    page = clerk.get(at).text
    assert "A plan.PDF" in page
    assert "A plan for Wryneck Lane" in page
    published = press(clerk, f"{at}/publish")
    assert published.status_code == 303
    assert clerk.get(at).status_code == 404
    with Session(whole_world.record) as session:
        assert session.scalars(select(Upload)).all() == []
        paper = session.scalars(select(Paper).where(Paper.item_id == DRAFT_ITEM)).one()
        version = session.scalars(
            select(PaperVersion).where(PaperVersion.paper_id == paper.id)
        ).one()
    assert paper.title == "A plan for Wryneck Lane"
    assert blobs(tmp_path) - before == {version.blob.hex}
    assert (tmp_path / "papers" / version.blob.hex).read_bytes() == pdf


def test_a_new_version_of_an_open_paper_is_named_after_it(whole_world, clerk):
    at = begin(clerk, f"/clerk/items/{OPEN_ITEM}/papers", what=str(OPEN_PAPER))
    assert send(clerk, at, "numbers.csv", b"ward,count\r\nHythe,3\r\n").status_code == 303
    before = versions(whole_world)
    assert press(clerk, f"{at}/publish").location == f"/papers/{OPEN_PAPER}"
    assert versions(whole_world) == before + 1
    page = clerk.get(f"/papers/{OPEN_PAPER}").text
    address = re.findall(rf"/papers/{OPEN_PAPER}/files/[0-9a-f-]+", page)[0]
    file = whole_world.client().get(address)
    assert file.data == b"ward,count\r\nHythe,3\r\n"
    assert file.mimetype == "text/csv"
    assert file.headers["Content-Disposition"].startswith("attachment; filename=")
    assert ".csv" in file.headers["Content-Disposition"]
    assert file.headers["Content-Security-Policy"].startswith("sandbox")
    assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_a_version_of_a_restricted_paper_is_sealed_for_its_compartment(
    whole_world, clerk, tmp_path
):
    start = f"/clerk/items/{CLOSED_ITEM}/papers"
    at = begin(clerk, start, what=str(CLOSED_PAPER))
    send(clerk, at, "picture.png", a_picture())
    assert only(whole_world).open is False
    assert press(clerk, f"{at}/publish").status_code == 303
    with Session(whole_world.record) as session:
        newest = session.scalars(
            select(PaperVersion)
            .where(PaperVersion.paper_id == CLOSED_PAPER)
            .order_by(PaperVersion.number.desc())
        ).first()
    assert (newest.file_name, newest.sha256, newest.media_type) == ("", "", "image/png")
    assert newest.sealed_key is not None
    assert b"PNG" not in (tmp_path / "papers" / newest.blob.hex).read_bytes()


REFUSED = [
    ("plan.exe", b"MZ...", "file.type"),
    ("plan", b"%PDF-1.7", "file.type"),
    ("plan.svg", b"<svg/>", "file.type"),
    ("plan.html", b"<html>", "file.type"),
    ("plan.pdf", b"", "file.empty"),
    ("plan.pdf", b"%PDF-1.4<script>alert(1)</script>", "file.mismatch"),
    ("plan.docx", b"PK\x03\x04 and nothing else", "archive.damaged"),
    ("plan.txt", b"\xff\xfe\xfd", "text.encoding"),
    ("plan.csv", b"<html><script>", "text.program"),
    ("", b"", "file.none"),
    (f"{'n' * 300}.pdf", b"%PDF-", "file.name"),
    ("a\x01b.pdf", b"%PDF-", "file.name"),
]


def test_what_is_refused_is_named_and_nothing_of_it_is_left(whole_world, clerk, tmp_path):
    at = begin(clerk)
    before = blobs(tmp_path)
    (largest,) = re.findall(r'data-most="[0-9]+"', clerk.get(at).text)
    for name, content, rule in REFUSED:
        answer = send(clerk, at, name, content)
        assert (answer.status_code, rules_on(answer)) == (422, [rule]), name
        assert "Error: " in answer.text
        assert largest in answer.text
        row = only(whole_world)
        assert (row.state, row.blob, row.sealed_key, row.size) == (UploadState.BEGUN, None, None, 0)
        assert blobs(tmp_path) == before
    assert send(clerk, at, "plan.pdf", a_pdf()).status_code == 303


def test_the_token_is_wanted_before_the_file_is_taken(whole_world, clerk, tmp_path):
    at = begin(clerk)
    before = blobs(tmp_path)
    for token in ("", "0" * 64):
        answer = send(clerk, at, "plan.pdf", a_pdf(), token=token)
        assert answer.status_code == 400
    late = part("file", a_pdf(), "plan.pdf") + part("csrf_token", token_of(clerk).encode())
    assert send_raw(clerk, at, late + END).status_code == 400
    foreign = clerk.post(f"{at}/file", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 400
    assert only(whole_world).state is UploadState.BEGUN
    assert blobs(tmp_path) == before


def test_nobody_else_knows_of_it(whole_world, clerk):
    at = begin(clerk)
    for person, status in ((None, 303), (MEMBER, 404), (STRANGER, 404)):
        client = whole_world.client(person)
        assert client.get(at).status_code == status
        assert client.post(f"{at}/file", data=b"x" * 100).status_code in {303, 400, 404}
        assert client.get(START).status_code == status
    assert only(whole_world).state is UploadState.BEGUN


def test_what_cannot_be_begun_says_what_to_type(clerk):
    answer = clerk.post(
        START, data={"csrf_token": token_of(clerk), **NEW, "title": "", "kind": "x"}
    )
    assert answer.status_code == 422
    assert "Give the paper a title." in answer.text
    answer = clerk.post(START, data={"csrf_token": token_of(clerk), **NEW, "access": "members"})
    assert "Say whether the paper is open" in answer.text
    answer = clerk.post(START, data={"csrf_token": token_of(clerk), **NEW, "marking": "SECRET"})
    assert answer.status_code == 422
    assert "may not hold" in answer.text


def test_a_file_that_is_given_up_is_gone(whole_world, clerk, tmp_path):
    before = blobs(tmp_path)
    at = begin(clerk)
    send(clerk, at, "plan.pdf", a_pdf())
    assert press(clerk, f"{at}/drop").status_code == 303
    with Session(whole_world.record) as session:
        assert session.scalars(select(Upload)).all() == []
    assert blobs(tmp_path) == before


def test_a_second_file_takes_the_place_of_the_first(whole_world, clerk, tmp_path):
    before = blobs(tmp_path)
    at = begin(clerk)
    send(clerk, at, "plan.pdf", a_pdf())
    send(clerk, at, "other.txt", b"Another text altogether.")
    assert only(whole_world).media_type == "text/plain"
    assert len(blobs(tmp_path) - before) == 1


def test_a_file_that_is_not_checked_is_not_published(clerk):
    at = begin(clerk)
    answer = press(clerk, f"{at}/publish")
    assert answer.status_code == 422
    assert "has not been checked" in answer.text


def test_other_doors_still_take_no_file(clerk):
    data = {"csrf_token": token_of(clerk), "file": (io.BytesIO(b"x"), "x.pdf")}
    answer = clerk.post(START, data=data, content_type="multipart/form-data")
    assert answer.status_code == 400


def test_the_item_leads_its_clerk_here_and_nobody_else(whole_world, clerk):
    page = clerk.get(START)
    item = re.search(r'href="(/meetings/[0-9a-f-]+/items/[0-9a-f-]+)"', page.text)[1]
    assert START in clerk.get(item).text
    assert START not in whole_world.client(MEMBER).get(item).text
