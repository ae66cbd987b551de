"""
What a policy of many rules costs: a decision under sixty of them beside one under six, once both are resolved.

Both policies say the same about the articles that are asked for; the other rules are about other articles, prices,
countries and customers, so that none of them can be left out unseen.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import attrs

from aftersales.documents import PolicyBook
from aftersales.money import Money
from aftersales.orders import Buyer
from aftersales.returns import Desk, Fee, Fees, PolicyRule, Price, ReturnPolicy, Window, decide, promise
from aftersales.returns.promises import Promise
from aftersales.rights import Fault
from benchmarks.by_hand import requests
from benchmarks.measure import Contender, Result, race, show

FEW, MANY = 6, 60


def main() -> tuple[Result, ...]:
    """
    Run both races and return what missed its floor.
    """
    return (*_decisions(), *_promises())


def policy(rules: int) -> ReturnPolicy:
    """
    Write a policy of so many rules, of every kind in turn.
    """
    kinds = (_by_category, _by_tag, _by_code, _by_price, _by_country, _by_tier)
    written = tuple(kinds[number % len(kinds)](number) for number in range(rules))
    return ReturnPolicy(name="Returns 2026", since=date(2026, 1, 1), window=Window(days=30), rules=written)


def _by_category(number: int) -> PolicyRule:
    return PolicyRule(categories=frozenset({f"shelf-{number}"}), window=Window(days=60))


def _by_tag(number: int) -> PolicyRule:
    return PolicyRule(tags=frozenset({f"tag-{number}"}), final_sale=True)


def _by_code(number: int) -> PolicyRule:
    return PolicyRule(skus=frozenset({f"sku-{number}"}), unopened=True)


def _by_price(number: int) -> PolicyRule:
    fees = Fees(customer=Fee(percent=Decimal(number)))
    return PolicyRule(price=Price(least=Money(1_000_000 + number, "USD")), fees=fees)


def _by_country(number: int) -> PolicyRule:
    return PolicyRule(countries=frozenset({f"DE-{number:02}"}), window=Window(days=number + 1))


def _by_tier(number: int) -> PolicyRule:
    return PolicyRule(customer_tiers=frozenset({f"tier-{number}"}), credit_bonus=Decimal(number))


def _decisions() -> tuple[Result, ...]:
    asked = requests(500)

    def deciding(rules: int) -> Callable[[], None]:
        desk = Desk(policies=PolicyBook((policy(rules),)))

        def run() -> None:
            for order, line, units, at in asked:
                decide(order, {line: units}, desk, at, reason="changed_mind")

        return run

    found = race(
        Contender(f"under {FEW} rules", deciding(FEW)),
        Contender(f"under {MANY} rules", deciding(MANY), floor=1.5),
    )
    return show(f"A decision under a resolved policy, {len(asked)} at a time", found)


def _promises() -> tuple[Result, ...]:
    asked = [(order, order.line(line)) for order, line, _, _ in requests(500)]
    buyer = Buyer(residence="DE-10", zone="Europe/Berlin", tiers=frozenset({"tier-5"}))
    asked += [(attrs.evolve(order, buyer=buyer), line) for order, line in asked]

    def settling(rules: int) -> Callable[[], None]:
        kind = policy(rules)

        def run() -> None:
            found: list[Promise] = [promise(kind, line, Fault.CUSTOMER, order) for order, line in asked]
            assert found

        return run

    found = race(
        Contender(f"of {FEW} rules", settling(FEW)),
        Contender(f"of {MANY} rules", settling(MANY), floor=1.5),
    )
    return show(f"What a resolved policy promises, {len(asked)} articles at a time", found)
