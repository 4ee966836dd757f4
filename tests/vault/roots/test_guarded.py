"""A root is waited for so long and no longer, and one that is away is left alone for a while."""

import logging
import os
import threading

import pytest

from portal.errors import CannotOpen, KeysUnavailable
from portal.vault import Patience
from portal.vault.roots.guarded import GuardedRoot
from portal.vault.roots.reach import OutOfReach, TooMany, seconds_in

PATIENCE = Patience(seconds=5, tries=3, longest_wait=2, rest=10, longest_rest=35, most_stuck=2)


class Scripted:
    """A root that does what its script says, one line a call; then it answers."""

    id = "scripted:one"

    def __init__(self, *script):
        self.script = list(script)
        self.asked = 0

    def _act(self, *_given):
        self.asked += 1
        line = self.script.pop(0) if self.script else b"key"
        if isinstance(line, Exception):
            raise line
        return line() if callable(line) else line

    create = wrap = unwrap = destroy = _act


class Time:
    """Shows what the test says, and passes only by waiting."""

    def __init__(self):
        self.now = 0.0
        self.waits = []

    def clock(self):
        return self.now

    def wait(self, seconds):
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def passing():
    return Time()


def guarded(root, passing, patience=PATIENCE):
    return GuardedRoot(root, patience, clock=passing.clock, wait=passing.wait)


def asks(root):
    return root.unwrap("slot", b"", b"")


def test_a_root_that_answers_is_asked_once(passing):
    root = Scripted()
    assert asks(guarded(root, passing)) == b"key"
    assert (root.asked, passing.waits) == (1, [])


def test_silence_is_met_by_asking_again_a_few_times(passing):
    root = Scripted(OutOfReach("hm"), OutOfReach("hm"))
    assert asks(guarded(root, passing)) == b"key"
    assert root.asked == 3
    assert passing.waits == sorted(passing.waits)


@pytest.mark.parametrize("act", ["create", "destroy"])
def test_what_may_have_been_done_is_not_done_again(passing, act):
    root = Scripted(OutOfReach("hm"))
    with pytest.raises(KeysUnavailable):
        getattr(guarded(root, passing), act)("slot")
    assert root.asked == 1
    root = Scripted(TooMany("429", 1.0))
    getattr(guarded(root, passing), act)("slot")
    assert root.asked == 2


@pytest.mark.parametrize(("after", "waits"), [(None, [0.2]), (0.0, [0.0]), (1.5, [1.5])])
def test_too_many_waits_as_long_as_it_was_told(passing, after, waits):
    assert asks(guarded(Scripted(TooMany("429", after)), passing)) == b"key"
    assert passing.waits == waits


@pytest.mark.parametrize("after", [2.1, 3600.0, float("inf")])
def test_nobody_waits_longer_than_a_reader_would(passing, after):
    root = Scripted(TooMany("429", after))
    with pytest.raises(KeysUnavailable, match="429"):
        asks(guarded(root, passing))
    assert (root.asked, passing.waits) == (1, [])


def test_all_tries_together_end_in_time(passing):
    def slow():
        passing.now += 4.9
        raise OutOfReach("hm")

    root = Scripted(slow, slow, slow)
    with pytest.raises(KeysUnavailable):
        asks(guarded(root, passing))
    assert root.asked == 1


@pytest.mark.parametrize("refusal", [CannotOpen("no"), KeysUnavailable("403")], ids=["no", "403"])
def test_a_refusal_is_an_answer(passing, refusal, caplog):
    root = Scripted(refusal, refusal)
    guard = guarded(root, passing)
    for _ in range(2):
        with pytest.raises(type(refusal)):
            asks(guard)
    assert root.asked == 2
    assert ("no" in caplog.text) == isinstance(refusal, CannotOpen)


def away(passing, *more):
    root = Scripted(*[OutOfReach("hm")] * PATIENCE.tries, *more)
    guard = guarded(root, passing)
    with pytest.raises(KeysUnavailable, match="is away: hm"):
        asks(guard)
    return root, guard


def test_a_root_that_is_away_costs_the_next_reader_nothing(passing):
    root, guard = away(passing)
    for _ in range(5):
        with pytest.raises(KeysUnavailable, match="left alone for a while: hm"):
            asks(guard)
    assert root.asked == PATIENCE.tries
    passing.now += PATIENCE.rest
    assert asks(guard) == b"key"
    assert asks(guard) == b"key"


def test_each_failure_doubles_the_rest_up_to_the_longest(passing):
    root, guard = away(passing, *[OutOfReach("hm")] * 30)
    for rest in (10, 20, 35, 35):
        asked = root.asked
        passing.now += rest - 0.01
        with pytest.raises(KeysUnavailable, match="left alone"):
            asks(guard)
        assert root.asked == asked
        passing.now += 0.02
        with pytest.raises(KeysUnavailable, match="is away: hm"):
            asks(guard)
        assert root.asked > asked


def test_one_at_a_time_tries_whether_it_is_back(passing):
    asking, may_answer = threading.Event(), threading.Event()

    def held():
        asking.set()
        assert may_answer.wait(10)
        return b"key"

    _, guard = away(passing, held)
    passing.now += PATIENCE.rest
    answers = []
    first = threading.Thread(target=lambda: answers.append(asks(guard)))
    first.start()
    assert asking.wait(10)
    with pytest.raises(KeysUnavailable, match="left alone"):
        asks(guard)
    may_answer.set()
    first.join()
    assert answers == [b"key"]
    assert asks(guard) == b"key"


def test_calls_that_never_come_back_do_not_pile_up():
    over = threading.Event()
    root = Scripted(*[over.wait] * 10)
    guard = GuardedRoot(root, Patience(seconds=0.05, rest=0, most_stuck=2))
    for _ in range(2):
        with pytest.raises(KeysUnavailable, match=r"no answer within 0\.05 seconds"):
            asks(guard)
    with pytest.raises(KeysUnavailable, match="left alone"):
        asks(guard)
    assert root.asked == 2
    over.set()


def test_going_and_coming_back_are_told_once_each(passing, caplog):
    with caplog.at_level(logging.WARNING, "portal.vault"):
        _, guard = away(passing)
        with pytest.raises(KeysUnavailable):
            asks(guard)
        passing.now += 100
        asks(guard)
        asks(guard)
    told = [record.getMessage() for record in caplog.records]
    assert told == [
        "root scripted:one is away, restricted papers are shut: hm",
        "root scripted:one is back",
    ]


def test_a_child_begins_afresh(passing):
    root, guard = away(passing)
    guard._lock.acquire()  # noqa: SLF001 -- as another thread of the parent may hold it
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if asks(guard) == b"key" else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert root.asked == PATIENCE.tries


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("3", 3.0),
        ("-3", 0.0),
        ("soon", None),
        ("Sun, 29 Nov 2026 08:49:37 GMT", float("inf")),
    ],
)
def test_retry_after_is_read(header, seconds):
    assert seconds_in(header) == seconds
