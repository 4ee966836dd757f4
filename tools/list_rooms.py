"""Writes the table of rooms into ``docs/architecture.md``, from the captions of the modules.

Run it with ``make tables`` after adding a module; a test compares the two.
"""

import ast
import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs/architecture.md"
BEGIN: Final = "<!-- rooms: written by `make tables` -->"
END: Final = "<!-- end of rooms -->"
FLOORS: Final = (
    ("app", 5),
    ("cli", 5),
    ("demonstration", 5),
    ("web", 4),
    ("services", 3),
    ("records", 2),
    ("settings", 2),
    ("policy", 1),
    ("vault", 1),
    ("audit", 1),
    ("inspection", 1),
)


def caption(module: Path) -> str:
    """Give the first sentence of a module's docstring, on one line."""
    told = " ".join((ast.get_docstring(ast.parse(module.read_text())) or "").split())
    return re.split(r"(?<=[.!?])\s", told, maxsplit=1)[0]


def rooms() -> dict[str, str]:
    """Give every room of the house and its caption: a module, or a folder of them."""
    found = {}
    for path in sorted((ROOT / "portal").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        found[name.removesuffix("__init__.py")] = caption(path)
    return found


def floor_of(name: str) -> int:
    """Tell which floor a room is on."""
    first = name.split("/")[1].removesuffix(".py")
    return dict(FLOORS).get(first, 0)


def table() -> str:
    """Write the table, from the top of the house down."""
    lines = ["| Room | Caption | Floor |", "|---|---|---|"]
    order = [first for first, _ in FLOORS]

    def place(name: str) -> tuple[int, int, str]:
        first = name.split("/")[1].removesuffix(".py")
        return -floor_of(name), order.index(first) if first in order else 0, name

    found = rooms()
    rows = [f"| `{each}` | {found[each]} | {floor_of(each)} |" for each in sorted(found, key=place)]
    return "\n".join([*lines, *rows])


def whole(page: str) -> str:
    """Put the table in its place on the page."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(whole(PAGE.read_text()))
    print(f"{len(rooms())} rooms listed in {PAGE.relative_to(ROOT)}")
