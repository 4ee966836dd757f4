"""Office files, part by part: the least that the programs themselves accept."""

import io
import zipfile
from collections.abc import Mapping
from typing import Final

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
KINDS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
LINES: Final = (
    "Report to the Fenmarch Partnership Board",
    "The Board agreed in June to renew the outreach service for two years.",
    "Officers have compared the three offers and taken advice on each of them.",
)
Parts = Mapping[str, str | bytes]


def packed(parts: Parts) -> bytes:
    """Put parts into a zip."""
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            whole = HEAD + content if isinstance(content, str) else content
            file.writestr(name, whole)
    return room.getvalue()


def links(*told: tuple[str, str, str] | tuple[str, str, str, str]) -> str:
    """Write references: id, sort, target, and whether it is External."""
    inner = "".join(
        f'<Relationship Id="{each[0]}" Type="{KINDS}{each[1]}" Target="{each[2]}"'
        + (f' TargetMode="{each[3]}"' if len(each) > 3 else "")
        + "/>"
        for each in told
    )
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{inner}</Relationships>"
    )


def run(words: str, look: str = "") -> str:
    """Write a run of words."""
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs: str, look: str = "") -> str:
    """Write a paragraph."""
    return f"<w:p><w:pPr>{look}</w:pPr>{''.join(runs)}</w:p>"


def word(*more: str, parts: Parts | None = None) -> bytes:
    """Make a Word file: a report with a table of a dark head, and what is added."""
    head = paragraph(run("Quarter", '<w:color w:val="FFFFFF"/>'))
    table = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr>'
        f"{head}</w:tc></w:tr><w:tr><w:tc>{paragraph(run('First: 1,200 pounds'))}</w:tc></w:tr>"
        "</w:tbl>"
    )
    body = "".join(paragraph(run(each)) for each in LINES) + table + "".join(more)
    made = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W} {R} {A}><w:body>{body}</w:body></w:document>",
        "word/footer1.xml": f"<w:ftr {W}>{paragraph(run('Fenmarch Council'))}</w:ftr>",
    }
    return packed(made | dict(parts or {}))


def cells(*rows: tuple[str, ...], **looks: str) -> str:
    """Write rows of cells; ``looks`` are attributes of a row by its number (``r2``) or a cell."""
    found = []
    for number, row in enumerate(rows, 1):
        inner = "".join(
            f'<c r="{chr(64 + at)}{number}" t="inlineStr" {looks.get(f"{chr(64 + at)}{number}", "")}>'  # noqa: E501 -- as the program writes it
            f"<is><t>{words}</t></is></c>"
            for at, words in enumerate(row, 1)
        )
        found.append(f'<row r="{number}" {looks.get(f"r{number}", "")}>{inner}</row>')
    return "".join(found)


ROWS: Final = (
    ("Quarter", "Planned", "Spent"),
    ("First", "1200", "1150"),
    ("Second", "1300", "1410"),
)
DARK: Final = 's="2"'  # white on dark blue
STYLES: Final = (
    f"<styleSheet {S}><numFmts><numFmt numFmtId='164' formatCode=';;;'/></numFmts><fonts>"
    "<font><color theme='1'/></font><font><color rgb='FFFFFFFF'/></font></fonts><fills>"
    "<fill><patternFill patternType='none'/></fill><fill><patternFill patternType='gray125'/></fill>"  # noqa: E501 -- as the program writes it
    "<fill><patternFill patternType='solid'><fgColor rgb='FF1F3864'/></patternFill></fill></fills>"
    "<cellXfs><xf fontId='0' fillId='0'/><xf fontId='1' fillId='0'/><xf fontId='1' fillId='2'/>"
    "<xf fontId='0' fillId='0' numFmtId='164'/></cellXfs></styleSheet>"
)


