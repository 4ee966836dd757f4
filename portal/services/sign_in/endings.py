"""What the log is told when sessions end."""

from collections.abc import Iterable

from portal.audit import Pseudonym, Verb
from portal.records.journal import Journal
from portal.services.sign_in.sessions import Ended


def note_ended(journal: Journal, ended: Iterable[Ended], by: Pseudonym | None = None) -> None:
    """Write down the sessions that ended, each under its person's pseudonym.

    :param by: somebody else whose act it was; the entry is theirs, and names the person.
    """
    for each in ended:
        person = journal.pseudonyms.of_person(each.person_id)
        whose = {} if by is None else {"holder": person}
        journal.note(
            actor=by or person,
            verb=Verb.SESSION_ENDED,
            detail={"reason": each.reason, "session": each.token_hash, **whose},
        )
