"""Malformed uploads through the door (TEST-11): 10,000 of them, no 5xx, nothing left, each a rule.

What is counted is a request to the whole application by somebody who is signed in, with a real
form on its way through the real reader: forms that are wrong, by kind, and then files that are
wrong, each looked into by a child process of its own as in use.  The door over real sockets, with
senders that are slow or vanish, is in ``test_served``.
"""

import tempfile
from collections import Counter
from itertools import islice
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.records.base import Base
from portal.records.tables import UploadState
from portal.services.uploads.faults import RULES
from tests.support.memory import forget_the_most, most_resident, resident
from tests.uploads.forging import forged
from tests.uploads.sending import Cut, a_pdf, begin, blobs, only, rules_on, send
from tests.uploads.wrong_forms import KINDS
from tests.web.forms import token_of

SEED = 20_261_128
ALL = 10_000
FILES = 210
MOST_GROWTH = 150_000_000
NOT_OURS = "This form was not sent from a page of this session"
FEW = 4  # connections that a pool may have opened meanwhile


def rows(world):
    """Count the rows of every table."""
    with Session(world.record) as session:
        return {
            name: session.scalar(select(func.count()).select_from(table))
            for name, table in Base.metadata.tables.items()
        }


class Door:
    """A clerk at one upload's page who sends wrong things, and sees that nothing is left."""

    def __init__(self, world, client, folder):
        self.world = world
        self.client = client
        self.folder = folder
        self.at = begin(client)
        self.token = token_of(client)
        # The first file that is looked into leaves its body a key for phrases, which stays.
        self.send_well()
        self.took = []
        self.told = Counter()
        self.there = blobs(folder)
        self.rows = rows(world)

    def send_well(self):
        """Send a good file, and then one that takes its place and is refused at once."""
        assert send(self.client, self.at, "first.pdf", a_pdf(), self.token).status_code == 303
        self.empty()

    def empty(self):
        assert send(self.client, self.at, "x.pdf", b"", self.token).status_code == 422

    def ask(self, wrong):
        """Send a form as it is."""
        body = sum(map(len, wrong.pieces))
        environ = {
            "wsgi.input": Cut(*wrong.pieces),
            "CONTENT_TYPE": wrong.kind,
            "CONTENT_LENGTH": str(body) if wrong.length is None else wrong.length,
        }
        return self.client.post(f"{self.at}/file", environ_overrides=environ)

    def hold(self, send_it):
        """Send one thing, and hold what comes of it to what is promised."""
        begun = perf_counter()
        answer = send_it()
        self.took.append(perf_counter() - begun)
        rules = rules_on(answer)
        if answer.status_code == 303:  # what was damaged is a good file still, and is let go
            self.told["taken"] += 1
            self.empty()
        elif answer.status_code == 422:
            assert rules, answer.text
            assert set(rules) <= RULES.keys()
            self.told.update(rules[:1])
        else:
            assert answer.status_code == 400, answer.status
            assert NOT_OURS in answer.text, "only what bears no token of this session has no rule"
            self.told["not this session's form"] += 1
        assert blobs(self.folder) == self.there
        return rules

    def nothing_is_left(self):
        assert only(self.world).state is UploadState.BEGUN
        assert rows(self.world) == self.rows
        assert list((self.folder / "temporary").iterdir()) == []


@pytest.fixture
def door(whole_world, clerk, tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return Door(whole_world, clerk, tmp_path)


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("every", [60, pytest.param(1, marks=pytest.mark.slow)])
def test_malformed_uploads_leave_nothing_and_name_their_rules(door, every):
    opened = open_files()
    forget_the_most()
    before = resident()
    counts = Counter()
    for kind, drawn in KINDS.items():
        for wrong in islice(drawn(door.token), 0, None, every):
            door.hold(lambda: door.ask(wrong))  # noqa: B023 -- called at once
            counts[kind] += 1
        door.nothing_is_left()
    for ending, content, rule in forged(SEED, FILES // every):
        rules = door.hold(
            lambda: send(door.client, door.at, f"plan{ending}", content, door.token)  # noqa: B023
        )
        assert rule is None or rule in rules, (ending, rule, rules)
        counts["files that are wrong"] += 1
    door.nothing_is_left()
    grown = most_resident() - before
    slow = sorted(door.took)
    print(f"{sum(counts.values())} uploads: {dict(counts)}")  # noqa: T201 -- the counts
    print(  # noqa: T201 -- the figures
        f"told: {dict(door.told.most_common())}; {grown / 1e6:.0f} MB more at most; half within"
        f" {slow[len(slow) // 2] * 1000:.1f} ms, 99 of 100 within"
        f" {slow[-1 - len(slow) // 100] * 1000:.0f} ms"
    )
    assert grown < MOST_GROWTH
    assert open_files() <= opened + FEW, "each upload may not leave a file open"
    assert {"form.broken", "form.broken-off", "file.type", "file.empty", "file.none"} <= {
        *door.told
    }
    assert every > 1 or sum(counts.values()) >= ALL
