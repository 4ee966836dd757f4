"""The portal's meeting page against bare pages, as ratios; run ``python -m benchmarks.pages``.

Method.  A meeting of 16 items and 32 papers, served by gunicorn as the portal is served: two
workers, eight threads each.  The peers are served by another gunicorn with the same settings:
a bare Flask view that returns the portal's own page as stored bytes, and bare Flask with Jinja
and the same content read as SQL Core rows or as ORM objects.  Each target is asked over four
connections that stay open, in rounds that alternate; the ratio is the median of the rounds'
ratios.  "Not kept" asks with a query that was never asked before, so that the page is made anew
each time; the member's page has two items whose four papers are restricted: session, access
rules, the intent and the outcome in the log, and the four titles opened are all paid for, each
time.
"""

import argparse
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from benchmarks import peers
from benchmarks.installation import Installation, addresses, install
from benchmarks.load import fetch, never_asked_before, request, same
from benchmarks.rounds import Target, circumstances, in_turns, table
from benchmarks.servers import portal_served, served

PEERS = {
    "bare: stored bytes": "stored bytes",
    "bare: Jinja and Core": "Core",
    "bare: Jinja and ORM": "ORM",
}


def measure(
    folder: Path, name: str, urls: Mapping[str, str], *, rounds: int, seconds: float
) -> None:
    """Measure one kind of database, and print what was found."""
    home = folder / name
    here = install(home, name, urls, files={})
    meeting = peers.fill(urls["peer"])
    stored = home / "stored.html"
    stored.touch()
    with ExitStack() as ending:
        portal = ending.enter_context(portal_served(here.environ, folder))
        public = f"/meetings/{here.open_meeting}"
        stored.write_bytes(fetch(portal.port, request(public)))
        check(here, portal.port)
        environ = {peers.DATABASE: urls["peer"], peers.STORED: str(stored)}
        bare = ending.enter_context(served("benchmarks.peers:create_app()", environ, folder))
        closed = f"/meetings/{here.closed_meeting}"
        found = in_turns(
            [
                Target(name="portal: public", server=portal, requests=same(public)),
                Target(name="bare: stored bytes", server=bare, requests=same("/stored")),
                Target(
                    name="portal: public, not kept",
                    server=portal,
                    requests=never_asked_before(public),
                ),
                Target(
                    name="portal: member, four restricted papers",
                    server=portal,
                    requests=same(closed, here.cookie),
                ),
                Target(name="bare: Jinja and Core", server=bare, requests=same(f"/core/{meeting}")),
                Target(name="bare: Jinja and ORM", server=bare, requests=same(f"/orm/{meeting}")),
            ],
            rounds=rounds,
            seconds=seconds,
        )
        held = portal.resident() / len(portal.workers)
    print(f"\n{name}: {rounds} rounds of {seconds} s for each target; {circumstances()}\n")
    table(found, PEERS)
    print(f"\nA worker of the portal then holds {held / 1e6:.0f} MB.")


def check(here: Installation, port: int) -> None:
    """Stop unless the pages are what they are taken for."""
    public = fetch(port, request(f"/meetings/{here.open_meeting}"))
    assert public.count(b"Report ") >= 32  # noqa: PLR2004 -- its papers
    stranger = fetch(port, request(f"/meetings/{here.closed_meeting}"))
    member = fetch(port, request(f"/meetings/{here.closed_meeting}", here.cookie))
    assert b"Report 16.2" in member
    assert b"Report 16.2" not in stranger


def main() -> None:
    """Measure each kind of database."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=9)
    arguments.add_argument("--seconds", type=float, default=1.5)
    arguments.add_argument("--sqlite-only", action="store_true")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with addresses(folder, postgresql=not chosen.sqlite_only) as kinds:
            for kind, urls in kinds.items():
                measure(folder, kind, urls, rounds=chosen.rounds, seconds=chosen.seconds)


if __name__ == "__main__":
    main()
