"""The grounds on which things are closed: the exemption schemes, and which one applies when.

A scheme is a file in ``schemes/``, one for each jurisdiction and period; adding a scheme is
adding a file.  The files are read once.  A restriction keeps the scheme of its meeting's date,
so a scheme that has been replaced stays here, with the day on which it ended and a name that
nobody can take for the modern one.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, Final

from portal.errors import PortalError
from portal.policy.attributes import Classification, Jurisdiction


class NoSchemeInForce(PortalError):
    """No scheme is recorded for that jurisdiction, kind and date."""


class NotAParagraph(PortalError):
    """A paragraph was named that the scheme does not have."""


class Kind(StrEnum):
    """What sort of closing a scheme's paragraphs are grounds for."""

    EXEMPT = "exempt"
    CONFIDENTIAL = "confidential"
    PARTNER = "partner"


KIND_OF: Final[Mapping[Classification, Kind]] = MappingProxyType(
    {
        Classification.EX: Kind.EXEMPT,
        Classification.CONF: Kind.CONFIDENTIAL,
        Classification.PART: Kind.PARTNER,
        Classification.REV: Kind.EXEMPT,  # usually under paragraphs 1, 2 and 7
        Classification.CASE: Kind.EXEMPT,
    }
)
"""Which kind of scheme a class of closed things takes its grounds from."""


class MemberRight(StrEnum):
    """How far a paragraph leaves councillors' statutory right of inspection standing."""

    NONE = "none"
    EXCEPT_NEGOTIATION_TERMS = "except_negotiation_terms"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One ground, numbered as its Schedule numbers it."""

    number: str
    label: str
    plainly: str = ""  # what it means, in everyday words, for whoever has to choose
    reads_as: str = ""  # the same as the end of a sentence on a page, where the label is none
    public_interest: bool = False  # exempt only while the balance holds
    lifted_if_registrable: bool = False
    member_right: MemberRight = MemberRight.NONE
    qualified_by: str = ""
    mandatory: bool = False  # the public must be excluded; nobody may choose
    standalone: bool = True  # may be the only ground
    selectable: bool = True  # may be chosen today; others are kept for old papers
    standards_committee_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """A test that takes information out of some of the paragraphs."""

    number: str
    test: str
    applies_to: frozenset[str]
    says: str
    registers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A list of grounds, where and while it is law."""

    id: str
    name: str
    kind: Kind
    jurisdictions: frozenset[Jurisdiction]
    source: str
    confidence: str  # how far the text behind it was read
    cited_as: str  # as the law is cited: "Part 1 of Schedule …"
    adopted_as: str  # as a board that adopted it names it, which is not bound by it
    known_as: str  # as briefly as it can be said without being mistaken for another
    paragraphs: Mapping[str, Paragraph]
    qualifications: Mapping[str, Qualification]
    in_force_from: date = date.min
    in_force_until: date = date.max  # the last day
    historic: bool = False  # kept for old papers: none of its paragraphs can be chosen
    interpretation: tuple[str, ...] = ()  # paragraphs that only say what words mean
    member_right_for_committee: bool = False
    note: str = ""

    def applies(self, jurisdiction: Jurisdiction, kind: Kind, on: date) -> bool:
        """Say whether this scheme is the law there, for that, on that day."""
        return (
            jurisdiction in self.jurisdictions
            and kind is self.kind
            and self.in_force_from <= on <= self.in_force_until
        )

    def paragraph(self, number: str) -> Paragraph:
        """Give the paragraph of that number.

        :raises NotAParagraph: if there is none.
        """
        try:
            return self.paragraphs[number]
        except KeyError:
            raise NotAParagraph(f"{self.id} has no paragraph {number}") from None

    def selectable(self) -> tuple[Paragraph, ...]:
        """List the paragraphs that may be chosen today, in the Schedule's order."""
        return tuple(each for each in self.paragraphs.values() if each.selectable)

    def member_right(self, paragraphs: Collection[str], *, negotiation: bool = False) -> bool:
        """Say whether councillors keep their right to inspect what is closed on these grounds.

        The right stands only if it stands under every paragraph relied on, and a restriction
        without a paragraph leaves none.  ``negotiation`` says that the information is about
        terms proposed by or to the authority in negotiating a contract.  (Local Government Act
        1972 s.100F(2A) and (2C) to (2E); 1973 Act s.50F(2); 2014 Act s.48(3).)

        :raises NotAParagraph: if the scheme lacks one of them.
        """
        rights = {self.paragraph(number).member_right for number in paragraphs}
        if not rights or MemberRight.NONE in rights:
            return False
        return not (negotiation and MemberRight.EXCEPT_NEGOTIATION_TERMS in rights)


