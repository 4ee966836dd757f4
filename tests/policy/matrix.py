"""The access matrix, read from its prose and footnotes and from nothing else.

It was written beside the rules and not from them: a table with a row for every kind of reader
and a column for every kind of closed thing, and overlays laid over the cell.  Where the prose
and the rules part, :data:`PARTINGS` says so, and the rules decide.

Where the prose leaves room it is read so: the draft overlay comes before a declared interest,
and after the classes that nobody at the meeting can open; "P if on list/NTK" is the list; and
what an interest takes away leaves the rest of its cell ("X, P if listed" leaves X).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from portal.policy.attributes import (
    Classification,
    DocType,
    Effect,
    Jurisdiction,
    Regime,
    Role,
    Stage,
)

R, P, D, X = Effect
C, S = Classification, Stage
Asked = Mapping[str, object]
Cell = Callable[[Asked], tuple[Effect, Effect]]
"""What a cell gives, and what is left of it where a permission does not count."""

MEMBERS: Final = frozenset({Role.COUNCILLOR, Role.COOPTED, Role.PARTNER, Role.ADVISER})
STAFF: Final = frozenset({Role.CLERK, Role.PROPER_OFFICER, Role.MONITORING_OFFICER})
OUTSIDERS: Final = frozenset({Role.PUBLIC, Role.PRESS, Role.DATA_SUBJECT})
BEFORE: Final = frozenset({S.ISSUED_PRE, S.LIVE_OPEN, S.LIVE_CLOSED})


AFTER_OPEN: Final[Mapping[object, Effect]] = {Regime.PART_VA: R, Regime.ADOPTED: P}


def expected(asked: Asked) -> Effect:
    """Find what the matrix gives for what is asked."""
    kind, stage = asked["class"], asked["stage"]
    if kind is C.OUTSIDE:
        return X
    if kind not in {C.CASE, C.CONF} and stage is S.DRAFT:
        named = asked["role"] in MEMBERS | STAFF | {Role.OFFICER} and asked["draft_reader"]
        return P if named else D
    if kind is C.PUB:  # "adopted: every R except PUB becomes P/D and PUB is P"
        return P if without_statute(asked) else R
    if kind is C.EX and (opened := opened_to_all(asked)) is not None:
        return opened
    given, otherwise = COLUMNS[kind](asked)
    conflicted = asked["dpi"] and given is P  # "every P becomes D, X stays X, R cells stay R"
    return otherwise if conflicted else given


def without_statute(asked: Asked) -> bool:
    """Say whether no law on access binds the body."""
    return asked["regime"] in {Regime.ADOPTED, Regime.NONE}


def opened_to_all(asked: Asked) -> Effect | None:
    """Read the overlays that open an exempt thing, whoever asks."""
    if asked["released"]:
        return P  # by a decision, and policy rather than a right
    if asked["stage"] is S.POST_OPEN:  # the item was taken in public
        return AFTER_OPEN.get(asked["regime"])
    if asked["stage"] is S.LAPSED and asked["doc_type"] is DocType.MINUTES:
        return R if asked["regime"] is Regime.PART_VA else None
    return None


# ---- The column of exempt things, by reader --------------------------------------------------


def exempt(asked: Asked) -> tuple[Effect, Effect]:
    if statutory(asked):
        return R, R
    return P if asked["role"] not in OUTSIDERS and permitted(asked) else D, D


def statutory(asked: Asked) -> bool:
    """Read the R cells: s.100F and its siblings, and scrutiny's own rights."""
    role = asked["role"]
    if role is Role.SCRUTINY:
        return scrutinys_right(asked)
    if role not in {Role.COUNCILLOR, Role.COOPTED} or not asked["member_right"]:
        return False
    scottish = asked["jurisdiction"] is Jurisdiction.SCO and not without_statute(asked)
    if scottish and asked["on_body"]:
        return True  # s.50F(1): members of the committee, and proceedings as well as business
    return role is Role.COUNCILLOR and councillors_right(asked)


