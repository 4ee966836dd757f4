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


class ReceiptRefused(PortalError):
    """A data key was asked for without a good receipt from the log."""
