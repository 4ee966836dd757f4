"""The agenda of the meeting that was held: open, mixed, closed, sensitive and hidden items."""

from datetime import date

from portal.policy import Classification, Stage
from portal.records.tables import (
    Action,
    ActionState,
    AgendaItem,
    ItemKind,
    Minute,
    WithheldNotice,
)
from portal.services.work import Work
from tests.support.furnishing.names import (
    APPENDIX_NOTICE,
    BOARD,
    CANARY,
    CLOSED_ITEM,
    CLOSED_NOTICE,
    HELD,
    HIDDEN_ITEM,
    LABEL_ONLY_ITEM,
    MIXED_ITEM,
    NOW,
    OPEN_ITEM,
    PENDING_NOTICE,
    SENSITIVE_ITEM,
    SENSITIVE_NOTICE,
    named,
)
from tests.support.furnishing.notices import put_notice
from tests.support.furnishing.office import Furnished, sealed


def put_held_agenda(work: Work, furnished: Furnished) -> None:
    open_, closed = Stage.POST_OPEN, Stage.POST_CLOSED
    under = {"meeting_id": HELD}
    work.session.add_all(
        [
            AgendaItem(
                id=OPEN_ITEM,
                position=0,
                number="1",
                heading="Neighbourhood crime in the autumn",
                introduction="The board is asked to note the figures.",
                presenter="Superintendent, neighbourhood policing",
                minutes_allowed=20,
                kind=ItemKind.TO_NOTE,
                stage=open_,
                **under,
            ),
            AgendaItem(
                id=MIXED_ITEM,
                position=1,
                number="2",
                heading="Town centre cameras",
                presenter="Head of community safety",
                minutes_allowed=15,
                kind=ItemKind.DECISION,
                stage=closed,  # a part of it was
                **under,
            ),
            *(
                sealed(
                    work,
                    AgendaItem(
                        id=item,
                        position=position,
                        number=str(position + 1),
                        minute_number=str(position + 1),
                        stage=closed,
                        **under,
                    ),
                    furnished,
                    slug,
                    ground=ground,
                    heading=f"{CANARY} {word}",
                    introduction="",
                    presenter="",
                )
                for item, position, slug, ground, word in (
                    (CLOSED_ITEM, 2, "general", True, "tender"),
                    (SENSITIVE_ITEM, 3, "prevent", True, "case conference"),
                    (LABEL_ONLY_ITEM, 4, "dhr", False, "review"),
                    (HIDDEN_ITEM, 5, "general", True, "matter"),
                )
            ),
        ]
    )
    work.session.flush()
    work.session.add_all(
        [
            Minute(
                id=named("open minute"),
                item_id=OPEN_ITEM,
                text="The board noted the figures.\n\n• Burglary fell.\n• Thefts of bicycles rose.",
            ),
            Action(
                id=named("open action"),
                body_id=BOARD,
                item_id=OPEN_ITEM,
                text="Bring figures for bicycle thefts by ward.",
                owner="Wrenbury Constabulary",
                due_on=date(2026, 3, 25),
                state=ActionState.OPEN,
            ),
            sealed(
                work,
                Minute(id=named("closed minute"), item_id=CLOSED_ITEM),
                furnished,
                "general",
                text=f"{CANARY} was discussed.",
            ),
            sealed(
                work,
                Action(id=named("closed action"), body_id=BOARD, item_id=CLOSED_ITEM),
                furnished,
                "general",
                text=f"Write to {CANARY}.",
                owner=f"{CANARY} owner",
                due_text="",
            ),
            put_notice(CLOSED_NOTICE, CLOSED_ITEM, 2, "Award of a contract for support services"),
            put_notice(SENSITIVE_NOTICE, SENSITIVE_ITEM, 3, "Prevent: a case"),
            put_notice(
                APPENDIX_NOTICE, MIXED_ITEM, 1, "An appendix", paragraphs="3", number="", weighed=""
            ),
            WithheldNotice(
                id=PENDING_NOTICE,
                body_id=BOARD,
                meeting_id=HELD,
                item_id=LABEL_ONLY_ITEM,
                position=4,
                number="5",
                heading="Statutory review",
                classification=Classification.EX,
                pending=True,
                published_at=NOW,
            ),
        ]
    )
