import copy
import math
import pickle
from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import attrs
import moneyed
import prices
import pytest

from aftersales.errors import FactsError
from aftersales.money import DIGITS, Money, Taxed, share, split, split_units, total
from aftersales.money.amounts import same_currency
from tests.vectors import Vector, params

EUR5 = Money(500, "EUR")
JPY5 = Money(5, "JPY")

TAXED = Taxed.of_gross(Money(1190, "EUR"), tax=Money(190, "EUR"))


def money(texts: list[str]) -> tuple[Money, ...]:
    """
    Read amounts of a vector.
    """
    return tuple(Money.from_text(text) for text in texts)


class TestDigits:
    """
    How many digits a currency has.
    """

    def test_every_currency_that_py_moneyed_knows_too_has_the_digits_it_has_there(self) -> None:
        """
        An independent list of currencies agrees on every code that stands in both.
        """
        theirs = {code: round(math.log10(one.sub_unit)) for code, one in moneyed.CURRENCIES.items()}
        common = DIGITS.keys() & theirs.keys()

        assert {code: theirs[code] for code in common} == {code: DIGITS[code] for code in common}
        assert {"XAD", "XCG", "ZWG"} >= DIGITS.keys() - theirs.keys()

    @pytest.mark.parametrize(
        ("currency", "digits"),
        [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("ISK", 0), ("HUF", 2), ("IQD", 3), ("MGA", 2), ("UGX", 0)],
    )
    def test_are_those_of_iso_4217(self, currency: str, digits: int) -> None:
        """
        Digits follow ISO 4217 and not what is usual to display.
        """
        assert digits == DIGITS[currency]

    def test_what_is_no_money_has_none(self) -> None:
        """
        Metals, drawing rights and the codes for tests and for no currency are not money.
        """
        assert set() == {"XAU", "XAG", "XDR", "XTS", "XXX"} & DIGITS.keys()


