"""A review's published version: a paper of its own, beside drafts that stay closed for good."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from portal.errors import NotFound, Refused
from portal.policy import Classification
from portal.records.tables import Paper, Restriction
from portal.services.submitting import Submission, add_version, submit_paper
from portal.services.two_people import can_release
from portal.services.work import Work


def attach_published_version(  # noqa: PLR0913 -- a paper and its file, each by name
    work: Work,
    restriction_id: UUID,
    submission: Submission,
    *,
    file_name: str,
    media_type: str,
    pieces: Iterable[bytes],
) -> UUID:
    """Put the published version of a review before the body, open; nothing else opens.

    The drafts, and what was written for them, remain what they were.  The caller commits.

    :raises NotFound: if there is no such restriction, or the asker may not release for its body.
    :raises Refused: if it closes no review, nothing was put under it, or the file is not accepted.
    """
    restriction = work.session.get(Restriction, restriction_id)
    if restriction is None or not can_release(work.principal, restriction.body_id):
        raise NotFound
    if restriction.classification is not Classification.REV:
        raise Refused("Only a review has a published version: ask for this to be released instead.")
    under = select(Paper.item_id).where(Paper.restriction_id == restriction_id).limit(1)
    item = restriction.item_id or work.session.scalar(under)
    if item is None:
        raise Refused("Nothing has been put under this restriction: add the paper to its item.")
    paper = submit_paper(work, item, submission, restriction=None)
    add_version(work, paper, file_name=file_name, media_type=media_type, pieces=pieces)
    return paper
