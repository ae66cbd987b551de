"""The order: every fact of one sale that a decision may need, checked once when it is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from functools import cached_property
from typing import Any

import attrs

from .. import documents
from ..dates import aware, day_in
from ..dates.moments import EASTERNMOST
from ..errors import FactsError, Problem
from ..events import Event
from ..money import DIGITS, Money, total
from .lines import Buyer, Charge, Kind, Line
from .movements import Moved, Movement, Pool, Tally, tally
from .parcels import Parcel
from .practices import Practices
from .promotions import Promotion
from .repayments import PayoutState, Repayment, RepaymentState
from .tenders import Tender

__all__ = ["Channel", "Order", "from_dict", "to_dict"]


#: The id under which cents paid above all lines and charges go back.
SURPLUS = "surplus"


class Channel(Enum):
    """Where the contract was concluded."""

    DISTANCE = "distance"
    OFF_PREMISES = "off_premises"
    IN_STORE = "in_store"


@attrs.frozen(kw_only=True, slots=False)
class Order:
    """
    One sale as it happened.

    Args:
        id: The host's opaque id.

        placed_at: When the contract was concluded, with its zone.

        currency: ISO 4217 code; every amount of the order is in it.

        lines: What was sold, at least one line.

        buyer: To whom.

        charges: What was charged beside the lines, such as shipping.

        tenders: What the buyer paid with, in the order of payment; empty if the host does not know.

        parcels: What was sent; the contents count as shipped, and as delivered or lost once the parcel was. What was
            sent again for a lost parcel is a parcel of its own.

        movements: What else happened to units and money; an opening movement sums up what is older.

        channel: At a distance, off premises, or in a store.

        online: Whether it was concluded on a site or in an app; False for one by telephone or letter, None if nobody
            said, which counts as online where the channel is at a distance.

        recurring: Goods delivered regularly over a period; clocks then start with the first.

        informed: Whether the buyer was told of the right of withdrawal before the contract; None leaves it to the
            shop's `Practices`.

        informed_on: The local day on which missing information was finally given; where it is after the sale, the
            buyer was not told before, whatever `Practices` say.

        told_return_cost: Whether the buyer was told before the contract to bear the cost of sending back.

        document_on: The local day on which the buyer received the contract, or what the law wants in writing of it.

        disclosed: Whether everything the law wants disclosed before the contract was, with a chance to correct.

        spoken: Whether shop and buyer spoke with each other for it, by phone or chat.

        practices: What the shop states about this order's time; None leaves it to the caller's.

        history: What was decided, by whom, when and why, oldest first; empty for an order that was simply placed.

        repayments: The refunds that were proposed, with their payouts.

        parked: Observations that do not fit the other facts yet, such as a scan of a parcel nobody knows.

        keys: The keys of every event that was folded in.

        promotions: On what terms its discounts and gifts were given.

    Raises:
        FactsError: With every contradiction at once: naive times, mixed currencies, more returned than bought, a
            delivery before the order, information before the contract that came after it, a refund above what was
            captured.

    .. versionadded:: 0.1.0
    """

    id: str
    placed_at: datetime
    currency: str
    lines: tuple[Line, ...]
    buyer: Buyer = Buyer()
    charges: tuple[Charge, ...] = ()
    tenders: tuple[Tender, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    movements: tuple[Movement, ...] = ()
    channel: Channel = Channel.DISTANCE
    online: bool | None = None
    recurring: bool = False
    informed: bool | None = None
    informed_on: date | None = None
    told_return_cost: bool | None = None
    document_on: date | None = None
    disclosed: bool | None = None
    spoken: bool | None = None
    practices: Practices | None = None
    history: tuple[Event, ...] = ()
    repayments: tuple[Repayment, ...] = ()
    parked: tuple[Event, ...] = ()
    keys: frozenset[str] = frozenset()
    promotions: tuple[Promotion, ...] = ()
    _lines: Mapping[str, Line] = attrs.field(init=False, eq=False, repr=False)
    _tallies: Mapping[str, Tally] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Take lists for tuples, and check every fact against every other."""
        for name in _TUPLES:
            if self.__dict__[name].__class__ is list:
                object.__setattr__(self, name, tuple(self.__dict__[name]))
        object.__setattr__(self, "_lines", {line.id: line for line in self.lines})
        object.__setattr__(self, "_tallies", _tallies(self))
        problems = [*_id_problems(self), *_quantity_problems(self), *_time_problems(self)]
        mixed = [*_currency_problems(self)]
        problems += mixed or _money_problems(self)
        if problems:
            raise FactsError(tuple(problems))

    def line(self, line_id: str) -> Line:
        """
        Return the line with this id.

        Raises:
            FactsError: If the order has none; the error names the ids it has.
        """
        found = self._lines.get(line_id)
        if found is None:
            raise FactsError((Problem("line", f"one of {', '.join(self._lines)}", line_id),))
        return found

    def item(self, item_id: str) -> Line | Charge:
        """
        Return the line or charge with this id.

        Raises:
            FactsError: If the order has neither; the error names the ids of its lines.
        """
        charge = next((one for one in self.charges if one.id == item_id), None)
        return self.line(item_id) if charge is None else charge

    def tally(self, line_id: str) -> Tally:
        """Return the pools of a line after all its movements."""
        if line_id not in self._tallies:
            self.line(line_id)
        return self._tallies[line_id]

    def moved(self, line_id: str) -> Sequence[Movement]:
        """Return the movements of a line, in the order in which they were told."""
        return self._by_line.moved[line_id]

    def packed(self, line_id: str) -> Sequence[tuple[Parcel, int]]:
        """Return the parcels that hold something of a line, each with its whole units of it."""
        return self._by_line.packed[line_id]

    @property
    def line_ids(self) -> tuple[str, ...]:
        """The ids of its lines, in order."""
        return tuple(self._lines)

    @cached_property
    def goods(self) -> tuple[Line, ...]:
        """Its lines that are goods, for periods that wait for the last of them."""
        return tuple([line for line in self.lines if line.kind is Kind.GOODS])

    @cached_property
    def total(self) -> Money:
        """What lines and charges come to, gross."""
        amounts = [line.charged.gross for line in self.lines] + [charge.charged.gross for charge in self.charges]
        return total(amounts, self.currency)

    @cached_property
    def captured(self) -> Money:
        """What was taken on all tenders; without tenders, the total."""
        return total((t.captured for t in self.tenders), self.currency) if self.tenders else self.total

    @property
    def refunded(self) -> Money:
        """What movements say went back."""
        return Money(sum(self._by_line.refunded.values()), self.currency)

    @cached_property
    def outstanding(self) -> Money:
        """The instalments that the shop will still take."""
        return total((t.outstanding for t in self.tenders if t.outstanding is not None), self.currency)

    @cached_property
    def waived(self) -> Money:
        """The instalments that need not be paid any more."""
        return total((t.waived for t in self.tenders if t.waived is not None), self.currency)

    @cached_property
    def waiving(self) -> Money:
        """The instalments that need not be paid any more once what is on its way back has arrived."""
        pending = [p for one in self.repaying for p in one.payouts if p.state is PayoutState.PENDING]
        return total((p.waived for p in pending if p.waived is not None), self.currency)

    @cached_property
    def left(self) -> Money:
        """What can still be given back at most: captured, with open instalments, less refunded and pending."""
        by_movements = self.captured - self.refunded - total((r.total for r in self.repaying), self.currency)
        if not self.tenders:
            return by_movements
        by_movements += self.outstanding + self.waived + self.waiving
        return min(by_movements, total((t.room for t in self.tenders), self.currency))

    @property
    def repaying(self) -> tuple[Repayment, ...]:
        """The refunds whose items are taken, although they are not all paid out yet."""
        return tuple(one for one in self.repayments if _holds(one)) if self.repayments else ()

    def refunded_on(self, item_id: str, *, pending: bool = False) -> Money:
        """What went back for one line or charge; with what is on its way, if asked for."""
        back = Money(self._by_line.refunded.get(item_id, 0), self.currency)
        if not pending or not self.repayments:
            return back
        coming = [item.amount for one in self.repaying for item in one.items if item.id == item_id]
        return back + total(coming, self.currency)

    @cached_property
    def _by_line(self) -> _ByLine:
        return _ByLine(self)

    def recall(self, key: str) -> Event | None:
        """Return the decision or the parked observation that had a key."""
        return next((event for event in (*self.history, *self.parked) if event.key == key), None)

    def _with(self, **changes: Any) -> Order:
        """Take a copy with some facts changed by somebody who has checked them; nothing is checked again."""
        made = object.__new__(Order)
        facts = made.__dict__
        facts.update(self.__dict__)
        facts.update(changes)
        for name in _DERIVED:
            facts.pop(name, None)
        if "movements" in changes or "parcels" in changes or "repayments" in changes:
            facts["_tallies"] = _tallies(made)
        return made


