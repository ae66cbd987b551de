"""
Other rule engines beside this one on one return case: ``make bench-peers``.

Every engine judges the policy of `benchmarks.by_hand`: the window by category, then whether the article was sold as
final, is damaged, comes too late, or is more than is left. An engine finds the window and the conditions that hold; the
facts are gathered and the answer is built by the same functions for all, so that all return the same objects. Before
anything is timed, each must give the answers of the function written by hand.
"""

import json
from collections.abc import Callable, Collection
from datetime import datetime
from importlib import import_module
from importlib.metadata import version
from itertools import pairwise
from typing import Any

from aftersales.orders import Order
from aftersales.returns import Answers, decide
from aftersales.returns.desk import Case
from benchmarks.by_hand import (
    DESK,
    SINCE,
    WINDOW_DAYS,
    WINDOWS,
    decide_by_hand,
    facts_of,
    finish,
    forget,
    no_promise,
    requests,
)
from benchmarks.measure import Contender, race, show

REASON = "changed_mind"

Request = tuple[Order, str, int, datetime]
Way = Callable[[Order, str, int, datetime], Answers]

#: Takes the facts as plain values; gives the window in days, and the names of the conditions that hold.
Engine = Callable[[dict[str, Any]], tuple[int, Collection[str]]]

#: What each condition asks of the facts, in the words that zen and rule-engine share.
CONDITIONS = {
    "final": "clearance",
    "damaged": "damaged",
    "late": "days > window",
    "too_many": "units > left",
}


def main() -> int:
    """
    Check every engine, then race them.
    """
    asked = requests(500)
    ways: dict[str, Way] = {"written out by hand": by_hand, "aftersales": ours}
    for package, kind, make in (
        ("zen-engine", "one compiled expression", zen_expression),
        ("zen-engine", "decision table", zen_table),
        ("rule-engine", "compiled rules", rule_engine),
        ("business-rules", "run_all", business_rules),
    ):
        ways[f"{package} {version(package)}, {kind}"] = using(make())
    expected = [by_hand(*request) for request in asked]
    for name, way in ways.items():
        assert expected == [way(*request) for request in asked], name
    print(f"All of them give the same {len(asked)} answers.")
    reference, *others = (Contender(name, over(asked, way)) for name, way in ways.items())
    show(f"One return decided, {len(asked)} at a time", race(reference, *others))
    return 0


def over(asked: list[Request], way: Way) -> Callable[[], None]:
    """
    Make one run of all requests, as if each order had just been loaded.
    """

    def run() -> None:
        forget(asked)
        for request in asked:
            way(*request)

    return run


def by_hand(order: Order, line: str, units: int, at: datetime) -> Answers:
    """
    Decide by the function written for this policy.
    """
    return decide_by_hand(order, line, units, REASON, at)


def ours(order: Order, line: str, units: int, at: datetime) -> Answers:
    """
    Decide by this library.
    """
    return decide(order, {line: units}, DESK, at, reason=REASON)


def using(engine: Engine) -> Way:
    """
    Decide by a rule engine, and build the same answer.
    """

    def way(order: Order, line_id: str, units: int, at: datetime) -> Answers:
        line, asked, placed, received, days = facts_of(order, line_id, units, REASON, at)
        case = Case(order=order, request={line_id: asked}, desk=DESK, at=at)
        if placed < SINCE:
            return no_promise(case, line, placed)
        window, holds = engine(
            {
                "category": line.category,
                "clearance": "clearance" in line.tags,
                "damaged": line.facts.damaged is True,
                "days": days,
                "units": units,
                "left": order.tally(line_id).returnable,
            }
        )
        return finish(
            case,
            line,
            received,
            window,
            final="final" in holds,
            damaged="damaged" in holds,
            late="late" in holds,
            too_many="too_many" in holds,
        )

    return way


def _window() -> str:
    """
    Write the window as one conditional expression.
    """
    text = str(WINDOW_DAYS)
    for category, days in WINDOWS.items():
        text = f"(category == '{category}' ? {days} : {text})"
    return text


def zen_expression() -> Engine:
    """
    Compile one expression that gives everything at once.
    """
    parts = {"window": _window(), **CONDITIONS, "late": f"days > {_window()}"}
    compiled = import_module("zen").compile_expression("{" + ", ".join(f"{k}: {v}" for k, v in parts.items()) + "}")

    def engine(facts: dict[str, Any]) -> tuple[int, Collection[str]]:
        found = compiled.evaluate(facts)
        return int(found["window"]), [name for name in CONDITIONS if found[name]]

    return engine


