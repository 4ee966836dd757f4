"""Looking into a file: in the sandbox, and what was found is kept sealed beside it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.audit import Outcome, Verb
from portal.errors import NotFound
from portal.inspection import sandbox
from portal.inspection.leaks.model import Kind
from portal.policy.markings import Meaning
from portal.records.tables import (
    AgendaItem,
    FindingState,
    LeakCheck,
    LeakFinding,
    Meeting,
    Paper,
    Upload,
)
from portal.services.access.asking import an_act
from portal.services.leak_check.asking import asked_for, meeting_of
from portal.services.leak_check.gate import forget_upload
from portal.services.leak_check.watching_for import watch_of
from portal.services.uploads.own import find_own, open_file, open_names
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


def examine_upload(work: Work, upload_id: UUID) -> None:
    """Look into a file that was sent in, keep what is found, and commit.

    A file that was looked into already is not looked into again.

    :raises NotFound: if there is no such file of the asker's.
    :raises LogUnavailable, CannotOpen, KeysUnavailable: if it cannot be opened.
    """
    upload = find_own(work, upload_id)
    blob = upload.blob
    if blob is None:
        raise NotFound
    if work.session.scalar(select(LeakCheck.id).where(LeakCheck.blob == blob)) is not None:
        return
    body = body_of(work, upload.item_id)
    asked = {**_asked(work, body, upload), "title": _title(work, find_own(work, upload_id))}
    upload = find_own(work, upload_id)
    receipt, pieces = open_file(work, upload, "leaks")
    outcome = Outcome.FAILED
    try:
        looked = look_into(pieces, asked)
        outcome = Outcome.DONE
    finally:
        work.journal.conclude(receipt, outcome)
    work.session.rollback()
    _keep(work, upload_id, blob, looked)


@an_act
def _keep(work: Work, upload_id: UUID, blob: UUID, looked: Looked) -> None:
    """Keep what was found in an upload's file, unless another file has taken its place."""
    upload = find_own(work, upload_id)
    if upload.blob != blob:
        return
    forget_upload(work, upload_id)
    found = LeakCheck(
        id=uuid4(),
        body_id=body_of(work, upload.item_id),
        compartment_id=upload.compartment_id,
        upload_id=upload_id,
        blob=blob,
        public=upload.open,
        complete=looked.complete,
        sealed=b"",
        hashes=looked.hashes,
        checked_at=work.clock(),
        checked_by_id=work.principal.person,
    )
    told = [{name: each[name] for name in ("place", "words", "page")} for each in looked.findings]
    words = {"findings": json.dumps(told, ensure_ascii=False)}
    found.sealed = work.seal(upload.compartment_id, CHECK_KIND, found.id, words)
    work.session.add(found)
    work.session.flush()
    for number, each in enumerate(looked.findings):
        work.session.add(_finding(work, found, number, each))
    work.session.flush()
    work.journal.note(
        actor=work.actor,
        verb=Verb.LEAKS_CHECKED,
        objects=(upload_id,),
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


def _title(work: Work, upload: Upload) -> str:
    """Say what an open paper is to be called; of a closed one no property is looked at."""
    if not upload.open:
        return ""
    paper = work.session.get(Paper, upload.paper_id) if upload.paper_id else None
    title = open_names(work, upload).details["title"] if paper is None else paper.title
    work.session.rollback()
    return title


@an_act
def _asked(work: Work, body: UUID, upload: Upload) -> Mapping[str, Any]:
    """Give what is looked for; a body's key is made and kept where it has none."""
    asked = asked_for(
        work,
        body,
        watch_of(work, body),
        media_type=upload.media_type,
        public=upload.open,
        meeting=meeting_of(work, upload.item_id, upload.compartment_id),
    )
    work.session.commit()
    return asked


def body_of(work: Work, item_id: UUID) -> UUID:
    """Find the body whose item it is.

    :raises NotFound: if there is no such item.
    """
    found = work.session.scalar(
        select(Meeting.body_id)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(AgendaItem.id == item_id)
    )
    if found is None:
        raise NotFound
    return found
