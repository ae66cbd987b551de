from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from aftersales.decisions import Answerer, Verdict
from aftersales.documents import dump, read
from aftersales.errors import FactsError, PolicyError
from aftersales.orders import Pool, Tender
from aftersales.returns import (
    Answer,
    Basis,
    Bundles,
    CustomerHistory,
    Payer,
    Remedy,
    RequestLine,
    Returnless,
    ReturnPolicy,
    ReturnReason,
    Review,
    Window,
    decide,
    record,
    replay,
)
from tests.returns.sales import BUSINESS, CONSUMER, ask_one, line, money, noon, policy, sale, shop

MUG = line(gross="20.00", tax="0", quantity=2)
DAY = "2026-10-06"


def by_policy(answer: Answer, remedy: Remedy = Remedy.REFUND) -> Any:
    """
    Take the policy's own option.
    """
    return next(one for one in answer.options if one.basis is Basis.POLICY and one.remedy is remedy)


class TestReturnless:
    """
    Where the customer is paid and keeps the goods.
    """

    @pytest.mark.parametrize(
        ("says", "units", "kept"),
        [
            ({"below": "10.01 EUR"}, 1, True),
            ({"below": "10.00 EUR"}, 1, False),
            ({"below": "10.01 EUR"}, 2, False),
            ({"return_cost": "10.01 EUR"}, 1, True),
            ({"return_cost": "10.00 EUR"}, 1, False),
            ({"return_cost": "6.00 EUR", "recovered": 50}, 1, True),
            ({"return_cost": "6.00 EUR", "recovered": 60}, 1, False),
            ({"below": "99 USD"}, 1, False),
            ({"return_cost": "99 USD"}, 1, False),
        ],
        ids=[
            "below the amount", "at the amount", "two units together are not", "dearer to return", "as dear",
            "brings less than it costs", "brings as much", "another currency", "a cost in another currency",
        ],
    )  # fmt: skip
    def test_looks_at_what_the_units_were_charged(self, says: dict[str, Any], units: int, kept: bool) -> None:  # noqa: FBT001
        """
        Below an amount, or where the return costs more than it brings, the goods stay.
        """
        desk = shop(policy(returnless=read(Returnless, says, error=PolicyError)))

        assert kept is ask_one(sale(MUG, buyer=BUSINESS), desk, DAY, units).best.terms.extras.kept

    def test_pays_in_full_and_asks_for_no_parcel(self) -> None:
        """
        Nothing is sent, so nobody pays for a parcel, and the refund says that the goods were kept.
        """
        best = ask_one(sale(MUG, buyer=BUSINESS), shop(policy(returnless=Returnless(below=money("15.00")))), DAY).best

        assert (money("10.00"), Pool.KEPT, Payer.SHOP) == (
            best.refund.total,
            best.refund.pool,
            best.terms.return_shipping,
        )

    def test_is_the_better_promise_and_told_so(self) -> None:
        """
        A consumer who could withdraw and send it back is better off keeping it.
        """
        answer = ask_one(sale(MUG), shop(policy(returnless=Returnless(below=money("15.00")))), DAY)

        assert Basis.POLICY is answer.best.basis
        assert "You need not send the article back: keep it." in answer.explain()
        assert not [text for text in answer.explain() if "ending it back" in text]

    def test_leaves_the_right_of_the_law_as_it_is(self) -> None:
        """
        Whoever withdraws sends the goods back, as the law says.
        """
        answer = ask_one(sale(MUG), shop(policy(returnless=Returnless(below=money("15.00")))), DAY)
        (right,) = [one for one in answer.options if one.basis is Basis.WITHDRAWAL]

        assert not right.terms.extras.kept

    def test_an_exchange_still_takes_the_goods(self) -> None:
        """
        Goods for goods is no gift.
        """
        desk = shop(policy(exchange=Window(days=30), returnless=Returnless(below=money("15.00"))))
        answer = ask_one(sale(MUG, buyer=BUSINESS), desk, DAY)

        assert not by_policy(answer, Remedy.EXCHANGE).terms.extras.kept


