"""A file of 100 MB sent to the portal and to a bare view; run ``python -m benchmarks.uploads``.

Method.  Both are served by gunicorn as the portal always is: two workers, eight threads each.
The portal takes the file by the clerk's form, who is signed in: session, access rules, the token
against forgery, each piece sealed as it comes, then the checks in a process of their own.  The
peer is what somebody would write who wanted the file and nothing else: a Flask view that takes the
same form by Werkzeug's own parser, which keeps it in a temporary file in clear, and saves it.

The same bytes go to each in turn, over one connection, as fast as they are taken.  Memory is the
growth of the workers' resident memory at its peak from before the first byte until the answer;
what serves the first file, and so loads what is loaded once, is not counted.  The rate is of the
bytes until the last of them was taken, which the checks do not delay; the time until the answer,
checks included, stands beside it.
"""

import argparse
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection
from statistics import median
from time import perf_counter
from typing import Final
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pikepdf
from flask import Flask, redirect, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from benchmarks.installation import MEGABYTE, Installation, addresses, install
from benchmarks.load import END_OF_HEAD, fetch
from benchmarks.load import request as written
from benchmarks.rounds import circumstances
from benchmarks.servers import Server, portal_served, served
from portal.records.tables import AgendaItem

FOLDER: Final = "BENCHMARK_FOLDER"
EDGE: Final = "edge-of-a-part"
PATIENCE: Final = 300.0
SENT_AT_ONCE: Final = 256 * 1024
AROUND: Final = 20_000  # bytes of a PDF around its picture, so that it is not over the limit
SEE_OTHER: Final = 303
_TOKEN: Final = re.compile(rb'name="csrf_token" value="([^"]+)"')
_UPLOAD: Final = re.compile(r"\r\nlocation: (\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One file that was sent and answered."""

    size: int
    sent: float  # seconds until the last byte was taken
    answered: float  # seconds until the head of the answer was there
    grown: int  # bytes of memory, at the peak

    @property
    def rate(self) -> float:
        """Megabytes a second, until the last byte was taken."""
        return self.size / MEGABYTE / self.sent


def create_app() -> Flask:
    """Build the peer."""
    app = Flask("bare")
    folder = Path(os.environ[FOLDER])

    @app.get("/health")
    def health() -> str:
        return "up"

    @app.post("/file")
    def take() -> Response:
        path = folder / uuid4().hex
        request.files["file"].save(path)
        path.unlink()
        return redirect("/health", SEE_OTHER)

    return app


def a_long_pdf(megabytes: int) -> bytes:
    """Make a PDF with one page, and an image of so many megabytes that no packing makes smaller."""
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0]
    side = int(((megabytes * MEGABYTE - AROUND) / 3) ** 0.5)
    picture = pdf.make_stream(
        os.urandom(side * side * 3),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=side,
        Height=side,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I0=picture))
    page.Contents = pdf.make_stream(b"q 500 0 0 500 40 200 cm /I0 Do Q")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        pdf.save(file.name, compress_streams=False)
        return Path(file.name).read_bytes()


