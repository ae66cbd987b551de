from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from aftersales.decisions import Verdict
from aftersales.documents import dumps, loads
from aftersales.errors import FactsError
from aftersales.events import Actor, Override, Role
from aftersales.money import Taxed
from aftersales.orders import Buyer, BuyerKind, Charge, DiscountPolicy
from aftersales.returns import (
    Answers,
    Costs,
    Fee,
    Fees,
    PolicyRule,
    Record,
    Remedy,
    RequestLine,
    ReturnReason,
    Season,
    Window,
    advise,
    alternatives,
    decide,
    record,
    replay,
)
from aftersales.texts import render
from tests.returns.sales import BUSINESS, ask_one, line, money, noon, parcel, policy, sale, shop

DAY = "2026-10-06"
MORE_BY_LAW = "The law gives you more here than our return policy: that holds."
STAFF = Override(
    verdict=Verdict.ACCEPT,
    by=Actor(Role.STAFF, "staff-7"),
    at=datetime(2026, 11, 20, tzinfo=UTC),
    why="a good customer",
)


class TestAnswered:
    """
    The answer to an open question, put into the request.
    """

    @pytest.mark.parametrize(
        ("fact", "value", "expected"),
        [
            ("line.used", False, {"facts": {"complete": True, "used": False}}),
            ("reason", "defective", {"reason": ReturnReason.DEFECTIVE}),
            ("defect_on", date(2026, 10, 6), {"defect_on": date(2026, 10, 6)}),
            ("defect_on", "2026-10-06", {"defect_on": date(2026, 10, 6)}),
            ("existed_at_delivery", True, {"existed_at_delivery": True}),
            ("pictures", True, {"pictures": True}),
            ("chose_credit", False, {"chose_credit": False}),
            ("wish", "exchange", {"wish": Remedy.EXCHANGE}),
        ],
    )
    def test_stands_where_the_decision_looks(self, fact: str, value: object, expected: dict[str, Any]) -> None:
        """
        Every fact of the goods finds its place, and the rest of the request stays.
        """
        asked = RequestLine(units=2, facts={"complete": True})

        assert attrs.evolve(asked, **expected) == asked.answered(fact, value)

    def test_opens_what_was_asked(self) -> None:
        """
        The question of an answer can be answered by its own name.
        """
        order, desk, asked = sale(buyer=BUSINESS), shop(policy(unused=True)), RequestLine(units=1)
        (question,) = ask_one(order, desk, DAY, asked).questions
        answer = ask_one(order, desk, DAY, asked.answered(question.fact, False))  # noqa: FBT003 - it is the answer

        assert Verdict.ACCEPT is answer.verdict

    @pytest.mark.parametrize(
        ("fact", "value"),
        [("line.colour", True), ("line.used", "no"), ("defect_on", "yesterday"), ("buyer.residence", "DE")],
        ids=["an unknown fact", "a word for a yes or no", "no day", "a fact of the order"],
    )
    def test_of_another_kind_is_an_error(self, fact: str, value: object) -> None:
        """
        Nothing is guessed, and what is a fact of the order is changed there.
        """
        with pytest.raises(FactsError):
            RequestLine().answered(fact, value)


class TestStaffAccept:
    """
    A refused line that a member of staff accepts.
    """

    DELIVERY = Charge(id="delivery", charged=Taxed.of_gross(money("4.90")))

    def late(self) -> Answers:
        """
        Ask for both lines of an order: one is too late, the other is open.
        """
        kind = policy(rules=(PolicyRule(tags=frozenset({"slow"}), window=Window(days=90)),))
        lines = line("a", gross="10.00", tax="0"), line("b", gross="20.00", tax="0", tags=frozenset({"slow"}))
        order = sale(*lines, buyer=BUSINESS, charges=(self.DELIVERY,))
        return decide(order, {"a": 1, "b": 1}, shop(kind), noon("2026-11-20"))

    def test_has_its_money_from_then_on(self) -> None:
        """
        Its money is in the whole, and the delivery too, since nothing stays.
        """
        answers = self.late()

        assert (money("20.00"), money("34.90")) == (answers.refund.total, answers.overruled("a", STAFF).refund.total)

    def test_keeps_its_codes(self) -> None:
        """
        What stood against it stays visible, and the option is not called open.
        """
        answer = self.late().overruled("a", STAFF)["a"]

        assert (("rights.window_closed",), False, Verdict.ACCEPT) == (answer.codes, answer.best.open, answer.verdict)

    def test_can_be_taken_back(self) -> None:
        """
        Refused again by staff, nothing goes back for it.
        """
        refused = attrs.evolve(STAFF, verdict=Verdict.REFUSE)

        assert money("20.00") == self.late().overruled("a", STAFF).overruled("a", refused).refund.total

    def test_is_the_same_from_a_record(self) -> None:
        """
        Overruled in the store or before storing, the record is the same and replays.
        """
        answers = self.late()
        before, after = record(answers.overruled("a", STAFF)), record(answers).overruled("a", STAFF)
        stored = loads(Record, dumps(after))

        assert (money("34.90"), True) == (stored.answers.refund.total, replay(stored).same)
        assert before.answers == after.answers

    def test_read_from_a_document_keeps_what_was_known(self) -> None:
        """
        Answers without their case cannot price anything anew.
        """
        answers = loads(Answers, dumps(self.late()))

        assert money("20.00") == answers.overruled("a", STAFF).refund.total


