"""
Where an order stands, worked out unit by unit and cent by cent: slow, plain, and by other ways than the library's.
"""

from collections import Counter

from aftersales.orders import Kind, Moved, Order, PayoutState, Pool, Seen

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
        done = found[Moved.RETURNED] + found[Moved.MISSING] + found[Moved.KEPT] + found[Moved.RETURN_WITHDRAWN]
        waiting = max(found[Moved.RETURN_REQUESTED], found[Moved.RETURN_APPROVED]) - done
        if waiting > 0 and alive > 0:
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
