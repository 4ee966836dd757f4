"""Half-written forms: kept when a session ends under somebody's hands, and sent on their way again.

A form is kept only for whoever's session it carries the token of, and only if the browser says
that it came from a page of ours.  It is shown to nobody else, and nobody else learns of it.
"""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException

from portal.errors import AccountUnchecked, StepUpNeeded
from portal.services import half_written
from portal.services.half_written import WrittenForm
from portal.web import csrf, errors, kept_keys
from portal.web.gate import Audience, NotSignedIn, door_of
from portal.web.here import visit_as_found, visit_here, work_here
from portal.web.sign_in.cookies import SESSION, organisation_of

FIELD: Final = "kept_form"
"""Names, in a form that is sent once more, the row it was kept in."""

NOTHING_WRITTEN: Final = ("/sign-in", "/sign-out", "/me/sessions", "/ig/sessions", kept_keys.PAGE)
"""Under these addresses forms hold nothing that anybody wrote."""


def install(app: Flask) -> None:
    """Keep what is half written; call after :func:`portal.web.errors.install`."""
    keeper = Keeper(app)
    app.register_error_handler(NotSignedIn, keeper.signed_out)
    app.register_error_handler(StepUpNeeded, keeper.to_confirm)
    app.register_error_handler(AccountUnchecked, keeper.unchecked)
    app.register_error_handler(csrf.Forged, keeper.of_an_earlier_session)
    app.after_request(forget_what_arrived)


class Keeper:
    """Answers what stops a form on its way, and keeps the form if it is its writer's."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def signed_out(self, failure: NotSignedIn) -> Response:
        """Answer a form whose session has ended; anybody else is sent to sign in."""
        keys = self._keep(_writer)
        if not keys:
            return errors.absent(failure)
        return _with(
            make_response(
                render_template("errors/signed_out.html", organisation=organisation_of(request)),
                403,
            ),
            keys,
        )

    def to_confirm(self, failure: StepUpNeeded) -> Response:
        """Ask whoever sent a form to confirm first that it is they."""
        keys = self._keep(_writer)
        return _with(errors.to_confirm(failure, kept=bool(keys)), keys)

    def unchecked(self, failure: AccountUnchecked) -> Response:
        """Say that the directory does not answer, and that the form is kept."""
        keys = self._keep(_writer)
        return _with(errors.unchecked(failure, kept=bool(keys)), keys)

    def of_an_earlier_session(self, failure: csrf.Forged) -> Response:
        """Keep a form that its writer began before they signed in again, in another tab."""
        keys = self._keep(_writer_before)
        if not keys:
            return errors.refused(failure)
        return _with(make_response(redirect(kept_keys.PAGE, 303)), keys)

    def _keep(self, find_writer: Callable[[], UUID | None]) -> tuple[str, ...]:
        """Keep what was sent, if it may be, and give the keys for the browser to hold."""
        if request.method != "POST" or not self._is_written_at() or not csrf.from_here():
            return ()
        try:
            writer = find_writer()
            form = WrittenForm(address=_address(), fields=_fields())
        except HTTPException:  # it brings too much, or a file
            return ()
        if writer is None:
            return ()
        work = work_here()
        key = half_written.keep(work, writer, form, instead_of=_row_sent())
        if not key:
            return ()
        return (*half_written.that_serve(work, kept_keys.keys_here()), key)

    def _is_written_at(self) -> bool:
        found = door_of(self._app, request.endpoint)
        if found is None or not found.writes or found.audience is Audience.PUBLIC:
            return False
        return not request.path.startswith(NOTHING_WRITTEN)


def forget_what_arrived(response: Response) -> Response:
    """Forget a kept form that was sent once more, and was taken."""
    keys = kept_keys.keys_here()
    if not keys or request.method != "POST" or response.status_code >= 400:  # noqa: PLR2004
        return response
    row = _row_sent() if visit_here() is not None else None
    if row is not None:
        forget(response, row)
    return response


def forget(response: Response, row: UUID) -> None:
    """Forget a kept form of the asker's, and the key that this browser holds to it."""
    work, keys = work_here(), kept_keys.keys_here()
    half_written.forget(work, keys, row)
    kept_keys.give_keys(response, half_written.that_serve(work, keys))


def _writer() -> UUID | None:
    """Say whose session the form carries the token of: the live one's, or one that has ended."""
    visit = visit_as_found()
    if visit is not None:
        return visit.person_id if csrf.is_of(visit.csrf.hex()) else None
    token = request.cookies.get(SESSION, "")
    return half_written.whose(work_here(), token, request.form.get(csrf.FIELD, ""))


def _writer_before() -> UUID | None:
    return half_written.wrote_before(work_here(), request.form.get(csrf.FIELD, ""))


def _fields() -> tuple[tuple[str, str], ...]:
    ours = {csrf.FIELD, FIELD}
    return tuple(each for each in request.form.items(multi=True) if each[0] not in ours)


def _address() -> str:
    return request.full_path.rstrip("?")


def _row_sent() -> UUID | None:
    try:
        return UUID(request.form.get(FIELD, ""))
    except ValueError:
        return None


def _with(response: Response, keys: tuple[str, ...]) -> Response:
    if keys:
        kept_keys.give_keys(response, keys)
    return response
