from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from aftersales.decisions import Answerer, Finding, Reason, Verdict
from aftersales.law import ExceptionCode, exceptions, no_exception, withdrawal
from aftersales.orders import Kind, LineFacts, Order, Practices
from aftersales.rights import LAW_UNVERIFIED
from aftersales.testing.orders import a_line, an_order
from tests.law.units import BOOK, buyer, unit_of

NOW, BEFORE_2022 = datetime(2026, 6, 1, tzinfo=UTC), datetime(2022, 5, 27, tzinfo=UTC)
#: All that it takes to lose the right for digital content.
ALL_STEPS: dict[str, Any] = {"digital_begun": True, "consent": True, "acknowledged": True, "confirmed": True}
NOT_CONFIRMED = {**ALL_STEPS, "confirmed": False}
DONE: dict[str, Any] = {"service_performed": True, "consent": True, "acknowledged": True}


def judged(residence: str, at: datetime = NOW, *, paid: bool = True, **facts: bool | None) -> tuple[Finding, ...]:
    """
    Judge the exceptions of a country for goods of which this is known.
    """
    floor = BOOK.withdrawal(residence, at.date())
    assert floor is not None
    return no_exception(LineFacts(**facts), floor, paid=paid)


def verdicts(findings: tuple[Finding, ...]) -> list[Verdict]:
    """
    Take the verdicts alone.
    """
    return [one.verdict for one in findings]


class TestHolds:
    """
    An exception is in play where the shop marked the goods so, and holds where every condition is true.
    """

    @pytest.mark.parametrize(
        ("facts", "reason"),
        [
            ({"sealed_for_hygiene": True, "seal_broken": True}, exceptions.HYGIENE_UNSEALED),
            ({"sealed_media": True, "seal_broken": True}, exceptions.MEDIA_UNSEALED),
            ({"made_to_specification": True}, exceptions.CUSTOM),
            ({"personalised": True}, exceptions.CUSTOM),
            ({"perishable": True}, exceptions.PERISHABLE),
            ({"mixed_inseparably": True}, exceptions.MIXED),
            ({"periodical": True}, exceptions.PRESS),
            ({"public_auction": True}, exceptions.AUCTION),
            ({"market_price": True}, exceptions.MARKET_PRICE),
            ({"alcohol_futures": True}, exceptions.ALCOHOL_FUTURES),
            ({"urgent_repair": True}, exceptions.URGENT_REPAIR),
            ({"dated_service": True}, exceptions.DATED_LEISURE),
            (ALL_STEPS, exceptions.DIGITAL_STARTED),
            (DONE, exceptions.SERVICE_DONE),
        ],
    )
    def test_by_the_directive_for(self, facts: dict[str, Any], reason: Reason) -> None:
        """
        Each of the thirteen exceptions of art. 16 holds in Germany by its own facts.
        """
        [one] = judged("DE", **facts)

        assert (Verdict.REFUSE, reason) == (one.verdict, one.reason)

    @pytest.mark.parametrize(
        "facts",
        [
            pytest.param({}, id="a plain article"),
            pytest.param({"sealed_for_hygiene": True, "seal_broken": False}, id="sealed and whole"),
            pytest.param({"seal_broken": True}, id="a seal that kept nothing hygienic"),
            pytest.param({"used": True, "original_packaging": False, "complete": False}, id="worn, open, incomplete"),
            pytest.param({**ALL_STEPS, "digital_begun": False}, id="not begun"),
            pytest.param({**ALL_STEPS, "consent": False}, id="no consent"),
            pytest.param({**ALL_STEPS, "acknowledged": False}, id="no acknowledgement"),
            pytest.param({**ALL_STEPS, "confirmed": False}, id="no confirmation"),
            pytest.param({**DONE, "service_performed": False}, id="a service half done"),
            pytest.param({**DONE, "consent": False}, id="a service done without consent"),
            pytest.param({"prescription": True}, id="medicine, which the directive does not except"),
            pytest.param({"consent": None, "digital_begun": False}, id="an unknown step of what has not begun"),
        ],
    )
    def test_not_where_one_condition_is_missing(self, facts: dict[str, Any]) -> None:
        """
        What is not in play, or lacks one condition, finds nothing against the right.
        """
        assert () == judged("DE", **facts)

    def test_several_at_once_are_all_told(self) -> None:
        """
        A customer is not sent round twice.
        """
        both = judged("DE", personalised=True, perishable=True)

        assert {exceptions.CUSTOM, exceptions.PERISHABLE} == {one.reason for one in both}

    def test_a_prescription_is_one_in_britain_only(self) -> None:
        """
        Medicine without a prescription keeps the right there, and opened it may be unsuitable for return.
        """
        [one] = judged("GB", prescription=True)

        assert exceptions.MEDICINE_PRESCRIPTION == one.reason
        assert () == judged("GB", sealed_for_hygiene=True, seal_broken=False)
        assert [Verdict.REFUSE] == verdicts(judged("GB", sealed_for_hygiene=True, seal_broken=True))

    def test_brazil_has_none(self) -> None:
        """
        The statute lists no exceptions.
        """
        assert () == judged("BR", personalised=True, perishable=True, sealed_for_hygiene=True, seal_broken=True)


