"""Office files become tagged PDFs by the real LibreOffice, which sees and leaves nothing."""

import io
import subprocess
from contextlib import nullcontext
from pathlib import Path

import pikepdf
import pytest

from portal.inspection import office, sandbox
from portal.inspection.office import NotConverted
from portal.services.conversion import accessible_pdf, convertible
from tests.uploads.office_files import a_document, a_presentation, a_text, a_workbook

pytestmark = pytest.mark.usefixtures("libreoffice")
WORDS = "Nightjar lane lamps"
WAYS = {"bubblewrap": office._by_bubblewrap, "unshare": office._by_unshare}  # noqa: SLF001 -- each


@pytest.fixture
def libreoffice():
    if office.way() is None:
        pytest.skip("LibreOffice, with bubblewrap or user namespaces")


def lying_about() -> set[str]:
    return {each.name for place in ("/tmp", "/dev/shm") for each in Path(place).iterdir()}  # noqa: S108 -- looked at


def words_in(pdf: bytes) -> str:
    found = sandbox.run("text", [pdf], {"media_type": "application/pdf"})
    return " ".join(" ".join(found["pages"]).split())


@pytest.mark.parametrize(
    ("ending", "content"),
    [(".docx", a_document(WORDS)), (".odp", a_presentation(WORDS)), (".odt", a_text(WORDS))],
    ids=["docx", "odp", "odt"],
)
def test_it_is_tagged_titled_and_in_a_language_and_nothing_of_it_is_left(ending, content):
    assert convertible(ending)
    before = lying_about()
    with accessible_pdf(ending, [content], title="The lamps of Mill Lane") as made:
        pdf = made.read()
    assert WORDS in words_in(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert opened.Root.StructTreeRoot.K
        assert str(opened.Root.Lang)
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        assert str(opened.docinfo["/Title"]) == "The lamps of Mill Lane"
        with opened.open_metadata() as told:
            assert told["dc:title"] == "The lamps of Mill Lane"
            assert told["pdfuaid:part"] == "1"
    after = lying_about()
    assert not {each for each in after - before if "lu" in each or "soffice" in each.lower()}
    assert not (Path.home() / ".config" / "libreoffice" / "paper").exists()


@pytest.mark.parametrize("way", WAYS)
def test_each_way_sees_neither_the_network_nor_anybodys_files(way, tmp_path):
    words = WAYS[way]()
    if words is None:
        pytest.skip(way)
    (tmp_path / "secret").write_text(WORDS)
    script = f"""
        ls {tmp_path} && echo seen; ls /root /home /etc/passwd && echo seen
        cat /proc/net/dev | grep -v lo: | grep : && echo seen
        ls /proc | grep -c '^[0-9]' ; touch /usr/left && echo seen; touch /tmp/mine && echo mine
    """
    if not office._run_quietly([*words, "exit 0", "sh"]):  # noqa: SLF001 -- as way() does
        pytest.skip(f"{way}: the kernel does not allow it here")
    said = subprocess.run(  # noqa: S603 -- our own words
        [*words, script, "sh"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "SEEN": " ".join(office._SEEN)},  # noqa: SLF001
    ).stdout
    assert "seen" not in said
    assert "mine" in said
    assert int(said.split()[0]) < 10, "no process but its own"
    assert not Path("/tmp/mine").exists()  # noqa: S108 -- it was another /tmp


def test_a_workbook_is_converted_only_by_a_libreoffice_that_tags_tables():
    """Version 7.4 draws them well, and says nothing of rows and cells: that serves nobody."""
    with office.convert(".xlsx", [a_workbook(WORDS)]) as drawn:
        pdf = drawn.read()
    assert WORDS in words_in(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        tagged = "/StructTreeRoot" in opened.Root
    refused = nullcontext() if tagged else pytest.raises(NotConverted, match="failed")
    with refused, accessible_pdf(".xlsx", [a_workbook(WORDS)], title="") as made:
        assert made.read(5) == b"%PDF-"


def test_what_is_no_office_file_is_not_converted():
    with pytest.raises(NotConverted, match="failed"):
        accessible_pdf(".docx", [b"PK\x03\x04 not a document"], title="")
    with pytest.raises(NotConverted, match="missing"):
        accessible_pdf(".pdf", [b"%PDF-1.7"], title="")


def test_where_there_is_no_libreoffice_nothing_is_offered(monkeypatch):
    monkeypatch.setattr(office, "way", lambda: None)
    assert not convertible(".docx")
    with pytest.raises(NotConverted, match="missing"):
        accessible_pdf(".docx", [a_document(WORDS)], title="")
