"""How fast data keys are moved to a compartment's next key, against bare updates of the same rows.

    .venv/bin/python benchmarks/rewrap.py [--rows 100000] [--postgresql]

It fills a fresh record with sealed minutes, rotates, and rewraps all of them as the command does,
durably.  Then it writes values of the same length into the same rows, in transactions of the same
size and with the same statement, and nothing else.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from sqlalchemy import Engine, bindparam, func, insert, select, update  # noqa: E402

from portal.policy import ANONYMOUS, Classification  # noqa: E402
from portal.records.base import Base  # noqa: E402
from portal.records.engines import engine_for, for_writing  # noqa: E402
from portal.records.migrating import upgrade  # noqa: E402
from portal.records.tables import Minute  # noqa: E402
from portal.services.key_management.rewrapping import BATCH, rewrap, to_rewrap  # noqa: E402
from portal.services.key_management.rotating import rotate_compartment  # noqa: E402
from portal.services.work import Work  # noqa: E402
from tests.support.furnishing import MIXED_ITEM, furnish, open_an_office  # noqa: E402

WORDS = {"text": "The board heard how the case had been reviewed. " * 6}  # a minute of 300 letters


def batches(total: int) -> Iterator[int]:
    """Give the sizes of the batches that so many rows make."""
    for done in range(0, total, BATCH):
        yield min(BATCH, total - done)


def fill(work: Work, record: Engine, compartment: UUID, rows: int) -> None:
    """Put so many minutes into the record, sealed as the portal seals them."""
    for number in batches(rows):
        made = [uuid4() for _ in range(number)]
        values = [
            {
                "id": row,
                "item_id": MIXED_ITEM,
                "position": 0,
                "classification": Classification.EX,
                "compartment_id": compartment,
                "restriction_id": None,
                "released": False,
                "text": "",
                "sealed": work.seal(compartment, "minutes", row, WORDS),
            }
            for row in made
        ]
        work.session.rollback()
        with for_writing(record).begin() as connection:
            connection.execute(insert(Minute), values)


def bare(record: Engine, compartment: UUID) -> tuple[int, float]:
    """Put other bytes of the same length into the same rows, and give how many in which time."""
    table, count, last = Minute.__table__, 0, UUID(int=0)
    begun = time.perf_counter()
    while True:
        with for_writing(record).begin() as connection:
            rows = connection.execute(
                select(table.c.id, table.c.sealed)
                .where(table.c.compartment_id == compartment, table.c.id > last)
                .order_by(table.c.id)
                .limit(BATCH)
            ).all()
            if not rows:
                return count, time.perf_counter() - begun
            connection.execute(
                update(table).where(table.c.id == bindparam("row")).values(sealed=bindparam("new")),
                [{"row": row, "new": sealed[::-1]} for row, sealed in rows],
            )
        count, last = count + len(rows), rows[-1][0]


def measure(record_url: str, log_url: str, folder: Path, rows: int) -> None:
    """Rewrap a fresh record, then write bare rows, and print both rates."""
    record, log = engine_for(record_url), engine_for(log_url)
    Base.metadata.create_all(record)
    upgrade(log, "log")
    office = open_an_office(record, log, folder)
    compartment = furnish(office).compartments["general"]
    work = office.work_for(ANONYMOUS)
    fill(work, record, compartment, rows)
    rotate_compartment(work, compartment)
    wanted = to_rewrap(work, compartment)
    begun, worked = time.perf_counter(), time.process_time()
    moved = rewrap(work, compartment)
    took, worked = time.perf_counter() - begun, time.process_time() - worked
    assert moved == wanted, (moved, wanted)
    assert to_rewrap(work, compartment) == 0
    with record.connect() as connection:
        size = connection.scalar(select(func.avg(func.length(Minute.sealed))))
    count, bare_took = bare(record, compartment)
    rate, bare_rate = moved / took, count / bare_took
    print(
        f"{record.dialect.name}, {os.cpu_count()} processors, envelopes of {float(size):.0f} bytes"
    )
    print(f"  rewrapped    {moved:>8,} in {took:6.1f} s: {rate:>8,.0f} a second", end="")
    print(f", {1e6 * worked / moved:.0f} µs of the processor each")
    print(f"  bare updates {count:>8,} in {bare_took:6.1f} s: {bare_rate:>8,.0f} a second")
    print(f"  ratio {rate / bare_rate:.2f}; 100,000 take {100_000 / rate:.0f} s (target: 300)")
    work.session.close()
    record.dispose()
    log.dispose()


def main() -> None:
    """Measure on one of the databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--postgresql", action="store_true", help="in a server of its own")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="clear-days-rewrap-") as name:
        folder = Path(name)
        if not asked.postgresql:
            measure(
                f"sqlite:///{folder}/record.db", f"sqlite:///{folder}/log.db", folder, asked.rows
            )
            return
        from tests.support.databases import Postgres  # noqa: PLC0415 -- only when wanted

        (folder / "postgresql").mkdir()
        server = Postgres(folder / "postgresql")
        try:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                server._say(f"ALTER SYSTEM SET {setting} = on")  # noqa: SLF001 -- durable, unlike for tests
            server._say("SELECT pg_reload_conf()")  # noqa: SLF001 -- likewise
            record, log = server.url(server.clone()), server.url(server.clone())
            measure(record, log, folder, asked.rows)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
