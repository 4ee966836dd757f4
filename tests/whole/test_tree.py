"""What may stand in the project's files, and what may not."""

import ast
import re

import pytest

from tests.support.tree import ROOT, modules, name_of, texts

LONGEST = 300
MACHINE = re.compile(r"(?<![\w.~-])/(?:root|home|Users|work)/[\w.-]+/?")
HOSTS = tuple(
    "".join(parts)
    for parts in (
        ("files.python", "hosted.org"),
        ("pypi.org", "/simple"),
        ("registry.", "npmjs.org"),
        ("registry.", "yarnpkg.com"),
        ("/opt/", "pypi"),
    )
)
LATER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
ALL_TEXTS = tuple(texts())
READ = ("portal", "tests", "tools", "benchmarks")


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}: {hit.group()}" for name, content in ALL_TEXTS for hit in pattern.finditer(content)
    ]


def test_the_patterns_find_what_they_are_for():
    assert MACHINE.search("open('/home/" + "ann/portal.db')")
    assert not MACHINE.search("https://portal.example/home/" + "page")
    assert LATER.search("# TO" + "DO: mend")


def test_no_file_names_a_place_on_somebodys_machine():
    assert found(MACHINE) == []
    assert [name for name, content in ALL_TEXTS if f"{ROOT}/" in content] == []


def test_no_file_names_a_package_registry():
    assert found(re.compile("|".join(map(re.escape, HOSTS)))) == []


def test_nothing_is_left_for_later():
    assert found(LATER) == []


@pytest.mark.parametrize("path", tuple(modules()), ids=name_of)
def test_every_module_opens_with_a_caption(path):
    caption = (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n\n")[0].strip()
    assert caption, f"{name_of(path)} opens with no caption"
    assert caption[-1] in ".:?!", f"the caption of {name_of(path)} is no sentence: {caption!r}"


@pytest.mark.parametrize("path", tuple(modules(*READ)), ids=name_of)
def test_every_module_has_a_size_one_can_read(path):
    length = len(path.read_text().splitlines())
    assert length <= LONGEST, f"{name_of(path)} has {length} lines: it is two modules"


def test_the_licence_is_given():
    licence = (ROOT / "LICENSE").read_text()
    assert licence.startswith("MIT License")
    assert "Clear Days contributors" in licence
