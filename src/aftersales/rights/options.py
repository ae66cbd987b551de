"""What comes of a right: a claim the law makes, an option that was judged, and the two ways to add one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import attrs

from ..decisions import Finding, Verdict
from ..orders import Quote
from .terms import Basis, Remedy, Terms
from .units import Unit

__all__ = ["Claim", "Option", "Raised", "Rule", "Settled", "Way"]


@attrs.frozen
class Raised:
    """
    A term on which the law and the policy differ, while a statutory right runs.

    Args:
        field: Which term.

        law: What the law gives.

        policy: What the policy says.

        by: ``law`` or ``policy``: which of the two is kinder, and so holds.

    .. versionadded:: 0.1.0
    """

    field: str
    law: str
    policy: str
    by: str


@attrs.frozen(kw_only=True)
class Claim:
    """
    What the law gives one unit before anybody judged the moment: a basis, its terms, and what was found already.

    .. versionadded:: 0.1.0
    """

    basis: Basis
    terms: Terms
    findings: tuple[Finding, ...] = ()


@attrs.frozen
class Settled:
    """
    Which rule of a policy decided one of its fields, and what it overruled.

    .. versionadded:: 0.1.0
    """

    field: str
    by: str
    overruled: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Option:
    """
    One way to a remedy: its legal basis, its terms, and what every rule found.

    Args:
        raised: Where law and policy differ, while a statutory right runs.

        settled: Which rules of the policy decided; for the trace only, so that two options do not differ by it.

    .. versionadded:: 0.1.0
    """

    basis: Basis
    terms: Terms
    findings: tuple[Finding, ...]
    verdict: Verdict
    refund: Quote
    raised: tuple[Raised, ...] = ()
    settled: tuple[Settled, ...] = attrs.field(default=(), eq=False)

    @property
    def remedy(self) -> Remedy:
        """What the customer gets."""
        return self.terms.remedy

    @property
    def last_day(self) -> date:
        """The last day, where the customer is, on which it is open for certain."""
        return self.terms.deadline.sure

    @property
    def open(self) -> bool:
        """Say whether the customer may have it now."""
        return self.verdict is Verdict.ACCEPT


#: One condition of an option, judged for a unit by the terms at a moment.
Rule = Callable[[Unit, Terms, datetime], Finding]

#: One room's way to remedies: no option where its basis is not in play.
Way = Callable[[Unit, datetime], tuple[Option, ...]]
