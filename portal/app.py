"""The front door: puts the rooms together."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from config import Settings
from portal.errors import PortalError
from portal.records.base import Base
from portal.records.engines import options_for, prepared
from portal.services.directory import Directory
from portal.services.freshness import freshness_of
from portal.services.office import PortalOffice, open_office
from portal.services.sign_in.desk import Desk
from portal.services.sign_in.limits import SessionLimits
from portal.services.sign_in.provider import Provider
from portal.services.sign_in.settings import ProviderSettings
from portal.services.switchboard import Switchboard, is_sealed
from portal.settings.chosen_root import root_of
from portal.web import (
    clerk,
    emergency,
    fitting,
    gate,
    governance,
    headers,
    here,
    member,
    rendering,
    sign_in,
)

LOG: Final = logging.getLogger(__name__)
NAME: Final = "Clear Days"
SWITCHBOARD: Final = "portal-switchboard"
"""Where a worker finds what it listens at, once it has begun to serve."""
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Tell the time; the front and back doors are the only places that look at a clock."""
    return datetime.now(UTC)


def create_app(settings: Settings, clock: Clock = utc_now) -> Flask:
    """Build the application from its settings.

    :raises Ungated: if a view does not say whom it is for.
    :raises ProviderNotTrusted: if the settings name a provider that may not be used here.
    """
    app = Flask("portal", static_folder=None, template_folder=None)
    app.config |= {
        "SECRET_KEY": settings.session_secret,
        "MAX_CONTENT_LENGTH": settings.upload_limit * 1_000_000,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": options_for(settings.database_url),
        "SQLALCHEMY_BINDS": {
            "log": {"url": settings.log_database_url, **options_for(settings.log_database_url)}
        },
        "DEBUG": settings.debug,
        here.ADDRESS: settings.base_url.rstrip("/"),
    }
    db = SQLAlchemy(app, metadata=Base.metadata)
    with app.app_context():
        record, log = prepared(db.engine), prepared(db.engines["log"])
        office = open_office(
            session=lambda: db.session(),  # noqa: PLW0108 -- one for each request, made when asked
            log_engine=log,
            root=root_of(settings),
            papers=settings.store,
            pepper=settings.log_pepper.encode(),
            clock=clock,
            counting=settings.counting,
            scanner=settings.scanner,
            sealed=is_sealed(settings.sockets),
        )
        _look_back(office)
    app.extensions[SWITCHBOARD] = Switchboard(settings.sockets, office.switch)
    desk = desk_for(settings)
    _furnish(app, office, desk, record)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # as Flask documents
        app.wsgi_app,
        root=str(rendering.BUILT),
        prefix=rendering.ASSETS_URL.strip("/"),
        immutable_file_test=lambda path, url: True,  # noqa: ARG005 -- every name has its hash
        add_headers_function=headers.dress_static,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _look_back(office: PortalOffice) -> None:
    """Tell the operator at once if the record or the log is older than the other."""
    try:
        office.watch.examine()
    except (PortalError, SQLAlchemyError):
        LOG.error("whether the record is older than the log could not be seen")  # noqa: TRY400 -- a traceback may quote


def _furnish(app: Flask, office: PortalOffice, desk: Desk, record: Engine) -> None:
    fitting.fit(
        app,
        office=office,
        find=sign_in.finder(desk, office),
        assured=sign_in.assured(desk),
        freshness=freshness_of(record, office.clock),
        name=NAME,
        form_targets=sign_in.form_targets(desk),
    )
    rooms = (*member.BLUEPRINTS, *clerk.BLUEPRINTS, *governance.BLUEPRINTS)
    doors = (sign_in.room(desk), sign_in.invitations(desk), emergency.room(desk))
    for blueprint in (*rooms, *doors):
        app.register_blueprint(blueprint)
    gate.hang(app)


def desk_for(settings: Settings) -> Desk:
    """Give the provider and the limits that the settings name.

    :raises ProviderNotTrusted: if the provider may not be used here.
    """
    provider = Provider(
        ProviderSettings(
            production=settings.production,
            authority=settings.authority,
            tenant=settings.tenant,
            client_id=settings.client_id,
            directory=settings.graph,
            portal_address=settings.base_url.rstrip("/"),
            client_secret=settings.client_secret,
            client_key=_text(settings.client_key_file),
            client_certificate=_text(settings.client_certificate_file),
        )
    )
    return Desk(
        provider=provider,
        directory=Directory(provider, settings.group_roles),
        contexts=settings.step_up_contexts,
        limits=SessionLimits(
            idle=timedelta(minutes=settings.idle_minutes),
            absolute=timedelta(hours=settings.absolute_hours),
        ),
    )


def _text(path: Path | None) -> str:
    return path.read_text(encoding="ascii") if path else ""
