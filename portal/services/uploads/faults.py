"""What a file is refused for on its way in: by a rule's name and in a clerk's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from portal.errors import Refused
from portal.inspection.rules import RULES as OF_STRUCTURE

RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **OF_STRUCTURE,
        "file.none": "Choose a file.",
        "file.name": (
            "The file's name is longer than 200 letters or holds signs that no name needs. Rename"
            " the file and send it again."
        ),
        "file.size": "The file is larger than may be sent here. Split it, or make the pictures"
        " in it smaller, and send it again.",
        "file.item-full": (
            "An item takes 20 files and 500 MB, and with this file it would have more. Put what is"
            " left under another item, or join files together."
        ),
        "file.too-much": (
            "You have sent 2,000 MB within a day, which is as much as one person may. Ask a"
            " colleague to send this file, or send it tomorrow."
        ),
        "file.sent-twice": (
            "The same file was sent again from another page while it arrived here. Look at it"
            " there, or send it once more."
        ),
        "form.broken": (
            "What arrived was not the form of this page. Load the page again, choose the file and"
            " send it once more."
        ),
        "form.broken-off": (
            "The file did not arrive whole: the connection broke, or was too slow. Nothing of it"
            " was kept. Send it again, from a better connection if you can."
        ),
        "conversion.failed": (
            "No accessible PDF could be made of the file. It is still here as it was sent. Save it"
            " as a tagged PDF in the program it was written with, and send that; or publish it"
            " as it is."
        ),
        "scan.infected": (
            "The scanner for harmful programs found one in the file. It was not kept. Tell"
            " whoever sent you the file, and your IT service."
        ),
    }
)
"""Every rule by which a file can be refused; each name is also what the log says."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that was broken, in words."""

    rule: str
    words: str


class NotTaken(Refused):
    """A file was refused; ``faults`` name the rules, and nothing of it is left."""

    def __init__(self, *rules: str) -> None:
        self.faults = tuple(Fault(each, RULES[each]) for each in rules)
        super().__init__(" ".join(each.words for each in self.faults))
