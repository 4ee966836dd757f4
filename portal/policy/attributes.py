"""The words in which access is decided: who asks, for what, when, and what the answer can be."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Effect(StrEnum):
    """What a rule answers."""

    RIGHT = "R"  # the law gives it; no local decision can take it away
    PERMITTED = "P"  # allowed by office, need to know or local policy
    DENIED = "D"  # denied, until a named decision releases it
    NEVER = "X"  # denied, and the portal offers no way to release it


class Regime(StrEnum):
    """Which access rules a body meets under."""

    PART_VA = "part_va"  # Local Government Act 1972 Part VA and its siblings
    EXEC_2012 = "exec_2012"  # executive meetings in England, SI 2012/2089
    ADOPTED = "adopted"  # no statute binds the body; it has adopted the council's rules
    CD_SCRUTINY = "cd_scrutiny"  # crime and disorder scrutiny, SI 2009/942
    NONE = "none"  # neither: the body meets under rules of its own


class Jurisdiction(StrEnum):
    """Which nation's law applies."""

    ENG = "ENG"
    WAL = "WAL"
    SCO = "SCO"
    NI = "NI"


class Role(StrEnum):
    """In what capacity somebody asks.  One person may hold several."""

    PUBLIC = "public"
    PRESS = "press"
    COUNCILLOR = "councillor"
    COOPTED = "coopted"
    PARTNER = "partner"
    ADVISER = "adviser"
    SCRUTINY = "scrutiny"
    OFFICER = "officer"
    CLERK = "clerk"
    PROPER_OFFICER = "proper_officer"
    MONITORING_OFFICER = "monitoring_officer"
    PCC = "pcc"
    SYSADMIN = "sysadmin"
    AUDITOR = "auditor"
    DATA_SUBJECT = "data_subject"


class Classification(StrEnum):
    """How closed a thing is, and why."""

    PUB = "PUB"  # open
    EX = "EX"  # exempt: the meeting may close it, on a ground of its scheme
    CONF = "CONF"  # confidential by statute: must be kept from the public
    PART = "PART"  # a partner's confidence
    REV = "REV"  # an unpublished death review
    CASE = "CASE"  # about a particular person's case
    OUTSIDE = "OUTSIDE"  # SECRET and above: refused at upload


class Stage(StrEnum):
    """How far an item of business has come."""

    DRAFT = "draft"
    ISSUED_PRE = "issued_pre"  # the agenda is out, the meeting is to come
    LIVE_OPEN = "live_open"
    LIVE_CLOSED = "live_closed"
    POST_OPEN = "post_open"  # taken in public
    POST_CLOSED = "post_closed"  # taken after the public was excluded
    LAPSED = "lapsed"  # the exemption no longer holds
    WITHDRAWN = "withdrawn"


class DocType(StrEnum):
    """What a document is to its meeting."""

    AGENDA = "agenda"
    REPORT = "report"
    MINUTES = "minutes"
    SUMMARY = "summary"
    BACKGROUND = "background"


ATTRIBUTES: Final[Mapping[str, type[StrEnum] | type[bool]]] = MappingProxyType(
    {
        # the meeting
        "regime": Regime,
        "jurisdiction": Jurisdiction,
        # the asker
        "role": Role,
        "on_body": bool,  # has a seat on the body
        "isa": bool,  # belongs to an organisation that signed the information-sharing agreement
        "on_list": bool,  # is on the paper's distribution list
        "need_to_know": bool,  # needs to know, as somebody with the power to has decided
        "item_invited": bool,  # was asked in for this item
        "case_listed": bool,  # is listed on this case
        "draft_reader": bool,  # is a named reader of this body's drafts
        "dpi": bool,  # has declared an interest in this item, with no dispensation
        "scrutiny_relevant": bool,  # it bears on a review or a decision under scrutiny
        "audit_scope": bool,  # it lies within a dated audit
        "breakglass": bool,  # an emergency opening is under way
        # the thing
        "class": Classification,
        "stage": Stage,
        "doc_type": DocType,
        "member_right": bool,  # its grounds leave a councillor's statutory right standing
        "public_meeting": bool,  # exec_2012 only: it is to be taken in the public part
        "released": bool,  # a release has been decided
        "originator_ok": bool,  # the department that supplied it lets named people read it
        "depersonalised": bool,  # it identifies nobody
        "prejudicial": bool,  # it would harm proceedings or an operation
    }
)
"""Every attribute a rule may ask about, as the rules name it, and what its values are."""


def field_of(attribute: str) -> str:
    """Give an attribute's name in Python, where ``class`` is taken."""
    return "classification" if attribute == "class" else attribute
