"""
Write the orders and cancellations as lines of JSON that ``aftersales simulate`` reads.
"""

import json
from pathlib import Path

from aftersales.orders import to_dict

from .matching import Tally, requests_of
from .rows import Census, by_customer, read

__all__ = ["export"]

#: Nothing in the data tells in which condition goods came back; they are taken to be as they were sold.
AS_SOLD = {"used": False, "seal_broken": False, "original_packaging": True, "complete": True}


def export(file: Path, weeks: int, target: Path) -> int:
    """
    Write one line for each cancellation and order it takes back of; return how many lines that are.

    Args:
        file: The data.

        weeks: How far to move every date on.

        target: The file to write.
    """
    rows, tally, count = by_customer(read(file), Census()), Tally(), 0
    with target.open("w", encoding="utf-8") as lines:
        for customer in sorted(rows):
            for request in requests_of(rows.pop(customer), tally, weeks):
                line = {
                    "order": to_dict(request.order),
                    "request": {line: {"units": units, "facts": AS_SOLD} for line, units in request.units.items()},
                    "at": request.at.isoformat(),
                    "reason": "changed_mind",
                }
                lines.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
                count += 1
    return count
