"""What of a publication must be read nowhere: the closed texts that are not printed openly too."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from portal.services.imports.accounting import words_of
from portal.services.imports.model import Publication

SHORTEST = 20
"""In characters: shorter texts cannot be told from others."""


def closed_texts(found: Publication) -> list[str]:
    """Give the closed texts of a publication."""
    openly = "\n".join(found.open_text())
    texts = {each for each in _closed(found) if len(each) > SHORTEST}
    return sorted(each for each in texts if each not in openly)


def _closed(found: object) -> Iterator[str]:
    if getattr(found, "closed", None):
        yield from (each.text for each in words_of(found))
    elif isinstance(found, tuple):
        for each in found:
            yield from _closed(each)
    elif is_dataclass(found):
        for each in fields(found):
            yield from _closed(getattr(found, each.name))