def from_dict(data: Mapping[str, Any]) -> Order:
    """
    Make an order from plain data, such as parsed JSON.

    Raises:
        FactsError: With every problem at once, each with its path.

    .. versionadded:: 0.1.0
    """
    return documents.read(Order, data)


def to_dict(order: Order) -> dict[str, Any]:
    """
    Write an order as plain data that `from_dict` reads back to an equal order.

    .. versionadded:: 0.1.0
    """
    return documents.dump(order)  # type: ignore[no-any-return]


_TUPLES = ("lines", "charges", "tenders", "parcels", "movements", "history", "repayments", "parked", "promotions")

#: What an order works out when somebody first asks for it, and remembers.
_DERIVED = ("captured", "goods", "left", "outstanding", "total", "waived", "waiving", "_by_line")


class _ByLine:
    """What every decision looks up for one line, sorted once: its movements, its parcels, and the money given back."""

    __slots__ = ("arrivals", "beside", "moved", "packed", "refunded")

    def __init__(self, order: Order) -> None:
        self.moved: dict[str, list[Movement]] = {line.id: [] for line in order.lines}
        self.packed: dict[str, list[tuple[Parcel, int]]] = {line.id: [] for line in order.lines}
        self.refunded: dict[str, int] = {}
        self.arrivals: dict[Any, Any] = {}
        self.beside: Any = None
        for movement in order.movements:
            if movement.line in self.moved:
                self.moved[movement.line].append(movement)
            if movement.amount is not None:
                self.refunded[movement.line] = self.refunded.get(movement.line, 0) + movement.amount.minor
        for parcel in order.parcels:
            units: dict[str, int] = {}
            for packed in parcel.contents:
                units[packed.line] = units.get(packed.line, 0) + packed.quantity
            for line_id, count in units.items():
                if line_id in self.packed:
                    self.packed[line_id].append((parcel, count))


