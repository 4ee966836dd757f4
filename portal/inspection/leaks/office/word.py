"""What a Word file holds besides its pages: changes, comments, text that is not shown."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from portal.inspection.leaks.model import Kind, Passage, Read
from portal.inspection.leaks.office.colours import BLACK, HIGHLIGHTS, WHITE, is_colour, is_lost
from portal.inspection.leaks.office.package import Package, child, texts
from portal.inspection.leaks.telling import has_path
from portal.inspection.leaks.xml import attribute, local, members

_STORIES: Final = ("document", "header", "footer", "footnotes", "endnotes")
_GONE: Final = frozenset({"del", "moveFrom"})
_NEW: Final = frozenset({"ins", "moveTo"})
_TINIEST: Final = 4  # half-points
_OFF: Final = frozenset({"0", "false", "off", "none"})


def read_word(package: Package, read: Read) -> None:
    """Put down what a Word file holds besides, and keep its words."""
    styles = _Styles(package.xml("word/styles.xml"))
    for name in package.under("word/", ".xml"):
        story = name.removeprefix("word/").removesuffix(".xml").rstrip("0123456789")
        root = package.xml(name) if story in _STORIES else None
        if root is not None:
            _read_story(root, story, styles, read)
    _read_comments(package, read)
    _read_settings(package, read)


class _Styles:
    """What of a file's styles decides whether text is seen."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles = {
            attribute(each, "styleId"): each
            for each in (root if root is not None else ())
            if local(each) == "style"
        }

    def property(self, style: str, name: str) -> etree._Element | None:
        """Find a property of a style's text, or of the style it is based on."""
        for _ in range(20):
            found = self._styles.get(style)
            if found is None:
                return None
            held = child(found, "rPr", name)
            if held is not None:
                return held
            based = child(found, "basedOn")
            style = attribute(based, "val") if based is not None else ""
        return None

    def fills(self, style: str) -> bool:
        """Say whether a table's style fills cells with a colour of its own."""
        found = self._styles.get(style)
        return found is not None and any(local(each) == "shd" for each in found.iter())


def _read_story(root: etree._Element, story: str, styles: _Styles, read: Read) -> None:
    hidden: list[tuple[Kind, str, str]] = []
    for number, paragraph in enumerate(_paragraphs(root), 1):
        place = f"paragraph {number}" if story == "document" else f"{story}, paragraph {number}"
        shown: list[str] = []
        for run in _runs(paragraph):
            words = texts(run, "t", "delText")
            kind = _why_hidden(run, paragraph, styles)
            change = _changed(run)
            if kind is None and (change is None or local(change) in _NEW):
                shown.append(words or "\t")
            if change is not None:
                who = attribute(change, "author")
                deed = "taken out" if local(change) in _GONE else "put in"
                hidden.append(
                    (Kind.TRACKED_CHANGE, f"{place}, {deed} by {who or 'somebody'}", words)
                )
            elif kind is not None and words.strip():
                hidden.append((kind, place, words))
        read.passages.append(Passage(text="".join(shown), place=place))
        _read_fields(paragraph, place, read)
    _put_down(hidden, read)


def _put_down(hidden: list[tuple[Kind, str, str]], read: Read) -> None:
    """Put down what follows each other in one place as one."""
    merged: list[tuple[Kind, str, str]] = []
    for kind, place, words in hidden:
        if merged and merged[-1][:2] == (kind, place):
            merged[-1] = (kind, place, merged[-1][2] + words)
        else:
            merged.append((kind, place, words))
    for kind, place, words in merged:
        if words.strip():
            read.add(kind, place, words)
            read.passages.append(Passage(text=words, place=place, shown=False))


def _paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    return (each for each in root.iter() if local(each) == "p" and _is_word(each))


def _is_word(element: etree._Element) -> bool:
    return "wordprocessingml" in (etree.QName(element).namespace or "")


