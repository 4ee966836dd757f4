"""What each set of access rules asks of a board: notice, urgency, markings, periods, rights.

A regime is a file in ``regimes/``, named as :class:`~portal.policy.attributes.Regime` names it,
with a table for each nation where it differs.  Who may read what is not here but in the rules;
the tests hold the two to each other.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final

from portal.errors import PortalError
from portal.policy.attributes import DocType, Jurisdiction, Regime
from portal.policy.grounds import Scheme, scheme_for
from portal.policy.periods import Wording


class NotARegimeThere(PortalError):
    """Those access rules are not law in that nation."""


class Urgency(StrEnum):
    """How business is taken that was not on an agenda in time."""

    CHAIR = "chair"  # the chair's opinion, its reasons in the minutes
    AGREEMENT = "agreement"  # somebody outside the body must agree
    OWN = "own"  # by the body's own rules


class Opens(StrEnum):
    """What becomes of an item's papers when the vote to exclude the public is lost."""

    OF_RIGHT = "of_right"  # open by law once the item was taken in public
    BY_POLICY = "by_policy"  # published, since the body's rules say so
    NOTHING = "nothing"  # closed until a release is decided


class LongNotice(StrEnum):
    """The notices that some regimes want weeks before."""

    PRIVATE = "private"  # that a meeting will be held in private
    SECOND = "second"  # that again, with what was said against it
    KEY_DECISION = "key_decision"
    GENERAL_EXCEPTION = "general_exception"  # that a key decision was not announced in time


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeRules:
    """One set of access rules in one nation."""

    regime: Regime
    jurisdiction: Jurisdiction
    name: str
    requires: str  # how a page begins a sentence about a duty: never "the law" where it is none
    tells_readers: str  # what a board's page says of access to its meetings and papers
    source: str
    confidence: str
    notice_days: int
    notice_clear: bool  # the rules themselves say "clear" days
    urgency: Urgency
    urgency_agreed_by: tuple[str, ...]  # whoever of them there is, in this order
    urgency_says: str
    withheld_by: str  # the office that leaves a report out of the public copies
    closed_by: str
    confidential_closed_by: str
    marking: str  # on every copy of a withheld report, before the ground
    marking_confidential: str
    open_years: int  # agenda, minutes, summary, open reports, records of decisions
    background_years: int
    period_wording: Wording
    member_right: bool  # councillors have a statutory right of their own (s.100F, reg 16)
    offence_level: int  # of the fine for keeping open papers back; 0 where it is no offence
    privilege: bool  # against defamation, for what must be shown to the public (s.100H(5))
    lost_vote_opens: Opens
    lapse_opens: frozenset[DocType]  # of right, when the exemption no longer holds
    electronic: bool = False  # publication on the website is itself the duty
    notice_once: tuple[tuple[date, int], ...] = ()  # until that day, that many days instead
    private_notice_days: int | None = None
    second_notice_days: int | None = None
    key_decision_days: int | None = None
    general_exception_days: int | None = None
    scrutiny_request_days: int | None = None
    reply_days: int | None = None
    note_of_meeting_days: int | None = None
    web_duties: tuple[str, ...] = ()

    def notice_on(self, meeting_on: date) -> int:
        """Give how many clear days' notice a meeting on that day wants."""
        return next(
            (days for until, days in self.notice_once if meeting_on <= until), self.notice_days
        )

    def scheme_on(self, meeting_on: date) -> Scheme:
        """Give the scheme that the grounds of a meeting on that day are taken from.

        :raises NoSchemeInForce: if none is recorded.
        """
        return scheme_for(self.jurisdiction, meeting_on)

    def years_open(self, doc_type: DocType) -> int:
        """Give for how many years a kind of open document can be inspected."""
        return self.background_years if doc_type is DocType.BACKGROUND else self.open_years

    def long_notice(self, notice: LongNotice) -> int | None:
        """Give how many clear days one of the long notices wants; ``None`` where there is none."""
        return {
            LongNotice.PRIVATE: self.private_notice_days,
            LongNotice.SECOND: self.second_notice_days,
            LongNotice.KEY_DECISION: self.key_decision_days,
            LongNotice.GENERAL_EXCEPTION: self.general_exception_days,
        }[notice]

    def marking_for(self, ground: str) -> str:
        """Give the words that every copy of an exempt report carries (1972 Act s.100B(5))."""
        return f"{self.marking}: {ground}"

    @property
    def confidential_marking(self) -> str:
        """The words that every copy of a confidential report carries."""
        return f"{self.marking}: {self.marking_confidential}"


def regime_rules(regime: Regime, jurisdiction: Jurisdiction) -> RegimeRules:
    """Give a set of access rules as it stands in a nation.

    :raises NotARegimeThere: if it is not law there.
    """
    if jurisdiction not in _nations(regime):
        raise NotARegimeThere(f"{regime} is not a set of access rules in {jurisdiction}")
    return _rules(regime, jurisdiction)


def _rules(regime: Regime, jurisdiction: Jurisdiction) -> RegimeRules:
    written = _merged(regime, jurisdiction)
    once = written.get("notice_once", ())
    return RegimeRules(
        **{
            **written,
            "regime": regime,
            "jurisdiction": jurisdiction,
            "tells_readers": written["tells_readers"].format(days=_NUMBERS[written["notice_days"]]),
            "urgency": Urgency(written["urgency"]),
            "urgency_agreed_by": tuple(written["urgency_agreed_by"]),
            "period_wording": Wording(written["period_wording"]),
            "lost_vote_opens": Opens(written["lost_vote_opens"]),
            "lapse_opens": frozenset(map(DocType, written["lapse_opens"])),
            "notice_once": tuple((each["until"], each["days"]) for each in once),
            "web_duties": tuple(written.get("web_duties", ())),
        }
    )


_NUMBERS: Final = {3: "three", 5: "five"}


def _merged(regime: Regime, jurisdiction: Jurisdiction) -> dict[str, Any]:
    """Lay a regime's words over those of the one it is like, and a nation's over both."""
    own = dict(_WRITTEN[regime])
    own.pop("nations", None)
    theirs = _merged(Regime(own.pop("like")), jurisdiction) if "like" in own else {}
    nation = own.get(jurisdiction, {})
    plain = {name: value for name, value in own.items() if name not in set(Jurisdiction)}
    return {**theirs, **plain, **nation}


def _nations(regime: Regime) -> list[str]:
    written = _WRITTEN[regime]
    nations: list[str] | None = written.get("nations")
    return _nations(Regime(written["like"])) if nations is None else nations


_WRITTEN: Final[Mapping[Regime, Mapping[str, Any]]] = {
    regime: tomllib.loads(
        (files("portal.policy") / "regimes" / f"{regime}.toml").read_text(encoding="utf-8")
    )
    for regime in Regime
}