_HOLDING = frozenset({RepaymentState.PENDING, RepaymentState.PARTLY_SETTLED})


def _holds(repayment: Repayment) -> bool:
    return not repayment.withdrawn and repayment.state in _HOLDING


def _tallies(order: Order) -> dict[str, Tally]:
    moved: dict[str, list[Movement]] = {line.id: [] for line in order.lines}
    for movement in order.movements:
        if movement.line in moved:
            moved[movement.line].append(movement)
    for parcel in order.parcels:
        happened = [Moved.SHIPPED]
        if parcel.delivered or parcel.lost:
            happened.append(Moved.DELIVERED if parcel.delivered else Moved.LOST)
        for packed in parcel.contents:
            if packed.quantity and packed.line in moved:
                moved[packed.line] += [Movement(what=w, line=packed.line, quantity=packed.quantity) for w in happened]
    held = _held(order.repaying)
    return {line.id: tally(line.quantity, moved[line.id], *held.get(line.id, ())) for line in order.lines}


def _held(repaying: Iterable[Repayment]) -> dict[str, tuple[int, int]]:
    """Count the units by line whose money is on its way, and those of them that were cancelled."""
    held: dict[str, tuple[int, int]] = {}
    for repayment in repaying:
        for item in repayment.items:
            units, cancelled = held.get(item.id, (0, 0))
            of_cancelled = item.units if repayment.pool is Pool.CANCELLED else 0
            held[item.id] = units + item.units, cancelled + of_cancelled
    return held


def _id_problems(order: Order) -> Iterable[Problem]:
    if not order.id:
        yield Problem("id", "an id", "nothing")
    if not order.lines:
        yield Problem("lines", "at least one line", "nothing")
    seen = {SURPLUS}
    yield from _repeated("lines", order.lines, seen, "an id that no other line or charge has")
    yield from _repeated("charges", order.charges, seen, "an id that no other line or charge has")
    yield from _repeated("tenders", order.tenders, set(), "an id that no other tender has")
    yield from _repeated("parcels", order.parcels, set(), "an id that no other parcel has")
    for index, movement in enumerate(order.movements):
        known = seen if movement.what is Moved.REFUNDED else order._lines  # noqa: SLF001
        if movement.line not in known:
            yield Problem(f"movements[{index}].line", "a line of the order", movement.line)
    for index, parcel in enumerate(order.parcels):
        for at, packed in enumerate(parcel.contents):
            if packed.line not in order._lines:  # noqa: SLF001
                yield Problem(f"parcels[{index}].contents[{at}].line", "a line of the order", packed.line)
    yield from _promotion_problems(order)


def _promotion_problems(order: Order) -> Iterable[Problem]:
    for index, promotion in enumerate(order.promotions):
        named = [("lines", line) for line in promotion.lines]
        named += [("gift", promotion.gift)] if promotion.gift else []
        for name, line in named:
            if line not in order._lines:  # noqa: SLF001
                yield Problem(f"promotions[{index}].{name}", "a line of the order", line)