class TestUnknown:
    """
    An unknown condition asks and never refuses.
    """

    @pytest.mark.parametrize(
        ("facts", "fact", "who"),
        [
            pytest.param({"made_to_specification": None}, "line.made_to_specification", Answerer.SHOP, id="custom"),
            pytest.param(
                {"sealed_for_hygiene": True, "seal_broken": None}, "line.seal_broken", Answerer.CUSTOMER, id="seal"
            ),
            pytest.param(
                {"sealed_for_hygiene": None, "seal_broken": True}, "line.sealed_for_hygiene", Answerer.SHOP, id="sealed"
            ),
            pytest.param({**ALL_STEPS, "confirmed": None}, "line.confirmed", Answerer.SHOP, id="confirmation"),
            pytest.param({"mixed_inseparably": None}, "line.mixed_inseparably", Answerer.CUSTOMER, id="mixed"),
        ],
    )
    def test_is_asked_of_whoever_knows(self, facts: dict[str, Any], fact: str, who: Answerer) -> None:
        """
        The question names the fact that would decide, and without an answer the right is there.
        """
        [one] = judged("DE", **facts)
        assert one.question is not None

        assert Verdict.ASK is one.verdict
        assert (fact, who, Verdict.ACCEPT) == (one.question.fact, one.question.who, one.question.otherwise)

    def test_nothing_is_asked_where_another_condition_settles_it(self) -> None:
        """
        An intact seal makes it irrelevant why it was there.
        """
        assert () == judged("DE", sealed_for_hygiene=None, seal_broken=False)
        assert [Verdict.REFUSE] == verdicts(judged("DE", made_to_specification=None, personalised=True))


class TestDigitalSteps:
    """
    What it takes to lose the right for digital content, by country and day.
    """

    def test_before_28_may_2022_no_confirmation_was_needed(self) -> None:
        """
        A contract of the day before loses the right without it, one of the day keeps it.
        """
        assert [Verdict.REFUSE] == verdicts(judged("DE", BEFORE_2022, **NOT_CONFIRMED))
        assert () == judged("DE", datetime(2022, 5, 28, tzinfo=UTC), **NOT_CONFIRMED)

    def test_in_britain_it_is_open_whether_the_confirmation_matters(self) -> None:
        """
        By the certain rows the right is gone, by the cautious one it is not: a person looks.
        """
        [one] = judged("GB", **NOT_CONFIRMED)

        assert (Verdict.REFER, LAW_UNVERIFIED) == (one.verdict, one.reason)
        assert [Verdict.REFUSE] == verdicts(judged("GB", **ALL_STEPS))
        assert [Verdict.ASK] == verdicts(judged("GB", **{**ALL_STEPS, "confirmed": None}))
        assert () == judged("GB", **{**ALL_STEPS, "consent": False})

    def test_what_was_free_is_lost_by_beginning_it_since_2022(self) -> None:
        """
        The steps are asked where the buyer had to pay; British law has no such words.
        """
        begun: dict[str, Any] = {"digital_begun": True, "consent": False}

        assert [Verdict.REFUSE] == verdicts(judged("DE", paid=False, **begun))
        assert () == judged("DE", BEFORE_2022, paid=False, **begun)
        assert () == judged("GB", paid=False, **begun)

    def test_a_free_service_that_was_done_is_done(self) -> None:
        """
        The same holds for services.
        """
        assert [Verdict.REFUSE] == verdicts(judged("DE", paid=False, service_performed=True, consent=False))
        assert () == judged("DE", service_performed=True, consent=False)


