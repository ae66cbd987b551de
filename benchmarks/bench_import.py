"""
What `import aftersales` costs, beside `import attrs`, which it needs in any case.
"""

import sys

from benchmarks.measure import Result, imported, race_imports, show


def main() -> tuple[Result, ...]:
    """
    Run the race, print which modules were loaded, and return what missed its floor.
    """
    found = race_imports(
        "import attrs",
        {"import aftersales": (1.05, 0.2), "from aftersales import Money, Verdict, documents": (None, None)},
    )
    missed = show("Import, in fresh interpreters", found)
    for statement in (row.name for row in found):
        _, modules = imported(statement)
        others = {name.split(".")[0] for name in modules} - sys.stdlib_module_names - {"aftersales", "attr", "attrs"}
        print(f"  {statement}: {len(modules)} modules, of other packages {', '.join(sorted(others)) or 'none'}")
    return missed


if __name__ == "__main__":
    raise SystemExit(1 if main() else 0)
