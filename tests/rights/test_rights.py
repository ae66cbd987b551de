from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from aftersales.dates import FOREVER, Deadline, Step
from aftersales.decisions import Answerer, Cite, Finding, Reason, Verdict, accept, ask, refer, refuse
from aftersales.errors import FactsError
from aftersales.money import Money
from aftersales.orders import LineFacts, Order, Outbound, Practices
from aftersales.rights import (
    LAW_UNVERIFIED,
    NO_DEMANDS,
    NO_FEE,
    NO_UNIT_LEFT,
    PHRASES,
    UNITS_LEFT,
    WINDOW_CLOSED,
    WINDOW_NOT_STARTED,
    WINDOW_OPEN,
    WINDOW_UNCERTAIN,
    WINDOW_UNKNOWN,
    WINDOW_UNLIMITED,
    WINDOW_UNVERIFIED,
    Basis,
    Demands,
    Fault,
    Fee,
    Payer,
    Raised,
    Remedy,
    Repair,
    ReturnReason,
    Terms,
    Unit,
    judge,
    lift,
    phrase,
    units_left,
    within_window,
)
from aftersales.testing.orders import a_line, an_order, delivered, moved

EUR = "EUR"
BERLIN = "Europe/Berlin"
LAST_DAY, LATEST = date(2026, 6, 19), date(2026, 6, 22)
LAST_SECOND, NEXT_DAY = "2026-06-19T23:59:59+02:00", "2026-06-20T00:00:00+02:00"
BEFORE_THE_ORDER = date(2026, 5, 31)
CITES = (Cite("A statute, s. 1", "XX"),)
KNOWN = Deadline(LAST_DAY, LAST_DAY, BERLIN)


def unit_of(order: Order | None = None, quantity: int = 1) -> Unit:
    """
    Take units of the first line of an order.
    """
    order = order or delivered(an_order())
    line = order.lines[0]
    return Unit(order=order, line=line, quantity=quantity, facts=LineFacts(), practices=Practices(), zone=BERLIN)


UNIT = unit_of()


def terms(deadline: Deadline = KNOWN, **fields: Any) -> Terms:
    """
    Make the terms of a right that gives the money back.
    """
    return Terms(remedy=Remedy.REFUND, deadline=deadline, cites=CITES, **fields)


def band(*hangs_on: str, sure: date = LAST_DAY, maybe: date = LATEST) -> Deadline:
    """
    Make a deadline whose end hangs on some facts.
    """
    return Deadline(sure, maybe, BERLIN, hangs_on)


def judged(deadline: Deadline, at: str) -> Finding:
    """
    Judge a moment by a deadline.
    """
    return within_window(UNIT, terms(deadline), datetime.fromisoformat(at))


