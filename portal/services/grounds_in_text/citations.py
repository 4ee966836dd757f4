"""The grammar of a citation: a paragraph word, its numbers, and the place they stand in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from portal.services.grounds_in_text.cited import Citation
from portal.services.grounds_in_text.described import described_in
from portal.services.grounds_in_text.misprints import is_paragraph_word
from portal.services.grounds_in_text.numbers import Numbers, list_at
from portal.services.grounds_in_text.places import (
    JOINS,
    OUR_SECTIONS,
    Place,
    Writing,
    is_law_word,
    places_in,
)
from portal.services.grounds_in_text.tokens import Sort, Token
from portal.services.grounds_in_text.vocabulary import words

_CATEGORIES: Final = words("category categories cat categori categoriau")

_OTHER_WORDS: Final = words("exemption exemptions ground grounds reason reasons")
_BESIDE: Final = words('( s ) . : - no nos number numbers numbered rhif au / # _ " =')
_OF: Final = words("of in to from at o yn within")
_POINTERS: Final = words(
    "above below overleaf onwards isod uchod hereof earlier later states explains sets shows notes "
    "details gives describes summarises outlines says lists discusses"
)
_PLURALS: Final = words("paragraphs paras categories paragraffau baragraffau pharagraffau")
_RUNS_ON: Final = frozenset(("-", ":", "(", ";"))
_LIKE_NUMBERS: Final = {"l": "1", "il": "11", "ll": "11", "z": "2", "s": "5", "o": "0"}
_LISTING: Final = "10.4"  # the rule that lists the grounds in most constitutions
_RULE_WORDS: Final = words("rule rules procedure")
ANOTHER_RULE: Final = "The rule named may not be the one that lists the grounds."
_FAR: Final = 40
_FEW: Final = 12


def citations_in(tokens: Sequence[Token]) -> list[Citation]:
    """Give every citation of paragraphs in a sentence, in order, with the place of each."""
    places = places_in(tokens)
    ends = {each.end: each for each in places.values()}
    bare = list(_bare(tokens, places))
    covered = {at for each in bare for at in range(each.start, each.end)}
    bare.extend(
        Citation(numbers=(number,), start=start, end=end, described=True)
        for number, start, end in described_in(tokens)
        if start not in covered
    )
    found = [_placed(each, tokens, places, ends) for each in bare]
    numbered = any(not each.elsewhere for each in found)
    for place in places.values():
        if place.writing is Writing.SCHEDULE and place.names[0] in {"12a", "7a"}:
            inside = _in_brackets(tokens, place.end)
            if inside is None:
                continue
            if not numbered:
                inner = Citation(numbers=inside.numbers, start=place.start, end=inside.end,
                                schedule=place.names[0], oddities=inside.oddities)  # fmt: skip
                found.append(_placed(inner, tokens, places, ends))
            else:
                found = [_agreeing(each, inside.numbers) for each in found]
    return sorted(found, key=lambda each: each.start)


def _agreeing(cited: Citation, bracketed: tuple[str, ...]) -> Citation:
    if cited.elsewhere or set(bracketed) <= set(cited.numbers):
        return cited
    odd = f"The number {bracketed[0]} stands in brackets after the Schedule: is it a paragraph?"
    return replace(cited, oddities=(*cited.oddities, odd))


def _bare(tokens: Sequence[Token], places: Mapping[int, Place]) -> Iterator[Citation]:
    at = 0
    while at < len(tokens):
        cited = _keyworded(tokens, at) or _rule(tokens, at, places)
        if cited is None:
            at += 1
        else:
            yield cited
            at = cited.end


def _keyworded(tokens: Sequence[Token], at: int) -> Citation | None:
    text = tokens[at].text
    other = text in _OTHER_WORDS
    if not (other or text in _CATEGORIES or is_paragraph_word(text)):
        return None
    start = at + 1
    while start < len(tokens) and start < at + 7 and _beside(tokens, start):
        start += 1
    if start >= len(tokens):
        return None
    if tokens[start].sort is Sort.DECIMAL:
        return _decimal(tokens, at, start)
    if other and (tokens[start].sort is not Sort.NUMBER or start > at + 3):
        return None
    found = list_at(tokens, start) or _misread(tokens, start)
    if found is None:
        return None
    odd = [*found.oddities]
    if other:
        odd.append(f'"{text} {found.numbers[0]}" may not mean a paragraph of the Schedule.')
    end = found.end
    alone = text in _PLURALS and start == at + 1 and len(found.numbers) == 1
    if _dangles(tokens, end, alone=alone):
        odd.append("More paragraphs may be named than could be read.")
    if end < len(tokens) and tokens[end].sort is Sort.WORD and not tokens[end].apart:
        odd.append("Letters stand right after the number of the paragraph.")
    return Citation(numbers=found.numbers, start=at, end=end, oddities=tuple(odd))


def _dangles(tokens: Sequence[Token], end: int, *, alone: bool) -> bool:
    """Say whether a list goes on, and no number follows: "3 & of", "2 and x"."""
    said = [each.text for each in tokens[end : end + 3]]
    if alone and said and said[0] in _RUNS_ON:
        return True
    if said[:1] == [","]:
        said = said[1:]
    if said[:1] not in (["&"], ["and"], ["or"]):
        return False
    return said[1:2] in ([], ["of"], ["."], [")"]) or (len(said[1]) == 1 and said[1] not in "ai")


def _decimal(tokens: Sequence[Token], at: int, start: int) -> Citation:
    """Read "paragraph 10.4(3)" as the local rule it is, and "paragraph 3.2" as no ground."""
    inside = _in_brackets(tokens, start + 1)
    if inside is None or tokens[start].text.count(".") > 1:
        return Citation(numbers=(), start=at, end=start + 1, elsewhere=True)
    return Citation(
        numbers=inside.numbers, start=at, end=inside.end, local=True, oddities=inside.oddities
    )


def _misread(tokens: Sequence[Token], start: int) -> Numbers | None:
    """Take a letter that looks like a number for one, and say so."""
    value = _LIKE_NUMBERS.get(tokens[start].text)
    if value is None:
        return None
    odd = f"The number of the paragraph was misread as the letter {tokens[start].printed}."
    return Numbers((value,), start + 1, (odd,))


def _beside(tokens: Sequence[Token], at: int) -> bool:
    """Step over "(s)", "no.", ":" between the word and its numbers, not over "(3)"."""
    text = tokens[at].text
    if text not in _BESIDE:
        return False
    after = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if text == "(":
        return after in {"s", "au"}
    if text == "s":  # "paragraph s 1", but "paragraph s" alone is a 5 misread
        return bool(after) and (tokens[at - 1].text == "(" or after[0].isdigit())
    if text == ")":
        return tokens[at - 1].text in {"s", "au"}
    return True


def _rule(tokens: Sequence[Token], at: int, places: Mapping[int, Place]) -> Citation | None:
    """Read "Rule 10.4(3)": the rule of the council's constitution that lists the grounds."""
    if tokens[at].sort is not Sort.DECIMAL or tokens[at].text.count(".") > 1:
        return None
    inside = _in_brackets(tokens, at + 1)
    before = {each.text for each in tokens[max(0, at - 6) : at]}
    if inside is None:
        whole = tokens[at].text == _LISTING and not before.isdisjoint(_RULE_WORDS)
        return Citation(numbers=(), start=at, end=at + 1, elsewhere=True) if whole else None
    ruled = not before.isdisjoint({"rule", "rules", "information", "aipr", "exempt"})
    after = places.get(inside.end + 2) or places.get(inside.end + 3)
    ruled = ruled or (after is not None and after.writing is Writing.LOCAL_RULES)
    if not ruled and tokens[at].text != _LISTING:
        return None
    ours = tokens[at].text == _LISTING or "information" in before or after is not None
    odd = () if ours else (ANOTHER_RULE,)
    return Citation(numbers=inside.numbers, start=at, end=inside.end, local=True,
                    oddities=(*inside.oddities, *odd))  # fmt: skip


