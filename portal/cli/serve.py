"""``portal serve``: the portal, behind a production server on this machine."""

import os
import socket
import sys

import click

from portal.app import desk_for
from portal.cli.back_door import BackDoor, now
from portal.records import migrating
from portal.services.sign_in.refusals import ProviderNotTrusted


def port_is_free(host: str, port: int) -> bool:
    """Say whether nothing else listens on a port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def gunicorn(application: str, *, host: str, port: int, workers: int) -> list[str]:
    """Give the command that serves an application at an address of this machine."""
    name = f"[{host}]" if ":" in host else host
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:portal.cli.gunicorn_settings",
        "--workers",
        str(workers),
        "--bind",
        f"{name}:{port}",
        application,
    ]


@click.command()
@click.pass_obj
def serve(door: BackDoor) -> None:
    """Serve the portal at PORTAL_HOST and PORTAL_PORT until it is stopped."""
    settings = door.settings
    for chain, engine in (("record", door.record_engine), ("log", door.log_engine)):
        if not migrating.is_current(engine, chain):
            raise click.ClickException(f"The {chain} is out of date: run `portal migrate` first.")
        engine.dispose()
    if not port_is_free(settings.host, settings.port):
        raise click.ClickException(
            f"Port {settings.port} is in use: stop what listens there, or set PORTAL_PORT."
        )
    _know_the_provider(door)
    # The server replaces this process, so that signals reach it and nothing is left behind.
    command = gunicorn(
        "wsgi:application", host=settings.host, port=settings.port, workers=settings.workers
    )
    os.environ.update(door.environ)
    os.execv(command[0], command)  # noqa: S606 -- our own interpreter, with arguments made here


def _know_the_provider(door: BackDoor) -> None:
    """Refuse to serve with a provider that is not the one configured; mind none that is silent."""
    try:
        answered = desk_for(door.settings).provider.check_at_start(now())
    except ProviderNotTrusted as distrust:
        raise click.ClickException(
            f"The identity provider is not to be trusted: {distrust}."
        ) from None
    if not answered:
        click.echo("The identity provider does not answer: nobody can sign in until it does.")
