"""
One return policy written out by hand, to compare the engine with, and the orders to ask both about.

`decide_by_hand` is what a careful programmer would write for this one shop and no other: thirty days from receipt, for
electronics fourteen and for apparel sixty; nothing marked as clearance, no damaged goods; the customer pays for sending
back. It returns the very objects that the engine returns, findings and steps included, so that the two differ in
generality alone.
"""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from aftersales.dates import FOREVER, Deadline, Step, zone_of
from aftersales.decisions import Cite, Finding, Verdict, accept, refuse
from aftersales.documents import PolicyBook
from aftersales.errors import facts_error
from aftersales.money import Money, Taxed, split_units
from aftersales.orders import (
    Buyer,
    BuyerKind,
    Charge,
    Deduction,
    Line,
    LineFacts,
    Moved,
    Movement,
    Order,
    Outbound,
    Packed,
    Parcel,
    Quote,
    QuoteItem,
    Seen,
    Sighting,
    Tally,
    Tender,
    TenderShare,
)
from aftersales.orders.lines import PLAIN
from aftersales.returns import Answer, Answers, Desk, RequestLine, ReturnPolicy
from aftersales.returns.desk import Case
from aftersales.returns.policy import PolicyRule, Window
from aftersales.returns.reasons import AS_DEMANDED, DAMAGED, FINAL_SALE, NOT_FINAL_SALE, NOTHING_PROMISED, PROMISED
from aftersales.rights import (
    NO_UNIT_LEFT,
    UNITS_LEFT,
    WINDOW_CLOSED,
    WINDOW_NOT_STARTED,
    WINDOW_OPEN,
    Basis,
    Demands,
    Option,
    Payer,
    Remedy,
    ReturnReason,
    Terms,
)

WINDOW_DAYS = 30
WINDOWS = {"electronics": 14, "apparel": 60}

SINCE = date(2026, 1, 1)

POLICY = ReturnPolicy(
    name="Returns 2026",
    since=SINCE,
    window=Window(days=WINDOW_DAYS),
    rules=(
        PolicyRule(tags=frozenset({"clearance"}), final_sale=True),
        *(PolicyRule(categories=frozenset({name}), window=Window(days=days)) for name, days in WINDOWS.items()),
    ),
)
DESK = Desk(policies=PolicyBook((POLICY,)))

_CITES = (Cite("Returns 2026, 2026-01-01", "policy"),)
_ANY, _FINAL = Demands(), Demands(final_sale=True)
_NOTHING = (refuse(NOTHING_PROMISED),)
_DAMAGED_GOODS = LineFacts(damaged=True)
_PROMISED = accept(PROMISED, cites=_CITES)
_SOLD_AS_FINAL, _NOT_AS_FINAL = refuse(FINAL_SALE), accept(NOT_FINAL_SALE)
_DAMAGED, _SOUND = refuse(DAMAGED), accept(AS_DEMANDED)
_NOT_STARTED = accept(WINDOW_NOT_STARTED, cites=_CITES)


def decide_by_hand(order: Order, line_id: str, units: int, reason: str, at: datetime) -> Answers:
    """
    Decide one line of an order under this one policy.
    """
    line, asked, placed, received, days = facts_of(order, line_id, units, reason, at)
    case = Case(order=order, request={line_id: asked}, desk=DESK, at=at)
    if placed < SINCE:
        return no_promise(case, line, placed)
    window = WINDOWS.get(line.category, WINDOW_DAYS)
    return finish(
        case,
        line,
        received,
        window,
        final="clearance" in line.tags,
        damaged=line.facts.damaged is True,
        late=days > window,
        too_many=units > order.tally(line_id).returnable,
    )


