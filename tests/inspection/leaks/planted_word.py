"""Word files with one leak each, and the kind of finding it must be."""

from collections.abc import Callable

from tests.inspection.leaks.office_made import W, links, paragraph, run, word
from tests.inspection.leaks.office_shapes import (
    APP,
    CORE,
    DARK,
    by_style,
    deleted,
    embedded,
    inserted,
    moved,
    with_part,
    word_cropped,
    word_photograph,
)
from tests.inspection.leaks.pictures_made import jpeg
from tests.inspection.leaks.reports import SECRET

WORD_FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "word: words taken out": ("tracked_change", deleted),
    "word: words put in": ("tracked_change", inserted),
    "word: words moved": ("tracked_change", moved),
    "word: a comment": (
        "comment",
        lambda: with_part(
            "word/comments.xml",
            f'<w:comments {W}><w:comment w:author="F Hollow">{paragraph(run("Do not say so"))}'
            "</w:comment></w:comments>",
        ),
    ),
    "word: hidden text": ("hidden_text", lambda: word(paragraph(run(SECRET, "<w:vanish/>")))),
    "word: text hidden by its style": ("hidden_text", by_style),
    "word: white text": (
        "faint_text",
        lambda: word(paragraph(run(SECRET, '<w:color w:val="FFFFFF"/>'))),
    ),
    "word: black text marked black": ("faint_text", lambda: word(paragraph(run(SECRET, DARK)))),
    "word: black text on black shading": (
        "faint_text",
        lambda: word(
            paragraph(
                run(SECRET, '<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>')
            )
        ),
    ),
    "word: text of one point": (
        "tiny_text",
        lambda: word(paragraph(run(SECRET, '<w:sz w:val="2"/>'))),
    ),
    "word: hidden text in the footer": (
        "hidden_text",
        lambda: with_part(
            "word/footer2.xml", f"<w:ftr {W}>{paragraph(run(SECRET, '<w:vanish/>'))}</w:ftr>"
        ),
    ),
    "word: a cropped picture": ("cropped_picture", word_cropped),
    "word: where a photograph was taken": ("picture_place", word_photograph),
    "word: a workbook within": ("embedded_object", embedded),
    "word: a hidden sheet of a workbook within": ("hidden_sheet", embedded),
    "word: a picture that is shown nowhere": (
        "embedded_object",
        lambda: with_part("word/media/image7.jpg", jpeg()),
    ),
    "word: who saved it last": (
        "metadata",
        lambda: with_part(
            "docProps/core.xml", CORE.format("<cp:lastModifiedBy>Fern Hollow</cp:lastModifiedBy>")
        ),
    ),
    "word: its company": (
        "metadata",
        lambda: with_part(
            "docProps/app.xml", APP.format("<Company>Sedgewick Investigations</Company>")
        ),
    ),
    "word: a property of its own": (
        "metadata",
        lambda: with_part(
            "docProps/custom.xml",
            '<Properties><property name="Case"><x>Quillfeather</x></property></Properties>',
        ),
    ),
    "word: custom data": (
        "metadata",
        lambda: with_part("customXml/item1.xml", "<case><claimant>Quillfeather</claimant></case>"),
    ),
    "word: the path of its template": (
        "metadata",
        lambda: with_part(
            "word/_rels/settings.xml.rels",
            links(("rId1", "attachedTemplate", r"file:///C:\Users\fhollow\HR.dotm", "External")),
        ),
    ),
    "word: the path of a linked picture": (
        "linked_file",
        lambda: word(
            paragraph(
                "<w:r><w:instrText>INCLUDEPICTURE \\\\fen-files\\HR\\scan.png</w:instrText></w:r>"
            )
        ),
    ),
    "word: people who changed it": (
        "metadata",
        lambda: with_part(
            "word/people.xml", f'<w:people {W}><w:person w:author="Fern Hollow"/></w:people>'
        ),
    ),
}
