"""One sentence as one statement of a ground: what it cites, with what force, about which thing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from portal.services.grounds_in_text.citations import citations_in
from portal.services.grounds_in_text.cited import Citation
from portal.services.grounds_in_text.clauses import (
    clauses_of,
)
from portal.services.grounds_in_text.force import (
    BARE,
    QUESTION,
    Draft,
    drop_ruled_out,
    force_of,
    is_lost,
)
from portal.services.grounds_in_text.lexicon import Sense, phrases_in
from portal.services.grounds_in_text.mentions import (
    confidential_in,
    speaks_of_qualifications,
    things_in,
)
from portal.services.grounds_in_text.model import Assertion
from portal.services.grounds_in_text.places import Writing, places_in
from portal.services.grounds_in_text.subjects import subjects_in
from portal.services.grounds_in_text.tokens import Token
from portal.services.grounds_in_text.until import until_when
from portal.services.grounds_in_text.weighing import NOTHING_WEIGHS, Weighing, set_aside

_OPENING_SECTIONS: Final = frozenset(("100a", "100i", "100", "50a", "50j", "42"))
_QUESTIONED: Final = frozenset(("yes", "y", "no", "none", "nac", "ydy", "oes", "n", "not"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one sentence says of a ground.

    ``mode`` is ``None`` where the sentence says nothing of being open or closed.  ``opens`` is
    true of "the report is public"; ``about`` names the things ("appendix b", "item 7") spoken of.
    """

    mode: Assertion | None
    citations: tuple[Citation, ...] = ()
    confidential: str = ""  # "", "section", "department" or "law"
    opens: bool = False
    label: bool = False
    part: bool = False
    motion: bool = False
    lost: bool = False
    front_sheet: bool = False
    both: bool = False  # "exempt or confidential"
    names_schedule: bool = False
    elsewhere: bool = False
    cites_section: bool = False  # section 100A and its like
    timed: bool = False
    until: date | None = None
    about: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    qualified: bool = False  # speaks of the public interest, or of qualifications
    doubts: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()  # the paragraph on the public interest, and those like it

    @property
    def numbers(self) -> tuple[str, ...]:
        """Give the numbers cited, each once, in the order printed."""
        return tuple(dict.fromkeys(each for cited in self.citations for each in cited.numbers))


def statements_of(
    sentences: Sequence[Sequence[Token]], weighing: Weighing = NOTHING_WEIGHS
) -> list[Statement]:
    """Read sentences as statements; a question is read with its answer.

    Paragraphs that only weigh or qualify others are set aside, if others are cited.
    """
    joined: list[list[Token]] = []
    for sentence in sentences:
        answers = sentence[0].text in _QUESTIONED
        if joined and joined[-1][-1].text == "?" and answers and len(joined[-1]) < 40:  # noqa: PLR2004
            joined[-1].extend(sentence)
        else:
            joined.append(list(sentence))
    statements = [statement_of(each, weighing) for each in joined]
    if any(each.aside for each in statements) and not any(each.citations for each in statements):
        return [statement_of(each, NOTHING_WEIGHS) for each in joined]
    return statements


def statement_of(tokens: Sequence[Token], weighing: Weighing) -> Statement:
    """Read one sentence."""
    every = citations_in(tokens)
    told = [each for each in every if not each.elsewhere]
    cited, aside = set_aside(told, weighing, qualified=speaks_of_qualifications(tokens))
    phrases = phrases_in(tokens, {each.start: each.end for each in every})
    draft = Draft(tokens, clauses_of(tokens, phrases), cited)
    draft.doubts.extend(draft.said.doubts)
    draft.doubts.extend(odd for each in cited for odd in each.oddities)
    drop_ruled_out(draft)
    mode = force_of(draft)
    predicates = draft.said.predicates
    senses = draft.said.senses
    if tokens[-1].text == "?":
        draft.doubts.append(QUESTION)
        mode = Assertion.CONDITIONAL if mode is Assertion.ASSERTED else mode
    places = places_in(tokens)
    closed = [each for each in predicates if not each.opens]
    return Statement(
        mode=mode,
        citations=tuple(draft.cited),
        confidential=confidential_in(tokens, senses),
        opens=bool(predicates) and not closed,
        label=bool(closed) and all(each.sense is Sense.LABEL for each in closed),
        part=Sense.PART in senses,
        motion=Sense.MOTION in senses,
        lost=is_lost(draft),
        front_sheet=Sense.BOILERPLATE in senses,
        both=Sense.BOTH in senses,
        names_schedule=any(
            each.writing is Writing.SCHEDULE and each.names[0] in {"12a", "7a", "6", "12"}
            for each in places.values()
        ),
        elsewhere=len(every) > len(told),
        cites_section=any(
            each.writing is Writing.SECTION and each.names[1] in _OPENING_SECTIONS
            for each in places.values()
        ),
        aside=aside,
        timed=draft.said.timed,
        until=until_when(tokens) if draft.said.timed else None,
        about=things_in(tokens),
        subjects=subjects_in(tokens),
        acts=frozenset(
            name
            for each in places.values()
            if each.writing is Writing.ACT
            for name in each.names
            if name
        ),
        qualified=speaks_of_qualifications(tokens),
        doubts=tuple(dict.fromkeys(draft.doubts)),
    )


def adopted(
    statement: Statement, before: Statement | None, after: Statement | None = None
) -> Statement:
    """Give a bare citation ("Paragraph 3.") the force of the label or heading before it."""
    if statement.mode is not None or not statement.citations:
        return statement
    named = any(each.named for each in statement.citations) or (
        statement.names_schedule and bool(statement.numbers)
    )
    if before is not None and not before.citations and before.mode is Assertion.ASSERTED:
        return replace(statement, mode=Assertion.ASSERTED, part=statement.part or before.part)
    listed = after is not None and after.mode is Assertion.DEFINITION
    if (
        named
        and not listed
        and (before is None or before.mode not in {Assertion.NEGATED, Assertion.LIFTED})
    ):
        return replace(statement, mode=Assertion.ASSERTED)
    return replace(statement, mode=Assertion.ASSERTED, doubts=(*statement.doubts, BARE))