def facts_of(
    order: Order, line_id: str, units: int, reason: str, at: datetime
) -> tuple[Line, RequestLine, date, date, int]:
    """
    Find what is looked at: the line, what is asked, the days of the order and of receipt, and how long ago that was.

    What was not received yet was received minus one day ago.
    """
    if at.tzinfo is None:
        raise facts_error("at", "a time with its zone", at.isoformat())
    line = order.line(line_id)
    if units > line.quantity:
        raise facts_error(f"request.{line_id}.units", f"at most the {line.quantity} bought", units)
    asked = RequestLine(units=units, reason=ReturnReason(reason))
    tz = zone_of(order.buyer.zone or "UTC")
    received = max(
        sighting.at.astimezone(tz).date() if sighting.at is not None and sighting.what is Seen.DELIVERED else FOREVER
        for parcel in order.parcels
        for packed in parcel.contents
        if packed.line == line_id
        for sighting in parcel.sightings
    )
    days = -1 if received == FOREVER else (at.astimezone(tz).date() - received).days
    return line, asked, order.placed_at.astimezone(tz).date(), received, days


def no_promise(case: Case, line: Line, placed: date) -> Answers:
    """
    Refuse an order from before the policy.
    """
    order, units = case.order, case.request[line.id].units
    never = Deadline(placed, placed, order.buyer.zone or "UTC")
    terms = Terms(remedy=Remedy.REFUND, deadline=never, return_shipping=Payer.CUSTOMER, outbound=Outbound.NONE)
    nothing = Quote(total=Money(0, order.currency))
    option = Option(basis=Basis.POLICY, terms=terms, findings=_NOTHING, verdict=Verdict.REFUSE, refund=nothing)
    return Answers(lines=(Answer(line=line.id, units=units, options=(option,)),), currency=order.currency, case=case)


def finish(
    case: Case, line: Line, received: date, window: int, *, final: bool, damaged: bool, late: bool, too_many: bool
) -> Answers:
    """
    Make the answer of what was found: terms, findings, refund.
    """
    order, units = case.order, case.request[line.id].units
    pools = order.tally(line.id)
    zone = order.buyer.zone or "UTC"
    if received == FOREVER:
        deadline = Deadline(FOREVER, FOREVER, zone, (), (Step("starts", FOREVER, "on_its_way"),))
        in_time = _NOT_STARTED
    else:
        last_day = received + timedelta(window)
        steps = (Step("starts", received, "receipt"), Step("counts", last_day, f"{window} day"))
        deadline = Deadline(last_day, last_day, zone, (), steps)
        if late:
            in_time = Finding(Verdict.REFUSE, WINDOW_CLOSED, (("last_day", last_day),), _CITES)
        else:
            in_time = Finding(Verdict.ACCEPT, WINDOW_OPEN, (("last_day", last_day),), _CITES)
    if too_many:
        enough = Finding(Verdict.REFUSE, NO_UNIT_LEFT, (("units", units), ("left", pools.returnable)))
    else:
        enough = Finding(Verdict.ACCEPT, UNITS_LEFT, (("units", units),))
    condition = (_DAMAGED,) if damaged else (_SOUND,) if final else ()
    findings = (_PROMISED, *condition, _SOLD_AS_FINAL if final else _NOT_AS_FINAL, in_time, enough)
    terms = Terms(
        remedy=Remedy.REFUND,
        deadline=deadline,
        return_shipping=Payer.CUSTOMER,
        outbound=Outbound.STANDARD,
        demands=_FINAL if final else _ANY,
        cites=_CITES,
    )
    if final or damaged or late or too_many:
        verdict, refund = Verdict.REFUSE, Quote(total=Money(0, order.currency))
    else:
        verdict, refund = Verdict.ACCEPT, _refund(order, line, pools, units)
    option = Option(basis=Basis.POLICY, terms=terms, findings=findings, verdict=verdict, refund=refund)
    answer = Answer(line=line.id, units=units, options=(option,))
    return Answers(lines=(answer,), currency=order.currency, case=case)


