"""
Print what a run came to, as tables that are Markdown and can be read as they are.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence

from .matching import Tally
from .outcome import Outcome
from .rows import Census

__all__ = ["show"]

VERDICTS = ("accept", "ask", "refer", "refuse")


def show(census: Census, tally: Tally, outcomes: Sequence[Outcome], seconds: Mapping[str, float], note: str) -> None:
    """
    Print every table of a run.
    """
    print(f"# UCI Online Retail\n\n{note}")
    _lines(census)
    _matching(tally)
    _verdicts(outcomes)
    _reasons(outcomes)
    _questions(outcomes)
    _law(outcomes)
    _money(outcomes, tally)
    _speed(outcomes, seconds)
    sys.stdout.flush()


def _lines(census: Census) -> None:
    used = [(part.value, count) for part, count in census.used.most_common()]
    left = [(f"left out: {why}", count) for why, count in census.left_out.most_common()]
    _table("Invoice lines", ("what", "lines"), [*used, *left, ("all", census.lines)])


def _matching(tally: Tally) -> None:
    rows = [
        ("orders", tally.orders),
        ("lines in them", tally.order_lines),
        ("paid for them", _pounds(tally.paid_pence)),
        ("invoices that sold no article, left out", tally.without_article),
        ("cancelled lines", tally.lines),
        ("matched in full", f"{tally.in_full:,} ({_percent(tally.in_full, tally.lines)})"),
        ("matched in part", tally.in_part),
        ("split over several purchases", tally.split),
        ("cancelled units", tally.units),
        ("matched units", f"{tally.units_matched:,} ({_percent(tally.units_matched, tally.units)})"),
        ("credited by the shop for cancelled lines", _pounds(tally.credited_pence)),
        ("of that for matched units", _pounds(tally.credited_matched_pence)),
        *((f"not or not wholly matched: {why}", count) for why, count in tally.unmatched.most_common()),
    ]
    _table("Orders and cancellations", ("what", "count"), rows)


def _verdicts(outcomes: Iterable[Outcome]) -> None:
    rows = []
    for outcome in outcomes:
        share = _percent(outcome.by_verdict["ask"], outcome.answers)
        rows.append((*_named(outcome), outcome.answers, *(outcome.by_verdict[one] for one in VERDICTS), share))
    _table("Verdicts, one for each line of a request", ("policy", "buyers", "lines", *VERDICTS, "share of ask"), rows)
    rows = [
        (*_named(outcome), basis, *(outcome.by_basis[verdict, basis] for verdict in VERDICTS))
        for outcome in outcomes
        for basis in sorted({basis for _, basis in outcome.by_basis})
    ]
    _table("Verdicts by the basis of the best option", ("policy", "buyers", "basis", *VERDICTS), rows)


def _reasons(outcomes: Sequence[Outcome]) -> None:
    keys = sorted({key for outcome in outcomes for key in outcome.codes})
    rows = [(verdict, code, *(outcome.codes[verdict, code] for outcome in outcomes)) for verdict, code in keys]
    columns = [f"{outcome.scenario.policy}: {outcome.scenario.buyers}" for outcome in outcomes]
    _table("Reasons of the best option", ("verdict", "reason code", *columns), rows)


def _questions(outcomes: Sequence[Outcome]) -> None:
    rows = [
        (*_named(outcome), facts, count) for outcome in outcomes for facts, count in outcome.questions.most_common()
    ]
    _table("What is asked", ("policy", "buyers", "open facts", "lines"), rows)


def _law(outcomes: Sequence[Outcome]) -> None:
    rows = []
    for outcome in outcomes:
        if outcome.no_law:
            countries = ", ".join(f"{country} {count}" for country, count in outcome.no_law.most_common())
            rows.append((*_named(outcome), outcome.no_law.total(), outcome.by_verdict["refer"], countries))
    headers = ("policy", "buyers", "lines", "of them referred", "countries")
    _table("Lines of buyers whose law the library does not hold", headers, rows)


def _money(outcomes: Sequence[Outcome], tally: Tally) -> None:
    rows = [
        (*_named(one), one.orders, _pounds(one.paid_pence), one.orders_refunded, _pounds(one.refunded_pence),
         _pounds(one.fees_pence), _pounds(one.capped_pence))
        for one in outcomes
    ]  # fmt: skip
    headers = ("policy", "buyers", "orders asked about", "paid", "orders refunded", "refunded", "fees kept", "capped")
    _table("Money", headers, rows)
    whole = [
        (*_named(one), one.emptied, _pounds(one.emptied_paid_pence), _pounds(one.emptied_back_pence),
         _pounds(one.emptied_fees_pence),
         _pounds(one.emptied_paid_pence - one.emptied_back_pence - one.emptied_fees_pence))
        for one in outcomes
    ]  # fmt: skip
    titles = ("policy", "buyers", "orders", "paid", "refunded", "fees kept", "difference")
    _table("Orders that came back whole", titles, whole)
    print(
        "\nFor every order and every policy: refunds and fees together never exceed what was paid; what is left is what"
        "\nwas paid less what went back; every refund is the sum of its items less its deductions, and its tenders"
        "\ncarry exactly that. The run stops where one of these fails."
    )
    print(f"The shop itself credited {_pounds(tally.credited_matched_pence)} for the matched units.")


def _speed(outcomes: Sequence[Outcome], seconds: Mapping[str, float]) -> None:
    before = sum(seconds.values())
    rows = [
        (
            *_named(outcome),
            outcome.requests,
            round(outcome.answers / outcome.seconds),
            round(outcome.requests / outcome.seconds),
            f"{before + outcome.whole_seconds:.1f} s",
        )
        for outcome in outcomes
        if outcome.seconds
    ]
    headers = ("policy", "buyers", "requests", "lines decided a second", "requests a second", "end to end")
    _table("Speed", headers, rows)
    parts = ", ".join(f"{name} {took:.1f} s" for name, took in seconds.items())
    print(f"\nEnd to end is: {parts}, and then deciding, entering what was accepted, and reconciling.")
    print("All times are of one processor.")


def _table(title: str, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    cells = [list(headers), *([_shown(cell) for cell in row] for row in rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(headers))]
    numbers = [bool(rows) and all(_is_number(row[index]) for row in rows) for index in range(len(headers))]
    print(f"\n## {title}\n")
    for number, row in enumerate(cells):
        padded = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numbers, strict=True)
        )
        print("| " + " | ".join(padded) + " |")
        if not number:
            rules = (
                "-" * (width - 1) + ":" if right else "-" * width for width, right in zip(widths, numbers, strict=True)
            )
            print("| " + " | ".join(rules) + " |")


def _named(outcome: Outcome) -> tuple[str, str]:
    return outcome.scenario.policy, outcome.scenario.buyers


def _shown(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _is_number(cell: object) -> bool:
    return isinstance(cell, int) or str(cell).startswith("£")


def _pounds(pence: int) -> str:
    return f"£{pence // 100:,}.{pence % 100:02d}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"
