from hypothesis import given
from jsonschema import Draft202012Validator, FormatChecker

from aftersales.documents import dump
from aftersales.orders import Practices
from aftersales.returns import ReturnPolicy
from aftersales.shop import shop_schema

from . import drawn

SHOP = Draft202012Validator(shop_schema(), format_checker=FormatChecker())


@given(policy=drawn.policies, stated=drawn.practices)
def test_every_policy_that_can_be_written_fits_the_schema(policy: ReturnPolicy, stated: Practices) -> None:
    """
    What the library writes of a policy and of practices, the schema of a shop file takes.
    """
    assert SHOP.is_valid({"returns": dump(policy), "practices": [dump(stated)]})
