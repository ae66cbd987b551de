"""
Decide the requests of a customer one after another, keep what each decision changes, and reconcile the money.
"""

import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import attrs

from aftersales.decisions import Verdict
from aftersales.law.withdrawals import LAW_NOT_HELD
from aftersales.money import Money, total
from aftersales.orders import Moved, Movement, Order, Quote, Tender
from aftersales.orders.movements import Pool
from aftersales.returns import Answer, Answers, decide

from .matching import Request
from .shops import Scenario

__all__ = ["Mismatch", "Outcome", "check"]


class Mismatch(AssertionError):  # noqa: N818 - it is what it says
    """
    Money that does not reconcile: a mistake in this library, or in this script.
    """


@attrs.define
class Outcome:
    """
    What one scenario came to.
    """

    scenario: Scenario
    requests: int = 0
    answers: int = 0
    units: int = 0
    by_verdict: Counter[str] = attrs.Factory(Counter)
    by_basis: Counter[tuple[str, str]] = attrs.Factory(Counter)
    codes: Counter[tuple[str, str]] = attrs.Factory(Counter)
    questions: Counter[str] = attrs.Factory(Counter)
    no_law: Counter[str] = attrs.Factory(Counter)
    refunded_pence: int = 0
    fees_pence: int = 0
    capped_pence: int = 0
    orders: int = 0
    orders_refunded: int = 0
    paid_pence: int = 0
    emptied: int = 0
    emptied_paid_pence: int = 0
    emptied_back_pence: int = 0
    emptied_fees_pence: int = 0
    seconds: float = 0.0
    whole_seconds: float = 0.0

    def decide_all(self, requests: Iterable[Request]) -> None:
        """
        Decide the requests of one customer, each on the order as earlier decisions left it.
        """
        orders: dict[str, Order] = {}
        fees: dict[str, int] = {}
        for request in requests:
            order = orders.get(request.order.id, request.order)
            start = time.thread_time()
            answers = decide(order, request.units, self.scenario.desk, request.at, reason="changed_mind")
            self.seconds += time.thread_time() - start
            self._count(order, answers)
            order, kept = after(order, answers, request.at)
            orders[order.id] = order
            fees[order.id] = fees.get(order.id, 0) + kept
        for order in orders.values():
            self._reconcile(order, fees[order.id])

    def _count(self, order: Order, answers: Answers) -> None:
        self.requests += 1
        for answer in answers.values():
            best, verdict = answer.best, answer.verdict.value
            self.answers += 1
            self.units += answer.units
            self.by_verdict[verdict] += 1
            self.by_basis[verdict, best.basis.value] += 1
            for code in answer.codes:
                self.codes[verdict, code] += 1
            if answer.verdict is Verdict.ASK:
                self.questions[" and ".join(sorted({question.fact for question in answer.worth_asking}))] += 1
            if any(finding.reason == LAW_NOT_HELD for option in answer.options for finding in option.findings):
                self.no_law[order.buyer.country or ""] += 1
            if best.open:
                check(best.refund)
                self._add(best.refund)

    def _add(self, refund: Quote) -> None:
        self.refunded_pence += refund.total.minor
        for part in refund.deductions:
            if part.code == "capped":
                self.capped_pence += part.amount.minor
            else:
                self.fees_pence += part.amount.minor

    def _reconcile(self, order: Order, fees: int) -> None:
        """
        Compare what went back on an order with what was paid for it.
        """
        paid, back = order.captured.minor, order.refunded.minor
        self.orders += 1
        self.paid_pence += paid
        self.orders_refunded += back > 0
        if back + fees > paid or back + order.left.minor != paid:
            raise Mismatch(f"order {order.id}: {back} of {paid} went back, {order.left.minor} is left")
        if all(not order.tally(line.id).returnable for line in order.lines):
            self.emptied += 1
            self.emptied_paid_pence += paid
            self.emptied_back_pence += back
            self.emptied_fees_pence += fees
            if back + fees != paid:
                raise Mismatch(f"order {order.id}: all came back, {back} and {fees} in fees of {paid}")


def after(order: Order, answers: Answers, at: datetime) -> tuple[Order, int]:
    """
    Enter what was accepted: units that came back, and the money for them. The fees kept are returned beside it.
    """
    accepted = [answer for answer in answers.values() if answer.best.open]
    if not accepted:
        return order, 0
    movements = [movement for answer in accepted for movement in _movements(answer, at)]
    given = total([answer.best.refund.total for answer in accepted], order.currency)
    fees = sum(answer.best.refund.gross.minor - answer.best.refund.total.minor for answer in accepted)
    tenders = tuple(_paid_back(tender, given) for tender in order.tenders)
    return attrs.evolve(order, movements=(*order.movements, *movements), tenders=tenders), fees


def _movements(answer: Answer, at: datetime) -> Iterable[Movement]:
    refund = answer.best.refund
    yield Movement(what=Moved.RETURNED, line=answer.line, quantity=answer.units, at=at)
    for item, amount in zip(refund.items, refund.amounts, strict=True):
        yield Movement(what=Moved.REFUNDED, line=item.id, quantity=item.units, at=at, amount=amount, pool=Pool.RETURNED)


def _paid_back(tender: Tender, given: Money) -> Tender:
    before = tender.refunded if tender.refunded is not None else Money(0, given.currency)
    return attrs.evolve(tender, refunded=before + given)


def check(refund: Quote) -> None:
    """
    Hold a quote to its own breakdown: items less deductions is the total, and the tenders carry it.
    """
    less = sum(part.amount.minor for part in refund.deductions)
    on_tenders = sum(share.amount.minor for share in refund.tenders)
    if refund.gross.minor - less != refund.total.minor or on_tenders != refund.total.minor:
        raise Mismatch(f"a refund of {refund.total} does not add up: {refund.lines()}")
