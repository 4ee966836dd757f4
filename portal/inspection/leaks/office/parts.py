"""What every office file may hold: properties, pictures, embedded files, links, parts left over."""

import io
from typing import Final

from lxml import etree
from PIL import Image

from portal.inspection.leaks.model import Kind, Passage, Read
from portal.inspection.leaks.office.package import Package, child, texts
from portal.inspection.leaks.pictures import FAULTS, find_in_picture
from portal.inspection.leaks.pixels import range_of
from portal.inspection.leaks.telling import has_path, is_telling
from portal.inspection.leaks.words import Seen
from portal.inspection.leaks.xml import attribute, local, members

PICTURES: Final = (".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".webp")
_PROPERTIES: Final = frozenset(
    {"creator", "lastModifiedBy", "title", "subject", "description", "keywords", "category",
     "contentStatus", "Company", "Manager", "Template", "HyperlinkBase"}
)  # fmt: skip
_CROPPED: Final = 4_000  # of a hundred thousand
_RICH: Final = 60


def find_properties(package: Package, seen: Seen, read: Read) -> None:
    """Put down what the file's properties and its custom XML tell besides its pages."""
    for part in ("docProps/core.xml", "docProps/app.xml"):
        root = package.xml(part)
        for each in members(root):
            told = each.text or ""
            if local(each) in _PROPERTIES and is_telling(told, seen):
                read.add(Kind.METADATA, f"properties of the file, {local(each)}", told)
    root = package.xml("docProps/custom.xml")
    for each in members(root):
        told = " ".join(each.itertext())
        if is_telling(told, seen):
            name = attribute(each, "name")
            read.add(Kind.METADATA, f"properties of the file, {name}", told)
    _find_custom_data(package, seen, read)
    if any(name.startswith("docProps/thumbnail") for name in package.names):
        words = "A small picture of the first page, as it was when the file was saved."
        read.add(Kind.THUMBNAIL, "properties of the file", words)


def _find_custom_data(package: Package, seen: Seen, read: Read) -> None:
    for name in package.under("customXml/item", ".xml"):
        if "itemProps" in name:
            continue
        root = package.xml(name)
        for each in root.iter() if root is not None else ():
            told = each.text or "" if isinstance(each.tag, str) else ""
            if is_telling(told, seen):
                read.add(Kind.METADATA, f"custom data of the file, {local(each)}", told)


def find_parts(package: Package, read: Read) -> list[tuple[str, bytes]]:
    """Put down links, pictures and files within the file; give the files that can be read."""
    linked = set[str]()
    for _, sort, target, outside in package.all_links():
        if not outside:
            linked.add(target)
        elif has_path(target) or sort == "attachedTemplate":
            kind = Kind.METADATA if sort == "attachedTemplate" else Kind.LINKED_FILE
            read.add(kind, f"a link of the file ({sort})", target)
    within: list[tuple[str, bytes]] = []
    for name in package.names:
        folder, _, file = name.rpartition("/")
        if folder.endswith(("/embeddings", "/afchunk")) or file.startswith("afchunk"):
            read.add(Kind.EMBEDDED_OBJECT, "the whole file", file)
            within.append((file, package.read(name)))
        elif folder.endswith("/media"):
            if name not in linked:
                words = f"The picture {file} is in the file and shown nowhere."
                read.add(Kind.EMBEDDED_OBJECT, "the whole file", words)
            if file.lower().endswith(PICTURES):
                find_in_picture(package.read(name), f"picture {file}", read)
    return within


def find_drawings(package: Package, read: Read) -> None:
    """Put down cropped pictures and texts that stand for pictures."""
    for name in package.names:
        if (
            not name.endswith(".xml")
            or "/_rels/" in name
            or not name.startswith(("word/", "ppt/slides/", "xl/drawings/"))
        ):
            continue
        root = package.xml(name)
        for each in root.iter() if root is not None else ():
            if local(each) in {"docPr", "cNvPr"}:
                _described(each, name, read)
            elif local(each) == "blipFill":
                _cropped(package, name, each, read)


def _described(element: etree._Element, part: str, read: Read) -> None:
    told = " ".join(attribute(element, each) for each in ("title", "descr")).strip()
    if has_path(told):
        read.add(Kind.ALTERNATIVE_TEXT, f"a picture ({part})", told)
    if told:
        read.passages.append(Passage(text=told, place="a picture's description", shown=False))


def _cropped(package: Package, part: str, fill: etree._Element, read: Read) -> None:
    crop, blip = child(fill, "srcRect"), child(fill, "blip")
    if crop is None:
        return
    sides = {each: attribute(crop, each) for each in "ltrb"}
    cut = {each: int(value) for each, value in sides.items() if value.isdigit()}
    if not any(value >= _CROPPED for value in cut.values()):
        return
    target = package.links(part).get(attribute(blip, "embed") if blip is not None else "")
    content = package.read(target[1]) if target is not None else b""
    if _holds_more(content, cut):
        words = "A picture is cropped, and the file still has what was cut away."
        read.add(Kind.CROPPED_PICTURE, f"a picture ({part})", words)


def _holds_more(content: bytes, cut: dict[str, int]) -> bool:
    """Say whether what was cut away is more than plain paper; if in doubt, that it is."""
    try:
        image = Image.open(io.BytesIO(content)).convert("L")
    except FAULTS:
        return True
    wide, high = image.size
    share = {each: value / 100_000 for each, value in cut.items()}
    strips = (
        (0, 0, int(share.get("l", 0) * wide), high),
        (int((1 - share.get("r", 0)) * wide), 0, wide, high),
        (0, 0, wide, int(share.get("t", 0) * high)),
        (0, int((1 - share.get("b", 0)) * high), wide, high),
    )
    return any(range_of(image, each) > _RICH for each in strips)


def words_of_charts(package: Package, read: Read) -> None:
    """Keep what charts say: their figures may be more than they show."""
    for name in package.names:
        if "/charts/chart" in name and name.endswith(".xml"):
            root = package.xml(name)
            if root is not None:
                read.passages.append(
                    Passage(text=texts(root, "v", "t", between=" | "), place="a chart")
                )
