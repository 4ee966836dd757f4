"""What the log is told when sessions end."""

from collections.abc import Iterable

from portal.audit import Verb
from portal.records.journal import Journal
from portal.services.sign_in.sessions import Ended


def note_ended(journal: Journal, ended: Iterable[Ended]) -> None:
    """Write down the sessions that ended, each under its person's pseudonym."""
    for each in ended:
        journal.note(
            actor=journal.pseudonyms.of_person(each.person_id),
            verb=Verb.SESSION_ENDED,
            detail={"reason": each.reason, "session": each.token_hash},
        )
