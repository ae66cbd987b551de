"""The facts of a sale: order, lines, parcels, tenders, movements, and what goes back for units that come back."""

from .arrivals import Arrival, arrival, each_arrival
from .axes import Brief, Collection, Flag, Fulfilment, Refunded, Returned
from .cancelling import CancellationPolicy, UnderWay, Until, cancellation_quote
from .cents import Cent, Schedule, schedule
from .collecting import collection, due, paid
from .decided import Stage, archived, holds, open_cases, stage
from .lines import Buyer, BuyerKind, Charge, Condition, Discount, Kind, Line, LineFacts
from .machine import available, evolve, lifecycle, replay
from .movements import Moved, Movement, Pool, Tally
from .order import Channel, Order, from_dict, to_dict
from .parcels import Packed, Parcel, Seen, Sighting
from .practices import Practices, Transit, practices_on
from .promise import DeliveryWindow, Dispatch, delivery_window, slippage
from .promotions import DiscountPolicy, Promotion
from .proposals import refund_values
from .quotes import Deduction, Quote, QuoteItem, join
from .reductions import reduction
from .refunds import Outbound, Partial, quote
from .repayments import Payout, PayoutState, Repaid, Repayment, RepaymentState
from .said import request, told, units
from .shares import worth
from .standing import Facts, Status, status
from .taking_back import lost_discounts, missing_gifts, restored
from .telling import explain, project
from .tenders import STORE_CREDIT, Spread, Tender, TenderShare, spread

__all__ = [
    "STORE_CREDIT",
    "Arrival",
    "Brief",
    "Buyer",
    "BuyerKind",
    "CancellationPolicy",
    "Cent",
    "Channel",
    "Charge",
    "Collection",
    "Condition",
    "Deduction",
    "DeliveryWindow",
    "Discount",
    "DiscountPolicy",
    "Dispatch",
    "Facts",
    "Flag",
    "Fulfilment",
    "Kind",
    "Line",
    "LineFacts",
    "Moved",
    "Movement",
    "Order",
    "Outbound",
    "Packed",
    "Parcel",
    "Partial",
    "Payout",
    "PayoutState",
    "Pool",
    "Practices",
    "Promotion",
    "Quote",
    "QuoteItem",
    "Refunded",
    "Repaid",
    "Repayment",
    "RepaymentState",
    "Returned",
    "Schedule",
    "Seen",
    "Sighting",
    "Spread",
    "Stage",
    "Status",
    "Tally",
    "Tender",
    "TenderShare",
    "Transit",
    "UnderWay",
    "Until",
    "archived",
    "arrival",
    "available",
    "cancellation_quote",
    "collection",
    "delivery_window",
    "due",
    "each_arrival",
    "evolve",
    "explain",
    "from_dict",
    "holds",
    "join",
    "lifecycle",
    "lost_discounts",
    "missing_gifts",
    "open_cases",
    "paid",
    "practices_on",
    "project",
    "quote",
    "reduction",
    "refund_values",
    "replay",
    "request",
    "restored",
    "schedule",
    "slippage",
    "spread",
    "stage",
    "status",
    "to_dict",
    "told",
    "units",
    "worth",
]
