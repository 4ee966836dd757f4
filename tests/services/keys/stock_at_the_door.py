"""Something sealed in the columns of uploads and of what they tell besides."""

from uuid import UUID, uuid4

from sqlalchemy import select

from portal.records.tables import (
    FindingState,
    LeakCheck,
    LeakFinding,
    LeakWatch,
    Paper,
    PaperKind,
    Upload,
    UploadState,
)
from portal.services.work import Work
from tests.support.furnishing import BOARD, CANARY, CLERK, NOW

CONTENT = b"a file at the door"


def at_the_door(work: Work, compartment: UUID) -> None:
    """Keep an upload, what was found in it, and the body's watch list."""
    paper = work.session.scalars(
        select(Paper).where(Paper.compartment_id == compartment).limit(1)
    ).one()
    upload = _upload(work, compartment, paper)
    check = LeakCheck(
        id=uuid4(),
        body_id=BOARD,
        compartment_id=compartment,
        upload_id=upload.id,
        blob=uuid4(),
        public=False,
        complete=True,
        checked_at=NOW,
        checked_by_id=CLERK,
        sealed=b"",
    )
    check.sealed = work.seal(compartment, "leak-check", check.id, {"words": CANARY})
    finding = LeakFinding(
        id=uuid4(),
        check_id=check.id,
        number=1,
        kind="comment",
        outside=False,
        state=FindingState.ACCEPTED,
        accepted_by_id=CLERK,
        accepted_at=NOW,
    )
    finding.sealed_picture = work.seal(compartment, "leak-picture", finding.id, {"png": CANARY})
    finding.sealed_reason = work.seal(compartment, "leak-reason", finding.id, {"reason": CANARY})
    watch = LeakWatch(id=BOARD, changed_at=NOW)
    watch.sealed = work.seal(compartment, "leak-watch", BOARD, {"names": CANARY})
    work.session.add(check)
    work.session.flush()
    work.session.add_all((finding, watch))
    work.session.flush()


def _upload(work: Work, compartment: UUID, paper: Paper) -> Upload:
    upload = Upload(
        id=uuid4(),
        item_id=paper.item_id,
        compartment_id=compartment,
        person_id=CLERK,
        open=False,
        kind=PaperKind.REPORT,
        changed_at=NOW,
    )
    upload.sealed = work.seal(compartment, "upload", upload.id, {"title": CANARY})
    work.session.add(upload)
    work.session.flush()
    return upload


def send_a_file(work: Work) -> Upload:
    """Have the file of the upload arrive."""
    upload = work.session.scalars(select(Upload)).one()
    sealer = work.file_sealer(upload.compartment_id, upload.id, "upload")
    blob = uuid4()
    work.blobs.write(blob, [sealer.update(CONTENT), sealer.finish()])
    name = work.seal(upload.compartment_id, "upload-name", upload.id, {"file_name": CANARY})
    upload.blob, upload.state = blob, UploadState.WAITING
    upload.media_type = "application/pdf"
    upload.size, upload.sealed_size = sealer.size, sealer.sealed_size
    upload.sealed_key, upload.sealed_name = sealer.sealed_key, name
    work.commit()
    return upload
