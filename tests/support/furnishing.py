"""An invented board with people, meetings and things it keeps private, for any test to start from.

``open_an_office(record, log, folder)`` gives the portal's own office over fresh databases;
``furnish(office)`` puts the board into it and commits.  Everything sealed says :data:`CANARY`,
so a test can look for what must not be seen.  ``keep_more_private(office)`` adds restricted
papers, minutes, actions and plan rows that no notice speaks of.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from portal.policy import ANONYMOUS, Classification, Jurisdiction, Office, Regime, Role, Stage
from portal.records.base import Base
from portal.records.tables import (
    Action,
    ActionState,
    AgendaItem,
    Attendance,
    Body,
    BodyRegime,
    Capacity,
    Declaration,
    Deployment,
    ForwardPlanEntry,
    Guarded,
    Invitation,
    ItemKind,
    Meeting,
    MeetingState,
    Minute,
    MinutesState,
    OfficeHolding,
    Organisation,
    Paper,
    PaperKind,
    Permission,
    Person,
    Presence,
    PublicVersion,
    Restriction,
    RestrictionState,
    Seat,
    WithheldNotice,
)
from portal.services.compartments import create_standard_compartments
from portal.services.office import PortalOffice, open_office
from portal.services.restricting import KINDS
from portal.services.work import Work
from portal.vault import LocalRoot

NOW: Final = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
"""Thursday 12 March 2026, half past nine in the morning."""
CANARY: Final = "Nightjar"
PEPPER: Final = b"an invented pepper for tests, long enough"
TENANT: Final = "3f0b2c1e-6f2d-4a7b-9d1c-5e8f7a6b4c3d"
SLUG: Final = "wrenbury-safety"
BOARD_NAME: Final = "Wrenbury Community Safety Partnership"


def named(name: str) -> UUID:
    """Give the same identifier for the same name, in every run."""
    return uuid5(UUID(int=0), name)


MEMBER, CLERK, PREVENT_MEMBER, CONFLICTED, GUEST, MONITORING_OFFICER, AUDITOR, ADMINISTRATOR = (
    named(each)
    for each in (
        "member",
        "clerk",
        "prevent member",
        "conflicted member",
        "guest",
        "monitoring officer",
        "auditor",
        "administrator",
    )
)
STRANGER: Final = named("signed in, but on no board")
NAMES: Final[Mapping[UUID, str]] = {
    MEMBER: "Rowan Ashdown",
    CLERK: "Ines Calloway",
    PREVENT_MEMBER: "Tamsin Okoro",
    CONFLICTED: "Piers Lanyon",
    GUEST: "Maud Ferreira",
    MONITORING_OFFICER: "Joan Thackeray",
    AUDITOR: "Sunil Berrow",
    ADMINISTRATOR: "Kit Marlowe",
    STRANGER: "Dilys Penhale",
}
BOARD: Final = named("board")
HELD, NEXT, PLANNED = (named(each) for each in ("held meeting", "next meeting", "planned meeting"))
OPEN_ITEM, MIXED_ITEM, CLOSED_ITEM, SENSITIVE_ITEM, HIDDEN_ITEM, LABEL_ONLY_ITEM = (
    named(each)
    for each in ("open", "mixed", "closed", "sensitive", "hidden, without notice", "label only")
)
NEXT_ITEM, NEXT_CLOSED_ITEM, DRAFT_ITEM = (named(each) for each in ("next", "next closed", "draft"))
OPEN_PAPER, CLOSED_PAPER, SENSITIVE_PAPER, HIDDEN_PAPER, UNSUPPLIED_PAPER = (
    named(each)
    for each in ("open paper", "closed paper", "sensitive paper", "hidden paper", "not supplied")
)
CLOSED_NOTICE, SENSITIVE_NOTICE, APPENDIX_NOTICE, PENDING_NOTICE, NEXT_NOTICE = (
    named(each)
    for each in ("closed notice", "sensitive notice", "appendix", "pending notice", "next notice")
)
POLICE, COUNCIL, HEALTH = (named(each) for each in ("police", "council", "health"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Furnished:
    """What a test may want to know of the board besides its named things."""

    compartments: Mapping[str, UUID]
    restrictions: Mapping[str, UUID]


def open_an_office(
    record: Engine, log: Engine, folder: Path, clock: Callable[[], datetime] = lambda: NOW
) -> PortalOffice:
    """Open the portal's office over databases that have their tables and nothing else."""
    with Session(record) as session:
        for table in (PublicVersion, Deployment):
            if session.get(table, 1) is None:
                session.add(table(id=1))
        session.commit()
    key = folder / "root.key"
    if not key.exists():
        LocalRoot.create(key)
    return open_office(
        session=lambda: Session(record),
        log_engine=log,
        root_key_file=key,
        passphrase="",
        papers=folder / "papers",
        pepper=PEPPER,
        clock=clock,
    )