def _refund(order: Order, line: Line, pools: Tally, units: int) -> Quote:
    """
    Give back the share of the sale, and the delivery with the last unit, over all tenders and never above what is left.
    """
    currency = order.currency
    given = {charge.id: 0 for charge in order.charges}
    given[line.id] = 0
    for movement in order.movements:
        if movement.amount is not None:
            given[movement.line] = given.get(movement.line, 0) + movement.amount.minor
    units = min(units, pools.refundable)
    if not units:
        return Quote(total=Money(0, currency))
    done = line.quantity - pools.refundable
    gross, tax = _share(line, done + units)
    if done:
        gross_before, tax_before = _share(line, done)
        gross, tax = gross - gross_before, tax - tax_before
    rest = line.charged.gross.minor - given[line.id]
    if gross > rest:
        gross, tax = rest, _tax(tax, rest, gross)
    items = [QuoteItem(line.id, units, _taxed(gross, tax, currency), line.tax_rate)]
    if all(order.tally(other.id).refundable <= (units if other is line else 0) for other in order.lines):
        for charge in order.charges:
            rest = charge.charged.gross.minor - given[charge.id]
            if rest > 0:
                tax = _tax(charge.charged.tax.minor, rest, charge.charged.gross.minor)
                items.append(QuoteItem(charge.id, 0, _taxed(rest, tax, currency), charge.tax_rate))
                gross += rest
    left = [tender.left.minor for tender in order.tenders]
    deductions: tuple[Deduction, ...] = ()
    if gross > sum(left):
        deductions = (Deduction("capped", Money(gross - sum(left), currency)),)
        gross = sum(left)
    parts = [gross] if len(left) == 1 else split_units(gross, left)
    return Quote(
        total=Money(gross, currency),
        items=tuple(items),
        deductions=deductions,
        tenders=tuple(
            TenderShare(tender.id, tender.kind, Money(part, currency))
            for tender, part in zip(order.tenders, parts, strict=True)
            if part
        ),
    )


def _share(line: Line, units: int) -> tuple[int, int]:
    whole, tax = line.charged.gross.minor, line.charged.tax.minor
    gross = whole * units // line.quantity
    return gross, _tax(tax, gross, whole)


def _tax(tax: int, gross: int, whole: int) -> int:
    return (2 * tax * gross + whole) // (2 * whole) if whole else 0


def _taxed(gross: int, tax: int, currency: str) -> Taxed:
    return Taxed(Money(gross - tax, currency), Money(tax, currency), Money(gross, currency))


def requests(count: int, seed: int = 7) -> list[tuple[Order, str, int, datetime]]:
    """
    Make orders with the ends that a policy meets, each with a line, units and a moment to ask about.

    Most were delivered; some are from before the policy, some on their way, in two parcels, paid with a gift card too,
    returned in part before, or had something taken off the price. The buyer is a business, so that the policy alone is
    in play.
    """
    draw = random.Random(seed)
    return [_request(draw, number) for number in range(count)]


def whole_order(lines: int) -> Order:
    """
    Make an order of so many lines that arrived whole, bought by a consumer in Germany.
    """
    draw, placed = random.Random(lines), datetime(2026, 3, 2, 9, tzinfo=UTC)
    sold = tuple(_line(draw, index) for index in range(lines))
    delivery = Charge(id="delivery", charged=Taxed.of_gross(Money(490, "USD"), Money(39, "USD")))
    paid = sum(line.charged.gross.minor for line in sold) + delivery.charged.gross.minor
    return Order(
        id="whole",
        placed_at=placed,
        currency="USD",
        lines=sold,
        buyer=Buyer(kind=BuyerKind.CONSUMER, residence="DE", zone="Europe/Berlin"),
        charges=(delivery,),
        tenders=(Tender(id="card", captured=Money(paid, "USD")),),
        parcels=_parcels(random.Random(1), sold, placed, placed + timedelta(days=1)),
    )


def forget(asked: Iterable[tuple[Order, *tuple[object, ...]]]) -> None:
    """
    Make the orders forget what the engine remembers of them; a shop mostly decides an order once.
    """
    for order, *_ in asked:
        remembered = order._by_line  # noqa: SLF001
        remembered.arrivals.clear()
        remembered.beside = None


