"""Paragraphs that weigh the public interest or qualify others, set aside from the grounds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.services.grounds_in_text.cited import Citation


@dataclass(frozen=True, slots=True)
class Weighing:
    """The numbers that are never a ground: always, and where the words say that they qualify."""

    always: frozenset[str] = frozenset()
    qualifying: frozenset[str] = frozenset()


NOTHING_WEIGHS = Weighing()


def set_aside(
    cited: Sequence[Citation], weighing: Weighing, *, qualified: bool
) -> tuple[list[Citation], tuple[str, ...]]:
    """Part what is cited as a ground from the numbers that only weigh it, in the order printed."""
    never = weighing.always | (weighing.qualifying if qualified else frozenset())
    grounds: list[Citation] = []
    aside: list[str] = []
    for each in cited:
        kept = tuple(number for number in each.numbers if number not in never)
        aside.extend(number for number in each.numbers if number in never)
        if kept or not each.numbers:
            grounds.append(replace(each, numbers=kept))
    return grounds, tuple(dict.fromkeys(aside))
