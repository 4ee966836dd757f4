"""Signing in and out, from the first click to the last: one function for each step of the way."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from portal.audit import NOBODY, Verb
from portal.errors import PortalError
from portal.services.directory.graph import DirectoryUnavailable
from portal.services.sign_in import references, sessions, transactions
from portal.services.sign_in.binding import person_let_in
from portal.services.sign_in.code_flow import authorisation_address, exchange
from portal.services.sign_in.desk import Desk
from portal.services.sign_in.endings import note_ended
from portal.services.sign_in.id_token import Expectation, Identity, validate_id_token
from portal.services.sign_in.kinds import ask_two_officers
from portal.services.sign_in.provider import Provider
from portal.services.sign_in.refusals import (
    Check,
    Problem,
    ProviderNotTrusted,
    ProviderUnreachable,
    SignInRefused,
    problem_named_by,
)
from portal.services.sign_in.sessions import LiveSession, Opening
from portal.services.sign_in.snapshots import keep_snapshot
from portal.services.sign_in.transactions import Purpose, Transaction
from portal.services.work import Work

_log: Final = logging.getLogger(__name__)


class TurnedAway(PortalError):
    """A sign-in came to nothing.  Holds what the person may be told, and a reference."""

    def __init__(self, problem: Problem, reference: str) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.reference = reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the browser brought back from the provider: each parameter that came exactly once.

    A parameter that came twice is a fault of its own, since readers disagree on which counts.
    """

    state: str = ""
    code: str = field(default="", repr=False)
    error: str = ""
    error_description: str = field(default="", repr=False)
    issuer: str = ""
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """What a browser brings to the door besides the provider's answer."""

    mark: str = field(repr=False)  # the random value of its cookie; empty if it sent none
    token: str = field(repr=False, default="")  # of the session it came with, which ends
    words: str = ""  # such as "Firefox on Windows"
    visit: LiveSession | None = None  # that session, if it is live


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Somebody signed in: who, the token for the browser's cookie, and where to go on."""

    person: UUID
    token: str = field(repr=False)
    return_to: str


def begin_sign_in(
    work: Work, desk: Desk, *, browser: str, purpose: Purpose, hints: Mapping[str, str]
) -> str:
    """Begin a sign-in, or a step-up, and give the provider's address to send the browser to.

    :param browser: the random value of the browser's cookie.
    :param hints: what helps the person to the right account (``login_hint``, ``domain_hint``).
    :raises TurnedAway: if the provider cannot be reached, or is not the one configured.
    """
    at, provider = work.clock(), desk.provider
    try:
        endpoints = provider.endpoints(at)
    except (ProviderUnreachable, ProviderNotTrusted) as fault:
        raise _turned_away(work, _out_of_order(fault)) from None
    _write_anew(work)
    begun = transactions.begin(
        work.session,
        browser=browser,
        tenant=provider.settings.tenant,
        purpose=purpose,
        at=at,
    )
    work.session.commit()
    return authorisation_address(provider.settings, endpoints, begun, hints)


def finish_sign_in(work: Work, desk: Desk, answer: Answer, browser: Browser) -> Arrival:
    """Finish a sign-in with what the browser brought back.

    :raises TurnedAway: if anything at all is amiss; exactly one entry in the log says which
        check failed, and nothing of what was presented.  (Another entry says so if two officers
        are asked whether an account that changed its kind is still the same person's.)
    :raises LogUnavailable: if the log cannot be written; then nobody is signed in.
    """
    try:
        transaction = _take(work, desk.provider, answer, browser.mark)
        identity = _identify(work, desk, answer, transaction)
        try:
            return _welcome(work, desk, identity, browser, transaction)
        except SignInRefused as refused:
            if refused.check is Check.SAME_KIND:
                _write_anew(work)
                ask_two_officers(work, identity)
            raise
    except SignInRefused as refused:
        raise _turned_away(work, refused) from None
    except (ProviderUnreachable, ProviderNotTrusted) as fault:
        raise _turned_away(work, _out_of_order(fault)) from None


def sign_out(work: Work, desk: Desk, *, token: str, organisation: str) -> str:
    """End a session here, and give the address at which it ends with the provider too.

    :param organisation: what the provider is to hand back (``state``, OpenID Connect
        RP-Initiated Logout section 2); empty for nothing.
    """
    _write_anew(work)
    ended, login_hint = sessions.end_session(work.session, token, work.clock())
    note_ended(work.journal, ended)
    work.session.commit()
    settings = desk.provider.settings
    try:
        endpoints = desk.provider.endpoints(work.clock())
    except (ProviderUnreachable, ProviderNotTrusted):
        return settings.signed_out_address
    asked = {
        "client_id": settings.client_id,
        "post_logout_redirect_uri": settings.signed_out_address,
    }
    if login_hint:
        asked["logout_hint"] = login_hint
    if organisation:
        asked["state"] = organisation
    joint = "&" if "?" in endpoints.end_session else "?"
    return endpoints.end_session + joint + urlencode(asked)


def sign_out_at_provider(work: Work, name: str) -> None:
    """End the sessions that came out of a session at the provider, which has ended there.

    The provider says so through a frame in the person's browser, by the session's ``sid`` alone
    (AUTH-14).  Whether there was any is not told.
    """
    _write_anew(work)
    note_ended(work.journal, sessions.end_sessions_at_provider(work.session, name, work.clock()))
    work.session.commit()


