"""What a sentence says is closed or open, and how firmly: negations, conditions and their reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal.services.grounds_in_text.doubts import (
    DOUBTED,
    FAR_NEGATION,
    HEDGED,
    LONG_AGO,
    NEGATED_HEDGE,
    NOT_YET,
    TWO_NEGATIONS,
    UNSETTLED,
)
from portal.services.grounds_in_text.idle import is_idle
from portal.services.grounds_in_text.lexicon import Phrase, Sense
from portal.services.grounds_in_text.model import Assertion
from portal.services.grounds_in_text.predicates import Clauses, Predicate
from portal.services.grounds_in_text.tokens import Token
from portal.services.grounds_in_text.vocabulary import words

_REACHED: Final = words(
    "a an the any be been being is are was were as to it this that does do did considered deemed "
    "believed thought contain contains contained containing include includes including involve "
    "involves disclose discloses constitute constitutes require requires required need needs have "
    "has had treated held regarded judged marked classed classified in within fall falls under "
    "currently presently itself therefore wholly likely of or and other information items item "
    "matters appendices report reports parts part paper papers business resolve resolved agree "
    "agreed vote voted wish wished pass passed move moved excluding public press members grounds "
    "reasons reason for meeting from yw'n yn cynnwys unrhyw wedi ei eu y yr yw'r eitem adroddiad "
    "hwn hon bellach oes which gwybodaeth sy'n bod personal "
    "necessary intended proposed on agenda by virtue such further 's"
)
_AHEAD: Final = words(
    "will to can may when once until before would shall after if might should could not-yet "
    "eventually later future unless"
)
_LINKS: Final = frozenset(("or", "nor", "/", "and", "any", ",", "information", "a", "neu", "ac"))
_DENYING: Final = frozenset(("not", "non", "nonexempt", "heb"))
_NOES: Final = frozenset(("no", "none", "nil", "nac", "na", "n", "nothing", "dim"))
_ENDING: Final = words(
    "exemption exemptions restriction restrictions confidentiality status embargo marking eithriad"
)
_LOOSELY: Final = words("exempt restricted paragraph para schedule paragraff paragraphs paras")
_BY_VIRTUE: Final = frozenset(("by", "yn", "trwy", "drwy"))
_BEFORE_AN_ANSWER: Final = words(": ? - | ( / information items report there are is")
_STRONG_BREAKS: Final = words("; but however although though while whilst whereas ond")
_ANSWERING: Final = frozenset(":?|-")
_LIFTING: Final = 4  # words in "lifted the exemption"
_APPLYING: Final = words(
    "apply applies applied engaged maintained justified claimed relied sought exist warranted"
)
_SETTING_APART: Final = frozenset(".,;/)(|")
_NEAR: Final = 10


@dataclass(slots=True)
class _State:
    denial: Phrase | None = None
    hedged: bool = False
    because: bool = False
    formerly: bool = False
    ended: int = -99
    condition_before: bool = False  # a condition, of what is yet to be said
    condition_after: bool = False  # a condition follows what was said


def clauses_of(tokens: Sequence[Token], phrases: Sequence[Phrase]) -> Clauses:
    """Read the phrases of a sentence in their order as what it says is closed or open."""
    said = Clauses(senses=frozenset(each.sense for each in phrases))
    state = _State()
    for phrase in phrases:
        _step(tokens, phrase, state, said)
    _answered(tokens, said)
    if state.denial is not None and said.predicates and not state.because:
        _denied_after(tokens, state.denial, said)
    _ended(tokens, said)
    said.doubts.extend(doubt for sense, doubt in DOUBTED.items() if sense in said.senses)
    return said


def _step(tokens: Sequence[Token], phrase: Phrase, state: _State, said: Clauses) -> None:
    match phrase.sense:
        case Sense.NEGATION | Sense.NO_LONGER | Sense.BREAKS | Sense.GROUNDS | Sense.FORMERLY:
            _turn(tokens, phrase, state, said)
        case Sense.HEDGE:
            _hedge(state, said)
        case Sense.CONDITIONAL:
            _condition(tokens, phrase, state, said)
        case Sense.ENDS:
            _end(tokens, phrase, state, said)
        case Sense.CLOSE | Sense.LABEL | Sense.OPEN | Sense.RELEASE:
            if not is_idle(tokens, phrase):
                _predicate(tokens, phrase, state, said)
        case _:
            pass


def _turn(tokens: Sequence[Token], phrase: Phrase, state: _State, said: Clauses) -> None:
    """Take in what changes the meaning of the words after it."""
    if phrase.sense in {Sense.NEGATION, Sense.NO_LONGER}:
        if _is_an_answer(tokens, phrase):  # "Urgent | No | Exempt | Para 3"
            said.doubts.extend([FAR_NEGATION] * bool(said.predicates))
            return
        if state.condition_after:
            return  # "exempt unless it has not been let by then": part of the condition
        if state.denial is not None and phrase.start - state.denial.end <= _NEAR:
            said.doubts.append(TWO_NEGATIONS)
        state.denial = phrase
    elif phrase.sense is Sense.BREAKS:
        weak = tokens[phrase.start].text not in _STRONG_BREAKS
        state.hedged = state.hedged and state.condition_before and weak
        state.denial, state.because, state.condition_after = None, False, False
    elif phrase.sense is Sense.GROUNDS:
        state.denial = None if said.predicates else state.denial
        state.because = bool(said.predicates)
    else:
        state.formerly = True


def _is_an_answer(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Say whether "no" fills a cell or a line of its own: it denies nothing after it."""
    now, after = tokens[phrase.start], tokens[phrase.end : phrase.end + 1]
    begins = now.breaks or not phrase.start or tokens[phrase.start - 1].text in _ANSWERING
    ends = not after or after[0].breaks or after[0].text == "|"
    return bool(now.text in _NOES and begins and ends and after)


