"""The project's own files, for the tests that police them."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
MADE: Final = frozenset(
    {".git", ".venv", "node_modules", "instance", "built", "__pycache__", ".hypothesis"}
)
"""Folders that hold what was made or fetched, not what was written."""
CODE: Final = ("portal", "tests", "tools", "benchmarks", "migrations", "config.py", "wsgi.py")


def written() -> Iterator[Path]:
    """Give every file that somebody wrote."""
    yield from _below(ROOT)


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or path.name in MADE or path.name.endswith("_cache"):
            continue
        if path.is_dir():
            yield from _below(path)
        else:
            yield path


def texts() -> Iterator[tuple[str, str]]:
    """Give the name and the content of every file that holds text."""
    for path in written():
        content = path.read_bytes()
        if b"\0" not in content:
            yield name_of(path), content.decode(errors="replace")


def modules(*folders: str) -> Iterator[Path]:
    """Give every Python module under some of the folders, or under all that hold code."""
    for path in written():
        if path.suffix == ".py" and name_of(path).split("/")[0] in (folders or CODE):
            yield path


def name_of(path: Path) -> str:
    """Name a file as it is seen from the root of the project."""
    return path.relative_to(ROOT).as_posix()


def imported_by(path: Path) -> Iterator[str]:
    """Give the full name of every module that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
