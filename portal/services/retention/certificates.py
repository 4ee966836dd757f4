"""The certificate of a disposal: what was destroyed, under which rule, and the root's word for it.

Its digest is in the log, and so is what it says, entry by entry: an auditor holds the one to the
other.  It names things by their identifiers and people as the log names them.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from portal.audit import Verb
from portal.errors import NotFound
from portal.policy import Permission
from portal.records.tables import (
    Body,
    Compartment,
    DestroyedEpoch,
    Disposal,
    DisposalState,
    DisposedFile,
    DisposedPaper,
    RecoverySet,
)
from portal.services.access.asking import demand
from portal.services.all_or_nothing import all_or_nothing
from portal.services.work import LOCAL, Work

FORMAT: Final = "clear-days/disposal/1"
Certificate = Mapping[str, Any]


def certify(work: Work, disposal_id: UUID) -> None:
    """Put into the log what a disposal destroyed, keep the certificate, and be done.  Commits.

    :raises LogUnavailable: if the log cannot be written; then it is not done yet.
    """
    with all_or_nothing(work):
        disposal = work.session.get_one(Disposal, disposal_id, with_for_update=True)
        if disposal.state is DisposalState.DONE:
            work.session.rollback()
            return
        certificate = _made(work, disposal)
        for paper in certificate["papers"]:
            _note_paper(work, disposal.id, paper)
        final = final_on(certificate)
        work.journal.note(
            actor=work.actor,
            verb=Verb.DISPOSAL_CERTIFIED,
            objects=(disposal.id, *(UUID(each["id"]) for each in certificate["papers"])),
            detail={
                "papers": len(certificate["papers"]),
                "files": sum(len(each["versions"]) for each in certificate["papers"]),
                "epochs": len(certificate["epochs"]),
                "certificate": digest_of(certificate),
                **({"final": final} if final else {}),
            },
        )
        disposal.certificate = dict(certificate)
        disposal.state, disposal.done_at = DisposalState.DONE, work.clock()
        work.session.flush()
        work.commit()


def read_certificate(work: Work, disposal_id: UUID) -> Certificate:
    """Read the certificate of a disposal that is done.

    :raises NotFound: if there is none of a body whose retention the asker may read.
    """
    disposal = work.session.get(Disposal, disposal_id)
    if disposal is None or disposal.certificate is None:
        raise NotFound
    demand(work, Permission.RETENTION_READ, disposal.body_id)
    return disposal.certificate


def as_json(certificate: Certificate) -> str:
    """Write a certificate in its one form, over which its digest is reckoned."""
    return json.dumps(certificate, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(certificate: Certificate) -> str:
    """Give the digest that the log has of a certificate: SHA-256 of its one form."""
    return hashlib.sha256(as_json(certificate).encode()).hexdigest()


def final_on(certificate: Certificate) -> str | None:
    """Give the day from which nobody can bring the keys back, if the root named one."""
    days = [each["final_on"] for each in certificate["epochs"] if each["final_on"]]
    return max(days, default=None)


def as_text(certificate: Certificate) -> str:
    """Write a certificate for somebody to read and file."""
    final = final_on(certificate)
    state = f"pending until {final}" if final else "final"
    lines = [
        "CERTIFICATE OF DISPOSAL",
        "",
        f"Disposal       {certificate['disposal']}",
        f"Board          {certificate['body']}",
        f"Compartment    {certificate['compartment'] or 'none: the papers were open'}",
        f"Reason         {certificate['reason']}",
        f"Asked for      {certificate['asked_at']} by {certificate['asked_by'][:16]}",
        *(f"Approved       {each['at']} by {each['by'][:16]}" for each in certificate["approved"]),
        f"Erased         {certificate['erased_at']}",
        f"State          {state}{_once_split(certificate)}",
        f"Digest         {digest_of(certificate)}",
        "",
        "Papers",
    ]
    for paper in certificate["papers"]:
        lines.append(
            f"  {paper['id']}  {paper['kind']}, due {paper['due_on']}:"
            f" {paper['years']} years, {paper['source']}"
        )
        lines += [f"    version {each['number']}  {each['id']}" for each in paper["versions"]]
    lines += ["", "Keys destroyed at the root"]
    for epoch in certificate["epochs"]:
        lines += [
            f"  epoch {epoch['epoch']}, check value {epoch['check_value']}, root {epoch['root']}",
            f"    {epoch['destroyed_at']}: {epoch['evidence']}",
            f"    {'pending until ' + epoch['final_on'] if epoch['final_on'] else 'final'}",
        ]
    if not certificate["epochs"]:
        lines.append("  none: open papers lie under no key; their words and files were deleted")
    lines += [
        "",
        "People are named as the log names them.  The digest is the SHA-256 of this certificate's",
        "JSON, and is in the log with the entries that say the same, one by one.",
        "",
    ]
    return "\n".join(lines)


def recovery_stands(work: Work, certificate: Certificate) -> bool:
    """Say whether the recovery key that stood at a disposal is still in force.

    Until it is split anew, the root and its shares open the copies of the destroyed epochs' keys
    that lie in older backups.
    """
    kept = certificate["recovery_set"]
    if kept is None:
        return False
    row = work.session.get(RecoverySet, UUID(kept))
    return row is not None and row.ended_at is None


def _once_split(certificate: Certificate) -> str:
    kept = certificate["recovery_set"]
    return f", once recovery set {kept} is replaced: portal keys split" if kept else ""


def _recovery_set(work: Work, disposal: Disposal) -> str | None:
    """Name the recovery set in force, which has copies of the epochs' keys in older backups."""
    if disposal.compartment_id is None:
        return None
    found = work.session.scalar(select(RecoverySet.id).where(RecoverySet.ended_at.is_(None)))
    return None if found is None else str(found)