class TestOfAnOrder:
    """
    Through the claim of an order.
    """

    def findings(self, order: Order, **fields: Any) -> list[Verdict]:
        """
        Find what stands against the right beside its being there.
        """
        claim = withdrawal(unit_of(order, **fields), BOOK)
        assert claim is not None
        return [one.verdict for one in claim.findings[1:]]

    def song(self, gross: str = "9.99", **facts: bool | None) -> Order:
        """
        Sell a song in Germany.
        """
        return an_order(a_line(kind=Kind.DIGITAL, gross=gross, facts=facts), buyer=buyer("DE"))

    def test_an_order_of_nothing_but_free_content_was_not_paid_for(self) -> None:
        """
        Whether the steps are needed is read from what the order cost.
        """
        begun: dict[str, Any] = {"digital_begun": True, "consent": False}

        assert [] == self.findings(self.song(**begun))
        assert [Verdict.REFUSE] == self.findings(self.song("0.00", **begun))

    def test_practices_fill_what_is_unknown_and_no_more(self) -> None:
        """
        A shop that confirms every download need not be asked, and an order that says otherwise goes first.
        """
        confirms = Practices(confirms_digital=True)

        assert [Verdict.ASK] == self.findings(self.song(digital_begun=True))
        assert [Verdict.REFUSE] == self.findings(self.song(digital_begun=True), practices=confirms)
        assert [] == self.findings(self.song(digital_begun=True, confirmed=False), practices=confirms)

    def test_hygiene_seals_are_stated_once(self) -> None:
        """
        Whether an article that may be a hygiene article was sealed is answered by what the shop states.
        """
        order = an_order(a_line(facts={"sealed_for_hygiene": None, "seal_broken": True}), buyer=buyer("DE"))

        assert [Verdict.ASK] == self.findings(order)
        assert [Verdict.REFUSE] == self.findings(order, practices=Practices(seals_hygiene_goods=True))
        assert [] == self.findings(order, practices=Practices(seals_hygiene_goods=False))

    def test_one_line_says_nothing_of_another(self) -> None:
        """
        An urgent repair and its spare part are excepted, and what was sold beside them is not.
        """
        order = an_order(
            a_line("visit", kind=Kind.SERVICE, facts={"urgent_repair": True}),
            a_line("part", facts={"urgent_repair": True}),
            a_line("filter"),
            buyer=buyer("DE"),
        )
        claims = {line: withdrawal(unit_of(order, line), BOOK) for line in order.line_ids}

        assert {"visit": 2, "part": 2, "filter": 1} == {
            line: len(claim.findings) for line, claim in claims.items() if claim is not None
        }

    def test_it_cites_the_rows_that_except_it(self) -> None:
        """
        What refuses stands on the same law as the right.
        """
        order = an_order(a_line(facts={"personalised": True}), buyer=buyer("DE"))
        claim = withdrawal(unit_of(order), BOOK)
        assert claim is not None

        assert claim.findings[-1].cites
        assert claim.findings[-1].cites == claim.terms.cites


def test_every_code_of_the_data_can_be_judged() -> None:
    """
    No row excepts something that nobody knows how to judge.
    """
    every = dict.fromkeys(attrs.fields_dict(LineFacts), True)
    for code in ExceptionCode:
        rows = [row for one in BOOK.jurisdictions.values() for row in one.withdrawal if code in (row.exceptions or ())]
        for row in rows[:1]:
            floor = BOOK.withdrawal("DE", NOW.date())
            assert floor is not None
            alone = attrs.evolve(row, exceptions=frozenset({code}), exception_needs=None)

            assert no_exception(LineFacts(**every), attrs.evolve(floor, certain=alone, cautious=alone))
