"""All that the rules may ask about one asker and one thing."""

from dataclasses import dataclass

from portal.policy.attributes import Classification, DocType, Jurisdiction, Regime, Role, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One question to the policy.  What is not said is false: absence never opens anything.

    The fields are the attributes of :data:`portal.policy.attributes.ATTRIBUTES`, which says
    what each means; ``classification`` is the attribute that the rules call ``class``.
    """

    regime: Regime
    role: Role
    classification: Classification
    stage: Stage
    doc_type: DocType = DocType.REPORT
    jurisdiction: Jurisdiction = Jurisdiction.ENG
    on_body: bool = False
    isa: bool = False
    on_list: bool = False
    need_to_know: bool = False
    item_invited: bool = False
    case_listed: bool = False
    draft_reader: bool = False
    dpi: bool = False
    scrutiny_relevant: bool = False
    audit_scope: bool = False
    breakglass: bool = False
    member_right: bool = False
    public_meeting: bool = False
    released: bool = False
    originator_ok: bool = False
    depersonalised: bool = False
    prejudicial: bool = False
