"""Small office files, written by hand."""

import io
import zipfile

_W = "application/vnd.openxmlformats-officedocument."
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006"


def _zip(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _package(main: str, kind: str, content: str, **more: str) -> bytes:
    return _zip(
        {
            "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{_P}/content-types">'
            '<Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{main}" ContentType="{_W}{kind}.main+xml"/>'
            + "".join(
                f'<Override PartName="/{name}" ContentType="{_W}spreadsheetml.worksheet+xml"/>'
                for name in more
                if not name.endswith(".rels")
            )
            + "</Types>",
            "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{_P}/relationships">'
            f'<Relationship Id="r1" Type="{_R}/officeDocument" Target="{main}"/></Relationships>',
            main: content,
            **more,
        }
    )


def a_document(words: str) -> bytes:
    """Give a Word document with a heading and a paragraph."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return _package(
        "word/document.xml",
        "wordprocessingml.document",
        f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>{words}'
        "</w:t></w:r></w:p></w:body></w:document>",
    )


def a_workbook(words: str) -> bytes:
    """Give an Excel workbook with one cell."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return _package(
        "xl/workbook.xml",
        "spreadsheetml.sheet",
        f'<?xml version="1.0"?><workbook xmlns="{space}" xmlns:r="{_R}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
        **{
            "xl/_rels/workbook.xml.rels": f'<?xml version="1.0"?><Relationships xmlns='
            f'"{_P}/relationships"><Relationship Id="r1" Type="{_R}/worksheet"'
            ' Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?><worksheet xmlns="{space}">'
            '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
            f"{words}</t></is></c></row></sheetData></worksheet>",
        },
    )


def a_text(words: str) -> bytes:
    """Give an OpenDocument text."""
    return _open("text", f'<t:h t:outline-level="1">Head</t:h><t:p>{words}</t:p>')


def a_presentation(words: str) -> bytes:
    """Give an OpenDocument presentation of one slide."""
    frame = (
        '<d:frame s:width="20cm" s:height="3cm" s:x="2cm" s:y="2cm"><d:text-box>'
        f"<t:p>{words}</t:p></d:text-box></d:frame>"
    )
    return _open("presentation", f'<d:page d:name="One">{frame}</d:page>')


def _open(kind: str, content: str) -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    drawing = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
    shape = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    return _zip(
        {
            "mimetype": media_type,
            "META-INF/manifest.xml": f'<?xml version="1.0"?><m:manifest xmlns:m="{manifest}"'
            f' m:version="1.2"><m:file-entry m:full-path="/" m:media-type="{media_type}"/>'
            '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>',
            "content.xml": f'<?xml version="1.0"?><o:document-content xmlns:o="{office}"'
            f' xmlns:t="{text}" xmlns:d="{drawing}" xmlns:s="{shape}" o:version="1.2"><o:body>'
            f"<o:{kind}>{content}</o:{kind}></o:body></o:document-content>",
        }
    )
