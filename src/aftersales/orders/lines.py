"""What was sold, to whom, and what was charged for it: facts of the sale that nobody computes again."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import Enum

import attrs

from ..dates import zone_of
from ..errors import FactsError, Problem, facts_error
from ..money import Money, Taxed
from ..money.amounts import same_currency

__all__ = ["Buyer", "BuyerKind", "Charge", "Condition", "Discount", "Kind", "Line", "LineFacts"]


ISO_3166 = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


class BuyerKind(Enum):
    """
    In which capacity somebody bought; a buyer with mixed purposes is a consumer unless trade predominates.

    A sole trader here is one whose contract has no professional character for them: some laws protect them like a
    consumer, and elsewhere they count as a business.
    """

    CONSUMER = "consumer"
    SOLE_TRADER = "sole_trader"
    BUSINESS = "business"
    UNKNOWN = "unknown"


class Kind(Enum):
    """What a line is, since clocks and exceptions differ."""

    GOODS = "goods"
    DIGITAL = "digital"
    SERVICE = "service"


class Condition(Enum):
    """In which condition goods were sold."""

    NEW = "new"
    USED = "used"
    REFURBISHED = "refurbished"


@attrs.frozen(kw_only=True)
class Buyer:
    """
    The party to the contract.

    Args:
        kind: Consumer, business, or unknown.

        residence: Habitual residence as ISO 3166-1 or 3166-2, such as ``DE`` or ``DE-BE``; None if unknown.

        zone: IANA zone of the residence; None if unknown.

        id: The host's opaque id.

        vulnerable: Of a class that the law gives more time, such as the old and the disabled in Israel.

        tiers: The host's words for what the buyer is a member of, such as ``member`` or ``gold``, at the sale.

    Raises:
        FactsError: If the residence is no ISO code or the zone does not exist.

    .. versionadded:: 0.1.0
    """

    kind: BuyerKind = BuyerKind.UNKNOWN
    residence: str | None = None
    zone: str | None = None
    id: str = ""
    vulnerable: bool | None = False
    tiers: frozenset[str] = frozenset()

    def __attrs_post_init__(self) -> None:
        """Refuse words where codes belong."""
        if self.residence is not None:
            _no_other_code(self.residence)
        if self.zone is not None:
            try:
                zone_of(self.zone)
            except FactsError:
                raise facts_error("zone", "an IANA time zone such as Europe/Berlin", "another text") from None

    @property
    def country(self) -> str | None:
        """The country of residence."""
        return self.residence[:2] if self.residence else None


def _no_other_code(residence: str) -> None:
    """Refuse what is no ISO code, and the codes of which the Union has others than ISO."""
    if not ISO_3166.fullmatch(residence):
        raise facts_error("residence", "an ISO 3166 code such as DE or DE-BE", "another text")
    country, region = residence[:2], residence[2:]
    if country in _NOT_ISO:
        hint = f"ISO 3166 says {_NOT_ISO[country]}{region}"
        raise facts_error("residence", "an ISO 3166 code such as DE or DE-BE", country, hint)


#: What the Union and people call two countries, and what ISO 3166 does.
_NOT_ISO = {"UK": "GB", "EL": "GR"}


@attrs.frozen(kw_only=True)
class LineFacts:
    """
    What is known about the goods that the law or a policy asks about; None is "not known".

    The facts that bring an exception into play are false unless the shop says otherwise, so that a plain article
    asks nothing. What then decides is unknown until somebody says it.

    Args:
        sealed_for_hygiene: Sealed goods that are unsuitable for return for reasons of health once unsealed.

        sealed_media: Sealed audio, video or software on a carrier.

        made_to_specification: Made to the buyer's own specification, not chosen from stock options.

        personalised: Clearly personalised, such as engraved.

        perishable: Liable to deteriorate or expire rapidly.

        mixed_inseparably: Mixed with other things after delivery so that it cannot be parted.

        periodical: A single newspaper, periodical or magazine.

        public_auction: Sold in an auction that bidders could attend in person.

        market_price: The price follows a financial market outside the trader's control.

        alcohol_futures: Drinks priced at the sale, deliverable only after 30 days, of a value that follows the market.

        urgent_repair: A visit for urgent repair or maintenance that the buyer asked for, or a spare part used in it.

        dated_service: Accommodation, transport of goods, car rental, catering or leisure for a certain date.

        prescription: A medicine on prescription or from the health service.

        medicine: A medicine or a medical device, on prescription or not.

        gambling: A bet, a lottery ticket or another game for money.

        personal_use: Goods for personal, intimate use.

        not_returnable: By nature it cannot be returned.

        value_dropped_by_use: Its value fell markedly since the buyer used or partly consumed it.

        value_dropped_by_time: Its value fell so much with time that it is hard to sell again.

        activated: Activated or tried, so that it lost much of its value.

        near_expiry_disclosed: Near its expiry, or with a flaw, and sold as such.

        installed: Cannot be sold again after it was installed or used.

        bought_for_resale: Bought to be sold again.

        book: A book.

        international_flight: International air passenger transport.

        food_rounds: Food and drink for daily use that is delivered regularly.

        financial_service: A financial service.

        service_begun: A service that was begun.

        service_soon: A service due so soon after the order that the law gives no time to change one's mind.

        digital_begun: Digital content without a carrier of which performance has begun.

        service_performed: A service that was fully performed.

        consent: The buyer expressly agreed beforehand that it begins at once.

        acknowledged: The buyer acknowledged losing the right by that.

        confirmed: The shop confirmed both on a durable medium.

        loss_marked: The shop clearly marked that the right is lost by it, or offered a trial.

        purchase_confirmed: The buyer confirmed knowing that, for this purchase.

        seal_broken: The seal was broken after delivery.

        used: Used beyond trying it out.

        damaged: Damaged by the customer.

        complete: All parts and accessories are there.

        original_packaging: The original packaging is there.

        bulky: Cannot normally be sent back by post.

        durable: Durable goods, where the law gives them another period.

        long_lived: Goods, or a part of them, meant to last substantially longer than others.

    .. versionadded:: 0.1.0
    """

    sealed_for_hygiene: bool | None = False
    sealed_media: bool | None = False
    made_to_specification: bool | None = False
    personalised: bool | None = False
    perishable: bool | None = False
    mixed_inseparably: bool | None = False
    periodical: bool | None = False
    public_auction: bool | None = False
    market_price: bool | None = False
    alcohol_futures: bool | None = False
    urgent_repair: bool | None = False
    dated_service: bool | None = False
    prescription: bool | None = False
    medicine: bool | None = False
    gambling: bool | None = False
    personal_use: bool | None = False
    not_returnable: bool | None = False
    value_dropped_by_use: bool | None = False
    value_dropped_by_time: bool | None = False
    activated: bool | None = False
    near_expiry_disclosed: bool | None = False
    installed: bool | None = False
    bought_for_resale: bool | None = False
    book: bool | None = False
    international_flight: bool | None = False
    food_rounds: bool | None = False
    financial_service: bool | None = False
    service_begun: bool | None = False
    service_soon: bool | None = False
    digital_begun: bool | None = False
    service_performed: bool | None = False
    consent: bool | None = None
    acknowledged: bool | None = None
    confirmed: bool | None = None
    loss_marked: bool | None = None
    purchase_confirmed: bool | None = None
    seal_broken: bool | None = None
    used: bool | None = None
    damaged: bool | None = None
    complete: bool | None = None
    original_packaging: bool | None = None
    bulky: bool | None = False
    durable: bool | None = None
    long_lived: bool | None = None


@attrs.frozen
class Discount:
    """
    A share of a discount that fell on a line or charge at the sale; told, never computed with.

    .. versionadded:: 0.1.0
    """

    code: str
    amount: Money


PLAIN = LineFacts()


@attrs.frozen(kw_only=True)
class Line:
    """
    So many equal units, and what all of them together were charged.

    Args:
        id: The host's opaque id, unique in the order.

        quantity: Whole units, 1 or more.

        charged: Net, tax and gross of all units after every discount.

        kind: Goods, digital content or a service.

        condition: The condition the goods were sold in.

        sku: The host's article code.

        category: Path of the category, such as ``care/toothbrushes``.

        tags: Words a policy may match.

        agreed_guarantee_months: The shorter legal guarantee that the buyer of used goods agreed to in the form the law
            asks for; None if nothing was agreed.

        tax_rate: The rate as a fraction, such as 0.19, for the credit note; None if unknown.

        discounts: The shares of discounts that are in *charged* already.

        facts: What is known about the goods.

        law_category: What a law calls the goods that gives them a guarantee of their own, such as ``refrigerator``.

        supplied_until: Until when their digital elements are supplied without a break; None if they have none.

        grade: The host's word for the condition they were sold in, such as ``B``, where the shop grades used goods.

        sold_sealed: Whether they were sold with their seal unbroken; None if unknown.

        bundle: The id that all lines of one bundle share; each line has its part of the price.

    Raises:
        FactsError: If the quantity is not positive or an amount is negative.

    .. versionadded:: 0.1.0
    """

    id: str
    quantity: int
    charged: Taxed
    kind: Kind = Kind.GOODS
    condition: Condition = Condition.NEW
    sku: str = ""
    category: str = ""
    tags: frozenset[str] = frozenset()
    agreed_guarantee_months: int | None = None
    tax_rate: Decimal | None = None
    discounts: tuple[Discount, ...] = ()
    facts: LineFacts = PLAIN
    law_category: str = ""
    supplied_until: date | None = None
    grade: str = ""
    sold_sealed: bool | None = None
    bundle: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse what no sale can hold."""
        problems = []
        if not self.id:
            problems.append(Problem("id", "an id", "nothing"))
        if type(self.quantity) is not int or self.quantity < 1:
            problems.append(Problem("quantity", "a whole number of 1 or more", str(self.quantity)))
        if self.charged.net.minor < 0 or self.charged.tax.minor < 0:
            problems.append(Problem("charged", "an amount of 0 or more", str(self.charged.gross)))
        if self.agreed_guarantee_months is not None and self.agreed_guarantee_months < 1:
            months = str(self.agreed_guarantee_months)
            problems.append(Problem("agreed_guarantee_months", "a whole number of 1 or more", months))
        if problems:
            raise FactsError(tuple(problems))
        same_currency("discounts", self.charged.currency, (discount.amount for discount in self.discounts))


@attrs.frozen(kw_only=True)
class Charge:
    """
    What was charged beside the lines, such as shipping.

    Args:
        id: The host's opaque id, unique in the order.

        charged: Net, tax and gross after every discount.

        standard: What the cheapest standard delivery offered would have cost, where the buyer chose a dearer one.

        shipping: Whether it is the delivery; what is not, such as a gift wrap, goes back with the whole order only.

        tax_rate: The rate as a fraction; None if unknown.

    .. versionadded:: 0.1.0
    """

    id: str
    charged: Taxed
    standard: Money | None = None
    shipping: bool = True
    tax_rate: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what no sale can hold."""
        if not self.id:
            raise facts_error("id", "an id", "nothing")
        if self.charged.net.minor < 0 or self.charged.tax.minor < 0:
            raise facts_error("charged", "an amount of 0 or more", self.charged.gross)
        if self.standard is not None:
            same_currency("standard", self.charged.currency, (self.standard,))
            if self.standard.minor < 0:
                raise facts_error("standard", "an amount of 0 or more", self.standard)
