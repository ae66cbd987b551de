"""
The exchange: something comes back, something else goes out, and the difference is settled either way.

Both legs carry their own tax. What comes back is credited as it was charged at the sale; what goes out is charged as
it is sold now. A difference that the customer owes is asked for and never taken, and only the replacement waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar

import attrs

from ... import documents
from ...dates import local_day
from ...dates.moments import WESTERNMOST
from ...errors import FactsError, Problem, facts_error
from ...events import Event
from ...money import Money, Taxed, total
from ...money.taxes import by_rate
from ...orders import Order, worth
from ...orders.said import units_of
from .filed import Claiming, Filed
from .pools import SETTLED, with_more

__all__ = [
    "Exchange",
    "Leg",
    "Quoted",
    "Replacement",
    "ValueBasis",
    "exchange_word",
    "open_exchange",
    "quote_exchange",
]


class ValueBasis(Enum):
    """At which value what comes back counts against the replacement; money paid out is always what was paid."""

    PAID = "paid"
    LIST = "list"


@attrs.frozen(kw_only=True)
class Replacement:
    """
    What goes out instead.

    Args:
        sku: The host's article code.

        quantity: Whole units.

        price: What all of them are charged now.

        tax_rate: The rate as a fraction; None if unknown.

    Raises:
        FactsError: If the quantity is not positive or the price is negative.

    .. versionadded:: 0.1.0
    """

    sku: str
    quantity: int = 1
    price: Taxed
    tax_rate: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what nobody can send."""
        if type(self.quantity) is not int or self.quantity < 1:
            raise facts_error("quantity", "a whole number of 1 or more", self.quantity)
        if self.price.net.minor < 0 or self.price.tax.minor < 0:
            raise facts_error("price", "an amount of 0 or more", self.price.gross)


@attrs.frozen
class Leg:
    """One part of a leg of an exchange, with its tax: a line that comes back, or an article that goes out."""

    id: str
    units: int
    amount: Taxed
    tax_rate: Decimal | None = None


@attrs.frozen(kw_only=True)
class Quoted:
    """
    Both legs of an exchange in money.

    Args:
        credit: What is credited, as it was charged at the sale.

        charge: What is charged for what goes out.

        bonus: By how much the charge was lowered, since the credit counts at list price.

    .. versionadded:: 0.1.0
    """

    credit: tuple[Leg, ...]
    charge: tuple[Leg, ...]
    bonus: Money

    @property
    def difference(self) -> Money:
        """What the customer owes for the replacement; negative for what goes back to them."""
        currency = self.bonus.currency
        back = total((leg.amount.gross for leg in self.credit), currency)
        return total((leg.amount.gross for leg in self.charge), currency) - back

    @property
    def taxes(self) -> dict[str, Taxed]:
        """Net, tax and gross that is charged more, or less, by rate; a rate nobody gave is ``unknown``."""
        nothing = Taxed.zero(self.bonus.currency)
        charged = [(leg.tax_rate, leg.amount) for leg in self.charge]
        return by_rate([*charged, *((leg.tax_rate, nothing - leg.amount) for leg in self.credit)])


def quote_exchange(
    order: Order,
    units: Mapping[str, int],
    replacements: Iterable[Replacement],
    *,
    basis: ValueBasis = ValueBasis.PAID,
    list_price: Mapping[str, Money] | None = None,
) -> Quoted:
    """
    Work out both legs of an exchange.

    At list value the credit stays what was paid, and the replacement costs less by what the list price is more. That
    lowers what the customer owes, and never turns into money paid out.

    Args:
        order: The sale.

        units: What comes back, by line.

        replacements: What goes out.

        basis: At which value what comes back counts.

        list_price: The list price of all these units of a line, gross; for a line without one, what was paid counts.

    Raises:
        FactsError: If more units come back than were not refunded yet, or currencies are mixed.

    .. versionadded:: 0.1.0
    """
    replacements, nothing = tuple(replacements), Money(0, order.currency)
    problems = [
        Problem(f"units.{line}", f"1 to {most} units that were not refunded yet", str(count))
        for line, count in units.items()
        if not 1 <= count <= (most := order.tally(line).refundable)
    ]
    if problems or not units or not replacements:
        raise FactsError(
            tuple(problems) or (Problem("units", "something that comes back and something that goes out"),)
        )
    credit = tuple(
        Leg(line, count, worth(order, line, count), order.line(line).tax_rate) for line, count in units.items()
    )
    paid = total((leg.amount.gross for leg in credit), order.currency)
    price = total((one.price.gross for one in replacements), order.currency)
    bonus = nothing
    if basis is ValueBasis.LIST:
        known = list_price or {}
        listed = total((known.get(leg.id, leg.amount.gross) for leg in credit), order.currency)
        bonus = max(min(listed - paid, price - paid), nothing)
    return Quoted(credit=credit, charge=_charged(replacements, price - bonus, price), bonus=bonus)


