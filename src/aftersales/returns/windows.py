"""How long something is open: what starts a window, how long it is, and the season that makes it longer."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TypeVar

import attrs

from ..dates import Period
from ..dates import Unit as Length
from ..documents import named
from ..errors import PolicyError, Problem

__all__ = ["Anchor", "Season", "Window"]


class Anchor(Enum):
    """What starts a window of the policy."""

    DELIVERED = "delivered"
    SHIPPED = "shipped"
    PLACED = "placed"


@attrs.frozen(kw_only=True)
class Window:
    """
    How long something is open: so many days or months, whichever ends later where both are said, or without end.

    Args:
        days: Calendar days; the day of the delivery does not count, and 0 means that day itself.

        months: Calendar months: bought on 31 January, open until the last of February with one month.

        until: A day until which it is open at least, such as the end of a holiday season.

        unlimited: Without end, as some outdoor shops promise.

    Raises:
        PolicyError: If no length is said, one stands beside *unlimited*, or one is not within a hundred years.

    .. versionadded:: 0.1.0
    """

    days: int | None = None
    months: int | None = None
    until: date | None = None
    unlimited: bool = False

    #: Its lengths on the calendar, of which the latest end counts; none without end.
    periods: tuple[Period, ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a window without a length, and one that has a length and no end."""
        lengths = {name: getattr(self, name) for name in LONGEST if getattr(self, name) is not None}
        said = [name for name in ("days", "months", "until", "unlimited") if getattr(self, name) not in (None, False)]
        if said != ["unlimited"] and (self.unlimited or not lengths):
            raise PolicyError((Problem("", "days or months, or unlimited alone", ", ".join(said) or "nothing"),))
        problems = [
            Problem(name, f"a whole number of {name} from 0 to {LONGEST[name]}", str(length)[:20], _WITHOUT_END)
            for name, length in lengths.items()
            if not 0 <= length <= LONGEST[name]
        ]
        if problems:
            raise PolicyError(tuple(problems))
        periods = tuple(Period(length, _UNITS[name]) for name, length in lengths.items())
        object.__setattr__(self, "periods", periods)

    def or_longer(self, other: Window) -> Window:
        """Take whichever of two windows ends later, whatever day they start on."""
        if self.unlimited or other.unlimited:
            return Window(unlimited=True)
        return Window(
            days=_longer(self.days, other.days),
            months=_longer(self.months, other.months),
            until=_longer(self.until, other.until),
        )


L = TypeVar("L", int, date)


def _longer(one: L | None, other: L | None) -> L | None:
    return max((length for length in (one, other) if length is not None), default=None)


#: A hundred years; what is longer is without end.
LONGEST = {"days": 36_525, "months": 1_200}
_UNITS = {"days": Length.DAY, "months": Length.MONTH}
_WITHOUT_END = "unlimited = true is without end"


@attrs.frozen(kw_only=True)
class Season:
    """
    Days of purchase for which every window is open until a day at the least; a season never shortens one.

    Args:
        name: What the shop calls it, such as "Christmas"; shown to staff.

        first: The first day of orders it is for, where the shop is.

        last: The last one, often the day before Christmas.

        until: Until when what was bought then can come back at the least.

        yearly: It comes every year, on the same days; the years of the three days then only say how far apart they are.

    Raises:
        PolicyError: If the days are not in this order, or are more than a year apart.

    .. versionadded:: 0.1.0
    """

    name: str = ""
    first: date = attrs.field(metadata=named("from"))
    last: date = attrs.field(metadata=named("to"))
    until: date
    yearly: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse days in the wrong order."""
        problems = []
        if self.last < self.first:
            problems.append(Problem("to", f"a day not before {self.first}", self.last.isoformat()))
        if self.until < self.last:
            problems.append(Problem("until", f"a day not before {self.last}", self.until.isoformat()))
        if self.yearly and (self.last - self.first).days >= _YEAR:
            problems.append(Problem("to", "less than a year after the first day", self.last.isoformat()))
        if problems:
            raise PolicyError(tuple(problems))

    def ends(self, placed_on: date) -> date | None:
        """Find the day until which an order of a day can come back; None where it is of no such season."""
        if not self.yearly:
            return self.until if self.first <= placed_on <= self.last else None
        here = placed_on.year - self.first.year
        for years in (here, here - 1):
            if _later(self.first, years) <= placed_on <= _later(self.last, years):
                return _later(self.until, years)
        return None

    def latest(self, day: date) -> Season:
        """Take it in the year in which it last began before a day; as it is, where it does not come every year."""
        if not self.yearly:
            return self
        years = day.year - self.first.year
        years -= _later(self.first, years) > day
        first, last, until = (_later(day, years) for day in (self.first, self.last, self.until))
        return Season(name=self.name, first=first, last=last, until=until)


_YEAR = 365


def _later(day: date, years: int) -> date:
    """Take the same day of a later year; the last of February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def season_end(seasons: tuple[Season, ...], placed_on: date) -> tuple[date, str] | None:
    """Find the latest end of the seasons an order of a day is of, with the name of the season."""
    found = [(end, season.name) for season in seasons if (end := season.ends(placed_on)) is not None]
    return max(found, default=None)
