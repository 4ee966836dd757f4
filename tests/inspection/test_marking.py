"""The task "mark": each page says whose copy it is, and nothing else of the file changes."""

import io

import pikepdf
import pytest
from pikepdf import Array, Name, Pdf

from portal.inspection import sandbox
from portal.inspection.lines import set_line
from portal.inspection.marking import mark
from portal.inspection.pages import page as draw
from portal.inspection.tasks import Made
from tests.inspection.pages_made import ink, page_of, seen, tagged, words_on

LINE = "Tamsin Okoro · Wrenbury Constabulary · 12 March 2026 09:30 · copy 0F3A"
NAMES = ("Zoë Ångström", "Αλέξης Παπάς", "Іван Шевченко", "שלום כהן", "مرحبا حسن", "王小明")


def marked(content: bytes, line: str = LINE) -> bytes:
    made = mark(memoryview(content), set_line({"mark": {"line": line}}))
    assert isinstance(made, Made), made
    return bytes(made.content)


def opened(content: bytes) -> Pdf:
    return Pdf.open(io.BytesIO(content))


def picture(content: bytes, width: int = 400):
    asked = {"media_type": "application/pdf", "page": 1, "width": width}
    made = draw(memoryview(content), asked)
    assert isinstance(made, Made), made
    return seen(bytes(made.content))


def shape(element: object, depth: int = 0) -> object:
    """Give a structure tree as nested names, numbers of marked content and objects' kinds."""
    assert depth < 60
    if isinstance(element, Array):
        return [shape(each, depth + 1) for each in element]
    if not isinstance(element, pikepdf.Dictionary):
        return element if isinstance(element, int) else str(element)
    kept = {key: str(element[key]) for key in ("/S", "/Alt", "/Lang", "/T") if key in element}
    if "/MCID" in element:
        kept["/MCID"] = int(element.MCID)
    if "/K" in element:
        kept["/K"] = shape(element.K, depth + 1)
    return kept


def test_it_is_done_where_nothing_else_can_be_reached():
    answer, made = sandbox.make("mark", [tagged()], {"mark": {"line": LINE}})
    assert answer == {"pages": 2}
    assert made is not None
    with made:
        assert LINE in words_on(made.read())


def test_each_page_says_whose_copy_it_is_and_keeps_its_text():
    copy = marked(tagged())
    for number in (0, 1):
        assert LINE in words_on(copy, number)
        text = words_on(tagged(), number)
        assert text in words_on(copy, number)


def test_tags_language_title_bookmarks_and_links_stay():
    with opened(tagged()) as before, opened(marked(tagged())) as after:
        assert shape(after.Root.StructTreeRoot) == shape(before.Root.StructTreeRoot)
        assert len(after.Root.StructTreeRoot.ParentTree.Nums) == len(
            before.Root.StructTreeRoot.ParentTree.Nums
        )
        for key in ("/Lang", "/MarkInfo", "/ViewerPreferences"):
            assert str(after.Root[key]) == str(before.Root[key])
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        titles = [[each.title for each in pdf.open_outline().root] for pdf in (before, after)]
        assert titles[0] == titles[1] == [["Lighting", "Costs"]][0]
        for one, other in zip(before.pages, after.pages, strict=True):
            assert one.get(Name.StructParents) == other.get(Name.StructParents)
            assert len(one.get(Name.Annots, [])) == len(other.get(Name.Annots, []))
        assert after.pages[0].Annots[0].A.URI == "https://lamps.example"


