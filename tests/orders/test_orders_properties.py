from datetime import UTC, datetime, timedelta

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from aftersales.dates import FOREVER
from aftersales.money import Money, Taxed, total
from aftersales.orders import (
    Deduction,
    Order,
    Outbound,
    Practices,
    Quote,
    Seen,
    Spread,
    arrival,
    from_dict,
    join,
    quote,
    spread,
    status,
    to_dict,
)
from aftersales.orders.quotes import QuoteItem
from aftersales.testing import strategies
from aftersales.testing.orders import refunded

EUR = "EUR"
NOW = datetime(2030, 1, 1, tzinfo=UTC)
ZONES = st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Pacific/Auckland", "Etc/GMT+12"])
UNREFUNDED = strategies.orders()


def some_units(draw: st.DrawFn, order: Order) -> dict[str, int]:
    """
    Draw units that were not refunded yet, at least one of at least one line.
    """
    left = {line.id: order.tally(line.id).refundable for line in order.lines}
    open_lines = [line for line, units in left.items() if units]
    chosen = draw(st.lists(st.sampled_from(open_lines), min_size=1, unique=True))
    return {line: draw(st.integers(1, left[line])) for line in chosen}


def pay(order: Order, found: Quote) -> Order:
    """
    Record that a quote was paid out: by movements, and on the tenders.
    """
    for item in found.items:
        order = refunded(order, item.amount.gross, item.id, item.units)
    back = {share.tender: share.amount for share in found.tenders}
    tenders = []
    for one in order.tenders:
        given_back = [amount for amount in (one.refunded, back.get(one.id)) if amount is not None]
        tenders.append(attrs.evolve(one, refunded=total(given_back, order.currency)))
    return attrs.evolve(order, tenders=tuple(tenders))


@st.composite
def all_refunds(draw: st.DrawFn) -> tuple[Order, list[Quote]]:
    """
    Draw an order and give everything back, in any steps and any order.
    """
    order = draw(UNREFUNDED)
    sold, quotes = order, []
    how = draw(st.sampled_from(Spread))
    while any(order.tally(line.id).refundable for line in order.lines):
        quotes.append(quote(order, some_units(draw, order), outbound=Outbound.ALL, how=how))
        order = pay(order, quotes[-1])
    return sold, quotes


@st.composite
def quoted(draw: st.DrawFn) -> tuple[Order, Quote]:
    """
    Draw an order that may have given something back, and a quote with fees.
    """
    order = draw(UNREFUNDED)
    if draw(st.booleans()):
        order = pay(order, quote(order, some_units(draw, order)))
    assume(any(order.tally(line.id).refundable for line in order.lines))
    fees = [Deduction("fee", amount) for amount in draw(st.lists(strategies.amounts(most=2_000_000), max_size=2))]
    found = quote(
        order,
        some_units(draw, order),
        outbound=draw(st.sampled_from(Outbound)),
        fees=fees,
        how=draw(st.sampled_from(Spread)),
        prefer=draw(st.lists(st.sampled_from(["card", "gift_card", "cheque"]), max_size=2, unique=True)),
    )
    return order, found


@given(all_refunds())
def test_partial_refunds_in_any_order_come_to_what_was_paid(case: tuple[Order, list[Quote]]) -> None:
    """
    Whatever the steps, the customer gets back what was captured, to the cent.
    """
    order, quotes = case

    assert order.captured == join(quotes, EUR).total


@given(all_refunds())
def test_net_and_tax_of_partial_refunds_come_to_those_of_the_line(case: tuple[Order, list[Quote]]) -> None:
    """
    The credit notes of a line add up to its invoice, in net, tax and gross; no step gives back a negative tax.
    """
    order, quotes = case
    items: list[QuoteItem] = [item for one in quotes for item in one.items]
    sold = {line.id: line.charged for line in order.lines} | {one.id: one.charged for one in order.charges}
    for id_, charged in sold.items():
        parts = [item.amount for item in items if item.id == id_]
        summed = Taxed.zero(EUR)
        for part in parts:
            summed += part

        assert charged == summed
        assert all(part.tax.minor >= 0 and part.net.minor >= 0 for part in parts)


@given(all_refunds())
def test_nothing_is_left_after_everything_went_back(case: tuple[Order, list[Quote]]) -> None:
    """
    The last unit closes the line, the last line closes the order, and every tender is empty.
    """
    order, quotes = case
    for one in quotes:
        order = pay(order, one)

    assert Money(0, EUR) == order.left
    assert all(one.left.is_zero for one in order.tenders)
    assert all(not order.tally(line.id).refundable for line in order.lines)