def furnish(office: PortalOffice) -> Furnished:
    """Put the board into an office's record, and commit."""
    work = office.work_for(ANONYMOUS)
    for put in (_people, _board, _meetings):
        put(work.session)
        work.session.flush()
    compartments = create_standard_compartments(work, BOARD)
    restrictions = {
        slug: _restriction(work, compartment) for slug, compartment in compartments.items()
    }
    work.session.flush()
    furnished = Furnished(compartments=compartments, restrictions=restrictions)
    _held_agenda(work, furnished)
    _other_agendas(work, furnished)
    _business(work, furnished)
    _permissions(work.session, furnished)
    work.commit()
    work.session.close()
    return furnished


def keep_more_private(office: PortalOffice, furnished: Furnished, times: int = 2) -> list[UUID]:
    """Add a restricted item, paper, minute, action and plan row in every compartment.

    No notice speaks of any of them.  Gives their identifiers.
    """
    work = office.work_for(ANONYMOUS)
    added: list[Any] = []
    for round_ in range(times):
        for slug in furnished.compartments:
            item = sealed(
                work,
                AgendaItem(
                    id=uuid4(),
                    meeting_id=HELD,
                    position=100 + len(added) + round_,
                    stage=Stage.POST_CLOSED,
                ),
                furnished,
                slug,
                heading=f"{CANARY} item {round_}",
            )
            work.session.add(item)
            work.session.flush()
            rows = [
                sealed(
                    work,
                    Paper(id=uuid4(), item_id=under, position=7, published_at=NOW),
                    furnished,
                    slug,
                    title=f"{CANARY} paper {round_}",
                )
                for under in (item.id, MIXED_ITEM)
            ]
            rows += [
                sealed(
                    work,
                    Minute(id=uuid4(), item_id=MIXED_ITEM, position=7),
                    furnished,
                    slug,
                    text=f"{CANARY} minute {round_}",
                ),
                sealed(
                    work,
                    Action(id=uuid4(), body_id=BOARD, item_id=MIXED_ITEM, position=7),
                    furnished,
                    slug,
                    text=f"{CANARY} action {round_}",
                ),
                sealed(work, _plan_row(7), furnished, slug, title=f"{CANARY} plan {round_}"),
            ]
            work.session.add_all(rows)
            added += [item, *rows]
    identifiers = [each.id for each in added]
    work.commit()
    work.session.close()
    return identifiers


def sealed(
    work: Work, row: Any, furnished: Furnished, slug: str, *, ground: bool = True, **fields: str
) -> Any:
    """Seal a new row's words in a compartment; without a ground it is closed by a label alone."""
    assert isinstance(row, Guarded)
    compartment = furnished.compartments[slug]
    row.classification = Classification.EX
    row.compartment_id = compartment
    row.restriction_id = furnished.restrictions[slug] if ground else None
    row.sealed = work.seal(compartment, KINDS[row.__tablename__], row.id, fields)
    return row


def _people(session: Session) -> None:
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


def _board(session: Session) -> None:
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


def _meetings(session: Session) -> None:
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


def _restriction(work: Work, compartment: UUID) -> UUID:
    restriction = uuid4()
    balance = {"for_publishing": CANARY, "against_publishing": CANARY, "conclusion": CANARY}
    work.session.add(
        Restriction(
            id=restriction,
            body_id=BOARD,
            compartment_id=compartment,
            classification=Classification.EX,
            scheme="ENG-12A",
            paragraphs="1,2",
            covers="title,text,papers,minutes,actions",
            public_reason="It is about people who can be recognised.",
            sealed_balance=work.seal(compartment, "restriction", restriction, balance),
            decided_by=NAMES[MONITORING_OFFICER],
            decided_office="Monitoring officer",
            decided_on=date(2026, 2, 3),
            review_on=date(2027, 2, 3),
            challenge="Write to the clerk.",
            state=RestrictionState.RESOLVED,
        )
    )
    return restriction


