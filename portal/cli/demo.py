"""``portal demo``: makes the demonstration, and serves it with its own identity provider."""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import click

from portal.cli.back_door import DEMONSTRATION_SETTINGS, BackDoor
from portal.cli.serve import gunicorn, port_is_free
from portal.demonstration.accounts import CLIENT, TENANT, accounts
from portal.demonstration.building import build
from portal.errors import PortalError
from portal.records import migrating
from portal.settings.chosen_root import root_of
from portal.vault import create_root

HOME: Final = DEMONSTRATION_SETTINGS.parent
MADE: Final = "made"


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65534))
@click.option("--fresh", is_flag=True, help="Throw the demonstration away and make it anew.")
@click.option("--no-serve", is_flag=True, help="Only make it.")
def demo(port: int, *, fresh: bool, no_serve: bool) -> None:
    """Make the demonstration of an invented borough, and serve it on this machine."""
    for wanted in () if no_serve else (port, port + 1):
        if not port_is_free("127.0.0.1", wanted):
            raise click.ClickException(
                f"Port {wanted} is in use: stop what listens there, or try --port {port + 10}."
            )
    if fresh:
        shutil.rmtree(HOME, ignore_errors=True)
    if not (HOME / MADE).exists():
        make(HOME, port)
    door = BackDoor(settings_file=write_settings(HOME, port))
    for chain, engine in (("record", door.record_engine), ("log", door.log_engine)):
        migrating.upgrade(engine, chain)
        engine.dispose()
    announce(port)
    if not no_serve:
        serve_both(door)


def make(home: Path, port: int) -> None:
    """Make the demonstration in an empty folder: keys, databases, the story and its papers."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, mode=0o700)
    door = BackDoor(settings_file=write_settings(home, port))
    click.echo("Making the demonstration: a root key, two databases …")
    try:
        create_root(root_of(door.settings))
        for chain, engine in (("record", door.record_engine), ("log", door.log_engine)):
            migrating.upgrade(engine, chain)
        click.echo("… an invented board and a committee, their papers typeset and sealed …")
        build(door.office())
    except PortalError as refused:
        raise click.ClickException(f"The demonstration could not be made: {refused}") from None
    (home / MADE).touch()
    click.echo("… done.")


def write_settings(home: Path, port: int) -> Path:
    """Write the demonstration's settings, keeping the secrets it already has; give the file."""
    path = home / DEMONSTRATION_SETTINGS.name
    secret_of = {}
    with contextlib.suppress(FileNotFoundError):
        lines = path.read_text(encoding="utf-8").splitlines()
        secret_of = dict(line.split("=", 1) for line in lines if "=" in line)
    settings = {
        "PORTAL_ENVIRONMENT": "demonstration",
        "PORTAL_BASE_URL": f"http://localhost:{port}",
        "PORTAL_PORT": str(port),
        "PORTAL_DATABASE_URL": f"sqlite:///{home}/record.sqlite3",
        "PORTAL_LOG_DATABASE_URL": f"sqlite:///{home}/log.sqlite3",
        "PORTAL_PAPERS": str(home / "papers"),
        "PORTAL_ROOT_KEY_FILE": str(home / "root.key"),
        "PORTAL_IDENTITY_PROVIDER": "demonstration",
        "PORTAL_TENANT": str(TENANT),
        "PORTAL_CLIENT_ID": CLIENT,
    }
    for name in ("PORTAL_SESSION_SECRET", "PORTAL_LOG_PEPPER", "PORTAL_CLIENT_SECRET"):
        settings[name] = secret_of.get(name) or secrets.token_hex(32)
    path.touch(mode=0o600)
    text = "".join(f"{name}={value}\n" for name, value in settings.items())
    path.write_text(text, encoding="utf-8")
    return path


def announce(port: int) -> None:
    """Say where the demonstration is and who can sign in."""
    click.echo(f"\nClear Days, demonstration:  http://localhost:{port}\n")
    click.echo("Sign in there as one of these (no password; pick one on the next page):")
    for account in accounts():
        click.echo(f"  {account.name:<32} {account.part}")
    click.echo(f"\nDisable accounts and take roles away:  http://localhost:{port + 1}/directory")
    click.echo("\nOn the command line, in another terminal:  .venv/bin/portal audit verify")
    click.echo("Stop with Ctrl+C.\n")


def serve_both(door: BackDoor) -> None:
    """Serve the portal and the provider until this process is told to stop, then stop both."""
    environ = {**os.environ, **door.environ}
    settings, host = door.settings, door.settings.host
    commands = (
        gunicorn(
            "portal.cli.demo_provider:application", host=host, port=settings.port + 1, workers=1
        ),
        gunicorn("wsgi:application", host=host, port=settings.port, workers=settings.workers),
    )
    running = [subprocess.Popen(command, env=environ) for command in commands]  # noqa: S603 -- ours

    def stop(*_: object) -> None:
        for process in running:
            process.terminate()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    os.wait()  # for whichever ends first; one without the other is no demonstration
    stop()
    if any(process.wait() > 0 for process in running):
        raise click.ClickException("A server stopped by itself; its message is above.")
    sys.exit(0)