def _in_brackets(tokens: Sequence[Token], at: int) -> Numbers | None:
    if at >= len(tokens) or tokens[at].text not in {"(", "["}:
        return None
    return list_at(tokens, at)


def _placed(
    cited: Citation,
    tokens: Sequence[Token],
    places: Mapping[int, Place],
    ends: Mapping[int, Place],
) -> Citation:
    """Add to a citation the places that stand beside it, after it and before it."""
    if cited.elsewhere:
        return cited
    if cited.end < len(tokens) and tokens[cited.end].text in _POINTERS:
        return replace(cited, elsewhere=True)
    after, owned = _after(cited.end, tokens, places)
    before = _before(cited.start, tokens, ends)
    if owned and not cited.schedule:
        return replace(cited, elsewhere=True)
    beside = [*after, *before]
    parts = [name for each in beside[:4] if each.writing is Writing.PART for name in each.names]
    schedules = [each.names[0] for each in beside if each.writing is Writing.SCHEDULE]
    acts = [each.names[0] for each in beside if each.writing is Writing.ACT]
    local = cited.local or any(each.writing is Writing.LOCAL_RULES for each in beside)
    ours = bool(schedules or parts or local or cited.schedule)
    section = next((each for each in before if each.writing is Writing.SECTION), None)
    foreign = (
        section is not None
        and not ours
        and section.names[0] not in {"item", "items", "eitem", "page", "pages", "p", "pp"}
        and not section.names[1].startswith(OUR_SECTIONS)
    )
    if (not schedules and not cited.schedule and not local and "other" in acts[:1]) or foreign:
        return replace(cited, elsewhere=True)
    return replace(
        cited,
        parts=tuple(dict.fromkeys(parts)),
        schedule=cited.schedule or (schedules[0] if schedules else ""),
        acts=tuple(dict.fromkeys(acts)),
        local=local,
    )


