"""Listing and counting papers: with the access filter, against the same query without it.

``python -m benchmarks.listings [PAPERS] [ROUNDS]`` measures both on SQLite and on PostgreSQL, in
turns, and prints p50, p99 and their ratios.  The peer reads the same columns of the same joined
tables in the same order; only the filter is missing.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from benchmarks.installation import addresses
from benchmarks.library import Library, readers
from benchmarks.rounds import circumstances
from portal.policy import Scope
from portal.records import visible
from portal.records.engines import engine_for
from portal.records.tables import Paper
from portal.records.things import columns_of, joined

A_PAGE: Final = 50
NEWEST_FIRST: Final = (Paper.published_at.desc(), Paper.id)

Deed = Callable[[], object]


def without_filter(*columns: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 -- as SQLAlchemy has it
    """Give the query of a listing, as it is before anybody asks who reads."""
    return joined(select(*columns), Paper)


def deeds(session: Session, scope: Scope) -> dict[str, tuple[Deed, Deed]]:
    """Give what is measured: with the filter, and without."""
    reading = visible.papers(scope)
    page = reading.order_by(*NEWEST_FIRST).limit(A_PAGE)
    own = [getattr(Paper, name) for name in reading.row._fields if name != "thing"]
    bare_page = without_filter(*own, *columns_of(Paper)).order_by(*NEWEST_FIRST).limit(A_PAGE)
    bare_count = without_filter(func.count())
    return {
        "list 50": (lambda: page.all(session), lambda: session.execute(bare_page).all()),
        "count": (lambda: reading.count(session), lambda: session.scalar(bare_count)),
    }


def in_turns(pair: tuple[Deed, Deed], rounds: int) -> tuple[list[float], list[float]]:
    """Do one after the other, and give the seconds of each; the first few are to warm up."""
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 3):
        for which in (0, 1) if number % 2 else (1, 0):
            started = time.perf_counter()
            pair[which]()
            if number >= 3:  # noqa: PLR2004 -- warm by then
                took[which].append(time.perf_counter() - started)
    return took


def main(papers: int, rounds: int) -> None:
    """Measure libraries of so many papers, so many times."""
    print(f"{papers:,} papers, {rounds} rounds in turns; {circumstances()}\n")
    heads = (
        "database",
        "reader",
        "deed",
        "p50 ms",
        "p99 ms",
        "peer p50",
        "peer p99",
        "÷ p50",
        "÷ p99",
    )
    print("| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|")
    with (
        tempfile.TemporaryDirectory() as folder,
        addresses(Path(folder), postgresql=True) as kinds,
    ):
        for database, urls in kinds.items():
            measure(database, urls, papers, rounds)


def measure(database: str, urls: Mapping[str, str], papers: int, rounds: int) -> None:
    """Fill one database and print a line for each reader and deed."""
    engine = engine_for(urls["record"])
    Library(papers=papers).fill(engine)
    with Session(engine) as session:
        for reader, scope in readers().items():
            for deed, pair in deeds(session, scope).items():
                ours, peers = in_turns(pair, rounds)
                print(line(database, reader, deed, ours, peers), flush=True)
    engine.dispose()


def line(
    database: str, reader: str, deed: str, ours: Sequence[float], peers: Sequence[float]
) -> str:
    """Give one line of the table."""
    (p50, p99), (peer50, peer99) = (
        (cuts[49] * 1e3, cuts[98] * 1e3)
        for cuts in (quantiles(ours, n=100), quantiles(peers, n=100))
    )
    figures = (p50, p99, peer50, peer99, p50 / peer50, p99 / peer99)
    return " | ".join(
        ("", database, reader, deed, *(f"{each:.2f}" for each in figures), "")
    ).strip()


if __name__ == "__main__":
    asked = [int(each) for each in sys.argv[1:]]
    main(*(asked + [100_000, 100][len(asked) :]))
