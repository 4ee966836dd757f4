"""What a principal may read.

A :class:`Scope` is the whole answer to "which things?", small enough to be read two ways: here,
one thing at a time, and in ``portal.records.visible``, as the WHERE clause of every listing.
``tests/records/test_visible.py`` holds the two readings to each other.
"""

from dataclasses import dataclass, field
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
from portal.policy.authorities import authority
from portal.policy.facts import Facts
from portal.policy.offices import ROLES_WITHOUT_COMPARTMENTS
from portal.policy.principals import BodyId, CompartmentId, ItemId, MeetingId, Standing
from portal.policy.verdict import Verdict, best, verdict

EVERYBODY: Final = Standing(role=Role.PUBLIC)
"""The standing that everybody has: nobody is worse off than the public."""

_COMPARTMENT_BASIS: Final = "sensitive compartment: needs a live permission"


VIEW_ONLY: Final = frozenset({"R083", "R104"})
"""Rules that let somebody read a thing on its page, marked as theirs, and take no copy of it."""


def view_only(answer: Verdict) -> bool:
    """Say whether a verdict lets a thing be read on its page alone."""
    return answer.rule in VIEW_ONLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """All that the policy needs to know about one guarded row."""

    body: BodyId
    meeting: MeetingId | None
    item: ItemId | None
    regime: Regime
    jurisdiction: Jurisdiction
    classification: Classification
    stage: Stage
    doc_type: DocType
    member_right: bool = False
    public_meeting: bool = False
    released: bool = False
    originator_ok: bool = False
    depersonalised: bool = False
    prejudicial: bool = False
    compartment: CompartmentId | None = None
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The standings somebody asks in, and what is theirs alone.

    Without arguments it is the scope of a stranger.
    """

    standings: tuple[Standing, ...] = (EVERYBODY,)
    permitted: frozenset[CompartmentId] = frozenset()
    """Compartments with a live permission: on the list there, and needs to know."""
    permitted_items: frozenset[tuple[CompartmentId, ItemId]] = frozenset()
    """Items with a live permission for that item alone, and only in that compartment."""
    invited: frozenset[ItemId] = frozenset()
    """Items this person was asked in for."""
    conflicted: frozenset[ItemId] = frozenset()
    """Items in which this person has an interest, with no dispensation."""
    needs_to_know: frozenset[ItemId] = frozenset()
    """Items a councillor needs to know, as somebody with the power to has decided."""
    broken_glass: frozenset[ItemId] = frozenset()
    """Items whose emergency opening to an administrator is under way."""
    drafts_of: frozenset[BodyId] = frozenset()
    """Bodies whose drafts this person reads."""
    by_weight: tuple[Standing, ...] = field(init=False, compare=False)
    """The standings, the public's last: a verdict's reason is the reader's own where it can be."""
    compartments: frozenset[CompartmentId] = field(init=False, compare=False)
    """Of ``permitted``, what counts: nothing, for administrators and auditors (AZ-02)."""
    items: frozenset[tuple[CompartmentId, ItemId]] = field(init=False, compare=False)
    """Of ``permitted_items``, likewise."""
    needs: frozenset[ItemId] = field(init=False, compare=False)
    """Of ``needs_to_know``, likewise."""

    def __post_init__(self) -> None:
        if EVERYBODY not in self.standings:
            raise ValueError("everybody, whatever else they are, is also the public")
        by_weight = tuple(sorted(self.standings, key=lambda each: each == EVERYBODY))
        object.__setattr__(self, "by_weight", by_weight)
        barred = any(each.role in ROLES_WITHOUT_COMPARTMENTS for each in self.standings)
        object.__setattr__(self, "compartments", frozenset() if barred else self.permitted)
        object.__setattr__(self, "items", frozenset() if barred else self.permitted_items)
        object.__setattr__(self, "needs", frozenset() if barred else self.needs_to_know)

    def opens(self, thing: Thing) -> bool:
        """Say whether a live permission reaches this thing."""
        if thing.compartment is None:
            return False
        return (
            thing.compartment in self.compartments or (thing.compartment, thing.item) in self.items
        )

    def verdict_on(self, thing: Thing) -> Verdict:
        """Give the best verdict over the standings that count for a thing.

        A sensitive compartment opens to nobody by office or policy alone: what is merely
        permitted there needs a live permission too.  What the law gives as of right does not.
        """
        answer = best(
            sorted(
                (
                    verdict(self._facts(thing, each))
                    for each in self.by_weight
                    if each.counts_for(thing.body, thing.meeting)
                ),
                key=view_only,
            )
        )
        if answer.effect is Effect.PERMITTED and thing.sensitive and not self.opens(thing):
            return Verdict(
                effect=Effect.DENIED,
                rule="COMP",
                basis=_COMPARTMENT_BASIS,
                authority=authority(_COMPARTMENT_BASIS, thing.regime),
                says="It lies in a sensitive compartment; the reader holds no permission there.",
            )
        return answer

    def admits(self, thing: Thing) -> bool:
        """Say whether a thing may be read."""
        return self.verdict_on(thing).allowed

    def _facts(self, thing: Thing, standing: Standing) -> Facts:
        listed = self.opens(thing)
        return Facts(
            regime=thing.regime,
            jurisdiction=thing.jurisdiction,
            classification=thing.classification,
            stage=thing.stage,
            doc_type=thing.doc_type,
            member_right=thing.member_right,
            public_meeting=thing.public_meeting,
            released=thing.released,
            originator_ok=thing.originator_ok,
            depersonalised=thing.depersonalised,
            prejudicial=thing.prejudicial,
            role=standing.role,
            on_body=standing.on_body,
            isa=standing.isa,
            on_list=listed,
            need_to_know=listed or thing.item in self.needs,
            item_invited=thing.item in self.invited,
            breakglass=thing.item in self.broken_glass,
            dpi=thing.item in self.conflicted,
            draft_reader=thing.body in self.drafts_of,
        )


PUBLIC_SCOPE: Final = Scope()
"""The scope of somebody who has not signed in."""