def form(fields: Mapping[str, str], content: bytes) -> tuple[bytes, bytes, bytes]:
    """Write a form with a file as its last part: what is before it, it, and what is after."""
    before = "".join(
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    before += (
        f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="long.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    return before.encode(), content, f"\r\n--{EDGE}--\r\n".encode()


def send(server: Server, path: str, headers: Mapping[str, str], parts: Sequence[bytes]) -> Taken:
    """Send a form, and stop unless it is answered as one that was taken is."""
    size = sum(map(len, parts))
    told = {
        **headers,
        "Content-Type": f"multipart/form-data; boundary={EDGE}",
        "Content-Length": str(size),
    }
    before = server.resident()
    server.forget_peak()
    with create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as line:
        begun = perf_counter()
        line.sendall(written(path, told, method="POST"))
        for part in parts:
            view = memoryview(part)
            for start in range(0, len(view), SENT_AT_ONCE):
                line.sendall(view[start : start + SENT_AT_ONCE])
        sent = perf_counter() - begun
        got = b""
        while END_OF_HEAD not in got:
            piece = line.recv(65_536)
            assert piece, "the connection was closed"
            got += piece
        answered = perf_counter() - begun
    assert got.split(b" ", 2)[1] == str(SEE_OTHER).encode(), got[:4000].decode()
    grown = max(0, server.resident("VmHWM") - before)
    return Taken(size=size, sent=sent, answered=answered, grown=grown)


def pressed(portal: Server, path: str, cookie: Mapping[str, str], fields: Mapping[str, str]) -> str:
    """Send a small form of the clerk's; give where its answer leads."""
    body = urlencode(fields).encode()
    headers = {
        **cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    with create_connection(("127.0.0.1", portal.port), timeout=PATIENCE) as line:
        line.sendall(written(path, headers, method="POST") + body)
        got = b""
        while piece := line.recv(65_536):
            got += piece
    head = got.partition(END_OF_HEAD)[0].decode("latin-1")
    assert head.split(" ", 2)[1] == str(SEE_OTHER), got[:4000].decode()
    found = _UPLOAD.search(head)
    assert found is not None
    return found[1]


def to_the_portal(here: Installation, portal: Server, item: UUID, content: bytes) -> Taken:
    """Say what the file is to be, send it, and remove it again."""
    cookie = here.clerks_cookie
    start = f"/clerk/items/{item}/papers"
    found = _TOKEN.search(fetch(portal.port, written(start, cookie)))
    assert found is not None, "the page has no form"
    token = {"csrf_token": found[1].decode()}
    said = {"what": "new", "title": "A long plan", "kind": "report", "access": "open"}
    at = pressed(portal, start, cookie, {**token, **said})
    taken = send(portal, f"{at}/file", cookie, form(token, content))
    pressed(portal, f"{at}/drop", cookie, token)
    return taken


def measure(here: Installation, folder: Path, content: bytes, rounds: int) -> None:
    """Measure both in turns, and print what was found."""
    with Session(here.door.record_engine) as session:
        items = select(AgendaItem.id).where(AgendaItem.meeting_id == here.open_meeting).limit(1)
        item = session.scalars(items).one()
    ours, theirs = [], []
    with portal_served(here.environ, folder) as portal, peer_served(folder) as peer:
        for number in range(rounds + 1):
            mine = to_the_portal(here, portal, item, content)
            other = send(peer, "/file", {}, form({}, content))
            if number:  # the first of each is to load what is loaded once
                ours.append(mine)
                theirs.append(other)
    print(f"{here.name}: {rounds} files of {len(content) / MEGABYTE:.0f} MB; {circumstances()}\n")
    print("| sent to | memory, MB (most) | MB/s (min..max) | until the answer, s |")
    print("|---|---|---|---|")
    row("the portal", ours)
    row("a bare view with Werkzeug's parser", theirs)
    grown = [median(each.grown for each in both) for both in (ours, theirs)]
    rates = [one.rate / other.rate for one, other in zip(ours, theirs, strict=True)]
    print(
        f"\nMemory: {grown[0] / MEGABYTE:.1f} MB against {grown[1] / MEGABYTE:.1f} MB, a ratio of"
        f" {grown[0] / max(grown[1], 1):.2f}. Bytes a second: a ratio of {median(rates):.2f}."
    )


def row(name: str, taken: Sequence[Taken]) -> None:
    """Print a row of the table."""
    grown = [each.grown / MEGABYTE for each in taken]
    rates = [each.rate for each in taken]
    print(
        f"| {name} | {median(grown):.1f} ({max(grown):.1f}) | {median(rates):.0f}"
        f" ({min(rates):.0f}..{max(rates):.0f}) | {median(each.answered for each in taken):.1f} |"
    )


@contextmanager
def peer_served(folder: Path) -> Iterator[Server]:
    """Serve the peer, with its temporary files where the portal's papers lie."""
    place = folder / "peer"
    place.mkdir()
    environ = {FOLDER: str(place), "TMPDIR": str(place)}
    with served("benchmarks.uploads:create_app()", environ, folder) as peer:
        yield peer


def main() -> None:
    """Measure on SQLite; no database has a part in a file's way."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--megabytes", type=int, default=100)
    chosen = arguments.parse_args()
    content = a_long_pdf(chosen.megabytes)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with addresses(folder, postgresql=False) as kinds:
            for kind, urls in kinds.items():
                here = install(folder / kind, kind, urls, files={})
                measure(here, folder, content, chosen.rounds)


if __name__ == "__main__":
    main()
