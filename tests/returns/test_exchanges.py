from decimal import Decimal
from typing import Any

import attrs
import pytest

from aftersales import documents
from aftersales.errors import FactsError
from aftersales.lifecycles import Accepted, Request
from aftersales.money import Money, Taxed
from aftersales.orders import Order
from aftersales.returns import (
    EXCHANGE,
    Exchange,
    Replacement,
    ValueBasis,
    exchange_changes,
    open_exchange,
    quote_exchange,
)
from aftersales.testing.orders import a_line, an_order, delivered, taxed
from tests.returns.steps import AT, CUSTOMER, LATER, LINE, STAFF, ask, codes, euro, seen, step

ORDER: Order = delivered(an_order(a_line(quantity=2, gross="200.00", tax="31.93", tax_rate=Decimal("0.19"))))
SAME = Replacement(sku="same", price=taxed("100.00", "15.97"), tax_rate=Decimal("0.19"))
DEARER = Replacement(sku="dearer", price=taxed("130.00", "20.76"), tax_rate=Decimal("0.19"))
CHEAPER = Replacement(sku="cheaper", price=taxed("80.00", "12.77"), tax_rate=Decimal("0.19"))
BACK = seen("original_received", units={LINE: 1})
TAKEN = seen("original_accepted", units={LINE: 1})


def exchange(replacement: Replacement = SAME, **more: Any) -> Exchange:
    """
    Open an exchange of one unit, asked for and approved.
    """
    quoted = quote_exchange(ORDER, {LINE: 1}, [replacement])
    return go(open_exchange(ORDER, "e1", "case-1", quoted, **more), ask("request", CUSTOMER), ask("approve"))


def go(facts: Exchange, *moves: Any) -> Exchange:
    """
    Take steps that must all be accepted.
    """
    done: Exchange = step(EXCHANGE, facts, *moves)
    return done


def effects(facts: Exchange, move: Request) -> list[tuple[str, Money | None]]:
    """
    Name what a step has the host do, with the amounts.
    """
    outcome = EXCHANGE.decide(facts, move)
    assert isinstance(outcome, Accepted), outcome
    return [(one.code.partition(".")[2], dict(one.values).get("amount")) for one in outcome.effects]  # type: ignore[misc]


# ------------------------------------------------------------------------------------------------------------- money


@pytest.mark.parametrize(
    ("replacement", "difference"),
    [(SAME, "0.00"), (DEARER, "30.00"), (CHEAPER, "-20.00")],
    ids=["even", "dearer", "cheaper"],
)
def test_the_difference_goes_both_ways(replacement: Replacement, difference: str) -> None:
    """
    The customer owes what a replacement costs more, and gets back what it costs less.
    """
    assert euro(difference) == quote_exchange(ORDER, {LINE: 1}, [replacement]).difference


@pytest.mark.parametrize(
    ("price", "difference", "bonus"),
    [
        pytest.param("130.00", "10.00", "20.00", id="dearer than the list price"),
        pytest.param("110.00", "0.00", "10.00", id="between both"),
        pytest.param("80.00", "-20.00", "0.00", id="cheaper than what was paid"),
    ],
)
def test_list_value_lowers_what_is_owed_and_never_pays_out(price: str, difference: str, bonus: str) -> None:
    """
    At list value the unit counts 120.00 against the replacement, and what is paid out is what was paid in.
    """
    replacement = Replacement(sku="x", price=taxed(price))
    quoted = quote_exchange(ORDER, {LINE: 1}, [replacement], basis=ValueBasis.LIST, list_price={LINE: euro("120.00")})

    assert (euro(difference), euro(bonus)) == (quoted.difference, quoted.bonus)


def test_both_legs_carry_their_tax() -> None:
    """
    The credit repeats the tax of the sale, the charge has its own, and the difference is told by rate.
    """
    lower = attrs.evolve(DEARER, price=taxed("130.00", "8.50"), tax_rate=Decimal("0.07"))
    taxes = quote_exchange(ORDER, {LINE: 1}, [lower]).taxes

    assert {"0.07": euro("8.50"), "0.19": euro("-15.97")} == {rate: one.tax for rate, one in taxes.items()}
    assert euro("30.00") == taxes["0.07"].gross + taxes["0.19"].gross


