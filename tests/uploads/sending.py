"""Sending files through the clerk's door, as a browser does."""

import io
import re
from datetime import date

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.demonstration.documents import Document, as_pdf
from portal.records.tables import Upload
from tests.support.furnishing import DRAFT_ITEM
from tests.web.forms import token_of

START = f"/clerk/items/{DRAFT_ITEM}/papers"
NEW = {"what": "new", "title": "A plan for Wryneck Lane", "kind": "report", "access": "open"}
EDGE = "edge-of-a-part"
BODY = "Thornmere Community Safety Partnership"


class Cut:
    """A body that comes in the pieces it was cut into."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = [each for each in pieces if each]

    def read(self, size: int = -1) -> bytes:
        """Give the next piece."""
        if not self._pieces:
            return b""
        piece = self._pieces.pop(0)
        if 0 <= size < len(piece):
            self._pieces.insert(0, piece[size:])
            piece = piece[:size]
        return piece


def a_pdf(text: str = "## Summary\nIt is well.") -> bytes:
    return as_pdf(
        Document(title="A plan", author="", body=BODY, on=date(2026, 2, 3), marking="", text=text)
    )


def a_picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def begin(client, start: str = START, **said) -> str:
    """Say what a file is to be; give the address of its page."""
    answer = client.post(start, data={"csrf_token": token_of(client), **NEW, **said})
    assert answer.status_code == 303, answer.text
    return answer.location


def send(client, at: str, name: str, content: bytes, token: str | None = None):
    """Send a file by the form of an upload's page."""
    data = {
        "csrf_token": token_of(client) if token is None else token,
        "file": (io.BytesIO(content), name),
    }
    return client.post(f"{at}/file", data=data, content_type="multipart/form-data")


def press(client, address: str):
    """Press a button of a form that holds nothing else."""
    return client.post(address, data={"csrf_token": token_of(client)})


def rules_on(answer) -> list[str]:
    """Give the names of the rules that a page says were broken."""
    return re.findall(r"Rule: ([a-z.-]+)", answer.text)


def part(name: str, content: bytes, file_name: str | None = None) -> bytes:
    """Write one part of a form."""
    file = "" if file_name is None else f'; filename="{file_name}"'
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
    return head.encode() + content + b"\r\n"


END = f"--{EDGE}--\r\n".encode()


def send_raw(client, at: str, body: bytes, **named):
    """Send a body as it is."""
    named.setdefault("content_type", f"multipart/form-data; boundary={EDGE}")
    return client.post(f"{at}/file", data=body, **named)


def only(world):
    with Session(world.record) as session:
        return session.scalars(select(Upload)).one()


def blobs(tmp_path):
    return {each.name for each in (tmp_path / "papers").iterdir()}
