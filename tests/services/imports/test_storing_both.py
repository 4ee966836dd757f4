"""Storing pages and packs, invented and real: all of what is open, nothing of what is closed."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.records.tables import (
    AgendaItem,
    ForwardPlanEntry,
    ImportDoubt,
    Meeting,
    Minute,
    Paper,
    Seat,
)
from portal.services.imports.accounting import words_of
from portal.services.imports.items import Block, Closure, Words
from portal.services.imports.kinds import CompartmentKind, DoubtKind
from portal.services.imports.pack import read_pack
from portal.services.imports.page import read_page
from portal.services.imports.printing import lines_about
from portal.services.imports.shape import as_json
from portal.services.imports.source import Source
from portal.services.imports.storing import apply_publication
from tests.services.imports.published import invented, sample

PUBLICATIONS = {
    "invented page": (lambda: invented("meeting-page.txt"), read_page),
    "invented pack": (lambda: invented("agenda-pack.txt"), read_pack),
    "real page": (lambda: sample("meeting-page-2023-06-28.txt"), read_page),
    "real pack": (lambda: sample("agenda-pack-2023-12-06.txt"), read_pack),
}


@pytest.fixture(params=PUBLICATIONS)
def publication(request):
    source, reader = PUBLICATIONS[request.param]
    given = source()
    return given, reader(given)


def apply(setting, publication):
    source, found = publication
    work = setting.work()
    with work.session:
        return apply_publication(work, "harbour", found, source)


def in_clear(engine):
    with engine.connect() as connection:
        return "\n".join(
            str(value)
            for table in inspect(engine).get_table_names()
            for row in connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608 -- names of our own tables
            for value in row
        )


def closed_words(found: object) -> Iterator[Words]:
    if getattr(found, "closed", None):
        yield from words_of(found)
    elif isinstance(found, tuple):
        for each in found:
            yield from closed_words(each)
    elif is_dataclass(found):
        for each in fields(found):
            yield from closed_words(getattr(found, each.name))


def open_blocks(found: object) -> Iterator[Block]:
    if isinstance(found, Block) and not found.closed:
        yield found
    elif isinstance(found, tuple):
        for each in found:
            yield from open_blocks(each)
    elif is_dataclass(found) and not getattr(found, "closed", None):
        for each in fields(found):
            yield from open_blocks(getattr(found, each.name))


def secrets(found):
    """Closed texts long enough to be told apart, and not printed openly elsewhere."""
    said = "\n".join(found.open_text())
    texts = {each.text for each in closed_words(found) if len(each.text) > 20}
    return sorted(each for each in texts if each not in said)


def test_there_is_something_to_keep(publication):
    assert len(secrets(publication[1])) >= 3


def test_nothing_closed_is_stored_printed_or_in_the_json(setting, publication):
    source, found = publication
    apply(setting, publication)
    places = {
        "record": in_clear(setting.engine),
        "log": in_clear(setting.log_engine),
        "printed": "\n".join(lines_about(found, source)),
        "json": str(as_json(found, source)),
        "doubts": "\n".join(each.sentence + each.where for each in found.doubts),
        "traceback": repr(found),
    }
    leaks = [name for name, said in places.items() if any(each in said for each in secrets(found))]
    assert leaks == []


def test_every_open_block_is_stored(setting, publication):
    apply(setting, publication)
    stored = in_clear(setting.engine)
    blocks = list(open_blocks(publication[1]))
    assert blocks
    assert [each for each in blocks if each.text.text not in stored] == []


def test_a_second_time_changes_nothing(setting, publication):
    apply(setting, publication)
    before = in_clear(setting.engine), in_clear(setting.log_engine)
    assert apply(setting, publication).already
    assert (in_clear(setting.engine), in_clear(setting.log_engine)) == before


def test_nothing_is_announced_or_published(setting, publication):
    apply(setting, publication)
    with Session(setting.engine) as session:
        assert set(session.scalars(select(Meeting.published_at))) == {None}
        assert set(session.scalars(select(Meeting.announced))) == {False}
        assert set(session.scalars(select(ForwardPlanEntry.draft))) <= {True}


def test_a_pack_seats_a_body_without_members_and_leaves_others_alone(setting):
    pack = invented("agenda-pack.txt")
    found = read_pack(pack)
    apply(setting, (pack, found))
    with Session(setting.engine) as session:
        seats = session.scalars(select(Seat).order_by(Seat.position)).all()
    assert len(seats) == len(found.seats)
    assert [each.person_id is None for each in seats] == [each.vacant for each in found.seats]


def test_a_pack_never_changes_seats_that_are_filled(setting):
    with Session(setting.engine) as session:
        session.add(Seat(body_id=setting.body, from_on=setting.work().today))
        session.commit()
    pack = invented("agenda-pack.txt")
    apply(setting, (pack, read_pack(pack)))
    with Session(setting.engine) as session:
        assert len(session.scalars(select(Seat)).all()) == 1
        listed = session.scalars(select(Paper).where(Paper.title == "Membership as printed")).one()
        assert listed.text.count("\n") + 1 == len(read_pack(pack).seats)


def test_earlier_minutes_of_a_meeting_that_is_there_become_a_paper(setting):
    pack = invented("agenda-pack.txt")
    found = read_pack(pack)
    earlier = found.earlier[0]
    head = earlier.day.printed.text
    page = invented("meeting-page.txt").text.replace("Tuesday, 14 May 2024", head)
    source = type(pack)(page)
    apply(setting, (source, read_page(source)))
    apply(setting, (pack, found))
    with Session(setting.engine) as session:
        assert len(session.scalars(select(Meeting)).all()) == 2
        papers = session.scalars(
            select(Paper).where(Paper.title == "Minutes of an earlier meeting")
        )
        stored = "\n".join(each.text for each in papers)
    for block in open_blocks(earlier.items):
        assert block.text.text in stored


def test_a_clerk_is_told_where_each_doubt_is(setting, publication):
    source, found = publication
    apply(setting, publication)
    with Session(setting.engine) as session:
        doubts = session.scalars(select(ImportDoubt)).all()
    assert len(doubts) == len(found.doubts)
    last = len(source.lines)
    assert all(1 <= each.first_line <= each.last_line <= last for each in doubts)
    assert DoubtKind.UNACCOUNTED_TEXT not in {each.kind for each in doubts}


def test_sealed_minutes_leave_no_open_text(setting, publication):
    apply(setting, publication)
    with Session(setting.engine) as session:
        sealed = session.scalars(select(Minute).where(Minute.sealed.is_not(None))).all()
    assert sealed
    assert {each.text for each in sealed} == {""}


def test_what_stands_under_something_closed_is_sealed_though_it_says_nothing_itself(setting):
    page = invented("meeting-page.txt")
    found = read_page(page)
    closure = Closure(compartment=CompartmentKind.GENERAL, label="RESTRICTED")
    items = tuple(
        replace(each, closed=closure) if each.number.text == "73" else each for each in found.items
    )
    apply(setting, (page, replace(found, items=items)))
    with Session(setting.engine) as session:
        child = session.scalars(select(AgendaItem).where(AgendaItem.number == "73a")).one()
        paper = session.scalars(select(Paper).where(Paper.item_id == child.id)).one()
    assert child.sealed is not None
    assert (child.heading, paper.title, paper.stated_extent) == ("", "", "")


def test_a_report_under_a_closed_item_is_sealed(setting):
    pack = invented("agenda-pack.txt")
    found = read_pack(pack)
    report = next(each for each in found.reports if each.for_item and not each.closed)
    closure = Closure(compartment=CompartmentKind.GENERAL, label="RESTRICTED")

    def shut(item):
        own = item.number is not None and item.number.text == report.for_item
        return replace(
            item,
            closed=closure if own else item.closed,
            items=tuple(shut(each) for each in item.items),
        )

    apply(setting, (pack, replace(found, items=tuple(shut(each) for each in found.items))))
    stored = in_clear(setting.engine)
    assert report.title.text not in stored
    assert all(each.text.text not in stored for each in report.blocks if len(each.text.text) > 20)


def test_a_refused_import_leaves_its_work_with_nothing_under_way(setting):
    page = invented("meeting-page.txt")
    apply(setting, (page, read_page(page)))
    other = Source(page.text.replace("Noted", "noted") + "More.\n")
    work = setting.work()
    with work.session:
        with pytest.raises(Refused):
            apply_publication(work, "harbour", read_page(other), other)
        assert not work.session.in_transaction()
