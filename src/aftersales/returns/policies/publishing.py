"""
What a shop may publish of its returns: the ways back by country, and schema.org's `MerchantReturnPolicy` made of them.

Law and promise stay apart, as in the engine: a way is either what the law gives or what the shop promises beyond it,
and whoever reads them takes the best that is still open. What a policy repeats of the law is no promise.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from ...dates import Unit as Length
from ...law import Floor, LawBook, ReturnCost, Start, WithdrawalRow
from ...money import Money, Taxed
from ...orders import Line, Order, Outbound, Practices
from ...rights import NO_DEMANDS, NO_FEE, Basis, Demands, Fault, Fee, Payer, Remedy, ReturnReason
from ..policy import ReturnPolicy
from ..promises import Promise, promise
from ..windows import Anchor, Window

__all__ = ["Published", "PublishedWay", "merchant_return_policy", "published_ways"]


@attrs.frozen(kw_only=True)
class PublishedWay:
    """
    One way back that a shop may publish: what the law gives, or what the shop promises beyond it.

    Args:
        basis: ``WITHDRAWAL`` or ``POLICY``.

        remedy: What the buyer gets.

        length: How many *unit* it is open; None without end.

        unit: Days, working days or months.

        anchor: What starts it.

        whole_order: Whether it starts with the last parcel of the order rather than with the article.

        return_shipping: Who pays for sending back.

        outbound: How much of the delivery charge goes back with the whole order.

        fee: What is kept back.

        demands: What is asked of the goods.

        return_fee: What is kept back for the label that the shop provides.

    .. versionadded:: 0.1.0
    """

    basis: Basis
    remedy: Remedy
    length: int | None
    unit: Length = Length.DAY
    anchor: Anchor = Anchor.DELIVERED
    whole_order: bool = False
    return_shipping: Payer
    outbound: Outbound
    fee: Fee = NO_FEE
    demands: Demands = NO_DEMANDS
    return_fee: Fee = NO_FEE

    @property
    def days(self) -> int | None:
        """The fewest days it is open, whatever the calendar; None without end."""
        if self.length is None or self.unit is not Length.MONTH:
            return self.length
        return _fewest_days(self.length)

    def covers(self, other: PublishedWay) -> bool:
        """Say whether it gives at least what another way gives, so that the other adds nothing."""
        return (
            self.remedy is other.remedy
            and self.anchor is other.anchor
            and (self.unit is other.unit or Length.WORKING_DAY not in (self.unit, other.unit))
            and (self.days is None or (other.days is not None and self.days >= other.days))
            and (self.return_shipping is Payer.SHOP or other.return_shipping is Payer.CUSTOMER)
            and self.outbound.rank >= other.outbound.rank
            and (self.fee.is_free or self.fee == other.fee)
            and (self.return_fee.is_free or self.return_fee == other.return_fee)
            and self.demands in (NO_DEMANDS, other.demands)
        )


def _fewest_days(months: int) -> int:
    """
    Count the fewest days that calendar months can have, over all months in which they may start.

    >>> _fewest_days(1), _fewest_days(2), _fewest_days(12)
    (28, 59, 365)
    """
    lengths = [calendar.monthrange(2001 + index // 12, index % 12 + 1)[1] for index in range(12 + months)]
    return min(sum(lengths[start : start + months]) for start in range(12))


def published_ways(
    policy: ReturnPolicy | None,
    practices: Practices,
    law: LawBook,
    country: str,
    on: date,
    *,
    category: str = "",
    tags: Iterable[str] = (),
) -> tuple[PublishedWay, ...]:
    """
    Say which ways back a consumer of a country has for an article, for a change of mind and contracts of a day.

    The law counts as far as it is certain. Promises that add nothing to it are left out.

    Args:
        policy: One version of the policy; None where the shop has none.

        practices: What the shop states about itself.

        law: The law.

        country: The residence of the buyers.

        on: The day of the contracts.

        category: The category of the article, where rules of the policy hold for it.

        tags: Its tags.

    .. versionadded:: 0.1.0
    """
    promised = promised_for(policy, _article(category, tags)) if policy is not None else None
    return ways_of(policy, promised, practices, law, country=country, on=on)


def promised_for(policy: ReturnPolicy, article: Line, order: Order | None = None) -> Promise:
    """Settle what a policy promises for an article where the buyer changes their mind."""
    return promise(policy, article, policy.fault(ReturnReason.CHANGED_MIND), order)


def ways_of(
    policy: ReturnPolicy | None, promised: Promise | None, practices: Practices, law: LawBook, *, country: str, on: date
) -> tuple[PublishedWay, ...]:
    """Put the law and what is promised beyond it beside each other."""
    right = _by_law(promised, practices, law, country, on)
    promises = [*_by_policy(policy, promised)] if policy is not None and promised is not None else []
    beyond = [way for way in promises if right is None or not right.covers(way)]
    return (right, *beyond) if right is not None else tuple(beyond)


def guaranteed(law: LawBook, country: str, on: date) -> bool:
    """Say whether verified law gives a guarantee there that a shop cannot contract out of."""
    floor = law.guarantee(country, on)
    return floor is not None and floor.certain.kind is not None and floor.certain.floor is not False


def _defect_payer(policy: ReturnPolicy | None, article: Line, *, free: bool) -> Payer | None:
    if free:
        return Payer.SHOP
    return promise(policy, article, Fault.MERCHANT).return_shipping if policy is not None else None


def _article(category: str, tags: Iterable[str]) -> Line:
    return Line(id="article", quantity=1, charged=Taxed.zero("EUR"), category=category, tags=frozenset(tags))


def _by_law(
    promised: Promise | None, practices: Practices, law: LawBook, country: str, on: date
) -> PublishedWay | None:
    floor = law.withdrawal(country, on)
    row = floor.certain if floor is not None else None
    if row is None or not row.right or row.period is None or not _applies(row, practices):
        return None
    payer, outbound = _payer(row, practices), row.outbound or Outbound.ALL
    if promised is not None and promised.window is not None:
        payer = Payer.SHOP if promised.return_shipping is Payer.SHOP else payer
        outbound = max(outbound, promised.outbound, key=lambda one: one.rank)
    return PublishedWay(
        basis=Basis.WITHDRAWAL,
        remedy=Remedy.REFUND,
        length=row.period,
        unit=row.unit or Length.DAY,
        anchor=Anchor.PLACED if row.start_goods in (None, Start.CONTRACT) else Anchor.DELIVERED,
        whole_order=row.start_goods is Start.RECEIPT_LAST,
        return_shipping=payer,
        outbound=outbound,
    )


def _applies(row: WithdrawalRow, practices: Practices) -> bool:
    """Say whether a right that hangs on what the shop fails to show or disclose is known to be there."""
    if row.unless_terms_shown:
        return practices.shows_policy is False
    return not row.only_if_undisclosed or practices.discloses is False


def _payer(row: WithdrawalRow, practices: Practices) -> Payer:
    if row.return_cost is ReturnCost.CONSUMER_IF_INFORMED:
        return Payer.CUSTOMER if practices.tells_return_cost else Payer.SHOP
    return Payer.CUSTOMER if row.return_cost is ReturnCost.CONSUMER else Payer.SHOP


def _by_policy(policy: ReturnPolicy, promised: Promise) -> Iterator[PublishedWay]:
    if promised.demands.final_sale:
        return
    windows = {
        Remedy.REFUND: promised.window,
        Remedy.EXCHANGE: promised.exchange,
        Remedy.CREDIT: promised.credit,
    }
    for remedy, window in windows.items():
        if window is not None:
            yield _promise_of(policy, promised, remedy, window)


def _promise_of(policy: ReturnPolicy, promised: Promise, remedy: Remedy, window: Window) -> PublishedWay:
    return PublishedWay(
        basis=Basis.POLICY,
        remedy=remedy,
        length=window.days if window.days is not None else window.months,
        unit=Length.DAY if window.days is not None else Length.MONTH,
        anchor=policy.anchor,
        return_shipping=promised.return_shipping,
        outbound=promised.outbound,
        fee=promised.fee,
        demands=promised.demands,
        return_fee=promised.return_fee if promised.return_shipping is Payer.CUSTOMER else NO_FEE,
    )


# ----------------------------------------------------------------------------------------------------- schema.org


@attrs.frozen(kw_only=True)
class Published:
    """
    JSON-LD to put on a page, and what it could not say.

    Args:
        data: The objects, each a ``MerchantReturnPolicy``; ready for ``json.dumps``.

        lost: What the vocabulary has no word for, by country and way.

    .. versionadded:: 0.1.0
    """

    data: tuple[Mapping[str, Any], ...]
    lost: tuple[str, ...] = ()


_SCHEMA = "https://schema.org/"
_REFUND_TYPES = {
    Remedy.REFUND: "FullRefund",
    Remedy.EXCHANGE: "ExchangeRefund",
    Remedy.CREDIT: "StoreCreditRefund",
}
_FEES = {Payer.SHOP: "FreeReturn", Payer.CUSTOMER: "ReturnFeesCustomerResponsibility"}


def merchant_return_policy(
    policy: ReturnPolicy | None,
    practices: Practices,
    law: LawBook,
    countries: Iterable[str],
    on: date,
    *,
    category: str = "",
    tags: Iterable[str] = (),
    link: str = "",
    returns_to: str = "",
    method: str = "ReturnByMail",
) -> Published:
    """
    Say what a shop may publish of its returns as schema.org JSON-LD, one object for each way back.

    The objects are alternatives: whoever reads them takes the best that is still open. Days count from the delivery and
    never promise more than the engine gives; where the law moves an end on to a working day, the engine gives more.

    Args:
        policy: One version of the policy; None where the shop has none.

        practices: What the shop states about itself.

        law: The law.

        countries: Residences of buyers.

        on: The day of the contracts.

        category: The category of the article, for the policy of a product.

        tags: Its tags.

        link: The address of the policy page.

        returns_to: The country to which goods go back, ISO 3166-1.

        method: A member of ReturnMethodEnumeration: ``ReturnByMail``, ``ReturnInStore`` or ``ReturnAtKiosk``.

    Source:
        https://schema.org/MerchantReturnPolicy and the enumerations it names.

    .. versionadded:: 0.1.0
    """
    tags = frozenset(tags)
    shared = {"merchantReturnLink": link} if link else {}
    shared |= {"returnPolicyCountry": returns_to} if returns_to else {}
    by_content: dict[str, tuple[dict[str, Any], list[str]]] = {}
    lost: dict[str, None] = {}
    for country in countries:
        every = published_ways(policy, practices, law, country, on, category=category, tags=tags)
        ways = [way for way in every if not any(other.covers(way) for other in every if other is not way)]
        floor = law.withdrawal(country, on)
        defect = _defect_payer(policy, _article(category, tags), free=guaranteed(law, country, on))
        if floor is None or (floor.cautious.right and not floor.certain.right):
            lost[f"{country}: what the law gives, since it was not verified"] = None
        for way in ways:
            lost |= dict.fromkeys(f"{country}: {one}" for one in _lost(way))
        if policy is not None and promised_for(policy, _article(category, tags)).seasons:
            lost[f"{country}: seasons"] = None
        for body in [_object(way, method, defect) for way in ways] or [_nothing(floor)]:
            found = by_content.setdefault(repr(body), (body, []))
            if country[:2] not in found[1]:
                found[1].append(country[:2])
            if len(country) > 2:  # noqa: PLR2004 - a region
                lost[f"{country}: the region, so that it stands for all of {country[:2]}"] = None
    data = tuple(_HEAD | {"applicableCountry": found} | shared | body for body, found in by_content.values())
    return Published(data=data, lost=tuple(lost))


_HEAD: dict[str, Any] = {"@context": "https://schema.org", "@type": "MerchantReturnPolicy"}


def _nothing(floor: Floor[WithdrawalRow] | None) -> dict[str, Any]:
    """Say that nothing comes back only where it is known that the law gives nothing either."""
    sure = floor is not None and floor.cautious.right is False
    return {"returnPolicyCategory": f"{_SCHEMA}MerchantReturn{'NotPermitted' if sure else 'Unspecified'}"}


def _object(way: PublishedWay, method: str, defect: Payer | None) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if way.length is None:
        body["returnPolicyCategory"] = f"{_SCHEMA}MerchantReturnUnlimitedWindow"
    elif way.anchor is not Anchor.DELIVERED or way.unit is Length.WORKING_DAY:
        body["returnPolicyCategory"] = f"{_SCHEMA}MerchantReturnUnspecified"
    else:
        body["returnPolicyCategory"] = f"{_SCHEMA}MerchantReturnFiniteReturnWindow"
        body["merchantReturnDays"] = way.days
    body["refundType"] = f"{_SCHEMA}{_REFUND_TYPES[way.remedy]}"
    body["returnMethod"] = f"{_SCHEMA}{method}"
    body |= _return_fees(way)
    if defect is not None:
        body["itemDefectReturnFees"] = f"{_SCHEMA}{_FEES[defect]}"
    if fees := _restocking(way.fee):
        body["restockingFee"] = fees[0] if len(fees) == 1 else fees
    if way.demands.unused or way.demands.unopened:
        body["itemCondition"] = f"{_SCHEMA}NewCondition"
    return body


def _return_fees(way: PublishedWay) -> dict[str, Any]:
    """Say who pays for sending back, and how much where the shop keeps it back."""
    label = way.return_fee.flat
    if label is None or label.is_zero or way.return_fee.percent:
        fees = f"{_SCHEMA}{_FEES[way.return_shipping]}"
        return {"returnFees": fees, "customerRemorseReturnFees": fees}
    fees, amount = f"{_SCHEMA}ReturnShippingFees", _amount(label)
    return {
        "returnFees": fees,
        "returnShippingFeesAmount": amount,
        "customerRemorseReturnFees": fees,
        "customerRemorseReturnShippingFeesAmount": amount,
    }


def _amount(money: Money) -> dict[str, Any]:
    return {"@type": "MonetaryAmount", "currency": money.currency, "value": str(money.decimal)}


def _restocking(fee: Fee) -> list[Any]:
    """Write a percentage as a number and a fixed amount as a MonetaryAmount."""
    fees: list[Any] = []
    if fee.percent:
        fees.append(int(fee.percent) if fee.percent == fee.percent.to_integral_value() else float(fee.percent))
    if fee.flat is not None and not fee.flat.is_zero:
        fees.append(_amount(fee.flat))
    return fees


def _lost(way: PublishedWay) -> Iterator[str]:
    name = f"{way.basis.value}, {way.remedy.value}"
    if way.anchor is not Anchor.DELIVERED:
        yield f"{name}: the window runs from {way.anchor.value}"
    if way.unit is Length.WORKING_DAY:
        yield f"{name}: the window counts working days"
    if way.unit is Length.MONTH:
        yield f"{name}: {way.length} months, written as {way.days} days"
    if way.demands.original_packaging:
        yield f"{name}: only in the original packaging"
    if way.demands.complete:
        yield f"{name}: only with all parts"
    if way.fee.steps or way.fee.most is not None or way.fee.lower:
        yield f"{name}: what is kept back in full ({way.fee})"
    if way.return_fee.percent:
        yield f"{name}: what is kept back for the label ({way.return_fee})"
    if way.outbound is not Outbound.ALL:
        yield f"{name}: how much of the delivery charge goes back ({way.outbound.value})"
