"""
What goes back for units that come back: the stored shares of the sale, laid over tenders, to the cent.

A refund repeats the sale. The next units of a line are worth what they were charged, whatever the order of partial
refunds, so that the last unit closes the line and the last line closes the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from types import MappingProxyType

import attrs

from ..errors import FactsError, Problem, facts_error
from ..money import Money, Taxed, split
from ..money.taxes import next_share
from .lines import Charge
from .movements import Pool
from .order import SURPLUS, Order
from .quotes import Deduction, Quote, QuoteItem, added, item_of
from .shares import credited, next_of, surplus_left, worth
from .tenders import Spread, Tender, TenderShare, spread

__all__ = ["Outbound", "Partial", "quote"]

NOTHING_BESIDE: Mapping[str, int] = MappingProxyType({})


class Outbound(Enum):
    """How much of the delivery charge goes back with the whole order."""

    NONE = "none"
    STANDARD = "standard"
    ALL = "all"

    @property
    def rank(self) -> int:
        """How much that is, to compare two."""
        return _RANKS[self]


_RANKS = {Outbound.NONE: 0, Outbound.STANDARD: 1, Outbound.ALL: 2}


class Partial(Enum):
    """How much of that goes back while a part of the order stays: nothing, its share by value, or all at once."""

    NONE = "none"
    SHARE = "share"
    ALL = "all"


def quote(
    order: Order,
    units: Mapping[str, int],
    *,
    outbound: Outbound = Outbound.STANDARD,
    partial: Partial = Partial.NONE,
    fees: Iterable[Deduction] = (),
    how: Spread = Spread.RATIO,
    prefer: Iterable[str] = (),
    beside: Mapping[str, int] = NOTHING_BESIDE,
    before: Sequence[Quote] = (),
    pool: Pool = Pool.RETURNED,
    more: Sequence[QuoteItem] = (),
) -> Quote:
    """
    Work out what goes back for so many units of these lines.

    Charges go back with the last refundable unit of the order, once: delivery as *outbound* says, everything else in
    full, and with them the cents that were paid above all lines and charges. *partial* may give delivery back earlier.

    Args:
        order: The sale, with what went back already.

        units: Whole units by line, each at least 1.

        outbound: Nothing, the cheapest standard delivery, or all of the delivery charge.

        partial: What of that goes back while a part of the order stays.

        fees: What is kept back of what was paid for them; cut to that, never a negative refund.

        how: How it is laid on the tenders.

        prefer: Kinds of tender that come first.

        beside: Units of other lines that come back in the same request; a charge is then shared by what the lines
            were charged.

        before: Quotes of the same request that go back first, so that no tender gives more than it has left.

        pool: What it is for; ``cancelled`` gives back units that were cancelled, anything else units that were not.

        more: What goes back besides, such as a discount that an earlier return took back.

    Raises:
        FactsError: If a line is unknown, more units are asked for than were not refunded yet, or a fee is negative.

    .. versionadded:: 0.1.0
    """
    items, minor = _line_items(order, units, pool)
    together = {**beside, **units} if beside else units
    known = _beside(order, together) if len(together) > 1 else None
    emptied = _empties(order, together, pool) if known is None else known.empties(order, pool)
    rest = [*more]
    if emptied or partial is not Partial.NONE:
        upto = None if emptied else partial
        rest = [*_charge_items(order, units, known, outbound=outbound, partial=upto, pool=pool), *more]
    gross = Money(minor + sum([item.amount.gross.minor for item in rest]), order.currency)
    items += rest
    return laid(order, items, gross, fees, how=how, prefer=tuple(prefer), before=before, pool=pool)


def laid(
    order: Order,
    items: Sequence[QuoteItem],
    gross: Money,
    fees: Iterable[Deduction] = (),
    *,
    how: Spread,
    prefer: tuple[str, ...],
    before: Sequence[Quote] = (),
    pool: Pool,
) -> Quote:
    """Cap what the items come to by what is left, take the fees off that, and lay the rest on the tenders."""
    amount, left, deductions = gross, order.left, []
    for one in before:
        left -= one.total
    if amount > left:
        deductions.append(Deduction("capped", amount - left))
        amount = left
    for fee in _cut(fees, amount) if fees else ():
        deductions.append(fee)
        amount -= fee.amount
    tenders = order.tenders if not before else _after(order.tenders, before)
    shares = spread(amount, tenders, how, prefer) if tenders else ()
    return Quote(total=amount, items=tuple(items), deductions=tuple(deductions), tenders=shares, pool=pool)


def _line_items(order: Order, units: Mapping[str, int], pool: Pool) -> tuple[list[QuoteItem], int]:
    """Make an item for each line, and add up what they come to in minor units."""
    items, problems, whole, currency = [], [], 0, order.currency
    fresh = not order.movements and not order.repayments and pool is not Pool.CANCELLED
    for line_id, count in units.items():
        line = order.line(line_id)
        most = line.quantity if fresh else order.tally(line_id).open_for(pool)
        if not 1 <= count <= most:
            expected = f"1 to {most} units that were not refunded yet"
            problems.append(Problem(f"units.{line_id}", expected, str(count)))
            continue
        if fresh:
            gross, tax = next_share(line.charged, count, 0, line.quantity)
            items.append(item_of(line_id, count, (gross, tax, currency), line.tax_rate))
        else:
            amount = worth(order, line_id, count, pool)
            gross = amount.gross.minor
            items.append(QuoteItem(line_id, count, amount, line.tax_rate))
        whole += gross
    if not units:
        problems.append(Problem("units", "at least one line", "nothing"))
    if problems:
        raise FactsError(tuple(problems))
    return items, whole


def _empties(order: Order, units: Mapping[str, int], pool: Pool) -> bool:
    """
    Say whether no unit of the order is left to be refunded; those that were cancelled only ask about their own.

    What was exchanged stays with the customer as other goods, and with it the charges.
    """
    for line in order.lines:
        pools = order.tally(line.id)
        left = pools.open_for(pool) - units.get(line.id, 0)
        if left > 0 and left > _back_for_nothing(order, line.id):
            return False
        if pools.exchanged or (pool is Pool.CANCELLED and pools.refundable):
            return False
    return True


def _back_for_nothing(order: Order, line_id: str) -> int:
    """Count units that came back and have nothing to be refunded, such as a free gift, which no refund will name."""
    pools = order.tally(line_id)
    back = pools.back_unpaid
    return back if back and worth(order, line_id, pools.refundable).gross.is_zero else 0


def _charge_items(
    order: Order,
    units: Mapping[str, int],
    known: _Beside | None,
    *,
    outbound: Outbound,
    partial: Partial | None,
    pool: Pool,
) -> Iterable[QuoteItem]:
    """Give charges back: all that is left with the last unit, and delivery earlier where *partial* says so."""
    together = units if known is None else known.together
    for charge in order.charges:
        if partial is not None and not charge.shipping:
            continue
        amount = _charge_back(charge, outbound)
        upto = amount if partial is not Partial.SHARE else _share_by_value(order, together, amount, pool)
        rest = upto - credited(order, charge.id).gross
        if rest.minor > 0:
            part = _part_of(order, units, known, next_of(order, charge.id, rest), pool)
            yield QuoteItem(charge.id, 0, part, charge.tax_rate)
    surplus = surplus_left(order)
    if surplus.minor > 0 and partial is None:
        yield QuoteItem(SURPLUS, 0, _part_of(order, units, known, Taxed.of_gross(surplus), pool))


def _share_by_value(order: Order, together: Mapping[str, int], amount: Money, pool: Pool) -> Money:
    """Find how much of a charge falls on everything that came back, these units included."""
    back = whole = 0
    for line in order.lines:
        # What was cancelled is none of the refundable units already.
        now = together.get(line.id, 0) if pool is not Pool.CANCELLED else 0
        done = line.quantity - order.tally(line.id).refundable + now
        back += line.charged.first(min(done, line.quantity), of=line.quantity).gross.minor
        whole += line.charged.gross.minor
    return Money(amount.minor * back // whole if whole else 0, amount.currency)


def _part_of(order: Order, units: Mapping[str, int], known: _Beside | None, amount: Taxed, pool: Pool) -> Taxed:
    """Take the part of a charge that falls on some of the lines that come back together."""
    if known is None or len(units) == len(known.units):
        return amount
    parts, part = known.parts_of(order, amount, pool), Taxed.zero(amount.currency)
    for line_id in units:
        part += parts[line_id]
    return part


@attrs.define
class _Beside:
    """What every line of a request asks about all that comes back in it, worked out once for all of them."""

    units: tuple[tuple[str, int], ...]
    together: Mapping[str, int]
    emptied: dict[Pool, bool] = attrs.Factory(dict)
    parts: dict[tuple[Taxed, Pool], dict[str, Taxed]] = attrs.Factory(dict)

    def empties(self, order: Order, pool: Pool) -> bool:
        """Say whether no unit of the order is left to be refunded."""
        if pool not in self.emptied:
            self.emptied[pool] = _empties(order, self.together, pool)
        return self.emptied[pool]

    def parts_of(self, order: Order, amount: Taxed, pool: Pool) -> dict[str, Taxed]:
        """Share an amount by what the units of each line are worth."""
        if (amount, pool) not in self.parts:
            together = self.together
            lines = [line_id for line_id in order.line_ids if line_id in together]
            worths = [worth(order, line_id, together[line_id], pool).gross for line_id in lines]
            parts, before = {}, Taxed.zero(amount.currency)
            for line_id, gross in zip(lines, split(amount.gross, worths), strict=True):
                upto = amount.portion(before.gross + gross)
                parts[line_id], before = upto - before, upto
            self.parts[amount, pool] = parts
        return self.parts[amount, pool]


def _beside(order: Order, together: Mapping[str, int]) -> _Beside:
    """Remember with the order what was worked out for the last request, however many of its lines ask."""
    remembered, units = order._by_line, tuple(together.items())  # noqa: SLF001
    found: _Beside | None = remembered.beside
    if found is None or found.units != units:
        found = remembered.beside = _Beside(units, together)
    return found


def _after(tenders: Iterable[Tender], before: Iterable[Quote]) -> tuple[Tender, ...]:
    """Take the tenders as they are once earlier quotes went back on them."""
    held: dict[str, TenderShare] = {}
    for share in (share for one in before for share in one.tenders):
        held[share.tender] = added(held[share.tender], share) if share.tender in held else share
    return tuple(_less(tender, held[tender.id]) if tender.id in held else tender for tender in tenders)


def _less(tender: Tender, share: TenderShare) -> Tender:
    pending = share.paid_out if tender.pending is None else tender.pending + share.paid_out
    if share.waived is None or tender.outstanding is None:
        return attrs.evolve(tender, pending=pending)
    return attrs.evolve(tender, pending=pending, outstanding=tender.outstanding - share.waived)


def _charge_back(charge: Charge, outbound: Outbound) -> Money:
    whole = charge.charged.gross
    if not charge.shipping or outbound is Outbound.ALL:
        return whole
    if outbound is Outbound.NONE:
        return Money(0, whole.currency)
    return whole if charge.standard is None else min(charge.standard, whole)


def _cut(fees: Iterable[Deduction], gross: Money) -> Iterable[Deduction]:
    rest = gross
    for fee in fees:
        if fee.amount.minor < 0:
            raise facts_error("fees", "an amount of 0 or more", fee.amount)
        amount = min(fee.amount, rest)
        rest -= amount
        if amount.minor:
            yield Deduction(fee.code, amount)
