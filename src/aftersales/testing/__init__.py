"""
What a shop's own tests build on: orders in one line, and strategies that draw them.

Nothing here is loaded into a test run by itself, and only `strategies` needs hypothesis (the extra ``testing``).

>>> from aftersales.testing.orders import a_line, an_order, delivered
>>> delivered(an_order(a_line(gross="19.99"))).total
Money(1999, "EUR")
"""
