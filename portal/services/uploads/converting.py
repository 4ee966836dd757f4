"""Making an accessible PDF of an office file that was checked, and taking it in its place.

The PDF is taken as if it had been sent: sealed as it comes, and then to be checked.  Until it is
made, and if it cannot be, what was sent stays as it is.
"""

from uuid import UUID

from portal.errors import NotFound
from portal.inspection.kinds import ending_of
from portal.inspection.office import NotConverted
from portal.records.tables import Paper, UploadState
from portal.services.conversion import accessible_pdf, convertible, pieces_of
from portal.services.uploads.faults import NotTaken
from portal.services.uploads.own import find_own, open_names, opened_file
from portal.services.uploads.receiving import receive
from portal.services.work import Work


def convert(work: Work, upload_id: UUID, *, most: int) -> None:
    """Make a PDF of an upload's file, put it in the file's place, and commit.

    :param most: the largest file that is taken, in bytes.
    :raises NotFound: if there is no such file of the asker's, or none that can be converted.
    :raises NotTaken: if no PDF could be made; then the file stays.
    :raises LogUnavailable, CannotOpen, KeysUnavailable: if the file cannot be opened.
    """
    upload = find_own(work, upload_id)
    named = open_names(work, upload)
    ending = ending_of(named.file_name)
    if upload.state is not UploadState.CHECKED or not convertible(ending):
        raise NotFound
    paper = work.session.get(Paper, upload.paper_id) if upload.paper_id else None
    title = paper.title if paper is not None else named.details["title"]
    try:
        with opened_file(work, upload, "convert") as pieces:
            work.session.rollback()  # LibreOffice takes its time, and must not hold the record
            pdf = accessible_pdf(ending, pieces, title=title)
    except NotConverted:
        raise NotTaken("conversion.failed") from None
    with pdf:
        size = pdf.seek(0, 2)
        pdf.seek(0)
        receive(
            work,
            upload_id,
            sent_as=named.file_name.rpartition(".")[0] + ".pdf",
            pieces=pieces_of(pdf),
            announced=size,
            most=most,
        )