class TestMaking:
    """
    What becomes Money and what does not.
    """

    @pytest.mark.parametrize(
        ("amount", "currency", "minor"),
        [
            ("19.99", "EUR", 1999),
            ("-0.01", "EUR", -1),
            ("5", "JPY", 5),
            ("0.005", "KWD", 5),
            ("0.0001", "CLF", 1),
            (Decimal("19.9"), "EUR", 1990),
            (Decimal("1E+2"), "EUR", 10000),
            (Decimal("1.000000"), "EUR", 100),
            (Decimal("0E-500"), "EUR", 0),
            (7, "EUR", 700),
            ("1234567890123456789012345678901234567.89", "EUR", 123456789012345678901234567890123456789),
        ],
    )
    def test_takes_exact_amounts(self, amount: Decimal | str | int, currency: str, minor: int) -> None:
        """
        A decimal, a text or a whole number becomes whole minor units without rounding.
        """
        assert Money(minor, currency) == Money.of(amount, currency)

    @pytest.mark.parametrize(
        "make",
        [
            pytest.param(lambda: Money.of("19.999", "EUR"), id="below one cent"),
            pytest.param(lambda: Money.of("0.5", "JPY"), id="below one yen"),
            pytest.param(lambda: Money.of("NaN", "EUR"), id="not a number"),
            pytest.param(lambda: Money.of(Decimal("sNaN"), "EUR"), id="signalling"),
            pytest.param(lambda: Money.of("Infinity", "EUR"), id="infinite"),
            pytest.param(lambda: Money.of("1e999999", "EUR"), id="huge"),
            pytest.param(lambda: Money.of(10**5000, "EUR"), id="huge whole number"),
            pytest.param(lambda: Money.of("19,99", "EUR"), id="comma"),
            pytest.param(lambda: Money.of("", "EUR"), id="empty"),
            pytest.param(lambda: Money.of(True, "EUR"), id="bool"),  # noqa: FBT003
            pytest.param(lambda: Money.of(19.99, "EUR"), id="float"),  # type: ignore[arg-type]
            pytest.param(lambda: Money.of(None, "EUR"), id="nothing"),  # type: ignore[arg-type]
            pytest.param(lambda: Money.of("1", "XXX"), id="no currency"),
            pytest.param(lambda: Money.of("1", "eur"), id="small letters"),
            pytest.param(lambda: Money.rounded(1.5, "EUR"), id="rounding a float"),  # type: ignore[arg-type]
            pytest.param(lambda: Money.rounded("1", "€"), id="a sign for a code"),
            pytest.param(lambda: Money(1.0, "EUR"), id="float minor units"),  # type: ignore[arg-type]
            pytest.param(lambda: Money(Decimal(1), "EUR"), id="decimal minor units"),  # type: ignore[arg-type]
            pytest.param(lambda: Money(True, "EUR"), id="bool minor units"),  # noqa: FBT003
            pytest.param(lambda: Money(1, "EURO"), id="four letters"),
            pytest.param(lambda: Money.from_text("19.99"), id="no currency in the text"),
            pytest.param(lambda: Money.from_text("EUR"), id="no amount in the text"),
            pytest.param(lambda: Money.from_text("19.99 EUR "), id="more in the text"),
            pytest.param(lambda: Money.from_text("EUR 19.99"), id="the other way round"),
            pytest.param(lambda: Money.from_text(1999), id="a number for a text"),  # type: ignore[arg-type]
            pytest.param(lambda: Money.from_any(19.99), id="float from elsewhere"),
        ],
    )
    def test_refuses_what_is_not_exactly_money(self, make: Callable[[], Money]) -> None:
        """
        What is a float, not finite, not exact or of no known currency is an error, and never rounded.
        """
        with pytest.raises(FactsError):
            make()

    @pytest.mark.parametrize(
        ("amount", "minor"),
        [("0.125", 13), ("0.135", 14), ("-0.125", -13), ("0.1249999", 12), ("2", 200)],
    )
    def test_rounds_half_away_from_zero_when_asked(self, amount: str, minor: int) -> None:
        """
        Only `rounded` rounds, and it rounds half away from zero.
        """
        assert Money(minor, "EUR") == Money.rounded(amount, "EUR")

    def test_does_not_hang_on_the_precision_of_the_host(self) -> None:
        """
        A host that computes with three digits gets the same money as everybody.
        """
        with localcontext() as context:
            context.prec = 3

            assert Money(1234567, "EUR") == Money.of("12345.67", "EUR")
            assert "12345.67" == str(Money(1234567, "EUR").decimal)
            assert Money(1234568, "EUR") == Money.rounded("12345.675", "EUR")

    @pytest.mark.parametrize("secret", ["Jane Doe", "jane@example.org", "a" * 25])
    def test_shows_nothing_personal(self, secret: str) -> None:
        """
        A text that stands where an amount belongs may be personal, and is not repeated.
        """
        with pytest.raises(FactsError) as caught:
            Money.of(secret, "EUR")

        assert secret not in str(caught.value)

    def test_says_what_was_wrong(self) -> None:
        """
        The error names the digits of the currency and what to do instead.
        """
        with pytest.raises(FactsError) as caught:
            Money.of("19.999", "EUR")

        assert (
            'amount: expected whole minor units (2 digits for EUR), got "19.999" '
            "(round it yourself, or see Money.rounded)"
        ) == str(caught.value)


class TestOtherLibraries:
    """
    Money and taxed money of other libraries.
    """

    @pytest.mark.parametrize(
        "other",
        [
            prices.Money(Decimal("19.99"), "EUR"),
            moneyed.Money("19.99", "EUR"),
            moneyed.Money(Decimal("19.990"), moneyed.EUR),
            Money(1999, "EUR"),
        ],
        ids=["prices", "moneyed", "moneyed with a currency", "our own"],
    )
    def test_are_read_by_their_attributes(self, other: Any) -> None:
        """
        Anything with an amount and a currency becomes Money, whichever library it is from.
        """
        assert Money(1999, "EUR") == Money.from_any(other)

    def test_amounts_below_one_minor_unit_are_refused(self) -> None:
        """
        Other libraries keep amounts of any precision; those that are no whole cents are an error here.
        """
        with pytest.raises(FactsError, match="whole minor units"):
            Money.from_any(prices.Money(Decimal("19.995"), "EUR"))

    @pytest.mark.parametrize("code", ["XAU", "TVD"])
    def test_currencies_beyond_iso_4217_are_refused(self, code: str) -> None:
        """
        Metals and codes that other libraries made up are not known here.
        """
        with pytest.raises(FactsError, match="ISO 4217"):
            Money.from_any(moneyed.Money(1, code))

    def test_taxed_prices_keep_their_three_amounts(self) -> None:
        """
        A TaxedMoney becomes net, gross, and the tax between them.
        """
        price = prices.TaxedMoney(
            net=prices.Money(Decimal("10.00"), "EUR"), gross=prices.Money(Decimal("11.90"), "EUR")
        )

        assert TAXED == Taxed.from_any(price)

    def test_what_has_no_net_and_gross_is_refused(self) -> None:
        """
        A plain price is no taxed price.
        """
        with pytest.raises(FactsError, match="net and gross"):
            Taxed.from_any(prices.Money(Decimal(1), "EUR"))


