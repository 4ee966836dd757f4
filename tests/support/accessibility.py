"""Asks axe whether a page can be used by everybody: WCAG 2.2, levels A and AA."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

SCRIPT: Final = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RUN: Final = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})"


@cache
def _script() -> str:
    return SCRIPT.read_text()


def violations(page: Page) -> list[str]:
    """List what axe holds against the page, one readable paragraph for each rule."""
    page.evaluate(_script())
    found = page.evaluate(RUN, list(TAGS))
    assert found["passes"], f"axe found nothing to check at {page.url}"
    return [_told(each) for each in found["violations"]]


def axe(page: Page) -> None:
    """Demand that axe holds nothing against the page as it stands."""
    found = violations(page)
    width = (page.viewport_size or {}).get("width")
    assert not found, f"{page.url} at {width} px:\n" + "\n".join(found)


def _told(violation: dict[str, Any]) -> str:
    places = "".join(
        f"\n    {' '.join(map(str, node['target']))}: {node['html'][:160]}"
        for node in violation["nodes"][:5]
    )
    return f"- {violation['id']} ({violation['impact']}): {violation['help']}{places}"
