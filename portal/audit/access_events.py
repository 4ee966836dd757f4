"""What is recorded of people: who came, who was turned away, who was given leave to what."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from portal.audit.details import COUNT, DAY, PERSON, RULE, one_of, optional
from portal.audit.form import Form, kinds_of
from portal.audit.verbs import Verb

_THING: Final = one_of(
    "paper",
    "minutes",
    "action",
    "plan-entry",
    "item",
    "restriction",
    "compartment",
    "meeting",
    "draft",
    "review",
    "request",
    "incident",
    "declaration",
    "need-to-know",
    "break-glass",
    "legal-hold",
    "legal-hold-lifting",
)
_BECAUSE: Final = one_of(
    "interest_recorded",
    "membership_ended",
    "substitution_ended",
    "permission_ended",
    "need_to_know_ended",
    "invitation_ended",
)
_ANSWER: Final = one_of("granted", "refused")
_OFFICE: Final = one_of(
    "clerk", "proper_officer", "monitoring_officer", "auditor", "administrator", "key_custodian"
)

ACCESS_EVENTS: Final[Mapping[Verb, Form]] = MappingProxyType(
    {
        Verb.READ_DENIED: Form(
            sentence="Somebody asked for something closed to them and was refused.",
            tells=kinds_of(rule=RULE, thing=_THING, because=optional(_BECAUSE)),
        ),
        Verb.MONITORING_OFFICER_TOLD: Form(
            sentence="The monitoring officer was told of an opening as of right in a"
            " sensitive compartment.",
            tells=kinds_of(rule=RULE),
        ),
        Verb.SIGN_IN_COMPLETED: Form(
            sentence="Somebody signed in.", tells=kinds_of(guest=optional(COUNT))
        ),
        Verb.SIGN_IN_REFUSED: Form(
            sentence="A sign-in was refused, at the numbered check.",
            tells=kinds_of(check=COUNT),
        ),
        Verb.SESSION_ENDED: Form(
            sentence="A session ended.",
            tells=kinds_of(
                reason=one_of(
                    "signed-out",
                    "idle",
                    "too-long",
                    "replaced",
                    "revoked",
                    "stepped-up",
                    "directory",
                ),
                holder=optional(PERSON),
            ),
        ),
        Verb.STEP_UP_COMPLETED: Form(
            sentence="Somebody confirmed, at the identity provider, that it was they."
        ),
        Verb.ACCOUNT_SUSPENDED: Form(
            sentence="Somebody's account was shut here at once, whatever the directory says.",
            tells=kinds_of(holder=PERSON),
        ),
        Verb.ACCOUNT_RESTORED: Form(
            sentence="A suspended account was opened again.", tells=kinds_of(holder=PERSON)
        ),
        Verb.ACCOUNT_INVITED: Form(
            sentence="Somebody was sent a link by which to bind their account.",
            tells=kinds_of(holder=PERSON, until=DAY),
        ),
        Verb.ACCOUNT_BOUND: Form(
            sentence="An invited person signed in for the first time; the account is theirs now.",
            tells=kinds_of(holder=PERSON, guest=optional(COUNT)),
        ),
        Verb.ACCOUNT_INVITATION_ENDED: Form(
            sentence="An invitation to bind an account was withdrawn.",
            tells=kinds_of(holder=PERSON),
        ),
        Verb.IDENTITY_LINK_ASKED: Form(
            sentence="A new identity was said to be somebody who is known already.",
            tells=kinds_of(holder=PERSON),
        ),
        Verb.IDENTITY_LINK_APPROVED: Form(
            sentence="The first of two approvers approved that an identity is somebody's.",
            tells=kinds_of(holder=PERSON),
        ),
        Verb.IDENTITY_LINK_REFUSED: Form(
            sentence="It was refused that an identity is somebody's.",
            tells=kinds_of(holder=PERSON),
        ),
        Verb.IDENTITY_LINKED: Form(
            sentence="Two approvers made an identity somebody's.",
            tells=kinds_of(holder=PERSON, first_approver=PERSON, second_approver=PERSON),
        ),
        Verb.EMERGENCY_KEY_ENROLLED: Form(
            sentence="A hardware key for emergencies was enrolled.", tells=kinds_of(holder=PERSON)
        ),
        Verb.EMERGENCY_KEY_REMOVED: Form(
            sentence="A hardware key for emergencies was removed.", tells=kinds_of(holder=PERSON)
        ),
        Verb.EMERGENCY_KEY_USED: Form(
            sentence="Somebody signed in with a hardware key, without the directory: an alarm."
        ),
        Verb.EMERGENCY_KEY_DRILLED: Form(
            sentence="A hardware key for emergencies was tried out.", tells=kinds_of(holder=PERSON)
        ),
        Verb.FORM_KEPT: Form(
            sentence="A form that was being written when a session ended was kept, sealed."
        ),
        Verb.PERMISSION_GRANTED: Form(
            sentence="Two approvers gave somebody leave to open a compartment or an item.",
            tells=kinds_of(holder=PERSON, first_approver=PERSON, second_approver=PERSON, until=DAY),
        ),
        Verb.PERMISSION_ENDED: Form(
            sentence="A permission was ended before its day.", tells=kinds_of(holder=PERSON)
        ),
        Verb.SEAT_TAKEN: Form(
            sentence="Somebody took a seat on a body.", tells=kinds_of(holder=PERSON)
        ),
        Verb.SEAT_LEFT: Form(
            sentence="Somebody's seat on a body ended.", tells=kinds_of(holder=PERSON)
        ),
        Verb.OFFICE_TAKEN: Form(
            sentence="Somebody was given an office.", tells=kinds_of(holder=PERSON, office=_OFFICE)
        ),
        Verb.OFFICE_LEFT: Form(
            sentence="Somebody's office ended.", tells=kinds_of(holder=PERSON, office=_OFFICE)
        ),
        Verb.ACCOUNT_CLOSED: Form(
            sentence="Somebody left: their account was closed, and what they held ended.",
            tells=kinds_of(holder=PERSON),
        ),
        Verb.SHARING_AGREED: Form(
            sentence="It was recorded that an organisation signed the sharing agreement.",
            tells=kinds_of(until=optional(DAY)),
        ),
        Verb.SHARING_ENDED: Form(sentence="An organisation's information sharing agreement ended."),
        Verb.SUBSTITUTE_NAMED: Form(
            sentence="A member named a substitute for one meeting.", tells=kinds_of(holder=PERSON)
        ),
        Verb.SUBSTITUTE_DECIDED: Form(
            sentence="A substitute was approved, or was not.",
            tells=kinds_of(holder=PERSON, answer=_ANSWER),
        ),
        Verb.GUEST_INVITED: Form(
            sentence="Somebody was asked in for one item.",
            tells=kinds_of(holder=PERSON, until=optional(DAY)),
        ),
        Verb.GUEST_LEFT: Form(
            sentence="An invitation to one item ended.", tells=kinds_of(holder=PERSON)
        ),
        Verb.INTEREST_DECLARED: Form(
            sentence="An interest in an item was recorded; the item closed to that person.",
            tells=kinds_of(holder=PERSON, kind=one_of("pecuniary", "other", "imposed")),
        ),
        Verb.INTEREST_LIFTED: Form(
            sentence="A recorded interest was lifted.", tells=kinds_of(holder=PERSON)
        ),
        Verb.DISPENSATION_GRANTED: Form(
            sentence="Somebody was let take part in spite of an interest.",
            tells=kinds_of(holder=PERSON, until=DAY),
        ),
        Verb.DISPENSATION_ENDED: Form(
            sentence="A dispensation ended before its day.", tells=kinds_of(holder=PERSON)
        ),
        Verb.PERMISSION_ASKED: Form(
            sentence="Leave to open a compartment or an item was asked for.",
            tells=kinds_of(holder=PERSON, until=DAY),
        ),
        Verb.PERMISSION_APPROVED: Form(
            sentence="The first of two approvers approved a permission.",
            tells=kinds_of(holder=PERSON),
        ),
        Verb.PERMISSION_REFUSED: Form(
            sentence="A permission that was asked for was refused.", tells=kinds_of(holder=PERSON)
        ),
        Verb.NEED_TO_KNOW_ASKED: Form(
            sentence="A councillor asked to read an item, with a reason.",
            tells=kinds_of(holder=PERSON),
        ),
        Verb.NEED_TO_KNOW_DECIDED: Form(
            sentence="It was decided whether a councillor needs to know an item.",
            tells=kinds_of(holder=PERSON, answer=_ANSWER, until=optional(DAY)),
        ),
        Verb.NEED_TO_KNOW_ENDED: Form(
            sentence="A councillor's need to know an item ended before its day.",
            tells=kinds_of(holder=PERSON),
        ),
        Verb.BREAK_GLASS_ASKED: Form(
            sentence="An emergency opening of one item was asked for.",
            tells=kinds_of(holder=PERSON),
        ),
        Verb.BREAK_GLASS_APPROVED: Form(
            sentence="The first of two approvers approved an emergency opening.",
            tells=kinds_of(holder=PERSON),
        ),
        Verb.BREAK_GLASS_REFUSED: Form(
            sentence="An emergency opening was refused.", tells=kinds_of(holder=PERSON)
        ),
        Verb.BREAK_GLASS_OPENED: Form(
            sentence="Two approvers opened one item to an administrator, for an hour.",
            tells=kinds_of(
                holder=PERSON, first_approver=PERSON, second_approver=PERSON, minutes=COUNT
            ),
        ),
        Verb.BREAK_GLASS_REVIEWED: Form(
            sentence="An emergency opening was reviewed.", tells=kinds_of(holder=PERSON)
        ),
        Verb.ACCESS_REVIEW_OPENED: Form(
            sentence="A review of who may read a body's restricted papers began.",
            tells=kinds_of(count=COUNT),
        ),
        Verb.ACCESS_REVIEW_DECIDED: Form(
            sentence="A review of access decided about one holding.",
            tells=kinds_of(
                holder=PERSON,
                holding=one_of("seat", "office", "permission", "need_to_know", "invitation"),
                answer=one_of("keep", "end"),
            ),
        ),
        Verb.ACCESS_REVIEW_CLOSED: Form(
            sentence="A review of who may read a body's restricted papers ended.",
            tells=kinds_of(kept=COUNT, ended=COUNT),
        ),
        Verb.ACCESS_EXPLAINED: Form(
            sentence="It was looked up who can, or could, read something.",
            tells=kinds_of(day=optional(DAY), count=COUNT),
        ),
        Verb.ACCESS_SIMULATED: Form(
            sentence="It was tried out whose access a change would change.",
            tells=kinds_of(count=COUNT),
        ),
    }
)
"""Each in one entry, told when it is done."""
