"""What knowing who asks costs of a signed-in page; run ``python -m benchmarks.identity``.

Method.  Two deeds in turns, in one process, over the same installation: the whole answer to a
signed-in member's request, through the application as the web server calls it; and, by itself,
what every such request begins with: the session behind the cookie, the directory's last word on
the account, all that the person holds, cut down to what their roles let count, and the principal
and the scope that follow.  The share is the median of the one over the median of the other.  The
directory is asked before the first turn and every five minutes, as it would be; that question is
left out, since it is asked once for hundreds of pages, and is told by itself.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Final

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.installation import Installation, addresses, install
from benchmarks.rounds import circumstances
from benchmarks.servers import provider_served
from config import Settings
from portal.app import create_app, desk_for, utc_now
from portal.services.assurance import InABrowser
from portal.services.office import PortalOffice
from portal.services.sign_in.desk import Desk
from portal.services.sign_in.visits import Reception
from portal.web.sign_in.cookies import SESSION

WARM: Final = 5
Deed = Callable[[], object]


def identity(office: PortalOffice, desk: Desk, token: str) -> Deed:
    """Give the deed of finding out who asks, as each request does."""
    reception = Reception(desk=desk, journal=office.journal)

    def find_out() -> None:
        session = office.session()
        visit = reception.visit(session, token, office.clock())
        assert visit is not None
        work = office.work_in(visit, InABrowser(desk=desk, visit=visit))
        assert work.principal.signed_in
        session.close()

    return find_out


def page(client: FlaskClient, path: str) -> Deed:
    """Give the deed of answering a request for a page."""

    def ask() -> None:
        answer = client.get(path, base_url="https://localhost")
        assert answer.status_code == 200, (path, answer.status_code)  # noqa: PLR2004 -- HTTP's own

    return ask


def in_turns(deeds: Mapping[str, Deed], rounds: int) -> dict[str, float]:
    """Do each in turn so many times; give the median seconds of each."""
    took: dict[str, list[float]] = {name: [] for name in deeds}
    for number in range(rounds + WARM):
        for name, deed in deeds.items():
            started = time.perf_counter()
            deed()
            if number >= WARM:
                took[name].append(time.perf_counter() - started)
    return {name: median(each) for name, each in took.items()}


def measure(app: Flask, desk: Desk, here: Installation, rounds: int) -> dict[str, float]:
    """Measure the pages of a member, and what knowing the member costs."""
    office: PortalOffice = app.extensions["portal"]
    client = app.test_client()
    client.set_cookie(SESSION, here.session, domain="localhost", secure=True, path="/")
    pages = {
        "my home": "/me",
        "a meeting, four restricted papers": f"/meetings/{here.closed_meeting}",
        "a board": "/boards",
    }
    with app.app_context():
        return in_turns(
            {
                "identity": identity(office, desk, here.session),
                **{name: page(client, path) for name, path in pages.items()},
            },
            rounds,
        )


def question(desk: Desk, office: PortalOffice, here: Installation, rounds: int) -> float:
    """Give the median seconds of asking the directory on loopback about one account."""
    with office.session() as session:
        visit = Reception(desk=desk, journal=office.journal).visit(
            session, here.session, office.clock()
        )
    assert visit is not None
    assert visit.object_id is not None
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        account = desk.directory.accounts.look_up(
            visit.object_id, office.clock(), within=timedelta(0)
        )
        took.append(time.perf_counter() - started)
        assert account.roles
    return median(took)


def main() -> None:
    """Measure each kind of database, and print a table."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=200)
    arguments.add_argument("--sqlite-only", action="store_true")
    chosen = arguments.parse_args()
    print(f"{chosen.rounds} rounds in turns; {circumstances()}\n")
    print("| database | identity ms | page | page ms | share |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with addresses(folder, postgresql=not chosen.sqlite_only) as kinds:
            for kind, urls in kinds.items():
                here = install(folder / kind, kind, urls, files={})
                with provider_served(here.environ, folder) as told:
                    settings = Settings.from_environ(told)
                    app, desk = create_app(settings, utc_now), desk_for(settings)
                    found = measure(app, desk, here, chosen.rounds)
                    with app.app_context():
                        asked = question(desk, app.extensions["portal"], here, 20)
                for each, seconds in found.items():
                    if each != "identity":
                        share = found["identity"] / seconds
                        print(
                            f"| {kind} | {found['identity'] * 1e3:.2f} | {each}"
                            f" | {seconds * 1e3:.2f} | {share:.1%} |"
                        )
                print(f"\n{kind}: asking the directory takes {asked * 1e3:.1f} ms on loopback.\n")


if __name__ == "__main__":
    main()
