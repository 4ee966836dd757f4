"""A whole life of a portal: no canary is found anywhere, while it lasts or afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.canaries.journey import Journey, end
from tests.canaries.keeping import back_up, dispose_of_an_old_paper, turn_the_keys_over
from tests.canaries.looking_in import look_in
from tests.canaries.searching import Searcher
from tests.canaries.sending_in import add_papers, convert_one
from tests.canaries.stage import Stage
from tests.canaries.visiting import Answer
from tests.support.postgres import Postgres
from tests.support.serving import Serve

BALANCES = ("balance of what is released", "proposed balance", "superseding balance")
NEVER_SHOWN = {
    "balance, for",
    "balance, against",
    "balance, conclusion",
    "file name",
    "refused upload",
    "refused file name",
    "refused form",
    "refused at the door",
    "given up",
    "form",
    "killed upload",
    "killed upload, name",
    "import, other compartment",
    *(f"{balance}, {part}" for balance in BALANCES for part in ("for", "against", "conclusion")),
    *(f"request, {each}" for each in ("wanted", "why", "name", "email", "address")),
    "draft",
    "review, opinion",
    "review, reason",
    "need to know, reason",
    "interest, nature",
    "break-glass, reason",
    "mistake, notes",
    "reason to accept",
    "old, name",
}
"""What nobody on the Prevent panel is shown either: the rest proves that it was there to find."""


@pytest.fixture
def stage(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    if database_kind == "sqlite":
        stage = Stage.found(tmp_path, {})
        yield stage
        stage.close()
        return
    server: Postgres = request.getfixturevalue("postgres")
    names = [server.clone(), server.clone()]
    addresses = ("PORTAL_DATABASE_URL", "PORTAL_LOG_DATABASE_URL")
    stage = Stage.found(tmp_path, dict(zip(addresses, map(server.url, names), strict=True)))
    stage.data = server.data
    yield stage
    stage.close()
    for name in names:
        server.drop(name)


@pytest.mark.slow
def test_a_whole_life_leaves_no_canary_anywhere(
    stage: Stage,
    live_server: Serve,
    module_server: Serve,
    monkeypatch: pytest.MonkeyPatch,
):
    closed, spoken, freed = (Searcher(each) for each in (stage.closed, stage.open, stage.freed))
    monkeypatch.setenv("TMPDIR", stage.environ["TMPDIR"])
    with stage.watch.looking():
        journey = Journey(stage, stage.spread())
        server = stage.serve(live_server)
        stage.serve_provider(live_server)
        journey.import_a_page()
        add_papers(journey)
        journey.read_and_download()
        look_in(journey)
        journey.look_around()
        converted = convert_one(journey)
        turn_the_keys_over(journey)
        back_up(journey)
        dispose_of_an_old_paper(journey)
        back_up(journey)
        journey.break_things()
        journey.upload_by_a_form()
        journey.kill_while_downloading(server)
        journey.kill_while_uploading()
        while_it_lasted = stage.written(closed)
        assert stage.written(freed) == found_in(freed, journey.public) == []
        released = {name for found in found_in(freed, journey.release()) for name in found.names}
        end(server)
        stage.serve(module_server)
        journey.look_around()
        assert stage.command("audit", "verify") == 0

    assert stage.watch.findings == []
    assert stage.watch.inspections, "no file was seen on its way to the sandbox"
    assert stage.watch.conversions or not converted, "LibreOffice was not seen at work"
    assert while_it_lasted == stage.written(closed) == []
    assert found_in(closed, journey.public) == []
    if stage.data is not None:
        with stage.door.record_engine.connect() as connection:
            connection.execute(text("CHECKPOINT"))
        assert closed.in_folder(stage.data, headless=False) == []

    # The same looks find what was there to be found: what is closed in the answers to those who
    # may read it, and what is open everywhere.
    read = {name for found in found_in(closed, journey.allowed) for name in found.names}
    assert stage.closed.named.keys() - read == NEVER_SHOWN
    assert released == stage.freed.named.keys() - {"file name"}
    assert found_in(spoken, journey.public)
    places = {Path(found.where).name for found in stage.written(spoken)}
    assert any(len(place) == 32 for place in places), "no blob was looked into"
    assert "record.agenda_item.jsonl" in places, "no dump of a backup was looked into"
    if stage.data is None:
        assert "record.sqlite3" in places
    else:
        places = {found.where for found in spoken.in_folder(stage.data, headless=False)}
        assert {"base", "pg_wal"} <= {
            Path(each).relative_to(stage.data).parts[0] for each in places
        }
    if not converted:
        pytest.skip("LibreOffice, with bubblewrap or user namespaces")


def found_in(searcher: Searcher, answers: list[Answer]) -> list:
    contents = {each.everything: each.address for each in answers}
    return [
        found
        for content, address in contents.items()
        for found in searcher.in_bytes(content, address)
    ]
