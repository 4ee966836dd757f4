"""``portal requests forget``: says how many it would be, does it, and does nothing twice."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from portal.cli import portal
from portal.cli.demo import make
from portal.records.engines import engine_for
from portal.records.tables import PaperRequest, RequestState

pytestmark = pytest.mark.slow


def test_it_says_how_many_it_would_be_then_forgets_them_once(tmp_path: Path):
    home = tmp_path / "made"
    make(home, 8000)
    settings = home / "settings.env"

    def run(*arguments: str) -> str:
        command = ["--settings", str(settings), "requests", "forget", *arguments]
        result = CliRunner().invoke(portal, command)
        assert result.exit_code == 0, result.output
        return result.output

    assert run("--dry-run") == "To be forgotten: 0.\n"
    engine = engine_for(f"sqlite:///{home / 'record.sqlite3'}")
    with Session(engine) as session:
        answered = session.query(PaperRequest).filter_by(state=RequestState.ANSWERED).all()
        assert len(answered) == 2
        answered[0].decided_at = datetime(2021, 1, 5, 12, tzinfo=UTC)
        session.commit()
    engine.dispose()
    assert run("--dry-run") == "To be forgotten: 1.\n"
    assert run() == "Forgotten: 1.\n"
    assert run() == "Forgotten: 0.\n"
