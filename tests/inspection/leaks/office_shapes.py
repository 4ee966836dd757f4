"""Office files in the shapes in which leaks are met."""

from tests.inspection.leaks.office_made import (
    A,
    P,
    S,
    W,
    cells,
    links,
    paragraph,
    run,
    said,
    slides,
    word,
    workbook,
)
from tests.inspection.leaks.pictures_made import jpeg, with_place
from tests.inspection.leaks.reports import SECRET

CHANGE = 'w:id="1" w:author="Fern Hollow" w:date="2026-03-01T09:00:00Z"'
BLIP = '<w:drawing><a:blipFill><a:blip r:embed="rId9"/><a:srcRect {}/></a:blipFill></w:drawing>'
DOCUMENT_LINKS = "word/_rels/document.xml.rels"
PICTURE = {DOCUMENT_LINKS: links(("rId9", "image", "media/image1.jpg"))}
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">{}</cp:coreProperties>'
)
APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-'
    'properties">{}</Properties>'
)


def with_part(name: str, content: str | bytes) -> bytes:
    return word(parts={name: content})


def deleted() -> bytes:
    gone = f"<w:del {CHANGE}><w:r><w:delText>{SECRET}</w:delText></w:r></w:del>"
    return word(paragraph(run("The claim was settled. "), gone))


def inserted() -> bytes:
    return word(paragraph(run("Settled "), f"<w:ins {CHANGE}>{run('for 41,500 pounds')}</w:ins>"))


def moved() -> bytes:
    return word(paragraph(f"<w:moveFrom {CHANGE}>{run(SECRET)}</w:moveFrom>"))


def by_style() -> bytes:
    styles = (
        f'<w:styles {W}><w:style w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="Quiet"><w:basedOn w:val="Base"/></w:style></w:styles>'
    )
    hidden = paragraph(run(SECRET), look='<w:pStyle w:val="Quiet"/>')
    return word(hidden, parts={"word/styles.xml": styles})


def word_cropped() -> bytes:
    half = 'r="50000"'
    drawing = f"<w:r>{BLIP.format(half)}</w:r>"
    return word(paragraph(drawing), parts=PICTURE | {"word/media/image1.jpg": jpeg()})


def word_photograph() -> bytes:
    drawing = f"<w:r>{BLIP.format('')}</w:r>"
    return word(paragraph(drawing), parts=PICTURE | {"word/media/image1.jpg": with_place()})


def embedded() -> bytes:
    inner = workbook(second=('state="hidden"', cells((SECRET,))))
    return word(
        parts={
            DOCUMENT_LINKS: links(("rId5", "package", "embeddings/Sheet1.xlsx")),
            "word/embeddings/Sheet1.xlsx": inner,
        }
    )


def pivot() -> bytes:
    records = f'<pivotCacheRecords {S}><r><s v="{SECRET}"/><n v="41500"/></r></pivotCacheRecords>'
    return workbook(parts={"xl/pivotCache/pivotCacheRecords1.xml": records})


def outside() -> bytes:
    link = f"<externalLink {S}><externalBook><sheetDataSet><v>41500</v></sheetDataSet></externalBook></externalLink>"  # noqa: E501 -- as the program writes it
    target = r"file:///\\fen-files\HR\Quillfeather.xlsx"
    return workbook(
        parts={
            "xl/externalLinks/externalLink1.xml": link,
            "xl/externalLinks/_rels/externalLink1.xml.rels": links(
                ("rId1", "externalLinkPath", target, "External")
            ),
        }
    )


def remarks(folder: str, element: str) -> bytes:
    inner = f'<{element} ref="B2"><text><t>{SECRET}</t></text></{element}>'
    return workbook(parts={folder: f"<comments {S}>{inner}</comments>"})


def notes() -> bytes:
    inner = (
        f"<p:notes {P} {A}><p:cSld><p:spTree><p:sp><p:nvSpPr><p:nvPr><p:ph type='body'/></p:nvPr>"
        f"</p:nvSpPr><p:txBody><a:p><a:r><a:t>{SECRET}</a:t></a:r></a:p></p:txBody></p:sp>"
        "</p:spTree></p:cSld></p:notes>"
    )
    told = (("rId1", "notesSlide", "../notesSlides/notesSlide1.xml"),)
    return slides(told=told, parts={"ppt/notesSlides/notesSlide1.xml": inner})


def slide_comment() -> bytes:
    inner = f"<p:cmLst {P}><p:cm authorId='0'><p:text>{SECRET}</p:text></p:cm></p:cmLst>"
    told = (("rId1", "comments", "../comments/comment1.xml"),)
    return slides(told=told, parts={"ppt/comments/comment1.xml": inner})


def filled(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def odf_style(name: str, **told: str) -> str:
    inner = " ".join(
        f'{key.replace("_", ":", 1).replace("_", "-")}="{value}"' for key, value in told.items()
    )
    return f'<style:style style:name="{name}"><style:text-properties {inner}/></style:style>'


def odf_table(inner: str, style: str = "") -> str:
    return f'<table:table table:name="Budget" table:style-name="{style}">{inner}</table:table>'


def odf_row(*words: str, how: str = "") -> str:
    inner = "".join(f"<table:table-cell>{said(each)}</table:table-cell>" for each in words)
    return f"<table:table-row {how}>{inner}</table:table-row>"


DARK = '<w:highlight w:val="black"/>'
