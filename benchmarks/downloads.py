"""A restricted download against the same server's open one; run ``python -m benchmarks.downloads``.

Method.  The portal is served by gunicorn as always: two workers, eight threads each.  Its body
gives originals: what a marked copy takes is measured by :mod:`benchmarks.reading`.  A paper of
10 MB, and one of 100, lies open, and is sent by ``send_file``; another is restricted, and is sent
to a member who is signed in: session, access rules, the version held to the log, the intent
durable before the first byte is decrypted, the outcome after the last.  Both are asked for over
four connections that stay open, in rounds that alternate; the ratio is the median of the rounds'
ratios.  Two bare views take turns with them: the same bytes read and sent, and decrypted in chunks
and sent (:mod:`benchmarks.bare_files`).  What those lose against ``send_file`` no portal can win.

Memory is the growth of the workers' resident memory, at its peak, while eight readers take the
paper slowly at once, for each of them.  Parts are asked for of a restricted paper of 100 MB:
over HTTP, the whole request until the first byte of the body; in this process, from the verdict
on, that is the intent, the key, the last chunk and the first, for which the ciphertext that is
fetched is counted: all that is fetched is decrypted.
"""

import argparse
import random
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from socket import create_connection
from statistics import median
from time import perf_counter
from uuid import UUID

from benchmarks import bare_files
from benchmarks.installation import File, Installation, addresses, install
from benchmarks.load import END_OF_HEAD, fetch, first_byte, request, same
from benchmarks.rounds import Target, circumstances, in_turns, table
from benchmarks.servers import Server, portal_served, served
from portal.records.blobs import Blobs
from portal.services.restricted_files import find_file
from portal.vault.cobblestone import CHUNK, SEALED_CHUNK

FILES: Mapping[str, tuple[int, bool]] = {
    "open": (10, False),
    "restricted": (10, True),
    "long": (100, True),
    "long open": (100, False),
}
READERS = 8
PARTS = 60
SIP = 65_536


