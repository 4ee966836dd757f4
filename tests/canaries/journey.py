"""What happens to a portal in one run, step by step: use, refusals, breakdowns and blows."""

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException, IncompleteRead
from typing import Final
from uuid import uuid4

import pytest

from tests.canaries.spreading import SIZES, Spread, with_canaries
from tests.canaries.stage import Stage
from tests.canaries.visiting import Answer, Visitor, hidden
from tests.canaries.watching import children
from tests.support.serving import Server

MEMBER: Final = "Board member (police)"
PREVENT: Final = "Board member on the Prevent panel (police)"
CLERK: Final = "Clerk"
BODY: Final = "thornmere-community-safety"
EDGE: Final = b"edge-of-a-part"
A_BIT: Final = 100_000
LOOKS: Final = 20

PAGE: Final = """Agenda and minutes

Thornmere Community Safety Partnership
{day} 2:00 pm

Venue: Council Chamber, Old Customs House, Wrenport

Contact: Odalys Fenwick, Partnership Support Officer

Items
Note No. Item

3 minutes

61.

Welcome and Apologies

Minutes:

The chair welcomed everybody.

5 minutes

62.

RESTRICTED: Prevent Update {heading} pdf icon PDF 72 KB

Minutes:

·  {minutes} was discussed.

{more} said what would be done.

ACTION \N{EN DASH} {owner} to write to {action} by 31st July.

5 minutes

63.

RESTRICTED: Domestic Homicide Review Update

Minutes:

·  {review} was discussed.
"""


