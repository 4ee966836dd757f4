"""What operators and officers do in time: new keys, backups, papers whose time is over."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from portal.records.tables import MinutesState, PaperKind
from portal.services import agendas
from portal.services.restricting import resolve_restriction
from portal.services.retention import deciding
from portal.services.retention.rules import NewRule, set_rule
from portal.services.submitting import PDF, Submission, add_version, submit_paper
from portal.services.work import Work
from tests.canaries.governing import FACE
from tests.canaries.journey import BODY, PREVENT, Journey
from tests.canaries.spreading import COMPARTMENT, SIZES, with_canaries
from tests.canaries.visiting import Answer

LONG_AGO: Final = timedelta(days=800)
"""Longer than the year that the rule says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    """A paper whose time is over, and where its file lies."""

    paper: UUID
    version: UUID
    sealed: bytes  # the file, as it lies there


def turn_the_keys_over(journey: Journey) -> None:
    """Give compartments new keys, twice; move to them what is sealed, and then seal it anew."""
    prevent = f"{BODY}/{COMPARTMENT}"
    for command in (
        ("rotate-compartment", "--all"),
        ("rewrap", "--all", "--close"),
        ("rotate-compartment", prevent),
        ("reencrypt", prevent, "--close"),
    ):
        assert journey.stage.command("keys", *command) == 0, command
    _still_read(journey)


def back_up(journey: Journey) -> None:
    """Make a backup, and another into the same folder; verify it."""
    folder = str(journey.stage.backup)
    for options in ((), (), ("--verify",)):
        assert journey.stage.command("backup", folder, *options) == 0


def dispose_of_an_old_paper(journey: Journey) -> None:
    """Have a paper read that is old, and have it disposed of by three people and the operator."""
    old = _an_old_paper(journey)
    shown = _read(journey, old)
    assert journey.stage.closed("old, title").encode() in shown.body
    with _as(journey, "clerk") as work:
        rule = NewRule(kind=PaperKind.BACKGROUND, closed=True, years=1, source="Schedule 4.2")
        set_rule(work, BODY, rule)
    compartment = journey.spread.governing.cast.compartments[COMPARTMENT]
    with _as(journey, "clerk") as work:
        asked = deciding.ask(work, BODY, compartment, [old.paper], "Its time is over.")
    for person in ("monitoring", "proper"):
        with _as(journey, person) as work:
            deciding.approve(work, asked)
    assert journey.stage.command("keys", "dispose", "--json") == 0
    left = [each.read_bytes() for each in journey.stage.door.settings.papers.iterdir()]
    assert left
    assert old.sealed not in left, "its file is there still"
    gone = _read(journey, old)
    assert journey.stage.closed("old, title").encode() not in gone.body
    _still_read(journey)


def _an_old_paper(journey: Journey) -> Old:
    word, governing = journey.stage.closed, journey.spread.governing
    with _as(journey, "proper") as work:
        held = work.clock() - LONG_AGO
        meeting = agendas.call_meeting(work, journey.spread.body, starts_at=held, venue="Town hall")
        item = agendas.add_item(work, meeting, number="1", heading="RESTRICTED: An old matter")
        compartment = governing.cast.compartments[COMPARTMENT]
        restriction = resolve_restriction(work, item, compartment, governing.terms, FACE)
        told = Submission(
            title=f"About {word('old, title')}",
            kind=PaperKind.BACKGROUND,
            text=f"It says {word('old, text')}.",
        )
        paper = submit_paper(work, item, told, restriction=restriction)
        version = add_version(
            work,
            paper,
            file_name=f"{word('old, name')}.pdf",
            media_type=PDF,
            pieces=(with_canaries(word("old, file"), SIZES[0]),),
        )
        agendas.publish_agenda(work, meeting)
        agendas.hold_meeting(work, meeting, minutes=MinutesState.AGREED)
    (blob,) = (row["blob"] for row in journey.stage.rows("paper_version") if row["id"] == version)
    sealed = (journey.stage.door.settings.papers / blob.hex).read_bytes()
    return Old(paper=paper, version=version, sealed=sealed)


def _read(journey: Journey, old: Old) -> Answer:
    """Read it as somebody on the panel, and take its file; give the page."""
    reader = journey.visitor(PREVENT, may=True)
    page = reader.read_restricted(old.paper)
    reader.get(f"/papers/{old.paper}/read/{old.version}")
    return page


def _still_read(journey: Journey) -> None:
    """See that whoever reads goes on reading."""
    reader = journey.visitor(PREVENT, may=True)
    paper, size = journey.spread.paper, SIZES[0]
    assert journey.stage.closed("paper, title").encode() in reader.read_restricted(paper).body
    file = reader.get(f"/papers/{paper}/read/{journey.spread.files[size]}")
    assert file.body == with_canaries(journey.stage.closed(f"file of {size} bytes"), size)


@contextmanager
def _as(journey: Journey, person: str) -> Iterator[Work]:
    governing = journey.spread.governing
    work = governing.office.work_of(governing.cast.people[person])
    yield work
    work.commit()
    work.session.close()
