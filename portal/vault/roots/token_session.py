"""The session with a token: opened when it is needed, once for each process, and again when lost.

Sessions belong to a process: after a fork the library is woken again.  Threads take turns, since
a session does one thing at a time.
"""

import hashlib
import hmac
import os
import threading
from collections.abc import Callable
from typing import Final, TypeVar

import pkcs11
from pkcs11 import Mechanism
from pkcs11 import exceptions as told

from portal.errors import KeysUnavailable
from portal.vault.roots.choice import Pkcs11Choice
from portal.vault.roots.reach import OutOfReach
from portal.vault.roots.secret_files import read_secret

Result = TypeVar("Result")

_REFUSES: Final = (
    told.PinIncorrect,
    told.PinInvalid,
    told.PinLenRange,
    told.PinLocked,
    told.PinExpired,
    told.UserPinNotInitialized,
)
_SESSION_LOST: Final = (
    told.SessionHandleInvalid,
    told.SessionClosed,
    told.UserNotLoggedIn,
    told.ObjectHandleInvalid,
    told.KeyHandleInvalid,
)
_woken: Final[dict[str, int]] = {}
"""In which process each library was last woken."""


class TokenSession:
    """One process's session with a token."""

    def __init__(self, choice: Pkcs11Choice) -> None:
        self._choice = choice
        self._refused = b""  # digest of a PIN that was wrong: trying it again would lock the token
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._session: pkcs11.Session | None = None
        self.key_wrap = False

    def do(self, act: Callable[[pkcs11.Session], Result]) -> Result:
        """Do something in the session, which is opened again once if the token has dropped it.

        :raises KeysUnavailable: if the token is away, or refuses.
        """
        if os.getpid() != self._process:
            self._begin()
        with self._lock:
            try:
                if self._session is not None:
                    return act(self._session)
            except _SESSION_LOST:
                pass  # nothing was done
            except told.PKCS11Error as fault:
                raise self._lost(fault) from None
            try:
                self._session = self._open()
                return act(self._session)
            except told.PKCS11Error as fault:
                raise self._lost(fault) from None

    def _open(self) -> pkcs11.Session:
        choice = self._choice
        pin = read_secret(choice.pin_file)
        digest = hashlib.sha256(pin.encode()).digest()
        if hmac.compare_digest(digest, self._refused):
            raise KeysUnavailable("the token refused this PIN, which is not tried again")
        try:
            token = _token(str(choice.module), choice.token)
            has = token.slot.get_mechanisms()
        except (OSError, RuntimeError) as fault:
            raise OutOfReach(
                f"no token {choice.token} by {choice.module}: {words_of(fault)}"
            ) from None
        if not {Mechanism.AES_GCM, Mechanism.AES_KEY_WRAP} & has:
            raise KeysUnavailable(f"token {choice.token} has neither AES-GCM nor AES-KW")
        self.key_wrap = choice.key_wrap or Mechanism.AES_GCM not in has
        try:
            return token.open(rw=True, user_pin=pin)
        except told.UserAlreadyLoggedIn:
            return token.open(rw=True)  # this process is logged in, for another root of its own
        except _REFUSES as refused:
            self._refused = digest
            raise KeysUnavailable(f"token {choice.token} refuses: {words_of(refused)}") from None

    def _lost(self, fault: told.PKCS11Error) -> OutOfReach:
        self._session = None
        return OutOfReach(f"token {self._choice.token} cannot work now: {words_of(fault)}")


_waking: Final = threading.Lock()


def _token(module: str, label: str) -> pkcs11.Token:
    """Find a token by its library, which is woken in this very process."""
    with _waking:
        library = pkcs11.lib(module)
        if _woken.setdefault(module, os.getpid()) != os.getpid():
            library.reinitialize()
            _woken[module] = os.getpid()
        return library.get_token(token_label=label)


def words_of(fault: Exception) -> str:
    """Say what a token said; many of its faults have no more than a name."""
    return str(fault) or type(fault).__name__
