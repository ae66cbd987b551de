"""The law as the floor: dated, cited rows by jurisdiction, and what they give a unit of an order."""

from .book import Floor, LawBook, Layer, book, load
from .clock import withdrawal_deadline
from .exceptions import no_exception
from .functions import Asked, FunctionBook, FunctionRow, Functions, Label, Stated, function_book, load_functions
from .guarantee_clock import guarantee_deadline
from .guarantees import guarantee
from .rows import (
    Confidence,
    DateBasis,
    DeliveryRow,
    DutyRow,
    ExceptionCode,
    ExtraDay,
    GuaranteeKind,
    GuaranteeRow,
    Jurisdiction,
    Notify,
    NotInformed,
    RefundFrom,
    ReturnCost,
    Row,
    Scheme,
    Start,
    WithdrawalRow,
    Withhold,
)
from .withdrawals import withdrawal

__all__ = [
    "Asked",
    "Confidence",
    "DateBasis",
    "DeliveryRow",
    "DutyRow",
    "ExceptionCode",
    "ExtraDay",
    "Floor",
    "FunctionBook",
    "FunctionRow",
    "Functions",
    "GuaranteeKind",
    "GuaranteeRow",
    "Jurisdiction",
    "Label",
    "LawBook",
    "Layer",
    "NotInformed",
    "Notify",
    "RefundFrom",
    "ReturnCost",
    "Row",
    "Scheme",
    "Start",
    "Stated",
    "WithdrawalRow",
    "Withhold",
    "book",
    "function_book",
    "guarantee",
    "guarantee_deadline",
    "load",
    "load_functions",
    "no_exception",
    "withdrawal",
    "withdrawal_deadline",
]
