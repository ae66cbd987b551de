"""
The shape of a law row: fields that act, where they come from, and how far they can be trusted.

A file holds one jurisdiction. Each of its rows is one version of one topic: the day it came into force, the fields it
sets, its citation, its source, and the day it was checked. A field that is not stated is None, never zero. What only a
person can read stands in *note*; nothing computes with it.
"""

from ..words import (
    Confidence,
    ExceptionCode,
    ExtraDay,
    GuaranteeKind,
    Notify,
    NotInformed,
    RefundFrom,
    ReturnCost,
    Scheme,
    Start,
    Withhold,
)
from .base import Row
from .duties import DeliveryRow, DutyRow
from .guarantee import GuaranteeRow
from .jurisdiction import Jurisdiction
from .withdrawal import Needs, WithdrawalRow

__all__ = [
    "Confidence",
    "DeliveryRow",
    "DutyRow",
    "ExceptionCode",
    "ExtraDay",
    "GuaranteeKind",
    "GuaranteeRow",
    "Jurisdiction",
    "Needs",
    "NotInformed",
    "Notify",
    "RefundFrom",
    "ReturnCost",
    "Row",
    "Scheme",
    "Start",
    "WithdrawalRow",
    "Withhold",
]
