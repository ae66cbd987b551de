"""
What a rule of a policy is about: which articles it matches, and how specific the match is.

A rule looks at the article, the sale and the buyer, and at nothing else; so what a policy promises can be remembered by
that.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable

import attrs

from ..documents import named
from ..errors import PolicyError, Problem
from ..money import Money
from ..orders import Channel, Condition, Line, Order
from ..orders.lines import ISO_3166
from ..rights import Fault

__all__ = ["Matches", "Price"]


@attrs.frozen(kw_only=True)
class Price:
    """
    A range of prices of one unit, as it was charged: from an amount on, and below another.

    Args:
        least: The lowest price in the range: what costs 500 EUR or more is insured on its way back.

        below: The price at which the range ends: what costs less than 20 EUR is not worth a label.

    Raises:
        PolicyError: If it has no end at all, or its ends are of two currencies or in the wrong order.

    .. versionadded:: 0.1.0
    """

    least: Money | None = attrs.field(default=None, metadata=named("from"))
    below: Money | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a range that is none."""
        match self.least, self.below:
            case None, None:
                raise PolicyError((Problem("", "from or below", "neither"),))
            case Money() as least, Money() as below if least.currency != below.currency:
                raise PolicyError((Problem("below", f"an amount in {least.currency}", str(below)),))
            case Money() as least, Money() as below if least >= below:
                raise PolicyError((Problem("below", f"more than {least}", str(below)),))

    @property
    def bounds(self) -> tuple[Money, ...]:
        """The amounts at which a price enters or leaves it."""
        return tuple(bound for bound in (self.least, self.below) if bound is not None)

    def fits(self, line: Line) -> bool:
        """Say whether a unit of a line was charged so much; a price in another currency is in no range."""
        unit, currency = line.charged.gross.minor // line.quantity, line.charged.currency
        if self.bounds[0].currency != currency:
            return False
        if self.least is not None and unit < self.least.minor:
            return False
        return self.below is None or unit < self.below.minor


@attrs.frozen(kw_only=True, slots=False)
class Matches:
    """
    What an article, its sale and its buyer must be for a rule to hold; what is not said does not matter.

    Args:
        categories: The article's category is one of these or lies below one: ``care`` matches ``care/toothbrushes``
            too.

        tags: The article carries all of these, such as ``["final-sale"]``.

        skus: The article code is one of these: the recalled kettle.

        price: One unit was charged so much: ``{ from = "500 EUR" }``, ``{ below = "20 EUR" }``, or both.

        conditions: It was sold in one of these conditions: refurbished phones have a shorter window.

        grades: It was sold in one of the shop's own grades, such as ``B`` for a scratch.

        sold_sealed: It was sold sealed, or out of an opened box.

        countries: The buyer lives there: ``US``, or ``US-CA`` for a state.

        channels: It was sold so: in the store, where one could try it on, other rules may hold than online.

        customer_tiers: The buyer was a member of one of these at the sale: ``member``, ``gold``.

        payments: One of these kinds of tender was among those paid with: the shop's own ``store_card``.
    """

    categories: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    skus: frozenset[str] = frozenset()
    price: Price | None = None
    conditions: frozenset[Condition] = frozenset()
    grades: frozenset[str] = frozenset()
    sold_sealed: bool | None = None
    countries: frozenset[str] = frozenset()
    channels: frozenset[Channel] = frozenset()
    customer_tiers: frozenset[str] = frozenset()
    payments: frozenset[str] = frozenset()

    def fits(self, line: Line, order: Order | None = None) -> tuple[int, int] | None:
        """
        Say how specific the match with an article is; None where it does not match.

        An article code is more specific than anything else. Below that everything counts that had to be fulfilled: each
        step of the category path, each tag, and each other condition, of which a region counts two.
        """
        if not self.tags <= line.tags:
            return None
        depth = _depth(self.categories, line.category) if self.categories else 0
        if depth is None or not self._sold_so(line):
            return None
        place = self._bought_so(order)
        if place is None:
            return None
        others = (self.price, self.conditions or None, self.grades or None, self.sold_sealed)
        others_said = sum(one is not None for one in others)
        return int(bool(self.skus)), depth + len(self.tags) + others_said + place

    @property
    def of_articles(self) -> bool:
        """Say whether it matches by categories and tags alone, so that a page can say what it is about."""
        return all(getattr(self, name) in (None, frozenset()) for name in MATCHES if name not in ("categories", "tags"))

    def _sold_so(self, line: Line) -> bool:
        return not (
            (self.skus and line.sku not in self.skus)
            or (self.price is not None and not self.price.fits(line))
            or (self.conditions and line.condition not in self.conditions)
            or (self.grades and line.grade not in self.grades)
            or (self.sold_sealed is not None and line.sold_sealed is not self.sold_sealed)
        )

    def _bought_so(self, order: Order | None) -> int | None:
        """Count what had to be fulfilled by the sale and the buyer; without a sale only what asks nothing of them."""
        if order is None:
            return None if self.countries or self.channels or self.customer_tiers or self.payments else 0
        found = [_place(self.countries, order.buyer.residence)] if self.countries else []
        found += [order.channel in self.channels or None] if self.channels else []
        found += [bool(self.customer_tiers & order.buyer.tiers) or None] if self.customer_tiers else []
        found += [any(one.kind in self.payments for one in order.tenders) or None] if self.payments else []
        specific = [int(one) for one in found if one is not None]
        return sum(specific) if len(specific) == len(found) else None


