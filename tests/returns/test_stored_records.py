from datetime import datetime

import attrs
import pytest

from aftersales import Verdict, documents, returns, samples
from aftersales.events import Actor, Override, Role
from aftersales.orders import LineFacts
from aftersales.returns import Record

OVERRIDE = Override(
    verdict=Verdict.ACCEPT,
    by=Actor(Role.STAFF, "staff-7"),
    at=datetime.fromisoformat("2026-05-20T09:00:00+02:00"),
    why="a loyal customer",
)


def stored(number: int) -> Record:
    """
    Decide a sample, and take its record through its document.
    """
    sample = samples.samples()[number]
    record = returns.record(returns.decide(sample.order, sample.request, samples.shop().returns, sample.at))
    return documents.loads(Record, documents.dumps(record))


@pytest.mark.parametrize("number", range(7))
def test_a_stored_record_is_intact_and_replays(number: int) -> None:
    """
    Nothing of a decision is lost on the way to a database and back.
    """
    record = stored(number)

    assert record.intact()
    assert returns.replay(record).same


def test_facts_that_say_nothing_out_of_the_ordinary_replay() -> None:
    """
    What is left out of a document since it stands at its default is decided like what was never said.
    """
    sample = samples.samples()[0]
    line = attrs.evolve(sample.order.lines[0], facts=LineFacts(sealed_media=False))
    order = attrs.evolve(sample.order, lines=(line,))
    record = returns.record(returns.decide(order, {"boots": 1}, samples.shop().returns, sample.at))

    assert returns.replay(documents.loads(Record, documents.dumps(record))).same


def test_staff_overrule_a_stored_record() -> None:
    """
    The verdict is theirs, the record stays whole, and a replay keeps their decision.
    """
    record = stored(1).overruled("bikini", OVERRIDE)

    assert Verdict.ACCEPT is record.answers["bikini"].verdict
    assert "law.hygiene_unsealed" in record.answers["bikini"].codes
    assert record.intact()
    assert returns.replay(record).same
    assert record == documents.loads(Record, documents.dumps(record))


def test_only_a_line_of_the_request_can_be_overruled() -> None:
    """
    Nothing is decided about what nobody asked for.
    """
    record = stored(1)

    with pytest.raises(KeyError):
        record.overruled("towel", OVERRIDE)
