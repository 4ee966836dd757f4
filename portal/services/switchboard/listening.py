"""A worker's end of the switchboard: it listens in a thread, and again after a fork."""

import json
import logging
import os
import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol

from portal.errors import KeysUnavailable
from portal.services.switchboard.folder import SUFFIX, asked_by, entered, is_sealed

LOG: Final = logging.getLogger(__name__)
LONGEST: Final = 8 * 1024
PATIENCE: Final = 10.0
_ROOT: Final = 0


class Switch(Protocol):
    """What a worker is told to turn."""

    @property
    def shut_because(self) -> str:
        """Why the root is sealed; empty, if it is open."""

    def seal(self) -> None:
        """Forget the root and every key."""

    def unseal(self, passphrase: str | None) -> None:
        """Open the root.

        :raises KeysUnavailable: if it does not open.
        """


class Switchboard:
    """Listens for this process, and for what is forked from it."""

    def __init__(self, folder: Path, switch: Switch) -> None:
        self._folder = folder
        self._switch = switch
        self._listening: socket.socket | None = None
        self._name = ""

    def start(self) -> None:
        """Listen from now on; a worker that cannot is told of, and serves all the same."""
        self._listen()
        if self._listening is not None:
            # A child has the parent's root, and not its thread.
            os.register_at_fork(after_in_child=self._listen_again)

    def stop(self) -> None:
        """Listen no longer, and take the socket away."""
        listening, self._listening = self._listening, None
        if listening is None:
            return
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        with suppress(KeysUnavailable, OSError), entered(self._folder) as inside:
            (inside / self._name).unlink()

    def _listen_again(self) -> None:
        if self._listening is not None:
            self._listening.close()  # the parent has its own copy, and its own name
            self._listening = None
            self._listen()

    def _listen(self) -> None:
        self._name = f"{os.getpid()}{SUFFIX}"
        listening = socket.socket(socket.AF_UNIX)
        try:
            with entered(self._folder, make=True) as inside:
                (inside / self._name).unlink(missing_ok=True)  # of a process that ended long ago
                listening.bind(str(inside / self._name))
            listening.listen()
        except (KeysUnavailable, OSError) as problem:
            listening.close()
            LOG.error("`portal keys seal` cannot reach this worker: %s", problem)  # noqa: TRY400 -- a sentence says it
            return
        self._listening = listening
        threading.Thread(
            target=self._serve, args=(listening,), daemon=True, name="switchboard"
        ).start()
        if is_sealed(self._folder):  # since this worker last looked
            self._switch.seal()

    def _serve(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return  # stopped
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        # Whoever calls is one of us, so what cannot be read is nobody's attack: it gets no answer.
        with connection, suppress(OSError, ValueError, TypeError, KeyError):
            connection.settimeout(PATIENCE)
            if asked_by(connection) not in {os.geteuid(), _ROOT}:
                LOG.error("somebody else called the switchboard, and was not listened to")
                return
            with connection.makefile("rb") as asked:
                question = json.loads(asked.readline(LONGEST))
            connection.sendall(json.dumps(self._done(question)).encode() + b"\n")

    def _done(self, question: dict[str, Any]) -> dict[str, Any]:
        told = ""
        if question["do"] == "seal":
            self._switch.seal()
        elif question["do"] == "unseal":
            try:
                self._switch.unseal(question.get("passphrase"))
            except KeysUnavailable as unavailable:
                told = str(unavailable)
        because = self._switch.shut_because
        return {"open": not because, "because": told or because}
