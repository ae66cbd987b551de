"""What use and handling cost the buyer whose contract ends: after a withdrawal, and after a defect."""

from __future__ import annotations

import attrs

from ..decisions import N_, Answerer, Finding, Reason, accept, ask
from ..money import Money
from ..orders import worth
from ..rights import Unit, phrase
from .books import Floor
from .clock import told_of_the_right
from .parts import ValueLoss
from .rows import WithdrawalRow

__all__ = [
    "LOSS_CLAIMED_APART",
    "LOSS_DEDUCTED",
    "LOSS_NOT_OWED",
    "LOSS_UNCERTAIN",
    "LostValue",
    "lost_value",
]

#: What the goods lost in value is taken off the refund.
LOSS_DEDUCTED = Reason(
    "law.loss_deducted", N_("You used the goods beyond trying them out, which costs {loss}."), ("loss",)
)
#: What the goods lost in value may be claimed, but not taken off.
LOSS_CLAIMED_APART = Reason(
    "law.loss_claimed_apart",
    N_("The refund is paid in full; {loss} for using the goods beyond trying them out is claimed apart."),
    ("loss",),
)
#: Nothing is owed for what the goods lost in value.
LOSS_NOT_OWED = Reason("law.loss_not_owed", N_("You owe nothing for what the goods lost in value."))
#: Whether something is owed for it depends on a fact nobody gave.
LOSS_UNCERTAIN = Reason(
    "law.loss_uncertain", N_("Whether you owe something for lost value depends on this: {fact}."), ("fact",)
)

_VALUE = frozenset({"value_loss", "set_off"})


@attrs.frozen(kw_only=True)
class LostValue:
    """
    What the buyer owes for handling the goods beyond trying them out.

    Args:
        deduction: What may be taken off the refund.

        claim: What the trader may claim beside it.

        finding: Why.

    .. versionadded:: 0.1.0
    """

    deduction: Money
    claim: Money
    finding: Finding


def lost_value(unit: Unit, floor: Floor[WithdrawalRow], loss: Money, *, beyond_need: bool | None = None) -> LostValue:
    """
    Say what the buyer owes for goods that lost value: nothing if not told of the right, never more than their price.

    Args:
        unit: What came back.

        floor: The law that governs.

        loss: What they are worth less.

        beyond_need: Whether they were handled beyond what it takes to see their nature, properties and function.

    Source:
        Directive 2011/83/EU, art. 14(2); for Slovakia, Act 108/2024, s. 22(8).

    .. versionadded:: 0.1.0
    """
    row, cites, nothing = floor.cautious, floor.cites(_VALUE), Money(0, loss.currency)
    informed = told_of_the_right(unit)
    if row.value_loss is not ValueLoss.IF_INFORMED or informed is False or beyond_need is False:
        return LostValue(deduction=nothing, claim=nothing, finding=accept(LOSS_NOT_OWED, cites=cites))
    if informed is None or beyond_need is None:
        fact = "informed" if informed is None else "line.used"
        finding = ask(LOSS_UNCERTAIN, fact, Answerer.SHOP, cites=cites, fact=phrase(fact))
        return LostValue(deduction=nothing, claim=nothing, finding=finding)
    owed = min(loss, worth(unit.order, unit.line.id, unit.quantity).gross)
    if row.set_off is False:
        finding = accept(LOSS_CLAIMED_APART, cites=cites, loss=owed)
        return LostValue(deduction=nothing, claim=owed, finding=finding)
    return LostValue(deduction=owed, claim=nothing, finding=accept(LOSS_DEDUCTED, cites=cites, loss=owed))
