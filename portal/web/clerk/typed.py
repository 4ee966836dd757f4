"""What was typed into a form, or is wrong with it, by the names of its fields."""

from flask import request


class Words(dict[str, str]):
    """Words by name; nothing, where there are none."""

    def __missing__(self, _name: str) -> str:
        """Give nothing, and keep nothing."""
        return ""


def typed_here() -> Words:
    """Give what was typed into the form that was just sent."""
    return Words(request.form.to_dict())
