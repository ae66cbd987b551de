"""
The two policies, and what the shop is taken to state about itself.

None of it is in the data: who buys as a consumer, whether buyers were told of their right of withdrawal, how long
parcels take, and what the shop promises are assumptions. They stand here as a shop would state them.
"""

from datetime import date
from decimal import Decimal

import attrs

from aftersales.dates import Calendars
from aftersales.documents import PolicyBook
from aftersales.errors import MissingExtraError
from aftersales.orders import Outbound, Practices, Transit
from aftersales.returns import Desk, ReturnPolicy
from aftersales.returns.desk import NO_CALENDARS
from aftersales.returns.policy import Fees, PolicyRule, Window
from aftersales.rights import Fee

__all__ = ["Scenario", "calendars", "scenarios"]

POLICIES = (
    ReturnPolicy(name="14 days", window=Window(days=14)),
    ReturnPolicy(
        name="60 days, 10 % fee",
        window=Window(days=60),
        fees=Fees(customer=Fee(percent=Decimal(10))),
        outbound=Outbound.ALL,
        rules=(PolicyRule(tags=frozenset({"seasonal"}), final_sale=True),),
    ),
)

STATED = Practices(
    evidence="assumed for this run",
    informs_of_withdrawal=True,
    tells_return_cost=True,
    shows_policy=True,
    transit=Transit(min_days=1, max_days=7),
)

#: Whom the shop sells to: it does not say, to consumers, or to businesses. Most buyers were in fact businesses.
#: The last one asks what would be left to ask if the shop knew the day of delivery.
BUYERS = {
    "unknown": STATED,
    "businesses": attrs.evolve(STATED, sells_to="business"),
    "consumers": attrs.evolve(STATED, sells_to="consumer"),
    "consumers, received on the third day": attrs.evolve(
        STATED, sells_to="consumer", transit=Transit(min_days=3, max_days=3)
    ),
}


@attrs.frozen
class Scenario:
    """
    One policy under one statement about the buyers.
    """

    policy: str
    buyers: str
    desk: Desk


def calendars() -> Calendars:
    """
    Take public holidays from the package ``holidays`` where it is installed, and none where it is not.
    """
    from aftersales.calendars import HolidayCalendars

    try:
        return HolidayCalendars()
    except MissingExtraError:
        return NO_CALENDARS


def scenarios(holidays: Calendars) -> list[Scenario]:
    """
    Make every combination of policy and buyers.
    """
    return [
        Scenario(
            policy.name,
            buyers,
            Desk(
                policies=PolicyBook((attrs.evolve(policy, since=date(2010, 1, 1)),)),
                practices=(stated,),
                calendars=holidays,
            ),
        )
        for policy in POLICIES
        for buyers, stated in BUYERS.items()
    ]