def measure(here: Installation, folder: Path, *, rounds: int, seconds: float) -> None:
    """Measure one kind of database, and print what was found."""
    papers = here.papers
    plain = folder / f"{here.name}.plain"
    with portal_served(here.environ, folder) as portal:
        check(here, portal)
        plain.write_bytes(fetch(portal.port, request(papers["open"].path)))
    bare_files.seal(plain)
    told = {bare_files.PLAIN: str(plain)}
    with (
        portal_served(here.environ, folder) as portal,
        served("benchmarks.bare_files:create_app()", told, folder) as bare,
    ):
        for path in ("/read", "/opened"):
            assert fetch(bare.port, request(path)) == plain.read_bytes()
        found = in_turns(
            [
                Target(name="open, 10 MB", server=portal, requests=same(papers["open"].path)),
                Target(
                    name="restricted, 10 MB",
                    server=portal,
                    requests=same(papers["restricted"].path, here.cookie),
                ),
                Target(name="bare: read and sent", server=bare, requests=same("/read")),
                Target(name="bare: opened and sent", server=bare, requests=same("/opened")),
            ],
            rounds=rounds,
            seconds=seconds,
        )
        print(f"\n{here.name}: {rounds} rounds of {seconds} s for each; {circumstances()}\n")
        table(found, {"open, 10 MB": "open", "bare: opened and sent": "opened and sent"})
        found = in_turns(
            [
                Target(name="open, 100 MB", server=portal, requests=same(papers["long open"].path)),
                Target(
                    name="restricted, 100 MB",
                    server=portal,
                    requests=same(papers["long"].path, here.cookie),
                ),
            ],
            rounds=max(3, rounds // 2),
            seconds=2 * seconds,
        )
        print()
        table(found, {"open, 100 MB": "open"})
        print("\n| memory of a worker for each of eight slow readers at once | MB |\n|---|---|")
        for name in ("open", "restricted", "long open", "long"):
            grown = memory(portal, papers[name], here.cookie)
            print(f"| {name}, {papers[name].size // 1_000_000} MB | {grown / 1e6:.2f} |")
        print(f"\n| a part of a restricted paper of 100 MB, {PARTS} times | p50 ms | max ms |")
        print("|---|---|---|")
        over_http(portal, papers["long"], here.cookie)
    after_the_verdict(here, papers["long"])


def check(here: Installation, portal: Server) -> None:
    """Stop unless the papers are sent whole, and the restricted one to the member alone."""
    size = here.papers["open"].size
    restricted = here.papers["restricted"].path
    assert len(fetch(portal.port, request(here.papers["open"].path))) == size
    assert len(fetch(portal.port, request(restricted, here.cookie))) == size
    fetch(portal.port, request(restricted), status=303)
    part = {**here.cookie, "Range": "bytes=5000000-5000099"}
    whole = fetch(portal.port, request(restricted, here.cookie))
    assert fetch(portal.port, request(restricted, part), status=206) == whole[5_000_000:5_000_100]


def memory(portal: Server, file: File, cookie: Mapping[str, str]) -> float:
    """Give the bytes a worker's memory grows by, at its peak, for each slow reader."""
    asked = request(file.path, cookie if file.restricted else None)
    slowly(portal.port, asked, file.size)  # so that what is loaded once is loaded
    before = portal.resident()
    portal.forget_peak()
    slowly(portal.port, asked, file.size)
    return max(0, portal.resident("VmHWM") - before) / READERS


def slowly(port: int, asked: bytes, size: int) -> None:
    """Take a paper over several connections at once, a little of each in turn."""
    lines = [create_connection(("127.0.0.1", port)) for _ in range(READERS)]
    for line in lines:
        line.sendall(asked)
    heads = [b""] * READERS
    left = [size] * READERS
    while any(left):
        for number, line in enumerate(lines):
            if not left[number]:
                continue
            piece = line.recv(SIP)
            assert piece, "the connection was closed"
            if END_OF_HEAD not in heads[number]:
                heads[number] += piece
                piece = heads[number].partition(END_OF_HEAD)[2]
            left[number] -= len(piece)
    for line in lines:
        line.close()


def parts(size: int) -> list[tuple[int, int]]:
    """Give parts to ask for: the same in every run, of any length, anywhere, the end too."""
    drawn = random.Random(1)  # noqa: S311 -- nothing secret
    starts = [drawn.randrange(size) for _ in range(PARTS - 1)]
    return [
        (size - 1000, size),
        *((at, min(size, at + drawn.randrange(1, 2**21))) for at in starts),
    ]


def over_http(portal: Server, file: File, cookie: Mapping[str, str]) -> None:
    """Print how long the first byte of a part takes, of the whole request."""

    def ask(start: int, stop: int) -> float:
        headers = {**cookie, "Range": f"bytes={start}-{stop - 1}"}
        return first_byte(portal.port, request(file.path, headers), 206)

    row("first byte, over HTTP, the whole request", [ask(*part) for part in parts(file.size)])


def after_the_verdict(here: Installation, file: File) -> None:
    """Print how long the first byte takes after the verdict, and what is decrypted besides."""
    office = here.door.office()
    counted = Counted.in_folder(here.door.settings.papers)
    took, last_chunk, beyond = [], [], []
    for start, stop in parts(file.size):
        work = replace(office.work_of(here.member), blobs=counted)
        found = find_file(work, file.paper, file.version)
        counted.fetched = 0
        begun = perf_counter()
        pieces = found.read(work, start, stop)
        opened = perf_counter()
        first = next(pieces)
        took.append(perf_counter() - begun)
        last_chunk.append(opened - begun)
        assert len(first) + sum(map(len, pieces)) == stop - start
        work.session.close()
        beyond.append(-(-counted.fetched // SEALED_CHUNK) - chunks(start, stop))
    row("first byte, from the verdict on", took)
    row("of that, the intent, the key and the last chunk", last_chunk)
    print(f"\nChunks decrypted beyond those asked for: {max(beyond)} at most.")


def chunks(start: int, stop: int) -> int:
    """Count the chunks in which a part lies."""
    return -(-stop // CHUNK) - start // CHUNK


def row(name: str, seconds: list[float]) -> None:
    """Print a row of a table of times."""
    print(f"| {name} | {median(seconds) * 1e3:.2f} | {max(seconds) * 1e3:.2f} |")


class Counted(Blobs):
    """A store that counts the bytes that are read from it, but for those of headers."""

    fetched = 0

    def read_at(self, name: UUID) -> Callable[[int, int], bytes]:
        """Give a function that reads and counts."""
        source = super().read_at(name)

        def read(offset: int, length: int) -> bytes:
            piece = source(offset, length)
            self.fetched += len(piece) if offset else 0
            return piece

        return read


def main() -> None:
    """Measure each kind of database."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=9)
    arguments.add_argument("--seconds", type=float, default=2.0)
    arguments.add_argument("--sqlite-only", action="store_true")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with addresses(folder, postgresql=not chosen.sqlite_only) as kinds:
            for kind, urls in kinds.items():
                here = install(folder / kind, kind, urls, files=FILES)
                measure(here, folder, rounds=chosen.rounds, seconds=chosen.seconds)


if __name__ == "__main__":
    main()