def test_an_even_exchange_at_one_rate_moves_no_tax() -> None:
    """
    The same article at the same price leaves net, tax and gross as they were, to a cent of rounding at the sale.
    """
    assert {"0.19": Taxed.zero("EUR")} == quote_exchange(
        ORDER, {LINE: 1}, [attrs.evolve(SAME, price=ORDER.line(LINE).charged.first(1, 2))]
    ).taxes


def test_the_charge_adds_up_over_several_articles() -> None:
    """
    What is charged after a bonus is laid on all articles to the cent.
    """
    three = [Replacement(sku=str(n), price=taxed("33.34", "5.32")) for n in range(3)]
    quoted = quote_exchange(ORDER, {LINE: 1}, three, basis=ValueBasis.LIST, list_price={LINE: euro("100.01")})

    assert (
        euro("100.01") == quoted.charge[0].amount.gross + quoted.charge[1].amount.gross + quoted.charge[2].amount.gross
    )
    assert euro("0.01") == quoted.bonus


@pytest.mark.parametrize(
    "make",
    [
        lambda: quote_exchange(ORDER, {LINE: 3}, [SAME]),
        lambda: quote_exchange(ORDER, {}, [SAME]),
        lambda: quote_exchange(ORDER, {LINE: 1}, []),
        lambda: Replacement(sku="x", quantity=0, price=taxed("1.00")),
        lambda: Replacement(sku="x", price=taxed("-1.00")),
        lambda: Exchange(id="", order="o", case="c", quoted=quote_exchange(ORDER, {LINE: 1}, [SAME])),
    ],
)
def test_impossible_exchanges_are_errors(make: Any) -> None:
    """
    An exchange has two legs of things that can be sent.
    """
    with pytest.raises(FactsError):
        make()


# ------------------------------------------------------------------------------------------------------------ its way


def test_a_command_brings_the_effects_of_its_changes() -> None:
    """
    What a command returns and what is worked out from before and after are the same effects.
    """
    before = exchange(DEARER, ahead=True)
    for move in (ask("reserve"), seen("balance_paid", amount=euro("30.00")), ask("ship_replacement")):
        after = go(before, move)
        outcome = EXCHANGE.decide(before, move) if isinstance(move, Request) else Accepted(())
        assert isinstance(outcome, Accepted)
        assert exchange_changes(before, after).effects == outcome.effects
        before = after
    assert ["exchanges.reserve", "exchanges.ship"] == [
        one.code for one in exchange_changes(exchange(DEARER, ahead=True), before).effects
    ]


def test_an_even_exchange() -> None:
    """
    The replacement is reserved, the original comes back, the replacement goes out, and all is settled.
    """
    case, words = exchange(), []
    for move in (ask("reserve"), BACK, TAKEN, ask("ship_replacement"), ask("settle")):
        case = go(case, move)
        words.append(case.word)

    assert [*["replacement_reserved"] * 3, "replacement_shipped", "settled"] == words


def test_a_balance_is_asked_for_and_never_taken() -> None:
    """
    Approving asks the customer for the difference; nothing anywhere takes it.
    """
    quoted = quote_exchange(ORDER, {LINE: 1}, [DEARER])
    requested = go(open_exchange(ORDER, "e1", "case-1", quoted), ask("request", CUSTOMER))

    assert [("ask_payment", euro("30.00")), ("open_return", None)] == effects(requested, ask("approve"))


def test_only_the_replacement_waits_for_money() -> None:
    """
    The return goes on while the replacement waits, and a part of the money does not set it free.
    """
    case = go(exchange(DEARER), BACK, seen("balance_paid", amount=euro("29.99")))

    assert case.waits
    assert ("balance_owed",) == codes(EXCHANGE, case, ask("ship_replacement"))
    freed = go(case, seen("balance_paid", amount=euro("0.01")))
    assert not freed.waits
    assert "replacement_shipped" == go(freed, ask("ship_replacement")).word


