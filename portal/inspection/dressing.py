"""The task "dress": gives a PDF the title and the language that a reader's program looks for."""

import io
from collections.abc import Mapping
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf, String

from portal.inspection.tasks import Answer, Made

with Pdf.new() as _first, _first.open_metadata() as _told:
    # What reads metadata is loaded at its first use: later, no file can be opened.
    _told["dc:title"] = "A title"
    _first.save(io.BytesIO())


def dress(content: memoryview, asked: Mapping[str, Any]) -> Answer | Made:
    """Set ``asked["title"]``, and ``asked["language"]`` where the file names none.

    Answers ``{"pages": n, "tagged": bool}`` and the file, or ``{"refused": why}``.
    """
    try:
        with Pdf.open(io.BytesIO(content)) as pdf:
            with pdf.open_metadata(set_pikepdf_as_editor=False) as told:
                told["dc:title"] = str(asked["title"])
            pdf.docinfo[Name.Title] = String(str(asked["title"]))
            if not str(pdf.Root.get(Name.Lang, "")):
                pdf.Root.Lang = String(str(asked["language"]))
            shown: Any = pdf.Root.get(Name.ViewerPreferences)
            preferences = Dictionary() if shown is None else shown
            preferences.DisplayDocTitle = True
            pdf.Root.ViewerPreferences = preferences
            out = io.BytesIO()
            pdf.save(out)
            answer = {"pages": len(pdf.pages), "tagged": Name.StructTreeRoot in pdf.Root}
            return Made(answer=answer, name="pdf", content=out.getbuffer())
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError):
        return {"refused": "unreadable"}
