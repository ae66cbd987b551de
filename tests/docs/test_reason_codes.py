from aftersales.decisions import Audience, Reason
from scripts import reason_codes


def test_the_page_is_what_the_script_writes() -> None:
    """
    Run ``python scripts/reason_codes.py`` after a reason was declared or worded otherwise.
    """
    assert reason_codes.page(reason_codes.declared()) == reason_codes.PAGE.read_text(encoding="utf-8")


def test_every_room_has_a_table_and_every_reason_a_row() -> None:
    """
    Both forms of a sentence that counts stand in it, and a bar does not end the cell.
    """
    counted = Reason("a.counted", "{n} unit", ("n",), plural="{n} units", counts="n")
    barred = Reason("b.barred", "this | that", audience=Audience.STAFF, since="0.2.0")

    written = reason_codes.page([counted, barred])

    assert "\n### a\n" in written
    assert "| `a.counted` | {n} unit / {n} units | `n` | customer | 0.1.0 |\n" in written
    assert "| `b.barred` | this \\| that |  | staff | 0.2.0 |\n" in written
