"""Names that a body watches for, wherever they stand in a text."""

from collections.abc import Iterable, Iterator

from portal.inspection.leaks.words import spans_of, words_of


def names_in(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Give where a watched name stands: as it was written, or with the surname first."""
    wanted: dict[str, list[list[str]]] = {}
    for name in names:
        words = words_of(name)
        turned = [words[-1:] + words[:-1]] if len(words) > 1 else []
        for each in [words, *turned]:
            if each:
                wanted.setdefault(each[0], []).append(each)
    if not wanted:
        return
    spans = list(spans_of(text))
    said = [each for each, _, _ in spans]
    for at, word in enumerate(said):
        for each in wanted.get(word, ()):
            if said[at : at + len(each)] == each:
                yield spans[at][1], spans[at + len(each) - 1][2]
                break
