"""Fits the web floor to an application, in the one order that works."""

from collections.abc import Callable, Hashable, Iterable

from flask import Flask, Request

from portal.services.assurance import InABrowser
from portal.services.office import PortalOffice
from portal.web import errors, half_written, headers, here, public, public_answers, rendering
from portal.web.asked import FormRequest, SlugConverter


def fit(  # noqa: PLR0913 -- what the web floor is told by the front door, each by name
    app: Flask,
    *,
    office: PortalOffice,
    find: Callable[[Request], here.Visit | None],
    assured: Callable[[here.Visit], InABrowser],
    freshness: Callable[[], Hashable],
    name: str,
    form_targets: Iterable[str] = (),
    assets_url: str = rendering.ASSETS_URL,
) -> None:
    """Fit everything but the gate; register the rooms' blueprints next, and hang the gate last.

    :param find: whose live session a request belongs to (``portal.web.sign_in.finder``).
    :param assured: what is known of them besides (``portal.web.sign_in.assured``).
    :param freshness: what a public answer's truth depends on besides its address
        (``portal.services.freshness``).
    :param name: the portal's name.
    :param form_targets: origins that forms lead to by a redirect
        (``portal.web.sign_in.form_targets``).
    """
    app.request_class = FormRequest
    # Answering OPTIONS by itself, or putting addresses right, Flask would tell what exists.
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = True
    app.url_map.converters["slug"] = SlugConverter
    rendering.install(app, name=name, assets_url=assets_url)
    public_answers.install(app, freshness)  # before the headers, which it keeps with the answer
    headers.install(app, form_targets=form_targets)
    errors.install(app)
    half_written.install(app)  # after the errors, some of which it answers in its own way
    here.install(app, office, find, assured)
    for blueprint in public.BLUEPRINTS:
        app.register_blueprint(blueprint)
