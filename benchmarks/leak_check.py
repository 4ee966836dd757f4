"""How long a file takes to be looked into; run ``python -m benchmarks.leak_check``.

Method.  The task runs as it does for a clerk: in a child process, locked in, with its limits, and
what it needs is loaded anew each time.  The PDF has 100 pages of 40 lines with a banner, a table
and a watermark; one more has a black box over a line of each page, with pictures drawn of all that
is found.  The target is ten seconds for the clean one.  Beside the time on the clock stands that of
the processor, which does not count how long the child waited for its turn.
"""

import resource
import statistics
import time

from portal.inspection import sandbox
from portal.services.leak_check.asking import asked_without_a_record
from portal.services.leak_check.examining import LIMITS
from tests.inspection.leaks.clean import LETTER
from tests.inspection.leaks.office_made import word
from tests.inspection.leaks.reports import LINES, Made, box, report, text

PAGES = 100
ROUNDS = 3


def page(number: int, *, covered: bool) -> bytes:
    """Draw a page of 40 lines."""
    lines = [f"{row} {LINES[row % 4]} {LINES[(row + 1) % 4]}"[:95] for row in range(40)]
    drawing = report(number, ()) + b"".join(
        text(line, 50, (740 - 15 * row) if row < 10 else (450 - 13 * (row - 10)), 10)  # noqa: PLR2004 -- above and below the table
        for row, line in enumerate(lines)
    )
    return drawing + (box(50, 446, 480, 14) if covered else b"")


def timed(content: bytes) -> tuple[float, float, int]:
    """Give the seconds of the median round, those of the processor, and how much was found."""
    clock, processor, found = [], [], 0
    for _ in range(ROUNDS):
        began, used = time.perf_counter(), _used()
        answer = sandbox.run("leaks", [content], asked_without_a_record(), LIMITS)
        clock.append(time.perf_counter() - began)
        processor.append(_used() - used)
        assert answer["complete"]
        found = len(answer["findings"])
    return statistics.median(clock), statistics.median(processor), found


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def main() -> None:
    """Print a line for each file."""
    files = {
        f"PDF, {PAGES} pages, clean": Made(*[page(n, covered=False) for n in range(PAGES)]).bytes(),
        f"PDF, {PAGES} pages, a box on each": Made(
            *[page(n, covered=True) for n in range(PAGES)]
        ).bytes(),
        "PDF, 1 page": Made(page(1, covered=False)).bytes(),
        "Word, 1 page": word(),
        "text": LETTER,
    }
    for name, content in files.items():
        seconds, used, found = timed(content)
        print(f"{name:36} {seconds:6.2f} s   processor {used:6.2f} s   {found} found")


if __name__ == "__main__":
    main()
