"""An operator at work: on the host, under a pseudonym, with every refusal told in a sentence."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click
from sqlalchemy.exc import SQLAlchemyError

from portal.audit import BrokenLog
from portal.cli.back_door import BackDoor
from portal.errors import CannotOpen, PortalError, Refused
from portal.policy import ANONYMOUS
from portal.services.work import Work

Result = TypeVar("Result")


def operating(door: BackDoor, act: Callable[[Work], Result]) -> Result:
    """Do something as the operator.

    :raises click.ClickException: saying what stood in the way.
    """
    with told_plainly():
        office = door.office()
        operator = office.journal.pseudonyms.of_operator(getpass.getuser())
        work = office.work_for(ANONYMOUS, operator)
        with work.session:
            return act(work)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what the portal refuses, or cannot do, into a sentence for the operator.

    :raises click.ClickException: with that sentence.
    """
    try:
        yield
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    except BrokenLog as broken:
        raise click.ClickException(f"The log is broken: {broken}.") from None
    except CannotOpen:
        raise click.ClickException(
            "A key or a file is not what was sealed there; the message above says which. Keep"
            " everything as it is, and compare with a backup."
        ) from None
    except PortalError as failed:
        raise click.ClickException(
            f"It cannot be done: {failed or 'the portal refused'}. Run `portal doctor`."
        ) from None
    except SQLAlchemyError as failed:
        raise click.ClickException(
            f"A database cannot be used ({type(failed).__name__}): run `portal doctor`."
        ) from None


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar for so many done out of so many; nothing, where nobody watches."""
    with click.progressbar(length=1, label=label) as bar:

        def show(done: int, of: int) -> None:
            if done < bar.pos:  # the next of several rounds
                bar.pos, bar.finished = 0, False
            bar.length = max(of, 1)
            bar.update(done - bar.pos)

        yield show
