"""What is looked for in a file: the policy's markings, a body's names and closed phrases."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from portal.inspection.leaks.content.phrases import SIZE
from portal.policy.markings import PRINTED, Meaning
from portal.records.tables import AgendaItem, Body, Compartment, LeakPhrases
from portal.services.leak_check.watching_for import Watch
from portal.services.work import Work

MOST_HASHES: Final = 400_000
"""Of a body's closed phrases that are looked for; the newest papers' come first."""


def markings_wanted(*, public: bool) -> list[dict[str, str]]:
    """Give the markings to look for: all in what is to be open, else those held nowhere."""
    return [
        {"mark": meaning.value, "pattern": pattern}
        for meaning, pattern in PRINTED
        if public or meaning is Meaning.OUTSIDE
    ]


def asked_without_a_record(media_type: str = "") -> dict[str, Any]:
    """Give what is looked for in a file of which no body is known."""
    return {
        "media_type": media_type,
        "access": "public",
        "names": [],
        "markings": markings_wanted(public=True),
    }


def asked_for(  # noqa: PLR0913 -- what is asked of a file is these things, each by name
    work: Work,
    body: UUID,
    watch: Watch,
    *,
    media_type: str,
    public: bool,
    meeting: str = "",
    but_of: Collection[UUID] = (),
) -> Mapping[str, Any]:
    """Give what is looked for in a file of a body's.

    :param meeting: as :func:`meeting_of` gives it.
    :param but_of: versions whose phrases are the file's own, so that they betray nobody.
    """
    return {
        "media_type": media_type,
        "access": "public" if public else "restricted",
        "markings": markings_wanted(public=public),
        "names": list(watch.names) if public else [],
        "known": known_of(work, body),
        "phrases": {
            "key": watch.key.hex(),
            "meeting": meeting,
            "hashes": hashes_of(work, body, but_of) if public else [],
        },
    }


def meeting_of(work: Work, item: UUID | None, compartment: UUID) -> str:
    """Name the meeting of an item, among whose closed figures those of a file belong.

    No meeting, where the file lies in a sensitive compartment: whoever has the body's key, or may
    send in files, can try every figure there is, and must learn none from there.
    """
    sensitive = select(Compartment.sensitive).where(Compartment.id == compartment)
    if item is None or work.session.scalar(sensitive):
        return ""
    meeting = work.session.scalar(select(AgendaItem.meeting_id).where(AgendaItem.id == item))
    return "" if meeting is None else meeting.hex


def known_of(work: Work, body: UUID) -> list[str]:
    """Give the telephone numbers that the body itself makes public."""
    telephone = work.session.scalar(select(Body.clerk_telephone).where(Body.id == body))
    return [telephone] if telephone else []


def hashes_of(work: Work, body: UUID, but_of: Collection[UUID] = ()) -> Sequence[str]:
    """Give the hashes of a body's closed phrases, in hexadecimal, each once.

    What another closed paper says too is told of, whatever is left out.
    """
    rows = work.session.scalars(
        select(LeakPhrases.hashes)
        .where(LeakPhrases.body_id == body, LeakPhrases.version_id.not_in(but_of))
        .order_by(LeakPhrases.kept_at.desc(), LeakPhrases.version_id)
    )
    found: dict[str, None] = {}
    for packed in rows:
        for at in range(0, len(packed), SIZE):
            found[packed[at : at + SIZE].hex()] = None
        if len(found) >= MOST_HASHES:
            break
    return list(found)[:MOST_HASHES]
