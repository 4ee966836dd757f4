"""A restricted paper's file in the browser: marked, kept nowhere, each opening in two entries."""

from datetime import timedelta
from uuid import uuid4

import pytest

from portal.audit import Outcome, Verb
from portal.records.tables import Body, Copies, Person
from portal.services.access import needs
from portal.services.reading import copies, drawing, restricted_pages
from portal.services.submitting import PDF, add_version
from tests.inspection.pages_made import seen, tagged, words_on
from tests.support.furnishing import (
    BOARD,
    CANARY,
    CLOSED_ITEM,
    CLOSED_PAPER,
    MONITORING_OFFICER,
    NAMES,
    NOW,
    PREVENT_MEMBER,
    SENSITIVE_PAPER,
    STRANGER,
)
from tests.web.member.visiting import (
    change,
    file_of,
    lines_about,
    log_size,
    page_of,
    reader,
    shut_the_log,
    told,
)

READ = page_of(SENSITIVE_PAPER)
WAYS = ("text", "pages/1", "pages/1/image")


def stored(world, paper, content):
    work = world.office.work_of(PREVENT_MEMBER)
    version = add_version(work, paper, file_name="n.pdf", media_type=PDF, pieces=[content])
    work.commit()
    work.session.close()
    return version


@pytest.fixture
def version(world):
    return stored(world, SENSITIVE_PAPER, tagged())


@pytest.fixture
def client(world, version):
    assert version
    return reader(world)


def openings(world, version):
    lines = lines_about(world, version)
    return [each for each in lines if each.entry.verb is Verb.PAPER_OPENED]


def test_its_page_leads_to_text_pages_and_a_marked_copy(world, client, version):
    change(world, Body, BOARD, copies=Copies.MARKED)
    page = client.get(READ).text
    for address in (f"{READ}/text", f"{READ}/pages/1", file_of(SENSITIVE_PAPER, version)):
        assert f'href="{address}"' in page
    assert "Take a marked copy" in page
    change(world, Body, BOARD, copies=Copies.ORIGINAL)
    assert "Open the file of this paper" in client.get(READ).text


def test_the_text_comes_page_by_page_marked_and_written_down(world, client, version):
    answer = client.get(f"{READ}/text")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    for words in ("Two thousand pounds.", '<div lang="cy">', 'id="page-2"', NAMES[PREVENT_MEMBER]):
        assert words in answer.text
    (line,) = openings(world, version)
    assert line.entry.detail["made"] == "text"
    assert f"copy {line.entry.seq:04X}" in answer.text
    assert line.outcome.detail["outcome"] == Outcome.DONE


def test_a_page_is_an_image_for_this_reader_alone(world, client, version):
    sheet = client.get(f"{READ}/pages/2").text
    assert f'src="{READ}/pages/2/image"' in sheet
    assert f'href="{READ}/text#page-2"' in sheet
    assert f'href="{READ}/pages/1"' in sheet
    assert f'href="{READ}/pages/3"' not in sheet
    size = log_size(world)
    answer = client.get(f"{READ}/pages/2/image")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer.headers
    shown = seen(answer.data)
    assert (shown.width, shown.height > drawing.WIDTH * 300 / 420) == (drawing.WIDTH, True)
    assert log_size(world) == size + 2, "an intent and an outcome"
    line = openings(world, version)[0]
    assert {"made": "page", "page": 2}.items() <= line.entry.detail.items()
    assert line.outcome.detail == {"outcome": Outcome.DONE, "bytes": len(answer.data)}
    assert client.get(f"{READ}/pages/2/image").data != answer.data, "another copy, another number"


def test_looking_at_what_is_known_opens_nothing(world, client):
    client.get(f"{READ}/pages/1")
    size = log_size(world)
    for address in ("pages/1", "pages/2"):
        assert client.get(f"{READ}/{address}").status_code == 200
    head = client.head(f"{READ}/pages/1/image")
    assert (head.status_code, head.data, head.mimetype) == (200, b"", "image/png")
    assert "Content-Length" not in head.headers
    for number in ("0", "3", "99999999999999999999"):
        assert client.get(f"{READ}/pages/{number}").status_code == 404
        assert client.get(f"{READ}/pages/{number}/image").status_code == 404
    assert log_size(world) == size


