"""
The rows of one place together, and what they must not contradict.
"""

from collections.abc import Iterable, Mapping

import attrs

from ...dates import zone_of
from ...errors import FactsError, Problem
from .base import Row
from .duties import DeliveryRow, DutyRow
from .guarantee import GuaranteeRow
from .withdrawal import WithdrawalRow

__all__ = ["Jurisdiction"]


@attrs.frozen(kw_only=True)
class Jurisdiction:
    """
    The rows of one country, region or union.

    Args:
        code: ISO 3166-1 or 3166-2, or ``EU``.

        name: Its English name.

        inherits: The jurisdiction whose rows lie below its own.

        zones: Its IANA zones, the eastern one first.

        regions: The zones of its regions, the eastern one first, by their ISO 3166-2 codes.

        elsewhere: The zones of the regions that are not listed; where nothing is stated these may have any of *zones*.

        withdrawal: Versions of the right of withdrawal.

        guarantee: Versions of the legal guarantee.

        delivery: Versions of the default for delivery.

        duties: Other duties, several of which apply at once.

    Raises:
        FactsError: If two base rows of one topic are in force on the same day.
    """

    code: str
    name: str
    inherits: str = ""
    zones: tuple[str, ...] = ()
    regions: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    elsewhere: tuple[str, ...] = ()
    withdrawal: tuple[WithdrawalRow, ...] = ()
    guarantee: tuple[GuaranteeRow, ...] = ()
    delivery: tuple[DeliveryRow, ...] = ()
    duties: tuple[DutyRow, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse versions that overlap, regions of other countries, and zones that do not exist."""
        problems = [
            problem
            for topic in ("withdrawal", "guarantee", "delivery")
            for problem in _overlaps(topic, getattr(self, topic))
        ]
        problems += _no_zones("zones", self.zones)
        problems += _no_zones("elsewhere", self.elsewhere)
        for region, zones in self.regions.items():
            problems += _no_zones(f"regions.{region}", zones)
            if not region.startswith(f"{self.code}-") or not zones:
                problems.append(Problem(f"regions.{region}", f"a region of {self.code} and its zones", region))
        if problems:
            raise FactsError(tuple(problems))


def _no_zones(path: str, zones: Iterable[str]) -> Iterable[Problem]:
    for index, zone in enumerate(zones):
        try:
            zone_of(zone)
        except FactsError as wrong:
            yield from (problem.below(f"{path}[{index}]") for problem in wrong.problems)


def _overlaps(topic: str, rows: tuple[Row, ...]) -> Iterable[Problem]:
    bases = [(index, row) for index, row in enumerate(rows) if not row.overlay and not row.parallel]
    for place, (_, one) in enumerate(bases):
        for index, other in bases[place + 1 :]:
            first, second = sorted((one, other), key=lambda row: row.in_force_from)
            if first.in_force_from == second.in_force_from or (
                first.in_force_to is not None and first.in_force_to >= second.in_force_from
            ):
                expected = "one base row in force on each day"
                yield Problem(f"{topic}[{index}].in_force_from", expected, other.in_force_from.isoformat())
