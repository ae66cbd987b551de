"""The facts of a sale: order, lines, parcels, tenders, movements, and what goes back for units that come back."""

from .arrivals import Arrival, arrival, each_arrival
from .lines import Buyer, BuyerKind, Charge, Condition, Discount, Kind, Line, LineFacts
from .movements import Moved, Movement, Pool, Tally
from .order import Channel, Order, from_dict, to_dict
from .parcels import Packed, Parcel, Seen, Sighting
from .practices import Practices, Transit, practices_on
from .refunds import Deduction, Outbound, Quote, QuoteItem, join, quote, worth
from .repayments import Payout, PayoutState, Repaid, Repayment, RepaymentState
from .standing import Fulfilment, Refunded, Returned, Status, status
from .tenders import Spread, Tender, TenderShare, spread

__all__ = [
    "Arrival",
    "Buyer",
    "BuyerKind",
    "Channel",
    "Charge",
    "Condition",
    "Deduction",
    "Discount",
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
    "Payout",
    "PayoutState",
    "Pool",
    "Practices",
    "Quote",
    "QuoteItem",
    "Refunded",
    "Repaid",
    "Repayment",
    "RepaymentState",
    "Returned",
    "Seen",
    "Sighting",
    "Spread",
    "Status",
    "Tally",
    "Tender",
    "TenderShare",
    "Transit",
    "arrival",
    "each_arrival",
    "from_dict",
    "join",
    "practices_on",
    "quote",
    "spread",
    "status",
    "to_dict",
    "worth",
]
