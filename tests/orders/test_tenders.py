from typing import Any

import pytest

from aftersales.errors import FactsError
from aftersales.money import Money
from aftersales.orders import Spread, Tender, spread
from aftersales.testing.orders import a_tender

EUR = "EUR"


def eur(minor: int) -> Money:
    """
    Take so many cents.
    """
    return Money(minor, EUR)


def tender(name: str, captured: int, **fields: Any) -> Tender:
    """
    Make a means of payment called like its kind.
    """
    return Tender(id=name, kind=name, captured=eur(captured), **fields)


CARD, GIFT = tender("card", 500), tender("gift_card", 300)


def laid(amount: int, *tenders: Tender, **how: Any) -> dict[str, int]:
    """
    Lay a refund on tenders, and list the cents on each.
    """
    return {share.tender: share.amount.minor for share in spread(eur(amount), tenders, **how)}


def paths(**fields: Any) -> list[str]:
    """
    Try to make a tender, and list where its problems are.
    """
    with pytest.raises(FactsError) as caught:
        a_tender(**fields)
    return [problem.path for problem in caught.value.problems]


class TestTender:
    """
    What was taken, and what of it went back.
    """

    @pytest.mark.parametrize("field", ["captured", "refunded", "pending"])
    def test_no_amount_is_negative(self, field: str) -> None:
        """
        What flows the other way is an amount of its own, and not a sign.
        """
        value: Any = "-0.01" if field == "captured" else eur(-1)

        assert [field] == paths(**{field: value})

    def test_no_more_goes_back_than_was_taken(self) -> None:
        """
        Refunded and pending together are at most what was captured.
        """
        assert ["refunded"] == paths(captured="10.00", refunded=eur(600), pending=eur(401))

    def test_all_of_it_may_go_back(self) -> None:
        """
        A tender can be empty.
        """
        assert eur(0) == tender("card", 1000, refunded=eur(600), pending=eur(400)).left

    def test_currencies_are_not_mixed(self) -> None:
        """
        A refund in another currency is refused.
        """
        assert ["refunded"] == paths(refunded=Money(1, "USD"))

    def test_what_is_pending_holds_the_balance(self) -> None:
        """
        A refund on its way is not there to be given a second time.
        """
        assert eur(250) == tender("card", 1000, refunded=eur(500), pending=eur(250)).left


class TestSpread:
    """
    A refund over several means of payment.
    """

    @pytest.mark.parametrize(
        ("amount", "how", "expected"),
        [
            pytest.param(400, {}, {"card": 250, "gift_card": 150}, id="in proportion"),
            pytest.param(401, {}, {"card": 251, "gift_card": 150}, id="the odd cent to the largest fraction"),
            pytest.param(800, {}, {"card": 500, "gift_card": 300}, id="everything"),
            pytest.param(0, {}, {}, id="nothing"),
            pytest.param(400, {"how": Spread.FIRST_PAID}, {"card": 400}, id="first paid"),
            pytest.param(600, {"how": Spread.FIRST_PAID}, {"card": 500, "gift_card": 100}, id="first, then the next"),
            pytest.param(400, {"how": Spread.LAST_PAID}, {"card": 100, "gift_card": 300}, id="last paid"),
            pytest.param(200, {"prefer": ["gift_card"]}, {"gift_card": 200}, id="preferred"),
            pytest.param(400, {"prefer": ["gift_card"]}, {"card": 100, "gift_card": 300}, id="preferred, then others"),
            pytest.param(400, {"prefer": ["cheque"]}, {"card": 250, "gift_card": 150}, id="a kind nobody paid with"),
            pytest.param(
                600,
                {"how": Spread.LAST_PAID, "prefer": ["card"]},
                {"card": 500, "gift_card": 100},
                id="preferred goes before the order",
            ),
        ],
    )
    def test_is_laid_as_asked_for(self, amount: int, how: dict[str, Any], expected: dict[str, int]) -> None:
        """
        Each way of spreading gives the same total over different tenders.
        """
        assert expected == laid(amount, CARD, GIFT, **how)

    def test_goes_by_what_is_left_and_not_by_what_was_paid(self) -> None:
        """
        A tender that gave most of its money back already gives little.
        """
        assert {"card": 50, "gift_card": 150} == laid(200, tender("card", 500, refunded=eur(400)), GIFT)

    def test_leaves_out_what_is_empty(self) -> None:
        """
        A tender with nothing left has no share, not even of nothing.
        """
        assert {"gift_card": 100} == laid(100, tender("card", 500, refunded=eur(500)), GIFT)

    def test_two_of_the_preferred_kind_go_one_after_the_other(self) -> None:
        """
        Of two gift cards the one that paid first is filled first.
        """
        first, second = (tender(f"gift-{n}", 300) for n in (1, 2))
        gifts = [Tender(id=one.id, kind="gift_card", captured=one.captured) for one in (first, second)]

        assert {"gift-1": 300, "gift-2": 50} == laid(350, CARD, *gifts, prefer=["gift_card"])

    @pytest.mark.parametrize("amount", [801, -1])
    def test_never_gives_more_than_is_left_or_less_than_nothing(self, amount: int) -> None:
        """
        An amount that the tenders cannot give is an error that says what they can.
        """
        with pytest.raises(FactsError) as caught:
            laid(amount, CARD, GIFT)
        [problem] = caught.value.problems

        assert ("amount", "from 0 to what is left (8.00 EUR)") == (problem.path, problem.expected)

    def test_a_share_names_the_tender_and_its_kind(self) -> None:
        """
        A host finds its payment by the id, and can tell the customer the kind.
        """
        [share] = spread(eur(1), [Tender(id="pay_1", kind="card", captured=eur(1))])

        assert ("pay_1", "card", eur(1)) == (share.tender, share.kind, share.amount)
