"""The words a reader sorts what it finds by."""

from enum import StrEnum


class Kind(StrEnum):
    """Which sort of publication was read."""

    PAGE = "page"
    PACK = "pack"


class CompartmentKind(StrEnum):
    """Which compartment of the body a closed thing is put into."""

    GENERAL = "general"
    DHR = "dhr"
    DOMESTIC_ABUSE = "domestic_abuse"
    PREVENT = "prevent"


class ItemKind(StrEnum):
    """How an item comes before the board."""

    UNSTATED = "unstated"
    REPORT = "report"
    VERBAL = "verbal"
    TO_FOLLOW = "to_follow"
    TO_NOTE = "to_note"
    DECISION = "decision"
    DISCUSSION = "discussion"
    PRESENTATION = "presentation"
    CIRCULATED_SEPARATELY = "circulated_separately"


class BlockKind(StrEnum):
    """The shape of one block of text."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    BULLET = "bullet"
    DASH = "dash"
    NUMBERED = "numbered"
    ACTION = "action"
    TABLE_ROW = "table_row"


class ActionState(StrEnum):
    """What the publication says has become of an action."""

    OPEN = "open"  # nothing is said
    OUTSTANDING = "outstanding"
    COMPLETED = "completed"


class Capacity(StrEnum):
    """In what capacity somebody sits at the table."""

    MEMBER = "member"
    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    EX_OFFICIO = "ex_officio"
    SUBSTITUTE = "substitute"
    ADVISER = "adviser"
    OBSERVER = "observer"


class DoubtKind(StrEnum):
    """What a reader can be in doubt about; the clerk's review groups by these."""

    LABEL_ONLY_NEEDS_GROUND = "label_only_needs_ground"
    RESTRICTED_LINE_INSIDE_ITEM = "restricted_line_inside_item"
    WITHHELD_WITHOUT_GROUND = "withheld_without_ground"
    GROUND_CITED = "ground_cited"
    MENTIONS_WITHHELD_MATTER = "mentions_withheld_matter"
    MARKING_DISAGREEMENT = "marking_disagreement"
    PLAN_DISAGREEMENT = "plan_disagreement"
    SAME_MINUTES = "same_minutes"
    INCOMPLETE_MINUTES = "incomplete_minutes"
    IMPOSSIBLE_WEEKDAY = "impossible_weekday"
    DATE_MISSING = "date_missing"
    DATE_NOT_UNDERSTOOD = "date_not_understood"
    NUMBER_DISAGREEMENT = "number_disagreement"
    DUPLICATE_NUMBER = "duplicate_number"
    DATE_DISAGREEMENT = "date_disagreement"
    CHAIR_DISAGREEMENT = "chair_disagreement"
    HEADING_MISSING = "heading_missing"
    ACTION_WITHOUT_OWNER = "action_without_owner"
    ACTION_WITHOUT_DATE = "action_without_date"
    DOCUMENTS_NOT_NAMED = "documents_not_named"
    EMBEDDED_APPENDIX = "embedded_appendix"
    PAPER_NOT_PLACED = "paper_not_placed"
    UNACCOUNTED_TEXT = "unaccounted_text"
