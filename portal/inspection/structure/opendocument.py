"""OpenDocument files (ISO/IEC 26300): an archive of XML, without anything that acts."""

import re
import zipfile
from collections.abc import Mapping
from typing import Final

from portal.inspection.kinds import Format
from portal.inspection.structure.archives import Archive
from portal.inspection.structure.findings import Found, Refused, refusing
from portal.inspection.structure.markup import local, walk_or_refuse

_XML: Final = "opendocument.xml"
_MANIFEST: Final = "META-INF/manifest.xml"
_EMPTY_LIBRARIES: Final = re.compile(r"(?:script|dialog)-l[bc]\.xml")
_LINKS: Final = frozenset({"a", "hyperlink"})
"""What a reader may follow; anything else is fetched when the file is opened."""
_SAFE_LINK: Final = re.compile(r"(?:https?://|mailto:|tel:|#)", re.IGNORECASE)
_OUTSIDE: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\|\.\./|/)")
_DDE: Final = frozenset({"dde-source", "dde-connection", "dde-connection-decl", "dde-links"})
_ACTING: Final = frozenset({"event-listener", "script", "applet", "plugin"})


def examine(content: memoryview, wanted: Format) -> Found:
    """Examine an OpenDocument file."""
    try:
        archive = Archive(content)
        _check_kind(archive, wanted)
        rules: set[str] = set()
        for name, part in archive.parts():
            rules |= _of_part(name, part)
    except Refused as refused:
        return refused.found
    return Found(refusals=refusing(rules))


def _check_kind(archive: Archive, wanted: Format) -> None:
    """Hold the file's own word for its kind, which lies first and unpacked, against its name."""
    first = archive.first
    if (
        first is None
        or first.filename != "mimetype"
        or first.compress_type != zipfile.ZIP_STORED
        or archive.read("mimetype") != wanted.media_type.encode()
        or not {"content.xml", _MANIFEST} <= set(archive.names)
    ):
        raise Refused("opendocument.kind")


def _of_part(name: str, part: bytes) -> set[str]:
    folder, _, file = name.rpartition("/")
    rules: set[str] = set()
    if folder.split("/")[0] in {"Basic", "Scripts", "Dialogs"} and not (
        _EMPTY_LIBRARIES.fullmatch(file)
    ):
        rules.add("opendocument.macros")
    if name == _MANIFEST:
        _refuse_encrypted(part)
    elif file.endswith((".xml", ".rdf")):
        rules |= _of_words(part)
    return rules


def _refuse_encrypted(part: bytes) -> None:
    def begin(name: str, _attributes: Mapping[str, str]) -> None:
        if local(name) == "encryption-data":
            raise Refused("archive.encrypted")

    walk_or_refuse(_XML, part, begin)


def _of_words(part: bytes) -> set[str]:
    rules: set[str] = set()

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        what = local(name)
        if what in _DDE:
            rules.add("opendocument.dde")
        if what in _ACTING and "script" in name.rpartition("}")[0].lower() + what:
            rules.add("opendocument.macros")
        for attribute, target in attributes.items():
            if local(attribute) == "href" and _reaches_out(what, target):
                rules.add("opendocument.external")
            if local(attribute) in {"macro-name", "event-name"} and what == "event-listener":
                rules.add("opendocument.macros")

    walk_or_refuse(_XML, part, begin)
    return rules


def _reaches_out(what: str, target: str) -> bool:
    if what in _LINKS:
        return bool(_OUTSIDE.match(target)) and not _SAFE_LINK.match(target)
    return bool(_OUTSIDE.match(target))
