"""Builds the demonstration: the story, told through the portal's own services."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from importlib.resources import files
from typing import Any, Final

from portal.demonstration.acting import act_out
from portal.demonstration.cast import FOUNDED_ON, Cast, wednesday
from portal.demonstration.founding import found, permit
from portal.demonstration.looking import look_into_papers
from portal.demonstration.procedure import tell_procedure
from portal.demonstration.sitting import BODY_OF, Sitting, tell_plan
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

PERMITTED_SINCE: Final = timedelta(weeks=10)


def build(office: PortalOffice) -> None:
    """Tell the whole story into an empty record.

    :raises Refused: if the demonstration's body is there already.
    :raises LogUnavailable: if the log cannot be written.
    """
    founded = datetime.combine(FOUNDED_ON, time(9), LOCAL)
    founding = _as_of(office.work_of(None), founded)
    cast = found(founding)
    founding.commit()
    work = office.work_of(cast.people["proper"])
    meetings = chapter("meetings")["meetings"]
    sittings = [_tell_agenda(work, cast, told) for told in meetings]
    work.commit()
    look_into_papers(office, cast, [each for each in sittings if not each.draft])
    for sitting, told in zip(sittings, meetings, strict=True):
        _tell_meeting(work, sitting, told)
    for entry in chapter("meetings")["plan"]:
        tell_plan(work, cast, entry)
    permit(_as_of(work, work.clock() - PERMITTED_SINCE), cast)
    work.commit()
    work.session.close()
    act_out(office, cast)
    reading = office.work_of(cast.people["clerk"])
    _read_in_an_old_page(reading)
    reading.session.close()


def _tell_agenda(work: Work, cast: Cast, told: Mapping[str, Any]) -> Sitting:
    """Call a meeting, and put its business on the agenda."""
    on = wednesday(work.today, told["weeks"])
    then = _as_of(work, datetime.combine(on, time(17), LOCAL) - NOTICE)
    body = told.get("body", "board")
    meeting = agendas.call_meeting(
        then,
        cast.body_named(body),
        starts_at=datetime.combine(on, time(10), LOCAL),
        ends_at=datetime.combine(on, time(12, 30), LOCAL),
        venue=told["venue"],
        attend=told["attend"],
        contact=chapter("people")[BODY_OF[body]]["clerk"][1],
    )
    draft = bool(told.get("draft"))
    sitting = Sitting(work=then, cast=cast, meeting=meeting, on=on, body=body, draft=draft)
    if "key" in told:
        cast.meetings[told["key"]] = meeting
    for item in told["items"]:
        sitting.tell_item(item)
    return sitting


def _tell_meeting(work: Work, sitting: Sitting, told: Mapping[str, Any]) -> None:
    """Publish an agenda, and hold the meeting if it is past."""
    if not sitting.draft:
        agendas.publish_agenda(sitting.work, sitting.meeting)
    if "held" in told:
        held = _as_of(work, datetime.combine(sitting.on, time(13), LOCAL))
        sitting.tell_attendance()
        tell_procedure(replace(sitting, work=held), told)
        agendas.hold_meeting(held, sitting.meeting, minutes=MinutesState(told["held"]))


def _as_of(work: Work, moment: datetime) -> Work:
    """Give the same work as if it were done then, or now if that is still to come."""
    at = min(moment, work.clock())
    return replace(work, clock=lambda: at)


def _read_in_an_old_page(work: Work) -> None:
    """Leave something for the clerk to review: a page published elsewhere, read in as a draft."""
    source = Source((files("portal.demonstration.story") / "old-page.txt").read_text("utf-8"))
    apply_publication(work, chapter("people")["body"]["slug"], read_page(source), source)