def _hedge(state: _State, said: Clauses) -> None:
    firm = said.predicates and said.predicates[-1].mode is Assertion.ASSERTED
    if firm and state.because:
        return  # "be excluded, as there could be disclosure": what is done is done
    if firm:
        said.doubts.append(HEDGED)
    state.hedged = True


def _condition(tokens: Sequence[Token], phrase: Phrase, state: _State, said: Clauses) -> None:
    ahead = [each.text for each in tokens[phrase.end : phrase.end + 16]]
    people = {"public", "press", "cyhoedd"} & set(ahead)
    if people and {"present", "remained", "remain", "admitted", "attend", "bresennol"} & set(ahead):
        return  # "if members of the public were present there would be disclosure": the Act's words
    firm = [each for each in said.predicates if each.mode is Assertion.ASSERTED and not each.opens]
    for each in firm:
        each.mode = Assertion.CONDITIONAL
    if firm and tokens[phrase.start].text not in {"if", "unless", "should", "os", "provided"}:
        said.doubts.append(HEDGED)
    state.hedged = True
    state.condition_before = not said.predicates
    state.condition_after = bool(said.predicates) and state.denial is None


def _predicate(tokens: Sequence[Token], phrase: Phrase, state: _State, said: Clauses) -> None:
    word = tokens[phrase.start].text
    if said.predicates and word in _BY_VIRTUE and phrase.sense is Sense.CLOSE:
        return  # "exempt by virtue of": the reason for what was said, however it was said
    opens = phrase.sense in {Sense.OPEN, Sense.RELEASE}
    denied = _denied(tokens, phrase, state, said)
    if not opens:
        mode = denied or _closing(tokens, phrase, state, said)
    elif denied is not None:
        mode, opens = Assertion.ASSERTED, False
        if phrase.sense is Sense.RELEASE or word in _DENYING:
            said.doubts.append(TWO_NEGATIONS if word in _DENYING else NOT_YET)
    elif phrase.sense is Sense.RELEASE and _lies_ahead(tokens, phrase, state):
        if state.hedged:
            said.doubts.append(NOT_YET)
        said.timed = True
        return
    else:
        mode = Assertion.LIFTED if phrase.sense is Sense.RELEASE else Assertion.NEGATED
    if state.hedged and mode is Assertion.ASSERTED:
        mode = Assertion.CONDITIONAL
    elif state.hedged and mode in {Assertion.NEGATED, Assertion.LIFTED}:
        said.doubts.append(NEGATED_HEDGE)
    state.denial = None
    start, end = phrase.start, phrase.end
    said.predicates.append(
        Predicate(start=start, end=end, mode=mode, sense=phrase.sense, opens=opens, word=word)
    )


def _closing(tokens: Sequence[Token], phrase: Phrase, state: _State, said: Clauses) -> Assertion:
    """Say with what force a closing word that nothing denies is said."""
    before = said.predicates[-1] if said.predicates else None
    if before and not before.opens:
        reason = state.because and before.mode is not Assertion.ASSERTED
        if reason or _linked(tokens, before, phrase):
            return before.mode
    if phrase.start - state.ended <= _LIFTING and {
        each.text for each in tokens[state.ended : phrase.start]
    } <= {"the", "this", "its", "all", "of", "that", "any"}:
        return Assertion.LIFTED
    if state.formerly:
        if not said.senses & {Sense.NOW, Sense.RELEASE, Sense.UNTIL}:
            said.doubts.append(LONG_AGO)
        return Assertion.LIFTED
    return Assertion.ASSERTED