class TestWithinWindow:
    """
    In time, too late, or something has to be known first.
    """

    @pytest.mark.parametrize(
        ("deadline", "at", "verdict", "reason"),
        [
            pytest.param(KNOWN, LAST_SECOND, Verdict.ACCEPT, WINDOW_OPEN, id="last second"),
            pytest.param(KNOWN, NEXT_DAY, Verdict.REFUSE, WINDOW_CLOSED, id="first second after"),
            pytest.param(KNOWN, "2026-06-19T21:59:59+00:00", Verdict.ACCEPT, WINDOW_OPEN, id="last second, by UTC"),
            pytest.param(KNOWN, "2026-06-19T22:00:00+00:00", Verdict.REFUSE, WINDOW_CLOSED, id="by UTC still that day"),
            pytest.param(band("informed"), LAST_SECOND, Verdict.ACCEPT, WINDOW_OPEN, id="sure, whatever is unknown"),
            pytest.param(band("informed"), NEXT_DAY, Verdict.ASK, WINDOW_UNCERTAIN, id="a fact decides"),
            pytest.param(
                band("informed"), "2026-06-22T23:59:59+02:00", Verdict.ASK, WINDOW_UNCERTAIN, id="it still does"
            ),
            pytest.param(
                band("informed"), "2026-06-23T00:00:00+02:00", Verdict.REFUSE, WINDOW_CLOSED, id="no fact helps"
            ),
            pytest.param(band("law"), NEXT_DAY, Verdict.REFER, WINDOW_UNVERIFIED, id="only the law is unsure"),
            pytest.param(band("law", "calendar"), NEXT_DAY, Verdict.ASK, WINDOW_UNCERTAIN, id="a fact beside the law"),
            pytest.param(
                band("delivered_on", maybe=FOREVER), NEXT_DAY, Verdict.ASK, WINDOW_UNKNOWN, id="no latest day"
            ),
            pytest.param(
                band("buyer.residence", sure=BEFORE_THE_ORDER), NEXT_DAY, Verdict.ASK, WINDOW_UNKNOWN, id="no sure day"
            ),
            pytest.param(band("law", sure=BEFORE_THE_ORDER), NEXT_DAY, Verdict.REFER, LAW_UNVERIFIED, id="no sure law"),
            pytest.param(
                Deadline(FOREVER, FOREVER, BERLIN), NEXT_DAY, Verdict.ACCEPT, WINDOW_NOT_STARTED, id="not started"
            ),
            pytest.param(
                Deadline(FOREVER, FOREVER, BERLIN, (), (Step("unlimited", FOREVER),)),
                NEXT_DAY,
                Verdict.ACCEPT,
                WINDOW_UNLIMITED,
                id="no limit",
            ),
        ],
    )
    def test_is_judged_where_the_customer_is(
        self, deadline: Deadline, at: str, verdict: Verdict, reason: Reason
    ) -> None:
        """
        The last day counts in full in the customer's zone, and what is unknown is asked and never refused.
        """
        found = judged(deadline, at)

        assert verdict is found.verdict
        assert reason == found.reason
        assert CITES == found.cites

    @pytest.mark.parametrize(
        ("at", "verdict"),
        [
            ("2026-06-19T23:00:00+02:00", Verdict.ACCEPT),
            ("2026-06-20T00:00:00+02:00", Verdict.ASK),
            ("2026-06-20T23:59:59-11:00", Verdict.ASK),
            ("2026-06-21T00:00:00-11:00", Verdict.ASK),
            ("2026-06-22T23:59:59-11:00", Verdict.ASK),
            ("2026-06-23T00:00:00-11:00", Verdict.REFUSE),
        ],
    )
    def test_an_unknown_zone_keeps_it_open_until_the_west_is_through(self, at: str, verdict: Verdict) -> None:
        """
        Where the buyer's zone is one of several, the day ends for certain in the west only.
        """
        deadline = attrs.evolve(band("zone"), late_zone="Pacific/Pago_Pago")

        assert verdict is judged(deadline, at).verdict

    @pytest.mark.parametrize(
        ("fact", "who"),
        [
            ("delivered_on", Answerer.CARRIER),
            ("calendar", Answerer.SHOP),
            ("informed", Answerer.SHOP),
            ("zone", Answerer.CUSTOMER),
            ("buyer.residence", Answerer.CUSTOMER),
            ("defect_on", Answerer.CUSTOMER),
            ("something.new", Answerer.SHOP),
        ],
    )
    def test_it_asks_whoever_knows(self, fact: str, who: Answerer) -> None:
        """
        A question names the fact and who can answer, and without an answer a statutory right is the customer's.
        """
        question = judged(band(fact), NEXT_DAY).question
        assert question is not None

        assert (fact, who, Verdict.ACCEPT) == (question.fact, question.who, question.otherwise)

    def test_a_finding_carries_the_days_it_was_judged_by(self) -> None:
        """
        What is told to the customer stands in the finding.
        """
        found = judged(band("informed"), NEXT_DAY)

        assert (LAST_DAY, LATEST) == (found.value("last_day"), found.value("latest"))
        assert PHRASES["informed"] == found.value("fact")
        assert LATEST == judged(band("informed"), "2026-07-01T00:00:00+02:00").value("last_day")

    def test_an_undeclared_fact_is_told_by_its_name(self) -> None:
        """
        A host's own fact needs no phrase of ours.
        """
        assert "my_own_fact" == phrase("my_own_fact")


class TestUnitsLeft:
    """
    What can still come back.
    """

    PAIR = delivered(an_order(a_line(quantity=2)))

    @pytest.mark.parametrize(
        ("order", "quantity", "verdict"),
        [
            pytest.param(PAIR, 2, Verdict.ACCEPT, id="both are there"),
            pytest.param(moved(PAIR, "returned"), 1, Verdict.ACCEPT, id="one of two is"),
            pytest.param(moved(PAIR, "returned"), 2, Verdict.REFUSE, id="one is back"),
            pytest.param(moved(PAIR, "kept"), 2, Verdict.REFUSE, id="one was kept with a refund"),
            pytest.param(moved(PAIR, "cancelled", quantity=2), 1, Verdict.REFUSE, id="both were cancelled"),
        ],
    )
    def test_is_what_is_not_gone_yet(self, order: Order, quantity: int, verdict: Verdict) -> None:
        """
        A unit comes back once.
        """
        found = units_left(unit_of(order, quantity), terms(), datetime(2026, 6, 10, tzinfo=UTC))

        assert verdict is found.verdict

    def test_a_refusal_says_how_many_are_left(self) -> None:
        """
        The customer learns what they could ask for.
        """
        order = moved(self.PAIR, "returned")
        found = units_left(unit_of(order, 2), terms(), datetime(2026, 6, 10, tzinfo=UTC))

        assert NO_UNIT_LEFT == found.reason
        assert (2, 1) == (found.value("units"), found.value("left"))


