"""Nothing leaves this machine while tests run: only loopback and local sockets may be met."""

import socket
from collections.abc import Iterator
from functools import wraps
from ipaddress import ip_address

import pytest


class LeftTheMachine(Exception):
    """A test tried to talk to another machine."""


def _is_near(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guard(host: object) -> None:
    if not _is_near(host):
        raise LeftTheMachine(f"a test tried to reach {host!r}; tests talk to loopback only")


@pytest.fixture(autouse=True, scope="session")
def stay_at_home() -> Iterator[None]:
    """Refuse connections and look-ups that go beyond loopback."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _near_only(getattr(socket.socket, name)))
        look_up = socket.getaddrinfo

        @wraps(look_up)
        def near_look_up(host, *args, **kwargs):
            if host not in ("0.0.0.0", "::"):  # noqa: S104 -- asked about by servers, not reached
                _guard(host)
            return look_up(host, *args, **kwargs)

        patch.setattr(socket, "getaddrinfo", near_look_up)
        yield


def _near_only(method):
    @wraps(method)
    def checked(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _guard(address[0])
        return method(self, address)

    return checked
