"""What tests of the importer work with: an office of its own, with one invented board."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.policy import ANONYMOUS, Jurisdiction, Regime
from portal.records.tables import Deployment, PublicVersion
from portal.services.agendas import Rules, found_body
from portal.services.office import PortalOffice, open_office
from portal.services.work import Work
from portal.vault import LocalChoice, LocalRoot

NOW = datetime(2024, 6, 3, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """An installation with one board, and its databases."""

    office: PortalOffice
    body: UUID
    engine: Engine
    log_engine: Engine

    def work(self) -> Work:
        """Begin work at the back door, as somebody with the machine's keys."""
        operator = self.office.journal.pseudonyms.of_operator("tester")
        return self.office.work_for(ANONYMOUS, operator)


@pytest.fixture
def setting(record_engine: Engine, log_engine: Engine, tmp_path: Path) -> Setting:
    """Give an installation on a fresh database of each kind, with the board ``harbour``."""
    root = tmp_path / "root.key"
    LocalRoot.create_file(root, passphrase=None)
    with Session(record_engine) as session:
        session.add_all([Deployment(id=1), PublicVersion(id=1, version=0)])
        session.commit()
    office = open_office(
        session=lambda: Session(record_engine),
        log_engine=log_engine,
        root=LocalChoice(path=root),
        papers=tmp_path / "papers",
        pepper=b"p" * 32,
        clock=lambda: NOW,
    )
    work = office.work_for(ANONYMOUS)
    body = found_body(
        work,
        slug="harbour",
        name="Harbour and Fells Safety Board",
        purpose="",
        legal_basis="",
        clerk=("", "", ""),
        rules=Rules(regime=Regime.ADOPTED, jurisdiction=Jurisdiction.ENG),
        from_on=date(2020, 1, 1),
    )
    work.commit()
    work.session.close()
    return Setting(office=office, body=body, engine=record_engine, log_engine=log_engine)
