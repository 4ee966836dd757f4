"""The transit engine of a Vault or OpenBao server: wrapping keys that never leave the server.

Each slot is one key, ``NAME-SLOT``, of type aes256-gcm96; the context is the associated data, and
what is kept is the server's own ciphertext (``vault:v1:...``).  The server's ``rewrap`` does not
know associated data and fails on these: a key is turned over by unwrapping and wrapping again.

Every call has a connection of its own, so that neither threads nor forks share one, and reads the
token anew, so that whoever renews it need not tell the portal.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import hvac
import requests
from hvac import exceptions as told

from portal.errors import CannotOpen, KeysUnavailable
from portal.vault.roots.choice import MARKER, TransitChoice
from portal.vault.roots.interface import Destroyed, checked
from portal.vault.roots.reach import OutOfReach, TooMany, seconds_in
from portal.vault.roots.secret_files import read_secret

KIND: Final = "aes256-gcm96"
_WRAPPED: Final = re.compile(rb"vault:v[1-9][0-9]{0,8}:[A-Za-z0-9+/=]{1,1000}")
_NO_ENGINE: Final = "no handler for route"


class TransitRoot:
    """A root whose wrapping keys a Vault or OpenBao server keeps."""

    def __init__(self, choice: TransitChoice) -> None:
        self.id = f"transit:{choice.name}"
        self._choice = choice

    def create(self, slot: str) -> None:
        """Make the key of a slot, unless it is there already.

        :raises KeysUnavailable: if the server is away, or refuses.
        """
        name = self._name(slot)
        with self._asking() as transit:
            if self._found(transit, name) is None:
                transit.create_key(name, key_type=KIND, mount_point=self._choice.mount)

    def wrap(self, slot: str, key: bytes, context: bytes) -> bytes:
        """Encrypt a compartment key, with the context as associated data.

        :raises CannotOpen: if there is no such slot.
        :raises KeysUnavailable: if the server is away, or refuses.
        """
        name = self._name(slot)
        with self._asking() as transit:
            # Asked first: the server makes a key that is missing if the token may create some.
            if self._found(transit, name) is None:
                raise CannotOpen(f"there is no key {name}")
            answer = transit.encrypt_data(
                name,
                plaintext=b64encode(key).decode(),
                associated_data=b64encode(context).decode(),
                mount_point=self._choice.mount,
            )
            return str(answer["data"]["ciphertext"]).encode("ascii")

    def unwrap(self, slot: str, wrapped: bytes, context: bytes) -> bytes:
        """Recover a compartment key.

        :raises CannotOpen: if it was not wrapped in this slot for this context, or that is gone.
        :raises KeysUnavailable: if the server is away, or refuses.
        """
        name = self._name(slot)
        if not _WRAPPED.fullmatch(wrapped):
            raise CannotOpen("not what the transit engine writes")
        with self._asking() as transit:
            try:
                answer = transit.decrypt_data(
                    name,
                    ciphertext=wrapped.decode("ascii"),
                    associated_data=b64encode(context).decode(),
                    mount_point=self._choice.mount,
                )
            except told.InvalidRequest as refused:
                raise CannotOpen(f"key {name} does not open it: {_words(refused)}") from None
            return b64decode(answer["data"]["plaintext"], validate=True)

    def destroy(self, slot: str) -> Destroyed:
        """Delete the key of a slot, with all its versions; the server keeps none back.

        :raises KeysUnavailable: if the server is away, or refuses.
        """
        name, mount = self._name(slot), self._choice.mount
        with self._asking() as transit:
            if self._found(transit, name) is not None:
                transit.update_key_configuration(name, deletion_allowed=True, mount_point=mount)
                transit.delete_key(name, mount_point=mount)
                if self._found(transit, name) is not None:
                    raise KeysUnavailable(f"key {name} is still there after it was deleted")
        return Destroyed(
            evidence=f"transit key {name} is not in {self._choice.address}, engine {mount}",
            final_at=None,
        )

    def faults(self) -> list[tuple[str, str]]:
        """Name what is amiss with the root's own key and with the token."""
        name = self._name(MARKER)
        with self._asking() as transit:
            key = self._found(transit, name)
            if key is None:
                raise CannotOpen(f"there is no key {name}")
        found = []
        if key.get("type") != KIND or key.get("exportable") or key.get("allow_plaintext_backup"):
            found.append(
                (
                    f"key {name} is not of type {KIND}, or its bytes can be taken out",
                    "Make a root with another PORTAL_ROOT_NAME by `portal keys create`.",
                )
            )
        if "root" in self._policies():
            found.append(
                (
                    "the token may do anything at that server",
                    "Put a token with the policy of docs/operations.md in PORTAL_ROOT_TOKEN_FILE.",
                )
            )
        return found

    def _name(self, slot: str) -> str:
        return f"{self._choice.name}-{checked(slot)}"

    def _policies(self) -> list[str]:
        try:
            with self._line() as line:
                return list(self._client(line).auth.token.lookup_self()["data"]["policies"])
        except (told.VaultError, OSError, KeyError, TypeError):
            return []  # a token need not be allowed to look at itself

    def _found(self, transit: Any, name: str) -> Mapping[str, Any] | None:  # noqa: ANN401 -- hvac has no types
        try:
            found: Mapping[str, Any] = transit.read_key(name, mount_point=self._choice.mount)[
                "data"
            ]
        except told.InvalidPath as missing:
            if _NO_ENGINE in _words(missing):
                raise KeysUnavailable(
                    f"{self._choice.address} has no transit engine at {self._choice.mount}"
                ) from None
            return None
        return found

    @contextmanager
    def _line(self) -> Iterator["_Line"]:
        with _Line() as line:
            yield line

    def _client(self, line: "_Line") -> Any:  # noqa: ANN401 -- likewise
        choice = self._choice
        return hvac.Client(
            url=choice.address,
            token=read_secret(choice.token_file),
            namespace=choice.namespace or None,
            verify=True if choice.authority is None else str(choice.authority),
            timeout=choice.patience.seconds,  # between bytes; GuardedRoot ends the whole call
            allow_redirects=False,  # a token is shown to the server that was named, and to no other
            session=line,
        )

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        """Say in the vault's words what the server said; its own words go to the operator."""
        address = self._choice.address
        try:
            with self._line() as line:
                yield self._client(line).secrets.transit
        except (told.Unauthorized, told.Forbidden):
            raise KeysUnavailable(
                f"{address} refuses the portal: see its token and policy"
            ) from None
        except (told.InvalidRequest, told.InvalidPath) as refused:
            raise KeysUnavailable(f"{address} refuses: {_words(refused)}") from None
        except told.VaultError as fault:
            raise OutOfReach(f"{address} cannot work now: {_words(fault)}") from None
        except requests.exceptions.SSLError:
            raise OutOfReach(f"the certificate of {address} cannot be verified") from None
        except requests.exceptions.Timeout:
            raise OutOfReach(f"{address} does not answer in time") from None
        except (requests.exceptions.RequestException, OSError):
            raise OutOfReach(f"{address} cannot be reached") from None
        except (KeyError, TypeError, ValueError, AttributeError):
            raise OutOfReach(f"{address} answers what no transit engine does") from None


class _Line(requests.Session):
    """A connection that takes neither proxies nor passwords from its surroundings."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False

    def request(self, *given: Any, **named: Any) -> requests.Response:  # noqa: ANN401 -- passed on
        """Ask, and tell "too many" apart: hvac does not say for how long."""
        answer = super().request(*given, **named)
        if answer.status_code == requests.codes.too_many:
            after = seconds_in(answer.headers.get("Retry-After"))
            raise TooMany("it is asked too often (429)", after)
        return answer


def _words(fault: Any) -> str:  # noqa: ANN401 -- likewise
    """Give what the server said: it names keys and versions, and no secret."""
    return ", ".join(str(each).strip() for each in fault.errors or [fault.args[0]])[:200]