def _repeated(
    name: str, items: Iterable[Line | Charge | Tender | Parcel], seen: set[str], expected: str
) -> Iterable[Problem]:
    for index, item in enumerate(items):
        if item.id in seen:
            yield Problem(f"{name}[{index}].id", expected, item.id)
        seen.add(item.id)


def _currency_problems(order: Order) -> Iterable[Problem]:
    if order.currency not in DIGITS:
        yield Problem("currency", "an ISO 4217 currency code", "another text")
    for name, amounts in (
        ("lines[{}].charged", [line.charged.gross for line in order.lines]),
        ("charges[{}].charged", [charge.charged.gross for charge in order.charges]),
        ("tenders[{}].captured", [tender.captured for tender in order.tenders]),
        ("movements[{}].amount", [movement.amount for movement in order.movements]),
    ):
        for index, amount in enumerate(amounts):
            if amount is not None and amount.currency != order.currency:
                yield Problem(name.format(index), f"amounts in {order.currency}", amount.currency)
    for index, promotion in enumerate(order.promotions):
        for field, amount in promotion.amounts:
            if amount.currency != order.currency:
                yield Problem(f"promotions[{index}].{field}", f"amounts in {order.currency}", amount.currency)


_COUNTS = (
    "cancelled",
    "shipped and not lost",
    "delivered",
    "refunded or about to be",
    "returned and kept",
    "replaced",
    "exchanged",
)
_COUNTED_TWICE = frozenset({"shipped and not lost", "delivered"})


def _quantity_problems(order: Order) -> Iterable[Problem]:
    for index, line in enumerate(order.lines):
        pools = order._tallies[line.id]  # noqa: SLF001
        counts = (
            pools.cancelled,
            pools.shipped - pools.lost,
            pools.delivered,
            pools.refunded + pools.refunding,
            pools.returned + pools.kept,
            pools.replaced,
            pools.exchanged,
        )
        if max(counts) <= pools.ordered:
            continue
        for name, units in zip(_COUNTS, counts, strict=True):
            if units > pools.ordered:
                hint = "count each unit once, in a parcel or in a movement" if name in _COUNTED_TWICE else ""
                yield Problem(f"lines[{index}]", f"at most the {pools.ordered} bought {name}", str(units), hint)


def _time_problems(order: Order) -> Iterable[Problem]:
    try:
        aware("placed_at", order.placed_at)
    except FactsError as wrong:
        yield from wrong.problems
        return
    yield from _information_problems(order)
    placed, day = order.placed_at, order.placed_at.astimezone(UTC).date()
    expected = f"a time not before the order ({placed.isoformat()})"
    for index, parcel in enumerate(order.parcels):
        if parcel.shipped_at is not None and parcel.shipped_at < placed:
            yield Problem(f"parcels[{index}].shipped_at", expected, parcel.shipped_at.isoformat())
        for at, sighting in enumerate(parcel.sightings):
            if sighting.at is not None and sighting.at < placed:
                yield Problem(f"parcels[{index}].sightings[{at}].at", expected, sighting.at.isoformat())
            if sighting.on is not None and (day - sighting.on).days > 1:
                yield Problem(f"parcels[{index}].sightings[{at}].on", expected, sighting.on.isoformat())
    for index, movement in enumerate(order.movements):
        if movement.at is not None and movement.at < placed:
            yield Problem(f"movements[{index}].at", expected, movement.at.isoformat())


def _information_problems(order: Order) -> Iterable[Problem]:
    if not order.informed or order.informed_on is None:
        return
    sold_on = day_in(order.buyer.zone or EASTERNMOST, order.placed_at)
    if order.informed_on > sold_on:
        expected, hint = f"a day not after the sale ({sold_on})", "a buyer who was told late has informed = false"
        yield Problem("informed_on", expected, order.informed_on.isoformat(), hint)


def _paid(order: Order) -> Iterable[tuple[str, Money]]:
    yield from ((line.id, line.charged.gross) for line in order.lines)
    yield from ((charge.id, charge.charged.gross) for charge in order.charges)


def _money_problems(order: Order) -> Iterable[Problem]:
    for item, gross in _paid(order) if order.movements else ():
        if (back := order.refunded_on(item)) > gross:
            yield Problem("movements", f"at most {gross} refunded for {item}", str(back))
    if order.refunded > order.captured + order.waived:
        yield Problem("movements", f"at most what was captured ({order.captured})", str(order.refunded))
