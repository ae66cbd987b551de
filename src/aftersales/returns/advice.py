"""
What an answer is expected to cost the shop: advice to staff that stands beside the rules and changes no verdict.

The figures are those that the shop states in its file. What is paid back is known to the cent; the rest is what is
expected on average.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import attrs

from ..dates import local_day
from ..decisions import N_, Audience, Reason, Values, Verdict
from ..money import Money
from ..orders import worth
from ..rights import Payer, Remedy
from .answer import Answer
from .answers import Answers
from .costs import Costs, costs_on

__all__ = ["ADVICE_EXCHANGE", "ADVICE_KEEP", "ADVICE_RETURN", "Advice", "Estimate", "advise"]

#: The goods come back and the money goes back.
ADVICE_RETURN = Reason(
    "returns.advice_return",
    N_("Taking it back for money is expected to cost the shop {cost}."),
    ("cost",),
    audience=Audience.STAFF,
)
#: The money goes back and the goods stay.
ADVICE_KEEP = Reason(
    "returns.advice_keep",
    N_("Paying and leaving the goods with the customer is expected to cost the shop {cost}."),
    ("cost",),
    audience=Audience.STAFF,
)
#: The goods are swapped.
ADVICE_EXCHANGE = Reason(
    "returns.advice_exchange",
    N_("An exchange is expected to cost the shop {cost}."),
    ("cost",),
    audience=Audience.STAFF,
)


@attrs.frozen(kw_only=True)
class Estimate:
    """
    What one way out is expected to cost.

    Args:
        reason: Which way, ready to be rendered with *values*.

        cost: What it costs all in all; below zero, what it brings.

        parts: What that is made of.

    .. versionadded:: 0.1.0
    """

    reason: Reason
    cost: Money
    parts: tuple[tuple[str, Money], ...]

    @property
    def values(self) -> Values:
        """The values of its sentence."""
        return (("cost", self.cost),)


@attrs.frozen(kw_only=True)
class Advice:
    """
    The rule's answer, and beside it what each way out is expected to cost.

    Args:
        verdict: What the rules say; nothing here changes it.

        estimates: The ways out, the cheapest first.

    .. versionadded:: 0.1.0
    """

    verdict: Verdict
    estimates: tuple[Estimate, ...]


def advise(answers: Answers, line: str, costs: Costs | None = None) -> Advice | None:
    """
    Estimate what keeping, exchanging and returning would cost the shop for one line.

    Args:
        answers: What `decide` returned.

        line: The line.

        costs: The shop's figures; those of the desk for the day of the request if not given.

    Returns:
        None where no figures are stated, they are in another currency, or nothing of the line is left to refund.

    Raises:
        KeyError: If the request had no such line.

    .. versionadded:: 0.1.0
    """
    answer, case = answers[line], answers.case
    if case is None:
        return None
    if costs is None:
        costs = costs_on(case.desk.costs, local_day(case.at, answer.best.terms.deadline.zone))
    units = min(answer.units, case.order.tally(line).refundable)
    if costs is None or costs.parcel_back.currency != case.order.currency or not units:
        return None
    gross = worth(case.order, line, units).gross
    ways = [_returned(answer, costs, gross), _kept(gross), _exchanged(answer, costs, gross)]
    return Advice(verdict=answer.verdict, estimates=tuple(sorted(ways, key=lambda way: way.cost.minor)))


def _returned(answer: Answer, costs: Costs, gross: Money) -> Estimate:
    refunds = [one.refund.total for one in answer.options if one.remedy is Remedy.REFUND and one.open]
    paid = max(refunds, default=gross)
    parts = [("refund", paid), *_sending_back(answer, costs), ("sold again", -_resale(costs, gross))]
    return _estimate(ADVICE_RETURN, parts)


def _kept(gross: Money) -> Estimate:
    return _estimate(ADVICE_KEEP, [("refund", gross)])


def _exchanged(answer: Answer, costs: Costs, gross: Money) -> Estimate:
    parts = [("new goods", _percent(costs.goods, gross)), ("parcel out", costs.parcel_out)]
    parts += [*_sending_back(answer, costs), ("sold again", -_resale(costs, gross))]
    return _estimate(ADVICE_EXCHANGE, parts)


def _sending_back(answer: Answer, costs: Costs) -> list[tuple[str, Money]]:
    """Count the parcel where the shop pays for it, and always what it costs to receive it."""
    shop_pays = answer.best.terms.return_shipping is Payer.SHOP
    return [*([("parcel back", costs.parcel_back)] if shop_pays else []), ("handling", costs.handling)]


def _resale(costs: Costs, gross: Money) -> Money:
    return _percent(costs.sellable * costs.recovered / 100, gross)


def _percent(percent: Decimal, gross: Money) -> Money:
    return Money(int((percent * gross.minor / 100).to_integral_value(ROUND_HALF_UP)), gross.currency)


def _estimate(reason: Reason, parts: list[tuple[str, Money]]) -> Estimate:
    cost = Money(sum(amount.minor for _, amount in parts), parts[0][1].currency)
    return Estimate(reason=reason, cost=cost, parts=tuple(parts))