class TestPictures:
    """
    Where a picture is asked for.
    """

    DESK = shop(policy(pictures=frozenset({ReturnReason.DAMAGED_IN_TRANSIT})))

    @pytest.mark.parametrize(
        ("reason", "pictures", "verdict"),
        [
            ("damaged_in_transit", None, Verdict.ASK),
            ("damaged_in_transit", True, Verdict.ACCEPT),
            ("damaged_in_transit", False, Verdict.REFER),
            ("changed_mind", None, Verdict.ACCEPT),
        ],
    )
    def test_go_by_the_reason(self, reason: str, pictures: bool | None, verdict: Verdict) -> None:  # noqa: FBT001
        """
        The customer is asked; without a picture a person looks, and nobody is refused.
        """
        asked = RequestLine(units=1, pictures=pictures)

        assert verdict is by_policy(ask_one(sale(buyer=BUSINESS), self.DESK, DAY, asked, reason)).verdict

    def test_are_asked_of_the_customer(self) -> None:
        """
        The question says who answers and what holds if nobody does.
        """
        option = by_policy(ask_one(sale(buyer=BUSINESS), self.DESK, DAY, 1, "damaged_in_transit"))
        (question,) = [finding.question for finding in option.findings if finding.question is not None]

        assert ("pictures", Answerer.CUSTOMER, Verdict.REFER) == (question.fact, question.who, question.otherwise)

    def test_never_stand_before_a_right_of_the_law(self) -> None:
        """
        Somebody who withdraws shows nothing.
        """
        assert Verdict.ACCEPT is ask_one(sale(), self.DESK, DAY, 1, "damaged_in_transit").verdict


class TestGifts:
    """
    Where somebody returns who was given the goods.
    """

    DESK = shop(policy(credit=Window(days=90), gift=Window(days=60), exchange=Window(days=30)))
    RECIPIENT = RequestLine(units=1, by_recipient=True)

    def test_the_recipient_gets_credit_and_the_payer_is_not_told(self) -> None:
        """
        No money, which is the payer's, but credit of their own within the window for gifts.
        """
        best = ask_one(sale(), self.DESK, "2026-12-04", self.RECIPIENT, "gift").best

        assert (Remedy.CREDIT, date(2026, 12, 4), True) == (best.remedy, best.last_day, best.terms.extras.for_recipient)
        assert "returns.gift_recipient" in [finding.reason.code for finding in best.findings]

    def test_the_right_of_the_law_stays_with_the_party_to_the_contract(self) -> None:
        """
        The recipient has no right to withdraw; who bought has it as ever.
        """
        asked = ask_one(sale(), self.DESK, DAY, self.RECIPIENT)
        bought = ask_one(sale(), self.DESK, DAY)

        assert ({Basis.POLICY}, Basis.WITHDRAWAL) == ({one.basis for one in asked.options}, bought.best.basis)

    def test_where_gifts_are_not_promised_nothing_is(self) -> None:
        """
        A policy without a word about gifts gives the recipient nothing, and never money.
        """
        assert Verdict.REFUSE is ask_one(sale(), shop(policy()), DAY, self.RECIPIENT).verdict

    def test_the_window_for_gifts_ends(self) -> None:
        """
        It is a window like the others.
        """
        assert Verdict.REFUSE is ask_one(sale(), self.DESK, "2026-12-05", self.RECIPIENT).verdict


class TestCredit:
    """
    Store credit, its bonus, and whose choice it is.
    """

    DESK = shop(policy(credit=Window(days=60), credit_bonus=Decimal(10)))

    @pytest.mark.parametrize(
        ("chose", "remedy", "verdict"),
        [
            (None, Remedy.REFUND, Verdict.ASK),
            (False, Remedy.REFUND, Verdict.REFUSE),
            (True, Remedy.CREDIT, Verdict.ACCEPT),
        ],
    )
    def test_takes_the_place_of_money_only_by_the_customers_choice(
        self,
        chose: bool | None,  # noqa: FBT001
        remedy: Remedy,
        verdict: Verdict,
    ) -> None:
        """
        A wish that somebody wrote down is no choice; until there is one, the money goes back.
        """
        asked = RequestLine(units=1, wish=Remedy.CREDIT, chose_credit=chose)
        answer = ask_one(sale(), self.DESK, DAY, asked)

        assert (remedy, verdict) == (answer.best.remedy, by_policy(answer, Remedy.CREDIT).verdict)

    def test_needs_no_choice_where_no_money_is_due(self) -> None:
        """
        After the window for money, credit takes nothing from anybody.
        """
        asked = RequestLine(units=1, wish=Remedy.CREDIT)

        assert Remedy.CREDIT is ask_one(sale(buyer=BUSINESS), self.DESK, "2026-11-20", asked).best.remedy

    def test_asks_for_the_choice(self) -> None:
        """
        The open question is the customer's.
        """
        asked = RequestLine(units=1, wish=Remedy.CREDIT)
        (question,) = ask_one(sale(), self.DESK, DAY, asked).worth_asking

        assert ("chose_credit", Answerer.CUSTOMER) == (question.fact, question.who)

    def test_has_a_bonus_on_top(self) -> None:
        """
        The bonus stands beside the total and is told; money has none.
        """
        asked = RequestLine(units=1, wish=Remedy.CREDIT, chose_credit=True)
        answer = ask_one(sale(), self.DESK, DAY, asked)

        assert (money("119.00"), money("11.90")) == (answer.best.refund.total, answer.best.refund.bonus)
        assert "As store credit you get €11.90 on top." in answer.explain()
        assert by_policy(answer).refund.bonus is None


