"""Bare views to measure the portal against: stored bytes, SQL Core rows and ORM objects.

They are what somebody would write who wanted the page and nothing else: no sign-in, no access
rules, no log, nothing sealed, everything in the clear in three tables.
"""

import os
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from flask import Flask, Response, render_template
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    relationship,
    selectinload,
)

from benchmarks.installation import ITEMS, PAPERS, RESTRICTED_ITEMS

DATABASE: Final = "BENCHMARK_DATABASE"
STORED: Final = "BENCHMARK_STORED"


class Base(DeclarativeBase):
    """The peer's three tables."""


class Meeting(Base):
    """A meeting."""

    __tablename__ = "meeting"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    board: Mapped[str]
    day: Mapped[str]
    time: Mapped[str]
    venue: Mapped[str]
    attend: Mapped[str]
    contact: Mapped[str]
    items: Mapped[list["Item"]] = relationship(order_by="Item.position")


class Item(Base):
    """An item of its agenda."""

    __tablename__ = "item"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    number: Mapped[str]
    heading: Mapped[str]
    introduction: Mapped[str]
    presenter: Mapped[str]
    minutes_allowed: Mapped[int]
    papers: Mapped[list["Paper"]] = relationship(order_by="Paper.position")


class Paper(Base):
    """A paper under an item."""

    __tablename__ = "paper"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    size: Mapped[int]
    restricted: Mapped[bool]


def fill(url: str) -> UUID:
    """Make the tables, and a meeting of the same length and words as the installation's."""
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    meeting = Meeting(
        board="Thornmere Community Safety Partnership",
        day="Wednesday 2 December 2026",
        time="10am",
        venue="Committee room 2, the Corn Exchange, Thornmere",
        attend="Anybody may attend. Please come to the reception a little before ten.",
        contact="clerk@thornmere.example",
        items=[_item(number) for number in range(1, ITEMS + 1)],
    )
    with Session(engine, expire_on_commit=False) as session:
        session.add(meeting)
        session.commit()
    engine.dispose()
    return meeting.id


def _item(number: int) -> Item:
    return Item(
        position=number,
        number=str(number),
        heading=f"The partnership's work on matter {number} since the last meeting",
        introduction="To receive a report on what was done, and to agree what comes next.",
        presenter="Invented Presenter, Community Safety",
        minutes_allowed=10,
        papers=[
            Paper(
                position=paper,
                title=f"Report {number}.{paper}: what was done",
                size=9,
                restricted=number > ITEMS - RESTRICTED_ITEMS,
            )
            for paper in range(1, PAPERS + 1)
        ],
    )


def create_app() -> Flask:
    """Build the peers' application."""
    app = Flask("peers", template_folder=str(Path(__file__).parent))
    engine = create_engine(os.environ[DATABASE])
    stored = Path(os.environ[STORED]).read_bytes()

    @app.get("/health")
    def health() -> str:
        return "up"

    @app.get("/stored")
    def kept() -> Response:
        return Response(stored, mimetype="text/html")

    @app.get("/orm/<uuid:meeting_id>")
    def orm(meeting_id: UUID) -> str:
        with Session(engine) as session:
            papers = selectinload(Meeting.items).selectinload(Item.papers)
            meeting = session.get_one(Meeting, meeting_id, options=[papers])
            return render_template("bare.html", meeting=meeting, items=meeting.items)

    @app.get("/core/<uuid:meeting_id>")
    def core(meeting_id: UUID) -> str:
        items, papers = Item.__table__, Paper.__table__
        with engine.connect() as connection:
            meeting = connection.execute(
                select(Meeting.__table__).where(Meeting.id == meeting_id)
            ).one()
            lines = connection.execute(
                select(items).where(items.c.meeting_id == meeting_id).order_by(items.c.position)
            ).mappings()
            under: dict[UUID, list[object]] = {}
            rows = [{**line, "papers": under.setdefault(line["id"], [])} for line in lines]
            for paper in connection.execute(
                select(papers).where(papers.c.item_id.in_(under)).order_by(papers.c.position)
            ):
                under[paper.item_id].append(paper)
        return render_template("bare.html", meeting=meeting, items=rows)

    return app