def test_it_is_hidden_from_whoever_may_not_and_told_of_first_to_whoever_may(world, version):
    for way in WAYS:
        nothing = uuid4()
        for method in ("GET", "HEAD", "POST"):
            stranger, other = world.client(), world.client(STRANGER)
            for visitor in (stranger, other):
                there = visitor.open(f"{READ}/{way}", method=method)
                absent = visitor.open(f"{page_of(nothing)}/{way}", method=method)
                assert told(there, SENSITIVE_PAPER) == told(absent, nothing)
        first = world.client(PREVENT_MEMBER).get(f"{READ}/{way}")
        assert (first.status_code, first.location) == (303, READ)
    assert not openings(world, version)


def test_without_the_log_nothing_is_drawn(world, client, monkeypatch):
    def opened(*_, **__):
        raise AssertionError("a file was looked into")

    for name in ("read_text", "draw_page", "count_pages", "mark_copy"):
        monkeypatch.setattr(restricted_pages, name, opened)
    shut_the_log(world)
    for way in WAYS:
        answer = client.get(f"{READ}/{way}")
        assert answer.status_code == 503
        assert b"PNG" not in answer.data


def test_a_copy_to_take_away_says_whose_it_is_and_its_number_is_the_logs(world, client, version):
    change(world, Body, BOARD, copies=Copies.MARKED)
    address = file_of(SENSITIVE_PAPER, version)
    size = log_size(world)
    head = client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    assert log_size(world) == size
    answer = client.get(address, headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.mimetype) == (200, PDF)
    assert answer.headers["Accept-Ranges"] == "none"
    assert "ETag" not in answer.headers
    assert answer.headers["Content-Length"] == str(len(answer.data))
    (line,) = openings(world, version)
    assert line.outcome.detail == {"outcome": Outcome.DONE, "bytes": len(answer.data)}
    number = f"{line.entry.seq:04X}"
    for page in (0, 1):
        said = words_on(answer.data, page)
        expected = f"{NAMES[PREVENT_MEMBER]} · Wrenbury Constabulary · 12 March 2026 09:30"
        assert f"{expected} · copy {number}" in said
    found = copies.look_up(world.office.work_of(MONITORING_OFFICER), f"copy {number.lower()}")
    assert (found.name, found.made) == (NAMES[PREVENT_MEMBER], "copy")
    assert CANARY.lower() not in str(answer.headers).lower()
    names = {name: value for name, value in head.headers if name != "Date"}
    assert names.items() <= dict(answer.headers).items(), "HEAD says nothing that GET would not"


def test_a_file_that_cannot_be_marked_or_drawn_is_said_to_be_so(world, client):
    change(world, Body, BOARD, copies=Copies.MARKED)
    broken = stored(world, SENSITIVE_PAPER, b"%PDF-1.7 and nothing of one")
    for address in (file_of(SENSITIVE_PAPER, broken), *(f"{READ}/{way}" for way in WAYS)):
        answer = client.get(address)
        assert answer.status_code == 422
        assert "This file cannot be shown here" in answer.text
        assert openings(world, broken)[0].outcome.detail["outcome"] == Outcome.FAILED
    assert client.get(READ).status_code == 200


def test_whoever_may_only_look_sees_pages_and_has_no_file(world):
    version = stored(world, CLOSED_PAPER, tagged())
    change(world, Person, STRANGER, councillor=True)
    work_of = world.office.work_of
    need = needs.ask(work_of(STRANGER), CLOSED_ITEM, "I chair the housing committee.")
    needs.grant(work_of(MONITORING_OFFICER), need, NOW.date() + timedelta(days=7))
    client = reader(world, STRANGER, CLOSED_PAPER)
    page = client.get(page_of(CLOSED_PAPER)).text
    assert "not take a copy of it" in page
    assert "marked copy of this paper" not in page
    for way in WAYS:
        assert client.get(f"{page_of(CLOSED_PAPER)}/{way}").status_code == 200
    for rule in Copies:
        change(world, Body, BOARD, copies=rule)
        assert client.get(file_of(CLOSED_PAPER, version)).status_code == 404
