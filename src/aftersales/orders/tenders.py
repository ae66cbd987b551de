"""What the buyer paid with, and what of it is left to give back."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import attrs

from ..errors import FactsError, Problem, facts_error
from ..money import Money, split_units
from ..money.amounts import same_currency

__all__ = ["STORE_CREDIT", "Spread", "Tender", "TenderShare", "spread"]


#: The id under which money goes back as store credit, which need not be a means that the order was paid with.
STORE_CREDIT = "store_credit"


class Spread(Enum):
    """How a refund is laid on several tenders."""

    RATIO = "ratio"
    FIRST_PAID = "first_paid"
    LAST_PAID = "last_paid"


@attrs.frozen(kw_only=True)
class Tender:
    """
    One means of payment and what happened on it.

    Args:
        id: The host's opaque id.

        kind: The host's word for the means, such as ``card`` or ``gift_card``.

        captured: What was taken.

        refunded: What was given back already.

        pending: What is on its way back; it holds the balance.

        authorized: What was ever set aside to be taken, whether it was taken since or not.

        voided: What of that was released.

        charged_back: What the bank took back for the customer.

        failed: How many attempts to take money failed.

        outstanding: Instalments that the shop still has to take; a refund waives them first.

        waived: Instalments that will not be taken, since goods went back.

    Raises:
        FactsError: If an amount is negative, of another currency, or more goes back than was taken.

    .. versionadded:: 0.1.0
    """

    id: str
    kind: str = "card"
    captured: Money
    refunded: Money | None = None
    pending: Money | None = None
    authorized: Money | None = None
    voided: Money | None = None
    charged_back: Money | None = None
    failed: int = 0
    outstanding: Money | None = None
    waived: Money | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a tender that gave back more than it took."""
        given = {name: amount for name in _AMOUNTS if (amount := getattr(self, name)) is not None}
        same_currency("refunded", self.captured.currency, given.values())
        problems = [
            Problem(name, "an amount of 0 or more", str(amount)) for name, amount in given.items() if amount.minor < 0
        ]
        if type(self.failed) is not int or self.failed < 0:
            problems.append(Problem("failed", "a whole number of 0 or more", str(self.failed)))
        if not problems and self.left.minor < 0:
            back = [given[name] for name in ("refunded", "pending", "charged_back") if name in given]
            problems.append(Problem("refunded", f"at most what was captured ({self.captured})", str(sum_of(back))))
        if problems:
            raise FactsError(tuple(problems))

    @property
    def left(self) -> Money:
        """What can still be given back on it."""
        left = self.captured
        if self.refunded is not None:
            left -= self.refunded
        if self.charged_back is not None:
            left -= self.charged_back
        return left if self.pending is None else left - self.pending

    @property
    def room(self) -> Money:
        """What a refund can lay on it: what is left to give back, and the instalments it would waive."""
        return self.left if self.outstanding is None else self.left + self.outstanding

    @property
    def reserved(self) -> Money:
        """What is set aside and neither taken nor released."""
        nothing = Money(0, self.captured.currency)
        if self.authorized is None:
            return nothing
        open_ = self.authorized - self.captured
        return max(open_ if self.voided is None else open_ - self.voided, nothing)


_AMOUNTS = ("captured", "refunded", "pending", "authorized", "voided", "charged_back", "outstanding", "waived")


def sum_of(amounts: Sequence[Money]) -> Money:
    """Add up amounts of which there is at least one."""
    whole = amounts[0]
    for amount in amounts[1:]:
        whole += amount
    return whole


@attrs.frozen
class TenderShare:
    """
    The part of a refund that goes back on one tender.

    Args:
        tender: Its id.

        kind: The host's word for the means.

        amount: What it is worth to the customer.

        waived: How much of that is instalments that need not be paid any more; the rest is paid out.
    """

    tender: str
    kind: str
    amount: Money
    waived: Money | None = None

    @property
    def paid_out(self) -> Money:
        """The money that moves."""
        return self.amount if self.waived is None else self.amount - self.waived


def spread(
    amount: Money, tenders: Sequence[Tender], how: Spread = Spread.RATIO, prefer: Sequence[str] = ()
) -> tuple[TenderShare, ...]:
    """
    Lay a refund on the tenders, never above what each has left; the shares add up to the amount.

    Args:
        amount: What goes back; at most what all tenders have left, with the instalments that can be waived.

        tenders: In the order in which they were paid.

        how: In proportion to what is left, or one after the other.

        prefer: Kinds that come first, one after the other, whatever *how* says of the rest.

    Raises:
        FactsError: If the amount is negative or more than is left.

    >>> card, gift = Tender(id="c", captured=Money(500, "EUR")), Tender(id="g", kind="gift_card",
    ...                                                                captured=Money(300, "EUR"))
    >>> [str(share.amount) for share in spread(Money(400, "EUR"), (card, gift))]
    ['2.50 EUR', '1.50 EUR']

    .. versionadded:: 0.1.0
    """
    if len(tenders) == 1 and 0 < amount.minor <= tenders[0].room.minor:
        return (_share(tenders[0], amount),)
    left = [tender.room.minor for tender in tenders]
    if not 0 <= amount.minor <= sum(left):
        raise facts_error("amount", f"from 0 to what is left ({Money(sum(left), amount.currency)})", amount)
    if how is Spread.RATIO and not prefer:
        shares = split_units(amount.minor, left)
    else:
        shares = _in_turn(amount.minor, left, tenders, how, prefer)
    currency = amount.currency
    return tuple([_share(tender, Money(part, currency)) for tender, part in zip(tenders, shares, strict=True) if part])


def _in_turn(rest: int, left: list[int], tenders: Sequence[Tender], how: Spread, prefer: Sequence[str]) -> list[int]:
    """Lay an amount on the preferred tenders first, one after the other, and on the rest as the order says."""
    shares = [0] * len(left)
    order = list(range(len(left)))
    if how is Spread.LAST_PAID:
        order.reverse()
    preferred = [index for kind in prefer for index in order if tenders[index].kind == kind]
    others = [index for index in order if index not in preferred]
    for index in preferred if how is Spread.RATIO else preferred + others:
        shares[index] = min(rest, left[index])
        rest -= shares[index]
    if rest:
        for index, part in zip(others, split_units(rest, [left[i] for i in others]), strict=True):
            shares[index] += part
    return shares


def _share(tender: Tender, amount: Money) -> TenderShare:
    """Waive instalments first: what was never taken need not be paid back."""
    if tender.outstanding is None or not tender.outstanding.minor:
        return TenderShare(tender.id, tender.kind, amount)
    return TenderShare(tender.id, tender.kind, amount, min(amount, tender.outstanding))
