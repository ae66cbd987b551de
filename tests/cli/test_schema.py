import json

import pytest

from aftersales.__main__ import main
from aftersales.shop import shop_schema


def test_prints_the_schema_of_a_shop_file(capsys: pytest.CaptureFixture[str]) -> None:
    """
    What is printed is JSON, and the schema of the library itself.
    """
    assert 0 == main(["schema"])
    assert shop_schema() == json.loads(capsys.readouterr().out)
