"""``portal serve``: the portal, behind a production server on this machine."""

import os
import socket
import sys

import click

from portal.cli.back_door import BackDoor
from portal.records import migrating


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


def gunicorn(application: str, *, workers: int, port: int) -> list[str]:
    """Give the command that serves an application on this machine."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:portal.cli.gunicorn_settings",
        "--workers",
        str(workers),
        "--bind",
        f"{os.environ.get('PORTAL_HOST', '127.0.0.1')}:{port}",
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
    # The server replaces this process, so that signals reach it and nothing is left behind.
    command = gunicorn("wsgi:application", workers=settings.workers, port=settings.port)
    os.environ.update(door.environ)
    os.execv(command[0], command)  # noqa: S606 -- our own interpreter, with arguments made here
