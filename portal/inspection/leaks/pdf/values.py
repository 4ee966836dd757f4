"""Reading a PDF's objects without believing that they are what they should be."""

from collections.abc import Iterator

import pikepdf
from pikepdf import Object

FAULTS = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError)
"""What pikepdf raises of a broken object; what is broken is passed by."""


def text_of(value: object) -> str:
    """Give a string or a name as text; nothing for anything else."""
    if isinstance(value, pikepdf.String | pikepdf.Name | str):
        return str(value)
    return ""


def entry(holder: object, name: str) -> object:
    """Give an entry of a dictionary; ``None``, if there is none or it cannot be read."""
    if not isinstance(holder, pikepdf.Dictionary | pikepdf.Stream):
        return None
    try:
        found: object = holder.get(name)
    except FAULTS:
        return None
    return found


def entries(holder: object, name: str) -> Iterator[object]:
    """Give the members of an array that a dictionary has under a name, or its one member."""
    found = entry(holder, name)
    if isinstance(found, pikepdf.Array):
        for at in range(len(found)):
            try:
                yield found[at]
            except FAULTS:
                continue
    elif found is not None:
        yield found


def names_of(holder: object) -> list[str]:
    """Give the names of a dictionary's entries."""
    if not isinstance(holder, pikepdf.Dictionary | pikepdf.Stream):
        return []
    try:
        return [str(each) for each in holder.keys()]  # noqa: SIM118 -- iterating one differs by kind
    except FAULTS:
        return []


def number_of(value: object) -> float:
    """Give a number; nought for anything else."""
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ArithmeticError):
        return 0.0


def box_of(value: object) -> tuple[float, float, float, float] | None:
    """Give a rectangle, the right way round; ``None``, if it is none."""
    if not isinstance(value, pikepdf.Array) or len(value) != 4:  # noqa: PLR2004 -- ISO 32000-2, 7.9.5
        return None
    x0, y0, x1, y1 = (number_of(value[at]) for at in range(4))
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def bytes_of(stream: object) -> bytes:
    """Give a stream's bytes, unpacked; nothing, if they cannot be."""
    if not isinstance(stream, pikepdf.Stream):
        return b""
    try:
        return stream.read_bytes()
    except (*FAULTS, RuntimeError, NotImplementedError):
        return b""


def identity(value: object) -> tuple[int, int] | None:
    """Give the number of an object that has one."""
    if isinstance(value, Object) and value.is_indirect:
        return value.objgen
    return None
