"""What a guarded row was to the policy, made of the facts of a moment.

``portal.records.things`` says the same of the record as it stands, in SQL; a test holds the two
to each other.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from portal.policy import (
    BodyId,
    Classification,
    CompartmentId,
    DocType,
    ItemId,
    Jurisdiction,
    MeetingId,
    Regime,
    Stage,
    Thing,
)
from portal.records.history import Facts
from portal.records.tables import (
    Action,
    AgendaItem,
    Compartment,
    ForwardPlanEntry,
    Meeting,
    Minute,
    Paper,
    PaperKind,
    Restriction,
)
from portal.records.things import GuardedTable
from portal.services.explaining.sources import Source

NOUNS: Final[Mapping[str, GuardedTable]] = MappingProxyType(
    {
        "item": AgendaItem,
        "paper": Paper,
        "minutes": Minute,
        "action": Action,
        "plan-entry": ForwardPlanEntry,
    }
)
"""The guarded tables, by the log's words for their rows, which addresses use too."""

_FLAGS: Final = ("member_right", "originator_ok", "depersonalised", "prejudicial")
_DOC_TYPES: Final = {
    PaperKind.MINUTES.value: DocType.MINUTES,
    PaperKind.BACKGROUND.value: DocType.BACKGROUND,
}


def thing_of(source: Source, table: GuardedTable, row: UUID) -> Thing | None:
    """Say what a row was to the policy; ``None`` if it was not there.

    Of one row five statements at most.
    """
    facts = source.row(table, row)
    if facts is None:
        return None
    place = _planned(facts) if table is ForwardPlanEntry else _business(source, table, row, facts)
    return None if place is None else Thing(**place, **_closed(source, facts))


def _closed(source: Source, facts: Facts) -> dict[str, Any]:
    ground = _looked_up(source, Restriction, facts["restriction_id"])
    room = _looked_up(source, Compartment, facts["compartment_id"])
    compartment = facts["compartment_id"]
    return {
        "classification": Classification(facts["classification"]),
        "released": facts["released"],
        "compartment": CompartmentId(UUID(compartment)) if compartment else None,
        "sensitive": room.get("sensitive", False),
        **{flag: ground.get(flag, False) for flag in _FLAGS},
    }


def _looked_up(source: Source, table: Any, row: str | None) -> Facts:  # noqa: ANN401 -- a mapped class
    return (source.row(table, UUID(row)) or {}) if row else {}


def _business(
    source: Source, table: GuardedTable, row: UUID, facts: Facts
) -> dict[str, Any] | None:
    item_id = row if table is AgendaItem else UUID(facts["item_id"])
    item = facts if table is AgendaItem else source.row(AgendaItem, item_id)
    if item is None:
        return None
    meeting_id = UUID(item["meeting_id"])
    meeting = source.row(Meeting, meeting_id)
    if meeting is None:
        return None
    return {
        "body": BodyId(UUID(meeting["body_id"])),
        "meeting": MeetingId(meeting_id),
        "item": ItemId(item_id),
        "regime": Regime(meeting["regime"]),
        "jurisdiction": Jurisdiction(meeting["jurisdiction"]),
        "stage": Stage(item["stage"]),
        "public_meeting": item["public_meeting"],
        "doc_type": _doc_type(table, facts),
    }


def _doc_type(table: GuardedTable, facts: Facts) -> DocType:
    if table is Paper:
        return _DOC_TYPES.get(facts["kind"], DocType.REPORT)
    return DocType.AGENDA if table is AgendaItem else DocType.MINUTES


def _planned(facts: Facts) -> dict[str, Any]:
    return {
        "body": BodyId(UUID(facts["body_id"])),
        "meeting": None,
        "item": None,
        "regime": Regime(facts["regime"]),
        "jurisdiction": Jurisdiction(facts["jurisdiction"]),
        "stage": Stage.DRAFT if facts["draft"] else Stage.ISSUED_PRE,
        "public_meeting": False,
        "doc_type": DocType.AGENDA,
    }