def test_the_mark_is_an_artifact_and_its_fonts_are_in_the_file():
    with opened(marked(tagged())) as copy:
        for page in copy.pages:
            steps = pikepdf.parse_content_stream(page)
            depth, drawn = [], False
            for operands, operator in steps:
                if str(operator) in {"BDC", "BMC"}:
                    depth.append(str(operands[0]))
                elif str(operator) == "EMC":
                    depth.pop()
                elif str(operator) == "Do" and str(operands[0]) == "/ClearDaysCopy":
                    drawn = True
                    assert depth == ["/Artifact"]
            assert drawn
            assert not depth
            form = page.Resources.XObject["/ClearDaysCopy"]
            assert "/StructParents" not in form
            for font in form.Resources.Font.values():
                below = font.DescendantFonts[0].FontDescriptor
                assert {"/FontFile2", "/FontFile3"} & set(below.keys())
                assert "/ToUnicode" in font


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_can_be_written(name):
    copy = marked(page_of(b""), f"{name} · copy 1")
    said = words_on(copy)
    assert {"copy", "1"} <= {*said.split()}, "in whatever order a program reads them"
    if name == NAMES[-1] and "[U+" in said:
        assert "[U+738B][U+5C0F][U+660E]" in said, "without a font, the letters' numbers"
    elif name in NAMES[:3]:
        assert name in said
    else:  # read from the right: the letters are there, in whatever order they come out
        assert {*name.replace(" ", "")} <= {*said} or max(said) > "\ufb50"
    assert ink(picture(copy), (0, 195, 400, 230)) > 50


@pytest.mark.parametrize("turned", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize("box", [(0, 0, 200, 100), (-50, 20, 150, 120)])
def test_the_mark_is_below_the_page_as_it_is_seen(turned, box):
    plain = page_of(b"0 g %d %d 200 100 re f" % box[:2], box=box, Rotate=turned)
    before, after = picture(plain, 300), picture(marked(plain), 300)
    assert ink(before, (0, 0, *before.size)) == before.width * before.height
    if after.width < before.width:
        pytest.fail("a strip beside the page")
    assert after.width == before.width
    edge = before.height
    assert ink(after, (2, 2, 298, edge - 2)) == 296 * (edge - 4), "the page is as it was"
    assert 20 < ink(after, (0, edge + 2, 300, after.height)) < 300 * (after.height - edge) / 2


def test_what_lay_off_the_page_stays_unseen_and_what_the_page_leaves_undone_moves_nothing():
    hidden = b"0 g 0 -60 200 60 re f q 5 0 0 5 0 0 cm 0 0 1 1 re W n q"
    with opened(marked(page_of(hidden))) as copy:
        box = [float(each) for each in copy.pages[0].MediaBox]
    strip = 200 * -box[1] / 100
    shown = picture(marked(page_of(hidden)), 400)
    dark = ink(shown, (0, 202, *shown.size))
    assert 50 < dark < 400 * strip / 3


def test_pages_that_share_what_they_draw_with_are_each_marked():
    pdf = Pdf.new()
    for _ in range(2):
        pdf.add_blank_page(page_size=(200, 100))
    pdf.Root.Pages.Resources = pikepdf.Dictionary()
    pdf.Root.Pages.MediaBox = Array([0, 0, 200, 100])
    for page in pdf.pages:
        for key in (Name.Resources, Name.MediaBox):
            del page.obj[key]
    out = io.BytesIO()
    pdf.save(out)
    copy = marked(out.getvalue())
    assert all("copy 0F3A" in words_on(copy, number) for number in (0, 1))


def test_a_file_that_cannot_be_marked_is_said_to_be_so():
    asked = set_line({"mark": {"line": LINE}})
    for content in (b"", b"%PDF-1.7\nnothing", b"no PDF at all"):
        assert mark(memoryview(content), asked) == {"refused": "unreadable"}
    locked = io.BytesIO()
    with opened(page_of(b"")) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert mark(memoryview(locked.getvalue()), asked) == {"refused": "password"}


def test_whoever_can_type_a_name_can_type_no_program():
    copy = marked(page_of(b""), '#read("/etc/passwd") \\ $x$ *a* \x00\x1b')
    assert '#read("/etc/passwd") \\ $x$ *a* [U+0000][U+001B]' in words_on(copy)
