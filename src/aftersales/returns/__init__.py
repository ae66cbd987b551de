"""Decide what may come back: statutory withdrawal, legal guarantee and the shop's own policy, each judged apart."""

from ..rights import Basis, Fault, Fee, Option, Payer, Remedy, ReturnReason, Terms, Unit, Way
from .answers import Answer, Answers, Case
from .desk import Desk, RequestLine
from .engine import decide, offer
from .policy import Anchor, Fees, PolicyRule, Promise, ReturnPolicy, Shipping, Window, promise
from .records import Difference, KnownDays, Record, Replay, Versions, record, replay
from .rules import POLICY_RULES, STATUTORY_RULES
from .what_if import Alternative, alternatives

__all__ = [
    "POLICY_RULES",
    "STATUTORY_RULES",
    "Alternative",
    "Anchor",
    "Answer",
    "Answers",
    "Basis",
    "Case",
    "Desk",
    "Difference",
    "Fault",
    "Fee",
    "Fees",
    "KnownDays",
    "Option",
    "Payer",
    "PolicyRule",
    "Promise",
    "Record",
    "Remedy",
    "Replay",
    "RequestLine",
    "ReturnPolicy",
    "ReturnReason",
    "Shipping",
    "Terms",
    "Unit",
    "Versions",
    "Way",
    "Window",
    "alternatives",
    "decide",
    "offer",
    "promise",
    "record",
    "replay",
]
