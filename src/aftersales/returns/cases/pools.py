"""What a return case knows of its units and parcels, and how the shop handles cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum

import attrs

from ...decisions import Verdict
from ...errors import FactsError, Problem, facts_error
from ...events import Override
from ...money import Money
from ...rights import Basis, Remedy

__all__ = [
    "CaseExchange",
    "CaseLine",
    "CaseParcel",
    "CaseRefund",
    "CaseState",
    "Counted",
    "Disposition",
    "Handling",
    "Overruled",
    "Pools",
    "Trigger",
    "counted",
    "units_in",
]


class Trigger(Enum):
    """What makes the refund of units due."""

    APPROVAL = "approval"
    SCAN = "scan"
    RECEIPT = "receipt"
    INSPECTION = "inspection"


class Disposition(Enum):
    """Where accepted units go."""

    RESTOCK = "restock"
    REFURBISH = "refurbish"
    SUPPLIER = "supplier"
    RECYCLE = "recycle"
    DONATE = "donate"


@attrs.frozen(kw_only=True)
class Handling:
    """
    How the shop handles return cases.

    Args:
        auto_approve: Whether a request of which every answer is yes needs no reviewer.

        trigger: What makes the refund due; a withdrawal is never later than the first scan of its parcel.

        send_within_days: Days from approval to send the goods; after the last of them a case may expire.

        keep_up_to: The value of units up to which the customer may keep them with a refund; None if never.

        grades: The grades an inspection may give, each with where such units go.

        disposition: Where accepted units go that neither the inspection nor a grade sends elsewhere.

        checks: The steps of the inspection checklist; each inspection answers all of them.

        most_pictures: How many pictures a case holds at most.

    Raises:
        FactsError: If a number is negative.

    .. versionadded:: 0.1.0
    """

    auto_approve: bool = True
    trigger: Trigger = Trigger.RECEIPT
    send_within_days: int = 14
    keep_up_to: Money | None = None
    grades: Mapping[str, Disposition] = attrs.field(factory=dict, hash=False)
    disposition: Disposition = Disposition.RESTOCK
    checks: tuple[str, ...] = ()
    most_pictures: int = 20

    def __attrs_post_init__(self) -> None:
        """Refuse numbers that are none."""
        problems = [
            Problem(name, "a whole number of 0 or more", str(number))
            for name, number in (("send_within_days", self.send_within_days), ("most_pictures", self.most_pictures))
            if number < 0
        ]
        if problems:
            raise FactsError(tuple(problems))


USUAL = Handling()


@attrs.frozen(kw_only=True)
class Pools:
    """
    Where the units of one line are.

    Args:
        requested: Asked for.

        approved: May come back.

        received: Arrived.

        accepted: Inspected and taken.

        refused: Inspected and not taken.

        wrong: Inspected, and something else than was announced.

        missing: Announced, and never arrived.

        kept: Stayed with the customer, with a refund.

    Raises:
        FactsError: If one is negative, or they do not fit into each other.

    .. versionadded:: 0.1.0
    """

    requested: int = 0
    approved: int = 0
    received: int = 0
    accepted: int = 0
    refused: int = 0
    wrong: int = 0
    missing: int = 0
    kept: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse pools that no history of accepted commands can fill."""
        smallest = min(getattr(self, a.name) for a in attrs.fields(Pools))
        if smallest < 0 or self.approved > self.requested or self.outstanding < 0 or self.undecided < 0:
            raise facts_error("pools", "pools of 0 or more that fit into each other", "others")

    @property
    def outstanding(self) -> int:
        """Units that may still arrive."""
        return self.approved - self.received - self.missing - self.kept

    @property
    def undecided(self) -> int:
        """Received units that nobody inspected yet."""
        return self.received - self.accepted - self.refused - self.wrong


NO_UNITS = Pools()


@attrs.frozen(kw_only=True)
class CaseLine:
    """
    What was asked for one line, what the answer was, and where its units are.

    Args:
        line: The line of the order.

        reason: The code of the reason.

        wish: The remedy the customer asked for.

        remedy: The remedy the best answer gives.

        right: The statutory right that protects the request; None where only the policy gives it.

        verdict: What the answer was.

        codes: The codes it was given for.

        pools: Where its units are.

    .. versionadded:: 0.1.0
    """

    line: str
    reason: str = ""
    wish: str = ""
    remedy: Remedy = Remedy.REFUND
    right: Basis | None = None
    verdict: Verdict = Verdict.ACCEPT
    codes: tuple[str, ...] = ()
    pools: Pools = NO_UNITS


@attrs.frozen
class Counted:
    """So many units of one line."""

    line: str
    units: int


def counted(units: Mapping[str, int]) -> tuple[Counted, ...]:
    """Write units by line as a value."""
    return tuple(Counted(line, count) for line, count in units.items())


