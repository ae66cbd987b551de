"""
Periods and deadlines on the customer's calendar.

A day is a local `date` where the customer is; an instant is an aware `datetime`. A period counts from the day of an
event, ends at 24:00 of its last day, and may roll on to a working day. What is not known for certain makes two ends:
a `Deadline` is open until *sure*, closed after *maybe*, and undecided in between.
"""

from .calendars import Calendars, GivenCalendar, WorkingCalendar
from .deadlines import FOREVER, Closed, Deadline, Judged, Open, Step, Undecided
from .moments import Interval, aware, day_in, end_of, local_day, zone_of
from .periods import Count, End, Period, Roll, Unit, add_months, roll_on

__all__ = [
    "FOREVER",
    "Calendars",
    "Closed",
    "Count",
    "Deadline",
    "End",
    "GivenCalendar",
    "Interval",
    "Judged",
    "Open",
    "Period",
    "Roll",
    "Step",
    "Undecided",
    "Unit",
    "WorkingCalendar",
    "add_months",
    "aware",
    "day_in",
    "end_of",
    "local_day",
    "roll_on",
    "zone_of",
]
