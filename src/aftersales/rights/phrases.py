"""What an open fact is about, in words."""

from __future__ import annotations

from ..decisions import N_

__all__ = ["PHRASES", "phrase"]


#: What an open fact is about, in words that fit after "depends on this:".
PHRASES = {
    "buyer.kind": N_("whether you bought as a consumer"),
    "buyer.residence": N_("in which country you live"),
    "calendar": N_("which days are public holidays where you live"),
    "buyer.vulnerable": N_("whether the law gives you more time, for instance because of your age"),
    "defect_on": N_("when the defect first showed"),
    "hidden": N_("whether the defect could be seen at delivery"),
    "serious": N_("how serious the defect is"),
    "delivered_on": N_("when the goods were delivered"),
    "disclosed": N_("whether you were told everything the law asks for before you bought"),
    "document_on": N_("when you received the contract in writing"),
    "informed": N_("whether you were told of your right of withdrawal"),
    "law": N_("what the law of your country says"),
    "chose_credit": N_("whether you want store credit instead of your money"),
    "line.activated": N_("whether it was activated"),
    "line.acknowledged": N_("whether you acknowledged losing the right of withdrawal"),
    "line.alcohol_futures": N_("whether the drinks were sold at a market value long before delivery"),
    "line.complete": N_("whether all parts are there"),
    "line.confirmed": N_("whether your agreement was confirmed to you"),
    "line.consent": N_("whether you agreed that it starts at once"),
    "line.dated_service": N_("whether it was booked for a certain date"),
    "line.digital_begun": N_("whether the download or the streaming has begun"),
    "line.durable": N_("whether these are durable goods"),
    "line.made_to_specification": N_("whether it was made to your own specification"),
    "line.market_price": N_("whether the price follows a financial market"),
    "line.mixed_inseparably": N_("whether it was mixed with other things"),
    "line.original_packaging": N_("whether the original packaging is there"),
    "line.periodical": N_("whether it is a single newspaper or magazine"),
    "line.perishable": N_("whether it spoils quickly"),
    "line.personalised": N_("whether it was personalised"),
    "line.prescription": N_("whether it is a medicine on prescription"),
    "line.public_auction": N_("whether it was sold at a public auction"),
    "line.seal_broken": N_("whether the seal was broken after delivery"),
    "line.sealed_for_hygiene": N_("whether it was sealed for reasons of hygiene"),
    "line.sealed_media": N_("whether it is a sealed recording or software"),
    "line.service_performed": N_("whether the service was fully performed"),
    "line.urgent_repair": N_("whether it was an urgent repair you asked for"),
    "line.used": N_("whether it was used"),
    "line.book": N_("whether it is a book"),
    "line.bought_for_resale": N_("whether you bought it to sell it again"),
    "line.financial_service": N_("whether it is a financial service"),
    "line.food_rounds": N_("whether it is food for daily use that is delivered regularly"),
    "line.gambling": N_("whether it is a game for money"),
    "line.installed": N_("whether it was installed"),
    "line.international_flight": N_("whether it is an international flight"),
    "line.long_lived": N_("whether it is meant to last much longer than other goods"),
    "line.loss_marked": N_("whether it was clearly marked that the right is lost"),
    "line.medicine": N_("whether it is a medicine"),
    "line.near_expiry_disclosed": N_("whether it was sold as near its expiry"),
    "line.not_returnable": N_("whether it can be returned by its nature"),
    "line.personal_use": N_("whether it is for personal use"),
    "line.purchase_confirmed": N_("whether you confirmed that for this purchase"),
    "line.service_begun": N_("whether the service was begun"),
    "line.service_soon": N_("how soon the service was due"),
    "line.value_dropped_by_time": N_("whether its value fell with time"),
    "line.value_dropped_by_use": N_("whether its value fell by use"),
    "repair.asked": N_("whether you had asked for a repair"),
    "repair.restored": N_("whether the repair put the article right"),
    "repair.same_defect": N_("whether it is the same defect as the repaired one"),
    "shows_policy": N_("whether the shop showed its terms of return before you bought"),
    "spoken": N_("whether you spoke with the shop before you bought"),
    "reason": N_("whether the article is defective or not what was promised"),
    "pictures": N_("a picture of the article"),
    "zone": N_("in which time zone you live"),
}


def phrase(fact: str) -> str:
    """
    Say in English what an open fact is about; a fact nobody declared stays its own name.

    .. versionadded:: 0.1.0
    """
    return PHRASES.get(fact, fact)
