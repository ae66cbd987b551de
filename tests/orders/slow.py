"""
Where an order stands, worked out unit by unit and cent by cent: slow, plain, and by other ways than the library's.
"""

from collections import Counter
from collections.abc import Iterable

from aftersales.events import Event
from aftersales.orders import Kind, Moved, Order, PayoutState, Pool, RepaymentState, Seen, Status

HAND = {Seen.DELIVERED, Seen.COLLECTED}


def counts(order: Order, line_id: str) -> Counter[Moved]:
    """
    Count what happened to the units of a line, in movements and parcels.
    """
    found: Counter[Moved] = Counter()
    for movement in order.movements:
        if movement.line == line_id:
            found[movement.what] += movement.quantity
    for parcel in order.parcels:
        seen = {sighting.what for sighting in parcel.sightings}
        for packed in parcel.contents:
            if packed.line == line_id:
                found[Moved.SHIPPED] += packed.quantity
                if seen & HAND:
                    found[Moved.DELIVERED] += packed.quantity
                elif Seen.LOST in seen and Seen.LEFT not in seen:
                    found[Moved.LOST] += packed.quantity
    found[Moved.MISSING] -= min(found[Moved.FOUND], found[Moved.MISSING])
    for what in (Moved.RETURN_REQUESTED, Moved.RETURN_APPROVED, Moved.IN_TRANSIT, Moved.RETURNED):
        found[what] -= min(found[Moved.SENT_BACK], found[what])
    return found


def fulfilment(order: Order) -> str:
    """
    Give every unit the furthest step it reached, and look at all of them.
    """
    steps: list[int] = []
    goods = [line for line in order.lines if line.kind is Kind.GOODS]
    anything = False
    for line in goods or order.lines:
        found = counts(order, line.id)
        alive = line.quantity - found[Moved.CANCELLED] + found[Moved.REINSTATED]
        units = [0] * max(alive, 0)
        for step, upto in enumerate((Moved.PACKED, Moved.SHIPPED, Moved.DELIVERED), start=1):
            for index in range(min(found[upto], len(units))):
                units[index] = max(units[index], step)
        anything |= found[Moved.SHIPPED] > found[Moved.LOST] or found[Moved.DELIVERED] > 0 or found[Moved.RETURNED] > 0
        steps += units
    if not goods and not anything:
        steps = []
    if not steps:
        left = sum(
            line.quantity - counts(order, line.id)[Moved.CANCELLED] + counts(order, line.id)[Moved.REINSTATED]
            for line in order.lines
        )
        return "not_required" if left > 0 else "cancelled"
    for step, word in ((3, "delivered"), (2, "shipped"), (1, "packed")):
        if any(unit >= step for unit in steps):
            return word if all(unit >= step for unit in steps) else f"partially_{word}"
    return "unfulfilled"


def refunded(order: Order) -> str:
    """
    Add up what every payout and every movement gave back.
    """
    back = sum(m.amount.minor for m in order.movements if m.amount is not None)
    back = max(back, sum(t.refunded.minor for t in order.tenders if t.refunded is not None))
    taken = sum(t.captured.minor for t in order.tenders)
    taken += sum(t.waived.minor for t in order.tenders if t.waived is not None)
    if not order.tenders:
        taken = order.total.minor
    if back:
        return "full" if back >= taken else "partial"
    waiting = any(p.state is PayoutState.PENDING for r in order.repayments for p in r.payouts)
    waiting |= any(t.pending.minor > 0 for t in order.tenders if t.pending is not None)
    return "pending" if waiting else "none"