def with_more(known: Iterable[tuple[str, int]], units: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Add units up, line by line; in the order of the lines, so that it makes no difference what was told first."""
    found = dict(known)
    for line, count in units.items():
        found[line] = found.get(line, 0) + count
    return tuple(sorted(found.items()))


def units_in(counts: Iterable[Counted], line: str) -> int:
    """Find how many units of a line are counted."""
    return sum(one.units for one in counts if one.line == line)


@attrs.frozen(kw_only=True)
class CaseParcel:
    """
    A parcel on its way back, by label, scan or receipt, whichever came first.

    Args:
        id: The host's opaque id, such as a tracking number.

        labelled: The units its label is for, by line; empty for all that had no label.

        label: Whether it has a label.

        drop_off: Where it may be handed in; opaque.

        scanned: Whether a carrier has seen it.

        sent: The units the carrier or the customer said are in it, by line; empty if nobody did.

        received: Whether it arrived.
    """

    id: str
    labelled: tuple[Counted, ...] = ()
    label: bool = False
    drop_off: str = ""
    scanned: bool = False
    sent: tuple[Counted, ...] = ()
    received: bool = False

    def units(self, line: str) -> int | None:
        """How many units of a line are in it; None if nobody said what is."""
        for said in (self.sent, self.labelled):
            if said:
                return units_in(said, line)
        return None


@attrs.frozen(kw_only=True)
class CaseRefund:
    """
    A refund that was proposed in the case.

    Args:
        key: The key it was proposed under.

        amount: What goes back.

        fee: What was kept back.

        units: The units it pays for, by line.

        paid: What has gone back, as the host observed it.

        failed: Whether it failed and nothing went back; its units are then due again.

        withdrawn: Whether what did not go back was given up; its units are then due again, too. What went back after
            all was not given up, whatever was said of it before or since.

    .. versionadded:: 0.1.0
    """

    key: str
    amount: Money
    fee: Money
    units: tuple[Counted, ...]
    paid: Money
    failed: bool = False
    withdrawn: bool = False

    @property
    def stands(self) -> bool:
        """Say whether it holds its units: it was paid, or may still be."""
        return not (self.failed or self.withdrawn)

    @property
    def pending(self) -> Money:
        """What still has to go back."""
        nothing = Money(0, self.amount.currency)
        return nothing if not self.stands else max(self.amount - self.paid, nothing)


@attrs.frozen(kw_only=True)
class CaseExchange:
    """
    An exchange of units of a case, as far as the case heard of it.

    Args:
        id: Its id.

        units: The units it exchanges, by line.

        opened: How often it was opened, as far as that was heard.

        closed: For which time it was closed last; an opening of which only the closing was heard is none any more.

        how: The word it was closed with then.

    .. versionadded:: 0.1.0
    """

    id: str
    units: tuple[Counted, ...] = ()
    opened: int = 0
    closed: int = 0
    how: str = ""

    @property
    def open(self) -> bool:
        """Say whether it has not ended."""
        return self.opened > self.closed

    @property
    def holds(self) -> bool:
        """Say whether its units are exchanged, or may still be, so that no money goes back for them."""
        return self.open or self.how == SETTLED


#: How an exchange ends that came about.
SETTLED = "settled"


@attrs.frozen(kw_only=True)
class Overruled:
    """
    A refusal that a member of staff set aside; its codes stay visible.

    .. versionadded:: 0.1.0
    """

    command: str
    codes: tuple[str, ...]
    override: Override


@attrs.frozen(kw_only=True)
class CaseState:
    """
    Everything a case knows once its events are folded; nobody stores it, since it follows from them.

    Args:
        lines: What was asked, and where the units are.

        answers: The hash of the answers the request stands on.

        review: Whether a person has to look first.

        approved: Whether it was approved.

        closed: The word it was closed with: rejected, cancelled, expired or resolved; empty while it is open.

        why: What was said when it was closed.

        due: The last day to send the goods.

        parcels: What is or was on its way back, by id.

        proposed: The refunds as they were proposed.

        paid: What went back, by the key of the refund.

        failed: The keys of refunds that failed.

        withdrawn: The keys of refunds of which the rest was given up.

        sent_back: Refused units that went back to the customer, by line.

        exchanges: The exchanges that belong to it, by id.

        unexpected: What arrived without being announced, with how many.

        pictures: Opaque references.

        overruled: What staff set aside.
    """

    lines: tuple[CaseLine, ...] = ()
    answers: str = ""
    review: bool = False
    approved: bool = False
    closed: str = ""
    why: str = ""
    due: date | None = None
    parcels: tuple[CaseParcel, ...] = ()
    proposed: tuple[CaseRefund, ...] = ()
    paid: tuple[tuple[str, Money], ...] = ()
    failed: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    sent_back: tuple[tuple[str, int], ...] = ()
    exchanges: tuple[CaseExchange, ...] = ()
    unexpected: tuple[tuple[str, int], ...] = ()
    pictures: tuple[str, ...] = ()
    overruled: tuple[Overruled, ...] = ()

    @property
    def refunds(self) -> tuple[CaseRefund, ...]:
        """The proposed refunds with what was observed of them since."""
        paid = dict(self.paid)
        return tuple(
            attrs.evolve(
                one,
                paid=paid.get(one.key, one.paid),
                failed=one.key in self.failed and one.key not in paid,
                withdrawn=one.key in self.withdrawn and paid.get(one.key, one.paid) < one.amount,
            )
            for one in self.proposed
        )

    def refunded(self, line: str) -> int:
        """How many units of a line are refunded or about to be."""
        return sum(units_in(one.units, line) for one in self.refunds if one.stands)

    def exchanging(self, line: str) -> int:
        """How many units of a line are exchanged or about to be."""
        return sum(units_in(one.units, line) for one in self.exchanges if one.holds)