class TestValue:
    """
    Money as a value: written, compared, frozen, kept.
    """

    @pytest.mark.parametrize(
        ("amount", "text"),
        [
            (Money(1999, "EUR"), "19.99 EUR"),
            (Money(5, "EUR"), "0.05 EUR"),
            (Money(-5, "EUR"), "-0.05 EUR"),
            (Money(-1999, "EUR"), "-19.99 EUR"),
            (Money(0, "EUR"), "0.00 EUR"),
            (Money(-500, "JPY"), "-500 JPY"),
            (Money(5, "KWD"), "0.005 KWD"),
            (Money(123456, "CLF"), "12.3456 CLF"),
        ],
    )
    def test_is_written_with_a_point_whatever_the_locale(self, amount: Money, text: str) -> None:
        """
        The text of an amount has all digits of its currency and reads back.
        """
        assert text == str(amount)
        assert amount == Money.from_text(text)

    def test_shows_how_to_make_it_again(self) -> None:
        """
        The representation is the expression that makes it.
        """
        assert 'Money(-5, "KWD")' == repr(Money(-5, "KWD"))

    def test_gives_its_decimal_with_all_digits(self) -> None:
        """
        The decimal of a round amount keeps the digits of the currency.
        """
        assert "5.00" == str(EUR5.decimal)
        assert "5" == str(JPY5.decimal)

    def test_is_equal_by_amount_and_currency(self) -> None:
        """
        Nothing in euros is not nothing in yen, and no number is money.
        """
        assert Money(0, "EUR") != Money(0, "JPY")
        assert Money(500, "EUR") == EUR5
        assert EUR5 != 500
        assert {EUR5} == {Money(500, "EUR"), EUR5, EUR5 * 1}

    def test_is_ordered_within_a_currency(self) -> None:
        """
        Amounts of one currency are in order.
        """
        less, more = Money(1, "EUR"), Money(2, "EUR")

        assert [less, more] == sorted([more, less])
        assert (True, True, False, False) == (less < more, less <= more, less > more, less >= more)

    @pytest.mark.parametrize("name", ["minor", "currency", "new"])
    def test_is_frozen(self, name: str) -> None:
        """
        No attribute can be set or deleted, however the money was made.
        """
        for amount in (Money(1, "EUR"), EUR5 + EUR5, split(EUR5, (1, 2))[0]):
            with pytest.raises(AttributeError, match="frozen"):
                setattr(amount, name, 2)
            with pytest.raises(AttributeError, match="frozen"):
                delattr(amount, name)

    def test_has_no_truth(self) -> None:
        """
        Zero is not missing, so Money is neither true nor false.
        """
        with pytest.raises(TypeError, match="is_zero"):
            bool(EUR5)

        assert Money(0, "EUR").is_zero
        assert not EUR5.is_zero

    @pytest.mark.parametrize("amount", [EUR5, EUR5 * 3, split(EUR5, (1, 2))[1]], ids=["made", "computed", "split"])
    def test_survives_copies_and_task_queues(self, amount: Money) -> None:
        """
        Copied or pickled, an amount is itself.
        """
        assert amount == copy.copy(amount) == copy.deepcopy(amount) == pickle.loads(pickle.dumps(amount))  # noqa: S301 - our own bytes


