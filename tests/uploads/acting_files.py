"""Files that act, hold or claim what none may."""

import io
import struct
import zlib
from typing import Final

import pikepdf

from tests.uploads.good_files import (
    MAINS,
    OFFICE,
    Draw,
    Forged,
    archive,
    good,
    office_parts,
    open_parts,
    pdf,
)


def acting_office(draw: Draw) -> Forged:
    """Put something that acts into an Office file."""
    ending = draw.choice(tuple(MAINS))
    parts = office_parts(ending)
    outside = 'TargetMode="External"/>'
    match draw.randrange(6):
        case 0:
            return ending, archive(parts | {"w/vbaProject.bin": b"x"}), "office.macros"
        case 1:
            parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
                b"main+xml", b"macroEnabled.main+xml"
            )
            return ending, archive(parts), "office.macros"
        case 2:
            relation = f'<Relationship Id="r" Type="{OFFICE}/attachedTemplate" Target="http://x/" '
            parts = office_parts(ending, relation + outside)
            return ending, archive(parts), "office.external"
        case 3:
            relation = f'<Relationship Id="r" Type="{OFFICE}/hyperlink" Target="file:///x" '
            parts = office_parts(ending, relation + outside)
            return ending, archive(parts), "office.external"
        case 4:
            return ending, archive(parts | {"w/activeX1.xml": b"<a/>"}), "office.activex"
        case _:
            field = b"<w><fldChar/><instrText>DD</instrText><x/><instrText>EAUTO c</instrText></w>"
            return ending, archive(parts | {"m.xml": field}), "office.dde"


def acting_open(draw: Draw) -> Forged:
    """Put something that acts into an OpenDocument file."""
    ending = draw.choice((".odt", ".ods", ".odp"))
    parts = open_parts(ending)
    x = 'xmlns:x="http://www.w3.org/1999/xlink" xmlns:d="urn:d"'
    match draw.randrange(4):
        case 0:
            return (
                ending,
                archive(parts | {"Basic/S/M.xml": b"<m/>"}),
                "opendocument.macros",
            )
        case 1:
            parts["content.xml"] = f'<d:image {x} x:href="http://x/p.png"/>'.encode()
            return ending, archive(parts), "opendocument.external"
        case 2:
            parts["content.xml"] = b"<dde-source/>"
            return ending, archive(parts), "opendocument.dde"
        case _:
            parts["META-INF/manifest.xml"] = b"<manifest><encryption-data/></manifest>"
            return ending, archive(parts), "archive.encrypted"


ACTIONS: Final = {
    "/JavaScript": "pdf.script",
    "/Launch": "pdf.action",
    "/SubmitForm": "pdf.action",
    "/GoToR": "pdf.action",
    "/GoToE": "pdf.action",
    "/ImportData": "pdf.action",
    "/Rendition": "pdf.media",
}


def acting_pdf(draw: Draw) -> Forged:
    """Put something that acts into a PDF: at its opening, on a page, deep inside."""
    name, rule = draw.choice(list(ACTIONS.items()))
    where = draw.randrange(4)

    def change(made: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name(name))
        if where == 0:
            made.pages[0].Annots = pikepdf.Array(
                [pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action)]
            )
        elif where == 1:
            made.Root.Names = pikepdf.Dictionary(
                Dests=pikepdf.Dictionary(Kids=pikepdf.Array([pikepdf.Array([action])]))
            )
        elif where == 2:
            made.Root.Hidden = made.make_indirect(pikepdf.Dictionary(Next=action))
        else:
            made.Root.Outlines = pikepdf.Dictionary(First=pikepdf.Dictionary(A=action))

    return ".pdf", pdf(change), rule


def protected_pdf() -> bytes:
    """Protect a PDF with a password of its owner's, without which it can be read."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out, encryption=pikepdf.Encryption(owner="x", user=""))
    return out.getvalue()


def holding_pdf(draw: Draw) -> Forged:
    """Put something that is attached, played or protected into a PDF."""
    which = draw.randrange(6)

    def change(made: pikepdf.Pdf) -> None:
        if which == 0:
            made.attachments["x.txt"] = b"x"
        elif which == 1:
            made.pages[0].AA = pikepdf.Dictionary()
        elif which == 2:
            made.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.Array())
        elif which == 3:
            made.pages[0].Annots = pikepdf.Array(
                [pikepdf.Dictionary(Subtype=pikepdf.Name.RichMedia)]
            )
        elif which == 4:
            made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.URI)

    if which == 5:
        return ".pdf", protected_pdf(), "pdf.encrypted"
    rules = ("pdf.attachment", "pdf.action", "pdf.form", "pdf.media", "pdf.action")
    return ".pdf", pdf(change), rules[which]


def long_end(draw: Draw) -> Forged:
    """Put more behind a PDF than may be there."""
    return (
        ".pdf",
        good(".pdf") + draw.choice([b"\n", b"x"]) * draw.randrange(1100, 3000),
        "pdf.trailing",
    )


def huge_picture(draw: Draw) -> Forged:
    """Claim more points than there are."""
    content = bytearray(good(".png"))
    struct.pack_into(
        ">LL", content, 16, draw.randrange(7_100, 100_000), draw.randrange(7_100, 100_000)
    )
    struct.pack_into(">L", content, 29, zlib.crc32(content[12:29]))
    return ".png", bytes(content), "image.pixels"


def no_text(draw: Draw) -> Forged:
    """Write what is no text."""
    ending = draw.choice([".txt", ".csv"])
    text = draw.randbytes(5).hex().encode()
    match draw.randrange(4):
        case 0:
            return ending, text + bytes([draw.choice([0, 1, 8, 27, 127])]) + text, "text.controls"
        case 1:
            return ending, text + bytes([draw.randrange(0xF8, 0x100)]) + text, "text.encoding"
        case 2:
            start = draw.choice([b"<html>", b"<!DOCTYPE html>", b" <svg ", b"#!/bin/sh", b"<?php"])
            return ending, start + b" " + text, "text.program"
        case _:
            return ending, b"\xff\xfe" + text + (b"" if len(text) % 2 else b"x"), "text.encoding"
