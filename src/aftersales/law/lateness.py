"""What may be claimed for money that comes back late: steps, multiples and interest, exact to the minor unit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import attrs

from ..dates import Period, WorkingCalendar, add_months
from ..dates import Unit as Length
from ..money import Money
from .parts import LateRefund

__all__ = ["Claimable", "claimable"]

_YEAR = 365


@attrs.frozen(kw_only=True)
class Claimable:
    """
    What may be claimed for a refund that is late.

    Args:
        total: The sum that is owed, with everything on top.

        days_late: Whole days after the day it was due.

        percent: What the steps put on top, in percent.

        interest: What of the total is interest at a rate the rows know.

        pay_by: By when a multiple is to be paid; None where there is none.

        open: What the host must add or find out: ``legal_interest``, ``justified``, ``on_demand``.

    .. versionadded:: 0.1.0
    """

    total: Money
    days_late: int
    percent: Decimal = Decimal(0)
    interest: Money
    pay_by: date | None = None
    open: tuple[str, ...] = ()


def claimable(
    owed: Money,
    due_on: date,
    refunded_on: date,
    rule: LateRefund | None,
    *,
    justified: bool | None = None,
    calendar: WorkingCalendar | None = None,
) -> Claimable:
    """
    Work out what may be claimed on a day for a refund that was due on another.

    Args:
        owed: The refund itself.

        due_on: The last day on which it was in time.

        refunded_on: The day it came, or today while it has not.

        rule: What the law says of late refunds; None where it says nothing.

        justified: Whether the trader had a good reason, where the law asks for one.

        calendar: The public holidays, for a time of payment in working days.

    Source:
        Each row brings its own, such as Code de la consommation, arts L241-4 and L242-4, and TRLGDCU, art. 107.

    >>> from aftersales.law import LateRefund
    >>> double = LateRefund(factor=2)
    >>> claimable(Money(10000, "EUR"), date(2026, 6, 15), date(2026, 7, 10), double).total
    Money(20000, "EUR")

    .. versionadded:: 0.1.0
    """
    nothing = Money(0, owed.currency)
    late = max((refunded_on - due_on).days, 0)
    if rule is None or not late or (rule.unless_justified and justified):
        return Claimable(total=owed, days_late=late, interest=nothing)
    percent = _percent(rule, due_on, late)
    interest = _part(owed, (rule.interest_percent or Decimal(0)) * late / _YEAR)
    total = owed * (rule.factor or 1) + _part(owed, percent) + interest
    open_ = [
        name
        for name, holds in (
            ("legal_interest", rule.legal_interest),
            ("justified", rule.unless_justified and justified is None),
            ("on_demand", rule.on_demand),
        )
        if holds
    ]
    pay_by = None
    if rule.pay_within_working_days is not None:
        pay_by = Period(rule.pay_within_working_days, Length.WORKING_DAY).end(due_on, calendar).day
    return Claimable(total=total, days_late=late, percent=percent, interest=interest, pay_by=pay_by, open=tuple(open_))


def _percent(rule: LateRefund, due_on: date, late: int) -> Decimal:
    percent = Decimal(0)
    for step in rule.steps:
        if late > step.after_days:
            percent = step.percent
    if rule.monthly_percent is not None and late > rule.monthly_after_days:
        percent += rule.monthly_percent * _months_begun(
            due_on + timedelta(rule.monthly_after_days), due_on + timedelta(late)
        )
    return percent if rule.most_percent is None else min(percent, rule.most_percent)


def _months_begun(since: date, until: date) -> int:
    months = (until.year - since.year) * 12 + until.month - since.month
    return months if add_months(since, months) >= until else months + 1


def _part(owed: Money, percent: Decimal) -> Money:
    return Money(int((percent * owed.minor / 100).to_integral_value(ROUND_HALF_UP)), owed.currency)
