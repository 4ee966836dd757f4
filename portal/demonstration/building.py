"""Builds the demonstration: the story, told through the portal's own services."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from importlib.resources import files
from typing import Final

from portal.demonstration.cast import wednesday
from portal.demonstration.founding import found, permit
from portal.demonstration.sitting import Sitting, tell_plan
from portal.demonstration.story import chapter
from portal.records.tables import MinutesState
from portal.services import agendas
from portal.services.imports.page import read_page
from portal.services.imports.source import Source
from portal.services.imports.storing import apply_publication
from portal.services.office import PortalOffice
from portal.services.work import LOCAL, Work

NOTICE: Final = timedelta(days=8)
"""How long before a meeting its agenda goes out: five clear days and a weekend."""


def build(office: PortalOffice) -> None:
    """Tell the whole story into an empty record.

    :raises Refused: if the demonstration's body is there already.
    :raises LogUnavailable: if the log cannot be written.
    """
    founding = office.work_of(None)
    cast = found(founding)
    founding.commit()
    work = office.work_of(cast.people["proper"])
    for told in chapter("meetings")["meetings"]:
        on = wednesday(work.today, told["weeks"])
        then = _as_of(work, datetime.combine(on, time(17), LOCAL) - NOTICE)
        meeting = agendas.call_meeting(
            then,
            cast.body,
            starts_at=datetime.combine(on, time(10), LOCAL),
            ends_at=datetime.combine(on, time(12, 30), LOCAL),
            venue=told["venue"],
            attend=told["attend"],
            contact=chapter("people")["body"]["clerk"][1],
        )
        sitting = Sitting(work=then, cast=cast, meeting=meeting, on=on)
        for item in told["items"]:
            sitting.tell_item(item)
        if not told.get("draft"):
            agendas.publish_agenda(then, meeting)
        if "held" in told:
            sitting.tell_attendance()
            agendas.hold_meeting(then, meeting, minutes=MinutesState(told["held"]))
    for entry in chapter("meetings")["plan"]:
        tell_plan(work, cast, entry)
    permit(work, cast)
    work.commit()
    _read_in_an_old_page(office.work_of(cast.people["clerk"]))


def _as_of(work: Work, moment: datetime) -> Work:
    """Give the same work as if it were done then, or now if that is still to come."""
    at = min(moment, work.clock())
    return replace(work, clock=lambda: at)


def _read_in_an_old_page(work: Work) -> None:
    """Leave something for the clerk to review: a page published elsewhere, read in as a draft."""
    source = Source((files("portal.demonstration.story") / "old-page.txt").read_text("utf-8"))
    apply_publication(work, chapter("people")["body"]["slug"], read_page(source), source)
