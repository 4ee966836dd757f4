"""Files from an object store that misbehaves, TEST-06: an answer is whole, or is no answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.errors import CannotOpen
from portal.records.blobs import Blobs
from portal.records.blobs.afar import Distant
from portal.records.blobs.reaching import RETRIES, reached
from portal.services.submitting import PDF, add_version
from portal.web import gate, member
from tests.records.stores.faults import FAULTS
from tests.records.stores.meddling import Between
from tests.support.furnishing import (
    OPEN_PAPER,
    PREVENT_MEMBER,
    SENSITIVE_PAPER,
    furnish,
    open_an_office,
)
from tests.support.stores import s3
from tests.web.conftest import World, app_over
from tests.web.member.visiting import file_of, reader

__all__ = ["s3"]
CONTENT = b"%PDF-1.7 " + b"".join(number.to_bytes(4) for number in range(700_000))


@pytest.fixture
def between(s3):
    with Between(s3()) as standing:
        yield standing


@pytest.fixture
def world(record_engine, log_engine, tmp_path, authority, between):
    soon = {"request": timedelta(milliseconds=500), "pause": timedelta(milliseconds=5)}
    afar = Blobs(Distant(lambda: reached(between.place, **soon)))
    office = replace(open_an_office(record_engine, log_engine, tmp_path), blobs=afar)
    furnished = furnish(office)
    app = app_over(office, record_engine, authority=authority)
    for room in member.BLUEPRINTS:
        app.register_blueprint(room)
    gate.hang(app)
    return World(app=app, office=office, furnished=furnished, record=record_engine, log=log_engine)


@pytest.fixture
def addresses(world):
    """Store an open file and a restricted one; give where each is read, and by whom."""
    work = world.office.work_of(PREVENT_MEMBER)
    stored = {
        paper: add_version(work, paper, file_name="a.pdf", media_type=PDF, pieces=(CONTENT,))
        for paper in (OPEN_PAPER, SENSITIVE_PAPER)
    }
    work.commit()
    work.session.close()
    return {
        "open": (world.client(), f"/papers/{OPEN_PAPER}/files/{stored[OPEN_PAPER]}"),
        "restricted": (reader(world), file_of(SENSITIVE_PAPER, stored[SENSITIVE_PAPER])),
    }


def taken(client, address):
    """Take a file; give the status, what came, and whether the answer ended as a whole one."""
    answer = client.get(address, buffered=False)
    given = b""
    try:
        for piece in answer.iter_encoded():
            given += piece
    except CannotOpen:
        return answer.status_code, given, False
    finally:
        answer.close()
    return answer.status_code, given, True


@pytest.mark.slow
def test_whatever_the_store_answers_no_download_is_short(between, addresses):
    for which, (client, address) in addresses.items():
        between.spoil = lambda _method, _path, answer: answer
        assert taken(client, address) == (200, CONTENT, True)
        for fault in FAULTS:
            for after in range(4):
                between.spoil = fault.of_reading(after)
                between.forget()
                status, given, ended = taken(client, address)
                case = f"{which}: {fault}, after {after}"
                assert not (status == 200 and ended), case
                if status == 200:
                    assert len(given) < len(CONTENT), case
                    assert fault.looks_right or CONTENT.startswith(given), case
                else:
                    assert status in {404, 503}, case
                assert between.count("GET") <= after + (1 + RETRIES) * 4, case
            # It passes, and the same file is read again.
            between.spoil = lambda _method, _path, answer: answer
            assert taken(client, address) == (200, CONTENT, True)


def test_a_file_of_either_kind_comes_whole_and_in_part(addresses):
    for client, address in addresses.values():
        assert taken(client, address) == (200, CONTENT, True)
        part = client.get(address, headers={"Range": "bytes=1000000-1000009"})
        assert (part.status_code, part.data) == (206, CONTENT[1_000_000:1_000_010])


def test_a_store_that_does_not_answer_is_told_before_anything_is_sent(between, addresses):
    between.spoil = lambda _method, _path, _answer: None
    for client, address in addresses.values():
        assert client.get(address).status_code == 503