def _held_agenda(work: Work, furnished: Furnished) -> None:
    open_, closed = Stage.POST_OPEN, Stage.POST_CLOSED
    under = {"meeting_id": HELD}
    work.session.add_all(
        [
            AgendaItem(
                id=OPEN_ITEM,
                position=0,
                number="1",
                heading="Neighbourhood crime in the autumn",
                introduction="The board is asked to note the figures.",
                presenter="Superintendent, neighbourhood policing",
                minutes_allowed=20,
                kind=ItemKind.TO_NOTE,
                stage=open_,
                **under,
            ),
            AgendaItem(
                id=MIXED_ITEM,
                position=1,
                number="2",
                heading="Town centre cameras",
                presenter="Head of community safety",
                minutes_allowed=15,
                kind=ItemKind.DECISION,
                stage=closed,  # a part of it was
                **under,
            ),
            *(
                sealed(
                    work,
                    AgendaItem(
                        id=item,
                        position=position,
                        number=str(position + 1),
                        minute_number=str(position + 1),
                        stage=closed,
                        **under,
                    ),
                    furnished,
                    slug,
                    ground=ground,
                    heading=f"{CANARY} {word}",
                    introduction="",
                    presenter="",
                )
                for item, position, slug, ground, word in (
                    (CLOSED_ITEM, 2, "general", True, "tender"),
                    (SENSITIVE_ITEM, 3, "prevent", True, "case conference"),
                    (LABEL_ONLY_ITEM, 4, "dhr", False, "review"),
                    (HIDDEN_ITEM, 5, "general", True, "matter"),
                )
            ),
        ]
    )
    work.session.flush()
    work.session.add_all(
        [
            Minute(
                id=named("open minute"),
                item_id=OPEN_ITEM,
                text="The board noted the figures.\n\n• Burglary fell.\n• Thefts of bicycles rose.",
            ),
            Action(
                id=named("open action"),
                body_id=BOARD,
                item_id=OPEN_ITEM,
                text="Bring figures for bicycle thefts by ward.",
                owner="Wrenbury Constabulary",
                due_on=date(2026, 3, 25),
                state=ActionState.OPEN,
            ),
            sealed(
                work,
                Minute(id=named("closed minute"), item_id=CLOSED_ITEM),
                furnished,
                "general",
                text=f"{CANARY} was discussed.",
            ),
            sealed(
                work,
                Action(id=named("closed action"), body_id=BOARD, item_id=CLOSED_ITEM),
                furnished,
                "general",
                text=f"Write to {CANARY}.",
                owner=f"{CANARY} owner",
                due_text="",
            ),
            _notice(CLOSED_NOTICE, CLOSED_ITEM, 2, "Award of a contract for support services"),
            _notice(SENSITIVE_NOTICE, SENSITIVE_ITEM, 3, "Prevent: a case"),
            _notice(
                APPENDIX_NOTICE, MIXED_ITEM, 1, "An appendix", paragraphs="3", number="", weighed=""
            ),
            WithheldNotice(
                id=PENDING_NOTICE,
                body_id=BOARD,
                meeting_id=HELD,
                item_id=LABEL_ONLY_ITEM,
                position=4,
                number="5",
                heading="Statutory review",
                classification=Classification.EX,
                pending=True,
                published_at=NOW,
            ),
        ]
    )


def _notice(  # noqa: PLR0913 -- a test's notice differs in these
    notice: UUID,
    item: UUID,
    position: int,
    heading: str,
    *,
    meeting: UUID = HELD,
    paragraphs: str = "1,2",
    number: str | None = None,
    weighed: str = "People named in it could be harmed, and little would be learnt.",
) -> WithheldNotice:
    return WithheldNotice(
        id=notice,
        body_id=BOARD,
        meeting_id=meeting,
        item_id=item,
        position=position,
        number=str(position + 1) if number is None else number,
        heading=heading,
        classification=Classification.EX,
        scheme="ENG-12A",
        paragraphs=paragraphs,
        reason="It is about people who can be recognised.",
        balance=weighed,
        decided_office="Monitoring officer",
        decided_on=date(2026, 2, 3),
        review_on=date(2027, 2, 3),
        challenge="Write to the clerk, who passes it to the monitoring officer.",
        published_at=NOW - timedelta(days=30),
    )


