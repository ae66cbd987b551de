"""
What goes back for units that come back: the stored shares of the sale, laid over tenders, to the cent.

A refund repeats the sale. The next units of a line are worth what they were charged, whatever the order of partial
refunds, so that the last unit closes the line and the last line closes the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

import attrs

from ..errors import FactsError, Problem, facts_error
from ..money import Money, Taxed, split, total
from .lines import Charge
from .order import SURPLUS, Order
from .tenders import Spread, Tender, TenderShare, spread

__all__ = ["Deduction", "Outbound", "Quote", "QuoteItem", "join", "quote", "worth"]

NOTHING_BESIDE: Mapping[str, int] = MappingProxyType({})


class Outbound(Enum):
    """How much of the delivery charge goes back with the whole order."""

    NONE = "none"
    STANDARD = "standard"
    ALL = "all"


@attrs.frozen
class QuoteItem:
    """
    What one line, charge or remainder gives back.

    Args:
        id: The line or charge, or ``surplus`` for cents the order was paid above its lines and charges.

        units: Whole units; 0 for a charge.

        amount: Net, tax and gross that go back.

        tax_rate: The rate as a fraction; None if unknown.

    .. versionadded:: 0.1.0
    """

    id: str
    units: int
    amount: Taxed
    tax_rate: Decimal | None = None


@attrs.frozen
class Deduction:
    """What is kept back, and why: a fee, or a cap by what is left."""

    code: str
    amount: Money


@attrs.frozen(kw_only=True)
class Quote:
    """
    A refund with its whole breakdown: items less deductions is the total, and the tender shares add up to it.

    .. versionadded:: 0.1.0
    """

    total: Money
    items: tuple[QuoteItem, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    tenders: tuple[TenderShare, ...] = ()

    @property
    def gross(self) -> Money:
        """What the items come to before deductions."""
        return total((item.amount.gross for item in self.items), self.total.currency)

    @property
    def taxes(self) -> dict[str, Taxed]:
        """Net, tax and gross by rate, for the credit note; a rate nobody gave is ``unknown``."""
        rates: dict[str, Taxed] = {}
        for item in self.items:
            rate = "unknown" if item.tax_rate is None else str(item.tax_rate)
            rates[rate] = rates[rate] + item.amount if rate in rates else item.amount
        return rates

    def lines(self) -> list[str]:
        """Print it, one line a part, amounts under each other."""
        rows = [(f"{item.units} x {item.id}" if item.units else item.id, item.amount.gross) for item in self.items]
        rows += [(f"less {part.code}", -part.amount) for part in self.deductions]
        rows += [("refund", self.total)]
        rows += [(f"  to {share.kind} {share.tender}", share.amount) for share in self.tenders]
        width = max(len(label) for label, _ in rows)
        digits = max(len(str(amount)) for _, amount in rows)
        return [f"{label:<{width}}  {amount!s:>{digits}}" for label, amount in rows]


def quote(
    order: Order,
    units: Mapping[str, int],
    *,
    outbound: Outbound = Outbound.STANDARD,
    fees: Iterable[Deduction] = (),
    how: Spread = Spread.RATIO,
    prefer: Iterable[str] = (),
    beside: Mapping[str, int] = NOTHING_BESIDE,
    before: Sequence[Quote] = (),
) -> Quote:
    """
    Work out what goes back for so many units of these lines.

    Charges go back with the last refundable unit of the order, once: delivery as *outbound* says, everything else in
    full, and with them the cents that were paid above all lines and charges.

    Args:
        order: The sale, with what went back already.

        units: Whole units by line, each at least 1.

        outbound: Nothing, the cheapest standard delivery, or all of the delivery charge.

        fees: What is kept back; cut to what the items come to, never a negative refund.

        how: How it is laid on the tenders.

        prefer: Kinds of tender that come first.

        beside: Units of other lines that come back in the same request; a charge is then shared by what the lines
            were charged.

        before: Quotes of the same request that go back first, so that no tender gives more than it has left.

    Raises:
        FactsError: If a line is unknown, or more units are asked for than were not refunded yet.

    .. versionadded:: 0.1.0
    """
    _refuse_units(order, units)
    items = [_line_item(order, line_id, count) for line_id, count in units.items()]
    together = {**beside, **units} if beside else units
    if _empties(order, together):
        items += _charge_items(order, units, together, outbound)
    gross = total((item.amount.gross for item in items), order.currency)
    deductions = tuple(_cut(fees, gross))
    amount = gross
    for part in deductions:
        amount -= part.amount
    left = order.left
    for one in before:
        left -= one.total
    if amount > left:
        deductions = (*deductions, Deduction("capped", amount - left))
        amount = left
    tenders = order.tenders if not before else _after(order.tenders, before)
    shares = spread(amount, tenders, how, tuple(prefer)) if tenders else ()
    return Quote(total=amount, items=tuple(items), deductions=deductions, tenders=shares)


def worth(order: Order, line_id: str, units: int) -> Taxed:
    """
    Find what the next units of a line are worth: their stored share, never above what the line has left.

    .. versionadded:: 0.1.0
    """
    line, pools = order.line(line_id), order.tally(line_id)
    amount = line.charged.next(units, after=pools.ordered - pools.refundable, of=line.quantity)
    rest = line.charged.gross - order.refunded_on(line_id)
    return amount.portion(rest) if amount.gross > rest else amount


def join(quotes: Iterable[Quote], currency: str) -> Quote:
    """
    Add quotes up to one; the parts of one tender are put together.

    .. versionadded:: 0.1.0
    """
    quotes = tuple(quotes)
    shares: dict[tuple[str, str], Money] = {}
    for share in (share for one in quotes for share in one.tenders):
        place = share.tender, share.kind
        shares[place] = shares[place] + share.amount if place in shares else share.amount
    return Quote(
        total=total((one.total for one in quotes), currency),
        items=tuple(item for one in quotes for item in one.items),
        deductions=tuple(part for one in quotes for part in one.deductions),
        tenders=tuple(TenderShare(tender, kind, amount) for (tender, kind), amount in shares.items()),
    )


def _refuse_units(order: Order, units: Mapping[str, int]) -> None:
    problems = []
    if not units:
        problems.append(Problem("units", "at least one line", "nothing"))
    for line_id, count in units.items():
        most = order.tally(line_id).refundable
        if not 1 <= count <= most:
            problems.append(Problem(f"units.{line_id}", f"1 to {most} units that were not refunded yet", str(count)))
    if problems:
        raise FactsError(tuple(problems))


def _line_item(order: Order, line_id: str, count: int) -> QuoteItem:
    return QuoteItem(line_id, count, worth(order, line_id, count), order.line(line_id).tax_rate)


def _empties(order: Order, units: Mapping[str, int]) -> bool:
    return all(order.tally(line.id).refundable <= units.get(line.id, 0) for line in order.lines)


def _charge_items(
    order: Order, units: Mapping[str, int], together: Mapping[str, int], outbound: Outbound
) -> Iterable[QuoteItem]:
    for charge in order.charges:
        amount = _charge_back(charge, outbound)
        rest = amount.gross - order.refunded_on(charge.id)
        if rest.minor > 0:
            part = _part_of(order, units, together, amount.portion(rest))
            yield QuoteItem(charge.id, 0, part, charge.tax_rate)
    surplus = order.captured - order.total - order.refunded_on(SURPLUS)
    if surplus.minor > 0:
        yield QuoteItem(SURPLUS, 0, _part_of(order, units, together, Taxed.of_gross(surplus)))


def _part_of(order: Order, units: Mapping[str, int], together: Mapping[str, int], amount: Taxed) -> Taxed:
    """Take the part of a charge that falls on some of the lines that come back together."""
    if len(units) == len(together):
        return amount
    lines = [line_id for line_id in order.line_ids if line_id in together]
    parts = split(amount.gross, [worth(order, line_id, together[line_id]).gross for line_id in lines])
    part, done = Taxed.zero(amount.currency), Money(0, amount.currency)
    for line_id, gross in zip(lines, parts, strict=True):
        if line_id in units:
            part += amount.portion(done + gross) - amount.portion(done)
        done += gross
    return part


def _after(tenders: Iterable[Tender], before: Iterable[Quote]) -> tuple[Tender, ...]:
    """Take the tenders as they are once earlier quotes went back on them."""
    held: dict[str, Money] = {}
    for share in (share for one in before for share in one.tenders):
        held[share.tender] = held[share.tender] + share.amount if share.tender in held else share.amount
    return tuple(
        attrs.evolve(t, pending=held[t.id] if t.pending is None else t.pending + held[t.id]) if t.id in held else t
        for t in tenders
    )


def _charge_back(charge: Charge, outbound: Outbound) -> Taxed:
    if not charge.shipping or outbound is Outbound.ALL:
        return charge.charged
    if outbound is Outbound.NONE:
        return Taxed.zero(charge.charged.currency)
    if charge.standard is None or charge.standard >= charge.charged.gross:
        return charge.charged
    return charge.charged.portion(charge.standard)


def _cut(fees: Iterable[Deduction], gross: Money) -> Iterable[Deduction]:
    rest = gross
    for fee in fees:
        if fee.amount.minor < 0:
            raise facts_error("fees", "an amount of 0 or more", fee.amount)
        amount = min(fee.amount, rest)
        rest -= amount
        if amount.minor:
            yield Deduction(fee.code, amount)
