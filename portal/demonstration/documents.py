"""The demonstration's papers as real, tagged PDFs, typeset in memory."""

import json
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Final

import typst

_TEMPLATE: Final = (files("portal.demonstration") / "story" / "paper.typ").read_bytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What stands on a paper.

    ``text`` has paragraphs on lines of their own; a line that begins ``## `` is a heading.
    """

    title: str
    author: str
    body: str
    on: date
    marking: str
    text: str


def as_pdf(document: Document) -> bytes:
    """Typeset one paper as PDF/UA-1."""
    paper = {
        "title": document.title,
        "author": document.author,
        "body": document.body,
        "dated": f"{document.on:%-d %B %Y}",
        "marking": document.marking,
        "blocks": [
            {"heading": line.startswith("## "), "text": line.removeprefix("## ")}
            for line in document.text.strip().splitlines()
            if line.strip()
        ],
    }
    pdf = typst.compile(
        _TEMPLATE, format="pdf", sys_inputs={"paper": json.dumps(paper)}, pdf_standards="ua-1"
    )
    if not isinstance(pdf, bytes):
        raise TypeError("a PDF is one piece")
    return pdf