class TestBundles:
    """
    Lines that were sold together.
    """

    SET = (
        line("cups", gross="30.00", tax="0", quantity=6, bundle="tea"),
        line("pot", gross="20.00", tax="0", quantity=3, bundle="tea"),
        line("tea", gross="5.00", tax="0"),
    )
    WHOLE = shop(policy(bundles=Bundles.WHOLE))

    @pytest.mark.parametrize(
        ("request_", "verdict"),
        [
            ({"cups": 6, "pot": 3}, Verdict.ACCEPT),
            ({"cups": 2, "pot": 1}, Verdict.ACCEPT),
            ({"cups": 2}, Verdict.REFUSE),
            ({"cups": 2, "pot": 2}, Verdict.REFUSE),
        ],
        ids=["all of it", "one of three sets", "only the cups", "a pot too many"],
    )
    def test_come_back_as_a_whole(self, request_: dict[str, int], verdict: Verdict) -> None:
        """
        As much of every part has to come back.
        """
        answers = decide(sale(*self.SET, buyer=BUSINESS), request_, self.WHOLE, noon(DAY), reason="changed_mind")

        assert {verdict} == {answer.verdict for answer in answers.values()}

    def test_say_nothing_about_other_lines(self) -> None:
        """
        What was not sold in the set comes back by itself.
        """
        assert (
            Verdict.ACCEPT is decide(sale(*self.SET, buyer=BUSINESS), {"tea": 1}, self.WHOLE, noon(DAY))["tea"].verdict
        )

    def test_in_parts_each_has_its_share_of_the_price(self) -> None:
        """
        Unless the policy says otherwise a part goes back for what it was charged.
        """
        answers = decide(sale(*self.SET, buyer=BUSINESS), {"cups": 2}, shop(policy()), noon(DAY))

        assert money("10.00") == answers.refund.total

    def test_a_broken_part_comes_back_alone(self) -> None:
        """
        A defect is no change of mind.
        """
        answers = decide(sale(*self.SET, buyer=BUSINESS), {"cups": 1}, self.WHOLE, noon(DAY), reason="defective")

        assert Verdict.ACCEPT is answers["cups"].verdict

    def test_the_law_knows_no_bundle(self) -> None:
        """
        A consumer may withdraw from a part.
        """
        answers = decide(sale(*self.SET), {"cups": 2}, self.WHOLE, noon(DAY))

        assert (Verdict.ACCEPT, Basis.WITHDRAWAL) == (answers["cups"].verdict, answers["cups"].best.basis)