class TestJudge:
    """
    Every rule runs, and all must hold.
    """

    YES = accept(UNITS_LEFT, units=1)
    QUESTION = ask(WINDOW_UNKNOWN, "informed", Answerer.SHOP, fact="x")
    PERSON = refer(LAW_UNVERIFIED)
    NO = refuse(WINDOW_CLOSED, last_day=LAST_DAY)

    @pytest.mark.parametrize(
        ("findings", "verdict"),
        [
            ([], Verdict.ACCEPT),
            ([YES], Verdict.ACCEPT),
            ([YES, QUESTION], Verdict.ASK),
            ([QUESTION, PERSON], Verdict.REFER),
            ([QUESTION, NO, PERSON], Verdict.REFUSE),
        ],
    )
    def test_the_strictest_finding_decides_and_all_are_kept(self, findings: list[Finding], verdict: Verdict) -> None:
        """
        A rule that refuses does not keep the others from being told.
        """
        rules = [lambda *_, found=found: found for found in findings]
        option = judge(Basis.POLICY, UNIT, terms(), rules, datetime(2026, 6, 10, tzinfo=UTC))

        assert verdict is option.verdict
        assert tuple(findings) == option.findings
        assert option.open is (verdict is Verdict.ACCEPT)

    def test_what_was_found_before_stands_first(self) -> None:
        """
        A refusal of the law itself decides like one of a rule.
        """
        option = judge(
            Basis.WITHDRAWAL, UNIT, terms(), [within_window], datetime(2026, 6, 10, tzinfo=UTC), first=(self.NO,)
        )

        assert [WINDOW_CLOSED, WINDOW_OPEN] == [found.reason for found in option.findings]
        assert Verdict.REFUSE is option.verdict

    def test_an_option_tells_its_remedy_and_its_certain_day(self) -> None:
        """
        What one shows of an option is at hand, and its refund is nothing until somebody works it out.
        """
        option = judge(Basis.POLICY, UNIT, terms(band("informed")), [], datetime(2026, 6, 10, tzinfo=UTC))

        assert (Remedy.REFUND, LAST_DAY) == (option.remedy, option.last_day)
        assert Money(0, EUR) == option.refund.total