def _runs(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Give a paragraph's runs, and not those of a text box within it."""
    for each in paragraph.iter():
        if local(each) == "r" and _is_word(each):
            holder = next(
                (up for up in each.iterancestors() if local(up) == "p" and _is_word(up)), None
            )
            if holder is paragraph:
                yield each


def _changed(run: etree._Element) -> etree._Element | None:
    for each in run.iterancestors():
        if local(each) in _GONE | _NEW:
            return each
        if local(each) == "p":
            return None
    return None


def _why_hidden(run: etree._Element, paragraph: etree._Element, styles: _Styles) -> Kind | None:
    look = _Look(run, paragraph, styles)
    vanish = look.property("vanish")
    if vanish is not None and attribute(vanish, "val") not in _OFF:
        return Kind.HIDDEN_TEXT
    size = look.property("sz")
    if (
        size is not None
        and attribute(size, "val").isdigit()
        and int(attribute(size, "val")) <= _TINIEST
    ):
        return Kind.TINY_TEXT
    return Kind.FAINT_TEXT if look.is_lost() else None


class _Look:
    """How one run looks: its own properties, its styles', and what is behind it."""

    def __init__(self, run: etree._Element, paragraph: etree._Element, styles: _Styles) -> None:
        self._own = child(run, "rPr")
        self._paragraph = paragraph
        self._styles = styles
        named = (child(self._own, "rStyle"), child(paragraph, "pPr", "pStyle"))
        self._names = [attribute(each, "val") for each in named if each is not None]

    def property(self, name: str) -> etree._Element | None:
        """Find a property of the text, its own before those of its styles."""
        own = child(self._own, name)
        if own is not None:
            return own
        found = (self._styles.property(each, name) for each in self._names)
        return next((each for each in found if each is not None), None)

    def is_lost(self) -> bool:
        """Say whether the text cannot be told from what is behind it."""
        colour = self.property("color")
        value = attribute(colour, "val") if colour is not None else "auto"
        marked = self.property("highlight")
        ground = HIGHLIGHTS.get(attribute(marked, "val"), "") if marked is not None else ""
        if not is_colour(value):
            return ground == BLACK and value == "auto"
        ground = ground or self._ground()
        return is_colour(ground) and is_lost(value, ground)

    def _ground(self) -> str:
        """Give the colour behind the text; nothing, if a style or a shape gives it one."""
        shades = [self.property("shd"), child(self._paragraph, "pPr", "shd")]
        for up in self._paragraph.iterancestors():
            name = local(up)
            if name == "tc":
                shades.append(child(up, "tcPr", "shd"))
            if name == "tbl":
                style = child(up, "tblPr", "tblStyle")
                shades.append(child(up, "tblPr", "shd"))
                if style is not None and self._styles.fills(attribute(style, "val")):
                    return ""
            if name == "txbxContent":
                return ""
            if name == "document":
                shades.append(child(up, "background"))
        for each in shades:
            fill = "" if each is None else attribute(each, "fill") or attribute(each, "color")
            if is_colour(fill):
                return fill
        return WHITE


def _read_fields(paragraph: etree._Element, place: str, read: Read) -> None:
    code = texts(paragraph, "instrText")
    if has_path(code):
        read.add(Kind.LINKED_FILE, place, code)


def _read_comments(package: Package, read: Read) -> None:
    root = package.xml("word/comments.xml")
    for each in members(root):
        said = texts(each, "t")
        who = attribute(each, "author")
        read.add(Kind.COMMENT, f"comment by {who or 'somebody'}", said)
        read.passages.append(Passage(text=said, place="a comment", shown=False))


def _read_settings(package: Package, read: Read) -> None:
    root = package.xml("word/settings.xml")
    for each in root.iter() if root is not None else ():
        if local(each) == "docVar" and attribute(each, "val").strip():
            name = attribute(each, "name")
            read.add(Kind.METADATA, f"variable {name} of the document", attribute(each, "val"))
    people = package.xml("word/people.xml")
    for each in members(people):
        if attribute(each, "author"):
            read.add(Kind.METADATA, "people who changed the document", attribute(each, "author"))
