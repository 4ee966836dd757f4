"""Everything that a visitor of a served portal reaches by links, each page without its secrets."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from tests.canaries.visiting import Answer, Visitor

_LINK: Final = re.compile(r'href="(/[^"#]*)')
_DRAWN_ANEW: Final = (
    re.compile('(?<=name="csrf_token" value=")[0-9a-f]+'),
    # When a copy was taken, and the number of its entry in the log, which goes on.
    re.compile("[A-Z][a-z]+day [0-9]+ [A-Z][a-z]+ [0-9]{4} [0-9:]+[ap]m(?= · copy)"),
    re.compile("(?<=copy )[0-9A-F]{4,}(?=[.<])"),
)
_LEFT_OUT: Final = ("/assets/", "/sign-")


def links_on(page: Answer) -> list[str]:
    """Give every address of the portal that a page leads to; what its forms do is no link."""
    if not page.header("Content-Type").startswith("text/html"):
        return []
    found = (each.replace("&amp;", "&") for each in _LINK.findall(page.body.decode()))
    return [each for each in found if not each.startswith(_LEFT_OUT)]


def everything_reached(visitor: Visitor, start: Iterable[str]) -> dict[str, Answer]:
    """Follow every link there is; a restricted paper is opened as its page asks."""
    found: dict[str, Answer] = {}
    waiting = list(start)
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        answer = visitor.get(address)
        paper = re.fullmatch(r"/papers/([0-9a-f-]{36})/read", address)
        if paper and answer.status == 200:
            answer = visitor.read_restricted(paper[1])
        found[address] = answer
        waiting += links_on(answer)
    visitor.answers.clear()
    return found


def told(answer: Answer) -> tuple[int, str, bytes]:
    """Give what a reader is told, without what is drawn anew each time."""
    kind = answer.header("Content-Type")
    body = answer.body
    if kind.startswith("text/html"):
        text = body.decode()
        for each in _DRAWN_ANEW:
            text = each.sub("", text)
        body = text.encode()
    return answer.status, kind, body


def files_in(answers: Mapping[str, Answer]) -> dict[str, bytes]:
    """Give the files of papers that were taken away."""
    return {
        address: answer.body
        for address, answer in answers.items()
        if re.fullmatch(r"/papers/[0-9a-f-]{36}/(?:files|read)/[0-9a-f-]{36}", address)
    }
