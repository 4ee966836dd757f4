"""Plain text and tables as text (CSV): text throughout, and neither a page nor a program."""

import codecs
import re
from typing import Final

from portal.inspection.kinds import Format
from portal.inspection.structure.findings import Found, Refusal, Refused

_UTF_8: Final = codecs.getincrementaldecoder("utf-8")
_MARKS: Final = (
    (codecs.BOM_UTF8, _UTF_8),
    (codecs.BOM_UTF16_LE, codecs.getincrementaldecoder("utf-16-le")),
    (codecs.BOM_UTF16_BE, codecs.getincrementaldecoder("utf-16-be")),
)
"""Looked up now: once the process is locked in, no codec can be loaded."""
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_OTHERS: Final = re.compile(
    r"\s*(?:<(?:!doctype|html|svg|script|\?xml|\?php|head|body|iframe)\b|<!--|<\?xml|#!|%PDF-"
    r"|PK\x03\x04|\{\\rtf)",
    re.IGNORECASE,
)
_PIECE: Final = 1 << 20


def examine(content: memoryview, wanted: Format) -> Found:
    """Examine a text, piece by piece."""
    del wanted
    mark, decoder = next(
        (each for each in _MARKS if bytes(content[: len(each[0])]) == each[0]), (b"", _UTF_8)
    )
    try:
        _check(content[len(mark) :], decoder())
    except Refused as refused:
        return refused.found
    except UnicodeDecodeError:
        return Found(refusals=(Refusal.of("text.encoding"),))
    return Found()


def _check(content: memoryview, decoder: codecs.IncrementalDecoder) -> None:
    """Read it all.

    :raises UnicodeDecodeError: if it is not written in that encoding.
    :raises Refused: if it holds what no text does, or is something else.
    """
    for start in range(0, len(content), _PIECE):
        last = start + _PIECE >= len(content)
        text = decoder.decode(bytes(content[start : start + _PIECE]), final=last)
        if start == 0 and _OTHERS.match(text):
            raise Refused("text.program")
        if _CONTROLS.search(text):
            raise Refused("text.controls")