class TestLift:
    """
    The kinder promise on top of a right that runs, field by field, in each direction.
    """

    @pytest.mark.parametrize(
        ("floor", "promise", "raised"),
        [
            pytest.param({}, {}, [], id="alike"),
            pytest.param(
                {"return_shipping": Payer.CUSTOMER},
                {"return_shipping": Payer.SHOP},
                [Raised("return_shipping", "customer", "shop", "policy")],
                id="the shop pays for sending back",
            ),
            pytest.param(
                {"return_shipping": Payer.SHOP},
                {"return_shipping": Payer.CUSTOMER},
                [Raised("return_shipping", "shop", "customer", "law")],
                id="the policy lets the customer pay",
            ),
            pytest.param(
                {"outbound": Outbound.STANDARD},
                {"outbound": Outbound.ALL},
                [Raised("outbound", "standard", "all", "policy")],
                id="the shop gives all of the delivery back",
            ),
            pytest.param(
                {"outbound": Outbound.STANDARD},
                {"outbound": Outbound.NONE},
                [Raised("outbound", "standard", "none", "law")],
                id="the policy gives none of it back",
            ),
            pytest.param(
                {},
                {"fee": Fee(percent=Decimal(15))},
                [Raised("fee", "none", "15 %", "law")],
                id="the policy takes a fee",
            ),
            pytest.param(
                {"fee": Fee(flat=Money(500, EUR))},
                {"fee": NO_FEE},
                [Raised("fee", "5.00 EUR", "none", "policy")],
                id="a fee of the law that the shop does not take",
            ),
            pytest.param(
                {"deadline": KNOWN},
                {"deadline": Deadline(date(2026, 6, 12), date(2026, 6, 12), BERLIN)},
                [Raised("deadline", "2026-06-19", "2026-06-12", "law")],
                id="the policy ends earlier",
            ),
            pytest.param(
                {"deadline": Deadline(FOREVER, FOREVER, BERLIN)},
                {"deadline": KNOWN},
                [Raised("deadline", "not started", "2026-06-19", "law")],
                id="the policy ends before the goods are there",
            ),
            pytest.param(
                {},
                {"demands": Demands(final_sale=True, original_packaging=True)},
                [
                    Raised("final_sale", "not demanded", "demanded", "law"),
                    Raised("original_packaging", "not demanded", "demanded", "law"),
                ],
                id="the policy asks for what the law does not",
            ),
        ],
    )
    def test_what_differs_is_told(self, floor: dict[str, Any], promise: dict[str, Any], raised: list[Raised]) -> None:
        """
        Whichever of the two is kinder holds, and the difference is told with who is kinder.
        """
        assert raised == list(lift(terms(**floor), terms(**promise))[1])

    def test_a_later_end_of_the_policy_stands_alone(self) -> None:
        """
        The deadline stays the right's own: once it has ended, the policy goes on by itself.
        """
        found, raised = lift(terms(KNOWN), terms(Deadline(LATEST, LATEST, BERLIN)))

        assert KNOWN == found.deadline
        assert () == raised

    def test_the_kinder_of_each_field_holds(self) -> None:
        """
        One field of the promise is kinder and another one is not; each is taken by itself.
        """
        floor = terms(return_shipping=Payer.CUSTOMER, outbound=Outbound.STANDARD)
        promise = terms(
            return_shipping=Payer.SHOP,
            outbound=Outbound.NONE,
            fee=Fee(flat=Money(300, EUR)),
            demands=Demands(unopened=True),
        )
        found, raised = lift(floor, promise)

        assert (Payer.SHOP, Outbound.STANDARD) == (found.return_shipping, found.outbound)
        assert (NO_FEE, NO_DEMANDS, CITES) == (found.fee, found.demands, found.cites)
        assert {"return_shipping": "policy", "outbound": "law", "fee": "law", "unopened": "law"} == {
            one.field: one.by for one in raised
        }

    def test_it_keeps_the_remedy_of_the_right(self) -> None:
        """
        A promise of store credit does not turn money into credit.
        """
        promise = attrs.evolve(terms(), remedy=Remedy.CREDIT)

        assert Remedy.REFUND is lift(terms(), promise)[0].remedy


class TestReturnReason:
    """
    The closed list, and whose side each reason lies on.
    """

    @pytest.mark.parametrize(
        ("fault", "reasons"),
        [
            (Fault.NONE, {"withdrawal"}),
            (
                Fault.CUSTOMER,
                {
                    "changed_mind", "ordered_by_mistake", "better_price", "too_small", "too_large", "does_not_fit",
                    "color", "style", "unauthorized", "gift", "user_error", "incompatible",
                },
            ),
            (
                Fault.MERCHANT,
                {
                    "not_as_described", "defective", "wrong_item", "missing_item", "missing_parts", "too_late",
                    "expired_product", "warranty", "malfunction",
                },
            ),
            (Fault.CARRIER, {"damaged_in_transit", "not_received"}),
            (Fault.UNDECIDED, {"quality", "other", "unknown"}),
        ],
    )  # fmt: skip
    def test_lies_on_a_side(self, fault: Fault, reasons: set[str]) -> None:
        """
        Fees and the cost of sending back follow from the side.
        """
        assert reasons == {reason.value for reason in ReturnReason if reason.fault is fault}

    def test_some_claim_that_the_goods_are_not_what_was_promised(self) -> None:
        """
        These bring the legal guarantee into play, and no other reason does.
        """
        assert {
            "not_as_described", "quality", "defective", "damaged_in_transit", "wrong_item", "missing_item",
            "missing_parts", "expired_product", "warranty", "malfunction",
        } == {reason.value for reason in ReturnReason if reason.alleges_lack_of_conformity}  # fmt: skip


