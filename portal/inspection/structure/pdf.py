"""PDFs (ISO 32000): whole, unprotected, and without anything that acts, plays or is attached.

Nothing is stripped: a PDF that breaks a rule is refused, and its sender told to print it anew.
What a file opens at (``/OpenAction``) may stay if it is a place within the file, since every PDF
of LibreOffice says so and it does nothing else.
"""

import io
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pikepdf

from portal.inspection.kinds import Format
from portal.inspection.structure.archives import hides_archive
from portal.inspection.structure.findings import Found, Refusal, Refused, refusing

LONGEST_END: Final = 1024
MOST_OBJECTS: Final = 2_000_000
MOST_UNPACKED: Final = 400_000_000
MOST_RATIO: Final = 100
SMALL: Final = 2_000_000
DEEPEST: Final = 100
_HEAD: Final = re.compile(rb"%PDF-(?:1\.[0-9]|2\.0)[ \t]*[\r\n]")
_END: Final = b"%%EOF"

KEYS: Final = {
    "/JavaScript": "pdf.script",
    "/JS": "pdf.script",
    "/AA": "pdf.action",
    "/EmbeddedFiles": "pdf.attachment",
    "/EF": "pdf.attachment",
    "/XFA": "pdf.form",
    "/RichMediaContent": "pdf.media",
    "/RichMediaSettings": "pdf.media",
}
"""Words that begin something in a dictionary, and the rule each of them breaks."""

VALUES: Final = {
    ("/S", "/JavaScript"): "pdf.script",
    ("/S", "/Launch"): "pdf.action",
    ("/S", "/SubmitForm"): "pdf.action",
    ("/S", "/ImportData"): "pdf.action",
    ("/S", "/GoToR"): "pdf.action",
    ("/S", "/GoToE"): "pdf.action",
    ("/S", "/Rendition"): "pdf.media",
    ("/S", "/Movie"): "pdf.media",
    ("/S", "/Sound"): "pdf.media",
    ("/S", "/RichMediaExecute"): "pdf.media",
    ("/Subtype", "/RichMedia"): "pdf.media",
    ("/Subtype", "/Screen"): "pdf.media",
    ("/Subtype", "/Movie"): "pdf.media",
    ("/Subtype", "/Sound"): "pdf.media",
    ("/Subtype", "/3D"): "pdf.media",
    ("/Subtype", "/FileAttachment"): "pdf.attachment",
    ("/Type", "/EmbeddedFile"): "pdf.attachment",
}
_SPOKEN: Final = frozenset(key for key, _ in VALUES)
_PACKED: Final = frozenset({"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})
_FLATE: Final = frozenset({"/FlateDecode", "/Fl"})


def be_ready(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Have the means to decrypt loaded while they can be; give what was asked as it was.

    In a child that is locked in they cannot, and a protected file would look like a damaged one.
    """
    if asked.get("ending") == ".pdf":
        with pikepdf.new() as made:
            made.save(io.BytesIO(), encryption=pikepdf.Encryption(owner="", user=""))
    return asked


def examine(content: memoryview, wanted: Format) -> Found:
    """Examine a PDF."""
    del wanted
    try:
        _check_ends(content)
        return Found(refusals=refusing(_of_objects(content)))
    except Refused as refused:
        return refused.found
    except pikepdf.PasswordError:
        return Found(refusals=(Refusal.of("pdf.encrypted"),))
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, RuntimeError, OverflowError):
        return Found(refusals=(Refusal.of("pdf.damaged"),))


def _check_ends(content: memoryview) -> None:
    if not _HEAD.match(bytes(content[:20])):
        raise Refused("file.mismatch")
    tail = bytes(content[-LONGEST_END - len(_END) :])
    if _END not in tail:
        raise Refused("pdf.trailing" if _END in bytes(content) else "pdf.damaged")
    if hides_archive(content):
        raise Refused("file.hidden-archive")


def _of_objects(content: memoryview) -> set[str]:
    rules: set[str] = set()
    unpacked = 0
    with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
        if pdf.is_encrypted:
            raise Refused("pdf.encrypted")
        if len(pdf.objects) > MOST_OBJECTS:
            raise Refused("pdf.unpacks")
        if not len(pdf.pages):
            raise Refused("pdf.damaged")
        rules |= _of_opening(pdf.Root)
        for each in pdf.objects:
            for held in _below(each):
                rules |= _of_dictionary(held)
            if isinstance(each, pikepdf.Stream):
                unpacked += _unpacks_to(each)
                if unpacked > MOST_UNPACKED:
                    raise Refused("pdf.unpacks")
    return rules


def _of_opening(root: pikepdf.Object) -> set[str]:
    opening = root.get("/OpenAction")
    if opening is None or isinstance(opening, pikepdf.Array):
        return set()
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") == pikepdf.Name.GoTo:
        return {"pdf.action"} if "/Next" in opening else set()
    return {"pdf.action"}


def _below(each: pikepdf.Object, depth: int = 0) -> Iterator[pikepdf.Object]:
    """Give a thing's dictionaries that are written in place; what it refers to comes by itself.

    :raises Refused: if they are nested too deeply.
    """
    if depth > DEEPEST:
        raise Refused("pdf.unpacks")
    if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
        yield each
        held = (each[key] for key in each.keys())  # noqa: SIM118 -- pikepdf's own mapping
    elif isinstance(each, pikepdf.Array):
        held = iter(each)  # type: ignore[assignment]
    else:
        return
    for value in held:
        if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
            yield from _below(value, depth + 1)


def _of_dictionary(held: pikepdf.Object) -> set[str]:
    rules = set()
    for key in held.keys():  # noqa: SIM118 -- pikepdf's own mapping
        if key in KEYS:
            rules.add(KEYS[key])
        elif key in _SPOKEN and (rule := VALUES.get((key, str(held[key])))) is not None:
            rules.add(rule)
    return rules


def _unpacks_to(stream: pikepdf.Stream) -> int:
    """Give how many bytes a stream unpacks to; pictures are left to whoever draws them.

    :raises Refused: if it is packed twice, or unpacks to far more than any page needs.
    """
    filters = stream.get("/Filter")
    if filters is None:
        return 0
    listed = filters if isinstance(filters, pikepdf.Array) else (filters,)
    names = [str(each) for each in listed]
    if sum(name in _PACKED for name in names) > 1:
        raise Refused("pdf.unpacks")
    if not names or names[0] not in _FLATE or stream.get("/Subtype") == pikepdf.Name.Image:
        return 0
    packed = stream.read_raw_bytes()
    most = max(SMALL, MOST_RATIO * len(packed))
    length, rest, decoder = 0, packed, zlib.decompressobj()
    try:
        while rest and not decoder.eof:
            length += len(decoder.decompress(rest, 1 << 20))
            rest = decoder.unconsumed_tail
            if length > most:
                raise Refused("pdf.unpacks")
    except zlib.error:
        return length  # a page that is damaged there; it harms nobody
    return length
