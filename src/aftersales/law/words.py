"""The closed vocabularies of law rows."""

from __future__ import annotations

from enum import Enum

__all__ = [
    "Confidence",
    "ExceptionCode",
    "ExtraDay",
    "GuaranteeKind",
    "NotInformed",
    "Notify",
    "RefundFrom",
    "ReturnCost",
    "Scheme",
    "Start",
    "Withhold",
]


class Confidence(Enum):
    """How well a row is known; only ``high`` can be certain."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Start(Enum):
    """What starts the period of withdrawal."""

    RECEIPT_LAST = "receipt_last"
    RECEIPT_FIRST = "receipt_first"
    RECEIPT = "receipt"
    CONTRACT = "contract"
    RECEIPT_OR_DOCUMENT = "receipt_or_document_later"
    RECEIPT_OR_CONTRACT = "receipt_or_contract_later"
    CONTRACT_OR_DOCUMENT = "contract_or_document_later"
    DOCUMENT = "document"


class NotInformed(Enum):
    """What follows if the buyer was not told of the right."""

    NONE = "none"
    ADD_MONTHS = "add_months"
    RESTART = "restart"
    RESTART_CAPPED = "restart_capped"
    FIXED_DAYS = "fixed_days"
    UNLIMITED = "unlimited"


class ReturnCost(Enum):
    """Who pays for sending back after a withdrawal."""

    TRADER = "trader"
    CONSUMER = "consumer"
    CONSUMER_IF_INFORMED = "consumer_if_informed"


class RefundFrom(Enum):
    """From which event the time to refund runs."""

    NOTICE = "notice"
    GOODS_RECEIVED = "goods_received"
    GOODS_BACK_OR_PROOF = "goods_back_or_proof"


class Withhold(Enum):
    """How long the trader may hold the refund."""

    NO = "no"
    UNTIL_GOODS = "until_goods"
    UNTIL_GOODS_OR_PROOF = "until_goods_or_proof"


class ExtraDay(Enum):
    """A day the computation statute treats like a public holiday although calendars leave it out."""

    GOOD_FRIDAY = "good_friday"
    LIBERATION_DAY_5_MAY = "liberation_day_5_may"
    FRIDAY_AFTER_ASCENSION = "friday_after_ascension"
    MIDSUMMER_EVE = "midsummer_eve"
    CHRISTMAS_EVE = "christmas_eve"
    NEW_YEARS_EVE = "new_years_eve"


class ExceptionCode(Enum):
    """A reason why the law gives no right of withdrawal; its conditions stand in `exceptions`."""

    SERVICE_DONE = "service_done"
    MARKET_PRICE = "market_price"
    CUSTOM = "custom"
    PERISHABLE = "perishable"
    HYGIENE_UNSEALED = "hygiene_unsealed"
    MIXED = "mixed"
    ALCOHOL_FUTURES = "alcohol_futures"
    URGENT_REPAIR = "urgent_repair"
    MEDIA_UNSEALED = "media_unsealed"
    PRESS = "press"
    AUCTION = "auction"
    DATED_LEISURE = "dated_leisure"
    DIGITAL_STARTED = "digital_started"
    MEDICINE_PRESCRIPTION = "medicine_prescription"
    MEDICINE = "medicine"
    GAMBLING = "gambling"
    PERSONAL_USE = "personal_use"
    NOT_RETURNABLE = "not_returnable"
    DAMAGED_BY_CONSUMER = "damaged_by_consumer"
    VALUE_DROP_USE = "value_drop_use"
    VALUE_DROP_TIME = "value_drop_time"
    ACTIVATED_DEVALUED = "activated_devalued"
    NEAR_EXPIRY_DISCLOSED = "near_expiry_disclosed"
    INSTALLED = "installed"
    RESALE = "resale"
    BOOKS = "books"
    INTL_FLIGHT = "intl_flight"
    FOOD_ROUNDS = "food_rounds"
    FINANCIAL = "financial"
    SERVICE_BEGUN = "service_begun"
    SERVICE_SOON = "service_soon"


class GuaranteeKind(Enum):
    """What kind of period the legal guarantee has."""

    FIXED = "fixed"
    LIMITATION = "limitation"
    REASONABLE_DURABILITY = "reasonable_durability"


class Scheme(Enum):
    """In which order the remedies of the legal guarantee come, and who chooses."""

    EU_HIERARCHY = "eu_hierarchy"
    UK_THREE_TIERS = "uk_three_tiers"
    REPAIR_FIRST = "repair_first"
    CONSUMER_CHOICE = "consumer_choice"
    REASONABLE = "reasonable"
    SUPPLIER_CHOICE_MINOR = "supplier_choice_minor"
    RESCISSION_OR_REDUCTION = "rescission_or_reduction"
    PERFORMANCE_FIRST = "performance_first"
    REPAIR_EXCHANGE_REFUND = "repair_exchange_refund"


class Notify(Enum):
    """By when a defect must be told so that the right is not lost."""

    NONE = "none"
    TWO_MONTHS = "two_months"
    REASONABLE_MIN_TWO_MONTHS = "reasonable_min_two_months"
    TWELVE_MONTHS = "twelve_months"
    AT_ONCE = "at_once"
    STATE_OPTION = "state_option"