def _charged(replacements: tuple[Replacement, ...], charged: Money, price: Money) -> tuple[Leg, ...]:
    """Lay what is charged on the articles in proportion to their prices, each with its tax."""
    legs, done, given = [], 0, 0
    for one in replacements:
        done += one.price.gross.minor
        upto = charged.minor * done // price.minor if price.minor else 0
        part = one.price.portion(Money(upto - given, price.currency))
        legs.append(Leg(one.sku, one.quantity, part, one.tax_rate))
        given = upto
    return tuple(legs)


@attrs.frozen(kw_only=True)
class ExchangeState:
    """What follows from the events of an exchange; nobody stores it."""

    requested: bool = False
    approved: bool = False
    reserved: bool = False
    holds_wanted: int = 0
    holds_failed: frozenset[str] = frozenset()
    held: Money | None = None
    captured: Money | None = None
    shipped: bool = False
    back: tuple[tuple[str, int], ...] = ()
    taken: tuple[tuple[str, int], ...] = ()
    refused: tuple[tuple[str, int], ...] = ()
    paid: tuple[tuple[str, Money], ...] = ()
    repaid: tuple[tuple[str, Money], ...] = ()
    given_up: frozenset[str] = frozenset()
    due: date | None = None
    closed: str = ""
    why: str = ""


@attrs.frozen(kw_only=True)
class Exchange(Filed):
    """
    One exchange beside a return case.

    Args:
        id: The host's opaque id.

        order: The id of the order.

        case: The id of the return case that brings the original back.

        quoted: Both legs in money.

        zone: Where the customer's days are counted.

        instant: Whether the replacement goes out ahead, against an amount set aside on the card.

        ahead: Whether the replacement goes out ahead without that.

        return_within_days: Days from the dispatch of the replacement until the original must be back.

        events: Everything that was decided and seen, oldest first.

        state: What follows from the events; worked out, never given.

    .. versionadded:: 0.1.0
    """

    KIND: ClassVar[str] = "exchange"
    NOTHING: ClassVar[ExchangeState] = ExchangeState()

    case: str
    quoted: Quoted
    zone: str = WESTERNMOST
    instant: bool = False
    ahead: bool = False
    return_within_days: int = 30
    state: ExchangeState = attrs.field(default=None, eq=False, repr=False, metadata=documents.hidden())

    def folded(self, state: ExchangeState, event: Event) -> ExchangeState:
        """Fold one event into what the exchange knows."""
        return attrs.evolve(state, **_CHANGES[event.code](self, state, event, dict(event.values)))

    @property
    def word(self) -> str:
        """Where it stands, in one word."""
        return exchange_word(self)

    @property
    def currency(self) -> str:
        """Of every amount."""
        return self.quoted.bonus.currency

    @property
    def paid(self) -> Money:
        """What the customer paid for the difference."""
        return total((amount for _, amount in self.state.paid), self.currency)

    @property
    def value(self) -> Money:
        """What is charged for all that goes out."""
        return total((leg.amount.gross for leg in self.quoted.charge), self.currency)

    @property
    def covered(self) -> bool:
        """Say whether what is set aside on the card covers what is charged and was not paid."""
        return self.state.held is not None and self.state.held + self.paid >= self.value

    @property
    def from_hold(self) -> Money:
        """What was taken of what was set aside, since the customer kept both."""
        return Money(0, self.currency) if self.state.captured is None else self.state.captured

    @property
    def overpaid(self) -> Money:
        """What the customer paid beyond the difference, as who kept both and sends the original after all has."""
        nothing = Money(0, self.currency)
        return max(self.paid + self.from_hold - max(self.quoted.difference, nothing), nothing)

    @property
    def owed(self) -> Money:
        """What the customer still owes; it is asked for, and never taken."""
        return max(self.quoted.difference - self.paid - self.from_hold, Money(0, self.currency))

    @property
    def still_to_pay(self) -> Money:
        """What a customer who keeps both has still to pay for the replacement."""
        return _still_to_pay(self, self.state)

    @property
    def due_back(self) -> Money:
        """What still has to go back to the customer."""
        repaid = total((amount for _, amount in self.state.repaid), self.currency)
        return max(-self.quoted.difference - repaid, Money(0, self.currency))

    @property
    def original_back(self) -> bool:
        """Say whether every unit that was to come back did, and none of them was refused."""
        back, refused = dict(self.state.back), dict(self.state.refused)
        return all(back.get(leg.id, 0) - refused.get(leg.id, 0) >= leg.units for leg in self.quoted.credit)

    @property
    def original_accepted(self) -> bool:
        """Say whether the shop looked at every unit that was to come back, and took it."""
        taken = dict(self.state.taken)
        return all(taken.get(leg.id, 0) >= leg.units for leg in self.quoted.credit)

    @property
    def runs(self) -> bool:
        """Say whether it was asked for and has not ended."""
        return self.state.requested and self.open

    def claim(self, line_id: str) -> int:  # noqa: ARG002 - as every case
        """How many units of a line it claims beside its return case, which claims them: none."""
        return 0

    def exchanging(self, line_id: str) -> int:
        """How many units of a line it exchanges, or did."""
        if not self.state.requested or self.state.closed not in ("", SETTLED):
            return 0
        return sum(leg.units for leg in self.quoted.credit if leg.id == line_id)

    @property
    def waits(self) -> bool:
        """Say whether the replacement waits for money; the return never does."""
        state = self.state
        return state.approved and not state.shipped and not state.closed and not self.owed.is_zero


