"""The printed schedule of an order: which cent of it goes back with what, and why."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import attrs

from ..money import Money, Taxed, total
from .lines import Charge, Line
from .movements import Pool
from .order import SURPLUS, Order
from .refunds import Outbound, quote
from .repayments import RepaymentState
from .shares import credited, next_of, next_part, paid_above, standing, worth, written_alone

__all__ = ["Cent", "Schedule", "schedule"]

_OF_UNITS = frozenset({None, Pool.RETURNED, Pool.CANCELLED, Pool.KEPT})


@attrs.frozen(kw_only=True)
class Cent:
    """
    One unit, charge, amount of money or remainder, and what goes back with it.

    Args:
        item: The line or charge, or ``surplus``.

        unit: Which unit of the line, from 1; 0 for a charge and for money without units.

        amount: Net, tax and gross.

        tax_rate: The rate as a fraction; None if unknown.

        why: ``even`` share of the line, ``remainder`` where one minor unit more falls on this unit, ``reduced`` since
            something went back before, ``restored`` with a discount that an earlier return took back; ``last`` with
            units or the last of them, for a charge; ``fee`` or ``delivery`` that the shop keeps; ``surplus`` that was
            paid above everything, ``unpaid`` or ``charged_back`` where something is missing; for money without units
            what it was for, such as ``price_reduction``.

        state: ``open``, ``pending``, ``refunded``, ``cancelled`` and owed, or ``kept`` by the shop.
    """

    item: str
    unit: int = 0
    amount: Taxed
    tax_rate: Decimal | None = None
    why: str
    state: str = "open"


@attrs.frozen(kw_only=True)
class Schedule:
    """
    Every cent of an order in the order in which it goes back; the amounts add up to what was paid.

    Instalments that are still to be taken or were waived count as paid, and what a bank took back does not.

    .. versionadded:: 0.1.0
    """

    rows: tuple[Cent, ...]
    total: Money

    def lines(self) -> list[str]:
        """Print it, one row a line."""
        cells = [
            (
                f"{row.item} #{row.unit}" if row.unit else row.item,
                str(row.amount.gross),
                str(row.amount.tax),
                row.why,
                row.state,
            )
            for row in self.rows
        ]
        cells.append(("total", str(self.total), "", "", ""))
        wide = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
        return [
            f"{item:<{wide[0]}}  {gross:>{wide[1]}}  tax {tax:>{wide[2]}}  {why:<{wide[3]}}  {state}".rstrip()
            if why
            else f"{item:<{wide[0]}}  {gross:>{wide[1]}}"
            for item, gross, tax, why, state in cells
        ]


def schedule(order: Order, outbound: Outbound = Outbound.ALL) -> Schedule:
    """
    Lay out which cent of an order goes back with which unit, and why it is that one.

    What went back or is on its way stands as it was, with the fees that were kept; what is open stands as it would be
    quoted next, unit by unit.

    Args:
        order: The sale.

        outbound: How much of the delivery goes back with the whole order.

    .. versionadded:: 0.1.0
    """
    rows = [row for line in order.lines for row in _line(order, line)]
    more = any(order.tally(line).refundable or order.tally(line).owed for line in order.line_ids)
    rows += [row for charge in order.charges for row in _charge(order, charge, outbound, more=more)]
    rows += _surplus(order, more=more)
    return Schedule(rows=tuple(rows), total=total((row.amount.gross for row in rows), order.currency))


def _line(order: Order, line: Line) -> list[Cent]:
    rows = _back(order, line.id, line.charged, line.quantity, line.tax_rate)
    unit, pools = max((row.unit for row in rows), default=0), order.tally(line.id)
    for count, pool, state in ((pools.owed, Pool.CANCELLED, "cancelled"), (pools.refundable, Pool.RETURNED, "open")):
        before = Taxed.zero(order.currency)
        for number in range(1, count + 1):
            upto = worth(order, line.id, number, pool)
            amount, before, unit = upto - before, upto, unit + 1
            why = _kind_of_share(line.charged, line.quantity, amount)
            rows.append(Cent(item=line.id, unit=unit, amount=amount, tax_rate=line.tax_rate, why=why, state=state))
    return [*rows, *_kept(line.id, line.charged, rows, "fee", line.tax_rate)]


def _charge(order: Order, charge: Charge, outbound: Outbound, *, more: bool) -> list[Cent]:
    rows = _back(order, charge.id, charge.charged, rate=charge.tax_rate)
    back = _with_the_last(order, charge, outbound) if more else Taxed.zero(order.currency)
    if back.gross.minor:
        rows.append(Cent(item=charge.id, amount=back, tax_rate=charge.tax_rate, why="last"))
    return [*rows, *_kept(charge.id, charge.charged, rows, "delivery" if charge.shipping else "fee", charge.tax_rate)]


def _with_the_last(order: Order, charge: Charge, outbound: Outbound) -> Taxed:
    fresh = attrs.evolve(order, movements=(), tenders=(), repayments=(), parcels=())
    whole = quote(fresh, {line.id: line.quantity for line in order.lines}, outbound=outbound)
    upto = total((item.amount.gross for item in whole.items if item.id == charge.id), order.currency)
    return next_of(order, charge.id, max(upto - credited(order, charge.id).gross, Money(0, order.currency)))


def _surplus(order: Order, *, more: bool) -> list[Cent]:
    """Tell what was paid above or below lines and charges, and what a bank took back of it."""
    nothing = Money(0, order.currency)
    rows = _back(order, SURPLUS, Taxed.zero(order.currency))
    gone = total((one.charged_back for one in order.tenders if one.charged_back is not None), order.currency)
    over, back = paid_above(order), total((row.amount.gross for row in rows), order.currency)
    for amount, why, state in (
        (max(over - back, nothing), "surplus", "open" if more else "kept"),
        (min(over, nothing), "unpaid", "open"),
        (-gone, "charged_back", "open"),
    ):
        rows.append(Cent(item=SURPLUS, amount=Taxed.of_gross(amount), why=why, state=state))
    return [row for row in rows if row.amount.gross.minor]


def _back(order: Order, item: str, whole: Taxed, of: int = 1, rate: Decimal | None = None) -> list[Cent]:
    """Tell what went back of an item and what is on its way, unit by unit."""
    rows: list[Cent] = []
    unit = 0
    for one in _told(order, item, whole):
        if not one.units and one.amount.gross.minor:
            rows.append(Cent(item=item, amount=one.amount, tax_rate=rate, why=one.why, state=one.state))
        for number in range(one.units):
            unit += 1
            amount, value = (part.next(1, after=number, of=one.units) for part in (one.amount, one.worth))
            why = _kind_of_share(whole, of, value)
            rows.append(Cent(item=item, unit=unit, amount=amount, tax_rate=rate, why=why, state=one.state))
    return rows


@attrs.frozen(kw_only=True)
class _Told:
    """One refund of an item: its money, for how many units and what they were worth, why, and how it stands."""

    amount: Taxed
    units: int
    worth: Taxed
    why: str
    state: str


def _told(order: Order, item_id: str, whole: Taxed) -> Iterable[_Told]:
    """Go through what a host wrote down by itself, and through the refunds that stand."""
    done = Taxed.zero(order.currency)
    for m, gross in written_alone(order, item_id):
        part = Taxed.of_gross(gross) if item_id == SURPLUS else next_part(whole, done, gross.minor)
        done += part
        yield _Told(amount=part, units=m.quantity, worth=part, why=_why(item_id, m.pool), state="refunded")
    for one, item, got in standing(order, item_id):
        state = "refunded" if one.withdrawn or one.state is RepaymentState.SETTLED else "pending"
        amount, units = item.worth.portion(got), 0 if one.withdrawn else item.units
        yield _Told(amount=amount, units=units, worth=item.worth, why=_why(item_id, one.pool), state=state)


def _why(item_id: str, pool: Pool | None) -> str:
    if item_id == SURPLUS:
        return "surplus"
    return "last" if pool in _OF_UNITS else str(pool and pool.value)


def _kind_of_share(whole: Taxed, of: int, amount: Taxed) -> str:
    more = amount.gross.minor - whole.gross.minor // of
    return "even" if not more else "remainder" if more == 1 else "reduced" if more < 0 else "restored"


def _kept(item: str, whole: Taxed, rows: Iterable[Cent], why: str, rate: Decimal | None) -> list[Cent]:
    """Tell what of an item the shop keeps, which is what goes back nowhere else."""
    rest = whole
    for row in rows:
        rest -= row.amount
    return [Cent(item=item, amount=rest, tax_rate=rate, why=why, state="kept")] if rest.gross.minor else []
