"""Writers race, and are killed, and nothing that was acknowledged is lost."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from threading import Barrier

import pytest

from portal.audit import Outcome
from portal.errors import ReceiptRefused
from portal.records.engines import engine_for
from tests.support.journals import journal_over, open_paper, refuse

WRITERS, EACH = 8, 25

# Appends without end, and says each number once it is acknowledged.
ENDLESS = """
import sys
from portal.records.engines import engine_for
from tests.support.journals import journal_over, refuse

journal = journal_over(engine_for(sys.argv[1]))
while True:
    print(refuse(journal).seq, flush=True)
"""


@pytest.mark.parametrize("shared", [True, False], ids=["one journal", "a journal each"])
def test_racing_writers_lose_nothing_and_are_never_refused(log_url, shared):
    engines = [engine_for(log_url) for _ in range(1 if shared else WRITERS)]
    journals = [journal_over(engine) for engine in engines]
    together = Barrier(WRITERS)

    def write(writer):
        journal = journals[writer % len(journals)]
        together.wait()
        return [refuse(journal, writer * EACH + number).seq for number in range(EACH)]

    with ThreadPoolExecutor(WRITERS) as threads:
        acknowledged = [seq for mine in threads.map(write, range(WRITERS)) for seq in mine]

    assert sorted(acknowledged) == list(range(1, WRITERS * EACH + 1))
    whole = journals[0].verify()
    assert whole.checkpoint.size == WRITERS * EACH
    written = {line.entry.detail["check"] for line in journals[0].recent(limit=1000)}
    assert written == set(range(WRITERS * EACH))
    for engine in engines:
        engine.dispose()


def test_of_racing_outcomes_one_is_recorded_and_other_entries_are_not_held_up(log_url):
    engine = engine_for(log_url)
    journal = journal_over(engine)
    receipt = open_paper(journal)
    together = Barrier(WRITERS)

    def conclude(writer):
        together.wait()
        refuse(journal, writer)
        try:
            return journal.conclude(receipt, Outcome.DONE).seq
        except ReceiptRefused:
            return None

    with ThreadPoolExecutor(WRITERS) as threads:
        concluded = [seq for seq in threads.map(conclude, range(WRITERS)) if seq is not None]

    assert len(concluded) == 1
    assert journal.verify().checkpoint.size == 1 + WRITERS + 1
    engine.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("acknowledged", [1, 40])
def test_two_writers_killed_in_the_middle_lose_nothing_acknowledged(log_url, acknowledged):
    writers = [
        subprocess.Popen(  # noqa: S603 -- this interpreter, and the text above
            [sys.executable, "-c", ENDLESS, log_url],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for _ in range(2)
    ]
    heard = []
    for writer in writers:
        assert writer.stdout is not None
        heard += list(islice(writer.stdout, acknowledged))
    for writer in writers:
        os.kill(writer.pid, signal.SIGKILL)
    for writer in writers:
        rest, _ = writer.communicate()
        # A last line that was cut off in the middle was not heard by anybody.
        heard += [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]

    engine = engine_for(log_url)
    journal = journal_over(engine)
    kept = journal.verify().checkpoint.size
    numbers = sorted(map(int, heard))
    assert len(numbers) >= 2 * acknowledged
    assert len(set(numbers)) == len(numbers)
    assert numbers[-1] <= kept <= len(numbers) + len(writers)  # each had one unacknowledged
    assert refuse(journal).seq == kept + 1
    engine.dispose()
