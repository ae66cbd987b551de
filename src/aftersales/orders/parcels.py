"""What was sent, and what was seen of it on the way."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

import attrs

from ..dates import FOREVER, aware, day_in
from ..errors import FactsError, Problem, facts_error

__all__ = ["Packed", "Parcel", "Seen", "Sighting"]


class Seen(Enum):
    """What a sighting says; only ``delivered`` and ``collected`` put the goods into the buyer's hands."""

    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    COLLECTED = "collected"
    LEFT = "left"
    LOST = "lost"


@attrs.frozen(kw_only=True)
class Sighting:
    """
    What a carrier or the shop saw of a parcel, at a moment or on a local day.

    Args:
        what: ``delivered`` to the buyer or to a person the buyer named, ``collected`` by them, ``left`` with a
            neighbour or in a locker, ``in_transit``, or ``lost``.

        at: The moment; or

        on: the local day, where the carrier gives no time.

    Raises:
        FactsError: If neither or both are given, or the moment has no zone.

    .. versionadded:: 0.1.0
    """

    what: Seen
    at: datetime | None = None
    on: date | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a sighting without a time, and one with two."""
        if (self.at is None) is (self.on is None):
            raise facts_error("at", "either at (a moment) or on (a local day)")
        if self.at is not None:
            aware("at", self.at)

    def day(self, zone: str) -> date:
        """Find the local day of it."""
        return self.on if self.at is None else day_in(zone, self.at)  # type: ignore[return-value]


@attrs.frozen
class Packed:
    """
    How many units of a line are in a parcel.

    A unit that travels in several parcels counts in one of them; the others hold 0 of it, and it has arrived when the
    last of them has.
    """

    line: str
    quantity: int

    def __attrs_post_init__(self) -> None:
        """Refuse a negative quantity."""
        if type(self.quantity) is not int or self.quantity < 0:
            raise facts_error("quantity", "a whole number of 0 or more", self.quantity)


@attrs.frozen(kw_only=True)
class Parcel:
    """
    Units that travel together.

    Args:
        id: The host's opaque id.

        contents: Units by line.

        shipped_at: When it was handed to the carrier; None if not known.

        sightings: What was seen of it, in any order, late and doubled ones too.

    .. versionadded:: 0.1.0
    """

    id: str
    contents: tuple[Packed, ...]
    shipped_at: datetime | None = None
    sightings: tuple[Sighting, ...] = ()
    _delivered: bool = attrs.field(init=False, eq=False, repr=False)
    _lost: bool = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse an empty parcel, a time without a zone and a delivery before dispatch."""
        seen = [sighting.what for sighting in self.sightings]
        delivered = Seen.DELIVERED in seen or Seen.COLLECTED in seen
        object.__setattr__(self, "_delivered", delivered)
        object.__setattr__(self, "_lost", Seen.LOST in seen and Seen.LEFT not in seen and not delivered)
        problems = []
        if not self.contents:
            problems.append(Problem("contents", "at least one unit", "nothing"))
        if self.shipped_at is not None:
            aware("shipped_at", self.shipped_at)
            # A carrier may scan before the shop notes the dispatch; nobody receives before it.
            problems += [
                Problem(
                    f"sightings[{index}].at",
                    f"a time not before shipped_at ({self.shipped_at.isoformat()})",
                    sighting.at.isoformat(),
                )
                for index, sighting in enumerate(self.sightings)
                if sighting.what in _IN_HAND and sighting.at is not None and sighting.at < self.shipped_at
            ]
        if problems:
            raise FactsError(tuple(problems))

    @property
    def delivered(self) -> bool:
        """Say whether it reached the buyer's hands."""
        return self._delivered

    @property
    def lost(self) -> bool:
        """Say whether it was lost, and nobody saw it at its end."""
        return self._lost

    def possession(self, zone: str) -> tuple[date, date] | None:
        """
        Find the first and the last local day on which it may have come into the buyer's hands.

        Sightings that contradict each other make the days differ. What was only left somewhere has a first day and
        no last one; what was seen on its way or lost has neither and gives `FOREVER` twice. None if nothing was seen.
        """
        in_hand = [sighting.day(zone) for sighting in self.sightings if sighting.what in _IN_HAND]
        if in_hand:
            return min(in_hand), max(in_hand)
        left = [sighting.day(zone) for sighting in self.sightings if sighting.what is Seen.LEFT]
        if left:
            return min(left), FOREVER
        return (FOREVER, FOREVER) if self.sightings else None


_IN_HAND = (Seen.DELIVERED, Seen.COLLECTED)
