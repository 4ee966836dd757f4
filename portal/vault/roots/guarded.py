"""A root that is asked in bounded time, and left alone for a while when it is away (ENC-14).

Whatever the library underneath does, a call ends within :attr:`Patience.seconds`: it runs in a
thread of its own, which is left behind if it does not come back.  What was refused for being one
too many, or got no answer, is asked again a few times within that time.  A root that is away then
is left alone: whoever asks is told so at once, until one of them may try again.

No other root is asked instead, ever.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from portal.errors import CannotOpen, KeysUnavailable
from portal.vault.roots.interface import Destroyed, Root
from portal.vault.roots.reach import USUAL_WAIT, OutOfReach, TooMany

LOG: Final = logging.getLogger("portal.vault")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a root is waited for; everything in seconds but ``tries`` and ``most_stuck``."""

    seconds: float = 5.0  # for one call, with all its tries
    tries: int = 3
    longest_wait: float = 2.0  # before another try, whatever Retry-After asks
    rest: float = 5.0  # after a root was away; twice that each time it still is
    longest_rest: float = 60.0
    most_stuck: int = 4  # calls that never came back; no more are made then


USUAL: Final = Patience()


class GuardedRoot:
    """Asks another root, with patience."""

    def __init__(
        self,
        inner: Root,
        patience: Patience = USUAL,
        *,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.id = inner.id
        self._inner = inner
        self._patience = patience
        self._clock = clock
        self._wait = wait
        self._begin()

    def create(self, slot: str) -> None:
        """Make the wrapping key of a slot, unless it is there already.

        :raises KeysUnavailable: if the root is away, or refuses.
        """
        # Not asked again after silence: a device might make the key twice.
        self._ask(lambda: self._inner.create(slot), again=False)

    def wrap(self, slot: str, key: bytes, context: bytes) -> bytes:
        """Encrypt a compartment key.

        :raises CannotOpen: if there is no such slot.
        :raises KeysUnavailable: if the root is away, or refuses.
        """
        return self._ask(lambda: self._inner.wrap(slot, key, context))

    def unwrap(self, slot: str, wrapped: bytes, context: bytes) -> bytes:
        """Recover a compartment key.

        :raises CannotOpen: if it was not wrapped in this slot for this context, or that is gone.
        :raises KeysUnavailable: if the root is away, or refuses.
        """
        return self._ask(lambda: self._inner.unwrap(slot, wrapped, context))

    def destroy(self, slot: str) -> Destroyed:
        """Destroy the wrapping key of a slot.

        :raises KeysUnavailable: if the root is away, or refuses.
        """
        return self._ask(lambda: self._inner.destroy(slot), again=False)

    def _begin(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._away = ""
        self._until = 0.0
        self._rest = self._patience.rest
        self._trying = False
        self._stuck: list[threading.Thread] = []

    def _ask(self, act: Callable[[], Result], *, again: bool = True) -> Result:
        if os.getpid() != self._process:
            self._begin()  # forked: the parent's threads, and whatever lock they held, stayed there
        self._admit()
        try:
            answer = self._patiently(act, again=again)
        except OutOfReach as lost:
            self._went_away(str(lost))
            raise KeysUnavailable(f"root {self.id} is away: {lost}") from None
        except (CannotOpen, KeysUnavailable) as refused:
            self._came_back()
            if isinstance(refused, CannotOpen) and str(refused):
                LOG.error("root %s: %s", self.id, refused)  # noqa: TRY400 -- a sentence says it
            raise
        else:
            self._came_back()
            return answer
        finally:
            self._trying = False

    def _admit(self) -> None:
        with self._lock:
            self._stuck = [each for each in self._stuck if each.is_alive()]
            resting = self._away and (self._clock() < self._until or self._trying)
            if resting or len(self._stuck) >= self._patience.most_stuck:
                raise KeysUnavailable(
                    f"root {self.id} is away, and left alone for a while: {self._away}"
                )
            self._trying = bool(self._away)

    def _patiently(self, act: Callable[[], Result], *, again: bool) -> Result:
        until = self._clock() + self._patience.seconds
        for attempt in range(1, self._patience.tries + 1):
            try:
                return self._in_time(act, until - self._clock())
            except OutOfReach as lost:
                busy = isinstance(lost, TooMany)
                wait = lost.after if isinstance(lost, TooMany) else None
                wait = USUAL_WAIT * 2**attempt if wait is None else wait
                late = wait > self._patience.longest_wait or self._clock() + wait >= until
                if late or attempt == self._patience.tries or not (again or busy):
                    raise
            self._wait(wait)
        raise AssertionError("unreachable")  # pragma: no cover -- the last try returns or raises

    def _in_time(self, act: Callable[[], Result], seconds: float) -> Result:
        call = _Call(act)
        call.thread.start()
        call.thread.join(max(0.0, seconds))
        if call.thread.is_alive():
            with self._lock:
                self._stuck.append(call.thread)
            raise OutOfReach(f"no answer within {self._patience.seconds:g} seconds")
        return call.answer()

    def _went_away(self, words: str) -> None:
        with self._lock:
            if not self._away:
                LOG.warning("root %s is away, restricted papers are shut: %s", self.id, words)
            self._rest = (
                min(self._rest * 2, self._patience.longest_rest)
                if self._away
                else self._patience.rest
            )
            self._away, self._until = words, self._clock() + self._rest

    def _came_back(self) -> None:
        with self._lock:
            if self._away:
                LOG.warning("root %s is back", self.id)
            self._away = ""


class _Call(Generic[Result]):
    """One question, asked in a thread of its own."""

    def __init__(self, act: Callable[[], Result]) -> None:
        self.thread = threading.Thread(target=self._run, daemon=True, name="root")
        self._act = act
        self._results: list[Result] = []
        self._fault: BaseException | None = None

    def answer(self) -> Result:
        fault, self._fault = self._fault, None
        if fault is not None:
            try:
                raise fault
            finally:
                del fault  # which holds this frame: what it holds is to be let go of at once
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._act())
        except BaseException as fault:  # noqa: BLE001 -- raised again, by whoever asked
            self._fault = fault
