"""An open paper's file in the browser, and what is answered to whoever has it already."""

import pytest

from portal.policy import ANONYMOUS
from portal.services.reading import open_pages
from portal.services.submitting import PDF, add_version
from tests.inspection.pages_made import seen, tagged
from tests.support.furnishing import (
    CLOSED_PAPER,
    MEMBER,
    OPEN_PAPER,
    STRANGER,
    UNSUPPLIED_PAPER,
)

AT = f"/papers/{OPEN_PAPER}"
WAYS = ("text", "pages/1", "pages/1/image")


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def version(world):
    return stored(world, OPEN_PAPER, tagged())


def stored(world, paper, content):
    work = world.office.work_for(ANONYMOUS)
    version = add_version(work, paper, file_name="a.pdf", media_type=PDF, pieces=[content])
    work.commit()
    work.session.close()
    return version


@pytest.mark.usefixtures("version")
def test_its_text_and_its_pages_can_be_read_without_a_script(world):
    client = world.client()
    page = client.get(AT).text
    assert f'href="{AT}/text"' in page
    assert f'href="{AT}/pages/1"' in page
    text = client.get(f"{AT}/text").text
    assert '<h2 class="govuk-heading-m" id="page-2-heading">Page 2</h2>' in text
    assert "Two thousand pounds." in text
    sheet = client.get(f"{AT}/pages/1").text
    assert f'src="{AT}/pages/1/image"' in sheet
    assert f'href="{AT}/pages/2"' in sheet
    image = client.get(f"{AT}/pages/1/image")
    assert seen(image.data).width == 1240
    assert image.headers["Cache-Control"] == "no-cache"


@pytest.mark.usefixtures("version")
def test_whoever_has_a_page_is_told_so_before_it_is_drawn(world, monkeypatch):
    client = world.client()
    tag = client.get(f"{AT}/pages/1/image").headers["ETag"]
    assert not tag.startswith("W/")
    assert client.get(f"{AT}/pages/2/image").headers["ETag"] != tag
    monkeypatch.setattr(open_pages, "draw_page", None)
    again = client.get(f"{AT}/pages/1/image", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    stored(world, OPEN_PAPER, tagged())
    monkeypatch.undo()
    assert client.get(f"{AT}/pages/1/image", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("paper", [CLOSED_PAPER, UNSUPPLIED_PAPER])
@pytest.mark.parametrize("way", WAYS)
def test_what_is_closed_or_has_no_file_is_not_there(world, paper, way):
    for who in (STRANGER, MEMBER):
        assert world.client(who).get(f"/papers/{paper}/{way}").status_code == 404


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("number", ["0", "3", "77777777777777777777777777", "-1", "x"])
def test_there_is_no_page_beyond_the_last(world, number):
    for address in (f"{AT}/pages/{number}", f"{AT}/pages/{number}/image"):
        assert world.client(MEMBER).get(address).status_code == 404


def test_a_file_that_cannot_be_drawn_is_said_to_be_so(world):
    stored(world, OPEN_PAPER, b"%PDF-1.7 and nothing of one")
    for way in WAYS:
        answer = world.client().get(f"{AT}/{way}")
        assert answer.status_code == 422
        assert "This file cannot be shown here" in answer.text
    assert world.client().get(AT).status_code == 200


@pytest.mark.usefixtures("version")
def test_when_too_many_read_at_once_a_reader_is_asked_to_wait(world, monkeypatch):
    def busy(*_):
        raise open_pages.NotShown(soon=True)

    monkeypatch.setattr(open_pages, "read_text", busy)
    answer = world.client().get(f"{AT}/text")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    monkeypatch.undo()
    assert world.client().get(f"{AT}/text").status_code == 200, "the refusal was not kept"


def test_a_file_is_answered_alike_from_a_folder_and_from_afar(world, version, monkeypatch):
    address = f"{AT}/files/{version}"
    client = world.client()
    tag = client.get(address).headers["ETag"]
    asked = [
        {},
        {"Range": "bytes=0-9"},
        {"Range": "bytes=-5"},
        {"Range": "bytes=0-1,3-4"},
        {"Range": "bytes=9-1"},
        {"Range": "bytes=99999999-"},
        {"Range": "bytes=0-9", "If-Range": tag},
        {"Range": "bytes=0-9", "If-Range": f"W/{tag}"},
        {"If-None-Match": tag},
        {"If-None-Match": f'"other", W/{tag}'},
        {"If-None-Match": "*", "Range": "bytes=0-9"},
        {"If-None-Match": '"other"', "Range": "bytes=0-9"},
        {"If-Match": tag},
        {"If-Match": "*"},
        {"If-Match": f"W/{tag}"},
        {"If-Match": '"other"', "If-None-Match": tag},
        {"If-Modified-Since": "Fri, 13 Mar 2030 09:30:00 GMT"},
    ]

    def answers():
        found = []
        for headers in asked:
            for method in ("GET", "HEAD"):
                answer = client.open(address, method=method, headers=headers)
                kept = sorted((name, value) for name, value in answer.headers if name != "Date")
                found.append((answer.status_code, kept, answer.data))
        return found

    near = answers()
    monkeypatch.setattr(type(world.office.blobs), "local_path", lambda *_: None)
    assert answers() == near
    statuses = [status for status, _, _ in near]
    assert statuses[::2] == statuses[1::2]
    assert statuses[::2] == [
        *(200, 206, 206, 200, 200, 416, 206, 200),
        *(304, 304, 304, 206, 200, 200, 412, 412, 200),
    ]
    for (_, get, body), (_, head, nothing) in zip(near[::2], near[1::2], strict=True):
        assert get == head
        assert nothing == b""
        assert ("ETag", tag) in get
        assert dict(get).get("Content-Length", str(len(body))) == str(len(body))