def returned(order: Order) -> str:
    """
    Look at every line by itself.
    """
    came, missing, some_on_their_way, asked_only = 0, False, False, False
    for line in order.lines:
        found = counts(order, line.id)
        alive = line.quantity - found[Moved.CANCELLED] + found[Moved.REINSTATED]
        here = found[Moved.RETURNED] + found[Moved.KEPT]
        done = here + min(found[Moved.MISSING], max(alive - here, 0)) + found[Moved.RETURN_WITHDRAWN]
        waiting = max(found[Moved.RETURN_REQUESTED], found[Moved.RETURN_APPROVED]) - done
        if waiting > 0 and alive > here:
            if max(found[Moved.RETURN_APPROVED], found[Moved.IN_TRANSIT]) > found[Moved.RETURNED]:
                some_on_their_way = True
            else:
                asked_only = True
        came += found[Moved.RETURNED]
        missing |= alive > found[Moved.RETURNED]
    if some_on_their_way:
        return "in_progress"
    if asked_only:
        return "requested"
    return "none" if not came else "partially_returned" if missing else "returned"


def pools_of_money(order: Order) -> Counter[Pool | None]:
    """
    Add up what went back by what it was for.
    """
    found: Counter[Pool | None] = Counter()
    for movement in order.movements:
        if movement.amount is not None:
            found[movement.pool] += movement.amount.minor
    return found


def collection(order: Order) -> tuple[str, int, int]:
    """
    Find the word for the payment, what is owed and what is there, cent by cent.
    """
    has, aside, taken, ever = 0, 0, 0, False
    for tender in order.tenders:
        amounts = {
            name: 0 if (amount := getattr(tender, name)) is None else amount.minor
            for name in ("captured", "refunded", "pending", "charged_back", "authorized", "voided")
        }
        taken += amounts["captured"]
        has += amounts["captured"] - amounts["refunded"] - amounts["pending"] - amounts["charged_back"]
        aside += max(amounts["authorized"] - amounts["captured"] - amounts["voided"], 0)
        ever |= amounts["voided"] > 0
    owed = owing(order, has)
    if owed == 0 and has <= 0:
        return "paid" if taken else "voided" if ever else "not_required", owed, has
    if has >= owed:
        return "paid" if has == owed else "overpaid", owed, has
    word = "voided" if ever else "unpaid"
    if aside:
        word = "authorized" if aside >= owed else "partially_authorized"
    return "partially_paid" if has > 0 else word, owed, has


def owing(order: Order, has: int) -> int:
    """
    Add up what is to be paid: first what stays, then what came back and was paid, then the fees that are kept.
    """
    owed, came_back, fees, nothing_stays = 0, 0, 0, True
    back = _given_back(order)
    for line in order.lines:
        found = counts(order, line.id)
        alive = line.quantity - found[Moved.CANCELLED] + found[Moved.REINSTATED]
        dead = line.charged.first(line.quantity - alive, of=line.quantity).gross.minor
        unknown = min(back[line.id, None], dead)
        gone = sum(minor for (item, pool), minor in back.items() if item == line.id and pool is not Pool.CANCELLED)
        owed += line.charged.gross.minor - dead - (gone - unknown)
        here = line.charged.first(found[Moved.RETURNED], of=line.quantity).gross.minor
        came_back += max(here - sum(minor for (item, _), minor in back.items() if item == line.id), 0)
        nothing_stays &= found[Moved.RETURNED] >= alive
    some = any(line.quantity > counts(order, line.id)[Moved.CANCELLED] - counts(order, line.id)[Moved.REINSTATED]
               for line in order.lines)  # fmt: skip
    for charge in order.charges:
        gone = sum(minor for (item, _), minor in back.items() if item == charge.id)
        if some:
            owed += charge.charged.gross.minor - gone
        if nothing_stays:
            came_back += max(charge.charged.gross.minor - gone, 0)
    surplus = max(order.captured.minor - order.total.minor, 0)
    owed -= max(sum(minor for (item, _), minor in back.items() if item == "surplus") - surplus, 0)
    owed = max(owed, 0)
    owed -= min(came_back, max(owed - has, 0))
    for one in order.repayments:
        if one.pool is Pool.CANCELLED and one.state in _STANDING:
            fees += sum(item.worth.gross.minor - item.amount.minor for item in one.items)
    charged_back = sum(t.charged_back.minor for t in order.tenders if t.charged_back is not None)
    return owed + min(fees, max(has + charged_back - owed, 0))