def test_a_difference_in_favour_is_paid_before_it_is_settled() -> None:
    """
    What a cheaper replacement leaves over goes back first.
    """
    case = go(exchange(CHEAPER), BACK, TAKEN, ask("ship_replacement"))

    assert euro("20.00") == case.due_back
    assert ("refund_pending",) == codes(EXCHANGE, case, ask("settle"))
    assert "settled" == go(case, seen("difference_repaid", amount=euro("20.00")), ask("settle")).word


def test_the_replacement_waits_for_the_original() -> None:
    """
    Unless the shop sends ahead, the original is back first.
    """
    assert ("original_not_back",) == codes(EXCHANGE, exchange(), ask("ship_replacement"))
    assert "replacement_shipped" == go(exchange(ahead=True), ask("ship_replacement")).word


def test_an_instant_exchange_needs_its_hold() -> None:
    """
    The whole value of the replacement is set aside on the card, and released when all is settled.
    """
    case = exchange(instant=True)

    assert [("place_hold", euro("100.00"))] == effects(case, ask("hold"))
    assert ("hold_missing",) == codes(EXCHANGE, case, ask("ship_replacement"))
    held = go(case, ask("hold"), seen("hold_placed", amount=euro("100.00")))
    assert "held_on_card" == held.word
    back = go(held, ask("ship_replacement"), BACK, TAKEN)
    assert [("release_hold", euro("100.00"))] == effects(back, ask("settle"))
    assert ("hold_not_offered",) == codes(EXCHANGE, exchange(), ask("hold"))


def test_who_keeps_both_pays_for_both() -> None:
    """
    Where the original never comes, the replacement is paid from the hold, what was paid already taken off.
    """
    case = go(
        exchange(DEARER, instant=True),
        seen("balance_paid", amount=euro("30.00")),
        seen("hold_placed", amount=euro("130.00")),
        ask("ship_replacement"),
    )

    assert ("not_due",) == codes(EXCHANGE, case, ask("unexchange"))
    assert [("capture_hold", euro("100.00"))] == effects(case, ask("unexchange", at=LATER))
    assert [("release_hold", euro("130.00"))] == effects(case, ask("unexchange", at=LATER, forgive=True))
    assert "unexchanged" == go(case, ask("unexchange", at=LATER)).word


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        pytest.param(None, [("ask_payment", euro("100.00"))], id="no hold"),
        pytest.param("60.00", [("capture_hold", euro("60.00")), ("ask_payment", euro("40.00"))], id="too small a hold"),
    ],
)
def test_what_no_hold_covers_is_asked_for(held: str | None, expected: list[tuple[str, Money]]) -> None:
    """
    Beyond the hold nothing is taken.
    """
    case = exchange(ahead=True)
    case = go(case, *([seen("hold_placed", amount=euro(held))] if held else []), ask("ship_replacement"))

    assert expected == effects(case, ask("unexchange", at=LATER))


def test_a_hold_that_covers_too_little_sends_nothing_out() -> None:
    """
    An instant exchange waits until what is set aside, with what was paid, covers the replacement.
    """
    small = go(exchange(instant=True), ask("hold"), seen("hold_placed", amount=euro("60.00")))

    assert "approved" == small.word
    assert ("hold_missing",) == codes(EXCHANGE, small, ask("ship_replacement"))
    more = go(small, ask("hold", key="more"), seen("hold_placed", amount=euro("100.00")))
    assert "replacement_shipped" == go(more, ask("ship_replacement")).word


def test_one_hold_and_one_reservation_at_a_time() -> None:
    """
    A second click under another key sets nothing aside and reserves nothing; after a failure there is another try.
    """
    asked_for = go(exchange(instant=True), ask("hold"))
    held = go(asked_for, seen("hold_placed", amount=euro("100.00")))
    failed = go(asked_for, seen("hold_failed", key="declined"))
    reserved = go(held, ask("reserve"))

    assert ("hold_asked",) == codes(EXCHANGE, asked_for, ask("hold", key="again"))
    assert "hold_asked" in codes(EXCHANGE, held, ask("hold", key="again"))
    assert ("already_reserved",) == codes(EXCHANGE, reserved, ask("reserve", key="again"))
    assert [("place_hold", euro("100.00"))] == effects(failed, ask("hold", key="again"))