def workbook(
    rows: str = "",
    *,
    columns: str = "",
    second: tuple[str, str] | None = None,
    names: str = "",
    parts: Parts | None = None,
) -> bytes:
    """Make a workbook of a sheet Budget, and perhaps a second one: its state and its rows."""
    listed = '<sheet name="Budget" sheetId="1" r:id="rId1"/>'
    told = [("rId1", "worksheet", "worksheets/sheet1.xml")]
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/styles.xml": STYLES,
        "xl/worksheets/sheet1.xml": (
            f"<worksheet {S}>{columns}<sheetData>{rows or cells(*ROWS, A1=DARK)}</sheetData>"
            "</worksheet>"
        ),
    }
    if second is not None:
        listed += f'<sheet name="Working" sheetId="2" {second[0]} r:id="rId2"/>'
        told.append(("rId2", "worksheet", "worksheets/sheet2.xml"))
        made["xl/worksheets/sheet2.xml"] = (
            f"<worksheet {S}><sheetData>{second[1]}</sheetData></worksheet>"
        )
    made["xl/workbook.xml"] = (
        f"<workbook {S} {R}><sheets>{listed}</sheets><definedNames>{names}</definedNames></workbook>"  # noqa: E501 -- as the program writes it
    )
    made["xl/_rels/workbook.xml.rels"] = links(*told)
    return packed(made | dict(parts or {}))


def shape(
    words: str, at: tuple[int, int] = (100, 100), size: tuple[int, int] = (500, 80), **how: str
) -> str:
    """Write a shape of a slide, measured in thousands."""
    fill = how.get("fill", "<a:noFill/>")
    said = f"<a:p><a:r><a:rPr {how.get('sz', '')}>{how.get('ink', '')}</a:rPr><a:t>{words}</a:t></a:r></a:p>"  # noqa: E501 -- as the program writes it
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="Text" {how.get("named", "")}/></p:nvSpPr><p:spPr>'
        f'<a:xfrm><a:off x="{at[0]}000" y="{at[1]}000"/><a:ext cx="{size[0]}000" cy="{size[1]}000"/>'  # noqa: E501 -- as the program writes it
        f"</a:xfrm>{fill}</p:spPr><p:txBody>{said if words else '<a:p/>'}</p:txBody></p:sp>"
    )


def slides(
    *shapes: str,
    show: str = "",
    told: tuple[tuple[str, str, str], ...] = (),
    parts: Parts | None = None,
) -> bytes:
    """Make a presentation of two slides, the second with what is added."""
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "ppt/presentation.xml": (
            f'<p:presentation {P} {R}><p:sldIdLst><p:sldId id="256" r:id="rId1"/>'
            '<p:sldId id="257" r:id="rId2"/></p:sldIdLst>'
            '<p:sldSz cx="12192000" cy="6858000"/></p:presentation>'
        ),
        "ppt/_rels/presentation.xml.rels": links(
            ("rId1", "slide", "slides/slide1.xml"), ("rId2", "slide", "slides/slide2.xml")
        ),
        "ppt/slides/slide1.xml": _slide(shape("Outreach service", size=(9000, 900)), ""),
        "ppt/slides/slide2.xml": _slide(
            shape("What was agreed", (100, 1500)) + "".join(shapes), show
        ),
        "ppt/slides/_rels/slide2.xml.rels": links(*told),
    }
    return packed(made | dict(parts or {}))


def _slide(inner: str, show: str) -> str:
    return f"<p:sld {P} {A} {R} {show}><p:cSld><p:spTree>{inner}</p:spTree></p:cSld></p:sld>"


ODF: Final = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
        ("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("presentation", "presentation"),
        ("svg", "svg-compatible"), ("meta", "meta"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def open_document(kind: str, inner: str, *, styles: str = "", parts: Parts | None = None) -> bytes:
    """Make an OpenDocument file: ``kind`` is text, spreadsheet or presentation."""
    made: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
        "content.xml": (
            f"<office:document-content {ODF}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:{kind}>{inner}</office:{kind}>"
            "</office:body></office:document-content>"
        ),
        "styles.xml": (
            f"<office:document-styles {ODF}><office:automatic-styles><style:page-layout><style:"
            'page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/>'
            "</style:page-layout></office:automatic-styles></office:document-styles>"
        ),
    }
    return packed(made | dict(parts or {}))


def said(words: str, style: str = "") -> str:
    """Write a paragraph of OpenDocument text."""
    return f'<text:p text:style-name="{style}">{words}</text:p>'
