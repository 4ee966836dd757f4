"""Adding papers by the clerk's door, through the real server, watched while they arrive."""

import re
from typing import Final

from portal.inspection import office
from tests.canaries.journey import CLERK, EDGE, PREVENT, Journey, watched
from tests.canaries.spreading import SIZES, with_canaries
from tests.canaries.visiting import Answer, Visitor, hidden
from tests.uploads.office_files import a_document

MULTIPART: Final = f"multipart/form-data; boundary={EDGE.decode()}"
REFUSED: Final = 422


def add_papers(journey: Journey) -> None:
    """Add a restricted paper of each size, have some refused, and give one up."""
    clerk = journey.visitor(CLERK, may=True)
    word = journey.stage.closed
    start = f"/clerk/items/{journey.spread.item}/papers"
    for size in SIZES:
        at = _begin(clerk, start, f"A plan of {word('sent in, title')}")
        content = _text(word(f"sent in, {size} bytes"), size)
        sent = _send(journey, clerk, at, f"{word('sent in, name')}.txt", content)
        assert sent.status == 303, sent.body.decode()
        assert word("sent in, name") in clerk.get(at).body.decode()
        published = _press(clerk, at, "publish")
        assert published.status == 303, published.body.decode()
        assert clerk.get(at).status == 404
    at = _begin(clerk, start, f"A plan of {word('sent in, title')}")
    content = with_canaries(word("refused at the door"), SIZES[-1])
    for name, rule in (
        ("x.exe", "file.type"),
        ("x.pdf", "file.mismatch"),
        ("x.docx", "file.mismatch"),
    ):
        refused = _send(journey, clerk, at, name, content)
        assert refused.status == REFUSED
        assert rule in refused.body.decode()
    name = f"{word('given up, name')}.csv"
    given = _text(word("given up"), SIZES[0])
    assert _send(journey, clerk, at, name, given).status == 303
    assert _press(clerk, at, "drop").status == 303


def convert_one(journey: Journey) -> bool:
    """Have a PDF made of an office file, publish and read it; say whether it can be made here."""
    if office.way() is None:
        return False
    clerk = journey.visitor(CLERK, may=True)
    word = journey.stage.closed
    start = f"/clerk/items/{journey.spread.item}/papers"
    at = _begin(clerk, start, f"A plan of {word('converted, title')}")
    name = f"{word('converted, name')}.docx"
    sent = _send(journey, clerk, at, name, a_document(f"It says {word('converted, text')} here."))
    assert sent.status == 303, sent.body.decode()
    converted = _press(clerk, at, "convert")
    assert converted.status == 303, converted.body.decode()
    assert f"{word('converted, name')}.pdf" in clerk.get(at).body.decode()
    paper = _press(clerk, at, "publish").header("Location").rpartition("/")[2]
    reader = journey.visitor(PREVENT, may=True)
    assert word("converted, title").encode() in reader.read_restricted(paper).body
    text = reader.get(f"/papers/{paper}/read/text")
    assert word("converted, text").encode() in text.body
    return True


def _text(canary: str, size: int) -> bytes:
    """Give a file that is a text from its first byte."""
    beginning = b"The text"
    return beginning + with_canaries(canary, size)[len(beginning) :]


def _begin(clerk: Visitor, start: str, title: str) -> str:
    page = clerk.get(start)
    text = page.body.decode()
    chosen = re.search(r'name="access" type="radio" value="([0-9a-f-]{36})"', text)
    assert chosen, text
    begun = clerk.post(
        start,
        csrf_token=hidden(page, "csrf_token"),
        what="new",
        title=title,
        kind="report",
        access=chosen[1],
    )
    assert begun.status == 303, begun.body.decode()
    return begun.header("Location")


def _send(journey: Journey, clerk: Visitor, at: str, name: str, content: bytes) -> Answer:
    token = hidden(clerk.get(at), "csrf_token")
    head = b"--%b\r\nContent-Disposition: form-data; name=" % EDGE
    body = b"".join(
        (
            head + b'"csrf_token"\r\n\r\n%b\r\n' % token.encode(),
            head + b'"file"; filename="%b"\r\n\r\n%b' % (name.encode(), content),
            b"\r\n--%b--\r\n" % EDGE,
        )
    )
    headers = {"Content-Type": MULTIPART}
    if len(content) != SIZES[1]:  # that one comes in chunks, of which nobody knows how many
        headers["Content-Length"] = str(len(body))
    arriving = watched(body, journey.stage)
    return clerk.ask("POST", f"{at}/file", body=arriving, headers=headers)


def _press(clerk: Visitor, at: str, what: str) -> Answer:
    page = clerk.get(at)
    return clerk.post(f"{at}/{what}", csrf_token=hidden(page, "csrf_token"))
