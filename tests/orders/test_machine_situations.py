"""
Situations of a shop's day, told step by step through commands and observations, and what a careful person says of them.

A step is a line: a command or an observation with its words in order. A command that must be refused names the codes
after an arrow, and ``customer`` before it says who asks.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from aftersales.dates import Deadline
from aftersales.events import Actor, Event, Role
from aftersales.lifecycles import Refused, Request
from aftersales.money import Money
from aftersales.orders import (
    CancellationPolicy,
    Kind,
    Moved,
    Movement,
    Order,
    PayoutState,
    Pool,
    UnderWay,
    Until,
    available,
    cancellation_quote,
    from_dict,
    lifecycle,
    project,
    quote,
    reduction,
    refund_values,
    replay,
    status,
    to_dict,
)
from aftersales.orders.said import by_item
from aftersales.testing.orders import PLACED_AT, a_charge, a_line, a_tender, an_order
from tests.vectors import Vector, params

EUR = "EUR"
STAFF, CUSTOMER, SYSTEM = Actor(Role.STAFF, "staff-7"), Actor(Role.CUSTOMER), Actor(Role.SYSTEM)
LATER = PLACED_AT + timedelta(days=90)
CLOSED = Deadline(date(2026, 6, 20), date(2026, 6, 20), "Europe/Berlin")
MONEY = ("authorized", "captured", "voided", "charged_back", "charge_back_reversed")
NAMED = {
    "sighted": ("parcel", "what"),
    "case_opened": ("case", "kind", "time"),
    "case_closed": ("case", "time"),
    "payment_failed": ("tender",),
    "drafted": (),
}
Values = tuple[tuple[str, Any], ...]


class Story:
    """
    An order and everything that was told of it.
    """

    def __init__(self, given: dict[str, Any]) -> None:
        """
        Begin with what was sold, and what was paid when it was.
        """
        self.policy = policy_of(given.get("policy", {}))
        self.start = self.order = order_of(given)
        self.events: list[Event] = []
        self.step = 0

    def tell(self, line: str) -> None:
        """
        Take one step.
        """
        self.step += 1
        said, _, refusal = line.partition(" -> ")
        words = said.split()
        by = CUSTOMER if words[0] == "customer" else STAFF
        code, *words = words[1:] if words[0] == "customer" else words
        if code in ("refund", "propose"):
            self.refund(words, refusal)
            if code == "refund":
                self.payouts("payout_succeeded")
        elif code == "payouts":
            self.payouts(f"payout_{words[0]}")
        elif code in {one.code for one in lifecycle().commands}:
            self.ask(code, asked(self.order, code, words), by, refusal)
        else:
            self.see(code, seen(code, words))

    def ask(self, code: str, values: Values, by: Actor, refusal: str) -> None:
        """
        Ask for a command; it is accepted, or refused for these reasons.
        """
        request = Request(command=code, at=self.at, by=by, key=f"key-{self.step}", values=values)
        self.order, outcome = lifecycle(self.policy).run(self.order, request)
        assert refusal == (" ".join(outcome.codes) if isinstance(outcome, Refused) else ""), (code, outcome)
        if not isinstance(outcome, Refused):
            self.events += outcome.events

    def see(self, code: str, values: Values) -> None:
        """
        Let something happen.
        """
        event = Event(code=code, at=self.at, by=SYSTEM, key=f"key-{self.step}-{len(self.events)}", values=values)
        self.order = lifecycle(self.policy).observe(self.order, event)
        self.events.append(event)

    def refund(self, words: list[str], refusal: str) -> None:
        """
        Propose a refund of units, of an amount, or of what the cancellation gives.
        """
        pool, *parts = words
        if not parts:
            found = cancellation_quote(self.order, self.policy)
            assert found is not None
        elif "." in parts[1]:
            found = reduction(self.order, {parts[0]: Money.of(parts[1], EUR)}, pool=Pool(pool))
        else:
            found = quote(self.order, counted(parts), pool=Pool(pool))
        self.ask("propose_refund", refund_values(found), STAFF, refusal)

    def payouts(self, code: str) -> None:
        """
        Hear of every payout that is under way.
        """
        for repayment in self.order.repayments:
            for payout in repayment.payouts:
                if payout.state is PayoutState.PENDING:
                    self.see(code, (("payout", payout.key),))

    @property
    def at(self) -> Any:
        """
        An hour a step.
        """
        return PLACED_AT + timedelta(hours=self.step)


def order_of(given: dict[str, Any]) -> Order:
    """
    Make the order: lines are an id, units, an amount and, where it is none of goods, a kind.
    """
    lines = []
    for text in given.get("lines", ["a 1 10.00"]):
        name, count, gross, *kind = text.split()
        lines.append(a_line(name, int(count), gross, kind=Kind(kind[0]) if kind else Kind.GOODS))
    fields: dict[str, Any] = {}
    if "paid" in given:
        fields["tenders"] = (a_tender(captured=given["paid"]),) if given["paid"] else ()
    charges = [a_charge(gross=gross) for gross in given.get("charges", [])]
    opening = tuple(
        Movement(what=Moved(what), line=line, quantity=int(count))
        for what, line, count in (text.split() for text in given.get("opening", []))
    )
    return attrs.evolve(an_order(*lines, charges=charges, **fields), movements=opening)


def policy_of(given: dict[str, Any]) -> CancellationPolicy:
    """
    Read the policy of cancellations.
    """
    made: dict[str, Any] = dict(given)
    if "until" in made:
        made["until"] = Until(made["until"])
    if "under_way" in made:
        made["under_way"] = UnderWay(made["under_way"])
    if "fee" in made:
        made["fee"] = Money.of(made["fee"], EUR)
    if "fee_percent" in made:
        made["fee_percent"] = Decimal(made["fee_percent"])
    return CancellationPolicy(**made)


def counted(words: list[str]) -> dict[str, int]:
    """
    Read lines and their units.
    """
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))


def asked(order: Order, code: str, words: list[str]) -> Values:
    """
    Read what is asked for.
    """
    if code in ("hold", "release"):
        return (("reason", " ".join(words)),) if words else ()
    if code == "ship":
        parcel, *rest = words
        named: Values = () if parcel == "-" else (("parcel", parcel),)
        return (*named, *((f"units.{line}", count) for line, count in counted(rest).items()))
    if code in ("pack", "cancel_units"):
        return tuple((f"units.{line}", count) for line, count in counted(words).items())
    if code == "retry_refund":
        return (("payout", order.repayments[-1].payouts[-1].key), *((("tender", words[0]),) if words else ()))
    if code == "withdraw_refund":
        return (("refund", order.repayments[-1].key),)
    return ()


def seen(code: str, words: list[str]) -> Values:
    """
    Read what happened.
    """
    if code == "moved":
        what, *rest = words
        return (("what", what), *((f"units.{line}", count) for line, count in counted(rest).items()))
    if code in MONEY:
        return (("tender", words[0]), ("amount", Money.of(words[1], EUR)))
    if code == "refunded":
        more = zip(("item", "pool"), words[2:], strict=False)
        return (("tender", words[0]), ("amount", Money.of(words[1], EUR)), *more)
    return tuple((name, int(word) if name == "time" else word) for name, word in zip(NAMED[code], words, strict=False))


def facts(story: Story, closed: bool) -> dict[str, Any]:  # noqa: FBT001
    """
    Say all that may be asked about where an order stands.
    """
    order = story.order
    found = status(order, LATER, [CLOSED] if closed else [])
    back = cancellation_quote(order, story.policy)
    assert found.facts is not None
    return {
        "word": found.word,
        "mark": found.mark,
        "brief": found.brief.value,
        "stage": found.stage.value,
        "holds": sorted(found.holds),
        "collection": found.collection.value,
        "refunded": found.refunded.value,
        "fulfilment": found.fulfilment.value,
        "returned": found.returned.value,
        "flags": sorted(flag.value for flag in found.flags),
        "due": str(found.facts.due.decimal),
        "paid": str(found.facts.paid.decimal),
        "pending": str(found.facts.pending.decimal),
        "lost": found.facts.lost,
        "left": str(order.left.decimal),
        "unsent": {line: order.tally(line).unsent for line in order.line_ids},
        "parked": [event.code for event in order.parked],
        "back": "" if back is None else str(back.total.decimal),
        "staff": [one.command for one in available(order, LATER, STAFF, cancellation=story.policy) if one.allowed],
        "customer": [
            one.command for one in available(order, story.at, CUSTOMER, cancellation=story.policy) if one.allowed
        ],
    }


@pytest.mark.parametrize("vector", params("machine", "situation"))
def test_a_situation_is_said_as_a_careful_person_would(vector: Vector) -> None:
    """
    The words, the money and the buttons follow from what happened; told again, nothing changes.
    """
    given = dict(vector.given)
    story = Story(given)
    for line in given["steps"]:
        story.tell(line)
    found = facts(story, given.get("closed", False))

    assert vector.expect == {name: found[name] for name in vector.expect}
    assert story.order == replay(story.order, reversed(story.events))
    assert story.order == replay(story.start, story.events)
    assert story.order == from_dict(to_dict(story.order))
    assert project(story.order, LATER)["word"] in {found["word"], "delivered", "not_required"}


def test_a_refused_step_names_its_codes() -> None:
    """
    The reader of the cases would notice a command that is accepted although it must be refused.
    """
    story = Story({})

    with pytest.raises(AssertionError):
        story.tell("cancel -> orders.on_its_way")
    assert {} == by_item((), "units")
