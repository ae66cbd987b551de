"""The printed schedule of an order: which cent of it goes back with what, and why."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import attrs

from ..money import Money, Taxed
from .movements import Moved
from .order import SURPLUS, Order
from .refunds import Outbound, quote

__all__ = ["Cent", "Schedule", "schedule"]


@attrs.frozen(kw_only=True)
class Cent:
    """
    One unit, charge or remainder, and what goes back with it.

    Args:
        item: The line or charge, or ``surplus``.

        unit: Which unit of the line, from 1; 0 for a charge.

        amount: Net, tax and gross.

        tax_rate: The rate as a fraction; None if unknown.

        why: ``even`` share of the line, ``remainder`` where one minor unit more falls on this unit, ``last`` with the
            last unit of the order, or ``surplus``.

        state: ``open``, ``refunded`` or ``cancelled``.
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

    Args:
        order: The sale.

        outbound: How much of the delivery goes back with the whole order.

    .. versionadded:: 0.1.0
    """
    rows = [row for line in order.line_ids for row in _units(order, line)]
    fresh = attrs.evolve(order, movements=(), tenders=(), repayments=(), parcels=())
    whole = quote(fresh, {line.id: line.quantity for line in order.lines}, outbound=outbound)
    rows += [
        Cent(item=item.id, amount=item.amount, tax_rate=item.tax_rate, why="last", state=_state(order, item.id))
        for item in whole.items
        if not item.units
    ]
    surplus = order.captured - order.total
    if surplus.minor > 0:
        rows.append(Cent(item=SURPLUS, amount=Taxed.of_gross(surplus), why="surplus", state=_state(order, SURPLUS)))
    grosses = sum(row.amount.gross.minor for row in rows)
    return Schedule(rows=tuple(rows), total=Money(grosses, order.currency))


def _units(order: Order, line_id: str) -> Iterable[Cent]:
    line, pools = order.line(line_id), order.tally(line_id)
    even = line.charged.gross.minor // line.quantity
    for unit in range(1, line.quantity + 1):
        amount = line.charged.next(1, after=unit - 1, of=line.quantity)
        done = "refunded" if unit <= pools.refunded else "cancelled" if unit <= pools.cancelled else "open"
        yield Cent(
            item=line_id,
            unit=unit,
            amount=amount,
            tax_rate=line.tax_rate,
            why="even" if amount.gross.minor == even else "remainder",
            state=done,
        )


def _state(order: Order, item_id: str) -> str:
    given = any(m.what is Moved.REFUNDED and m.line == item_id for m in order.movements)
    return "refunded" if given else "open"
