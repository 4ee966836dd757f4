"""The invented board's actions and forward plan."""

from datetime import date, timedelta
from uuid import uuid4

from portal.policy import Regime
from portal.records.tables import (
    ForwardPlanEntry,
    Paper,
    PaperKind,
)
from portal.services.work import Work
from tests.support.furnishing.names import (
    BOARD,
    CANARY,
    CLOSED_ITEM,
    CLOSED_PAPER,
    HIDDEN_PAPER,
    MIXED_ITEM,
    NOW,
    OPEN_ITEM,
    OPEN_PAPER,
    SENSITIVE_ITEM,
    SENSITIVE_PAPER,
    UNSUPPLIED_PAPER,
    named,
)
from tests.support.furnishing.office import Furnished, sealed


def put_business(work: Work, furnished: Furnished) -> None:
    work.session.add_all(
        [
            Paper(
                id=OPEN_PAPER,
                item_id=OPEN_ITEM,
                title="Neighbourhood crime, October to December",
                author="Head of community safety",
                text="## Summary\n\n1.1 Burglary fell by a tenth.\n\n1.2 Thefts of bicycles rose.",
                dated_on=date(2026, 2, 6),
                published_at=NOW - timedelta(days=5),
            ),
            Paper(
                id=UNSUPPLIED_PAPER,
                item_id=MIXED_ITEM,
                kind=PaperKind.PRESENTATION,
                title="Where the cameras stand",
                stated_extent="PDF 65 KB",
                published_at=NOW - timedelta(days=30),
            ),
            *(
                sealed(
                    work,
                    Paper(id=paper, item_id=item, published_at=NOW - timedelta(days=30)),
                    furnished,
                    slug,
                    title=f"{CANARY} {word}",
                    author=f"{CANARY} author",
                    text=f"{CANARY} text",
                    stated_extent="",
                    marking="",
                )
                for paper, item, slug, word in (
                    (CLOSED_PAPER, CLOSED_ITEM, "general", "evaluation"),
                    (SENSITIVE_PAPER, SENSITIVE_ITEM, "prevent", "chronology"),
                    (HIDDEN_PAPER, MIXED_ITEM, "general", "appendix"),
                )
            ),
            ForwardPlanEntry(
                id=named("open plan row"),
                body_id=BOARD,
                meeting_on=date(2026, 6, 17),
                title="Strategic assessment for the year",
                presenter="Head of community safety",
                regime=Regime.ADOPTED,
            ),
            sealed(
                work,
                _plan_row(1),
                furnished,
                "general",
                title=f"{CANARY} plan",
                presenter="",
                status="",
            ),
        ]
    )
    work.session.flush()


def _plan_row(position: int) -> ForwardPlanEntry:
    return ForwardPlanEntry(
        id=uuid4(),
        body_id=BOARD,
        meeting_on=date(2026, 6, 17),
        position=position,
        regime=Regime.ADOPTED,
    )