def zen_table() -> Engine:
    """
    Make a decision table that collects one row for each condition, after a node that finds the window.
    """
    rules = [{"_id": name, "when": text, "then": f"'{name}'", "days": "window"} for name, text in CONDITIONS.items()]
    rules.append({"_id": "always", "when": "true", "then": "'window'", "days": "window"})
    outputs = [{"id": "then", "name": "then", "field": "then"}, {"id": "days", "name": "days", "field": "days"}]
    table = {"hitPolicy": "collect", "inputs": [{"id": "when", "name": "when"}], "outputs": outputs, "rules": rules}
    window = {"expressions": [{"id": "e", "key": "window", "value": _window()}], "passThrough": True}
    kinds = (
        ("in", "inputNode", None),
        ("window", "expressionNode", window),
        ("table", "decisionTableNode", table),
        ("out", "outputNode", None),
    )
    graph = {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": name, "name": name, "type": kind, "content": content, "position": {"x": 0, "y": 0}}
            if content
            else {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}}
            for name, kind, content in kinds
        ],
        "edges": [
            {"id": f"{one[0]}-{two[0]}", "sourceId": one[0], "targetId": two[0], "type": "edge"}
            for one, two in pairwise(kinds)
        ],
    }
    zen = import_module("zen")
    decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(graph)))

    def engine(facts: dict[str, Any]) -> tuple[int, Collection[str]]:
        rows = decision.evaluate(facts)["result"]
        return int(rows[0]["days"]), {row["then"] for row in rows}

    return engine


def rule_engine() -> Engine:
    """
    Compile one rule for each window and each condition.
    """
    compile_rule = import_module("rule_engine").Rule
    windows = [(compile_rule(f"category == '{category}'"), days) for category, days in WINDOWS.items()]
    conditions = [(name, compile_rule(text)) for name, text in CONDITIONS.items()]

    def engine(facts: dict[str, Any]) -> tuple[int, Collection[str]]:
        facts["window"] = window = next((days for rule, days in windows if rule.matches(facts)), WINDOW_DAYS)
        return window, [name for name, rule in conditions if rule.matches(facts)]

    return engine


def business_rules() -> Engine:
    """
    Declare variables and actions, and rules as data that use them.
    """
    run_all = import_module("business_rules").run_all
    variables, actions = _facts_class(), _actions_class()
    rules = [
        *(_rule("category", "equal_to", name, "set_window", {"days": days}) for name, days in WINDOWS.items()),
        _rule("clearance", "is_true", True, "note", {"name": "final"}),  # noqa: FBT003 - as the package has it
        _rule("damaged", "is_true", True, "note", {"name": "damaged"}),  # noqa: FBT003 - as the package has it
        _rule("days_too_late", "greater_than", 0, "note", {"name": "late"}),
        _rule("units_too_many", "greater_than", 0, "note", {"name": "too_many"}),
    ]

    def engine(facts: dict[str, Any]) -> tuple[int, Collection[str]]:
        facts["window"], holds = WINDOW_DAYS, list[str]()
        run_all(rules, variables(facts), actions(facts, holds))
        return facts["window"], holds

    return engine


def _rule(variable: str, operator: str, value: object, action: str, params: dict[str, object]) -> dict[str, Any]:
    condition = {"name": variable, "operator": operator, "value": value}
    return {"conditions": {"all": [condition]}, "actions": [{"name": action, "params": params}]}


def _facts_class() -> Any:
    package = import_module("business_rules.variables")

    class Facts(package.BaseVariables):  # type: ignore[name-defined,misc]
        def __init__(self, facts: dict[str, Any]) -> None:
            self.facts = facts

        @package.string_rule_variable  # type: ignore[untyped-decorator]
        def category(self) -> str:
            return str(self.facts["category"])

        @package.boolean_rule_variable  # type: ignore[untyped-decorator]
        def clearance(self) -> bool:
            return bool(self.facts["clearance"])

        @package.boolean_rule_variable  # type: ignore[untyped-decorator]
        def damaged(self) -> bool:
            return bool(self.facts["damaged"])

        @package.numeric_rule_variable  # type: ignore[untyped-decorator]
        def days_too_late(self) -> int:
            return int(self.facts["days"] - self.facts["window"])

        @package.numeric_rule_variable  # type: ignore[untyped-decorator]
        def units_too_many(self) -> int:
            return int(self.facts["units"] - self.facts["left"])

    return Facts


def _actions_class() -> Any:
    package, fields = import_module("business_rules.actions"), import_module("business_rules.fields")

    class Actions(package.BaseActions):  # type: ignore[name-defined,misc]
        def __init__(self, facts: dict[str, Any], holds: list[str]) -> None:
            self.facts, self.holds = facts, holds

        @package.rule_action(params={"days": fields.FIELD_NUMERIC})  # type: ignore[untyped-decorator]
        def set_window(self, days: int) -> None:
            self.facts["window"] = days

        @package.rule_action(params={"name": fields.FIELD_TEXT})  # type: ignore[untyped-decorator]
        def note(self, name: str) -> None:
            self.holds.append(name)

    return Actions


if __name__ == "__main__":
    raise SystemExit(main())
