"""A portal of its own for a run: founded, watched, served, and searched to the last file."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from config import Settings
from portal.app import create_app
from portal.cli.back_door import BackDoor
from portal.cli.demo import write_settings
from portal.records import migrating
from portal.records.base import Base
from portal.vault import LocalRoot
from tests.canaries.brood import Brood
from tests.canaries.searching import Finding, Searcher
from tests.canaries.spreading import Spread, Spreader
from tests.canaries.watching import Watch
from tests.support.addresses import PARENTS, SHELVES, WORDS, table_of
from tests.support.serving import ROOT, Serve, Server, address_of, open_door

NAMING = frozenset({"noun", "shelf"})


@dataclass
class Stage:
    """Everything that one run has to do with."""

    folder: Path
    environ: Mapping[str, str]
    door: BackDoor
    closed: Brood
    open: Brood
    freed: Brood  # closed until it is released
    watch: Watch
    printed: list[Path] = field(default_factory=list)
    sockets: list[Any] = field(default_factory=list)
    data: Path | None = None  # where a PostgreSQL keeps everything

    @classmethod
    def found(cls, folder: Path, databases: Mapping[str, str]) -> "Stage":
        """Make a root key, two migrated databases, and settings; nothing is served yet."""
        home, temporary = folder / "home", folder / "temporary"
        for each in (home, temporary, folder / "printed"):
            each.mkdir()
        settings_file = write_settings(home, 8000)
        sockets = [open_door(), open_door()]
        lines = dict(each.split("=", 1) for each in settings_file.read_text().splitlines())
        lines |= {
            **databases,
            "PORTAL_BASE_URL": address_of(sockets[0]),
            "PORTAL_IDENTITY_PROVIDER": address_of(sockets[1]),
        }
        settings_file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
        door = BackDoor(settings_file=settings_file)
        LocalRoot.create_file(door.settings.root_key_file)
        for chain, engine in (("record", door.record_engine), ("log", door.log_engine)):
            migrating.upgrade(engine, chain)
        closed = Brood()
        watch = Watch(Searcher(closed), temporary=temporary, home=home)
        environ = {**lines, "TMPDIR": str(temporary), "PYTHONFAULTHANDLER": "1"}
        return cls(
            folder=folder,
            environ=environ,
            door=door,
            closed=closed,
            open=Brood(),
            freed=Brood(),
            watch=watch,
            sockets=sockets,
        )

    @property
    def backup(self) -> Path:
        """Where backups are put."""
        return self.folder / "backup"

    @property
    def address(self) -> str:
        """Where the portal is served."""
        return address_of(self.sockets[0])

    def spread(self) -> Spread:
        """Put canaries everywhere."""
        return Spreader(
            office=self.door.office(),
            closed=self.closed,
            open=self.open,
            freed=self.freed,
            look=self.watch.look,
        ).spread()

    def serve(self, serve: Serve) -> Server:
        """Serve the portal with the production server."""
        server = serve(
            "wsgi:application",
            environ=self.environ,
            health="/health",
            door=self.sockets[0].dup(),
            threads=8,
        )
        self.watch.follow(server.pid)
        self.printed.append(server.log)
        return server

    def serve_provider(self, serve: Serve) -> None:
        """Serve the demonstration's identity provider."""
        serve("portal.cli.demo_provider:application", environ=self.environ, door=self.sockets[1])

    def command(self, *arguments: str) -> int:
        """Run a command at the back door, and keep what it prints."""
        settings = str(self.door.settings_file)
        return self.run("portal.cli", "--settings", settings, *arguments)

    def run(self, module: str, *arguments: str, told: str = "") -> int:
        """Run a module in a process of its own, watched; keep what it prints."""
        path = self.folder / "printed" / f"{len(self.printed)}.txt"
        self.printed.append(path)
        with path.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 -- our own command
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env={**os.environ, **self.environ},
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            self.watch.follow(process.pid)
            process.communicate(told.encode())
            return process.returncode

    def addresses(self) -> list[str]:
        """Give the address of every page there is, of open and of closed things alike."""
        found = []
        for pattern, names in self._patterns:
            found += self._addresses_of(pattern, names)
        return found

    @cached_property
    def _patterns(self) -> list[tuple[str, list[str]]]:
        app = create_app(Settings.from_environ(self.environ))
        with app.app_context():
            for engine in app.extensions["sqlalchemy"].engines.values():
                engine.dispose()
        return [
            (rule.rule, sorted(rule.arguments))
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and not rule.rule.startswith("/sign-")
        ]

    def _addresses_of(self, pattern: str, names: list[str]) -> list[str]:
        pattern = pattern.replace("<slug:slug>", self._slug())
        for name in WORDS:
            holder = re.search(rf"<(?:any\([a-z, ]+\):)?{name}>", pattern)
            if holder is not None:
                words = [word for word in WORDS[name] if word in SHELVES or name not in NAMING]
                return [
                    address
                    for word in words
                    if "row_id" not in names or word in SHELVES
                    for address in self._addresses_of(
                        pattern.replace(holder[0], word).replace(
                            "<uuid:row_id>", f"<uuid:{SHELVES.get(word, word)}>"
                        ),
                        [SHELVES.get(word, word) if each == "row_id" else each for each in names],
                    )
                ]
        named = {
            name: name if name in Base.metadata.tables else table_of(pattern, name)
            for name in names
            if f"<uuid:{name}>" in pattern
        }
        if not named:
            return [pattern]
        tables = [*named.values()]
        deepest = next((each for each in tables if each in PARENTS), tables[0])
        found = []
        for row in self.rows(deepest):
            address = pattern
            for name, table in named.items():
                key = row["id"] if table == deepest else row.get(name) or self._any(table)
                address = address.replace(f"<uuid:{name}>", str(key))
            found.append(address)
        return found

    def _any(self, table: str) -> object:
        return next((row["id"] for row in self.rows(table)), UUID(int=0))

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Give every row of a table."""
        with Session(self.door.record_engine) as session:
            return [
                dict(row)
                for row in session.execute(Base.metadata.tables[table].select()).mappings()
            ]

    def _slug(self) -> str:
        return str(self.rows("body")[0]["slug"])

    def rename(self, bind: str, table: str, name: str) -> None:
        """Rename a table behind the portal's back, so that whoever wants it fails."""
        engine = self.door.log_engine if bind == "log" else self.door.record_engine
        with engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))

    @contextmanager
    def spoilt(self, version: UUID, *, at: int) -> Iterator[None]:
        """Flip a byte of a file's ciphertext for a while."""
        (blob,) = (row["blob"] for row in self.rows("paper_version") if row["id"] == version)
        path = self.door.settings.papers / blob.hex
        content = path.read_bytes()
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        yield
        path.write_bytes(content)

    def written(self, searcher: Searcher) -> list[Finding]:
        """Look into all that the portal has written: home, temp, backup, what it printed."""
        found: list[Finding] = []
        for folder in (self.folder / "home", self.folder / "temporary", self.backup):
            found += searcher.in_folder(folder)
        for path in self.printed:
            found += searcher.in_file(path)
        return found

    def close(self) -> None:
        """Let go of databases and ports."""
        self.door.record_engine.dispose()
        self.door.log_engine.dispose()
        for each in self.sockets:
            each.close()