def open_exchange(
    order: Order,
    exchange_id: str,
    case_id: str,
    quoted: Quoted,
    *,
    instant: bool = False,
    ahead: bool = False,
    others: Iterable[Claiming] = (),
) -> Exchange:
    """
    Open a draft of an exchange.

    Args:
        order: The sale as it stands.

        exchange_id: The host's opaque id.

        case_id: The id of the return case that brings the original back.

        quoted: Both legs in money.

        instant: Whether the replacement goes out ahead, against an amount set aside on the card.

        ahead: Whether it goes out ahead without that.

        others: The return cases and the other exchanges of the order.

    .. versionadded:: 0.1.0
    """
    made = Exchange(
        id=exchange_id,
        order=order.id,
        case=case_id,
        quoted=quoted,
        zone=order.buyer.zone or WESTERNMOST,
        instant=instant,
        ahead=ahead,
    )
    return made.against(order, others)


def exchange_word(exchange: Exchange) -> str:
    """Work out the word of an exchange."""
    state = exchange.state
    if state.closed or not state.requested:
        return state.closed or "draft"
    if state.shipped:
        return "replacement_shipped"
    if not state.approved:
        return "requested"
    if exchange.instant and exchange.covered:
        return "held_on_card"
    return "replacement_reserved" if state.reserved else "approved"


Change = Callable[[Exchange, ExchangeState, Event, dict[str, Any]], dict[str, Any]]


def _closed(word: str) -> Change:
    return lambda *known: {"closed": word, "why": str(known[-1].get("why", ""))}


def _shipped(exchange: Exchange, _state: ExchangeState, event: Event, _values: dict[str, Any]) -> dict[str, Any]:
    return {"shipped": True, "due": local_day(event.at, exchange.zone) + timedelta(exchange.return_within_days)}


def _kept_both(exchange: Exchange, state: ExchangeState, _event: Event, values: dict[str, Any]) -> dict[str, Any]:
    """What is taken of the hold is decided here, and what follows from it asks for no more than the rest."""
    closed = {"closed": CLOSED_AS["unexchange"], "why": str(values.get("why", ""))}
    if state.held is None or state.captured is not None or values.get("forgive"):
        return closed
    return {**closed, "captured": min(state.held, _still_to_pay(exchange, state))}


def _still_to_pay(exchange: Exchange, state: ExchangeState) -> Money:
    nothing = Money(0, exchange.currency)
    paid = total((amount for _, amount in state.paid), exchange.currency)
    taken = nothing if state.captured is None else state.captured
    return max(exchange.value - paid - taken, nothing)


def _held(_exchange: Exchange, state: ExchangeState, _event: Event, values: dict[str, Any]) -> dict[str, Any]:
    return {"held": values["amount"] if state.held is None else max(state.held, values["amount"])}


def _more(name: str) -> Change:
    """Add units up, line by line; each message of them has a key of its own."""

    def add(_exchange: Exchange, state: ExchangeState, event: Event, _values: dict[str, Any]) -> dict[str, Any]:
        return {name: with_more(getattr(state, name), units_of(event.values))}

    return add


def _with(known: tuple[tuple[str, Money], ...], event: Event) -> tuple[tuple[str, Money], ...]:
    amounts: dict[str, Any] = {**dict(known), event.key: dict(event.values)["amount"]}
    return tuple(sorted(amounts.items()))


#: The words it is closed with, by the command that closes it.
CLOSED_AS = {"reject": "rejected", "cancel": "cancelled", "settle": SETTLED, "unexchange": "unexchanged"}

_CHANGES: dict[str, Change] = {
    "request": lambda *_: {"requested": True},
    "approve": lambda *_: {"approved": True},
    "reserve": lambda *_: {"reserved": True},
    "hold": lambda *known: {"holds_wanted": known[1].holds_wanted + 1},
    "hold_placed": _held,
    "hold_failed": lambda *known: {"holds_failed": known[1].holds_failed | {known[2].key}},
    "ship_replacement": _shipped,
    "original_received": _more("back"),
    "original_accepted": _more("taken"),
    "original_refused": _more("refused"),
    "balance_paid": lambda *known: {"paid": _with(known[1].paid, known[2])},
    "difference_repaid": lambda *known: {"repaid": _with(known[1].repaid, known[2])},
    "repay_difference": lambda *_: {},
    "difference_withdrawn": lambda *known: {"given_up": known[1].given_up | {str(known[3]["refund"])}},
    **{code: _closed(word) for code, word in CLOSED_AS.items()},
    "unexchange": _kept_both,
    "reopen": lambda *_: {"closed": "", "why": ""},
}
