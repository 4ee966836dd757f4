"""Runs every check, whatever becomes of the others, in bounded time."""

import logging
import threading
import time
from collections.abc import Sequence
from typing import Final

import click

from portal.cli.doctor.findings import REPORT_IT, Answer, Check, Finding, Stopped, wrong
from portal.cli.doctor.patient import Patient, Unmade
from portal.errors import PortalError
from portal.services.directory.graph import DirectoryUnavailable
from portal.services.sign_in.refusals import ProviderNotTrusted, ProviderUnreachable

PATIENCE: Final = 25.0
"""Seconds that all checks together may take."""
_NOT_USABLE: Final = "the identity provider cannot be used: "
_MET: Final = {
    Unmade: ("", "Mend what the line `settings` says."),
    ProviderUnreachable: (_NOT_USABLE, "See the line `discovery`."),
    ProviderNotTrusted: (_NOT_USABLE, "See the line `discovery`."),
    DirectoryUnavailable: (
        "the directory cannot be used: ",
        "See the lines `client authentication` and `permissions`.",
    ),
}
"""What may stop a check on its way, and where to read on."""


def examine(patient: Patient, checks: Sequence[Check], patience: float = PATIENCE) -> list[Finding]:
    """Run checks side by side, and give a finding for each, in their order.

    A check that does not end in time is wrong, and left behind.
    """
    # What goes wrong is told here in a line of its own, not by whom it was met.
    logging.getLogger("portal").addHandler(logging.NullHandler())
    answers: dict[str, Answer] = {}

    def run(check: Check) -> None:
        answers[check.name] = answer_of(check, patient)

    running = [threading.Thread(target=run, args=(check,), daemon=True) for check in checks]
    for thread in running:
        thread.start()
    until = time.monotonic() + patience
    for thread in running:
        thread.join(max(0.0, until - time.monotonic()))
    return [
        Finding.of(check.name, answers.get(check.name) or _unfinished(check, patience))
        for check in checks
    ]


def answer_of(check: Check, patient: Patient) -> Answer:
    """Run one check; anything that stops it is an answer too."""
    try:
        return check.examine(patient)
    except Stopped as stopped:
        return stopped.answer
    except click.ClickException as refused:
        return wrong(refused.message.rstrip("."), "See the lines about the databases and keys.")
    except PortalError as fault:
        words, advice = next(
            (told for kind, told in _MET.items() if isinstance(fault, kind)), ("", REPORT_IT)
        )
        return wrong(f"{words}{fault}".rstrip("."), advice)
    except Exception as broken:  # noqa: BLE001 -- the other checks are to be told all the same
        return wrong(f"the check broke off ({type(broken).__name__})", REPORT_IT)


def _unfinished(check: Check, patience: float) -> Answer:
    return wrong(f"no answer within {patience:g} seconds", check.unfinished)
