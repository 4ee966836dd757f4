"""The appendices a report names at its end, and which of them are icons nobody can open.

A word processor shows a file put into a text as an icon with a caption.  In the published text
the icon is a gap, and the caption a few short lines, often cut off: such an appendix is named
but not there.
"""

import re
from collections.abc import Sequence
from typing import Final

from portal.services.imports.model import Appendix, DoubtKind
from portal.services.imports.pack_notebook import Notebook, short
from portal.services.imports.source import Line, joined

_LIST: Final = re.compile(r"(?:\W{0,3}\d{1,2}\.? )?(?:list of )?appendi(?:ces|x)\b", re.IGNORECASE)
_APPENDIX: Final = re.compile(
    r"appendix (?:\d{1,2}|[A-Z]|one|two|three|four|five|six)\b ?[:.\u2013-]?", re.IGNORECASE
)
_FILE: Final = re.compile(r".{0,80}\.(?:docx?|xlsx?|pptx?|pdf|msg|rtf)$", re.IGNORECASE)
_ICON_GAP: Final = 3  # lines: the caption of an icon stands well below what is above it
_CAPTION_LINES: Final = 3
_CAPTION_WIDTH: Final = 30  # characters


def part_appendices(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Part a report's text from its appendices, which begin where the first is named in a list.

    The line that holds the list's heading as well stays with the text up to "Appendix 1".
    """
    listed = False
    for at, line in enumerate(lines):
        text = short(line)
        if not text or "\t" in line.text:
            continue
        begins = _APPENDIX.match(text) is not None
        if _LIST.match(text) and not begins:
            listed = True
            start = _named_within(line)
            if start:
                above, below = _cut(line, start)
                return (*lines[:at], above), (below, *lines[at + 1 :])
        elif listed and begins:
            return tuple(lines[:at]), tuple(lines[at:])
    return tuple(lines), ()


def read_appendices(lines: Sequence[Line], notebook: Notebook) -> tuple[Appendix, ...]:
    """Read each appendix: its name, and whether it was an icon, with a doubt if it was."""
    found: list[list[Line]] = []
    for line in lines:
        if not line.blank and (_APPENDIX.match(short(line)) or not found):
            found.append([])
        if not line.blank:
            found[-1].append(line)
    return tuple(_appendix(each, notebook) for each in found)


def _appendix(lines: Sequence[Line], notebook: Notebook) -> Appendix:
    caption = _caption(lines)
    name = joined(*(line.words() for line in lines[: len(lines) - len(caption)]))
    if not caption:
        return Appendix(name=name)
    file_name = joined(*(line.words() for line in caption))
    where = notebook.line_of(name)
    sentence = (
        "This appendix was put into the report as an icon: it can be neither read nor imported."
    )
    notebook.doubt(DoubtKind.EMBEDDED_APPENDIX, where, sentence, name, file_name)
    return Appendix(name=name, embedded=True, file_name=file_name)


def _caption(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Give the lines at the end that are an icon's caption: short, few, below a gap."""
    for start in range(len(lines) - 1, max(len(lines) - 1 - _CAPTION_LINES, 0), -1):
        caption = lines[start:]
        gap = caption[0].number - lines[start - 1].number
        narrow = all(len(short(line) or line.text) <= _CAPTION_WIDTH for line in caption)
        if narrow and (gap >= _ICON_GAP or (gap > 1 and _FILE.match(short(caption[-1])))):
            return tuple(caption)
        if gap > 1:
            break
    return ()


def _named_within(line: Line) -> int:
    """Give the column where a line that heads the list names the first appendix; 0 if nowhere."""
    found = re.search(r"(?<=[:.] )appendix (?:\d|[A-Z]\b|one)", line.text, re.IGNORECASE)
    return found.start() if found else 0


def _cut(line: Line, column: int) -> tuple[Line, Line]:
    above = Line(number=line.number, start=line.start, text=line.text[:column])
    below = Line(number=line.number, start=line.start + column, text=line.text[column:])
    return above, below
