"""
Money beside the least it could cost, and beside py-moneyed.

The references are a frozen attrs class of two fields that checks nothing, a split by largest remainder written on
plain whole numbers, and the sum of whole numbers put into one Money.
"""

import random
from collections.abc import Callable, Sequence
from decimal import ROUND_DOWN, Decimal

import attrs
import moneyed

from aftersales.money import Money, split, total
from benchmarks.measure import Contender, Result, race, show

CENT = Decimal("0.01")

Run = Callable[[], object]


@attrs.frozen
class Bare:
    """
    Two fields and the same arithmetic, without any check of what comes in.
    """

    minor: int
    currency: str

    def __add__(self, other: "Bare") -> "Bare":
        """
        Add an amount of the same currency.
        """
        if other.currency != self.currency:
            raise ValueError
        return Bare(self.minor + other.minor, self.currency)

    def __mul__(self, count: int) -> "Bare":
        """
        Take a number of times this amount.
        """
        return Bare(self.minor * count, self.currency)


def split_plainly(whole: int, weights: Sequence[int]) -> list[int]:
    """
    Split by largest remainder, the earliest first on a tie.
    """
    of = sum(weights)
    parts = [whole * weight // of for weight in weights]
    left = whole - sum(parts)
    if left:
        rests = [whole * weight % of for weight in weights]
        for index in sorted(range(len(rests)), key=rests.__getitem__, reverse=True)[:left]:
            parts[index] += 1
    return parts


def split_moneyed(whole: moneyed.Money, weights: Sequence[moneyed.Money]) -> list[moneyed.Money]:
    """
    Split by largest remainder in Decimal, from and to the Money of py-moneyed, which has no split of its own.
    """
    amounts = [weight.amount for weight in weights]
    of = sum(amounts)
    exact = [whole.amount * amount / of for amount in amounts]
    parts = [one.quantize(CENT, ROUND_DOWN) for one in exact]
    left = int((whole.amount - sum(parts)) / CENT)
    for index in sorted(range(len(parts)), key=lambda at: parts[at] - exact[at])[:left]:
        parts[index] += CENT
    return [moneyed.Money(part, moneyed.EUR) for part in parts]


def main() -> tuple[Result, ...]:
    """
    Run all races and return what missed its floor.
    """
    return (*_operations(), *_splits(30), *_splits(300), *_totals(30))


def _operations() -> tuple[Result, ...]:
    bare, more_bare = Bare(1999, "EUR"), Bare(501, "EUR")
    ours, more = Money(1999, "EUR"), Money(501, "EUR")
    amount = Decimal("19.99")  # py-moneyed takes a Decimal as it is, and looks at nothing in it
    theirs, more_theirs = moneyed.Money(amount, moneyed.EUR), moneyed.Money(Decimal("5.01"), moneyed.EUR)
    against_bare: tuple[tuple[str, Run, Run], ...] = (
        ("construct", lambda: Bare(1999, "EUR"), lambda: Money(1999, "EUR")),
        ("add", lambda: bare + more_bare, lambda: ours + more),
        ("multiply", lambda: bare * 3, lambda: ours * 3),
    )
    against_moneyed: tuple[tuple[str, Run, Run, float, float], ...] = (
        ("construct", lambda: moneyed.Money("19.99", moneyed.EUR), lambda: Money(1999, "EUR"), 1 / 1.5, 1 / 2.5),
        ("add", lambda: theirs + more_theirs, lambda: ours + more, 1 / 1.8, 1 / 3.5),
        ("multiply", lambda: theirs * 3, lambda: ours * 3, 1 / 2.5, 1 / 5),
    )
    missed: list[Result] = []
    for name, reference, run in against_bare:
        found = race(Contender("frozen attrs class", reference), Contender("Money", run, floor=1.0, aim=0.6))
        missed += show(f"Money, {name}", found)
    for name, reference, run, floor, aim in against_moneyed:
        found = race(Contender("py-moneyed", reference), Contender("Money", run, floor=floor, aim=aim))
        missed += show(f"Money, {name}", found)
    found = race(
        Contender("py-moneyed", lambda: moneyed.Money(amount, moneyed.EUR)),
        Contender("Money.of", lambda: Money.of(amount, "EUR")),
    )
    return (*missed, *show("Money, from a Decimal of cents, which py-moneyed does not look into", found))


def _splits(lines: int) -> tuple[Result, ...]:
    draw = random.Random(4)
    weights = [draw.randint(100, 20_000) for _ in range(lines)]
    whole = sum(weights) // 7
    ours = [Money(weight, "EUR") for weight in weights]
    discount = Money(whole, "EUR")
    theirs = [moneyed.Money(Decimal(weight) * CENT, moneyed.EUR) for weight in weights]
    their_discount = moneyed.Money(Decimal(whole) * CENT, moneyed.EUR)
    plainly = split_plainly(whole, weights)
    assert plainly == [part.minor for part in split(discount, ours)]
    assert plainly == [int(part.amount / CENT) for part in split_moneyed(their_discount, theirs)]

    plain = race(
        Contender("plain whole numbers", lambda: split_plainly(whole, weights)),
        Contender("split", lambda: split(discount, ours), floor=2.0, aim=1.6),
    )
    peer = race(
        Contender("py-moneyed, Decimal", lambda: split_moneyed(their_discount, theirs)),
        Contender("split", lambda: split(discount, ours), floor=1 / 2, aim=1 / 2.7),
    )
    return (*show(f"Split over {lines} lines", plain), *show(f"Split over {lines} lines", peer))


def _totals(count: int) -> tuple[Result, ...]:
    numbers = [100 + 7 * index for index in range(count)]
    bare = [Bare(number, "EUR") for number in numbers]
    ours = [Money(number, "EUR") for number in numbers]
    assert Money(sum(numbers), "EUR") == total(ours, "EUR")

    found = race(
        Contender("sum of the whole numbers, nothing checked", lambda: Bare(sum([one.minor for one in bare]), "EUR")),
        Contender("total", lambda: total(ours, "EUR"), floor=1.5, aim=1.1),
    )
    return show(f"Total of {count}", found)


if __name__ == "__main__":
    raise SystemExit(1 if main() else 0)
