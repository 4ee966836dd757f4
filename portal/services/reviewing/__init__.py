"""Reviews of restrictions: coming due, deciding, and the yearly look at everything kept back."""

from portal.records.tables import Opinion, ReviewOutcome

__all__ = ["Opinion", "ReviewOutcome"]
