"""Takes the pictures in ``docs/pictures`` of the demonstration's real pages: ``make pictures``.

The demonstration must be served (``make demo``) in another terminal.
"""

import re
import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, ViewportSize, sync_playwright

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.browser import FLAGS, chromium_path  # noqa: E402 -- found only once the path says where

PICTURES: Final = ROOT / "docs/pictures"
PORTAL: Final = "http://localhost:8000"
WIDE: Final[ViewportSize] = {"width": 1100, "height": 760}
NARROW: Final[ViewportSize] = {"width": 360, "height": 760}


def sign_in(page: Page, name: str) -> None:
    """Sign in as one of the demonstration's people."""
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in with your work account").click()
    page.get_by_role("button", name=re.compile(name)).click()
    page.wait_for_url(re.compile("/me$"))


def keep(page: Page, name: str) -> None:
    """Keep what stands in the window."""
    page.screenshot(path=PICTURES / f"{name}.png")
    print(f"docs/pictures/{name}.png")


def keep_restricted_items(page: Page) -> None:
    """Keep the restricted items of the autumn meeting, as the public reads them."""
    page.goto("/boards/thornmere-community-safety")
    page.get_by_text("Minutes draft").first.locator("xpath=ancestor::li").get_by_role(
        "link"
    ).click()
    box = page.get_by_text("RESTRICTED: Domestic homicide").first.bounding_box()
    if box is None:
        raise SystemExit("The demonstration has no restricted item to take a picture of.")
    page.screenshot(
        path=PICTURES / "withheld.png",
        full_page=True,
        clip={"x": 0, "y": box["y"] - 80, "width": WIDE["width"], "height": WIDE["height"]},
    )


def take(page: Page, narrow: Page) -> None:
    """Take them all."""
    page.goto("/boards/thornmere-community-safety")
    keep(page, "board")
    keep_restricted_items(page)
    sign_in(narrow, "Finch")
    keep(narrow, "my-home")
    narrow.get_by_role("link", name=re.compile("Counter-terrorism")).first.click()
    keep(narrow, "interruption")
    narrow.get_by_role("button", name="Open the paper").click()
    keep(narrow, "restricted-paper")
    sign_in(page, "Achebe")
    page.goto("/clerk/imports")
    page.locator("main a").first.click()
    page.get_by_role("heading", name="Doubts").scroll_into_view_if_needed()
    keep(page, "import-review")


def main() -> None:
    """Open a browser, and take the pictures."""
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=list(FLAGS), chromium_sandbox=False
        )
        tabs = [browser.new_page(base_url=PORTAL, viewport=size) for size in (WIDE, NARROW)]
        take(*tabs)
        browser.close()


if __name__ == "__main__":
    main()
