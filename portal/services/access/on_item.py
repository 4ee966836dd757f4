"""What an item's page says and offers to one reader about who may read it."""

from dataclasses import dataclass
from uuid import UUID

from portal.policy import BodyId, Permission
from portal.records.tables import Capacity
from portal.services.access.glass_lists import Announcement, announcements
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class OnItem:
    """What concerns the reader alone; of a stranger, nothing."""

    interest: bool = False  # one is recorded for them, and stands in the way
    may_declare: bool = False
    may_impose: bool = False
    may_ask: bool = False  # as a councillor
    announced: tuple[Announcement, ...] = ()


def on_item(work: Work, body: UUID, item: UUID) -> OnItem:
    """Work out from what the reader holds what an item's page offers them."""
    if not work.principal.signed_in:
        return OnItem()
    interest = any(each == item for each in work.scope.conflicted)
    seats = [each for each in work.held.seats if each.body == body and each.runs(work.today)]
    recorded = any(each.item == item and each.lifted_at is None for each in work.held.interests)
    return OnItem(
        interest=interest,
        may_declare=bool(seats) and not recorded,
        may_impose=work.principal.may(Permission.INTEREST_RECORD, BodyId(body))
        or any(each.capacity == Capacity.CHAIR for each in seats),
        may_ask=work.held.councillor and not interest,
        announced=announcements(work, item),
    )
