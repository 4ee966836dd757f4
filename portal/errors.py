"""What can go wrong, in the portal's own words; the web floor turns these into pages."""


class PortalError(Exception):
    """Anything the portal refuses to do, or cannot do."""


class NotFound(PortalError):
    """There is no such record, or none that this principal may know of."""


class NotPermitted(PortalError):
    """The principal may see the record, but not do this to it."""


class Refused(PortalError):
    """What was given cannot be accepted; the message says, in plain English, what to do instead."""


class LogUnavailable(PortalError):
    """The log cannot be written, so nothing restricted may be read."""


class CannotOpen(PortalError):
    """An envelope or file did not open.  Deliberately says nothing more to a reader."""


class KeysUnavailable(PortalError):
    """The root of the key hierarchy is sealed, missing or out of reach."""


class NotAsItWas(KeysUnavailable):
    """The record or the log is older than the other, so restricted papers stay shut."""


class ReceiptRefused(PortalError):
    """A data key was asked for without a good receipt from the log."""


class AccountUnchecked(PortalError):
    """The directory has not vouched for this account lately enough, and cannot be asked now."""


class StepUpNeeded(PortalError):
    """The reader may open this, once they have confirmed in this session that it is they.

    ``context`` is the authentication context to ask the identity provider for.
    """

    def __init__(self, context: str) -> None:
        super().__init__(f"authentication context {context} is wanting")
        self.context = context


class StepUpUnproved(PortalError):
    """Nothing proves that confirming would mean anything, so a compartment stays shut.

    ``context`` names the authentication context; ``reason`` says to the operator what is amiss.
    """

    def __init__(self, context: str, reason: str) -> None:
        super().__init__(f"authentication context {context}: {reason}")
        self.context = context
        self.reason = reason
