"""The units somebody wants to return, with everything known about them."""

from __future__ import annotations

from datetime import date

import attrs

from ..dates import WorkingCalendar, day_in
from ..errors import facts_error
from ..orders import Line, LineFacts, Order, Practices
from .terms import Remedy
from .why import ReturnReason

__all__ = ["Repair", "Unit"]


@attrs.frozen(kw_only=True)
class Repair:
    """
    One attempt to set things right: what was asked, and the days it took.

    Args:
        remedy: What the seller did or set out to do: a repair or a replacement.

        asked: What the buyer had chosen; None if nobody said.

        requested_on: The local day on which the buyer asked for it.

        handed_over_on: The day on which the goods were handed over for it.

        returned_on: The day on which the repaired goods, or their replacement, were in the buyer's hands.

        refused_on: The day on which the seller said no.

        restored: Whether the goods were then what was promised.

        same_defect: Whether the defect that is claimed now is the one it was for.

    Raises:
        FactsError: If it is neither a repair nor a replacement, or ends before it began.

    .. versionadded:: 0.1.0
    """

    remedy: Remedy = Remedy.REPAIR
    asked: Remedy | None = None
    requested_on: date | None = None
    handed_over_on: date | None = None
    returned_on: date | None = None
    refused_on: date | None = None
    restored: bool | None = None
    same_defect: bool | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what is no attempt, and days in the wrong order."""
        if self.remedy not in (Remedy.REPAIR, Remedy.REPLACEMENT):
            raise facts_error("remedy", "repair or replacement", self.remedy.value)
        begun = max((day for day in (self.requested_on, self.handed_over_on) if day is not None), default=date.min)
        for name, day in (("returned_on", self.returned_on), ("refused_on", self.refused_on)):
            if day is not None and day < begun:
                raise facts_error(name, f"a day not before {begun}", day)

    @property
    def begun_on(self) -> date | None:
        """The first day it is known to have been asked for or begun."""
        known = [day for day in (self.requested_on, self.handed_over_on) if day is not None]
        return min(known, default=self.returned_on)

    @property
    def over_on(self) -> date | None:
        """The day on which it came to an end: the goods were back, or the seller said no; None while it goes on."""
        known = [day for day in (self.returned_on, self.refused_on) if day is not None]
        return max(known, default=None)

    @property
    def failed(self) -> bool:
        """Say whether it is known not to have helped: refused, not restored, or the defect came back."""
        return self.refused_on is not None or self.restored is False or self.same_defect is True


@attrs.frozen(kw_only=True, slots=False)
class Unit:
    """
    A group of equal units that somebody wants to return, with everything known about them.

    Args:
        order: The sale.

        line: Their line.

        quantity: How many.

        facts: What is known about the goods, with what was said in the request on top.

        practices: What the shop stated for the time of the sale.

        zone: The IANA zone in which days are counted.

        late_zone: A zone further west, where the buyer's own is one of several.

        calendar: The public holidays where the buyer is; None if nobody gave them.

        reason: Why they come back; None if not known yet.

        defect_on: The local day on which a defect first showed.

        existed_at_delivery: Whether the defect is shown to have been there at delivery.

        repairs: What was tried to set it right, the oldest first.

        told_on: The local day on which the seller was told of the defect; None if that is now.

        hidden: Whether the defect could not be seen at delivery.

        minor: Whether the defect is minor, so that the contract cannot be ended for it; None counts as no.

        serious: Whether it is so serious that nobody has to wait for a repair; None counts as no.

    .. versionadded:: 0.1.0
    """

    order: Order
    line: Line
    quantity: int
    facts: LineFacts
    practices: Practices
    zone: str
    late_zone: str = ""
    calendar: WorkingCalendar | None = None
    reason: ReturnReason | None = None
    defect_on: date | None = None
    existed_at_delivery: bool | None = None
    repairs: tuple[Repair, ...] = ()
    told_on: date | None = None
    hidden: bool | None = None
    minor: bool | None = None
    serious: bool | None = None

    #: The local day of the contract.
    placed_on: date = attrs.field(init=False, eq=False, repr=False)

    @placed_on.default
    def _placed_on(self) -> date:
        return day_in(self.zone, self.order.placed_at)