def _take(work: Work, provider: Provider, answer: Answer, browser: str) -> Transaction:
    _write_anew(work)
    state = "" if answer.repeated else answer.state
    try:
        transaction = transactions.take(work.session, browser=browser, state=state, at=work.clock())
    finally:
        work.session.commit()  # an expired one is gone as well; and before the code is exchanged
    if transaction.tenant != provider.settings.tenant:
        raise SignInRefused(Check.TRANSACTION, Problem.START_AGAIN)
    return transaction


def _identify(work: Work, desk: Desk, answer: Answer, transaction: Transaction) -> Identity:
    provider, settings = desk.provider, desk.provider.settings
    # RFC 9207: a provider that names itself in the answer must be the one that was asked.
    if answer.issuer not in ("", settings.issuer):
        raise SignInRefused(Check.ANSWER)
    if answer.error:
        raise SignInRefused(Check.ANSWER, problem_named_by(answer.error, answer.error_description))
    endpoints = provider.endpoints(work.clock())
    tokens = exchange(settings, endpoints, code=answer.code, verifier=transaction.verifier)
    at = work.clock()
    identity = validate_id_token(
        tokens.id_token,
        Expectation(
            issuer=settings.issuer,
            tenant=settings.tenant,
            client_id=settings.client_id,
            nonce=transaction.nonce,
            access_token=tokens.access_token,
            at=at,
            key_named=lambda kid: provider.keys.find(kid, at),
            roles_elsewhere=desk.directory.accounts.read_groups,
        ),
    )
    if transaction.context and transaction.context not in identity.contexts:
        raise SignInRefused(Check.CONTEXT, Problem.NOT_CONFIRMED)
    if identity.unknown_roles:
        _log.warning("unknown application roles dropped", extra={"count": identity.unknown_roles})
    return _with_roles_of_groups(desk, identity, at)


def _with_roles_of_groups(desk: Desk, identity: Identity, at: datetime) -> Identity:
    """Ask the directory for the roles that groups give, where they give any (AUTH-11).

    Whatever the token says of groups, or of an address at which to ask for them, is not read.
    """
    accounts = desk.directory.accounts
    if not accounts.read_groups:
        return identity
    try:
        account = accounts.look_up(identity.object_id, at, within=timedelta(0))
    except DirectoryUnavailable:
        raise SignInRefused(Check.ROLES, Problem.OUT_OF_ORDER) from None
    if not account.roles:
        raise SignInRefused(Check.ROLES, Problem.NOT_A_MEMBER)
    return replace(identity, roles=account.roles)


def _welcome(
    work: Work, desk: Desk, identity: Identity, browser: Browser, transaction: Transaction
) -> Arrival:
    at = work.clock()
    _write_anew(work)
    person = person_let_in(work, identity, transaction.invitation)
    if transaction.person not in {None, person}:
        raise SignInRefused(Check.SAME_PERSON, Problem.ANOTHER_PERSON)
    before = browser.visit if transaction.context else None
    if before is not None and before.person_id != person:
        before = None  # that session ended while somebody else signed in; this is a new one
    ended = sessions.end_stale(work.session, desk.limits, at)
    because = "stepped-up" if before is not None else "replaced"
    replaced, _ = sessions.end_session(work.session, browser.token, at, because)
    ended += replaced
    ended += sessions.make_room(work.session, person, at)
    token = sessions.open_session(
        work.session,
        person,
        Opening(
            login_hint=identity.login_hint,
            provider_session=identity.provider_session,
            browser=browser.words,
            contexts=frozenset({transaction.context} - {""}),
            continuing=before,
        ),
        desk.limits,
        at,
    )
    keep_snapshot(work.session, person, identity.roles, min(identity.issued_at, at))
    note_ended(work.journal, ended)
    detail: dict[str, int | bytes] = {"session": transactions.digest(token)}
    if before is None:
        detail["guest"] = int(identity.is_guest or False)
    work.journal.note(
        actor=work.journal.pseudonyms.of_person(person),
        verb=Verb.SIGN_IN_COMPLETED if before is None else Verb.STEP_UP_COMPLETED,
        detail=detail,
    )
    work.session.commit()
    return Arrival(person=person, token=token, return_to=transaction.return_to)


def _write_anew(work: Work) -> None:
    # Whoever was signed in already has been read about in this transaction, from which SQLite
    # cannot always go on to write.
    work.session.rollback()
    work.begin_writing()


def _out_of_order(fault: PortalError) -> SignInRefused:
    _log.error("the identity provider cannot be used: %s", fault)
    return SignInRefused(Check.PROVIDER, Problem.OUT_OF_ORDER)


def _turned_away(work: Work, refused: SignInRefused) -> TurnedAway:
    work.session.rollback()
    reference = references.new()
    if refused.check is Check.KNOWN_SUBJECT:
        _log.critical("alarm: a known identity came under another subject, see %s", reference)
    work.journal.note(
        actor=NOBODY,
        verb=Verb.SIGN_IN_REFUSED,
        objects=(references.attempt(reference),),
        detail={"check": int(refused.check)},
    )
    return TurnedAway(refused.problem, reference)
