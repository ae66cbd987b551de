"""What the returns room says: every reason of its rules and the sentences of its answers, each declared once."""

from __future__ import annotations

from ..decisions import N_, Audience, Reason

__all__ = [
    "ACCEPTED_CREDIT",
    "ACCEPTED_EXCHANGE",
    "ACCEPTED_PRICE_REDUCTION",
    "ACCEPTED_REFUND",
    "ACCEPTED_REFUND_NOT_STARTED",
    "ACCEPTED_REPAIR",
    "ACCEPTED_REPLACEMENT",
    "ACCEPTED_WITHOUT_END",
    "ASKED",
    "AS_DEMANDED",
    "BEING_CHECKED",
    "BY_GUARANTEE",
    "BY_POLICY",
    "BY_WARRANTY",
    "BY_WITHDRAWAL",
    "COSTS_CUSTOMER",
    "COSTS_SHOP",
    "DAMAGED",
    "FEE_KEPT",
    "FINAL_SALE",
    "GOODS_UNCERTAIN",
    "GRANTED",
    "INCOMPLETE",
    "LAW_GIVES_MORE",
    "NOTHING_PROMISED",
    "NOT_FINAL_SALE",
    "OPENED",
    "OPEN_QUESTION",
    "OVERRULED",
    "PACKAGING_MISSING",
    "PROMISED",
    "REFERRED",
    "REFUND_AMOUNT",
    "REFUSED",
    "USED",
    "WORTH_ASKING",
]

# ---------------------------------------------------------------------- what the rules of the policy find

#: The policy promises this remedy for the article.
PROMISED = Reason("returns.promised", N_("Our return policy gives you this."))
#: The policy does not promise this remedy for the article.
NOTHING_PROMISED = Reason("returns.nothing_promised", N_("Our return policy does not give this for the article."))
#: It is not sold as final.
NOT_FINAL_SALE = Reason("returns.not_final_sale", N_("The article was not sold as final."))
#: It was sold as final.
FINAL_SALE = Reason(
    "returns.final_sale", N_("The article was sold as final, so our return policy does not take it back.")
)
#: It is in the condition the policy asks for.
AS_DEMANDED = Reason("returns.as_demanded", N_("The article is in the condition our return policy asks for."))
#: It was opened.
OPENED = Reason("returns.opened", N_("Our return policy takes this article back unopened only."))
#: It was used.
USED = Reason("returns.used", N_("Our return policy takes this article back unused only."))
#: The original packaging is missing.
PACKAGING_MISSING = Reason(
    "returns.packaging_missing", N_("Our return policy takes this article back in its original packaging only.")
)
#: Parts are missing.
INCOMPLETE = Reason("returns.incomplete", N_("Our return policy takes this article back with all its parts only."))
#: It was damaged by the customer.
DAMAGED = Reason(
    "returns.damaged", N_("The article was damaged after delivery, so our return policy does not take it back.")
)
#: Whether it is in the condition the policy asks for depends on a fact nobody gave.
GOODS_UNCERTAIN = Reason(
    "returns.goods_uncertain",
    N_("Whether our return policy takes the article back depends on this: {fact}."),
    ("fact",),
)

# ---------------------------------------------------------------------- how an answer is told to the customer

ACCEPTED_REFUND = Reason("returns.accepted_refund", N_("You can return the article until {last_day}."), ("last_day",))
ACCEPTED_REFUND_NOT_STARTED = Reason(
    "returns.accepted_refund_not_started", N_("You can return the article; the time for it has not begun to run yet.")
)
ACCEPTED_CREDIT = Reason(
    "returns.accepted_credit", N_("You can return the article for store credit until {last_day}."), ("last_day",)
)
ACCEPTED_EXCHANGE = Reason(
    "returns.accepted_exchange", N_("You can exchange the article until {last_day}."), ("last_day",)
)
ACCEPTED_REPAIR = Reason(
    "returns.accepted_repair", N_("You can have the article repaired, free of charge, until {last_day}."), ("last_day",)
)
ACCEPTED_REPLACEMENT = Reason(
    "returns.accepted_replacement",
    N_("You can have the article replaced, free of charge, until {last_day}."),
    ("last_day",),
)
ACCEPTED_PRICE_REDUCTION = Reason(
    "returns.accepted_price_reduction", N_("You can ask for part of the price back until {last_day}."), ("last_day",)
)
ACCEPTED_WITHOUT_END = Reason(
    "returns.accepted_without_end", N_("You can have this, and there is no last day for it now: {remedy}."), ("remedy",)
)
GRANTED = Reason("returns.granted", N_("Your request is accepted."))
ASKED = Reason("returns.asked", N_("We need to know one more thing before we can answer."))
REFERRED = Reason("returns.referred", N_("One of our people will look at your request and answer you."))
REFUSED = Reason("returns.refused", N_("The article cannot be returned."))
OVERRULED = Reason("returns.overruled", N_("A member of our staff decided this for you."))
BY_WITHDRAWAL = Reason("returns.by_withdrawal", N_("This is your statutory right of withdrawal ({cites})."), ("cites",))
BY_GUARANTEE = Reason("returns.by_guarantee", N_("This is your legal guarantee ({cites})."), ("cites",))
BY_POLICY = Reason("returns.by_policy", N_("This is what our return policy gives you, beyond the law."))
BY_WARRANTY = Reason("returns.by_warranty", N_("This is what the warranty gives you, beyond the law."))
REFUND_AMOUNT = Reason("returns.refund_amount", N_("You get back {amount}."), ("amount",))
FEE_KEPT = Reason("returns.fee_kept", N_("We keep back a fee of {fee}."), ("fee",))
COSTS_CUSTOMER = Reason("returns.costs_customer", N_("You bear the cost of sending it back."))
COSTS_SHOP = Reason("returns.costs_shop", N_("Sending it back costs you nothing."))
LAW_GIVES_MORE = Reason("returns.law_gives_more", N_("The law gives you more here than our return policy: that holds."))
OPEN_QUESTION = Reason("returns.open_question", N_("Please tell us: {fact}."), ("fact",))
BEING_CHECKED = Reason("returns.being_checked", N_("We are checking this for you: {fact}."), ("fact",))
WORTH_ASKING = Reason(
    "returns.worth_asking",
    N_("The answer to this could give the customer more: {fact}."),
    ("fact",),
    audience=Audience.STAFF,
)
