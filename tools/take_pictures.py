"""Takes the pictures in ``docs/pictures`` of the demonstration's real pages.

The demonstration must be served (``make demo``) in another terminal; if it is served elsewhere
than at http://localhost:8000, give its address: ``python tools/take_pictures.py ADDRESS``.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import typst
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.browser import FLAGS, chromium_path  # noqa: E402 -- found only once the path says where

PICTURES: Final = ROOT / "docs/pictures"
BOARD: Final = "/boards/thornmere-community-safety"
COMMITTEE: Final = "/boards/thornmere-scrutiny"
COLOURS: Final = 128  # enough for letters and flat surfaces, at a third of the size
WIDE: Final[ViewportSize] = {"width": 1280, "height": 860}
NARROW: Final[ViewportSize] = {"width": 320, "height": 720}
CHOICES: Final = (("The minutes", "The actions"), ("Exempt",), ("Paragraph 3: ",))
WORDS: Final = (
    "The firms would learn what each of them offers while the price is still talked about.",
    "Residents pay for it, and may ask what they get.",
    "The price would rise before anything is signed.",
    "Until it is signed the second weighs more; afterwards it can be published.",
)
COVERED: Final = """
#set page(width: 16cm, height: 9cm)
#let covered(words) = context box[
  #words#place(top + left, dy: -1pt, rect(width: measure(words).width, height: 1em, fill: black))
]
= Costs of the outreach service
Two firms made an offer. The lower was that of #covered[Sandpiper Outreach Ltd], at
#covered[£184,350] a year for three years.

The board is asked to note the range of the offers.
"""


class Photographer:
    """Opens the demonstration's pages as its people, and keeps what stands in the window."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address

    @contextmanager
    def page_of(self, name: str = "", *, narrow: bool = False) -> Iterator[Page]:
        """Open a page in a profile of its own, signed in as somebody or as nobody."""
        context = self._browser.new_context(
            base_url=self._address, viewport=NARROW if narrow else WIDE
        )
        page = context.new_page()
        if name:
            page.goto("/sign-in")
            page.get_by_role("button", name="Sign in with your work account").click()
            page.get_by_role("button", name=re.compile(name)).click()
            page.wait_for_url(re.compile("/me$"))
        yield page
        context.close()


def keep(page: Page, name: str, *, below: float = 0) -> None:
    """Keep what stands in the window, or a window's height below a line of the page."""
    size = page.viewport_size or WIDE
    path = PICTURES / f"{name}.png"
    page.screenshot(
        path=path,
        full_page=True,
        clip={"x": 0.0, "y": below, "width": size["width"], "height": size["height"]},
    )
    with Image.open(path) as taken:
        taken.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(f"docs/pictures/{name}.png, {path.stat().st_size // 1000} kB")


def height_of(page: Page, words: str) -> float:
    """Say how far down a page some words stand."""
    box = page.locator("main").get_by_text(words).first.bounding_box()
    if box is None:
        raise SystemExit(f"The demonstration does not say “{words}” where a picture wants it.")
    return max(0.0, box["y"] - 60)


def held_meeting(page: Page, board: str) -> str:
    """Go to the latest meeting of a board that was held; give its address."""
    page.goto(board)
    line = page.get_by_text("Minutes draft").first.locator("xpath=ancestor::li")
    line.get_by_role("link").click()
    page.wait_for_url(re.compile("/meetings/"))
    return page.url


def of_the_public(photographer: Photographer) -> None:
    """Keep what everybody sees."""
    with photographer.page_of() as page:
        page.goto(BOARD)
        keep(page, "board")
        held_meeting(page, BOARD)
        keep(page, "withheld", below=height_of(page, "RESTRICTED: Domestic homicide"))
        page.goto("/restricted")
        keep(page, "register", below=height_of(page, "Show only"))
    with photographer.page_of(narrow=True) as page:
        page.goto("/ask")
        keep(page, "ask")


