"""Whether a file is what its name says it is, and holds nothing that no paper may hold.

``structure(content, asked)`` is the task; ``asked["ending"]`` is the end of the file's name.  One
module looks at each family of formats and gives what it refuses; each refusal has the name of its
rule and a sentence for whoever sent the file.
"""

import base64
from collections.abc import Callable, Mapping
from typing import Any, Final

from portal.inspection.kinds import ALLOWED, Family, Format
from portal.inspection.structure import images, office, opendocument, pdf, text
from portal.inspection.structure.findings import Found, Refusal

_EXAMINERS: Final[Mapping[Family, Callable[[memoryview, Format], Found]]] = {
    Family.PDF: pdf.examine,
    Family.OFFICE: office.examine,
    Family.OPENDOCUMENT: opendocument.examine,
    Family.IMAGE: images.examine,
    Family.TEXT: text.examine,
}


def structure(content: memoryview, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Examine a file; give its type, what is refused, what was noted and a cleaned copy, if any."""
    wanted = ALLOWED.get(str(asked["ending"]))
    if wanted is None:
        return _told(None, Found(refusals=(Refusal.of("file.type"),)))
    if not content:
        return _told(wanted, Found(refusals=(Refusal.of("file.empty"),)))
    if not wanted.begins(content):
        return _told(wanted, Found(refusals=(Refusal.of("file.mismatch"),)))
    return _told(wanted, _EXAMINERS[wanted.family](content, wanted))


def _told(wanted: Format | None, found: Found) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "media_type": wanted.media_type if wanted else "",
        "kind": wanted.family.value if wanted else "",
        "refusals": [{"rule": each.rule, "words": each.words} for each in found.refusals],
        "notes": list(found.notes),
    }
    if found.cleaned is not None and not found.refusals:
        answer["cleaned"] = base64.b64encode(found.cleaned).decode()
    return answer
