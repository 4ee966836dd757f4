"""One citation of paragraphs, and where they stand."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Paragraph numbers cited in a sentence, tokens ``start`` up to ``end``.

    ``parts``, ``schedule`` and ``acts`` say where they stand, as printed beside them.
    ``elsewhere`` says that they are paragraphs of something that holds no ground.
    """

    numbers: tuple[str, ...]
    start: int
    end: int
    parts: tuple[str, ...] = ()
    schedule: str = ""
    acts: tuple[str, ...] = ()
    local: bool = False
    elsewhere: bool = False
    described: bool = False  # the Schedule's own words follow the number
    oddities: tuple[str, ...] = ()

    @property
    def named(self) -> bool:
        """Say whether the Schedule, its Act or the local rules are named beside the numbers."""
        return bool(self.schedule or self.local or any(self.acts))
