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
    "BUNDLE_WHOLE",
    "BY_GUARANTEE",
    "BY_POLICY",
    "BY_WARRANTY",
    "BY_WITHDRAWAL",
    "COSTS_CUSTOMER",
    "COSTS_SHOP",
    "CREDIT_BONUS",
    "CREDIT_DECLINED",
    "CREDIT_NOT_CHOSEN",
    "DAMAGED",
    "DISCOUNT_LOST",
    "FEE_KEPT",
    "FINAL_SALE",
    "GIFT_MISSING",
    "GIFT_RECIPIENT",
    "GOODS_UNCERTAIN",
    "GRANTED",
    "INCOMPLETE",
    "KEEP_GOODS",
    "LABEL_KEPT",
    "LAW_GIVES_MORE",
    "MORE_BEING_CHECKED",
    "NOTHING_PROMISED",
    "NOT_FINAL_SALE",
    "OPENED",
    "OPEN_QUESTION",
    "OVERRULED",
    "PACKAGING_MISSING",
    "PICTURES_MISSING",
    "PICTURES_WANTED",
    "POLICY_LASTS_LONGER",
    "POLICY_WITHOUT_END",
    "PROMISED",
    "REFERRED",
    "REFUND_AMOUNT",
    "REFUSED",
    "RESIDENCE_DECIDES",
    "RETURNS_OFTEN",
    "RIGHT_REMAINS",
    "USED",
    "WITH_DISCOUNTS",
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

#: A bundle comes back as a whole only, and a part was asked for.
BUNDLE_WHOLE = Reason(
    "returns.bundle_whole", N_("The article is part of a bundle, and our return policy takes bundles back as a whole.")
)
#: Pictures are asked for, and nobody said whether there are any.
PICTURES_WANTED = Reason("returns.pictures_wanted", N_("For this reason we need a picture of the article."))
#: Pictures are asked for, and there are none.
PICTURES_MISSING = Reason(
    "returns.pictures_missing", N_("We have no picture of the article, so one of our people will look at it.")
)
#: The customer returned more than the policy lets pass without a look.
RETURNS_OFTEN = Reason(
    "returns.returns_often",
    N_("Something of {returned} out of {orders} orders came back, more than the policy lets pass: a person must look."),
    ("returned", "orders"),
    audience=Audience.STAFF,
)
#: Somebody asks who was given the goods.
GIFT_RECIPIENT = Reason(
    "returns.gift_recipient",
    N_("The recipient of a gift asks: what we give is theirs, and whoever paid is not told."),
    audience=Audience.STAFF,
)
#: What the policy promises depends on where the buyer lives.
RESIDENCE_DECIDES = Reason(
    "returns.residence_decides", N_("What our return policy gives you depends on this: {fact}."), ("fact",)
)
#: Credit was wished for, money is due, and nobody recorded that the customer chose credit.
CREDIT_NOT_CHOSEN = Reason(
    "returns.credit_not_chosen", N_("You can have your money back; store credit instead is for you to choose.")
)
#: Credit was wished for, and the customer wants the money.
CREDIT_DECLINED = Reason(
    "returns.credit_declined", N_("You can have your money back, and you did not choose store credit instead.")
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
KEEP_GOODS = Reason("returns.keep_goods", N_("You need not send the article back: keep it."))
LABEL_KEPT = Reason("returns.label_kept", N_("We keep back {fee} for the return label."), ("fee",))
DISCOUNT_LOST = Reason(
    "returns.discount_lost",
    N_("What stays with you is no longer enough for the discount, so we take back {fee} of it."),
    ("fee",),
)
GIFT_MISSING = Reason(
    "returns.gift_missing",
    N_("The gift stays with you although what you keep is no longer enough for it, so we take off its value: {fee}."),
    ("fee",),
)
WITH_DISCOUNTS = Reason(
    "returns.with_discounts", N_("Without what we take back it would have been {amount}."), ("amount",)
)
CREDIT_BONUS = Reason("returns.credit_bonus", N_("As store credit you get {amount} on top."), ("amount",))
POLICY_LASTS_LONGER = Reason(
    "returns.policy_lasts_longer",
    N_("The law gives you this until {last_day}, and our return policy gives you as much until {policy_day}."),
    ("last_day", "policy_day"),
)
POLICY_WITHOUT_END = Reason(
    "returns.policy_without_end",
    N_("The law gives you this until {last_day}; our return policy gives you as much without a last day."),
    ("last_day",),
)
LAW_GIVES_MORE = Reason("returns.law_gives_more", N_("The law gives you more here than our return policy: that holds."))
OPEN_QUESTION = Reason("returns.open_question", N_("Please tell us: {fact}."), ("fact",))
BEING_CHECKED = Reason("returns.being_checked", N_("We are checking this for you: {fact}."), ("fact",))
WORTH_ASKING = Reason("returns.worth_asking", N_("It could give you more if you told us: {fact}."), ("fact",))
MORE_BEING_CHECKED = Reason(
    "returns.more_being_checked", N_("The law may give you more; we are checking this for you: {fact}."), ("fact",)
)
RIGHT_REMAINS = Reason(
    "returns.right_remains",
    N_("Whatever our staff decided, the law gives you this until {last_day}: {remedy}."),
    ("last_day", "remedy"),
)