class TestArithmetic:
    """
    Adding, taking away, multiplying.
    """

    def test_adds_and_takes_away(self) -> None:
        """
        Sums and differences are exact and have the currency of their parts.
        """
        assert Money(750, "EUR") == EUR5 + Money(250, "EUR")
        assert Money(-250, "EUR") == Money(250, "EUR") - EUR5
        assert Money(-500, "EUR") == -EUR5
        assert EUR5 == abs(-EUR5)

    def test_multiplies_by_whole_numbers_from_both_sides(self) -> None:
        """
        A number of times an amount is exact.
        """
        assert Money(1500, "EUR") == EUR5 * 3 == 3 * EUR5

    @pytest.mark.parametrize("count", [0.5, Decimal(2), "2", True, EUR5])
    def test_refuses_to_multiply_by_anything_else(self, count: Any) -> None:
        """
        A fraction of an amount is a split, not a product.
        """
        with pytest.raises(FactsError, match="whole number"):
            EUR5 * count

    @pytest.mark.parametrize(
        "compute",
        [
            lambda one, two: one + two,
            lambda one, two: one - two,
            lambda one, two: one < two,
            lambda one, two: one <= two,
            lambda one, two: one > two,
            lambda one, two: one >= two,
            lambda one, two: total([one, two], "EUR"),
            lambda one, two: split(EUR5, [one, two]),
            lambda one, two: Taxed(one, two, one),
            lambda one, two: Taxed.of_gross(one).portion(two),
            lambda one, two: same_currency("lines", "EUR", [one, two]),
        ],
        ids=["+", "-", "<", "<=", ">", ">=", "total", "split", "taxed", "portion", "same_currency"],
    )
    def test_never_mixes_currencies(self, compute: Callable[[Money, Money], object]) -> None:
        """
        Two currencies in one computation are an error, and never a guess.
        """
        with pytest.raises(FactsError, match="EUR"):
            compute(EUR5, JPY5)

    @pytest.mark.parametrize("other", [500, 5.0, Decimal(5), None, "5.00 EUR"])
    def test_never_takes_a_number_for_money(self, other: Any) -> None:
        """
        Money is added to and compared with Money only.
        """
        with pytest.raises(FactsError, match="expected Money"):
            EUR5 + other
        with pytest.raises(FactsError, match="expected Money"):
            EUR5 - other
        with pytest.raises(FactsError, match="expected Money"):
            _ = other > EUR5

    def test_adds_up_many(self) -> None:
        """
        A total is the sum, and of nothing it is zero in the currency that was asked for.
        """
        assert Money(1250, "EUR") == total(iter([EUR5, EUR5, Money(250, "EUR")]), "EUR")
        assert Money(0, "JPY") == total([], "JPY")

    def test_a_total_needs_a_currency(self) -> None:
        """
        A total of nothing in a currency that does not exist is an error.
        """
        with pytest.raises(FactsError, match="ISO 4217"):
            total([], "XXX")


class TestSplit:
    """
    Splits by largest remainder.
    """

    @pytest.mark.parametrize("vector", params("money", "split"))
    def test_worked_cases(self, vector: Vector) -> None:
        """
        The worked cases of other projects come out to the cent.
        """
        amount = Money.from_text(vector.given["amount"])

        assert money(vector.expect["parts"]) == split(amount, vector.given["weights"])

    @pytest.mark.parametrize(
        ("minor", "weights", "parts"),
        [
            pytest.param(2, (1, 1, 1), (1, 1, 0), id="a tie goes to the earliest"),
            pytest.param(100, (0, 3, 0), (0, 100, 0), id="zero weight gets nothing"),
            pytest.param(5, (0, 0), (3, 2), id="no weight at all is an even split"),
            pytest.param(0, (1, 2), (0, 0), id="nothing to split"),
            pytest.param(-5, (0, 0), (-3, -2), id="a negative like the positive"),
            pytest.param(1, (10**30, 1), (1, 0), id="huge weights"),
        ],
    )
    def test_gives_what_rounding_leaves_to_the_largest_fractions(
        self, minor: int, weights: tuple[int, ...], parts: tuple[int, ...]
    ) -> None:
        """
        Rounding leaves go to the largest fractions, the earliest first, and never to a weight of zero.
        """
        assert tuple(Money(part, "EUR") for part in parts) == split(Money(minor, "EUR"), weights)

    def test_weights_may_be_money_of_another_currency_than_the_amount(self) -> None:
        """
        Weights only say proportions: points in yen prices split euros.
        """
        assert (Money(200, "EUR"), Money(300, "EUR")) == split(EUR5, [Money(2, "JPY"), Money(3, "JPY")])

    @pytest.mark.parametrize(
        "weights",
        [
            pytest.param([], id="none"),
            pytest.param([1, -1], id="negative"),
            pytest.param([EUR5, -EUR5], id="negative money"),
            pytest.param([0.5, 0.5], id="floats"),
            pytest.param([1, 0.5], id="a float among them"),
            pytest.param([float("nan"), 1], id="not a number"),
            pytest.param([Decimal(1)], id="decimals"),
            pytest.param(["1"], id="texts"),
            pytest.param([EUR5, 1], id="money and a number"),
            pytest.param([1, EUR5], id="a number and money"),
            pytest.param([EUR5, JPY5], id="two currencies"),
        ],
    )
    def test_refuses_weights_that_make_no_proportion(self, weights: Any) -> None:
        """
        Weights are whole numbers or Money of one currency, 0 or more, at least one.
        """
        with pytest.raises(FactsError, match="weights"):
            split(EUR5, weights)

    def test_splits_whole_numbers_too(self) -> None:
        """
        Points are split as money is.
        """
        assert [-161, -52, -86] == split_units(-299, (4300, 1400, 2300))


