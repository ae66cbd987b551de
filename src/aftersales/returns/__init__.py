"""Decide what may come back: statutory withdrawal, legal guarantee and the shop's own policy, each judged apart."""

from ..rights import Basis, Fault, Fee, Option, Payer, Remedy, ReturnReason, Terms, Unit, Way
from .answers import Answer, Answers, Case
from .desk import Desk, RequestLine
from .engine import decide, offer
from .floor import AgainstFloor, Weight, against_floor
from .policy import Anchor, Fees, PolicyRule, Promise, ReturnPolicy, Shipping, Window, promise
from .records import Difference, KnownDays, Record, Replay, Versions, record, replay
from .rules import POLICY_RULES, STATUTORY_RULES
from .what_if import Alternative, alternatives
from .withdrawal import (
    Acknowledgement,
    Declared,
    Retained,
    Statement,
    Via,
    acknowledgement,
    in_time,
    retained,
    statement,
)
from .withdrawal_function import Form, FunctionDuty, check_form, labels, withdrawal_function_required

__all__ = [
    "POLICY_RULES",
    "STATUTORY_RULES",
    "Acknowledgement",
    "AgainstFloor",
    "Alternative",
    "Anchor",
    "Answer",
    "Answers",
    "Basis",
    "Case",
    "Declared",
    "Desk",
    "Difference",
    "Fault",
    "Fee",
    "Fees",
    "Form",
    "FunctionDuty",
    "KnownDays",
    "Option",
    "Payer",
    "PolicyRule",
    "Promise",
    "Record",
    "Remedy",
    "Replay",
    "RequestLine",
    "Retained",
    "ReturnPolicy",
    "ReturnReason",
    "Shipping",
    "Statement",
    "Terms",
    "Unit",
    "Versions",
    "Via",
    "Way",
    "Weight",
    "Window",
    "acknowledgement",
    "against_floor",
    "alternatives",
    "check_form",
    "decide",
    "in_time",
    "labels",
    "offer",
    "promise",
    "record",
    "replay",
    "retained",
    "statement",
    "withdrawal_function_required",
]
