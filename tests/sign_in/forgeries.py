"""How hostile tokens are listed: a name, the check that must refuse it, and how it is made."""

from collections.abc import Callable
from typing import Any

from portal.services.sign_in.refusals import Check
from tests.sign_in.forging import Occasion, rs256

Forgery = Callable[[Occasion], Any]
HOSTILE: dict[str, tuple[Check, Forgery]] = {}


def hostile(name: str, check: Check) -> Callable[[Forgery], Forgery]:
    def add(forgery: Forgery) -> Forgery:
        assert name not in HOSTILE
        HOSTILE[name] = (check, forgery)
        return forgery

    return add


def claiming(name: str, check: Check, **changes: Any) -> None:
    """Well signed, with these claims changed; a callable is given the occasion."""

    def forgery(occasion: Occasion) -> str:
        told = {
            claim: value(occasion) if callable(value) else value for claim, value in changes.items()
        }
        return occasion.token(**told)

    hostile(name, check)(forgery)


def headed(name: str, check: Check, sign: Callable[[bytes], bytes] = rs256, **header: Any) -> None:
    """Honest claims under a changed header."""
    hostile(name, check)(lambda occasion: occasion.token(header=header, sign=sign))


def seconds(shift: int) -> Callable[[Occasion], int]:
    return lambda occasion: int(occasion.at.timestamp()) + shift