def of_members(photographer: Photographer) -> None:
    """Keep what a member sees on a telephone."""
    with photographer.page_of("Finch", narrow=True) as page:
        keep(page, "my-home")
        page.get_by_role("button", name="Confirm that it is you").first.click()
        page.get_by_role("button", name=re.compile("Confirm: I am")).click()
        page.wait_for_url(re.compile("/me$"))
        page.get_by_role("link", name=re.compile("Counter-terrorism")).first.click()
        keep(page, "interruption")
        page.get_by_role("button", name="Open the paper").click()
        keep(page, "restricted-paper")


def of_officers(photographer: Photographer) -> None:
    """Keep what clerks and auditors see."""
    with photographer.page_of("Achebe") as page:
        page.goto("/clerk/imports")
        page.locator("main a").first.click()
        keep(page, "import-review", below=height_of(page, "Doubts"))
        answer_the_form(page)
        keep(page, "restrict-check")
        send_what_tells_too_much(page)
        keep(page, "leaks", below=height_of(page, "What the file tells besides"))
    with photographer.page_of("Marsh-Okafor") as page:
        meeting = held_meeting(page, COMMITTEE).rpartition("/")[2]
        page.goto(f"/clerk/meetings/{meeting}/desk")
        keep(page, "desk")
    with photographer.page_of("Clarke-Patel") as page:
        page.goto("/ig/who")
        about = page.locator("main li, main tr").filter(has_text="Procurement of the outreach")
        about.locator("a[href^='/ig/who/paper/']").first.click()
        page.wait_for_url(re.compile("/ig/who/paper/"))
        on = page.evaluate("new Date(Date.now() - 20 * 864e5).toISOString().slice(0, 10)")
        page.goto(f"{page.url}?on={on}&at=12:30")  # while the glass was broken
        keep(page, "who-could-have")


def covered() -> bytes:
    """Give a PDF in which a name and a sum stand under black boxes, and can be copied."""
    made = typst.compile(COVERED.encode(), format="pdf")
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def send_what_tells_too_much(page: Page) -> None:
    """Send in a file with words under a black box, and go to what was found in it."""
    page.goto(BOARD)
    page.locator("main a[href^='/meetings/']").first.click()
    page.get_by_role("link", name=re.compile("Drug and alcohol services")).first.click()
    page.get_by_role("link", name="Add a paper to this item").click()
    page.get_by_label("Title").fill("Costs of the outreach service")
    page.get_by_label("Open to the public").check()
    page.get_by_role("button", name="Continue to the file").click()
    page.get_by_label("The file", exact=True).set_input_files(
        {"name": "costs.pdf", "mimeType": "application/pdf", "buffer": covered()}
    )
    page.get_by_role("button", name="Send the file").click()
    page.get_by_role("button", name="See what was found").click()
    page.wait_for_load_state("networkidle")


def answer_the_form(page: Page) -> None:
    """Answer every question of the form that restricts an item of the board's next meeting."""
    page.goto(BOARD)
    page.locator("main a[href^='/meetings/']").first.click()
    page.get_by_role("link", name=re.compile("Drug and alcohol services")).first.click()
    page.get_by_role("link", name="Restrict this item").click()
    page.get_by_role("button", name="Start now").click()

    def go_on() -> None:
        page.get_by_role("button", name="Continue").click()

    for labels in CHOICES:
        for label in labels:
            page.get_by_label(label).first.check()
        go_on()
    for legend in ("Must it be registered", "Is it about development"):
        page.get_by_role("group", name=re.compile(legend)).get_by_label("No").check()
    go_on()
    page.get_by_label("No", exact=True).check()
    go_on()
    for words in WORDS:
        page.locator("main textarea").first.fill(words)
        go_on()
    page.get_by_label("Their name").fill("Helena Marsh-Okafor")
    page.get_by_label("Proper officer").check()
    go_on()
    page.get_by_label("General").check()
    for _ in range(3):
        go_on()
    page.locator("main textarea").first.fill("Both sides were weighed, and it can be read later.")
    go_on()


def main() -> None:
    """Open a browser, and take the pictures."""
    address = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=list(FLAGS), chromium_sandbox=False
        )
        photographer = Photographer(browser, address)
        for series in (of_the_public, of_members, of_officers):
            series(photographer)
        browser.close()


if __name__ == "__main__":
    main()
