"""Decide what may come back: statutory withdrawal, legal guarantee and the shop's own policy, each judged apart."""

from ..orders.said import request, told
from ..rights import Basis, Extras, Fault, Fee, FeeStep, Option, Payer, Remedy, ReturnReason, Settled, Terms, Unit, Way
from .advice import Advice, Estimate, advise
from .answer import Answer
from .answers import Answers
from .cases.changing import Changes, Refunding, changes
from .cases.complaint_table import COMPLAINT, complaint_changes
from .cases.complaints import Complaint, ComplaintKind, ComplaintState, Resolution, open_complaint
from .cases.entering import Entered, Passed, enter, heard, pass_on
from .cases.exchange_table import EXCHANGE, exchange_changes
from .cases.exchanges import (
    Exchange,
    ExchangeState,
    Leg,
    Quoted,
    Replacement,
    ValueBasis,
    open_exchange,
    quote_exchange,
)
from .cases.filed import Beside, Claiming, Filed
from .cases.histories import CaseFile, Evidence, Link, broken_at, chain, export
from .cases.pools import (
    CaseExchange,
    CaseLine,
    CaseParcel,
    CaseRefund,
    CaseState,
    Counted,
    Disposition,
    Handling,
    Overruled,
    Pools,
    Trigger,
)
from .cases.replacing import replacement_order
from .cases.return_cases import ReturnCase, open_case
from .cases.return_table import RETURN_CASE, announce, proposal
from .costs import Costs
from .desk import Case, Desk, RequestLine
from .engine import decide, offer
from .keeping import Bundles, CustomerHistory, Returnless, Review
from .matching import Price
from .policies.difference import PolicyChange, Tendency, policy_changes
from .policies.floor import AgainstFloor, Weight, against_floor
from .policies.linting import Lint, Severity, lint
from .policies.page import Page, Section, policy_page
from .policies.publishing import Published, PublishedWay, merchant_return_policy, published_ways
from .policy import Fees, PolicyRule, ReturnPolicy, Shipping
from .promises import Promise, promise
from .records import Difference, KnownDays, Record, Replay, Versions, record, replay
from .rules import POLICY_RULES, STATUTORY_RULES
from .trials.backtest import Cell, Comparison, Example, Pair, Tried, try_both
from .trials.past_requests import Asked, PastRequest, past_request
from .trials.shadow import Differing, PresentRule, differing
from .what_if import Alternative, alternatives
from .windows import Anchor, Season, Window
from .withdrawal.forms import Form, check_form
from .withdrawal.functions import FunctionDuty, labels, withdrawal_function_required
from .withdrawal.receipts import Acknowledgement, Retained, acknowledgement, retained
from .withdrawal.statements import Declared, Statement, Via, in_time, statement

__all__ = [
    "COMPLAINT",
    "EXCHANGE",
    "POLICY_RULES",
    "RETURN_CASE",
    "STATUTORY_RULES",
    "Acknowledgement",
    "Advice",
    "AgainstFloor",
    "Alternative",
    "Anchor",
    "Answer",
    "Answers",
    "Asked",
    "Basis",
    "Beside",
    "Bundles",
    "Case",
    "CaseExchange",
    "CaseFile",
    "CaseLine",
    "CaseParcel",
    "CaseRefund",
    "CaseState",
    "Cell",
    "Changes",
    "Claiming",
    "Comparison",
    "Complaint",
    "ComplaintKind",
    "ComplaintState",
    "Costs",
    "Counted",
    "CustomerHistory",
    "Declared",
    "Desk",
    "Difference",
    "Differing",
    "Disposition",
    "Entered",
    "Estimate",
    "Evidence",
    "Example",
    "Exchange",
    "ExchangeState",
    "Extras",
    "Fault",
    "Fee",
    "FeeStep",
    "Fees",
    "Filed",
    "Form",
    "FunctionDuty",
    "Handling",
    "KnownDays",
    "Leg",
    "Link",
    "Lint",
    "Option",
    "Overruled",
    "Page",
    "Pair",
    "Passed",
    "PastRequest",
    "Payer",
    "PolicyChange",
    "PolicyRule",
    "Pools",
    "PresentRule",
    "Price",
    "Promise",
    "Published",
    "PublishedWay",
    "Quoted",
    "Record",
    "Refunding",
    "Remedy",
    "Replacement",
    "Replay",
    "RequestLine",
    "Resolution",
    "Retained",
    "ReturnCase",
    "ReturnPolicy",
    "ReturnReason",
    "Returnless",
    "Review",
    "Season",
    "Section",
    "Settled",
    "Severity",
    "Shipping",
    "Statement",
    "Tendency",
    "Terms",
    "Tried",
    "Trigger",
    "Unit",
    "ValueBasis",
    "Versions",
    "Via",
    "Way",
    "Weight",
    "Window",
    "acknowledgement",
    "advise",
    "against_floor",
    "alternatives",
    "announce",
    "broken_at",
    "chain",
    "changes",
    "check_form",
    "complaint_changes",
    "decide",
    "differing",
    "enter",
    "exchange_changes",
    "export",
    "heard",
    "in_time",
    "labels",
    "lint",
    "merchant_return_policy",
    "offer",
    "open_case",
    "open_complaint",
    "open_exchange",
    "pass_on",
    "past_request",
    "policy_changes",
    "policy_page",
    "promise",
    "proposal",
    "published_ways",
    "quote_exchange",
    "record",
    "replacement_order",
    "replay",
    "request",
    "retained",
    "statement",
    "told",
    "try_both",
    "withdrawal_function_required",
]
