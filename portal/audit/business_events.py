"""What is recorded of business: published, closed, reviewed, released, asked for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from portal.audit.details import (
    CHECK_VALUE,
    COUNT,
    DAY,
    DIGEST,
    FILE_RULE,
    IDENTIFIER,
    one_of,
    optional,
)
from portal.audit.form import Form, kinds_of
from portal.audit.verbs import Verb

_YES_OR_NO: Final = one_of("yes", "no")
_CAUSE: Final = one_of("decision", "vote_lost", "lapse", "request")

BUSINESS_EVENTS: Final[Mapping[Verb, Form]] = MappingProxyType(
    {
        Verb.COMPARTMENT_CREATED: Form(
            sentence="A compartment was created.", tells=kinds_of(sensitive=_YES_OR_NO)
        ),
        Verb.COMPARTMENT_KEY_CREATED: Form(
            sentence="A compartment got a key; its check value is pinned here.",
            tells=kinds_of(epoch=COUNT, check_value=CHECK_VALUE),
        ),
        Verb.VERSION_PUBLISHED: Form(
            sentence="A file became a version of a paper.",
            outcome=kinds_of(
                version=optional(COUNT), length=optional(COUNT), sha256=optional(DIGEST)
            ),
        ),
        Verb.PAPERS_REPAIRED: Form(
            sentence="What broken-off work had left of papers' files was removed.",
            tells=kinds_of(drafts=COUNT, blobs=COUNT, versions=COUNT, missing=COUNT),
        ),
        Verb.PAPERS_MOVED: Form(
            sentence="Papers' files were copied to another store, and verified there.",
            tells=kinds_of(count=COUNT, removed=_YES_OR_NO),
        ),
        Verb.ROOT_SEALED: Form(
            sentence="The root of the keys was sealed in the workers of a host.",
            tells=kinds_of(workers=COUNT, silent=COUNT),
        ),
        Verb.ROOT_UNSEALED: Form(
            sentence="The root of the keys was to be unsealed in the workers of a host.",
            tells=kinds_of(workers=COUNT),
        ),
        Verb.VERSION_SEALED: Form(
            sentence="A version of something restricted was sealed; its ciphertext is pinned here.",
            tells=kinds_of(version=COUNT, data_key=IDENTIFIER, length=COUNT, sha256=DIGEST),
        ),
        Verb.COPIES_RULED: Form(
            sentence="It was settled what readers of a body's restricted PDFs get: marked copies,"
            " or originals.",
            tells=kinds_of(copies=one_of("marked", "original")),
        ),
        Verb.IMPORT_APPLIED: Form(
            sentence="A published page or pack was read in.",
            tells=kinds_of(format=one_of("page", "pack"), sha256=DIGEST, count=COUNT, doubts=COUNT),
        ),
        Verb.IMPORT_REVIEWED: Form(
            sentence="A doubt about imported material was settled.",
            tells=kinds_of(answer=one_of("open", "closed", "noted")),
        ),
        Verb.MEETING_PUBLISHED: Form(sentence="A meeting's agenda was published."),
        Verb.PAPER_PUBLISHED: Form(
            sentence="A paper was published.", tells=kinds_of(version=optional(COUNT))
        ),
        Verb.PAPER_REFUSED: Form(
            sentence="A paper marked above what the portal may hold was offered, and not stored."
        ),
        Verb.MARKING_CONFIRMED: Form(
            sentence="A second person confirmed that a marked paper may be open."
        ),
        Verb.LEAKS_CHECKED: Form(
            sentence="A file was looked into for what it tells besides what it shows.",
            tells=kinds_of(count=COUNT, whole=_YES_OR_NO),
        ),
        Verb.VERSION_CHECKED: Form(
            sentence="A stored file was looked into as what is open, or is to be.",
            tells=kinds_of(count=COUNT, whole=_YES_OR_NO),
        ),
        Verb.IMPORT_CHECKED: Form(
            sentence="The open text of an import was looked into before it is public.",
            tells=kinds_of(count=COUNT, whole=_YES_OR_NO),
        ),
        Verb.LEAK_ACCEPTED: Form(
            sentence="Something that a file tells was accepted, by name and with a reason."
        ),
        Verb.LEAKS_MENDED: Form(
            sentence="A file was replaced by a copy without what it told besides what it shows."
        ),
        Verb.WATCH_LIST_CHANGED: Form(
            sentence="The names that a body watches for were changed.", tells=kinds_of(count=COUNT)
        ),
        Verb.UPLOAD_RECEIVED: Form(
            sentence="A file was sent in, and sealed while it arrived.",
            tells=kinds_of(data_key=IDENTIFIER, length=COUNT),
        ),
        Verb.UPLOAD_REFUSED: Form(
            sentence="A file that was sent in broke a rule; nothing of it was kept.",
            tells=kinds_of(broken=FILE_RULE, count=COUNT),
        ),
        Verb.UPLOAD_DROPPED: Form(
            sentence="A file that was sent in was removed before it was published.",
            tells=kinds_of(because=one_of("asked", "age")),
        ),
        Verb.MINUTES_PUBLISHED: Form(sentence="Minutes were published."),
        Verb.NOTICE_PUBLISHED: Form(
            sentence="A notice of something withheld was published.",
        ),
        Verb.RESTRICTION_PROPOSED: Form(sentence="A restriction was proposed."),
        Verb.RESTRICTION_RESOLVED: Form(sentence="A restriction was resolved on."),
        Verb.RESTRICTION_ENDED: Form(
            sentence="A restriction ended.",
            tells=kinds_of(
                state=one_of(
                    "lost", "lapsed", "released", "part_released", "superseded", "withdrawn"
                )
            ),
        ),
        Verb.LOG_READ: Form(
            sentence="Entries of the log were read.",
            tells=kinds_of(of=one_of("own", "all", "thing"), count=COUNT),
        ),
        Verb.LOG_VERIFIED: Form(
            sentence="The log was recomputed from its first entry.",
            tells=kinds_of(size=COUNT, head=DIGEST, findings=COUNT),
        ),
        Verb.PORTAL_STARTED: Form(
            sentence="The portal started, under these rules of access.",
            tells=kinds_of(policy=optional(DIGEST), build=optional(DIGEST)),
        ),
        Verb.RESTRICTION_MAINTAINED: Form(
            sentence="A restriction was reviewed and kept.", tells=kinds_of(until=optional(DAY))
        ),
        Verb.GROUND_STATED: Form(
            sentence="A statement of the ground of a restriction was recorded.",
            tells=kinds_of(
                source=one_of("agenda", "report", "resolution", "minutes", "decision", "import")
            ),
        ),
        Verb.ITEM_ARRIVED: Form(
            sentence="It was recorded how an item came onto its agenda.",
            tells=kinds_of(arrival=one_of("timely", "added", "late", "urgent")),
        ),
        Verb.ITEM_TAKEN: Form(
            sentence="It was recorded what a meeting did with an item.",
            tells=kinds_of(outcome=one_of("taken_open", "taken_closed", "deferred", "withdrawn")),
        ),
        Verb.EXCLUSION_RECORDED: Form(
            sentence="A motion to exclude the public, or that they had to go, was recorded.",
            tells=kinds_of(
                kind=one_of("resolved", "mandatory"),
                state=one_of("drafted", "carried", "lost", "not_put"),
            ),
        ),
        Verb.MINUTES_CERTIFIED: Form(
            sentence="Open minutes were certified as a fair and coherent record as they stand."
        ),
        Verb.RELEASE_ASKED: Form(
            sentence="The release of something restricted was asked for.",
            tells=kinds_of(cause=_CAUSE, whole=_YES_OR_NO),
        ),
        Verb.RELEASE_CONFIRMED: Form(
            sentence="A second person confirmed a release.",
            tells=kinds_of(cause=_CAUSE, count=COUNT),
        ),
        Verb.RELEASE_REFUSED: Form(sentence="A second person refused a release."),
        Verb.PUBLICATION_WITHDRAWN: Form(
            sentence="Something published by mistake was taken down, and its clock started."
        ),
        Verb.INCIDENT_REPORTED: Form(
            sentence="A mistaken publication was reported, or it was recorded why not.",
            tells=kinds_of(to=one_of("data-protection-officer", "commissioner", "nobody")),
        ),
        Verb.INCIDENT_CLOSED: Form(sentence="The file of a mistaken publication was closed."),
        Verb.REVIEW_OPENED: Form(
            sentence="A restriction came up for review.",
            tells=kinds_of(because=one_of("date", "event", "campaign")),
        ),
        Verb.REVIEW_DECIDED: Form(
            sentence="A review of a restriction was decided.",
            tells=kinds_of(
                outcome=one_of("maintained", "release", "release_part", "lapsed", "superseded")
            ),
        ),
        Verb.REVIEW_ESCALATED: Form(
            sentence="An overdue review was put before the monitoring officer.",
            tells=kinds_of(days=COUNT),
        ),
        Verb.OPINION_GIVEN: Form(
            sentence="The author's opinion of a restriction was recorded.",
            tells=kinds_of(opinion=one_of("keep", "release", "release_part")),
        ),
        Verb.CAMPAIGN_OPENED: Form(
            sentence="A yearly review of everything a body keeps back began.",
            tells=kinds_of(year=COUNT, count=COUNT),
        ),
        Verb.CAMPAIGN_CLOSED: Form(
            sentence="A yearly review of everything a body keeps back ended.",
            tells=kinds_of(year=COUNT),
        ),
        Verb.REQUEST_RECEIVED: Form(sentence="Somebody asked for something withheld."),
        Verb.REQUEST_ANSWERED: Form(
            sentence="A request for something withheld was answered.",
            tells=kinds_of(
                outcome=one_of("released", "part_released", "refused", "not_held", "withdrawn")
            ),
        ),
        Verb.REQUEST_FORGOTTEN: Form(
            sentence="What somebody had asked for, and who they are, was deleted: its time was up."
        ),
    }
)
"""Each in one entry, told when it is done."""