def _denied(
    tokens: Sequence[Token], phrase: Phrase, state: _State, said: Clauses
) -> Assertion | None:
    """Give what a negation before a phrase makes of it; ``None`` if none reaches it."""
    denial = state.denial
    if denial is None:
        return None
    between = {each.text for each in tokens[denial.end : phrase.start]}
    if between <= _REACHED and phrase.start - denial.end <= _NEAR:
        after = {each.text for each in tokens[phrase.end : phrase.end + 4]}
        over = denial.sense is Sense.NO_LONGER or "bellach" in between or "mwyach" in after
        return Assertion.LIFTED if over else Assertion.NEGATED
    said.doubts.append(FAR_NEGATION)
    return None


def _lies_ahead(tokens: Sequence[Token], phrase: Phrase, state: _State) -> bool:
    before = {each.text for each in tokens[max(0, phrase.start - 5) : phrase.start]}
    here = {each.text for each in tokens[phrase.start : phrase.start + 1]}
    after = {each.text for each in tokens[phrase.end : phrase.end + 4]}
    done = here & {"now", "was", "were", "been", "is", "are", "bellach"}
    if state.hedged or before & _AHEAD:
        return "resolved" not in before and not (done and "until" in before and "now" in here)
    return bool(after & {"when", "once", "if", "after", "following", "until"}) and not done


def _linked(tokens: Sequence[Token], before: Predicate, phrase: Phrase) -> bool:
    between = {each.text for each in tokens[before.end : phrase.start]}
    return bool(between & {"or", "nor", "/", "and", "neu", "ac"}) and between <= _LINKS


def _end(tokens: Sequence[Token], phrase: Phrase, state: _State, said: Clauses) -> None:
    """Take "lapsed" or "lifted" as said of the exemption that stands before it, if one does."""
    near = {each.text for each in tokens[max(0, phrase.start - _NEAR) : phrase.start]}
    last = said.predicates[-1] if said.predicates else None
    loose = tokens[phrase.start].text in {"no", "lapsed", "lapses", "lifted", "expired"}
    named = near & (_ENDING | _LOOSELY if loose else _ENDING)
    if not named:
        state.ended = phrase.end
        if Sense.MOTION in said.senses:
            said.doubts.append(UNSETTLED)
        return
    if state.denial is not None or state.hedged or _lies_ahead(tokens, phrase, state):
        said.doubts.append(NOT_YET)
        return
    if last is not None:
        last.mode = Assertion.LIFTED
        for each in said.predicates:
            each.mode = Assertion.LIFTED if not each.opens else each.mode
    else:
        said.predicates.append(
            Predicate(start=phrase.start, end=phrase.end, mode=Assertion.LIFTED, sense=Sense.ENDS)
        )


def _answered(tokens: Sequence[Token], said: Clauses) -> None:
    """Read "Exempt information: none" and "Is it exempt? No" as the denials that they are."""
    for each in said.predicates:
        after = [token.text for token in tokens[each.end : each.end + 5]]
        while after and after[0] in _BEFORE_AN_ANSWER:
            after.pop(0)
        marked = each.end < len(tokens) and tokens[each.end].text in {":", "?", "-", "information",
                                                                     "items", "report"}  # fmt: skip
        if (
            after
            and marked
            and after[0] in _NOES
            and (len(after) == 1 or after[1] in _SETTING_APART or after[1] in {"if", "paragraph"})
        ):
            each.mode = Assertion.NEGATED


def _denied_after(tokens: Sequence[Token], denial: Phrase, said: Clauses) -> None:
    """Read "the exemption does not apply" as a denial; doubt any other that comes at the end."""
    last = said.predicates[-1]
    after = {each.text for each in tokens[denial.end : denial.end + 3]}
    if last.word in {"exemption", "exemptions", "exclusion"} and after & _APPLYING:
        last.mode = Assertion.NEGATED
    elif last.mode in {Assertion.ASSERTED, Assertion.CONDITIONAL} and not last.opens:
        said.doubts.append(FAR_NEGATION)


def _ended(tokens: Sequence[Token], said: Clauses) -> None:
    """Read "was exempt until the award" as over, and "is exempt until" as still so."""
    if Sense.UNTIL not in said.senses:
        return
    for each in said.predicates:
        before = {token.text for token in tokens[max(0, each.start - 3) : each.start]}
        closed = each.word.startswith(("exempt", "confidential", "restricted", "withheld", "eithr"))
        if each.mode is Assertion.ASSERTED and not each.opens:
            if closed and before & {"was", "were", "roedd", "oedd"}:
                each.mode = Assertion.LIFTED
                if not said.senses & {Sense.NOW, Sense.RELEASE}:
                    said.doubts.append(LONG_AGO)
            else:
                said.timed = True