def _after(
    at: int, tokens: Sequence[Token], places: Mapping[int, Place]
) -> tuple[list[Place], bool]:
    """Walk on from a citation; say also whether it belongs to a report or the like."""
    found: list[Place] = []
    stop, of = min(at + _FAR, len(tokens)), False
    first = at
    while at < stop:
        place = places.get(at)
        if place is not None and place.writing is Writing.OTHER:
            return found, of and not found and at - first <= _FEW
        if place is not None and place.writing is not Writing.SECTION:
            found.append(place)
            at = place.end + _bracket_after(tokens, place)
        elif place is not None:
            at = place.end
        elif tokens[at].text in JOINS or is_law_word(tokens[at]):
            of = of or tokens[at].text in _OF
            at += 1
        elif of and not found and at - first < _FEW and tokens[at].sort is Sort.WORD:
            return _named_later(at, first, tokens, places, found)
        else:
            break
    return found, False


def _named_later(
    at: int, first: int, tokens: Sequence[Token], places: Mapping[int, Place], found: list[Place]
) -> tuple[list[Place], bool]:
    """Look past a word or two ("of the officer's report", "of the Members' Code")."""
    for step in range(at, min(at + 5, len(tokens), first + _FEW)):
        place = places.get(step)
        if place is not None:
            foreign = place.writing is Writing.ACT and place.names[0] == "other"
            return found, foreign or place.writing in {Writing.OTHER, Writing.SECTION}
        if tokens[step].text in {",", ".", ";", "-"}:
            break
    return found, False


def _bracket_after(tokens: Sequence[Token], place: Place) -> int:
    inside = _in_brackets(tokens, place.end) if place.writing is Writing.SCHEDULE else None
    return inside.end - place.end if inside else 0


def _before(at: int, tokens: Sequence[Token], ends: Mapping[int, Place]) -> list[Place]:
    found: list[Place] = []
    stop = max(0, at - _FAR)
    while at > stop:
        place = ends.get(at)
        if place is not None and place.writing is not Writing.OTHER:
            found.append(place)
            at = place.start
            if place.writing is Writing.SECTION and not place.names[1].startswith(OUR_SECTIONS):
                break
        elif tokens[at - 1].text in JOINS or is_law_word(tokens[at - 1]):
            at -= 1
        else:
            break
    return found