class TestShare:
    """
    The first units of a line.
    """

    @pytest.mark.parametrize(
        ("units", "minor"), [(0, 0), (1, 333), (2, 666), (3, 1000)], ids=["none", "one", "two", "the last closes"]
    )
    def test_the_last_unit_closes_the_amount(self, units: int, minor: int) -> None:
        """
        What the first units come to is rounded towards zero until the last one.
        """
        assert Money(minor, "EUR") == share(Money(1000, "EUR"), units, 3)
        assert Money(-minor, "EUR") == share(Money(-1000, "EUR"), units, 3)

    @pytest.mark.parametrize(("units", "of"), [(4, 3), (-1, 3), (0, 0), (1.5, 3), (True, 3), (1, 3.0), ("1", 3)])
    def test_refuses_units_that_there_are_not(self, units: Any, of: Any) -> None:
        """
        Units are a whole number from none to all.
        """
        with pytest.raises(FactsError, match="units"):
            share(EUR5, units, of)


class TestTaxed:
    """
    Net, tax and gross.
    """

    @pytest.mark.parametrize("vector", params("money", "steps"))
    def test_steps_of_worked_cases(self, vector: Vector) -> None:
        """
        The next units of a line are worth what the worked cases say.
        """
        charged = Taxed.of_gross(Money.from_text(vector.given["charged"]))
        step = charged.next(vector.given["units"], after=vector.given["after"], of=vector.given["of"])

        assert Money.from_text(vector.expect["charged"]) == step.gross

    @pytest.mark.parametrize("vector", params("money", "portion"))
    def test_portions_of_worked_cases(self, vector: Vector) -> None:
        """
        The tax of a part is rounded half up once, and net is what is left.
        """
        whole = Taxed.of_gross(Money.from_text(vector.given["gross"]), Money.from_text(vector.given["tax"]))
        part = whole.portion(Money.from_text(vector.given["part"]))

        assert (vector.expect["net"], vector.expect["tax"]) == (str(part.net), str(part.tax))

    @pytest.mark.parametrize("vector", params("money", "sum"))
    def test_sums_of_worked_cases(self, vector: Vector) -> None:
        """
        Net, tax and gross add up part by part, over all tax rates.
        """
        whole = Taxed.zero("EUR")
        for part in vector.given["parts"]:
            net, tax = Money.from_text(part["net"]), Money.from_text(part["tax"])
            whole += Taxed(net, tax, net + tax)

        assert vector.expect == {"net": str(whole.net), "tax": str(whole.tax), "gross": str(whole.gross)}

    def test_always_adds_up(self) -> None:
        """
        Three amounts that do not add up are an error that says what net and tax come to.
        """
        with pytest.raises(FactsError) as caught:
            Taxed(Money(1000, "EUR"), Money(190, "EUR"), Money(1200, "EUR"))

        assert "gross: expected net plus tax (11.90 EUR), got 12.00 EUR" == str(caught.value)

    def test_takes_no_tax_for_zero(self) -> None:
        """
        Without a tax the net is the gross.
        """
        assert Taxed(EUR5, Money(0, "EUR"), EUR5) == Taxed.of_gross(EUR5)
        assert "EUR" == Taxed.of_gross(EUR5).currency

    def test_adds_and_takes_away_part_by_part(self) -> None:
        """
        An amount added and taken away leaves what was there.
        """
        more = Taxed.of_gross(Money(107, "EUR"), tax=Money(7, "EUR"))

        assert TAXED == TAXED + more - more

    def test_a_portion_of_nothing_is_nothing(self) -> None:
        """
        What was given away has no portions and no tax.
        """
        nothing = Taxed.zero("EUR")

        assert nothing == nothing.portion(Money(0, "EUR"))

    def test_is_frozen(self) -> None:
        """
        None of the three can be changed.
        """
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            TAXED.tax = EUR5  # type: ignore[misc]
