"""
Where the law, the shop's policy and later covers meet: what one right gives one unit, and how it is judged.

A right is judged as an `Option`: a legal basis and a remedy, with the terms while it lasts. All rules must hold inside
an option; any option helps. Rights are never blended: `lift` only puts the kinder promise of the shop on top of a
right that runs.
"""

from ..orders.fees import NO_FEE, Fee, FeeStep
from .judging import (
    LAW_UNVERIFIED,
    NO_UNIT_LEFT,
    UNITS_LEFT,
    WINDOW_CLOSED,
    WINDOW_NOT_STARTED,
    WINDOW_OPEN,
    WINDOW_UNCERTAIN,
    WINDOW_UNKNOWN,
    WINDOW_UNLIMITED,
    WINDOW_UNVERIFIED,
    judge,
    lift,
    units_left,
    within_window,
)
from .options import Claim, Option, Raised, Rule, Settled, Way
from .phrases import PHRASES, phrase
from .terms import NO_DEMANDS, NO_EXTRAS, Basis, Demands, Extras, Payer, Remedy, Terms
from .units import Repair, Unit
from .why import Fault, ReturnReason

__all__ = [
    "LAW_UNVERIFIED",
    "NO_DEMANDS",
    "NO_EXTRAS",
    "NO_FEE",
    "NO_UNIT_LEFT",
    "PHRASES",
    "UNITS_LEFT",
    "WINDOW_CLOSED",
    "WINDOW_NOT_STARTED",
    "WINDOW_OPEN",
    "WINDOW_UNCERTAIN",
    "WINDOW_UNKNOWN",
    "WINDOW_UNLIMITED",
    "WINDOW_UNVERIFIED",
    "Basis",
    "Claim",
    "Demands",
    "Extras",
    "Fault",
    "Fee",
    "FeeStep",
    "Option",
    "Payer",
    "Raised",
    "Remedy",
    "Repair",
    "ReturnReason",
    "Rule",
    "Settled",
    "Terms",
    "Unit",
    "Way",
    "judge",
    "lift",
    "phrase",
    "units_left",
    "within_window",
]
