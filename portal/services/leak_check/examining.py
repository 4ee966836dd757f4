"""Looking into a file: in the sandbox, and what was found is kept sealed beside it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

from portal.errors import NotFound
from portal.inspection import sandbox
from portal.inspection.leaks.model import Kind
from portal.policy.markings import Meaning
from portal.records.tables import FindingState, LeakCheck, LeakFinding
from portal.services.access.asking import an_act
from portal.services.leak_check.asking import asked_for, meeting_of
from portal.services.leak_check.looked_into import LookedInto, check_of
from portal.services.leak_check.watching_for import watch_of
from portal.services.work import Work

LIMITS: Final = sandbox.Limits(seconds=120, memory=2_500_000_000, answer=60_000_000)
CHECK_KIND: Final = "leak-check"
PICTURE_KIND: Final = "leak-picture"
_UNCHECKED: Final = {
    "time": "It takes too long to look into.",
    "memory": "It takes too much memory to look into.",
    "answer": "There is too much in it to be told.",
    "crash": "It broke the program that looks into files.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What looking into a file brought."""

    findings: list[Mapping[str, Any]] = field(repr=False)
    complete: bool
    hashes: bytes = b""


def look_into(pieces: Iterable[bytes], asked: Mapping[str, Any]) -> Looked:
    """Look into a file; one that cannot be looked into is a finding of its own.

    Of a file that is to be restricted the phrases are hashed too.
    """
    tasks = {"leaks": asked}
    if asked["access"] != "public":
        phrases = {name: asked["phrases"][name] for name in ("key", "meeting")}
        tasks["phrases"] = {"media_type": asked["media_type"], "phrases": phrases}
    try:
        answer, *kept = sandbox.run_each(tasks, pieces, LIMITS)
    except sandbox.NotInspected as broke:
        found = {"kind": Kind.NOT_CHECKED.value, "place": "the whole file", "page": None}
        return Looked(
            findings=[found | {"words": _UNCHECKED[broke.cause], "mark": "", "picture": None}],
            complete=False,
        )
    hashes = (bytes.fromhex(each) for told in kept for each in told["hashes"])
    return Looked(findings=answer["findings"], complete=answer["complete"], hashes=b"".join(hashes))


def examine(work: Work, which: LookedInto, *, again: bool = False) -> None:
    """Look into a file, keep what is found, and commit.

    A file that was looked into already is not looked into again, unless that is asked for: then
    what was accepted of it must be accepted anew.

    :raises NotFound: if there is no such file that the asker may have looked into.
    :raises LogUnavailable, CannotOpen, KeysUnavailable: if it cannot be opened.
    """
    subject = which.find(work)
    if subject.blob is None:
        raise NotFound
    if not again and check_of(work, subject) is not None:
        return
    asked = _asked(work, which)
    title = which.title(work)
    work.session.rollback()
    with which.opened(work) as pieces:
        looked = look_into(pieces, {**asked, "title": title})
    work.session.rollback()
    _keep(work, which, subject.blob, looked)


@an_act
def _keep(work: Work, which: LookedInto, blob: UUID, looked: Looked) -> None:
    """Keep what was found in a file, unless another file has taken its place."""
    subject = which.find(work)
    if subject.blob != blob:
        return
    which.forget(work)
    found = LeakCheck(
        id=uuid4(),
        body_id=subject.body,
        compartment_id=subject.compartment,
        upload_id=subject.upload,
        version_id=subject.version,
        import_batch_id=subject.import_batch,
        blob=blob,
        public=subject.public,
        complete=looked.complete,
        sealed=b"",
        hashes=looked.hashes,
        checked_at=work.clock(),
        checked_by_id=work.principal.person,
    )
    told = [{name: each[name] for name in ("place", "words", "page")} for each in looked.findings]
    words = {"findings": json.dumps(told, ensure_ascii=False)}
    found.sealed = work.seal(subject.compartment, CHECK_KIND, found.id, words)
    work.session.add(found)
    work.session.flush()
    for number, each in enumerate(looked.findings):
        work.session.add(_finding(work, found, number, each))
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=which.told_as,
        objects=(which.id,),
        detail={"count": len(told), "whole": "yes" if looked.complete else "no"},
    )
    work.session.commit()


def _finding(work: Work, found: LeakCheck, number: int, told: Mapping[str, Any]) -> LeakFinding:
    row = LeakFinding(
        id=uuid4(),
        check_id=found.id,
        number=number,
        kind=Kind(told["kind"]).value,
        outside=told["mark"] == Meaning.OUTSIDE,
        state=FindingState.OPEN,
    )
    if told["picture"]:
        picture = {"png": told["picture"]}
        row.sealed_picture = work.seal(found.compartment_id, PICTURE_KIND, row.id, picture)
    return row


@an_act
def _asked(work: Work, which: LookedInto) -> Mapping[str, Any]:
    """Give what is looked for; a body's key is made and kept where it has none."""
    subject = which.find(work)
    asked = asked_for(
        work,
        subject.body,
        watch_of(work, subject.body),
        media_type=subject.media_type,
        public=subject.public,
        meeting=meeting_of(work, subject.item, subject.compartment),
        but_of=subject.own_phrases,
    )
    work.session.commit()
    return asked