class TestReview:
    """
    When a person looks because somebody returns often.
    """

    DESK = shop(policy(review=Review(most=10, percent=Decimal(50), at_least=4)))

    @pytest.mark.parametrize(
        ("orders", "returned", "verdict"),
        [
            (40, 10, Verdict.ACCEPT),
            (40, 11, Verdict.REFER),
            (4, 2, Verdict.ACCEPT),
            (4, 3, Verdict.REFER),
            (3, 3, Verdict.ACCEPT),
            (0, 0, Verdict.ACCEPT),
        ],
        ids=["at the limit", "above it", "half of four", "more than half", "too few for a rate", "a new customer"],
    )
    def test_begins_above_a_number_or_a_rate(self, orders: int, returned: int, verdict: Verdict) -> None:
        """
        A rate counts from enough orders on, and nobody is refused.
        """
        history = CustomerHistory(orders=orders, returned=returned)
        answers = decide(sale(buyer=BUSINESS), {"line-1": 1}, self.DESK, noon(DAY), history=history)

        assert verdict is answers["line-1"].verdict

    def test_shows_the_numbers_to_staff(self) -> None:
        """
        What it was judged by stays with the answer, and the customer reads no accusation.
        """
        history = CustomerHistory(orders=20, returned=15)
        answer = decide(sale(buyer=BUSINESS), {"line-1": 1}, self.DESK, noon(DAY), history=history)["line-1"]

        assert "    refer  returns.returns_often orders=20 returned=15" in answer.trace()
        assert ["One of our people will look at your request and answer you."] == answer.explain()

    def test_never_stands_before_a_right_of_the_law(self) -> None:
        """
        Whoever returns a lot may withdraw like anybody else.
        """
        history = CustomerHistory(orders=20, returned=20)
        answer = decide(sale(buyer=CONSUMER), {"line-1": 1}, self.DESK, noon(DAY), history=history)["line-1"]

        assert (Verdict.ACCEPT, Basis.WITHDRAWAL) == (answer.verdict, answer.best.basis)

    def test_without_a_history_nobody_is_held_up(self) -> None:
        """
        What nobody told is not held against anybody.
        """
        assert Verdict.ACCEPT is ask_one(sale(buyer=BUSINESS), self.DESK, DAY).verdict

    def test_is_replayed_with_the_numbers_of_its_day(self) -> None:
        """
        A record keeps the history it was decided by.
        """
        history = CustomerHistory(orders=20, returned=15)
        answers = decide(sale(buyer=BUSINESS), {"line-1": 1}, self.DESK, noon(DAY), history=history)
        kept = record(answers)

        assert (history, True) == (kept.history, replay(kept).same)

    @pytest.mark.parametrize(("orders", "returned"), [(-1, 0), (1, 2), (1, -1)])
    def test_numbers_that_cannot_be_are_refused(self, orders: int, returned: int) -> None:
        """
        Nobody returned more than they ordered.
        """
        with pytest.raises(FactsError):
            CustomerHistory(orders=orders, returned=returned)


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"returnless": {}}, "returnless"),
        ({"returnless": {"recovered": 10, "below": "1 EUR"}}, "returnless.return_cost"),
        ({"returnless": {"below": "-1 EUR"}}, "returnless.below"),
        ({"returnless": {"return_cost": "1 EUR", "recovered": 101}}, "returnless.recovered"),
        ({"review": {}}, "review"),
        ({"review": {"percent": 50}}, "review.at_least"),
        ({"review": {"percent": 50, "at_least": 2}}, "review.at_least"),
        ({"review": {"most": 3, "at_least": 5}}, "review.at_least"),
        ({"review": {"most": -1}}, "review.most"),
        ({"review": {"percent": 101, "at_least": 5}}, "review.percent"),
        ({"credit_bonus": 101}, "credit_bonus"),
        ({"discounts": "recompute_capped"}, "discounts_at_least"),
        ({"pictures": ["broken"]}, "pictures[0]"),
        ({"bundles": "halves"}, "bundles"),
        ({"rules": [{"tags": ["x"], "credit_bonus": -1}]}, "rules[0].credit_bonus"),
    ],
)
def test_what_cannot_be_is_named_with_its_path(wrong: dict[str, Any], path: str) -> None:
    """
    Every key is read strictly.
    """
    with pytest.raises(PolicyError) as caught:
        read(ReturnPolicy, wrong, error=PolicyError)

    assert [path] == [problem.path for problem in caught.value.problems]


def test_a_policy_of_everything_is_written_and_read_the_same() -> None:
    """
    Nothing of a policy is lost in its document.
    """
    full = policy(
        credit_bonus=Decimal(10),
        gift=Window(days=60),
        returnless=Returnless(below=money("10.00"), return_cost=money("6.50"), recovered=Decimal(40)),
        pictures=frozenset({ReturnReason.DEFECTIVE}),
        bundles=Bundles.WHOLE,
        review=Review(percent=Decimal(50), at_least=5),
        missing_gift=True,
    )

    assert full == read(ReturnPolicy, dump(full))


def test_a_card_of_the_shop_may_be_one_of_several_tenders() -> None:
    """
    A rule for a means of payment holds where it was one among others.
    """
    rule = {"payments": ["store_card"], "credit_bonus": 20}
    tenders = (
        Tender(id="t-1", kind="store_card", captured=money("19.00")),
        Tender(id="t-2", captured=money("100.00")),
    )
    kind = read(ReturnPolicy, {"window": {"days": 30}, "credit": {"days": 30}, "rules": [rule]})
    asked = RequestLine(units=1, wish=Remedy.CREDIT, chose_credit=True)

    assert money("23.80") == ask_one(sale(tenders=tenders), shop(kind), DAY, asked).best.refund.bonus
