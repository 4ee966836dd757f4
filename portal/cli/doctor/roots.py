"""Checks of the root of the keys, of whichever kind, and of the workers that have it open."""

import os
from typing import Final

from portal.cli.doctor.findings import Answer, Check, good, judged, not_used, wrong
from portal.cli.doctor.patient import Patient
from portal.errors import CannotOpen, KeysUnavailable
from portal.services.switchboard import call_each, is_sealed
from portal.settings.chosen_root import root_of
from portal.settings.roots import RootKind
from portal.vault import KeptChoice, LocalChoice, kept_root, open_root, wants_passphrase
from portal.vault.roots.choice import MARKER

PATIENCE: Final = 5.0
_CONTEXT: Final = b"the doctor's probe"
_ADVICE: Final = {
    RootKind.LOCAL: "Restore the file that PORTAL_ROOT_KEY_FILE names from its copy, mode 0600;"
    " only for a new portal run `portal keys create`.",
    RootKind.PKCS11: "See that the module is there and its library can be read, and that"
    " PORTAL_ROOT_TOKEN and PORTAL_ROOT_PIN_FILE are right; a PIN that was refused often locks the"
    " token.",
    RootKind.TRANSIT: "See that the server runs and is unsealed, that this host reaches it, and"
    " that the token in PORTAL_ROOT_TOKEN_FILE is alive and has the policy of docs/operations.md.",
    RootKind.AZURE: "See that this host reaches the key vault, and that the portal's identity has"
    " the role of docs/operations.md there.",
}


def root_key(patient: Patient) -> Answer:
    """Open the root of the keys, and have one that somebody else keeps wrap and unwrap a probe."""
    choice, kind = root_of(patient.settings), patient.settings.root
    try:
        if isinstance(choice, LocalChoice):
            if wants_passphrase(choice):
                return good("it is there, and wants its passphrase after each start")
            open_root(choice)
            return good("it opens")
        return _kept(choice)
    except CannotOpen:
        return wrong(
            f"restricted papers are shut: there is no root called {patient.settings.root_name}",
            "Correct PORTAL_ROOT_NAME; only for a new portal run `portal keys create`.",
        )
    except KeysUnavailable as refused:
        return wrong(f"restricted papers are shut: {str(refused).rstrip('.')}", _ADVICE[kind])


def _kept(choice: KeptChoice) -> Answer:
    root, probe = open_root(choice), os.urandom(32)
    if root.unwrap(MARKER, root.wrap(MARKER, probe, _CONTEXT), _CONTEXT) != probe:
        return wrong(
            "what the root wraps does not come back as it was",
            "Stop the portal, and ask whoever keeps the root.",
        )
    faults = (wrong(found, advice) for found, advice in kept_root(choice).faults())
    return judged(faults, good("it wrapped and unwrapped a probe"))


def workers(patient: Patient) -> Answer:
    """Ask every worker of this host whether it has the root open."""
    folder = patient.settings.sockets
    try:
        found = call_each(folder, "state", patience=PATIENCE)
    except KeysUnavailable as unsafe:
        return wrong(str(unsafe), "See PORTAL_ROOT_SOCKETS.")
    if is_sealed(folder):
        return wrong(
            "this host was sealed by `portal keys seal`",
            "Run `portal keys unseal` when whatever was feared is mended.",
        )
    shut = [worker for worker in found if not worker.is_open]
    if shut:
        return wrong(
            f"{len(shut)} of {len(found)} workers are sealed, or do not answer",
            "Run `portal keys unseal`; if one does not answer, start the portal again.",
        )
    if not found:
        return not_used("no worker listens on this host")
    return good(f"all {len(found)} have the root open")


CHECKS: Final = (
    Check(
        name="root key",
        about="the root of the keys opens; one that somebody else keeps wraps and unwraps a probe",
        examine=root_key,
        unfinished="The root does not answer: see whoever keeps it.",
    ),
    Check(
        name="workers",
        about="every worker of this host has the root open, and the host is not sealed",
        examine=workers,
    ),
)