_STANDING = (RepaymentState.PENDING, RepaymentState.PARTLY_SETTLED, RepaymentState.SETTLED)


def _given_back(order: Order) -> Counter[tuple[str, Pool | None]]:
    found: Counter[tuple[str, Pool | None]] = Counter()
    for movement in order.movements:
        if movement.amount is not None:
            found[movement.line, movement.pool] += movement.amount.minor
    for one in order.repayments:
        if not one.withdrawn and one.state in (RepaymentState.PENDING, RepaymentState.PARTLY_SETTLED):
            for item in one.items:
                found[item.id, one.pool] += item.amount.minor
    return found


def stage(decisions: Iterable[Event]) -> str:
    """
    Go through the decisions from the first to the last.
    """
    found = "placed"
    for event in decisions:
        found = {"cancel": "cancelled", "expire": "expired"}.get(event.code, found)
    return found


def holds(decisions: Iterable[Event]) -> set[str]:
    """
    Put up and take down every sign.
    """
    found: set[str] = set()
    for event in decisions:
        if event.code == "hold":
            found |= {str(dict(event.values)["reason"])}
        if event.code == "release":
            found -= {str(dict(event.values)["reason"])}
    return found


#: The marks that are counted here once more.
FLAGS = frozenset({"disputed", "unexplained", "delivery_problem", "return_problem"})


def flags(order: Order) -> set[str]:
    """
    Look for everything that is wrong.
    """
    found = set()
    if order.parked:
        found.add("unexplained")
    if any(event.code == "charged_back" for event in order.parked):
        found.add("disputed")
    if any(t.charged_back is not None and t.charged_back.minor > 0 for t in order.tenders):
        found.add("disputed")
    for line in order.lines:
        here = counts(order, line.id)
        alive = line.quantity - here[Moved.CANCELLED] + here[Moved.REINSTATED]
        refused = here[Moved.REFUSED] - here[Moved.SENT_BACK]
        if refused > 0 or (here[Moved.MISSING] > 0 and here[Moved.RETURNED] + here[Moved.KEPT] < alive):
            found.add("return_problem")
        out = max(here[Moved.SHIPPED] - here[Moved.LOST], here[Moved.DELIVERED])
        if min(here[Moved.LOST], alive - out) - _settled(order, line.id, here) > 0 and line.kind is Kind.GOODS:
            found.add("delivery_problem")
    return found


def _settled(order: Order, line_id: str, here: Counter[Moved]) -> int:
    """
    Count lost units about which something was done: refunded without coming back, replaced, or written off.
    """
    pools = order.tally(line_id)
    of_cancelled = pools.refunded_cancelled + pools.refunding_cancelled + pools.refunded_unknown
    others = pools.refunded + pools.refunding - min(pools.cancelled, of_cancelled)
    others -= here[Moved.RETURNED] + here[Moved.KEPT] + pools.returning
    return max(others, 0) + here[Moved.REPLACED] + here[Moved.WRITTEN_OFF]


def word(found: Status) -> str:
    """
    Ask the questions of the page on words one after the other.
    """
    open_ = {flag.value for flag in found.flags} & {"return_open", "exchange_open"}
    if found.stage.value != "placed":
        return found.stage.value
    if found.holds:
        return "on_hold"
    if any(flag.value == "claim_open" for flag in found.flags):
        return "claim_open"
    if found.returned.value in ("requested", "in_progress") or open_:
        asked = found.returned.value in ("requested", "none")
        return "return_requested" if asked else "return_in_progress"
    ended = found.refunded.value == "full" and found.fulfilment.value != "cancelled"
    return "returned" if found.returned.value == "returned" else "refunded" if ended else found.fulfilment.value