@dataclass
class Journey:
    """One run; ``public`` keeps every answer to somebody who may open nothing sensitive."""

    stage: Stage
    spread: Spread
    public: list[Answer] = field(default_factory=list)
    allowed: list[Answer] = field(default_factory=list)

    def visitor(self, part: str | None = None, *, may: bool = False) -> Visitor:
        """Let somebody in, signed in as somebody or as nobody."""
        visitor = Visitor(self.stage.address, self.allowed if may else self.public)
        if part is not None:
            visitor.sign_in(part)
        return visitor

    def import_a_page(self) -> None:
        """Read in a page with closed items, twice; then a clerk publishes what is open of it."""
        word = self.stage.closed
        path = self.stage.folder / "a page as it was published.txt"
        day = self.stage.door.office().clock() - timedelta(days=40)
        path.write_text(
            PAGE.format(
                day=f"{day:%A}, {day.day} {day:%B %Y}",
                heading=word("import, heading"),
                minutes=word("import, minutes"),
                more=word("import, more minutes"),
                owner=f"Sunniva {word('import, owner')}",
                action=word("import, action"),
                review=word("import, other compartment"),
            )
        )
        for options in ((), ("--apply",), ("--apply", "--json")):
            command = ("import", "page", str(path), "--body", BODY, *options)
            assert self.stage.command(*command) == 0
        clerk = self.visitor(CLERK)
        (address,) = {
            each for each in clerk.get("/clerk/imports").links() if "/clerk/imports/" in each
        }
        page = clerk.get(address)
        token = hidden(page, "csrf_token")
        for each in page.links():
            if "/doubts/" in each:
                clerk.post(each, csrf_token=token)
        assert clerk.post(f"{address}/leaks", csrf_token=token).status == 303
        for each in clerk.get(f"{address}/leaks").links():
            if each.startswith(f"{address}/leaks/"):
                clerk.post(each, csrf_token=token, reason=f"It is {word('import, reason')}.")
        accepted = clerk.post(f"{address}/accept", csrf_token=token)
        assert accepted.status == 303, accepted.body.decode()

    def read_and_download(self) -> None:
        """Be somebody on the panel: list, open, download whole and in ranges, sign out."""
        reader = self.visitor(PREVENT, may=True)
        paper = self.spread.paper
        reader.read_restricted(paper)
        reader.crawl(["/me", *self.stage.addresses()])
        for size, version in self.spread.files.items():
            address = f"/papers/{paper}/read/{version}"
            with reader.begin("GET", address) as response:
                whole = response.read(A_BIT)
                self.stage.watch.look()
                whole += response.read()
            assert whole == with_canaries(self.stage.closed(f"file of {size} bytes"), size)
            for wanted in ("bytes=0-99", "bytes=16300-33000", "bytes=-70", "bytes=9000000-"):
                reader.get(address, Range=wanted)
        assert reader.get(f"/papers/{paper}/read/{self.spread.typeset}").body[:5] == b"%PDF-"
        page = reader.get("/sign-out")
        left = reader.post("/sign-out", csrf_token=hidden(page, "csrf_token"))
        assert left.header("Clear-Site-Data")
        gone = self.visitor()
        gone.cookies = dict(reader.cookies)
        assert gone.get(f"/papers/{paper}/read").status == 303

    def look_around(self) -> None:
        """Ask for everything, as a stranger and as a member without the permission."""
        addresses = [*self.stage.addresses(), f"/papers/{uuid4()}/read", "/nowhere"]
        paper, version = self.spread.paper, self.spread.files[SIZES[0]]
        for part in (None, MEMBER):
            visitor = self.visitor(part)
            visitor.crawl(addresses)
            visitor.get(f"/papers/{paper}/read/{version}", Range="bytes=0-99")
            visitor.post(f"/papers/{paper}/open", csrf_token="")
            for method in ("HEAD", "OPTIONS", "DELETE"):
                visitor.ask(method, f"/papers/{paper}/read")
        visitor = self.visitor(MEMBER)
        page = visitor.get("/sign-out")
        token = hidden(page, "csrf_token")
        assert visitor.post(f"/papers/{paper}/open", csrf_token=token).status == 404
        assert visitor.get(f"/papers/{paper}/read/{version}").status == 404

    def release(self) -> list[Answer]:
        """Release what was kept back of another matter, and read it as a stranger."""
        governed = self.spread.governed
        self.spread.governing.release(governed)
        answers: list[Answer] = []
        stranger = Visitor(self.stage.address, answers)
        paper = stranger.get(f"/papers/{governed.paper}")
        assert paper.status == 200, paper.status
        stranger.get(f"/papers/{governed.paper}/files/{governed.version}")
        self.public += answers
        return answers

    def upload_by_a_form(self) -> None:
        """Send files to a door that takes none, watching while they arrive."""
        visitor = self.visitor(MEMBER)
        headers = {"Content-Type": f"multipart/form-data; boundary={EDGE.decode()}"}
        for size in SIZES:
            body = b"".join(
                (
                    b"--%b\r\nContent-Disposition: form-data; " % EDGE,
                    b'name="csrf_token"; filename="%b"\r\n' % self.stage.closed("form").encode(),
                    b"Content-Type: application/pdf\r\n\r\n",
                    with_canaries(self.stage.closed("refused form"), size),
                    b"\r\n--%b--\r\n" % EDGE,
                )
            )
            arriving = watched(body, self.stage)
            try:
                answer = visitor.ask("POST", "/sign-out", body=arriving, headers=headers)
            except (HTTPException, OSError):
                continue  # refused before it was all sent
            assert answer.status in {400, 413}, answer.status

    def break_things(self) -> None:
        """Read while the log is out of order, while the record is, and when a file is spoilt."""
        paper = self.spread.paper
        reader = self.visitor(PREVENT)
        reader.answers = kept = []
        reader.read_restricted(paper)
        kept.clear()
        version = self.spread.files[SIZES[1]]
        self.stage.rename("log", "log_head", "log_head_gone")
        assert reader.get(f"/papers/{paper}/read").status == 503
        assert reader.get(f"/papers/{paper}/read/{version}").status == 503
        self.stage.rename("log", "log_head_gone", "log_head")
        self.stage.rename("record", "paper_version", "paper_version_gone")
        assert reader.get(f"/papers/{paper}/read").status == 500
        self.stage.rename("record", "paper_version_gone", "paper_version")
        self.public += kept
        with (
            self.stage.spoilt(version, at=300_000),
            reader.begin("GET", f"/papers/{paper}/read/{version}") as response,
        ):
            assert response.read(A_BIT)
            with pytest.raises(IncompleteRead):
                response.read()
        assert reader.get(f"/papers/{paper}/read/{version}", Range="bytes=0-9").status == 206
        kept.clear()

    def kill_while_uploading(self) -> None:
        """Kill a process in the middle of an upload; what it leaves is ciphertext."""
        word = self.stage.closed
        status = self.stage.run(
            "tests.canaries.broken_off",
            str(self.stage.door.settings_file),
            str(self.spread.paper),
            told=f"{word('killed upload, name')} {word('killed upload')}",
        )
        assert status == -signal.SIGKILL
        (draft,) = self.stage.door.settings.papers.glob("*.draft")
        assert draft.stat().st_size > A_BIT

    def kill_while_downloading(self, server: Server) -> None:
        """Kill the process that is sending a file, and find another in its place."""
        reader = self.visitor(PREVENT, may=True)
        paper, version = self.spread.paper, self.spread.files[SIZES[-1]]
        reader.read_restricted(paper)
        with reader.begin("GET", f"/papers/{paper}/read/{version}") as response:
            assert response.read(A_BIT)
            workers = children(server.pid)
            assert workers
            self.stage.watch.look()
            for each in workers:
                os.kill(each, signal.SIGKILL)
        assert self.visitor().get("/health").status == 200
        assert set(children(server.pid)).isdisjoint(workers)
        assert reader.get(f"/papers/{paper}/read").status == 200


def end(server: Server) -> None:
    """End a server, and see it gone."""
    os.kill(server.pid, signal.SIGTERM)
    os.waitid(os.P_PID, server.pid, os.WEXITED | os.WNOWAIT)


def watched(body: bytes, stage: Stage) -> Iterator[bytes]:
    """Give a body in two pieces, and look while the second is waited for."""
    last = len(body) - 100
    yield body[:last]
    for _ in range(LOOKS):
        stage.watch.look()
    yield body[last:]
