"""What the shop states about itself once, so that no order has to ask."""

from __future__ import annotations

from datetime import date

import attrs

from ..errors import facts_error
from ..money import DIGITS

__all__ = ["Practices", "Transit", "practices_on"]


@attrs.frozen(kw_only=True)
class Transit:
    """
    Within how many calendar days after dispatch a parcel arrives, at the earliest and at the latest.

    .. versionadded:: 0.1.0
    """

    min_days: int
    max_days: int

    def __attrs_post_init__(self) -> None:
        """Refuse a range that is none."""
        if not 0 <= self.min_days <= self.max_days:
            raise facts_error("max_days", "min_days and max_days of 0 or more, in this order", self.max_days)


@attrs.frozen(kw_only=True)
class Practices:
    """
    Facts that hold for every order from a day on, with the evidence for them; None is "not stated".

    They are cited where they decide, and an order that says otherwise about itself goes first.

    Args:
        since: The first day, by the date of the order, for which they hold.

        evidence: Where the proof is kept, such as "order e-mail v3, checkout screens 2026-01".

        informs_of_withdrawal: Tells every buyer of the right of withdrawal before the contract.

        tells_return_cost: Tells every buyer before the contract that they bear the cost of sending back.

        shows_policy: Shows its return policy before the contract.

        sends_document: Sends every buyer the contract, as the law wants it in writing, on the day of the order.

        discloses: Discloses everything the law wants before the contract, with a chance to correct the order.

        confirms_digital: Takes consent and acknowledgement for digital content and confirms both.

        sells_to: ``consumer`` or ``business`` where the shop sells to one of them only.

        collects_bulky: Collects what cannot be posted at its own cost.

        transit: When parcels arrive, for shops that learn no delivery dates.

        currencies: The currencies it sells in, by ISO 4217 code; empty if not stated. A policy then has amounts in no
            other.

    .. versionadded:: 0.1.0
    """

    since: date = date.min
    evidence: str = ""
    informs_of_withdrawal: bool | None = None
    tells_return_cost: bool | None = None
    shows_policy: bool | None = None
    sends_document: bool | None = None
    discloses: bool | None = None
    confirms_digital: bool | None = None
    seals_hygiene_goods: bool | None = None
    collects_bulky: bool | None = None
    sells_to: str = ""
    transit: Transit | None = None
    currencies: frozenset[str] = frozenset()

    def __attrs_post_init__(self) -> None:
        """Refuse a capacity that is none, and a currency that does not exist."""
        if not self.currencies <= DIGITS.keys():
            raise facts_error("currencies", "ISO 4217 currency codes such as EUR", "another text")
        if self.sells_to not in ("", "consumer", "business"):
            raise facts_error("sells_to", "consumer or business", "another text")


NOTHING_STATED = Practices()


def practices_on(stated: tuple[Practices, ...], day: date) -> Practices:
    """
    Find what the shop stated for orders of a day; where it stated nothing, nothing is known.

    .. versionadded:: 0.1.0
    """
    known = [practices for practices in stated if practices.since <= day]
    return max(known, key=lambda practices: practices.since, default=NOTHING_STATED)
