from collections.abc import Callable
from datetime import date
from itertools import permutations, product
from typing import Any

import attrs
import pytest

from aftersales.decisions import (
    Answerer,
    Audience,
    Cite,
    Finding,
    Question,
    Reason,
    Verdict,
    accept,
    ask,
    easiest,
    refer,
    refuse,
    strictest,
)
from aftersales.errors import FactsError

CLOSED = Reason("returns.window_closed", "The return window closed on {last_day}.", ("last_day",))
STATUTE = Cite("BGB § 355", "DE")

FROM_MILD_TO_STRICT = [Verdict.ACCEPT, Verdict.ASK, Verdict.REFER, Verdict.REFUSE]


class TestVerdict:
    """
    The four outcomes.
    """

    @pytest.mark.parametrize("verdict", FROM_MILD_TO_STRICT)
    def test_is_no_bool(self, verdict: Verdict) -> None:
        """
        Asking whether a verdict is true is an error, since every verdict would be.
        """
        with pytest.raises(TypeError, match="no bool"):
            bool(verdict)

    def test_there_are_four(self) -> None:
        """
        The stored words are stable.
        """
        assert ["accept", "ask", "refer", "refuse"] == [verdict.value for verdict in Verdict]

    @pytest.mark.parametrize(("one", "two"), [*product(FROM_MILD_TO_STRICT, repeat=2)])
    def test_the_strictest_of_rules_and_the_easiest_of_options(self, one: Verdict, two: Verdict) -> None:
        """
        Rules that must all hold give the strictest verdict, options of which any helps the easiest.
        """
        mild, strict = sorted((one, two), key=FROM_MILD_TO_STRICT.index)

        assert strict is strictest([one, two])
        assert mild is easiest(iter((one, two)))

    def test_of_nothing(self) -> None:
        """
        No rule stands in the way; no option helps.
        """
        assert Verdict.ACCEPT is strictest([])
        assert Verdict.REFUSE is easiest([])

    def test_the_order_of_rules_does_not_matter(self) -> None:
        """
        However the rules are ordered, they come to the same verdict.
        """
        assert {Verdict.REFUSE} == {strictest(order) for order in permutations(FROM_MILD_TO_STRICT)}
        assert {Verdict.ACCEPT} == {easiest(order) for order in permutations(FROM_MILD_TO_STRICT)}


class TestReason:
    """
    Why.
    """

    def test_is_equal_by_its_code(self) -> None:
        """
        Another sentence for the same code is the same reason.
        """
        reworded = Reason("returns.window_closed", "Too late.")

        assert reworded == CLOSED
        assert hash(reworded) == hash(CLOSED)
        assert Reason("returns.window_open", CLOSED.text) != CLOSED
        assert CLOSED != "returns.window_closed"

    def test_is_written_for_the_customer_unless_it_says_staff(self) -> None:
        """
        The audience is stated once, at the declaration.
        """
        assert Audience.CUSTOMER is CLOSED.audience
        assert Audience.STAFF is Reason("returns.flagged", "A person must look.", audience=Audience.STAFF).audience

    def test_is_frozen(self) -> None:
        """
        A declaration is never changed.
        """
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            CLOSED.text = "another"  # type: ignore[misc]


class TestFinding:
    """
    What one rule found.
    """

    @pytest.mark.parametrize(
        ("make", "verdict"), [(accept, Verdict.ACCEPT), (refuse, Verdict.REFUSE), (refer, Verdict.REFER)]
    )
    def test_carries_what_it_was_judged_by(self, make: Callable[..., Finding], verdict: Verdict) -> None:
        """
        A finding has its verdict, its reason, the values by name, and what it cites.
        """
        finding = make(CLOSED, cites=(STATUTE,), last_day=date(2026, 11, 23), days=14)

        assert (verdict, CLOSED, (STATUTE,)) == (finding.verdict, finding.reason, finding.cites)
        assert (("days", 14), ("last_day", date(2026, 11, 23))) == finding.values
        assert finding.question is None

    def test_tells_one_value_by_name(self) -> None:
        """
        A value is found by its name, and what was not judged by is nothing.
        """
        finding = refuse(CLOSED, last_day=date(2026, 11, 23))

        assert date(2026, 11, 23) == finding.value("last_day")
        assert finding.value("days") is None

    def test_a_question_says_who_can_answer_and_what_holds_otherwise(self) -> None:
        """
        Where a fact would decide, the finding names it, who knows it, and the customer's side if nobody answers.
        """
        finding = ask(CLOSED, "line.seal_broken", Answerer.CUSTOMER)

        assert Verdict.ASK is finding.verdict
        assert Question("line.seal_broken", Answerer.CUSTOMER, Verdict.ACCEPT) == finding.question

    def test_a_question_may_be_answered_by_the_law_otherwise(self) -> None:
        """
        What holds if nobody answers can be stated.
        """
        finding = ask(CLOSED, "line.seal_broken", Answerer.SHOP, Verdict.REFUSE, cites=(STATUTE,), days=14)

        assert Question("line.seal_broken", Answerer.SHOP, Verdict.REFUSE) == finding.question
        assert ((("days", 14),), (STATUTE,)) == (finding.values, finding.cites)

    @pytest.mark.parametrize("verdict", FROM_MILD_TO_STRICT)
    @pytest.mark.parametrize("question", [None, Question("fact", Answerer.SHOP, Verdict.ACCEPT)], ids=["none", "one"])
    def test_asks_exactly_where_its_verdict_is_ask(self, verdict: Verdict, question: Question | None) -> None:
        """
        A verdict to ask needs a question, and no other verdict has one.
        """
        made: Any = None
        if (verdict is Verdict.ASK) == (question is not None):
            made = Finding(verdict, CLOSED, question=question)
        else:
            with pytest.raises(FactsError, match="question"):
                Finding(verdict, CLOSED, question=question)

        assert made is None or question is made.question
