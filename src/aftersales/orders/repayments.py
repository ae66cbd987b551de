"""
A refund as it is carried out: decided once, frozen in its amounts, and tried on each tender until it succeeds.

What is pending holds the balance of its tender and of its lines, so that a second refund cannot give it back again.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import Enum

import attrs

from ..dates import aware
from ..errors import FactsError, Problem, facts_error
from ..money import Money, Taxed, split, total
from ..money.taxes import by_rate
from .movements import Pool

__all__ = ["Payout", "PayoutState", "Repaid", "Repayment", "RepaymentState"]


class PayoutState(Enum):
    """How a try on one tender stands; ``released`` means that it was given up and holds nothing any more."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    RELEASED = "released"


class RepaymentState(Enum):
    """How a refund stands as a whole."""

    PENDING = "pending"
    SETTLED = "settled"
    PARTLY_SETTLED = "partly_settled"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@attrs.frozen(kw_only=True)
class Repaid:
    """
    What one line, charge or remainder gets back.

    Args:
        id: The line or charge, or ``surplus``.

        units: Whole units; 0 for money alone.

        worth: Net, tax and gross that these units were charged.

        amount: What of the gross goes back once fees were taken.

        tax_rate: The rate as a fraction; None if unknown.
    """

    id: str
    units: int = 0
    worth: Taxed
    amount: Money
    tax_rate: Decimal | None = None


@attrs.frozen(kw_only=True)
class Payout:
    """
    One try to give money back on one tender.

    Args:
        key: Its idempotency key; hand it to the payment provider, and repeat the same try under the same key.

        tender: The tender.

        amount: What is paid out.

        waived: Instalments that are not taken any more.

        bonus: What the shop puts on top as store credit; it is no money of the order.

        state: How it stands.
    """

    key: str
    tender: str
    amount: Money
    waived: Money | None = None
    bonus: Money | None = None
    state: PayoutState = PayoutState.PENDING

    @property
    def value(self) -> Money:
        """What it is worth to the customer."""
        return self.amount if self.waived is None else self.amount + self.waived


@attrs.frozen(kw_only=True)
class Repayment:
    """
    A refund that was decided: what for, for which items, and how it is carried out.

    Args:
        key: The key of the request that proposed it.

        pool: What it is for.

        at: When it was decided.

        items: What it gives back; the amounts add up to those of the payouts.

        payouts: The tries, one for each tender; more, where one failed and was made again.

        withdrawn: Whether the part that did not succeed was given up.

    Raises:
        FactsError: If items and standing payouts do not add up.

    .. versionadded:: 0.1.0
    """

    key: str
    pool: Pool
    at: datetime
    items: tuple[Repaid, ...]
    payouts: tuple[Payout, ...]
    withdrawn: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse a refund of nothing, and one whose parts differ."""
        aware("at", self.at)
        if not self.items or not self.payouts:
            raise facts_error("items", "at least one item and one payout", "nothing")
        whole, laid = self.total, self._standing
        if laid != whole and not (self.withdrawn and laid <= whole):
            raise FactsError((Problem("payouts", f"what the items come to ({whole})", str(laid)),))

    @property
    def total(self) -> Money:
        """What goes back."""
        return total((item.amount for item in self.items), self.items[0].amount.currency)

    @property
    def amounts(self) -> tuple[Money, ...]:
        """What goes back for each item; where a part was given up, what of it was paid, laid on all of them."""
        if not self.withdrawn:
            return tuple(item.amount for item in self.items)
        return split(self._standing, [item.amount for item in self.items])

    @property
    def credit_note(self) -> dict[str, Taxed]:
        """
        Net, tax and gross by rate of what goes back, for the document; a rate that nobody gave is ``unknown``.

        It is the same from the proposal on, however often a payout is tried; where a part of the refund was given up
        it is lowered to what was paid.
        """
        parts = zip(self.items, self.amounts, strict=True)
        return by_rate((item.tax_rate, item.worth.portion(amount)) for item, amount in parts)

    @property
    def _standing(self) -> Money:
        standing = (one.value for one in self.payouts if one.state is not PayoutState.RELEASED)
        return total(standing, self.items[0].amount.currency)

    @property
    def state(self) -> RepaymentState:
        """How it stands: worked out from its payouts."""
        states = {one.state for one in self.payouts} - {PayoutState.RELEASED}
        if self.withdrawn:
            return RepaymentState.PARTLY_SETTLED if states else RepaymentState.WITHDRAWN
        if PayoutState.PENDING in states:
            return RepaymentState.PENDING
        if PayoutState.FAILED not in states:
            return RepaymentState.SETTLED
        return RepaymentState.PARTLY_SETTLED if PayoutState.SUCCEEDED in states else RepaymentState.FAILED
