"""A body's retention rules: for how long each kind of its papers is kept, and on whose word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import DocType, Jurisdiction, Permission, Regime
from portal.policy.retention import LONGEST, Term, least_years, term_of
from portal.records.tables import Body, PaperKind, RetentionRule
from portal.services.access.asking import Unfit, an_act, asker, demand
from portal.services.requests_opening import rules_today
from portal.services.work import Work

Ruled = tuple[PaperKind, bool]
"""What a rule is for: a kind of paper, and whether it is closed."""

LONGEST_SOURCE: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A rule as a page shows it; what nobody has set yet is kept for good."""

    kind: PaperKind
    closed: bool
    years: int | None
    source: str
    set_at: datetime | None
    least: int | None  # years that nobody can set lower; none for what is closed


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRule:
    """A rule to be set."""

    kind: PaperKind
    closed: bool
    years: int | None  # none, for good
    source: str


@an_act
def set_rule(work: Work, slug: str, wanted: NewRule) -> None:
    """Set a body's rule for a kind of paper, in place of the one before.

    What was due by the old rule and is not by the new is no longer disposed of, even if that
    has been approved.

    :raises NotFound: if the asker may not set the rules of such a body.
    :raises Unfit: if a source is missing, or the years are fewer than the law's or too many.
    :raises LogUnavailable: if the log cannot be written.
    """
    body = body_for(work, slug, Permission.RETENTION_SET)
    faults = _faults(work, body.id, wanted)
    if faults:
        raise Unfit(faults)
    # Whoever is erasing papers of the body holds it: they go by one rule or by the other.
    work.session.refresh(body, with_for_update=True)
    rule = work.session.scalar(
        select(RetentionRule).where(
            RetentionRule.body_id == body.id,
            RetentionRule.kind == wanted.kind,
            RetentionRule.closed == wanted.closed,
        )
    )
    if rule is None:
        rule = RetentionRule(id=uuid4(), body_id=body.id, kind=wanted.kind, closed=wanted.closed)
        work.session.add(rule)
    rule.years, rule.source = wanted.years, wanted.source
    rule.set_by_id, rule.set_at = asker(work), work.clock()
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.RETENTION_RULE_SET,
        objects=(rule.id, body.id),
        detail={
            "kind": wanted.kind.value,
            "closed": "yes" if wanted.closed else "no",
            **({} if wanted.years is None else {"years": wanted.years}),
        },
    )
    work.commit()


def rule_lines(work: Work, body: UUID) -> tuple[RuleLine, ...]:
    """List what holds for each kind of a body's papers, open ones first."""
    regime, jurisdiction = rules_today(work, body)
    found = rules_of_body(work, body)
    return tuple(
        RuleLine(
            kind=kind,
            closed=closed,
            years=rule.years if (rule := found.get((kind, closed))) else None,
            source=rule.source if rule else "",
            set_at=rule.set_at if rule else None,
            least=None if closed else least_years(doc_type_of(kind), regime, jurisdiction),
        )
        for closed in (False, True)
        for kind in PaperKind
    )


def read_rule(work: Work, slug: str, kind: PaperKind, *, closed: bool) -> tuple[RuleLine, str]:
    """Read one rule of a body, for whoever may set it, and the body's name.

    :raises NotFound: if the asker may not set the rules of such a body.
    """
    body = body_for(work, slug, Permission.RETENTION_SET)
    lines = rule_lines(work, body.id)
    return next(each for each in lines if (each.kind, each.closed) == (kind, closed)), body.name


def kind_named(word: str) -> PaperKind:
    """Give the kind of paper that an address names.

    :raises NotFound: if there is none of that name.
    """
    try:
        return PaperKind(word)
    except ValueError:
        raise NotFound from None


def rules_of_body(work: Work, body: UUID) -> Mapping[Ruled, RetentionRule]:
    """Find the rules that a body has set, by what they are for."""
    rows = work.session.scalars(
        select(RetentionRule)
        .where(RetentionRule.body_id == body)
        .execution_options(populate_existing=True)
    )
    return {(row.kind, row.closed): row for row in rows}


def term_by(
    rules: Mapping[Ruled, RetentionRule],
    kind: PaperKind,
    regime: Regime,
    jurisdiction: Jurisdiction,
    *,
    closed: bool,
) -> Term:
    """Give the term of a paper by its body's rules and its meeting's."""
    rule = rules.get((kind, closed))
    years = None if rule is None else rule.years
    return term_of(years, doc_type_of(kind), regime, jurisdiction, closed=closed)


def doc_type_of(kind: PaperKind) -> DocType:
    """Say what a kind of paper is to the law: everything but minutes and background is a report."""
    return {
        PaperKind.MINUTES: DocType.MINUTES,
        PaperKind.BACKGROUND: DocType.BACKGROUND,
    }.get(kind, DocType.REPORT)


def body_for(work: Work, slug: str, permission: Permission) -> Body:
    """Find a body for which the asker may do something.

    :raises NotFound: if there is none of that.
    """
    body = work.session.scalar(select(Body).where(Body.slug == slug))
    if body is None:
        raise NotFound
    demand(work, permission, body.id)
    return body


def _faults(work: Work, body: UUID, wanted: NewRule) -> dict[str, str]:
    faults = {}
    if not wanted.source:
        faults["source"] = "Say where the rule is from: the schedule or policy, and its entry."
    elif len(wanted.source) > LONGEST_SOURCE:
        faults["source"] = f"Name the source in {LONGEST_SOURCE} characters or fewer."
    if wanted.years is None:
        return faults
    least = 1
    if not wanted.closed:
        least = least_years(doc_type_of(wanted.kind), *rules_today(work, body))
    if wanted.years < least:
        faults["years"] = (
            f"The law keeps these open for {least} years from the meeting: no rule can be shorter."
            if not wanted.closed
            else "Enter at least one year."
        )
    elif wanted.years > LONGEST:
        faults["years"] = f"Enter {LONGEST} years or fewer, or keep them for good."
    return faults
