"""What may be wrong with a policy that loads, and what to do about it; each declared once, all for the shop itself."""

from __future__ import annotations

import re

from ...decisions import N_, Audience, Reason

__all__ = ["ADVICE"]


def _reason(code: str, text: str) -> Reason:
    names = tuple(dict.fromkeys(re.findall(r"{(\w+)}", text)))
    return Reason(f"returns.lint_{code}", text, names, audience=Audience.STAFF)


#: A rule is overruled in everything it says, whatever it matches.
RULE_UNREACHED = _reason("rule_unreached", N_("This rule never decides anything: all it says is overruled by {by}."))
#: One field of a rule is always overruled.
FIELD_UNREACHED = _reason("field_unreached", N_("What is said here never decides: it is always overruled by {by}."))
#: A rule says what would hold without it.
REPEATS = _reason("repeats", N_("This repeats what would hold for these articles without it."))
#: Two rules can match one article, equally specific, and say different things.
RULES_DISAGREE = _reason(
    "rules_disagree",
    N_("This rule and {other} can match one article and disagree there on {fields}; the kinder of the two decides."),
)
#: The policy promises nothing at all.
NO_WINDOW = _reason("no_window", N_("No window is given for anything, so the policy promises nothing beyond the law."))
#: Articles of the sample are promised nothing.
GAP = _reason("gap", N_("Nothing is promised for {what}, and it is not said to be final sale either."))
#: A fee may take all that was paid.
FEE_ABOVE_VALUE = _reason("fee_above_value", N_("This fee takes all that was paid for an article at {price}: {fee}."))
#: A word that a rule matches by is on no article of the sample.
UNUSED = _reason("unused", N_("No article of the sample has this: {word}."))
#: A season ends before the windows do.
SEASON_TOO_SHORT = _reason(
    "season_too_short", N_("What is bought in this season can come back after {until} anyway, so it changes nothing.")
)
#: A season of the past.
SEASON_OVER = _reason("season_over", N_("This season is over before the policy begins on {since}."))
#: A rule's season ends sooner than the policy's own.
SEASON_SHORTENED = _reason(
    "season_shortened", N_("For these articles the season ends on {until}, for all others only on {above}.")
)
#: A window stays open until a day that is over before the policy begins.
UNTIL_OVER = _reason("until_over", N_("The day {until} is over before the policy begins on {since}."))
#: Sold as final, with a window beside it.
FINAL_WITH_WINDOW = _reason(
    "final_with_window",
    N_("Sold as final, and open for some time as well: the final sale wins, so nobody can use {fields}."),
)
#: Nobody knows when windows begin if no delivery was seen.
NO_DELIVERY_DAY = _reason(
    "no_delivery_day", N_("Where nobody saw the delivery, no window of this policy ends and each answer has to ask.")
)
#: A fallback beside a stated transit.
FALLBACK_UNUSED = _reason(
    "fallback_unused",
    N_("The shop states how long parcels take, so this is used only where the dispatch is not known."),
)
#: A fault that the list has already.
FAULT_REPEATED = _reason("fault_repeated", N_("This reason is the fault of this side anyway: {reason}."))
#: Something is said for a side that no reason is the fault of.
SIDE_UNMET = _reason(
    "side_unmet", N_("Under this policy no reason is the fault of this side, so this is never used: {side}.")
)
#: A cap for discounts that are not recomputed with one.
CAP_UNUSED = _reason("cap_unused", N_("Discounts are not recomputed with a cap here, so this is never used."))
#: A bonus on credit that nobody gives.
BONUS_UNUSED = _reason(
    "bonus_unused", N_("No store credit is given here, so there is nothing a bonus could come on top of.")
)

_REMOVE = N_("Remove it, or say more exactly what it is for.")
_SEASON = N_("Let it end later, or remove it.")

#: What to do about each, by its reason.
ADVICE = {
    RULE_UNREACHED: _REMOVE,
    FIELD_UNREACHED: _REMOVE,
    REPEATS: N_("Remove it, unless it stands there to be read."),
    RULES_DISAGREE: N_("Add a condition to one of them, or let both say the same."),
    NO_WINDOW: N_("Say for how many days the money comes back."),
    GAP: N_("Say above all rules what holds for everything, or add a rule for these articles."),
    FEE_ABOVE_VALUE: N_("Use a percentage, or cap the fee."),
    UNUSED: N_("Look for a misspelling, or remove it."),
    SEASON_TOO_SHORT: _SEASON,
    SEASON_OVER: _SEASON,
    SEASON_SHORTENED: N_("Remove it, if these articles should have the longer season too."),
    UNTIL_OVER: N_("Take a later day, or remove it."),
    FINAL_WITH_WINDOW: N_("Remove one of the two."),
    NO_DELIVERY_DAY: N_("Say after how many days parcels count as delivered, or how long they take."),
    FALLBACK_UNUSED: N_("Keep one of the two."),
    FAULT_REPEATED: _REMOVE,
    SIDE_UNMET: _REMOVE,
    CAP_UNUSED: _REMOVE,
    BONUS_UNUSED: N_("Give store credit for some days, or remove it."),
}

#: What to do about what the law of a country raises.
FLOOR_ADVICE = N_("Change it, or publish it with the exception that the law makes.")

#: How sentences name what has no name of its own.
ANY_PRICE = N_("any price")
PLAIN_ARTICLES = N_("articles without a category")
