"""Which event starts the period to withdraw, and on which day it was."""

from __future__ import annotations

from ..dates import FOREVER, Step, local_day
from ..orders import Arrival, Kind, Moved, arrival
from ..rights import Unit
from .rows import Start, WithdrawalRow

__all__ = ["start_of"]


def start_of(unit: Unit, row: WithdrawalRow, zone: str) -> Arrival:
    """
    Find the first and the last day on which the event may have been that starts the period.

    .. versionadded:: 0.1.0
    """
    order, line, kind = unit.order, unit.line, unit.line.kind
    start = _of_kind(kind, row) or Start.CONTRACT
    if order.recurring and kind is Kind.GOODS and row.start_recurring is not None:
        start = row.start_recurring
    elif kind is Kind.SERVICE and row.start_goods is Start.RECEIPT_LAST and order.goods:
        # What has both goods and services as its object is a sales contract (Directive 2011/83/EU, art. 2(5)).
        start = Start.RECEIPT_LAST
    found = None
    if start is Start.RECEIPT_LAST:
        found = arrival(order, order.goods, zone, unit.practices)
    elif start is Start.RECEIPT_FIRST:
        found = _first_of(unit, zone)
    elif start in _RECEIPTS:
        found = arrival(order, (line,), zone, unit.practices)
    if found is not None and start not in _LATER:
        return found
    day = local_day(order.placed_at, zone)
    contract = Arrival(day, day, (), (Step("starts", day, "contract"),))
    if start is Start.DOCUMENT:
        return _document(unit, contract)
    if start in _WITH_DOCUMENT:
        return _later_of(found or contract, _document(unit, contract))
    return contract if found is None else _later_of(found, contract)


def _of_kind(kind: Kind, row: WithdrawalRow) -> Start | None:
    if kind is Kind.GOODS:
        return row.start_goods
    return row.start_services if kind is Kind.SERVICE else row.start_digital


_RECEIPTS = (Start.RECEIPT, Start.RECEIPT_OR_CONTRACT, Start.RECEIPT_OR_DOCUMENT)
_WITH_DOCUMENT = (Start.RECEIPT_OR_DOCUMENT, Start.CONTRACT_OR_DOCUMENT)
_LATER = (Start.RECEIPT_OR_CONTRACT, Start.RECEIPT_OR_DOCUMENT)


def _document(unit: Unit, contract: Arrival) -> Arrival:
    """Find when the buyer received the contract in writing."""
    day = unit.order.document_on
    if day is None and unit.practices.sends_document:
        return contract
    if day is None:
        steps = (Step("assumes", contract.first, "document_not_before"),)
        return Arrival(contract.first, FOREVER, ("document_on",), steps)
    return Arrival(day, day, (), (Step("starts", day, "document"),))


def _later_of(one: Arrival, two: Arrival) -> Arrival:
    first, last = max(one.first, two.first), max(one.last, two.last)
    hangs_on = tuple(dict.fromkeys((*one.hangs_on, *two.hangs_on))) if first != last else ()
    return Arrival(first, last, hangs_on, two.steps if two.first > one.first else one.steps)


def _first_of(unit: Unit, zone: str) -> Arrival | None:
    """Find when the first of several regular deliveries arrived, in whatever way it was told."""
    order = unit.order
    spans = [span for parcel in order.parcels if (span := parcel.possession(zone)) is not None]
    told = [m.at for m in order.movements if m.what is Moved.DELIVERED and m.at is not None]
    spans += [(day, day) for day in (local_day(at, zone) for at in told)]
    if not spans:
        return arrival(order, [unit.line], zone, unit.practices)
    first, last = min(span[0] for span in spans), min(span[1] for span in spans)
    hangs_on = ("delivered_on",) if first != last else ()
    return Arrival(first, last, hangs_on, (Step("starts", first, "first_receipt"),))
