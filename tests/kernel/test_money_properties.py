import pickle
from fractions import Fraction
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from aftersales.money import DIGITS, Money, Taxed, share, split, split_units, total

MINORS = st.integers(-(10**12), 10**12)
CURRENCIES = st.sampled_from(sorted(DIGITS))
WEIGHTS = st.lists(st.integers(0, 10**6) | st.just(0) | st.just(100), min_size=1, max_size=40)

amounts = st.builds(Money, MINORS | st.integers(), CURRENCIES)
euros = st.builds(Money, MINORS, st.just("EUR"))


@st.composite
def taxed(draw: st.DrawFn) -> Taxed:
    """
    Draw a charge: a gross of 0 or more with a tax of 0 up to the gross.
    """
    gross = draw(st.integers(0, 10**9))
    return Taxed.of_gross(Money(gross, "EUR"), Money(draw(st.integers(0, gross)), "EUR"))


@st.composite
def steps(draw: st.DrawFn) -> list[int]:
    """
    Draw a quantity that is returned in partial steps: how many units each time.
    """
    return draw(st.lists(st.integers(1, 9), min_size=1, max_size=8))


@given(MINORS, WEIGHTS)
def test_parts_add_up_to_the_whole(minor: int, weights: list[int]) -> None:
    """
    However an amount is split, there are as many parts as weights and they add up to it.
    """
    parts = split(Money(minor, "EUR"), weights)

    assert len(weights) == len(parts)
    assert Money(minor, "EUR") == total(parts, "EUR")


@given(MINORS, WEIGHTS)
def test_zero_weight_gets_nothing(minor: int, weights: list[int]) -> None:
    """
    Where some weight is positive, a weight of zero gets nothing.
    """
    assume(any(weights))
    parts = split_units(minor, weights)

    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


@given(MINORS, WEIGHTS)
def test_each_part_is_within_one_minor_unit_of_exact(minor: int, weights: list[int]) -> None:
    """
    No part is a whole minor unit away from its exact proportion.
    """
    assume(any(weights))
    exact = [Fraction(minor * weight, sum(weights)) for weight in weights]

    assert all(abs(part - one) < 1 for part, one in zip(split_units(minor, weights), exact, strict=True))


@given(MINORS, WEIGHTS)
def test_a_negative_amount_is_split_like_the_positive(minor: int, weights: list[int]) -> None:
    """
    What is taken back is split as what was given.
    """
    assert [-part for part in split_units(minor, weights)] == split_units(-minor, weights)


@given(MINORS, WEIGHTS)
def test_more_weight_never_gets_less(minor: int, weights: list[int]) -> None:
    """
    Of two weights in one split the larger never gets the smaller part, but for the sign.
    """
    ranked = sorted(zip(weights, split_units(abs(minor), weights), strict=True))

    assert all(one[1] <= two[1] for one, two in pairwise(ranked) if one[0] < two[0])


@given(euros, st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_weights_as_money_or_as_numbers_split_alike(amount: Money, weights: list[int]) -> None:
    """
    Prices as weights say the same as their minor units.
    """
    assert split(amount, weights) == split(amount, [Money(weight, "JPY") for weight in weights])


@given(st.integers(0, 10**12), st.lists(st.integers(1, 10**6), min_size=1, max_size=20))
def test_largest_remainders_are_served_first(minor: int, weights: list[int]) -> None:
    """
    No part that was rounded up had a smaller fraction than one that was rounded down.
    """
    whole = sum(weights)
    parts = split_units(minor, weights)
    fractions = [
        (minor * weight % whole, part - minor * weight // whole) for weight, part in zip(weights, parts, strict=True)
    ]
    up = [fraction for fraction, given_more in fractions if given_more]
    down = [fraction for fraction, given_more in fractions if not given_more]

    assert min(up, default=whole) >= max(down, default=0)


@given(euros, steps())
def test_partial_steps_add_up_to_the_whole(amount: Money, units: list[int]) -> None:
    """
    Whatever the sizes of the steps, the shares between them add up to the amount.
    """
    of = sum(units)
    ends = [sum(units[: index + 1]) for index in range(len(units))]
    parts = [share(amount, end, of) - share(amount, end - step, of) for end, step in zip(ends, units, strict=True)]

    assert amount == total(parts, "EUR")


@given(taxed(), steps(), st.randoms(use_true_random=False))
def test_refunds_in_any_order_add_up_to_what_was_charged(charged: Taxed, units: list[int], shuffle: object) -> None:
    """
    Returned in any order of steps, all units together give back net, tax and gross exactly.
    """
    shuffle.shuffle(units)  # type: ignore[attr-defined]
    of, done, refunded = sum(units), 0, Taxed.zero("EUR")
    for step in units:
        refunded += charged.next(step, after=done, of=of)
        done += step

    assert charged == refunded


@given(taxed(), steps())
def test_no_step_gives_back_less_than_nothing(charged: Taxed, units: list[int]) -> None:
    """
    Neither net nor tax of the next units is ever negative.
    """
    of, done = sum(units), 0
    for step in units:
        part = charged.next(step, after=done, of=of)
        done += step

        assert min(part.net.minor, part.tax.minor, part.gross.minor) >= 0


@given(taxed(), st.data())
def test_a_portion_keeps_the_proportion_of_the_tax(charged: Taxed, data: st.DataObject) -> None:
    """
    The tax of a portion is within half a minor unit of its exact proportion.
    """
    assume(charged.gross.minor)
    gross = data.draw(st.integers(0, charged.gross.minor))
    exact = Fraction(charged.tax.minor * gross, charged.gross.minor)

    assert abs(charged.portion(Money(gross, "EUR")).tax.minor - exact) <= Fraction(1, 2)


@given(amounts)
def test_text_and_decimal_read_back(amount: Money) -> None:
    """
    An amount is the same after it was written as text or as a decimal.
    """
    assume(abs(amount.minor) < 10**40)

    assert amount == Money.from_text(str(amount)) == Money.of(amount.decimal, amount.currency)


@given(amounts)
def test_survives_pickling(amount: Money) -> None:
    """
    An amount from a task queue is equal to the one that went in, and has its hash.
    """
    found = pickle.loads(pickle.dumps(amount))  # noqa: S301 - our own bytes

    assert (amount, hash(amount)) == (found, hash(found))


@given(amounts, amounts)
def test_equal_exactly_where_amount_and_currency_are(one: Money, two: Money) -> None:
    """
    Two amounts are equal where both minor units and currency are, and then their hashes are too.
    """
    same = (one.minor, one.currency) == (two.minor, two.currency)

    assert same is (one == two)
    assert not same or hash(one) == hash(two)


@given(euros, euros, st.integers(-1000, 1000))
def test_arithmetic_is_that_of_whole_numbers(one: Money, two: Money, count: int) -> None:
    """
    Sums, differences, products and order are those of the minor units.
    """
    assert Money(one.minor + two.minor, "EUR") == one + two
    assert Money(one.minor - two.minor, "EUR") == one - two
    assert Money(one.minor * count, "EUR") == one * count
    assert (one.minor < two.minor) is (one < two)
