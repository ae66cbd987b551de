"""
Public holidays by residence, taken from the package ``holidays`` (extra ``calendars``).

The package knows countries and regions; an address often names less than that. A day that is a holiday in some
regions only is therefore not known for a residence that names the country alone, and the deadline says so.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from types import ModuleType

import attrs

from .dates import GivenCalendar
from .errors import MissingExtraError

__all__ = ["HolidayCalendar", "HolidayCalendars"]

_DAY = timedelta(days=1)

#: Towns and districts that ``holidays`` lists beside the regions they lie in.
_DISTRICTS: dict[str, dict[str, tuple[str, ...]]] = {
    "AU": {"NSW": ("NSW Western",)},
    "BR": {"SP": ("São Paulo Capital",)},
    "CH": {"ZH": ("Stadt Zurich",)},
    "DE": {"BY": ("Augsburg",)},
    "ES": {"CT": ("Barcelona",)},
    "IT": {"BT": ("Andria", "Barletta", "Trani"), "FC": ("Cesena", "Forli"), "PU": ("Pesaro", "Urbino")},
    "NZ": {"CAN": ("South Canterbury",)},
}

#: Holidays that hold in some municipalities of a region, by the category ``holidays`` files them under.
_MUNICIPAL = {"DE": "catholic"}

_NATIONAL_LIST = "2A 2B 20R 69M 75C ARA BFC BRE COR CVL HDF IDF NAQ NOR OCC PAC PDL"

#: French departments and regions that ``holidays`` leaves to the national list; an empty text stands for that list.
#: Alsace (67 and 68, together 6AE) and Moselle (57) keep two holidays more, and Grand Est (GES) holds both kinds.
_FRENCH: dict[str, tuple[str, ...]] = {
    **{f"{number:02d}": ("",) for number in range(1, 96) if number not in (20, 57)},
    **dict.fromkeys(_NATIONAL_LIST.split(), ("",)),
    **dict.fromkeys(("67", "68"), ("6AE",)),
    "GES": ("", "57", "6AE"),
}


@attrs.frozen
class HolidayCalendar:
    """
    The public holidays of one country or region; make it with `HolidayCalendars.get`.

    A year is read once and kept, so that the answers of a running process do not change.

    Args:
        name: What it is called in a recorded decision: the residence, or the country where no more is known.

        version: The edition of the package it was read from.

        country: The country, ISO 3166-1.

        places: The places within it that the residence may mean; an empty text stands for the national list.

    .. versionadded:: 0.1.0
    """

    name: str
    version: str
    country: str
    places: tuple[str, ...] = ("",)
    _years: dict[int, GivenCalendar | None] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    def holiday(self, day: date, /) -> bool | None:
        """
        Say whether *day* is a public holiday.

        None where that depends on the region or the municipality, where the date is an estimate (moon sightings), and
        for a year of which the package knows nothing.
        """
        if day.year not in self._years:
            self._years[day.year] = self._read(day.year)
        year = self._years[day.year]
        return None if year is None else year.holiday(day)

    def _read(self, year: int) -> GivenCalendar | None:
        found = [_days(self.country, place, year) for place in self.places]
        everywhere = frozenset.intersection(*(sure for sure, _ in found))
        somewhere = frozenset[date]().union(*(sure | unsure for sure, unsure in found))
        return GivenCalendar(self.name, everywhere, self.version, somewhere - everywhere) if somewhere else None


class HolidayCalendars:
    """
    Calendars by residence from the package ``holidays``: ``DE``, ``DE-BE``, ``FR-57``.

    Only public holidays count, with their official substitute days; bank, school and optional holidays do not. What a
    computation statute equates with a holiday is a matter of the law, not of this list. Local feasts are known where
    the package lists them and in no other town.

    Raises:
        MissingExtraError: If the package is not installed.

    >>> calendars = HolidayCalendars()
    >>> [calendars.get(residence).holiday(date(2026, 1, 6)) for residence in ("DE-BE", "DE-BY", "DE")]
    [False, True, None]
    >>> calendars.get("DE").holiday(date(2026, 5, 1)), calendars.get("XX")
    (True, None)

    .. versionadded:: 0.1.0
    """

    def __init__(self) -> None:
        """Look which countries there are."""
        package = _package()
        self._version = f"holidays {package.__version__}"
        self._regions: dict[str, list[str]] = package.list_supported_countries(include_aliases=False)
        self._made: dict[str, HolidayCalendar | None] = {}

    def get(self, residence: str, /) -> HolidayCalendar | None:
        """
        Return the calendar of a country (``DE``) or region (``DE-BE``, ISO 3166-2), or None for an unknown country.

        A region that is not known gives the calendar of its country, in which regional holidays are uncertain.
        """
        if residence not in self._made:
            made = self._make(residence)
            if made is None or made.name != residence:
                return made
            self._made[residence] = made
        return self._made[residence]

    def _make(self, residence: str) -> HolidayCalendar | None:
        country, _, region = residence.partition("-")
        if country not in self._regions:
            return None
        if region and (places := self._places(country, region)):
            return HolidayCalendar(residence, self._version, country, places)
        if region:
            return self.get(country)
        return HolidayCalendar(country, self._version, country, ("", *self._regions[country]))

    def _places(self, country: str, region: str) -> tuple[str, ...]:
        if country == "FR" and region in _FRENCH:
            return _FRENCH[region]
        if region not in self._regions[country]:
            return ()
        return (region, *_DISTRICTS.get(country, {}).get(region, ()))


def _package() -> ModuleType:
    try:
        import holidays
    except ImportError:
        raise MissingExtraError("holidays", "calendars") from None
    return holidays


@lru_cache(maxsize=2048)
def _days(country: str, place: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Read the holidays of one place in one year: those that are certain and those that are not."""
    package = _package()
    entity = getattr(package, country)
    known = {"subdiv": place or None, "years": year, "expand": False, "language": entity.default_language}
    public = package.country_holidays(country, **known)
    mark = (getattr(entity, "estimated_label", None) or "").replace("%s", "").strip()
    estimated = {day for day, name in public.items() if mark and mark in name}
    unsure = {day + days for day in estimated for days in (-_DAY, timedelta(), _DAY)}
    if place and country in _MUNICIPAL:
        unsure.update(package.country_holidays(country, **known, categories=_MUNICIPAL[country]))
    sure = frozenset(public) - estimated
    return sure, frozenset(unsure) - sure