class TestTelling:
    """
    What the customer reads where law and policy give the same.
    """

    def test_the_later_day_of_the_policy_is_told(self) -> None:
        """
        As much money for longer is good to know.
        """
        told = ask_one(sale(), shop(policy(window=Window(days=60))), DAY).explain()

        sentence = (
            "The law gives you this until Oct 19, 2026, and our return policy gives you as much until Dec 4, 2026."
        )
        assert sentence in told

    def test_without_a_last_day_too(self) -> None:
        """
        A promise without end is told as one.
        """
        told = ask_one(sale(), shop(policy(window=Window(unlimited=True))), DAY).explain()

        assert [text for text in told if text.endswith("gives you as much without a last day.")]

    def test_a_later_day_for_less_money_is_not(self) -> None:
        """
        A policy that keeps a fee back gives another thing.
        """
        fees = Fees(customer=Fee(percent=Decimal(10)))
        told = ask_one(sale(), shop(policy(window=Window(days=60), fees=fees)), DAY).explain()

        assert not [text for text in told if "our return policy gives you as much" in text]

    @pytest.mark.parametrize(
        ("says", "facts", "more"),
        [
            ({"unused": True}, {"used": False}, False),
            ({"unused": True}, {"used": True}, True),
            ({"final_sale": True}, {}, True),
            ({"fees": Fees(customer=Fee(percent=Decimal(10)))}, {}, True),
            ({"window": Window(days=3)}, {}, True),
            ({"complete": True, "window": Window(days=30)}, {"complete": True}, False),
        ],
        ids=["unused goods", "used goods", "final sale", "a fee", "a shorter window", "complete goods"],
    )
    def test_the_law_gives_more_only_where_it_does(
        self,
        says: dict[str, Any],
        facts: dict[str, bool],
        more: bool,  # noqa: FBT001
    ) -> None:
        """
        A demand that these goods meet makes no difference for them.
        """
        told = ask_one(sale(), shop(policy(**says)), DAY, RequestLine(units=1, facts=facts)).explain()

        assert more is (MORE_BY_LAW in told)

    def test_a_quote_may_be_printed_with_titles(self) -> None:
        """
        A shop shows its own names; what it does not name goes by its id.
        """
        lines = ask_one(sale(buyer=BUSINESS), shop(policy()), DAY).best.refund.lines({"line-1": "Toothbrush"})

        assert lines[0].startswith("1 x Toothbrush")


class TestWhatIf:
    """
    What else would help, beyond the facts of the goods.
    """

    def test_a_tier_that_would_open_it(self) -> None:
        """
        Staff see that members could still return it.
        """
        desk = shop(policy(rules=(PolicyRule(customer_tiers=frozenset({"gold"}), window=Window(days=90)),)))
        answers = decide(sale(buyer=BUSINESS), {"line-1": 1}, desk, noon("2026-12-01"), reason="changed_mind")
        (found,) = [one for one in alternatives(answers, "line-1") if one.fact == "buyer.tiers"]

        assert ("It would be accepted for customers of this tier: gold.", date(2027, 1, 3)) == (
            render(found.reason, found.values, "en"),
            found.last_day,
        )

    def test_no_tier_that_the_customer_has(self) -> None:
        """
        A gold customer is not told to become one.
        """
        gold = Buyer(kind=BuyerKind.BUSINESS, residence="DE-BE", tiers=frozenset({"gold"}))
        desk = shop(policy(rules=(PolicyRule(customer_tiers=frozenset({"gold"}), window=Window(days=5)),)))
        answers = decide(sale(buyer=gold), {"line-1": 1}, desk, noon("2026-12-01"))

        assert () == alternatives(answers, "line-1")

    @pytest.mark.parametrize(("day", "names"), [("2026-12-01", 1), ("2027-02-01", 0)])
    def test_a_season_it_was_not_bought_in(self, day: str, names: int) -> None:
        """
        As long as a season is open, staff see that only the day of purchase stands against it.
        """
        season = Season(first=date(2020, 11, 1), last=date(2020, 12, 24), until=date(2021, 1, 31), yearly=True)
        desk = shop(policy(seasons=(season,)))
        answers = decide(sale(buyer=BUSINESS), {"line-1": 1}, desk, noon(day), reason="other")
        found = [one for one in alternatives(answers, "line-1") if one.fact == "placed_at"]

        assert ["What was bought from Nov 1, 2026 to Dec 24, 2026 can come back until Jan 31, 2027."] * names == [
            render(one.reason, one.values, "en") for one in found
        ]

    def test_a_season_does_not_help_a_final_sale(self) -> None:
        """
        Where something else stands against it too, no season is named.
        """
        season = Season(first=date(2026, 11, 1), last=date(2026, 12, 24), until=date(2027, 1, 31))
        desk = shop(policy(seasons=(season,), final_sale=True))
        answers = decide(sale(buyer=BUSINESS), {"line-1": 1}, desk, noon("2026-12-01"))

        assert () == alternatives(answers, "line-1")


