"""
Run every benchmark beside this file: ``python -m benchmarks``, or those named: ``python -m benchmarks money``.
"""

import sys
from importlib import import_module
from pathlib import Path


def main(names: list[str]) -> int:
    """
    Run them one after another; 1 where a floor was missed.
    """
    names = names or sorted(file.stem.removeprefix("bench_") for file in Path(__file__).parent.glob("bench_*.py"))
    missed = [row for name in names for row in import_module(f"benchmarks.bench_{name}").main()]
    print(f"\n{len(missed)} floors missed" if missed else "\nEvery floor was met.")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
