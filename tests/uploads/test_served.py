"""The door as it is served: real sockets, lies about lengths, slow and vanishing senders."""

import re
import socket
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text

from portal.cli.back_door import read_settings_file
from portal.cli.demo import make
from tests.canaries.visiting import Visitor, hidden
from tests.support.serving import address_of, open_door
from tests.uploads.good_files import good
from tests.uploads.sending import EDGE, END, part

pytestmark = pytest.mark.slow  # it takes a demonstration
CLERK = "Clerk"
HUNDRED = 100_000_000
PATIENCE = 60


class Served:
    """A demonstration, served by gunicorn, and a clerk at one upload's page."""

    def __init__(self, serve, home):
        make(home, 8000)
        provider, door = open_door(), open_door()
        self.home = home
        settings = read_settings_file(home / "settings.env")
        environ = {
            **settings,
            "PORTAL_BASE_URL": address_of(door),
            "PORTAL_IDENTITY_PROVIDER": address_of(provider),
        }
        self.url = address_of(door)
        self.port = door.getsockname()[1]
        name = "tests.uploads.slow_senders:application()"
        self.server = serve(name, environ=environ, health="/health", door=door, threads=4)
        serve("portal.cli.demo_provider:application", environ=environ, door=provider)
        self.record = create_engine(settings["PORTAL_DATABASE_URL"])
        self.clerk = Visitor(self.url)
        self.clerk.sign_in(CLERK)
        self.at = self.token = ""

    def begin(self):
        with self.record.connect() as connection:
            item = connection.scalar(text("SELECT id FROM agenda_item ORDER BY position LIMIT 1"))
        page = self.clerk.get(start := f"/clerk/items/{UUID(item)}/papers")
        said = {"what": "new", "title": "A plan", "kind": "report", "access": "open"}
        begun = self.clerk.post(start, csrf_token=hidden(page, "csrf_token"), **said)
        self.token = hidden(page, "csrf_token")
        self.at = begun.header("Location")

    def drop(self):
        self.clerk.post(f"{self.at}/drop", csrf_token=self.token)

    def head(self, length, more=()):
        cookies = "; ".join(f"{name}={value}" for name, value in self.clerk.cookies.items())
        lines = [
            f"POST {self.at}/file HTTP/1.1",
            f"Host: localhost:{self.port}",
            f"Cookie: {cookies}",
            f"Content-Type: multipart/form-data; boundary={EDGE}",
            *([f"Content-Length: {length}"] if length is not None else []),
            *more,
        ]
        return "\r\n".join(lines).encode() + b"\r\n\r\n"

    def form(self, content, name="plan.pdf"):
        return part("csrf_token", self.token.encode()) + part("file", content, name) + END

    def left(self):
        """Say what is there of any upload: states of rows, and files beyond the versions'."""
        with self.record.connect() as connection:
            states = [each.state for each in connection.execute(text("SELECT state FROM upload"))]
            named = {
                str(each.blob).replace("-", "")
                for each in connection.execute(text("SELECT blob FROM paper_version"))
            }
        return states, {each.name for each in (self.home / "papers").iterdir()} - named


@pytest.fixture(scope="module")
def portal(module_server, tmp_path_factory):
    portal = Served(module_server, tmp_path_factory.mktemp("served") / "made")
    yield portal
    portal.record.dispose()


@pytest.fixture
def served(portal):
    portal.begin()
    yield portal
    portal.drop()
    for _ in range(300):  # until those who work for senders that have gone have noticed
        if portal.left() == ([], set()):
            return
        portal.clerk.get("/health")
    raise AssertionError(portal.left())


def exchange(served, sent, *, then_close=False, patience=PATIENCE):
    """Send bytes, and give the first line of what is answered, if anything is."""
    with socket.create_connection(("127.0.0.1", served.port), patience) as door:
        door.sendall(sent)
        if then_close:
            door.shutdown(socket.SHUT_WR)
        answer = b""
        while b"</html>" not in answer and (more := door.recv(65_536)):
            answer += more
    return answer.decode("utf-8", "replace")


def rule_in(answer):
    found = re.search(r"Rule: ([a-z.-]+)", answer)
    return found[1] if found else ""


def test_lies_and_breaks_leave_nothing_and_are_told(served):
    form = served.form(good(".pdf"))
    nothing = served.left()
    assert nothing == (["begun"], set())
    told = {
        "too long a length": (served.head(len(form) + 500) + form, True, "form.broken-off"),
        "too short a length": (served.head(len(form) - 9) + form, False, "form.broken-off"),
        "far too long": (served.head(10**9) + form, True, "file.size"),
        "cut off": (served.head(len(form)) + form[:-400], True, "form.broken-off"),
        "no form": (served.head(70_000) + b"no form" * 10_000, False, "form.broken"),
        "chunks that are none": (
            served.head(None, ("Transfer-Encoding: chunked",)) + b"zz\r\n" + form,
            True,
            "form.broken-off",
        ),
    }
    for what, (sent, closes, rule) in told.items():
        answer = exchange(served, sent, then_close=closes)
        assert answer.startswith("HTTP/1.1 422"), (what, answer[:300])
        assert rule_in(answer) == rule, what
        assert served.left() == nothing, what
    for number in range(40):  # gone, without waiting for an answer
        with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as door:
            door.sendall(served.head(len(form)) + form[: 1 + number * len(form) // 41])
    assert served.clerk.get("/health").status == 200
    assert served.left()[0] in (["begun"], ["arriving"])


def test_a_sender_that_falls_silent_is_told_and_nothing_is_left(served):
    form = served.form(good(".pdf"))
    begun = time.monotonic()
    answer = exchange(served, served.head(len(form)) + form[:-100])
    assert rule_in(answer) == "form.broken-off"
    assert time.monotonic() - begun < 20
    assert served.left() == (["begun"], set())


def resident(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1000


def worker(served):
    listing = Path(f"/proc/{served.server.pid}/task/{served.server.pid}/children").read_text()
    return int(listing.split()[0])


def test_a_hundred_megabytes_take_no_more_memory_than_a_page(served):
    pid = worker(served)
    before, most, done = resident(pid), [0], threading.Event()

    def watch():
        while not done.wait(0.02):
            most[0] = max(most[0], resident(pid))

    watching = threading.Thread(target=watch)
    watching.start()
    piece = (b"words of no meaning, and a line\n" * 4096)[:100_000]
    opening = part("csrf_token", served.token.encode()) + part("file", b"", "plan.txt")[:-2]
    length = len(opening) + HUNDRED + 2 + len(END)
    connection = HTTPConnection("127.0.0.1", served.port, timeout=120)
    try:
        cookies = "; ".join(f"{name}={value}" for name, value in served.clerk.cookies.items())
        headers = {
            "Host": f"localhost:{served.port}",
            "Cookie": cookies,
            "Content-Type": f"multipart/form-data; boundary={EDGE}",
            "Content-Length": str(length),
        }
        body = [opening, *[piece] * (HUNDRED // len(piece)), b"\r\n", END]
        connection.request("POST", f"{served.at}/file", body=iter(body), headers=headers)
        status = connection.getresponse().status
    finally:
        connection.close()
        done.set()
        watching.join()
    assert status == 303
    grown = most[0] - before
    print(f"a 100 MB upload: {grown / 1e6:.1f} MB more")  # noqa: T201 -- the figure itself
    assert grown < 12_000_000
    (blob,) = served.left()[1]
    assert (served.home / "papers" / blob).stat().st_size > HUNDRED