def _scheme(written: Mapping[str, Any]) -> Scheme:
    plain = {**written, "kind": Kind(written["kind"])}
    selectable = not written.get("historic")
    plain["jurisdictions"] = frozenset(map(Jurisdiction, written["jurisdictions"]))
    plain["paragraphs"] = MappingProxyType(
        {
            number: Paragraph(
                number=number,
                **{
                    "selectable": selectable,
                    **each,
                    "member_right": MemberRight(each.get("member_right", "none")),
                },
            )
            for number, each in written["paragraphs"].items()
        }
    )
    plain["qualifications"] = MappingProxyType(
        {
            number: Qualification(
                number=number,
                test=each["test"],
                applies_to=frozenset(each["applies_to"]),
                says=each["says"],
                registers=tuple(each.get("registers", ())),
            )
            for number, each in written.get("qualifications", {}).items()
        }
    )
    plain["interpretation"] = tuple(written.get("interpretation", ()))
    return Scheme(**plain)


def schemes_in(folder: Traversable) -> Mapping[str, Scheme]:
    """Read every scheme of a folder: a file each, whose name ends in ``.toml``.

    :raises ValueError: if two have the same identifier.
    :raises TypeError: if one lacks what every scheme has, or has what none has.
    """
    written = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda at: at.name
    )
    schemes = [_scheme(tomllib.loads(each.read_text(encoding="utf-8"))) for each in written]
    if len({each.id for each in schemes}) < len(schemes):
        raise ValueError("two schemes have the same identifier")
    return MappingProxyType({each.id: each for each in schemes})


SCHEMES: Final = schemes_in(files("portal.policy") / "schemes")
"""Every scheme on record, by its identifier."""


def scheme_for(
    jurisdiction: Jurisdiction,
    on: date,
    kind: Kind = Kind.EXEMPT,
    *,
    among: Mapping[str, Scheme] = SCHEMES,
) -> Scheme:
    """Give the scheme in force in a jurisdiction on a day.

    :raises NoSchemeInForce: if none is recorded.
    """
    for each in among.values():
        if each.applies(jurisdiction, kind, on):
            return each
    raise NoSchemeInForce(f"no {kind} scheme is recorded for {jurisdiction} on {on:%-d %B %Y}")


def newest_scheme(
    jurisdiction: Jurisdiction,
    kind: Kind = Kind.EXEMPT,
    *,
    among: Mapping[str, Scheme] = SCHEMES,
) -> Scheme:
    """Give the latest scheme recorded for a jurisdiction, where no date is known.

    :raises NoSchemeInForce: if none is recorded.
    """
    theirs = [
        each for each in among.values() if jurisdiction in each.jurisdictions and kind is each.kind
    ]
    if not theirs:
        raise NoSchemeInForce(f"no {kind} scheme is recorded for {jurisdiction}")
    return max(theirs, key=lambda scheme: scheme.in_force_from)


def member_right(
    jurisdiction: Jurisdiction, paragraphs: Collection[str], *, negotiation: bool = False
) -> bool:
    """Say what :meth:`Scheme.member_right` says, under a jurisdiction's newest scheme.

    :raises NotAParagraph: if that scheme lacks one of the paragraphs.
    """
    return newest_scheme(jurisdiction).member_right(paragraphs, negotiation=negotiation)
