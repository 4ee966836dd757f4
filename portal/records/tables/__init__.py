"""The tables, a file per noun.  Columns and constraints only: no rule of law or of business."""

from portal.records.tables.access import (
    AccessReview,
    AccessReviewLine,
    AskState,
    BreakGlass,
    Dispensation,
    Holding,
    NeedToKnow,
    PermissionRequest,
    Recertified,
    SubstituteNaming,
)
from portal.records.tables.bodies import Body, BodyRegime, Deployment, PublicVersion
from portal.records.tables.business import Action, ActionState, ForwardPlanEntry
from portal.records.tables.emergency import (
    EmergencyChallenge,
    EmergencyEnrolment,
    EmergencyKey,
)
from portal.records.tables.grounds import (
    GroundStatement,
    RestrictionDraft,
    RestrictionEvent,
    StatementSource,
)
from portal.records.tables.guarded import Guarded
from portal.records.tables.history import (
    HistoryBeginning,
    KeptFact,
)
from portal.records.tables.identity import (
    DirectorySnapshot,
    HalfWritten,
    LoginTransaction,
    SignInSession,
)
from portal.records.tables.imports import ImportBatch, ImportDoubt, ImportState
from portal.records.tables.invitations import AccountInvitation, IdentityLink
from portal.records.tables.leaks import (
    FindingState,
    LeakCheck,
    LeakFinding,
    LeakPhrases,
    LeakWatch,
)
from portal.records.tables.markings import MarkedPaper
from portal.records.tables.meetings import (
    AgendaItem,
    Attendance,
    Declaration,
    Interest,
    ItemKind,
    Meeting,
    MeetingState,
    Minute,
    MinutesState,
    Presence,
)
from portal.records.tables.papers import Paper, PaperKind, PaperVersion
from portal.records.tables.people import Capacity, OfficeHolding, Organisation, Person, Seat
from portal.records.tables.procedure import (
    Arrival,
    ExcludedItem,
    ExclusionKind,
    ExclusionResolution,
    ExclusionState,
    ItemCourse,
    ItemOutcome,
)
from portal.records.tables.releases import (
    MistakenPublication,
    Release,
    ReleaseCause,
    ReleasedPart,
    ReleaseState,
)
from portal.records.tables.requests import (
    AskedToday,
    PaperRequest,
    RequestOutcome,
    RequestState,
)
from portal.records.tables.restrictions import (
    Compartment,
    CompartmentKey,
    Invitation,
    Permission,
    Restriction,
    RestrictionState,
    WithheldNotice,
)
from portal.records.tables.reviews import (
    Opinion,
    Review,
    ReviewCampaign,
    ReviewOutcome,
)
from portal.records.tables.uploads import Upload, UploadState

__all__ = [
    "AccessReview",
    "AccessReviewLine",
    "AccountInvitation",
    "Action",
    "ActionState",
    "AgendaItem",
    "Arrival",
    "AskState",
    "AskedToday",
    "Attendance",
    "Body",
    "BodyRegime",
    "BreakGlass",
    "Capacity",
    "Compartment",
    "CompartmentKey",
    "Declaration",
    "Deployment",
    "DirectorySnapshot",
    "Dispensation",
    "EmergencyChallenge",
    "EmergencyEnrolment",
    "EmergencyKey",
    "ExcludedItem",
    "ExclusionKind",
    "ExclusionResolution",
    "ExclusionState",
    "FindingState",
    "ForwardPlanEntry",
    "GroundStatement",
    "Guarded",
    "HalfWritten",
    "HistoryBeginning",
    "Holding",
    "IdentityLink",
    "ImportBatch",
    "ImportDoubt",
    "ImportState",
    "Interest",
    "Invitation",
    "ItemCourse",
    "ItemKind",
    "ItemOutcome",
    "KeptFact",
    "LeakCheck",
    "LeakFinding",
    "LeakPhrases",
    "LeakWatch",
    "LoginTransaction",
    "MarkedPaper",
    "Meeting",
    "MeetingState",
    "Minute",
    "MinutesState",
    "MistakenPublication",
    "NeedToKnow",
    "OfficeHolding",
    "Opinion",
    "Organisation",
    "Paper",
    "PaperKind",
    "PaperRequest",
    "PaperVersion",
    "Permission",
    "PermissionRequest",
    "Person",
    "Presence",
    "PublicVersion",
    "Recertified",
    "Release",
    "ReleaseCause",
    "ReleaseState",
    "ReleasedPart",
    "RequestOutcome",
    "RequestState",
    "Restriction",
    "RestrictionDraft",
    "RestrictionEvent",
    "RestrictionState",
    "Review",
    "ReviewCampaign",
    "ReviewOutcome",
    "Seat",
    "SignInSession",
    "StatementSource",
    "SubstituteNaming",
    "Upload",
    "UploadState",
    "WithheldNotice",
]
