"""Walking a PDF's trees: of names, of structure and of fields, whatever loops they hold."""

from collections.abc import Iterator
from typing import Final

import pikepdf

from portal.inspection.leaks.pdf.values import entries, entry, identity, text_of

_MOST_NODES: Final = 200_000


def walk(root: object, below: str) -> Iterator[object]:
    """Give a node and all that hang from it by one name, each once."""
    waiting, known = [root], set[tuple[int, int]]()
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        number = identity(node)
        if number is not None:
            if number in known:
                continue
            known.add(number)
        yield node
        waiting.extend(reversed(list(entries(node, below))))


def named(root: object) -> Iterator[tuple[str, object]]:
    """Give the names of a name tree, with what they name (ISO 32000-2, 7.9.6)."""
    for node in walk(root, "/Kids"):
        pairs = list(entries(node, "/Names"))
        for name, value in zip(pairs[::2], pairs[1::2], strict=False):
            yield text_of(name), value


def outlines(root: object) -> Iterator[str]:
    """Give the titles of the bookmarks (ISO 32000-2, 12.3.3)."""
    waiting, known = [entry(entry(root, "/Outlines"), "/First")], set[tuple[int, int]]()
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        number = identity(node)
        if not isinstance(node, pikepdf.Dictionary) or number in known:
            continue
        if number is not None:
            known.add(number)
        yield text_of(entry(node, "/Title"))
        waiting.extend([entry(node, "/Next"), entry(node, "/First")])
