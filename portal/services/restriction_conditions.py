"""What a restriction keeps sealed besides its balance: who supplied what, and on what terms."""

from dataclasses import asdict

from portal.policy.restrictions import Answers, Terms


def conditions_of(terms: Terms) -> dict[str, str]:
    """Give what is kept sealed beside the balance: who supplied it, by what order, and answers."""
    kept: dict[str, str] = {}
    if terms.supplied:
        kept |= {f"supplied_{name}": str(value) for name, value in asdict(terms.supplied).items()}
    if terms.order:
        ends = terms.order.expires_on.isoformat() if terms.order.expires_on else terms.order.until
        kept |= {"order_reference": terms.order.reference, "order_until": ends}
    if terms.answers != Answers():
        kept |= {name: "yes" if value else "no" for name, value in asdict(terms.answers).items()}
    return kept