def _other_agendas(work: Work, furnished: Furnished) -> None:
    issued = {"meeting_id": NEXT, "stage": Stage.ISSUED_PRE}
    work.session.add_all(
        [
            AgendaItem(
                id=NEXT_ITEM,
                position=0,
                number="1",
                heading="Minutes of the last meeting",
                **issued,
            ),
            sealed(
                work,
                AgendaItem(id=NEXT_CLOSED_ITEM, position=1, number="2", **issued),
                furnished,
                "general",
                heading=f"{CANARY} follow-up",
                introduction="",
                presenter="",
            ),
            AgendaItem(
                id=DRAFT_ITEM,
                meeting_id=PLANNED,
                position=0,
                number="1",
                heading="A draft that only the clerk reads",
                stage=Stage.DRAFT,
            ),
            _notice(NEXT_NOTICE, NEXT_CLOSED_ITEM, 1, "A contract, continued", meeting=NEXT),
        ]
    )
    work.session.flush()


def _business(work: Work, furnished: Furnished) -> None:
    work.session.add_all(
        [
            Paper(
                id=OPEN_PAPER,
                item_id=OPEN_ITEM,
                title="Neighbourhood crime, October to December",
                author="Head of community safety",
                text="## Summary\n\n1.1 Burglary fell by a tenth.\n\n1.2 Thefts of bicycles rose.",
                dated_on=date(2026, 2, 6),
                published_at=NOW - timedelta(days=5),
            ),
            Paper(
                id=UNSUPPLIED_PAPER,
                item_id=MIXED_ITEM,
                kind=PaperKind.PRESENTATION,
                title="Where the cameras stand",
                stated_extent="PDF 65 KB",
                published_at=NOW - timedelta(days=30),
            ),
            *(
                sealed(
                    work,
                    Paper(id=paper, item_id=item, published_at=NOW - timedelta(days=30)),
                    furnished,
                    slug,
                    title=f"{CANARY} {word}",
                    author=f"{CANARY} author",
                    text=f"{CANARY} text",
                    stated_extent="",
                    marking="",
                )
                for paper, item, slug, word in (
                    (CLOSED_PAPER, CLOSED_ITEM, "general", "evaluation"),
                    (SENSITIVE_PAPER, SENSITIVE_ITEM, "prevent", "chronology"),
                    (HIDDEN_PAPER, MIXED_ITEM, "general", "appendix"),
                )
            ),
            ForwardPlanEntry(
                id=named("open plan row"),
                body_id=BOARD,
                meeting_on=date(2026, 6, 17),
                title="Strategic assessment for the year",
                presenter="Head of community safety",
                regime=Regime.ADOPTED,
            ),
            sealed(
                work,
                _plan_row(1),
                furnished,
                "general",
                title=f"{CANARY} plan",
                presenter="",
                status="",
            ),
        ]
    )
    work.session.flush()


def _plan_row(position: int) -> ForwardPlanEntry:
    return ForwardPlanEntry(
        id=uuid4(),
        body_id=BOARD,
        meeting_on=date(2026, 6, 17),
        position=position,
        regime=Regime.ADOPTED,
    )


def _permissions(session: Session, furnished: Furnished) -> None:
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
    session.add(Invitation(person_id=GUEST, item_id=CLOSED_ITEM))
    session.add(Declaration(person_id=CONFLICTED, item_id=CLOSED_ITEM, declared_on=NOW.date()))


def public_version(session: Session) -> int:
    """Give the number that moves when anything public may have changed."""
    return session.scalars(select(PublicVersion.version)).one()


def touch(session: Session, table: type[Base], key: UUID, **values: Any) -> None:
    """Change a row behind the portal's back, and commit."""
    session.execute(update(table).where(table.id == key).values(**values))  # type: ignore[attr-defined]
    session.commit()
