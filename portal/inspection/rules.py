"""The rules that a file is held to, by their names, each with a sentence for who sent it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_AS_PDF: Final = "Open it, save it as a PDF, and send the PDF."

RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "file.type": (
            "Files of this kind are not taken. Send a PDF; a Word, Excel, PowerPoint or"
            " OpenDocument file; a PNG or JPEG picture; or plain text or CSV."
        ),
        "file.empty": "The file is empty: choose the paper's file again.",
        "file.mismatch": (
            "The file is not what the end of its name says it is. Open it in the program it was"
            " made with, and save it again as the kind you want to send."
        ),
        "file.demanding": (
            "Checking the file took more time or memory than any paper needs, so it was given up."
            f" {_AS_PDF}"
        ),
        "file.hidden-archive": (
            "Another file, an archive, is hidden inside this one. Print it to a new PDF and send"
            " that."
        ),
        "archive.damaged": (
            "The file is damaged. Open it in the program it was made with, save it again and send"
            " the new copy."
        ),
        "archive.entries": (
            "The file is made of more than 2,000 parts. Split it, or save it as a PDF and send"
            " the PDF."
        ),
        "archive.size": (
            "Unpacked, the file is larger than 200 MB. Make the pictures in it smaller, or save it"
            " as a PDF and send the PDF."
        ),
        "archive.ratio": (
            "The file unpacks to more than 100 times its size, which files made to do harm do."
            f" {_AS_PDF}"
        ),
        "archive.names": (
            "A part inside the file has a name that leads out of it, or that two parts share."
            f" {_AS_PDF}"
        ),
        "archive.link": f"A part inside the file is a link to another file. {_AS_PDF}",
        "archive.encrypted": (
            "The file is protected by a password, so nobody could check or read it. Take the"
            " password off and send it again: the portal seals restricted papers itself."
        ),
        "archive.nested": (
            "Another file is packed inside this one, such as a workbook behind a chart. Paste"
            " charts and objects as pictures, or save it as a PDF and send the PDF."
        ),
        "archive.trailing": (
            "There is something before, between or after the parts of the file that belongs to"
            " none of them. Open it, save it under a new name and send that."
        ),
        "office.kind": (
            "The file is another kind of Office file than the end of its name says. Open it and"
            " save it again as a Word document, Excel workbook or PowerPoint presentation."
        ),
        "office.macros": (
            "The file holds macros. Save it as a kind without macros (.docx, .xlsx or .pptx), or"
            " as a PDF, and send that."
        ),
        "office.external": (
            "The file fetches something from outside itself: a template, a picture or data of"
            f" another file. Break the links, or: {_AS_PDF[0].lower()}{_AS_PDF[1:]}"
        ),
        "office.activex": f"The file holds active controls (ActiveX). {_AS_PDF}",
        "office.dde": f"A field in the file starts another program (DDE). {_AS_PDF}",
        "office.xml": (f"A part of the file is not written as Office files are. {_AS_PDF}"),
        "opendocument.kind": (
            "The file is another kind of OpenDocument file than the end of its name says. Open it"
            " and save it again as the kind you want to send."
        ),
        "opendocument.macros": (
            "The file holds macros. Remove them, or save it as a PDF and send the PDF."
        ),
        "opendocument.external": (
            "The file fetches something from outside itself: a picture or data of another file."
            f" Break the links, or: {_AS_PDF[0].lower()}{_AS_PDF[1:]}"
        ),
        "opendocument.dde": f"The file takes data from another program (DDE). {_AS_PDF}",
        "opendocument.xml": (
            f"A part of the file is not written as OpenDocument files are. {_AS_PDF}"
        ),
        "pdf.damaged": ("The PDF is damaged. Open it, print it to a new PDF and send the new one."),
        "pdf.encrypted": (
            "The PDF is protected by a password or against copying, so nobody could check it."
            " Take the protection off and send it again: the portal seals restricted papers"
            " itself."
        ),
        "pdf.trailing": (
            "There is something after the end of the PDF. Print it to a new PDF and send that."
        ),
        "pdf.script": ("The PDF holds a script (JavaScript). Print it to a new PDF and send that."),
        "pdf.action": (
            "The PDF does something by itself when it is opened or read: it starts a program,"
            " opens another file or sends a form. Print it to a new PDF and send that."
        ),
        "pdf.attachment": (
            "Other files are attached inside the PDF. Send each as a paper of its own, and this"
            " one without them."
        ),
        "pdf.media": (
            "The PDF holds a film, a sound or a model. Print it to a new PDF and send that."
        ),
        "pdf.form": (
            "The PDF is a form that only some programs can show (XFA). Print it to a new PDF and"
            " send that."
        ),
        "pdf.unpacks": (
            "Parts of the PDF unpack to far more than any page needs, which files made to do harm"
            " do. Print it to a new PDF and send that."
        ),
        "image.damaged": (
            "The picture is damaged. Open it, save it again as PNG or JPEG and send the new copy."
        ),
        "image.pixels": (
            "The picture has more than 50 million points. Save it in a smaller size and send that."
        ),
        "image.moving": "The picture moves. Send a picture that stands still.",
        "image.size": (
            "The picture cannot be kept without what the camera wrote into it, since it would be"
            " larger than 20 MB. Save it in a smaller size, or as JPEG, and send that."
        ),
        "text.encoding": (
            "The text is not written in UTF-8 or UTF-16. Open it, save it as UTF-8 and send that."
        ),
        "text.controls": (
            "The text holds signs that are no part of any text. Open it, save it as plain text"
            " and send that."
        ),
        "text.program": (
            "The file is a page or a program, not a text. Save what it says as a PDF and send that."
        ),
    }
)
"""Every rule that the task can name; the offices add those of arriving and of scanning."""
