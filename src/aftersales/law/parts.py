"""Tables and words inside a law row: late refunds, conditions of exceptions, price tiers, hours, ways out of delay."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

import attrs

from ..errors import facts_error
from ..money import Money

__all__ = [
    "CategoryTerm",
    "ContactHours",
    "DeliveryFrom",
    "ExitBy",
    "LateDelivery",
    "LateRefund",
    "LateStep",
    "NewPeriod",
    "PriceTier",
    "ValueLoss",
    "Weekday",
]

_MINUTES = 60
_HOURS = 24


class ValueLoss(Enum):
    """Whether the buyer answers for handling beyond what trying out takes, after a withdrawal."""

    NONE = "none"
    IF_INFORMED = "if_informed"


class NewPeriod(Enum):
    """After which replacement the guarantee starts anew."""

    NONE = "none"
    IF_REPAIR_CHOSEN = "if_repair_chosen"
    ALWAYS = "always"


class ExitBy(Enum):
    """What must happen within the days of the short way out: the defect shows, or the buyer uses it."""

    SHOWN = "shown"
    USED = "used"


class DeliveryFrom(Enum):
    """From which event the default for delivery runs."""

    CONTRACT = "contract"
    COMPLETE_ORDER = "complete_order"
    PROMISED_DAY = "promised_day"


class LateDelivery(Enum):
    """What the buyer may do when the day of delivery has passed."""

    EXTRA_PERIOD = "extra_period"
    AT_ONCE = "at_once"
    AFTER_NOTICE = "after_notice"
    WITHOUT_CONSENT = "without_consent"


class Weekday(Enum):
    """A day of the week, or a public holiday."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


@attrs.frozen(kw_only=True)
class LateStep:
    """From more than so many days of delay on, so many percent of the sum come on top."""

    after_days: int
    percent: Decimal


@attrs.frozen(kw_only=True)
class LateRefund:
    """
    What a refund that comes late costs the trader.

    Args:
        steps: Percentages that grow with the delay, in order.

        monthly_percent: What every month begun after *monthly_after_days* adds.

        monthly_after_days: The day of delay after which these months begin.

        most_percent: What steps and months come to at most.

        factor: How many times the sum is owed in all.

        pay_within_working_days: By when that multiple is to be paid.

        interest_percent: Interest a year, by the day.

        legal_interest: Interest at the legal rate comes on top, which the host must know.

        unless_justified: Nothing is owed for a delay with a good reason.

        on_demand: The buyer has to claim it.

    Raises:
        FactsError: If the steps do not grow.

    .. versionadded:: 0.1.0
    """

    steps: tuple[LateStep, ...] = ()
    monthly_percent: Decimal | None = None
    monthly_after_days: int = 0
    most_percent: Decimal | None = None
    factor: int | None = None
    pay_within_working_days: int | None = None
    interest_percent: Decimal | None = None
    legal_interest: bool = False
    unless_justified: bool = False
    on_demand: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse steps out of order, and a penalty that would fall with the delay."""
        ordered = sorted(self.steps, key=lambda step: step.after_days)
        grows = [step.percent for step in ordered]
        if ordered != list(self.steps) or grows != sorted(grows):
            raise facts_error("steps", "steps that grow with the delay")
        if self.factor is not None and self.factor < 1:
            raise facts_error("factor", "a factor of 1 or more", self.factor)


@attrs.frozen(kw_only=True)
class PriceTier:
    """Above a price of one unit, or from it on where *inclusive*, the guarantee has so many months."""

    above: Money
    inclusive: bool = False
    months: int

    def holds(self, price: Money) -> bool:
        """Say whether a price of one unit lies in the tier or above it."""
        if price.currency != self.above.currency:
            return False
        return price > self.above or (self.inclusive and price == self.above)


@attrs.frozen(kw_only=True)
class CategoryTerm:
    """Goods of a kind that the law names have a guarantee of so many months."""

    category: str
    months: int


@attrs.frozen(kw_only=True)
class ContactHours:
    """
    On these days of the week the buyer may be contacted from one local time to another.

    Args:
        days: The days of the week; a public holiday counts as the day it falls on.

        since: The first minute, such as ``"09:00"``.

        until: The first minute that is too late, such as ``"20:00"``.

    Raises:
        FactsError: If a time is none, or the end comes before the start.

    .. versionadded:: 0.1.0
    """

    days: frozenset[Weekday]
    since: str
    until: str

    def __attrs_post_init__(self) -> None:
        """Refuse times that are none."""
        if minutes_of("since", self.since) >= minutes_of("until", self.until):
            raise facts_error("until", f"a time after {self.since}", self.until)

    def allow(self, day: Weekday, minute: int) -> bool:
        """Say whether a minute of a day lies in them."""
        return day in self.days and minutes_of("since", self.since) <= minute < minutes_of("until", self.until)


def minutes_of(path: str, text: str) -> int:
    """Read ``HH:MM`` as the minutes since midnight; 24:00 is the end of the day."""
    hours, colon, rest = text.partition(":")
    if colon and hours.isdigit() and rest.isdigit() and int(rest) < _MINUTES:
        minutes = int(hours) * _MINUTES + int(rest)
        if minutes <= _HOURS * _MINUTES:
            return minutes
    raise facts_error(path, "a time of day such as 09:00", "another text")
