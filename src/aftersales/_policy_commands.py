"""The commands that try a policy: what is wrong with it, what changed in it, and what it would have done."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from datetime import date, datetime
from pathlib import Path

from . import documents
from ._commands import UsageError, day_of
from ._progress import progress
from ._report import report
from ._screen import screen
from ._show_policy import change_data, practices_changes, run_data, show_changes, show_run, tally
from ._simulate import desk, simulate
from .orders import Practices, practices_on
from .returns import ReturnPolicy
from .returns.policies.difference import policy_changes

__all__ = ["diff", "try_policies"]


def diff(options: Namespace, now: datetime) -> None:
    """
    Show what changed from one shop file to another, for whom, and whether that is kinder or stricter.

    .. versionadded:: 0.1.0
    """
    on = day_of("--on", options.on) or now.date()
    (one, stated), (two, states) = (_on(file, on) for file in (options.before, options.after))
    changes, practices = policy_changes(one, two), practices_changes(stated, states)
    if options.json:
        data = {
            "returns": [change_data(change) for change in changes],
            "practices": [
                {"field": name, "before": documents.dump(before), "after": documents.dump(after)}
                for name, before, after in practices
            ],
        }
        sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
        return
    out = screen()
    out.title(f"{options.before} -> {options.after}, orders of {on.isoformat()}")
    show_changes(out, changes, practices)
    if changes:
        out.text("")
        out.text(f"{len(changes)} changes for customers: {tally(changes)}", 1)


def _on(file: Path, on: date) -> tuple[ReturnPolicy, Practices]:
    shop = desk(file)
    return shop.policies.on(on) or ReturnPolicy(), practices_on(shop.practices, on)


def try_policies(options: Namespace, _now: datetime) -> None:
    """
    Decide a file of past orders under two policies, and show or write what the second one would have changed.

    .. versionadded:: 0.1.0
    """
    if len(options.policies) != 2:  # noqa: PLR2004
        raise UsageError(f"--policy: expected two of them, got {len(options.policies)}")
    if options.jobs < 1:
        raise UsageError(f"--jobs: expected a whole number of 1 or more, got {options.jobs}")
    before, after = options.policies
    with progress(options.orders.stat().st_size) as told:
        run = simulate(options.orders, (before, after), jobs=options.jobs, told=told)
    names = _names(before, after)
    if options.report is not None:
        options.report.write_text(report(run, names), encoding="utf-8")
    if options.json:
        sys.stdout.write(json.dumps(run_data(run, names), indent=2, ensure_ascii=False) + "\n")
    else:
        show_run(screen(), run, names)


def _names(before: Path, after: Path) -> tuple[str, str]:
    """Call both by what the shop calls them, or by their files where that does not tell them apart."""
    found = [versions[-1].name if (versions := desk(file).policies.versions) else "" for file in (before, after)]
    one, two = found
    return (one, two) if one and two and one != two else (before.name, after.name)
