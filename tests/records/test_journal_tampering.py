"""Whatever is done to the stored log behind the portal's back, verification names the entry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from portal.audit import GENESIS, BrokenLog, Outcome, leaf_hash, next_head
from portal.errors import LogUnavailable
from portal.records.engines import for_writing
from portal.records.migrating import downgrade, upgrade
from tests.support.journals import journal_over, open_paper, refuse

GUARDED = ("log_entry", "log_object", "log_head")


@dataclass
class Intruder:
    """Somebody who owns the database."""

    connection: Connection

    def say(self, statement: str, **values: object) -> Any:
        return self.connection.execute(text(statement), values)

    def unguard(self) -> None:
        if self.connection.dialect.name == "sqlite":
            for (name,) in self.say("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
                self.say(f"DROP TRIGGER {name}")
        else:
            for table in GUARDED:
                self.say(f"ALTER TABLE {table} DISABLE TRIGGER ALL")

    def leaf(self, seq: int) -> str:
        return self.say("SELECT leaf FROM log_entry WHERE seq = :seq", seq=seq).scalar()

    def head(self, seq: int) -> bytes:
        if seq == 0:
            return GENESIS
        return self.say("SELECT head FROM log_entry WHERE seq = :seq", seq=seq).scalar()

    def alter(self, seq: int) -> None:
        altered = self.leaf(seq).replace('"check":', '"check":7')
        self.say("UPDATE log_entry SET leaf = :leaf WHERE seq = :seq", leaf=altered, seq=seq)

    def rehash(self, seq: int) -> None:
        digest = leaf_hash(self.leaf(seq).encode())
        self.say("UPDATE log_entry SET leaf_hash = :it WHERE seq = :seq", it=digest, seq=seq)

    def rechain(self, seq: int) -> None:
        head = next_head(self.head(seq - 1), leaf_hash(self.leaf(seq).encode()))
        self.say("UPDATE log_entry SET head = :head WHERE seq = :seq", head=head, seq=seq)

    def remove(self, seq: int) -> None:
        self.say("DELETE FROM log_object WHERE seq = :seq", seq=seq)
        self.say("DELETE FROM log_entry WHERE seq = :seq", seq=seq)

    def renumber(self, old: int, new: int) -> None:
        self.say("UPDATE log_entry SET seq = :new WHERE seq = :old", old=old, new=new)

    def copy(self, old: int, new: int) -> None:
        self.say(
            "INSERT INTO log_entry SELECT :new, leaf, leaf_hash, head, at, actor, verb, phase,"
            " answers FROM log_entry WHERE seq = :old",
            old=old,
            new=new,
        )

    def claim(self, seq: int) -> None:
        self.say("UPDATE log_head SET size = :size, head = :head", size=seq, head=self.head(seq))


# The log that is tampered with: 1 event, 2 intent, 3 its outcome, 4 to 6 events.
TAMPERING: dict[str, tuple[int, Callable[[Intruder], object]]] = {
    "altered": (4, lambda at: at.alter(4)),
    "altered and re-hashed": (4, lambda at: (at.alter(4), at.rehash(4))),
    "altered, re-hashed and re-chained": (
        5,
        lambda at: (at.alter(4), at.rehash(4), at.rechain(4)),
    ),
    "the last one altered, re-hashed and re-chained": (
        6,
        lambda at: (at.alter(6), at.rehash(6), at.rechain(6)),
    ),
    "the first one removed": (1, lambda at: at.remove(1)),
    "removed": (4, lambda at: at.remove(4)),
    "an outcome removed": (3, lambda at: at.remove(3)),
    "removed and renumbered": (
        4,
        lambda at: (at.remove(4), at.renumber(5, 4), at.renumber(6, 5), at.claim(5)),
    ),
    "the last one removed": (6, lambda at: at.remove(6)),
    "the tail removed": (5, lambda at: (at.remove(5), at.remove(6))),
    "all removed": (1, lambda at: [at.remove(seq) for seq in range(1, 7)]),
    "reordered": (
        4,
        lambda at: (at.renumber(4, 9), at.renumber(5, 4), at.renumber(9, 5)),
    ),
    "inserted before the first": (1, lambda at: at.copy(1, 0)),
    "inserted before zero": (1, lambda at: at.copy(1, -5)),
    "inserted in between": (
        5,
        lambda at: (at.renumber(6, 7), at.renumber(5, 6), at.copy(4, 5)),
    ),
    "appended": (7, lambda at: at.copy(4, 7)),
    "appended far away": (7, lambda at: at.copy(4, 1000)),
    "appended, chained and claimed": (
        7,
        lambda at: (at.copy(4, 7), at.rechain(7), at.claim(7)),
    ),
    "the head row rolled back": (5, lambda at: at.claim(4)),
    "the head row put forward": (7, lambda at: at.say("UPDATE log_head SET size = 7")),
    "the head row's hash changed": (
        6,
        lambda at: at.say("UPDATE log_head SET head = :head", head=bytes(32)),
    ),
    "the head row removed": (0, lambda at: at.say("DELETE FROM log_head")),
    "filed under somebody else": (
        4,
        lambda at: at.say("UPDATE log_entry SET actor = :it WHERE seq = 4", it="b" * 64),
    ),
    "filed under another moment": (
        4,
        lambda at: at.say("UPDATE log_entry SET at = '2020' WHERE seq = 4"),
    ),
    "filed under another verb": (
        4,
        lambda at: at.say("UPDATE log_entry SET verb = 'log:read' WHERE seq = 4"),
    ),
    "filed under no object": (2, lambda at: at.say("DELETE FROM log_object")),
    "filed under another object": (
        4,
        lambda at: at.say("INSERT INTO log_object VALUES (4, 'something')"),
    ),
}


def fill(journal):
    refuse(journal)
    journal.conclude(open_paper(journal), Outcome.DONE)
    for check in (4, 5, 6):
        refuse(journal, check)
    return journal


def tamper(engine: Engine, deed: Callable[[Intruder], object]) -> None:
    with for_writing(engine).begin() as connection:
        intruder = Intruder(connection)
        intruder.unguard()
        deed(intruder)


@pytest.mark.parametrize(("seq", "deed"), TAMPERING.values(), ids=TAMPERING)
def test_tampering_is_named_at_its_entry(log_engine, seq, deed):
    journal = fill(journal_over(log_engine))
    assert journal.verify().checkpoint.size == 6
    tamper(log_engine, deed)
    with pytest.raises(BrokenLog) as broken:
        journal.verify()
    assert broken.value.seq == seq


def test_a_log_cut_short_with_its_head_row_is_named_against_a_checkpoint(log_engine):
    journal = fill(journal_over(log_engine))
    kept = journal.checkpoint()
    tamper(log_engine, lambda at: (at.remove(5), at.remove(6), at.claim(4)))
    assert journal.verify().checkpoint.size == 4  # by itself it looks whole
    with pytest.raises(BrokenLog) as broken:
        journal.verify(kept)
    assert broken.value.seq == 5


def test_a_log_replaced_by_an_honest_other_is_named_against_a_checkpoint(log_engine):
    journal = fill(journal_over(log_engine))
    kept = journal.checkpoint()
    tamper(log_engine, lambda at: (*map(at.remove, (3, 2, 1, 4, 5, 6)), at.claim(0)))
    downgrade(log_engine, "log")
    upgrade(log_engine, "log")
    for check in range(9):
        refuse(journal, check)
    assert journal.verify().checkpoint.size == 9  # by itself it looks whole
    with pytest.raises(BrokenLog) as broken:
        journal.verify(kept)
    assert broken.value.seq == kept.size


def test_a_head_row_rolled_back_seals_the_log_rather_than_fork_it(log_engine):
    journal = fill(journal_over(log_engine))
    tamper(log_engine, lambda at: at.claim(4))
    with pytest.raises(LogUnavailable):
        refuse(journal)
    tamper(log_engine, lambda at: at.claim(6))
    assert refuse(journal).seq == 7


def test_a_head_row_removed_seals_the_log(log_engine):
    journal = fill(journal_over(log_engine))
    tamper(log_engine, lambda at: at.say("DELETE FROM log_head"))
    with pytest.raises(LogUnavailable):
        refuse(journal)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entry SET actor = 'b'",
        "DELETE FROM log_object",
        "DELETE FROM log_entry WHERE seq = 6",
        "UPDATE log_object SET object = 'b'",
        "UPDATE log_head SET size = 3",
        "DELETE FROM log_head",
    ],
)
def test_the_database_itself_refuses_changes(log_engine, statement):
    journal = fill(journal_over(log_engine))
    with (
        pytest.raises(DBAPIError, match="the log is only added to"),
        for_writing(log_engine).begin() as connection,
    ):
        connection.execute(text(statement))
    assert journal.verify().checkpoint.size == 6


def test_the_database_itself_refuses_to_empty_or_replace_entries(log_engine):
    journal = fill(journal_over(log_engine))
    statement = (
        "INSERT OR REPLACE INTO log_entry SELECT * FROM log_entry WHERE seq = 6"
        if log_engine.dialect.name == "sqlite"
        else "TRUNCATE log_entry CASCADE"
    )
    with (
        pytest.raises(DBAPIError, match="the log is only added to"),
        for_writing(log_engine).begin() as connection,
    ):
        connection.execute(text(statement))
    assert journal.verify().checkpoint.size == 6
