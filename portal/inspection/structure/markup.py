"""Reading XML: as events, without document types, entities or anything fetched."""

from collections.abc import Callable, Mapping
from typing import Final
from xml.parsers import expat

from portal.inspection.structure.findings import Refused

DEEPEST: Final = 256
Begin = Callable[[str, Mapping[str, str]], None]
Say = Callable[[str], None]


class Unreadable(Exception):
    """It is no XML, or of a kind that no Office program writes."""


def walk(content: bytes, begin: Begin, say: Say | None = None, end: Say | None = None) -> None:
    """Read XML, calling for each element and each text.  Names are ``namespace}name``.

    expat never fetches anything; a document type, in which entities are declared, is refused
    before one is.

    :raises Unreadable: if it is no XML, has a document type or is nested too deeply.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = 0

    def begun(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Unreadable
        begin(name, attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    def declared(*_: object) -> None:
        raise Unreadable

    parser.StartElementHandler = begun
    parser.EndElementHandler = ended
    if say is not None:
        parser.CharacterDataHandler = say
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    try:
        parser.Parse(content, True)  # noqa: FBT003 -- expat's own way to say that this is all
    except (expat.ExpatError, ValueError, LookupError):
        raise Unreadable from None


def walk_or_refuse(rule: str, content: bytes, begin: Begin, say: Say | None = None) -> None:
    """Read XML as :func:`walk` does.

    :raises Refused: by this rule, if it cannot be read.
    """
    try:
        walk(content, begin, say)
    except Unreadable:
        raise Refused(rule) from None


def local(name: str) -> str:
    """Give a name without its namespace."""
    return name.rpartition("}")[2]
