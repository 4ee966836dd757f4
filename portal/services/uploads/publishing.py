"""Publishing a file that was checked: it becomes a paper's version, and the upload is gone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from portal.errors import Refused
from portal.inspection.kinds import ending_of
from portal.policy import Stage
from portal.records import visible
from portal.records.tables import AgendaItem, Paper, PaperKind, Upload, UploadState
from portal.services.access.asking import ItemPlace, an_act, known_item
from portal.services.conversion import convertible
from portal.services.leak_check.gate import keep_with_version, refuse_leaks
from portal.services.submitting import Submission, add_version, submit_paper
from portal.services.uploads.own import Named, find_own, open_names, opened_file
from portal.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadPage:
    """An upload, as its sender sees it."""

    id: UUID
    place: ItemPlace
    state: UploadState
    title: str = field(repr=False)
    file_name: str = field(repr=False)
    kind: PaperKind
    new: bool
    open: bool
    out: bool  # the agenda is published, so what is open is public at once
    media_type: str
    size: int
    changed_at: datetime
    convertible: bool  # an accessible PDF can be made of it here


@dataclass(frozen=True, slots=True, kw_only=True)
class FileToPublish:
    """A file as it becomes a version: its name, its type and its bytes, to be taken once."""

    file_name: str = field(repr=False)
    media_type: str
    pieces: Iterable[bytes] = field(repr=False)


def read_upload(work: Work, upload_id: UUID) -> UploadPage:
    """Read an upload of the asker's.

    :raises NotFound: if there is none.
    :raises LogUnavailable: if the log cannot be told; then nothing of it is opened.
    """
    upload = find_own(work, upload_id)
    place = known_item(work, upload.item_id)
    named = open_names(work, upload)
    paper = work.session.get(Paper, upload.paper_id) if upload.paper_id else None
    thing = visible.thing(work.session, AgendaItem, upload.item_id)
    return UploadPage(
        id=upload.id,
        place=place,
        state=upload.state,
        title=paper.title if paper is not None else named.details["title"],
        file_name=named.file_name,
        kind=upload.kind,
        new=upload.paper_id is None,
        open=upload.open,
        out=thing is not None and thing.stage is not Stage.DRAFT,
        media_type=upload.media_type,
        size=upload.size,
        changed_at=upload.changed_at,
        convertible=convertible(ending_of(named.file_name)),
    )


def ready_to_publish(work: Work, upload: Upload) -> None:
    """Hold an upload against everything that must be settled before it is published.

    It is asked within the transaction that publishes, right before anything is made of the file.

    :raises Refused: saying what is open.
    """
    if upload.state is not UploadState.CHECKED:
        raise Refused("The file has not been checked yet: have it checked first.")
    if upload.paper_id is not None:
        paper = work.session.get_one(Paper, upload.paper_id)
        if (paper.compartment_id is None) != upload.open:
            raise Refused(
                "Since you began, the paper was closed or opened to the public. Give this up and"
                " begin again."
            )
    refuse_leaks(work, upload)


def file_to_publish(upload: Upload, named: Named, pieces: Iterable[bytes]) -> FileToPublish:
    """Give the file that becomes the version: what was sent, after it was checked."""
    return FileToPublish(file_name=named.file_name, media_type=upload.media_type, pieces=pieces)


@an_act
def publish(work: Work, upload_id: UUID) -> UUID:
    """Make a checked file its paper's next version, remove the upload, commit; give the paper.

    :raises NotFound: if there is no such upload of the asker's.
    :raises Refused: if something is open; or, of an open paper, as :func:`submit_paper`.
    :raises LogUnavailable, CannotOpen, KeysUnavailable: if the file cannot be opened.
    """
    upload = find_own(work, upload_id)
    ready_to_publish(work, upload)
    named = open_names(work, upload)
    paper = upload.paper_id or _new_paper(work, upload, named)
    with opened_file(work, upload, "publish") as pieces:
        file = file_to_publish(upload, named, pieces)
        version = add_version(
            work,
            paper,
            file_name=file.file_name,
            media_type=file.media_type,
            pieces=file.pieces,
        )
    blob = upload.blob
    keep_with_version(work, upload, version)
    work.session.delete(upload)
    work.session.flush()
    work.commit()
    if blob is not None:
        work.blobs.delete(blob)
    return paper


def _new_paper(work: Work, upload: Upload, named: Named) -> UUID:
    return submit_paper(
        work,
        upload.item_id,
        Submission(
            title=named.details["title"],
            kind=upload.kind,
            author=named.details["author"],
            marking=named.details["marking"],
        ),
        restriction=upload.restriction_id,
    )