def _request(draw: random.Random, number: int) -> tuple[Order, str, int, datetime]:
    placed = datetime(2025, 12, 22, 8, tzinfo=UTC) + timedelta(hours=draw.randrange(24 * 240))
    shipped = placed + timedelta(hours=draw.randrange(1, 48))
    delivered = shipped + timedelta(hours=draw.randrange(8, 120))
    lines = tuple(_line(draw, index) for index in range(draw.randint(1, 4)))
    charges: tuple[Charge, ...] = ()
    if draw.random() < 0.7:
        charges = (Charge(id="delivery", charged=Taxed.of_gross(Money(490, "USD"), Money(39, "USD"))),)
    line = draw.choice(lines)
    movements = _before(draw, line, delivered)
    paid = sum(one.charged.gross.minor for one in lines) + sum(one.charged.gross.minor for one in charges)
    back = sum(movement.amount.minor for movement in movements if movement.amount is not None)
    gift = draw.randrange(100, 400) if draw.random() < 0.2 else 0
    tenders = [Tender(id="card", captured=Money(paid - gift, "USD"), refunded=Money(back, "USD"))]
    if gift:
        tenders.append(Tender(id="gift", kind="gift_card", captured=Money(gift, "USD")))
    order = Order(
        id=f"order-{number}",
        placed_at=placed,
        currency="USD",
        lines=lines,
        buyer=Buyer(kind=BuyerKind.BUSINESS, residence="US", zone="America/Los_Angeles"),
        charges=charges,
        tenders=tuple(tenders),
        parcels=_parcels(draw, lines, shipped, delivered),
        movements=movements,
    )
    asked_at = delivered + timedelta(hours=draw.randrange(24, 24 * 45))
    return order, line.id, draw.randint(1, line.quantity), asked_at


def _line(draw: random.Random, index: int) -> Line:
    quantity = draw.choice((1, 1, 2, 3))
    gross = quantity * draw.randrange(800, 20_000)
    return Line(
        id=f"line-{index}",
        quantity=quantity,
        charged=Taxed.of_gross(Money(gross, "USD"), Money(gross * 8 // 108, "USD")),
        category=draw.choice(("home", "home", "electronics", "apparel")),
        tags=frozenset({"clearance"}) if draw.random() < 0.05 else frozenset(),
        facts=_DAMAGED_GOODS if draw.random() < 0.04 else PLAIN,
    )


def _before(draw: random.Random, line: Line, delivered: datetime) -> tuple[Movement, ...]:
    """
    Make what went back earlier: one unit with its money, or something off the price.
    """
    chance, day = draw.random(), timedelta(days=1)
    if chance < 0.1 and line.quantity > 1:
        amount = line.charged.first(1, line.quantity).gross
        return (
            Movement(what=Moved.RETURNED, line=line.id, quantity=1, at=delivered + day),
            Movement(what=Moved.REFUNDED, line=line.id, quantity=1, at=delivered + day, amount=amount),
        )
    if chance > 0.95:
        return (Movement(what=Moved.REFUNDED, line=line.id, at=delivered + day, amount=Money(100, "USD")),)
    return ()


def _parcels(
    draw: random.Random, lines: tuple[Line, ...], shipped: datetime, delivered: datetime
) -> tuple[Parcel, ...]:
    chance = draw.random()
    first = tuple(Packed(line.id, line.quantity) for line in lines[:2])
    second = tuple(Packed(line.id, line.quantity) for line in lines[2:])
    seen = Seen.IN_TRANSIT if chance < 0.05 else Seen.DELIVERED
    sighting = (Sighting(what=seen, at=delivered),)
    if chance > 0.9 and second:
        later = (Sighting(what=Seen.DELIVERED, at=delivered + timedelta(hours=20)),)
        return (
            Parcel(id="parcel-1", contents=first, shipped_at=shipped, sightings=sighting),
            Parcel(id="parcel-2", contents=second, shipped_at=shipped, sightings=later),
        )
    return (Parcel(id="parcel", contents=first + second, shipped_at=shipped, sightings=sighting),)
