"""The ground the other tests stand on does what it says."""

import socket

import pytest
from sqlalchemy import inspect, text

from tests.support.accessibility import axe, violations
from tests.support.network import LeftTheMachine
from tests.support.serving import DidNotStart

GOOD = b"<!doctype html><html lang='en'><title>Board</title><h1>Board</h1><p>Papers</p></html>"
BAD = b"<!doctype html><html><title></title><img src='x'><input></html>"


def make_app():
    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [GOOD if environ["PATH_INFO"] == "/" else BAD]

    return app


def make_nothing():
    raise SystemExit(3)


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_gets_an_empty_database(engine, time):
    assert inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {time} (id integer)"))


def test_the_database_is_the_one_it_is_called(engine, database_kind):
    assert engine.dialect.name == database_kind


def test_sqlite_holds_foreign_keys_and_writes_ahead(engine, database_kind):
    if database_kind != "sqlite":
        return
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


@pytest.mark.parametrize("time", ["first", "second"])
def test_the_record_and_the_log_begin_fresh_and_apart(record_engine, log_engine, time):
    assert record_engine.dialect.name == log_engine.dialect.name, time
    record, log = (set(inspect(each).get_table_names()) for each in (record_engine, log_engine))
    assert {"paper", "person"} <= record
    assert log.isdisjoint(record)
    with record_engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM paper")).scalar() == 0
        connection.execute(text("ALTER TABLE paper RENAME TO elsewhere"))


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("198.51.100.7", 443)])
def test_no_test_reaches_another_machine(address):
    with pytest.raises(LeftTheMachine):
        socket.create_connection(address, timeout=1)


def test_no_test_asks_for_another_machine_by_name():
    with pytest.raises(LeftTheMachine):
        socket.getaddrinfo("papers.example", 443)


def test_a_server_that_cannot_start_says_so(live_server):
    with pytest.raises(DidNotStart, match="gave no answer"):
        live_server(make_nothing)


def test_axe_passes_a_good_page_and_names_what_is_wrong_with_a_bad_one(live_server, page):
    server = live_server(make_app)
    page.goto(server.url)
    axe(page)
    page.goto(f"{server.url}/bad")
    found = "\n".join(violations(page))
    for rule in ("document-title", "html-has-lang", "image-alt", "label"):
        assert f"- {rule} " in found