def test_who_kept_both_and_sends_it_after_all_is_paid_back() -> None:
    """
    What was taken of the hold goes back when the exchange is settled in the end, and no hold is released twice.
    """
    case = go(
        exchange(DEARER, instant=True),
        seen("balance_paid", amount=euro("30.00")),
        seen("hold_placed", amount=euro("130.00")),
        ask("ship_replacement"),
        ask("unexchange", at=LATER),
        BACK,
        TAKEN,
        ask("reopen", why="it came back"),
    )

    assert (euro("0.00"), euro("100.00")) == (case.owed, case.overpaid)
    assert [("refund_balance", euro("100.00"))] == effects(case, ask("settle"))


def test_a_balance_that_was_paid_twice_goes_back() -> None:
    """
    The shop keeps no more than the difference.
    """
    case = go(exchange(DEARER), seen("balance_paid", "one", amount=euro("30.00")), BACK, TAKEN)
    twice = go(case, seen("balance_paid", "two", amount=euro("30.00")), ask("ship_replacement"))

    assert [("refund_balance", euro("30.00"))] == effects(twice, ask("settle"))


def test_what_came_back_was_not_kept() -> None:
    """
    A customer whose original is back keeps nothing; one who sends it later can be put right.
    """
    case = go(exchange(ahead=True), ask("ship_replacement"))

    assert ("original_returned",) == codes(EXCHANGE, go(case, BACK), ask("unexchange", at=LATER))
    late = go(case, ask("unexchange", at=LATER), BACK)
    assert "unexchanged" == late.word
    assert "replacement_shipped" == go(late, ask("reopen", why="it came back")).word


def test_a_cancelled_exchange_gives_everything_back() -> None:
    """
    Stock, hold and money of an exchange that does not happen are released.
    """
    case = go(
        exchange(DEARER, instant=True),
        ask("reserve"),
        seen("hold_placed", amount=euro("130.00")),
        seen("balance_paid", amount=euro("30.00")),
    )

    assert [("release_hold", euro("130.00")), ("release_stock", None), ("refund_balance", euro("30.00"))] == effects(
        case, ask("cancel", CUSTOMER)
    )
    shipped = go(case, ask("ship_replacement"))
    assert ("already_shipped",) == codes(EXCHANGE, shipped, ask("cancel", CUSTOMER))


@pytest.mark.parametrize(
    ("facts", "move", "reasons"),
    [
        pytest.param(exchange(), ask("settle"), ("not_shipped", "original_not_back"), id="settle early"),
        pytest.param(exchange(), ask("unexchange"), ("not_shipped",), id="unexchange early"),
        pytest.param(
            go(exchange(), ask("cancel", CUSTOMER)), ask("cancel", key="x"), ("nothing_to_cancel",), id="cancelled"
        ),
    ],
)
def test_a_step_too_early_says_what_is_missing(facts: Exchange, move: Request, reasons: tuple[str, ...]) -> None:
    """
    Every refusal names its reasons.
    """
    assert reasons == codes(EXCHANGE, facts, move)


def test_only_staff_decides_and_with_words() -> None:
    """
    A customer asks; a member of staff approves, or rejects with words.
    """
    quoted = quote_exchange(ORDER, {LINE: 1}, [SAME])
    requested = go(open_exchange(ORDER, "e1", "case-1", quoted), ask("request", CUSTOMER))

    assert ("not_reviewer",) == codes(EXCHANGE, requested, ask("approve", CUSTOMER))
    assert ("reason_required",) == codes(EXCHANGE, requested, ask("reject"))
    assert ("not_approved",) == codes(EXCHANGE, requested, ask("reserve"))


def test_an_exchange_survives_as_a_document() -> None:
    """
    A stored exchange reads back to an equal one in the same state, and repeated steps change nothing.
    """
    case = go(exchange(DEARER), BACK, seen("balance_paid", amount=euro("30.00")))
    read = documents.read(Exchange, documents.parse_json(documents.dumps(case)))

    assert case == read
    assert case.state == read.state
    assert case == go(case, BACK, ask("approve"))
    assert (AT, STAFF) == (case.events[1].at, case.events[1].by)
