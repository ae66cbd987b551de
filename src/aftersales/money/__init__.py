"""
Money in whole minor units, and splits that add up.

A `Money` is an integer count of the minor unit of an ISO 4217 currency: cents for EUR, yen for JPY, fils for KWD.
No float ever becomes money, and no amount below one minor unit is rounded away in silence.
"""

from .amounts import Money, total
from .currencies import DIGITS
from .splitting import share, split, split_units
from .taxes import Taxed

__all__ = ["DIGITS", "Money", "Taxed", "share", "split", "split_units", "total"]
