"""An invented board with people, meetings and things it keeps private, for any test to start from.

``open_an_office(record, log, folder)`` gives the portal's own office over fresh databases;
``furnish(office)`` puts the board into it and commits.  Everything sealed says :data:`CANARY`,
so a test can look for what must not be seen.  ``keep_more_private(office)`` adds restricted
papers, minutes, actions and plan rows that no notice speaks of; ``begin_everything(office,
furnished)`` one of each thing that officers and members begin in private."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.policy import ANONYMOUS
from portal.records.base import Base
from portal.records.tables import (
    PublicVersion,
)
from portal.services.compartments import create_standard_compartments
from portal.services.office import PortalOffice
from tests.support.furnishing.begun import begin_everything
from tests.support.furnishing.board import put_board, put_meetings, put_people, put_permissions
from tests.support.furnishing.business import put_business
from tests.support.furnishing.held_agenda import put_held_agenda
from tests.support.furnishing.names import (
    ADMINISTRATOR,
    APPENDIX_NOTICE,
    AUDITOR,
    BOARD,
    BOARD_NAME,
    CANARY,
    CLERK,
    CLOSED_ITEM,
    CLOSED_NOTICE,
    CLOSED_PAPER,
    CONFLICTED,
    COUNCIL,
    DRAFT_ITEM,
    GUEST,
    HEALTH,
    HELD,
    HIDDEN_ITEM,
    HIDDEN_PAPER,
    LABEL_ONLY_ITEM,
    MEMBER,
    MIXED_ITEM,
    MONITORING_OFFICER,
    NAMES,
    NEXT,
    NEXT_CLOSED_ITEM,
    NEXT_ITEM,
    NEXT_NOTICE,
    NOW,
    OPEN_ITEM,
    OPEN_PAPER,
    PENDING_NOTICE,
    PEPPER,
    PLANNED,
    POLICE,
    PREVENT_MEMBER,
    SENSITIVE_ITEM,
    SENSITIVE_NOTICE,
    SENSITIVE_PAPER,
    SLUG,
    STRANGER,
    TENANT,
    UNSUPPLIED_PAPER,
    named,
)
from tests.support.furnishing.office import Furnished, open_an_office, put_restriction, sealed
from tests.support.furnishing.other_agendas import put_other_agendas
from tests.support.furnishing.private import keep_more_private

__all__ = [
    "ADMINISTRATOR",
    "APPENDIX_NOTICE",
    "AUDITOR",
    "BOARD",
    "BOARD_NAME",
    "CANARY",
    "CLERK",
    "CLOSED_ITEM",
    "CLOSED_NOTICE",
    "CLOSED_PAPER",
    "CONFLICTED",
    "COUNCIL",
    "DRAFT_ITEM",
    "GUEST",
    "HEALTH",
    "HELD",
    "HIDDEN_ITEM",
    "HIDDEN_PAPER",
    "LABEL_ONLY_ITEM",
    "MEMBER",
    "MIXED_ITEM",
    "MONITORING_OFFICER",
    "NAMES",
    "NEXT",
    "NEXT_CLOSED_ITEM",
    "NEXT_ITEM",
    "NEXT_NOTICE",
    "NOW",
    "OPEN_ITEM",
    "OPEN_PAPER",
    "PENDING_NOTICE",
    "PEPPER",
    "PLANNED",
    "POLICE",
    "PREVENT_MEMBER",
    "SENSITIVE_ITEM",
    "SENSITIVE_NOTICE",
    "SENSITIVE_PAPER",
    "SLUG",
    "STRANGER",
    "TENANT",
    "UNSUPPLIED_PAPER",
    "Furnished",
    "begin_everything",
    "furnish",
    "keep_more_private",
    "named",
    "open_an_office",
    "public_version",
    "sealed",
    "touch",
]


def furnish(office: PortalOffice) -> Furnished:
    """Put the board into an office's record, and commit."""
    work = office.work_for(ANONYMOUS)
    for put in (put_people, put_board, put_meetings):
        put(work.session)
        work.session.flush()
    compartments = create_standard_compartments(work, BOARD)
    restrictions = {
        slug: put_restriction(work, compartment) for slug, compartment in compartments.items()
    }
    work.session.flush()
    furnished = Furnished(compartments=compartments, restrictions=restrictions)
    put_held_agenda(work, furnished)
    put_other_agendas(work, furnished)
    put_business(work, furnished)
    put_permissions(work.session, furnished)
    work.commit()
    work.session.close()
    return furnished


def public_version(session: Session) -> int:
    """Give the number that moves when anything public may have changed."""
    return session.scalars(select(PublicVersion.version)).one()


def touch(session: Session, table: type[Base], key: UUID, **values: Any) -> None:
    """Change a row behind the portal's back, and commit."""
    session.execute(update(table).where(table.id == key).values(**values))  # type: ignore[attr-defined]
    session.commit()