def councillors_right(asked: Asked) -> bool:
    regime, stage = asked["regime"], asked["stage"]
    if regime is Regime.PART_VA:
        return stage in BEFORE  # b9: business to be transacted
    if regime is not Regime.EXEC_2012:
        return False
    if asked["public_meeting"]:  # reg 16(1) before a public meeting, reg 16(3) after a private
        return stage in {S.ISSUED_PRE, S.LIVE_OPEN}
    return stage is S.POST_CLOSED


def scrutinys_right(asked: Asked) -> bool:
    if asked["regime"] is Regime.EXEC_2012:
        return bool(asked["scrutiny_relevant"])  # b15
    harmless = asked["depersonalised"] and not asked["prejudicial"]
    return asked["regime"] is Regime.CD_SCRUTINY and bool(harmless)  # b16


def permitted(asked: Asked) -> bool:
    """Read the P cells, by the reader's footnote; the clerk's needs no condition (b18)."""
    condition = CONDITIONS.get(asked["role"])
    return condition is None or bool(condition(asked))


CONDITIONS: Final[Mapping[object, Callable[[Asked], object]]] = {
    Role.COUNCILLOR: lambda asked: asked["on_body"] or asked["need_to_know"],  # b11, b10
    Role.COOPTED: lambda asked: asked["on_body"],  # b12
    Role.PARTNER: lambda asked: asked["on_body"] and asked["isa"],  # b13
    Role.ADVISER: lambda asked: asked["item_invited"],  # b14
    Role.SCRUTINY: lambda _: False,
    Role.OFFICER: lambda asked: asked["on_list"],  # b17; need to know is how the list is made
    Role.PCC: lambda asked: asked["on_list"],  # b14
    Role.SYSADMIN: lambda asked: asked["breakglass"],  # b19
    Role.AUDITOR: lambda asked: asked["audit_scope"],  # b20
}


# ---- The other columns -----------------------------------------------------------------------


def confidential(asked: Asked) -> tuple[Effect, Effect]:
    barred = OUTSIDERS | {Role.SYSADMIN}
    allowed = asked["role"] not in barred and asked["originator_ok"] and asked["need_to_know"]
    return (P, X) if allowed else (X, X)


def named(asked: Asked) -> tuple[Effect, Effect]:
    barred = OUTSIDERS | {Role.SYSADMIN, Role.SCRUTINY}
    allowed = asked["role"] not in barred and asked["on_list"] and asked["need_to_know"]
    return (P if allowed else D), D


def case(asked: Asked) -> tuple[Effect, Effect]:
    listed = asked["role"] in {Role.OFFICER, Role.PARTNER} and asked["case_listed"]
    return (P, X) if listed else (X, X)


COLUMNS: Final[Mapping[object, Cell]] = {
    C.EX: exempt,
    C.CONF: confidential,
    C.PART: named,
    C.REV: named,
    C.CASE: case,
}


# ---- Where the prose and the rules part ------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """A place where the rules, which decide, answer otherwise than the prose."""

    rule: str
    effect: Effect
    why: str
    applies: Callable[[Asked], bool]


def reaches_the_cell(asked: Asked) -> bool:
    """Say whether no overlay has answered about an exempt thing before its cell."""
    exempt_one = asked["class"] is C.EX and asked["stage"] is not S.DRAFT
    return exempt_one and opened_to_all(asked) is None


PARTINGS: Final = (
    Parting(
        rule="R006",
        effect=P,
        why="Whoever is listed on a case reads it, whatever interest they have declared.",
        applies=lambda asked: asked["class"] is C.CASE and case(asked)[0] is P and asked["dpi"],
    ),
    Parting(
        rule="R073",
        effect=R,
        why="A Scottish board's members keep the right even where no law on access binds it.",
        applies=lambda asked: (
            reaches_the_cell(asked)
            and without_statute(asked)
            and statutory({**asked, "regime": Regime.PART_VA, "stage": S.WITHDRAWN})
        ),
    ),
    Parting(
        rule="R075",
        effect=D,
        why="A declared interest closes what scrutiny would otherwise read of right.",
        applies=lambda asked: (
            reaches_the_cell(asked)
            and asked["role"] is Role.SCRUTINY
            and statutory(asked)
            and asked["dpi"]
        ),
    ),
)
