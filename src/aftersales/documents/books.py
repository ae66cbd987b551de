"""
The versions of a policy, of which the one in force at purchase governs.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

import attrs

from ..errors import PolicyError, Problem

__all__ = ["Dated", "PolicyBook"]


class Dated(Protocol):
    """
    Protocol: a policy that says since when it is in force.

    .. versionadded:: 0.1.0
    """

    @property
    def since(self) -> date:
        """The first day it governs."""
        ...


D = TypeVar("D", bound=Dated)


@attrs.frozen
class PolicyBook(Generic[D]):
    """
    The versions of one policy by the day each came into force; the version at purchase governs.

    >>> PolicyBook(()).on(date(2026, 1, 1)) is None
    True

    .. versionadded:: 0.1.0
    """

    versions: tuple[D, ...]

    def __attrs_post_init__(self) -> None:
        """Put the versions in order; refuse two of one day."""
        ordered = tuple(sorted(self.versions, key=lambda version: version.since))
        for index, (one, two) in enumerate(pairwise(ordered), start=1):
            if one.since == two.since:
                raise PolicyError((Problem(f"[{index}].since", "one version for each day", two.since.isoformat()),))
        object.__setattr__(self, "versions", ordered)

    def on(self, day: date) -> D | None:
        """Return the version in force on a day, or None before the first."""
        found = None
        for version in self.versions:
            if version.since > day:
                break
            found = version
        return found
