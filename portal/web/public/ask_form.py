"""What somebody has written so far when asking for a paper, and what is still wrong with it.

It travels in the hidden fields of one form after another, and is kept nowhere until it is sent.
"""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from portal.errors import NotFound
from portal.services.requests_asking import About, Wish

PAGES: Final = ("board", "wanted", "why", "contact", "check")
"""The questions, in their order; the last shows the answers."""

LONGEST: Final[Mapping[str, int]] = {
    "wanted": 5000,
    "why": 3000,
    "name": 200,
    "email": 254,
    "address": 1000,
}
_WHAT: Final = {
    "wanted": "What you want",
    "why": "Why you want it",
    "name": "Your name",
    "email": "Your email address",
    "address": "Your postal address",
}
_EMAIL: Final = re.compile(r"[^\s@<>(),;:\"\\]{1,64}@[^\s@<>(),;:\"\\]+\.[^\s@<>(),;:\"\\.]{2,}")
_BEGUN: Final = re.compile(r"[A-Za-z0-9_-]{20,64}")
_LINES: Final = frozenset({"wanted", "why", "address"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody has written so far."""

    about: UUID | None
    board: str
    form: str  # a random text, by which the same form sent twice is known
    wanted: str = field(default="", repr=False)
    why: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    address: str = field(default="", repr=False)

    @property
    def subject(self) -> About:
        """What it is about."""
        return About(notice=self.about, board=self.board)

    @property
    def wish(self) -> Wish:
        """What is asked for, and by whom."""
        return Wish(
            wanted=self.wanted,
            why=self.why,
            name=self.name,
            email=self.email,
            address=self.address,
        )

    def faults(self, page: str) -> dict[str, str]:
        """Give what is wrong with the answers of one page, by the field it is in."""
        names = {"wanted": ("wanted",), "why": ("why",), "contact": ("name", "email", "address")}
        found = {
            name: f"{_WHAT[name]} must be {LONGEST[name]:,} characters or fewer"
            for name in names.get(page, ())
            if len(getattr(self, name)) > LONGEST[name]
        }
        if page == "board" and self.about is None and not self.board:
            found["board"] = "Choose the board"
        if page == "wanted" and not self.wanted:
            found["wanted"] = "Say what you want"
        if page == "contact":
            found = {**self._contact_faults(), **found}
        return found

    def first_fault(self) -> tuple[str, dict[str, str]] | None:
        """Give the first page that something is wrong with, and what; ``None`` if nothing is."""
        for page in PAGES:
            if faults := self.faults(page):
                return page, faults
        return None

    def _contact_faults(self) -> dict[str, str]:
        found = {} if self.name else {"name": "Enter your name"}
        if not self.email and not self.address:
            found["email"] = "Enter an email address or a postal address, so that we can answer"
        if self.email and not _EMAIL.fullmatch(self.email):
            found["email"] = "Enter an email address in the correct format, like name@example.com"
        return found


def written(form: Mapping[str, str]) -> Written:
    """Read what a form brings.

    :raises NotFound: if it names what it is about in a way that nothing is named.
    """
    begun = form.get("form", "")
    return Written(
        about=notice_named(form.get("about", "")),
        board=form.get("board", "")[:80],
        form=begun if _BEGUN.fullmatch(begun) else secrets.token_urlsafe(24),
        **{name: tidy(form.get(name, ""), lines=name in _LINES) for name in LONGEST},
    )


def notice_named(text: str) -> UUID | None:
    """Give the notice that an address or a form names; ``None`` if it names none.

    :raises NotFound: if that is no identifier, as for one of nothing.
    """
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def tidy(text: str, *, lines: bool) -> str:
    """Take out of a text what nobody types: control characters, and marks that turn it round."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        each
        for each in plain
        if each == "\n" or each in "\u200c\u200d" or unicodedata.category(each) not in _UNTYPED
    )
    return kept.strip() if lines else " ".join(kept.split())


_UNTYPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
