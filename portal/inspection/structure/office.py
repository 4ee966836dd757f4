"""Word, Excel and PowerPoint files (ECMA-376): an archive of XML, without anything that acts."""

import re
from collections.abc import Mapping
from typing import Final

from portal.inspection.kinds import Format
from portal.inspection.structure.archives import Archive
from portal.inspection.structure.findings import Found, Refused, refusing
from portal.inspection.structure.markup import local, walk_or_refuse

TYPES: Final = "[Content_Types].xml"
_MAIN: Final[Mapping[str, str]] = {
    "wordprocessingml.document": "wordprocessingml.document.main+xml",
    "spreadsheetml.sheet": "spreadsheetml.sheet.main+xml",
    "presentationml.presentation": "presentationml.presentation.main+xml",
}
_LINK: Final = "/hyperlink"
_SAFE_LINK: Final = re.compile(r"(?:https?://|mailto:|tel:|#)", re.IGNORECASE)
_DDE: Final = re.compile(r"\s*\\?\s*DDE(?:AUTO)?\b", re.IGNORECASE)
_DDE_FORMULA: Final = re.compile(r"[A-Za-z0-9_.]+\s*\|\s*'[^']*'\s*!")
_XML: Final = "office.xml"


def examine(content: memoryview, wanted: Format) -> Found:
    """Examine a Word, Excel or PowerPoint file."""
    try:
        archive = Archive(content)
        rules = _of_types(archive, wanted)
        for name, part in archive.parts():
            rules |= _of_part(name, part)
    except Refused as refused:
        return refused.found
    return Found(refusals=refusing(rules))


def _of_types(archive: Archive, wanted: Format) -> set[str]:
    """Read what the archive says its parts are.

    :raises Refused: if it says nothing, or is another kind of file.
    """
    if TYPES not in archive.names:
        raise Refused("office.kind")
    types: set[str] = set()

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        if local(name) in {"Override", "Default"}:
            types.add(attributes.get("ContentType", "").strip())

    walk_or_refuse(_XML, archive.read(TYPES), begin)
    told = " ".join(types).lower()
    rules = set()
    if "macroenabled" in told or "vbaproject" in told:
        rules.add("office.macros")
    if "activex" in told:
        rules.add("office.activex")
    main = next(end for kind, end in _MAIN.items() if wanted.media_type.endswith(kind))
    if not rules and not any(each.endswith(main) for each in types):
        raise Refused("office.kind")
    return rules


def _of_part(name: str, part: bytes) -> set[str]:
    where = name.lower()
    rules: set[str] = set()
    if where.rpartition("/")[2].startswith(("vbaproject", "vbadata")) or "macrosheets/" in where:
        rules.add("office.macros")
    if "activex" in where:
        rules.add("office.activex")
    if where.endswith(".rels"):
        rules |= _of_relations(part)
    elif where.endswith((".xml", ".vml")):
        rules |= _of_words(part)
    return rules


def _of_relations(part: bytes) -> set[str]:
    """Look at what a part refers to: nothing outside, but for links that a reader may follow."""
    rules: set[str] = set()

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        if local(name) != "Relationship":
            return
        kind, target = attributes.get("Type", ""), attributes.get("Target", "")
        outside = attributes.get("TargetMode", "").strip().lower() == "external"
        followed = kind.endswith(_LINK) and _SAFE_LINK.match(target)
        if outside and not followed:
            rules.add("office.external")
        if kind.endswith("/vbaProject"):
            rules.add("office.macros")
        if "activex" in kind.lower() or kind.endswith("/control"):
            rules.add("office.activex")

    walk_or_refuse(_XML, part, begin)
    return rules


class _Fields:
    """Listens for what fields and formulas say; a field may say it in pieces."""

    def __init__(self) -> None:
        self.rules: set[str] = set()
        self._said: list[str] = []
        self._hears = ""

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """Hear an element begin."""
        what = local(name)
        if what == "fldChar":
            # A field's words end where its result or the next field begins.
            self._judge()
        elif what == "fldSimple":
            instruction = next((v for k, v in attributes.items() if local(k) == "instr"), "")
            self._said.append(instruction)
            self._judge()
        elif what in {"ddeLink", "ddeItems"}:
            self.rules.add("office.dde")
        self._hears = what if what in {"instrText", "delInstrText", "f"} else ""
        if what == "f":
            self._judge()

    def say(self, text: str) -> None:
        """Hear a text."""
        if self._hears:
            self._said.append(text)

    def close(self) -> set[str]:
        """Give the rules that were broken."""
        self._judge()
        return self.rules

    def _judge(self) -> None:
        said = "".join(self._said)
        self._said.clear()
        if _DDE.match(said) or _DDE_FORMULA.search(said):
            self.rules.add("office.dde")


def _of_words(part: bytes) -> set[str]:
    fields = _Fields()
    walk_or_refuse(_XML, part, fields.begin, fields.say)
    return fields.close()