def _made(work: Work, disposal: Disposal) -> dict[str, Any]:
    body = work.session.get_one(Body, disposal.body_id)
    compartment = None
    if disposal.compartment_id is not None:
        compartment = work.session.get_one(Compartment, disposal.compartment_id)
    return {
        "format": FORMAT,
        "disposal": str(disposal.id),
        "body": body.slug,
        "compartment": str(compartment.id) if compartment else None,
        "reason": disposal.reason,
        "asked_by": _person(work, disposal.asked_by_id),
        "asked_at": _moment(disposal.asked_at),
        "approved": [
            {"by": _person(work, by), "at": _moment(at)}
            for by, at in (
                (disposal.first_approved_by_id, disposal.first_approved_at),
                (disposal.second_approved_by_id, disposal.second_approved_at),
            )
        ],
        "erased_at": _moment(disposal.erased_at),
        "papers": _papers(work, disposal.id),
        "epochs": _epochs(work, disposal.id),
        "recovery_set": _recovery_set(work, disposal),
    }


def _papers(work: Work, disposal: UUID) -> list[dict[str, Any]]:
    files = work.session.scalars(
        select(DisposedFile)
        .where(DisposedFile.disposal_id == disposal)
        .order_by(DisposedFile.paper_id, DisposedFile.number)
    ).all()
    papers = work.session.scalars(
        select(DisposedPaper)
        .where(DisposedPaper.disposal_id == disposal)
        .order_by(DisposedPaper.due_on, DisposedPaper.paper_id)
    )
    return [
        {
            "id": str(each.paper_id),
            "kind": each.kind.value,
            "due_on": each.due_on.isoformat(),
            "years": each.years,
            "source": each.source,
            "versions": [
                {"id": str(file.id), "number": file.number}
                for file in files
                if file.paper_id == each.paper_id
            ],
        }
        for each in papers
    ]


def _epochs(work: Work, disposal: UUID) -> list[dict[str, Any]]:
    rows = work.session.scalars(
        select(DestroyedEpoch)
        .where(DestroyedEpoch.disposal_id == disposal)
        .order_by(DestroyedEpoch.epoch)
    )
    return [
        {
            "epoch": each.epoch,
            "check_value": each.check_value.hex(),
            "root": each.root,
            "evidence": each.evidence,
            "destroyed_at": _moment(each.destroyed_at),
            "final_on": each.final_at.astimezone(LOCAL).date().isoformat()
            if each.final_at
            else None,
        }
        for each in rows
    ]


def _note_paper(work: Work, disposal: UUID, paper: Mapping[str, Any]) -> None:
    """Put one paper into the log, once."""
    identifier = UUID(paper["id"])
    if work.journal.latest(Verb.PAPER_DISPOSED, identifier) is not None:
        return
    work.journal.note(
        actor=work.actor,
        verb=Verb.PAPER_DISPOSED,
        objects=(identifier, disposal, *(UUID(each["id"]) for each in paper["versions"])),
        detail={
            "kind": paper["kind"],
            "years": paper["years"],
            "files": len(paper["versions"]),
        },
    )


def _person(work: Work, person: UUID | None) -> str:
    return "" if person is None else str(work.journal.pseudonyms.of_person(person))


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(LOCAL).isoformat(timespec="seconds")
