"""Who is behind a request's cookie at this moment, as the record and the directory have it."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from portal.errors import LogUnavailable
from portal.records.engines import WRITING
from portal.records.journal import Journal
from portal.services.directory.accounts import Account
from portal.services.directory.graph import DirectoryUnavailable
from portal.services.sign_in.desk import Desk
from portal.services.sign_in.endings import note_ended
from portal.services.sign_in.sessions import (
    Ended,
    LiveSession,
    end_sessions_before,
    end_sessions_of,
    find_session,
)
from portal.services.sign_in.snapshots import FRESH_FOR, is_fresh, keep_snapshot

LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """Where every request of somebody signed in is looked at first."""

    desk: Desk
    journal: Journal

    def visit(self, session: Session, token: str, at: datetime) -> LiveSession | None:
        """Find the live session of a token, asking the directory if its last word is old.

        Called first thing in a request, and leaves nothing under way in ``session``.  If the
        directory cannot be asked, the session is given as it stands: what needs a fresh word
        will miss it.

        :returns: ``None`` if nobody is signed in with this token, or not any more.
        """
        live = find_session(session, token, self.desk.limits, at)
        if live is None or live.emergency or is_fresh(live.checked_at, at):
            return live
        if live.object_id is None:
            return None
        try:
            accounts = self.desk.directory.accounts
            account = accounts.look_up(live.object_id, at, within=FRESH_FOR)
        except DirectoryUnavailable:
            return live  # why, is in the operator's log
        if not self._keep(session, live, account, at):
            return None
        return replace(live, roles=account.roles, checked_at=account.checked_at)

    def _keep(self, session: Session, live: LiveSession, account: Account, at: datetime) -> bool:
        """Keep what the directory said, end what it ended, and say whether this session lasts."""
        session.connection(execution_options=dict(WRITING))
        keep_snapshot(session, live.person_id, account.roles, account.checked_at)
        ended: list[Ended] = []
        if not account.roles:
            ended = end_sessions_of(session, live.person_id, at, "directory")
        elif account.sessions_valid_from is not None:
            ended = end_sessions_before(session, live.person_id, account.sessions_valid_from, at)
        try:
            note_ended(self.journal, ended)
        except LogUnavailable:
            LOG.error("sessions were ended without a trace: the log cannot be written")  # noqa: TRY400 -- the log said why
        session.commit()
        return bool(account.roles) and live.token_hash not in {each.token_hash for each in ended}
