"""The invented board: its people, its meetings and what they may open."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid5

from sqlalchemy.orm import Session

from portal.policy import Jurisdiction, Office, Regime, Role
from portal.records.tables import (
    Attendance,
    Body,
    BodyRegime,
    Capacity,
    Copies,
    Declaration,
    Invitation,
    Meeting,
    MeetingState,
    MinutesState,
    OfficeHolding,
    Organisation,
    Permission,
    Person,
    Presence,
    Seat,
)
from tests.support.furnishing.names import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    BOARD_NAME,
    CLERK,
    CLOSED_ITEM,
    CONFLICTED,
    COUNCIL,
    GUEST,
    HEALTH,
    HELD,
    MEMBER,
    MONITORING_OFFICER,
    NAMES,
    NEXT,
    NOW,
    PLANNED,
    POLICE,
    PREVENT_MEMBER,
    SLUG,
    TENANT,
)
from tests.support.furnishing.office import Furnished


def put_people(session: Session) -> None:
    signed = date(2025, 1, 6)
    session.add_all(
        [
            Organisation(id=POLICE, name="Wrenbury Constabulary", sharing_agreed_on=signed),
            Organisation(id=COUNCIL, name="Wrenbury Borough Council", sharing_agreed_on=signed),
            Organisation(id=HEALTH, name="Wrenbury Health Partnership", sharing_agreed_on=signed),
        ]
    )
    session.flush()
    session.add_all(
        Person(
            id=person,
            name=name,
            organisation_id=POLICE if person in {MEMBER, PREVENT_MEMBER} else COUNCIL,
            tenant_id=TENANT,
            object_id=str(uuid5(person, "object")),
            created_at=NOW - timedelta(days=200),
        )
        for person, name in NAMES.items()
    )


def put_board(session: Session) -> None:
    session.add(
        Body(
            id=BOARD,
            slug=SLUG,
            name=BOARD_NAME,
            purpose="Brings the council, the police, health and probation together to reduce"
            " crime, disorder and the harm they do.",
            legal_basis="Crime and Disorder Act 1998, sections 5 and 6",
            clerk_name="Ines Calloway",
            clerk_email="partnership@wrenbury.example",
            clerk_telephone="01632 960 114",
            # Files of any bytes are put here, and asked for by their ranges.
            copies=Copies.ORIGINAL,
        )
    )
    session.flush()
    session.add(
        BodyRegime(
            body_id=BOARD,
            regime=Regime.ADOPTED,
            jurisdiction=Jurisdiction.ENG,
            from_on=date(2024, 4, 1),
        )
    )
    seats = (
        (CONFLICTED, COUNCIL, "Cabinet member for safer streets", Capacity.CHAIR),
        (MEMBER, POLICE, "Superintendent, neighbourhood policing", Capacity.VICE_CHAIR),
        (PREVENT_MEMBER, POLICE, "Chief inspector, safeguarding", Capacity.MEMBER),
        (None, HEALTH, "Director of public health", Capacity.MEMBER),
    )
    session.add_all(
        Seat(
            body_id=BOARD,
            person_id=person,
            organisation_id=organisation,
            post_title=post,
            capacity=capacity,
            role=Role.PARTNER,
            position=position,
            from_on=date(2025, 5, 1),
        )
        for position, (person, organisation, post, capacity) in enumerate(seats)
    )
    session.add_all(
        OfficeHolding(person_id=person, office=office, body_id=body, from_on=date(2025, 1, 6))
        for person, office, body in (
            (CLERK, Office.CLERK, BOARD),
            (MONITORING_OFFICER, Office.MONITORING_OFFICER, None),
            (AUDITOR, Office.AUDITOR, None),
            (ADMINISTRATOR, Office.ADMINISTRATOR, None),
        )
    )


def put_meetings(session: Session) -> None:
    rules = {"body_id": BOARD, "regime": Regime.ADOPTED, "jurisdiction": Jurisdiction.ENG}
    session.add_all(
        [
            Meeting(
                id=HELD,
                starts_at=datetime(2026, 2, 18, 10, 30, tzinfo=UTC),
                ends_at=datetime(2026, 2, 18, 13, 0, tzinfo=UTC),
                venue="Council chamber, Wrenbury Town Hall",
                attend="The meeting is open to the public until item 4.",
                state=MeetingState.HELD,
                minutes_state=MinutesState.DRAFT,
                published_at=datetime(2026, 2, 10, 12, 0, tzinfo=UTC),
                **rules,
            ),
            Meeting(
                id=NEXT,
                starts_at=datetime(2026, 3, 25, 10, 0, tzinfo=UTC),
                ends_at=datetime(2026, 3, 25, 12, 30, tzinfo=UTC),
                venue="Committee room 2, Wrenbury Town Hall",
                state=MeetingState.AGENDA_PUBLISHED,
                published_at=datetime(2026, 3, 10, 12, 0, tzinfo=UTC),
                **rules,
            ),
            Meeting(
                id=PLANNED,
                starts_at=datetime(2026, 6, 17, 9, 0, tzinfo=UTC),
                venue="To be arranged",
                **rules,
            ),
        ]
    )
    session.flush()
    session.add_all(
        Attendance(
            meeting_id=HELD,
            position=position,
            name=NAMES[person],
            organisation_id=organisation,
            presence=presence,
        )
        for position, (person, organisation, presence) in enumerate(
            (
                (CONFLICTED, COUNCIL, Presence.PRESENT),
                (MEMBER, POLICE, Presence.PRESENT),
                (PREVENT_MEMBER, POLICE, Presence.APOLOGIES),
                (CLERK, COUNCIL, Presence.MINUTES_TAKEN),
            )
        )
    )


def put_permissions(session: Session, furnished: Furnished) -> None:
    session.add(
        Permission(
            person_id=PREVENT_MEMBER,
            compartment_id=furnished.compartments["prevent"],
            purpose="Sits on the Prevent panel",
            from_on=date(2026, 1, 1),
            until_on=date(2026, 6, 1),
            approved_by_id=MONITORING_OFFICER,
            second_approved_by_id=CLERK,
        )
    )
    over = NOW.date() - timedelta(days=1)
    session.add(Invitation(person_id=GUEST, item_id=CLOSED_ITEM, until_on=over))
    session.add(Declaration(person_id=CONFLICTED, item_id=CLOSED_ITEM, declared_on=NOW.date()))