@given(quoted())
def test_items_less_deductions_are_the_total(case: tuple[Order, Quote]) -> None:
    """
    A breakdown adds up, and is never negative.
    """
    _, found = case

    assert found.gross - total((part.amount for part in found.deductions), EUR) == found.total
    assert found.total.minor >= 0
    assert all(part.amount.minor > 0 for part in found.deductions)


@given(quoted())
def test_shares_of_tenders_add_up_and_never_exceed_what_is_left(case: tuple[Order, Quote]) -> None:
    """
    What goes back on each tender is within what it has left, and together it is the total.
    """
    order, found = case
    left = {one.id: one.left for one in order.tenders}
    if order.tenders:
        assert found.total == total((share.amount for share in found.tenders), EUR)
    assert all(Money(0, EUR) < share.amount <= left[share.tender] for share in found.tenders)
    assert found.total <= order.left


@given(quoted())
def test_taxes_by_rate_come_to_the_items(case: tuple[Order, Quote]) -> None:
    """
    The table of a credit note has all of the gross, and none of it twice.
    """
    _, found = case

    assert found.gross == total((one.gross for one in found.taxes.values()), EUR)


@given(st.data(), UNREFUNDED)
def test_more_units_are_never_worth_less(data: st.DataObject, order: Order) -> None:
    """
    A request for one unit more never gives less, in net, tax or gross of the line.
    """
    line = data.draw(st.sampled_from([line for line in order.lines if line.quantity > 1] or [order.lines[0]]))
    fewer = data.draw(st.integers(1, line.quantity))
    more = data.draw(st.integers(fewer, line.quantity))
    [few, many] = [quote(order, {line.id: units}).items[0].amount for units in (fewer, more)]

    assert few.net <= many.net
    assert few.tax <= many.tax
    assert few.gross <= many.gross


@given(st.data(), strategies.amounts(), st.sampled_from(Spread))
def test_a_refund_is_laid_on_tenders_whole(data: st.DataObject, captured: Money, how: Spread) -> None:
    """
    Any amount up to what is left is laid on the tenders without a cent too many or too few.
    """
    tenders = data.draw(strategies.tenders(captured))
    amount = Money(data.draw(st.integers(0, captured.minor)), EUR)
    shares = spread(amount, tenders, how)

    assert amount == total((share.amount for share in shares), EUR)
    assert all(share.amount <= one.left for one in tenders for share in shares if share.tender == one.id)


@given(strategies.orders())
def test_an_order_reads_back_from_plain_data(order: Order) -> None:
    """
    What is written to a database is read as an equal order.
    """
    assert order == from_dict(to_dict(order))


@given(st.data(), strategies.orders(), ZONES)
def test_late_and_doubled_sightings_change_nothing(data: st.DataObject, order: Order, zone: str) -> None:
    """
    Sightings that come twice, or in another order, leave arrivals, pools and the status as they are.
    """
    again = []
    for parcel in order.parcels:
        seen = data.draw(st.permutations(parcel.sightings + parcel.sightings[:1]))
        again.append(attrs.evolve(parcel, sightings=tuple(seen)))
    same = attrs.evolve(order, parcels=tuple(again))
    nothing = Practices()

    assert [order.tally(line.id) for line in order.lines] == [same.tally(line.id) for line in order.lines]
    assert status(order, NOW) == status(same, NOW)
    for line in order.lines:
        one, two = (arrival(each, [line], zone, nothing) for each in (order, same))
        assert (one and (one.first, one.last)) == (two and (two.first, two.last))


@given(strategies.orders(), ZONES)
def test_the_first_day_is_never_after_the_last(order: Order, zone: str) -> None:
    """
    A span of days is the right way round, and has a question exactly where its ends differ.
    """
    found = arrival(order, order.lines, zone, Practices())
    assert found is not None

    assert found.first <= found.last
    assert (found.first == found.last) is (not found.hangs_on)
    assert found.outstanding is (found.first == FOREVER)


@given(st.data(), strategies.orders())
def test_goods_only_get_further(data: st.DataObject, order: Order) -> None:
    """
    Of two moments the later one never sees less delivered or less sent, unless a parcel was lost.
    """
    assume(all(seen.what is not Seen.LOST for parcel in order.parcels for seen in parcel.sightings))
    words = ["not_required", "unfulfilled", "partially_shipped", "shipped", "partially_delivered", "delivered"]
    early = order.placed_at + timedelta(hours=data.draw(st.integers(0, 2000)))
    late = early + timedelta(hours=data.draw(st.integers(0, 2000)))
    before, after = (words.index(status(order, at).fulfilment.value) for at in (early, late))

    assert before <= after
