"""What no template may do, whoever writes it."""

import re

import pytest

from tests.support.tree import name_of, written

TEMPLATES = tuple(path for path in written() if name_of(path).startswith("templates/"))
FORBIDDEN = {
    "marks something safe": re.compile(r"\|\s*safe\b"),
    "turns escaping off": re.compile(r"autoescape\s+false"),
    "holds a script of its own": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "holds a style of its own": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "holds an event handler": re.compile(r"<[^>{]*\son[a-z]+\s*=", re.IGNORECASE),
    "loads from elsewhere": re.compile(r"""(?:src|srcset)\s*=\s*["']?(?:https?:)?//"""),
}


@pytest.mark.parametrize(
    ("what", "example"),
    [
        ("marks something safe", "{{ title | safe }}"),
        ("turns escaping off", "{% autoescape false %}"),
        ("holds a script of its own", "<script>alert(1)</script>"),
        ("holds a style of its own", '<p style="color: red">'),
        ("holds an event handler", '<a href="/" onclick="x()">'),
        ("loads from elsewhere", '<img src="https://pictures.example/1.png">'),
    ],
)
def test_the_patterns_find_what_they_are_for(what, example):
    assert FORBIDDEN[what].search(example)
    assert not FORBIDDEN[what].search('<script type="module" src="/static/portal.js"></script>')


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_template_does_what_none_may(path):
    content = path.read_text()
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(content)] == []
