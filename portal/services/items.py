"""One agenda item, as far as its reader may know of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.policy import BodyId, Permission
from portal.records.tables import AgendaItem, MinutesState
from portal.services.access.on_item import OnItem, on_item
from portal.services.agenda_lines import ItemLine
from portal.services.agenda_page import read_agenda
from portal.services.meeting_lists import BodyLine, body_line
from portal.services.meetings import meeting_row
from portal.services.opening import absent
from portal.services.restriction_forms.places import may_restrict
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """One line of an agenda, on a page of its own."""

    meeting_id: UUID
    starts_at: datetime
    ends_at: datetime | None
    minutes_state: MinutesState
    body: BodyLine
    line: ItemLine
    shut: bool  # restricted parts are left out, because they cannot be opened at the moment
    own: OnItem  # what the page says and offers to this reader alone
    may_restrict: bool  # the reader may propose that it is restricted
    may_add: bool  # the reader may put papers under it


def read_item(work: Work, meeting_id: UUID, item_id: UUID) -> ItemPage:
    """Read one item: what is open of it, what this principal may open, and what is withheld.

    :raises NotFound: if there is no such item, or none this principal may know of.
    """
    meeting = meeting_row(work, meeting_id)
    agenda = read_agenda(work, meeting_id, item_id)
    if not agenda.lines:
        raise absent(work, AgendaItem, item_id)
    return ItemPage(
        meeting_id=meeting_id,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        minutes_state=meeting.minutes_state,
        body=body_line(meeting),
        line=agenda.lines[0],
        shut=agenda.shut,
        own=on_item(work, meeting.body_id, item_id),
        may_restrict=work.principal.may(Permission.RESTRICTION_PROPOSE, BodyId(meeting.body_id))
        and may_restrict(work, item_id),
        may_add=work.principal.may(Permission.MEETING_PUBLISH, BodyId(meeting.body_id)),
    )
