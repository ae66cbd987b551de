"""Guarantees that run beside the general one: by what the law calls the goods, or by their price."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ..orders import Kind
from ..rights import Unit
from .books import Floor, LawBook, Layer
from .rows import GuaranteeRow

__all__ = ["LISTED_DURABLE", "beside", "months_beside"]

#: The category of goods that a law lists without telling them apart, so that their price decides.
LISTED_DURABLE = "listed_durable"


def months_beside(unit: Unit, row: GuaranteeRow) -> int | None:
    """
    Find how many months such a guarantee gives one unit; None where the law does not mean it.

    .. versionadded:: 0.1.0
    """
    category = unit.line.law_category
    for term in row.categories or ():
        if term.category == category:
            return term.months
    if not row.price_tiers or category != LISTED_DURABLE:
        return None
    price = unit.line.charged.next(1, after=0, of=unit.line.quantity).gross
    return max((tier.months for tier in row.price_tiers if tier.holds(price)), default=None)


def beside(unit: Unit, book: LawBook) -> Iterable[Floor[GuaranteeRow]]:
    """
    Find the guarantees that run beside the general one for a unit, each as a floor of its own.

    Within them nobody has to prove that the defect was there at delivery.

    .. versionadded:: 0.1.0
    """
    if unit.line.kind is not Kind.GOODS or not unit.line.law_category:
        return
    for layer in book.parallel(unit.order.buyer.residence, unit.placed_on):
        months = months_beside(unit, layer.row)
        if months is not None:
            yield _floor(layer, months)


def _floor(layer: Layer[GuaranteeRow], months: int) -> Floor[GuaranteeRow]:
    row = attrs.evolve(layer.row, months=months, burden_months=months)
    certain = row if layer.certain else attrs.evolve(row, kind=None, months=None, burden_months=None)
    return Floor(certain, row, (layer,))
