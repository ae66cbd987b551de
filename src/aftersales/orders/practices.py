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

    Args:
        min_days: The fewest days a parcel takes: 1 with a carrier that delivers the next day.

        max_days: The most days it takes, so that a window does not close on somebody whose parcel was slow.

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
        since: The first day, by the date of the order, for which all of this was done; an older order is judged by what
            was stated for its day.

        evidence: Where the proof lies in a dispute, such as "order e-mail v3, checkout screens 2026-01".

        informs_of_withdrawal: Tells every buyer of the right of withdrawal before the contract; if nobody can say that
            it did, the period may last a year longer.

        tells_return_cost: Tells every buyer before the contract that they bear the cost of sending back; otherwise the
            shop bears it itself.

        shows_policy: Shows its return policy before the contract; some states give a right where none was shown.

        sends_document: Sends every buyer the contract in writing on the day of the order, as Indian or Japanese law may
            want it.

        discloses: Discloses all that the law lists before the contract, and lets the buyer correct the order.

        confirms_digital: Takes consent and acknowledgement before a download starts, and confirms both by e-mail.

        seals_hygiene_goods: Seals every toothbrush and every bikini, so that an article of unknown kind counts as
            sealed.

        collects_bulky: Sends a van, at its own cost, for the sofa that no post office takes.

        sells_to: Sells to ``consumer`` only, or to ``business`` only, and so need not ask which a buyer is.

        transit: When parcels arrive, for a shop that learns no delivery dates.

        currencies: The currencies it sells in, such as ``["EUR", "CHF"]``; an amount in another one, anywhere in the
            file, is then a mistake.

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

    def and_also(self, other: Practices) -> Practices:
        """
        Keep what both state alike; the rest is not stated.

        >>> Practices(shows_policy=True, discloses=True).and_also(Practices(shows_policy=True)).discloses is None
        True

        .. versionadded:: 0.1.0
        """
        if self == other:
            return self
        alike = {a.name: getattr(self, a.name) for a in attrs.fields(Practices)}
        return Practices(**{name: value for name, value in alike.items() if value == getattr(other, name)})


NOTHING_STATED = Practices()


def practices_on(stated: tuple[Practices, ...], day: date) -> Practices:
    """
    Find what the shop stated for orders of a day; where it stated nothing, nothing is known.

    .. versionadded:: 0.1.0
    """
    known = [practices for practices in stated if practices.since <= day]
    return max(known, key=lambda practices: practices.since, default=NOTHING_STATED)
