"""What one right gives while it lasts: its basis, its remedy, and its terms field by field."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

import attrs

from ..dates import Deadline
from ..decisions import Cite
from ..orders import DiscountPolicy, Outbound
from ..orders.fees import NO_FEE, Fee

__all__ = ["NO_DEMANDS", "NO_EXTRAS", "Basis", "Demands", "Extras", "Payer", "Remedy", "Terms"]


class Basis(Enum):
    """On what a claim stands; the statutory ones cannot be taken away by a policy."""

    WITHDRAWAL = "withdrawal"
    GUARANTEE = "legal_guarantee"
    POLICY = "policy"
    WARRANTY = "warranty"

    @property
    def statutory(self) -> bool:
        """Say whether the law gives it."""
        return self in (Basis.WITHDRAWAL, Basis.GUARANTEE)


class Remedy(Enum):
    """What the customer gets."""

    REFUND = "refund"
    REPLACEMENT = "replacement"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    CREDIT = "store_credit"
    PRICE_REDUCTION = "price_reduction"


class Payer(Enum):
    """Who bears the cost of sending back."""

    SHOP = "shop"
    CUSTOMER = "customer"


@attrs.frozen(kw_only=True)
class Demands:
    """
    What a policy asks of the goods before it takes them back; a statutory right asks none of it.

    .. versionadded:: 0.1.0
    """

    final_sale: bool = False
    unopened: bool = False
    unused: bool = False
    original_packaging: bool = False
    complete: bool = False


NO_DEMANDS = Demands()


@attrs.frozen(kw_only=True)
class Extras:
    """
    What a policy gives or takes beside the usual; a statutory right has none of it.

    Args:
        return_fee: What is kept back for the label that the shop provides.

        credit_bonus: Percent that come on top of store credit.

        kept: The goods stay with the customer.

        for_recipient: It is for somebody who was given the goods; whoever paid is not told.

        discounts: What happens to discounts whose condition what stays no longer fulfils.

        discounts_at_least: Percent of what the goods were paid that go back at the least all the same.

        missing_gift: Whether the value of a gift that stays is deducted once its condition is no longer fulfilled.

    .. versionadded:: 0.1.0
    """

    return_fee: Fee = NO_FEE
    credit_bonus: Decimal | None = None
    kept: bool = False
    for_recipient: bool = False
    discounts: DiscountPolicy = DiscountPolicy.KEEP
    discounts_at_least: Decimal | None = None
    missing_gift: bool = False


NO_EXTRAS = Extras()


@attrs.frozen(kw_only=True)
class Terms:
    """
    What one right gives one unit while it lasts.

    Args:
        remedy: What the customer gets.

        deadline: Until when it must be announced.

        fee: What is kept back.

        fee_cap: What a policy may keep back at most, where the law lets it keep anything.

        return_shipping: Who pays for sending back.

        outbound: How much of the delivery charge goes back with the whole order.

        demands: What is asked of the goods.

        cites: What it stands on.

        extras: What a policy says besides.

    .. versionadded:: 0.1.0
    """

    remedy: Remedy
    deadline: Deadline
    fee: Fee = NO_FEE
    fee_cap: Fee = NO_FEE
    return_shipping: Payer = Payer.SHOP
    outbound: Outbound = Outbound.ALL
    demands: Demands = NO_DEMANDS
    cites: tuple[Cite, ...] = ()
    extras: Extras = NO_EXTRAS