class TestAdvice:
    """
    What keeping, exchanging and returning would cost the shop, beside the answer.
    """

    COSTS = Costs(
        parcel_back=money("5.00"),
        parcel_out=money("4.00"),
        handling=money("3.00"),
        goods=Decimal(40),
        sellable=Decimal(80),
        recovered=Decimal(50),
    )

    def asked(self, gross: str, **says: Any) -> Answers:
        """
        Ask a shop that pays for the parcel to take one article back.
        """
        desk = shop(policy(**says), costs=(self.COSTS,))
        return decide(
            sale(line(gross=gross, tax="0"), buyer=BUSINESS), {"line-1": 1}, desk, noon(DAY), reason="defective"
        )

    def test_adds_up_what_is_stated(self) -> None:
        """
        Returning costs the refund, the parcel and the handling, less what the goods bring on average.
        """
        advice = advise(self.asked("100.00"), "line-1")
        assert advice is not None
        costs = {one.reason.code: one.cost for one in advice.estimates}

        assert {
            "returns.advice_return": money("68.00"),
            "returns.advice_keep": money("100.00"),
            "returns.advice_exchange": money("12.00"),
        } == costs

    def test_names_the_cheapest_first(self) -> None:
        """
        A cheap article is not worth its parcel.
        """
        advice = advise(self.asked("4.00"), "line-1")
        assert advice is not None
        first = advice.estimates[0]

        assert "Paying and leaving the goods with the customer is expected to cost the shop €4.00." == render(
            first.reason, first.values, "en"
        )

    def test_changes_no_verdict(self) -> None:
        """
        The same answers come with and without figures.
        """
        answers = self.asked("4.00")
        without = decide(
            sale(line(gross="4.00", tax="0"), buyer=BUSINESS),
            {"line-1": 1},
            shop(policy()),
            noon(DAY),
            reason="defective",
        )

        assert answers == without

    def test_the_figures_of_the_day_count(self) -> None:
        """
        What returns cost is a matter of today, not of the day of purchase.
        """
        dear = attrs.evolve(self.COSTS, since=date(2026, 10, 6), handling=money("30.00"))
        desk = shop(policy(), costs=(self.COSTS, dear))
        order = sale(buyer=BUSINESS, parcels=(parcel(line()),))
        handling = [
            dict(advice.estimates[0].parts)["handling"]
            for day in ("2026-10-05", "2026-10-06")
            if (advice := advise(decide(order, {"line-1": 1}, desk, noon(day)), "line-1")) is not None
        ]

        assert [money("3.00"), money("30.00")] == handling

    @pytest.mark.parametrize(
        "costs", [(), (attrs.evolve(COSTS, since=date(2027, 1, 1)),)], ids=["none stated", "stated for later"]
    )
    def test_without_figures_there_is_none(self, costs: tuple[Costs, ...]) -> None:
        """
        Nothing is estimated from nothing.
        """
        answers = decide(sale(buyer=BUSINESS), {"line-1": 1}, shop(policy(), costs=costs), noon(DAY))

        assert None is advise(answers, "line-1")

    def test_without_a_case_there_is_none(self) -> None:
        """
        Stored answers no longer know what the goods were charged.
        """
        assert None is advise(loads(Answers, dumps(self.asked("4.00"))), "line-1", self.COSTS)


def test_german_and_portuguese_tell_what_is_taken_back() -> None:
    """
    Every new sentence is there in the complete locales.
    """
    kind = policy(discounts=DiscountPolicy.KEEP, return_fees=Fees(customer=Fee(flat=money("4.95"))))
    answer = ask_one(sale(buyer=BUSINESS), shop(kind), DAY)

    assert "Für das Rücksendeetikett behalten wir 4,95\N{NO-BREAK SPACE}€ ein." in answer.explain("de")
    assert [text for text in answer.explain("pt_BR") if text.startswith("Retemos")]