def _place(countries: frozenset[str], residence: str | None) -> int | None:
    """Count a country as one condition and a region of it as two."""
    if residence is None:
        return None
    if len(residence) > _COUNTRY and residence in countries:
        return 2
    return 1 if residence[:_COUNTRY] in countries else None


_COUNTRY = len("DE")

MATCHES = tuple(a.name for a in attrs.fields(Matches))


def _depth(categories: frozenset[str], category: str) -> int | None:
    depths = [path.count("/") + 1 for path in categories if f"{category}/".startswith(f"{path}/")]
    return max(depths, default=None)


def match_problems(rule: Matches) -> Iterable[Problem]:
    """Find what no rule can match."""
    for path in sorted(rule.categories):
        if not all(path.split("/")):
            yield Problem("categories", "paths such as care/toothbrushes, without a slash at either end", f'"{path}"')
    if not all(ISO_3166.fullmatch(code) for code in rule.countries):
        yield Problem("countries", "ISO 3166 codes such as DE or DE-BE", "another text")
    if all(getattr(rule, name) in (None, frozenset()) for name in MATCHES):
        names = "categories, tags or another condition"
        yield Problem("", names, "none of them", "what holds for everything stands above")


class Sight:
    """
    What the rules of one policy look at, so that articles that look the same to them are promised the same.

    Of what is not named by any rule the key holds nothing, so that it stays small and a policy of many rules is asked
    as quickly as one of few.
    """

    __slots__ = (
        "beyond",
        "bounds",
        "channels",
        "conditions",
        "countries",
        "grades",
        "kinds",
        "sealed",
        "skus",
        "tiers",
    )

    def __init__(self, rules: Iterable[Matches]) -> None:
        """Collect what is looked at."""
        rules = tuple(rules)
        self.skus = frozenset().union(*(rule.skus for rule in rules))
        self.countries = frozenset().union(*(rule.countries for rule in rules))
        self.tiers = frozenset().union(*(rule.customer_tiers for rule in rules))
        self.kinds = frozenset().union(*(rule.payments for rule in rules))
        self.grades = frozenset().union(*(rule.grades for rule in rules))
        self.conditions = any(rule.conditions for rule in rules)
        self.channels = any(rule.channels for rule in rules)
        self.sealed = any(rule.sold_sealed is not None for rule in rules)
        bounds: dict[str, set[int]] = {}
        for rule in rules:
            for bound in rule.price.bounds if rule.price is not None else ():
                bounds.setdefault(bound.currency, set()).add(bound.minor)
        self.bounds = {currency: sorted(minors) for currency, minors in bounds.items()}
        seen = (self.skus, self.countries, self.tiers, self.kinds, self.grades, self.bounds)
        self.beyond = any(seen) or self.conditions or self.channels or self.sealed

    def key(self, line: Line, fault: Fault, order: Order | None) -> Hashable:
        """Name everything about an article that some rule may look at beyond category and tags, and these."""
        return line.category, line.tags, fault, self._of_line(line), self._of_order(order)

    def _of_line(self, line: Line) -> Hashable:
        price = None
        if self.bounds and (bounds := self.bounds.get(line.charged.currency)) is not None:
            price = bisect_right(bounds, line.charged.gross.minor // line.quantity), line.charged.currency
        return (
            line.sku if line.sku in self.skus else None,
            price,
            line.condition if self.conditions else None,
            line.grade if line.grade in self.grades else None,
            line.sold_sealed if self.sealed else None,
        )

    def _of_order(self, order: Order | None) -> Hashable:
        if order is None:
            return None
        residence = order.buyer.residence if self.countries else None
        if residence is not None and residence not in self.countries:
            residence = residence[:2] if residence[:2] in self.countries else ""
        return (
            residence,
            order.channel if self.channels else None,
            order.buyer.tiers & self.tiers if self.tiers else None,
            frozenset(tender.kind for tender in order.tenders) & self.kinds if self.kinds else None,
        )
