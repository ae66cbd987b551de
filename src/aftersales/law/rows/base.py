"""
What every row of law says of itself.
"""

from datetime import date

import attrs

from ...errors import FactsError, Problem
from ..words import Confidence

__all__ = ["Row"]


@attrs.frozen(kw_only=True)
class Row:
    """
    What every row says of itself.

    Args:
        in_force_from: The first day on which it governs new contracts.

        in_force_to: The last such day; None while it is in force.

        overlay: Its fields go on top of the base row instead of replacing it.

        parallel: It is a right of its own beside the others, and never merged with them.

        citation: The statute and its articles.

        source: Where it was read.

        checked: The day on which it was read.

        confidence: How well it is known.

        certain_in: Jurisdictions in which a row of lesser confidence was verified in national law.

        verified: Whether a stored source was read; what was not is never certain.

        disputed: What a second reading doubts.

        note: What a person should know; nothing computes with it.
    """

    in_force_from: date
    in_force_to: date | None = None
    overlay: bool = False
    parallel: bool = False
    citation: str
    source: str
    checked: date
    confidence: Confidence
    certain_in: frozenset[str] = frozenset()
    verified: bool = True
    disputed: str = ""
    note: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a row without its origin, one that ends before it starts, and a doubt that is certain."""
        problems = [
            Problem(name, "a source that can be looked up", "nothing")
            for name in ("citation", "source")
            if not getattr(self, name).strip()
        ]
        if self.in_force_to is not None and self.in_force_to < self.in_force_from:
            problems.append(Problem("in_force_to", f"a day not before {self.in_force_from}", str(self.in_force_to)))
        if self.disputed and self.confidence is Confidence.HIGH:
            problems.append(Problem("confidence", "at most medium for a disputed row", "high"))
        if problems:
            raise FactsError(tuple(problems))

    def in_force(self, on: date) -> bool:
        """Say whether it governs contracts of a day."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)

    def certain_for(self, residence: str) -> bool:
        """Say whether it can be relied on for a buyer who lives there."""
        return self.verified and (self.confidence is Confidence.HIGH or residence in self.certain_in)
