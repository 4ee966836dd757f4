"""Challenges to hardware keys: random, one for each browser, answered once, within five minutes."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.records.tables import EmergencyChallenge
from portal.services.emergency.ceremonies import NotProved
from portal.services.sign_in.limits import SET_BACK
from portal.services.sign_in.transactions import digest

LIFETIME: Final = timedelta(minutes=5)
_OCTETS: Final = 32
_LONGEST: Final = 128


def challenge(session: Session, browser: str, enrolment: bytes | None, at: datetime) -> bytes:
    """Make a challenge for a browser, in the place of the one it had.

    The caller has begun to write, and commits.

    :param browser: the random value of the browser's cookie.
    :param enrolment: the digest of the link a key is registered by; ``None`` to sign in.
    :raises NotProved: if the same browser asks twice at the same moment.
    """
    session.execute(
        delete(EmergencyChallenge).where(
            (EmergencyChallenge.browser_hash == digest(browser))
            | (EmergencyChallenge.created_at <= at - LIFETIME)
        )
    )
    made = EmergencyChallenge(
        browser_hash=digest(browser),
        challenge=secrets.token_bytes(_OCTETS),
        enrolment_hash=enrolment,
        created_at=at,
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError:
        raise NotProved("a browser asked for two challenges at once") from None
    return made.challenge


def take(session: Session, browser: str, enrolment: bytes | None, at: datetime) -> bytes:
    """Take a browser's challenge out of the table.  The caller commits before it checks anything.

    :raises NotProved: if there is none, it has expired, or it was made for something else, which
        look alike from here.
    """
    if not 0 < len(browser) <= _LONGEST:
        raise NotProved("the browser sent no cookie")
    # Deleting is what decides between two that bring the same answer: one gets the row back.
    row = session.execute(
        delete(EmergencyChallenge)
        .where(EmergencyChallenge.browser_hash == digest(browser))
        .returning(
            EmergencyChallenge.challenge,
            EmergencyChallenge.enrolment_hash,
            EmergencyChallenge.created_at,
        )
    ).one_or_none()
    if (
        row is None
        or not -SET_BACK <= at - row.created_at < LIFETIME
        or row.enrolment_hash != enrolment
    ):
        raise NotProved("there is no challenge for this, or it is over five minutes old")
    taken: bytes = row.challenge
    return taken
