"""What it takes to read a paper in the browser: its text, a page, a marked copy, by size.

    python -m benchmarks.reading

Each is asked of the sandbox as a request does: a process is started, the file goes to it in
memory, and what it made comes back.  Medians of the rounds, in turns.
"""

import io
import os
import statistics
import time
from collections.abc import Callable

import pikepdf
import typst

from benchmarks.rounds import circumstances
from portal.services.reading.drawing import PDF, count_pages, draw_page, mark_copy, read_text

ROUNDS = 7
LINE = "Invented Reader \N{MIDDLE DOT} Invented Police \N{MIDDLE DOT} copy 0F3A"
MEGABYTE = 1_000_000
SOURCE = b"""
#set document(title: "A report")
#for page in range(20) { lorem(420); pagebreak(weak: true) }
"""


def paper(megabytes: int) -> bytes:
    """Give a tagged PDF of twenty pages or more, made as long as it is to be by an attachment."""
    made = typst.compile(SOURCE, format="pdf", pdf_standards="ua-1")
    assert isinstance(made, bytes)
    if not megabytes:
        return made
    with pikepdf.open(io.BytesIO(made)) as pdf:
        noise = os.urandom(megabytes * MEGABYTE)
        pdf.Root.PieceInfo = pdf.make_stream(noise)
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
        return out.getvalue()


def in_pieces(content: bytes) -> list[bytes]:
    """Give a file in pieces, as the store does."""
    return [content[at : at + 262_144] for at in range(0, len(content), 262_144)]


def copied(content: bytes) -> None:
    """Make a marked copy, and take it."""
    with mark_copy(in_pieces(content), LINE) as copy:
        while copy.read(262_144):
            pass


def main() -> None:
    """Print a table."""
    print(f"{ROUNDS} rounds in turns, medians; {circumstances()}\n")
    print("| file | count | text | a page | a marked page | a marked copy |")
    print("|---|---|---|---|---|---|")
    for megabytes in (0, 10, 50):
        content = paper(megabytes)
        jobs: tuple[Callable[[], object], ...] = (
            lambda content=content: count_pages(in_pieces(content), PDF),
            lambda content=content: read_text(in_pieces(content), PDF),
            lambda content=content: draw_page(in_pieces(content), PDF, 2),
            lambda content=content: draw_page(in_pieces(content), PDF, 2, LINE),
            lambda content=content: copied(content),
        )
        took: list[list[float]] = [[] for _ in jobs]
        for _ in range(ROUNDS):
            for job, seconds in zip(jobs, took, strict=True):
                begun = time.perf_counter()
                job()
                seconds.append(time.perf_counter() - begun)
        cells = " | ".join(f"{statistics.median(each) * 1e3:,.0f} ms" for each in took)
        print(f"| {len(content) / MEGABYTE:.1f} MB | {cells} |")


if __name__ == "__main__":
    main()