class TestFee:
    """
    What a shop keeps back.
    """

    @pytest.mark.parametrize(
        ("fee", "gross", "kept"),
        [
            pytest.param(NO_FEE, 1999, 0, id="nothing"),
            pytest.param(Fee(percent=Decimal(0)), 1999, 0, id="nothing percent"),
            pytest.param(Fee(flat=Money(500, EUR)), 1999, 500, id="flat"),
            pytest.param(Fee(flat=Money(500, EUR)), 300, 300, id="never more than the goods"),
            pytest.param(Fee(percent=Decimal(15)), 1999, 300, id="percent, half a cent up"),
            pytest.param(Fee(percent=Decimal("12.5")), 1000, 125, id="a part of a percent"),
            pytest.param(Fee(percent=Decimal(100)), 1999, 1999, id="all of it"),
            pytest.param(Fee(Money(500, EUR), Decimal(10)), 1999, 700, id="both"),
            pytest.param(Fee(Money(500, EUR), Decimal(10), lower=True), 1999, 200, id="the lower of the two"),
            pytest.param(Fee(percent=Decimal(50), most=Fee(Money(400, EUR))), 1999, 400, id="at most"),
        ],
    )
    def test_is_worked_out_from_the_gross_amount(self, fee: Fee, gross: int, kept: int) -> None:
        """
        A fee is whole cents, and never more than what it is taken from.
        """
        assert Money(kept, EUR) == fee.of(Money(gross, EUR))

    @pytest.mark.parametrize(
        ("fields", "path"),
        [
            ({"flat": Money(-1, EUR)}, "flat"),
            ({"percent": Decimal(-1)}, "percent"),
            ({"percent": Decimal("100.01")}, "percent"),
        ],
    )
    def test_neither_pays_nor_takes_more_than_everything(self, fields: dict[str, Any], path: str) -> None:
        """
        A fee that is out of range is an error.
        """
        with pytest.raises(FactsError) as caught:
            Fee(**fields)

        assert [path] == [problem.path for problem in caught.value.problems]

    def test_is_in_the_currency_of_the_goods(self) -> None:
        """
        A flat fee in another currency cannot be taken.
        """
        with pytest.raises(FactsError):
            Fee(flat=Money(500, "USD")).of(Money(1999, EUR))

    @pytest.mark.parametrize(
        ("fee", "text"),
        [
            (NO_FEE, "none"),
            (Fee(percent=Decimal(15)), "15 %"),
            (Fee(flat=Money(500, EUR)), "5.00 EUR"),
            (Fee(Money(500, EUR), Decimal(10)), "10 % + 5.00 EUR"),
            (Fee(Money(500, EUR), Decimal(10), lower=True), "10 % or 5.00 EUR"),
        ],
    )
    def test_says_itself_in_short(self, fee: Fee, text: str) -> None:
        """
        Staff read what is kept back.
        """
        assert text == str(fee)


class TestRepair:
    """
    One attempt to put goods right.
    """

    JUNE = tuple(date(2026, 6, day) for day in range(1, 31))

    @pytest.mark.parametrize(
        ("fields", "path"),
        [
            pytest.param({"remedy": Remedy.REFUND}, "remedy", id="money puts nothing right"),
            pytest.param({"handed_over_on": JUNE[5], "returned_on": JUNE[4]}, "returned_on", id="back too early"),
            pytest.param({"requested_on": JUNE[5], "refused_on": JUNE[4]}, "refused_on", id="refused too early"),
        ],
    )
    def test_is_a_repair_or_a_replacement_that_ends_after_it_began(self, fields: dict[str, Any], path: str) -> None:
        """
        What cannot be an attempt is an error.
        """
        with pytest.raises(FactsError) as caught:
            Repair(**fields)

        assert [path] == [problem.path for problem in caught.value.problems]

    def test_begins_with_its_first_known_day(self) -> None:
        """
        A request counts before the goods are handed over, and the return alone is known to be late.
        """
        asked, handed, back = self.JUNE[0], self.JUNE[3], self.JUNE[9]

        assert asked == Repair(requested_on=asked, handed_over_on=handed, returned_on=back).begun_on
        assert handed == Repair(handed_over_on=handed).begun_on
        assert back == Repair(returned_on=back).begun_on
        assert Repair().begun_on is None


def test_two_bases_are_statutory() -> None:
    """
    A policy cannot take these two away.
    """
    assert {Basis.WITHDRAWAL, Basis.GUARANTEE} == {basis for basis in Basis if basis.statutory}


def test_the_day_of_the_contract_is_the_buyers() -> None:
    """
    An order placed at 23:00 UTC was placed the next day in Berlin.
    """
    order = an_order(placed_at=datetime(2026, 6, 1, 23, tzinfo=UTC))

    assert date(2026, 6, 2) == unit_of(order).placed_on
    assert date(2026, 6, 1) == attrs.evolve(unit_of(order), zone="America/Sao_Paulo").placed_on
