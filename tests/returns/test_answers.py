import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from aftersales import documents
from aftersales.decisions import Answerer, Question, Verdict
from aftersales.events import Actor, Override, Role
from aftersales.money import Taxed
from aftersales.orders import Buyer, BuyerKind, Charge, LineFacts, Moved, Movement, Outbound, Tender
from aftersales.returns import (
    Answers,
    Basis,
    Fee,
    Fees,
    Payer,
    Remedy,
    RequestLine,
    Shipping,
    Window,
    decide,
)
from aftersales.texts import load_catalog
from tests.returns.sales import BUSINESS, ask_one, line, money, noon, policy, sale, shop

FIFTEEN_PERCENT = Fees(customer=Fee(percent=Decimal(15)))
GERMAN = "BGB §§ 312g, 355–357a"
STAFF = Actor(Role.STAFF, "staff-7")
WORN_BRUSH = sale(line(facts=LineFacts(sealed_for_hygiene=True, seal_broken=True)))


def override(verdict: Verdict) -> Override:
    """
    Let a member of staff decide.
    """
    return Override(verdict=verdict, by=STAFF, at=noon("2026-10-21"), why="a good customer")


class TestBest:
    """
    Which option is the best for the customer.
    """

    def test_open_goes_before_everything(self) -> None:
        """
        An open exchange is better than money that is refused.
        """
        desk = shop(policy(window=Window(days=7), exchange=Window(days=60)))

        assert Remedy.EXCHANGE is ask_one(sale(buyer=BUSINESS), desk, "2026-10-20").best.remedy

    def test_money_goes_before_credit(self) -> None:
        """
        Of two that are open, money is better than credit of the same amount.
        """
        desk = shop(policy(credit=Window(days=60)))

        assert Remedy.REFUND is ask_one(sale(buyer=BUSINESS), desk, "2026-10-20").best.remedy

    def test_more_money_goes_before_less(self) -> None:
        """
        The withdrawal without a fee is better than the policy with one.
        """
        best = ask_one(sale(), shop(policy(fees=FIFTEEN_PERCENT)), "2026-10-06").best

        assert (Basis.WITHDRAWAL, money("119.00")) == (best.basis, best.refund.total)

    def test_free_goes_before_paid(self) -> None:
        """
        Of two equal refunds the one that costs nothing to send back is better.
        """
        best = ask_one(
            sale(), shop(policy(return_shipping=Shipping(merchant=Payer.SHOP))), "2026-10-06", 1, "defective"
        )

        assert Payer.SHOP is best.best.terms.return_shipping

    def test_the_law_goes_before_the_policy(self) -> None:
        """
        Of two that give the same the customer is told of the statutory right.
        """
        assert Basis.WITHDRAWAL is ask_one(sale(), shop(policy()), "2026-10-06").best.basis

    def test_the_last_day_is_that_of_the_kindest_equal_option(self) -> None:
        """
        The best option may be the law's, and the last day still the policy's, where both give money.
        """
        answer = ask_one(sale(), shop(policy()), "2026-10-06")

        assert (date(2026, 10, 19), date(2026, 11, 4)) == (answer.best.last_day, answer.last_day)

    def test_the_verdict_is_the_easiest_of_all_options(self) -> None:
        """
        Any option helps, so the answer is as good as the best of them.
        """
        answer = ask_one(sale(), shop(policy(final_sale=True)), "2026-10-06")

        assert {Verdict.ACCEPT, Verdict.REFUSE} == {option.verdict for option in answer.options}
        assert Verdict.ACCEPT is answer.verdict


class TestQuestions:
    """
    What is still open, and what of it is worth asking.
    """

    def test_every_question_once(self) -> None:
        """
        Two options that hang on the same fact ask for it once.
        """
        desk = shop(policy(exchange=Window(days=60), unused=True))
        answer = ask_one(sale(buyer=BUSINESS), desk, "2026-10-20")

        assert (Question("line.used", Answerer.CUSTOMER, Verdict.ACCEPT),) == answer.questions == answer.worth_asking

    def test_nothing_is_worth_asking_where_the_best_is_open(self) -> None:
        """
        The condition for the policy's option need not be asked while the withdrawal gives more.
        """
        answer = ask_one(sale(), shop(policy(unused=True)), "2026-10-06")

        assert ("line.used",) == tuple(question.fact for question in answer.questions)
        assert () == answer.worth_asking

    def test_what_would_beat_the_best_is_worth_asking(self) -> None:
        """
        An exchange is open, but the money would be too, if the article were unused.
        """
        desk = shop(policy(window=None, exchange=Window(days=60)), calendars={})
        answer = ask_one(sale(), desk, "2026-10-20", reason="changed_mind")

        assert (Verdict.ACCEPT, Remedy.EXCHANGE) == (answer.verdict, answer.best.remedy)
        assert ("calendar",) == tuple(question.fact for question in answer.worth_asking)

    def test_a_question_that_cannot_help_is_not_worth_asking(self) -> None:
        """
        Nobody is asked about the condition of what is refused for another reason.
        """
        answer = ask_one(sale(buyer=BUSINESS), shop(policy(unused=True, final_sale=True)), "2026-10-06")

        assert 1 == len(answer.questions)
        assert () == answer.worth_asking


class TestCodes:
    """
    What the host stores beside a verdict.
    """

    def test_of_a_refusal_they_are_what_stands_against_it(self) -> None:
        """
        The codes of a refused request are every reason against its best option.
        """
        answer = ask_one(sale(buyer=BUSINESS), shop(policy(final_sale=True)), "2026-12-24")

        assert ("returns.final_sale", "rights.window_closed") == answer.codes

    def test_of_an_acceptance_they_are_all_it_was_judged_by(self) -> None:
        """
        The codes of an accepted request are those of every rule of its best option.
        """
        assert ("law.right_of_withdrawal", "rights.window_open", "rights.units_left") == (
            ask_one(sale(), shop(), "2026-10-06").codes
        )

    def test_a_statutory_refusal_is_told_by_the_law_not_by_a_missing_promise(self) -> None:
        """
        Who has nothing but the law learns why the law does not help, not that nothing was promised besides.
        """
        assert ("law.hygiene_unsealed",) == ask_one(WORN_BRUSH, shop(), "2026-10-06").codes


class TestOverride:
    """
    Staff decide otherwise.
    """

    def test_keeps_every_code_visible(self) -> None:
        """
        The verdict changes; the options, their findings and the codes stay.
        """
        refused = ask_one(WORN_BRUSH, shop(), "2026-10-06")
        kind = refused.overruled(override(Verdict.ACCEPT))

        assert (Verdict.ACCEPT, refused.codes, refused.options) == (kind.verdict, kind.codes, kind.options)

    def test_reaches_the_answers_and_their_refund(self) -> None:
        """
        A line that staff refuse takes its money out of the whole refund.
        """
        answers = decide(sale(line("a"), line("b")), {"a": 1, "b": 1}, shop(), noon("2026-10-06"))
        changed = answers.overruled("b", override(Verdict.REFUSE))

        assert [Verdict.ACCEPT, Verdict.REFUSE] == [answer.verdict for answer in changed.lines]
        assert (money("238.00"), money("119.00")) == (answers.refund.total, changed.refund.total)

    def test_of_a_line_that_was_not_asked_is_an_error(self) -> None:
        """
        Only a line of the request can be overruled.
        """
        answers = decide(sale(), {"line-1": 1}, shop(), noon("2026-10-06"))

        with pytest.raises(KeyError):
            answers.overruled("line-2", override(Verdict.REFUSE))

    @pytest.mark.parametrize(
        ("verdict", "told"),
        [
            (Verdict.ACCEPT, ["A member of our staff decided this for you.", "Your request is accepted."]),
            (
                Verdict.REFUSE,
                [
                    "A member of our staff decided this for you.",
                    "The article cannot be returned.",
                    "The seal was broken, and for hygiene goods the right of withdrawal ends with that.",
                    "Our return policy does not give this for the article.",
                ],
            ),
            (
                Verdict.REFER,
                [
                    "A member of our staff decided this for you.",
                    "One of our people will look at your request and answer you.",
                ],
            ),
        ],
    )
    def test_is_told_to_the_customer(self, verdict: Verdict, told: list[str]) -> None:
        """
        The customer learns that a person decided, and what; the reason staff gave is for staff.
        """
        answer = ask_one(WORN_BRUSH, shop(), "2026-10-06").overruled(override(verdict))

        assert told == answer.explain()

    def test_of_an_open_option_is_told_like_the_option(self) -> None:
        """
        Where staff accept what is open anyway, the customer is told until when and how much.
        """
        plain = ask_one(sale(), shop(), "2026-10-06")

        assert plain.explain() == plain.overruled(override(Verdict.ACCEPT)).explain()[1:]

    def test_is_traced_with_who_and_why(self) -> None:
        """
        Staff see who overruled, when and why, above every finding.
        """
        trace = ask_one(WORN_BRUSH, shop(), "2026-10-06").overruled(override(Verdict.ACCEPT)).trace()

        assert [
            "line-1 x 1: accept",
            "  overruled by staff-7 on 2026-10-21T12:00:00+02:00: a good customer",
        ] == trace[:2]
        assert any("law.hygiene_unsealed" in told for told in trace)


class TestExplain:
    """
    What the customer is told.
    """

    def test_an_acceptance_says_until_when_by_what_and_how_much(self) -> None:
        """
        The last day, the legal basis, the money and the cost of sending back.
        """
        assert [
            "You can return the article until Oct 19, 2026.",
            f"This is your statutory right of withdrawal ({GERMAN}).",
            "You get back €119.00.",
            "You bear the cost of sending it back.",
            "The law gives you more here than our return policy: that holds.",
        ] == ask_one(sale(), shop(policy(final_sale=True)), "2026-10-06").explain()

    def test_a_fee_is_told(self) -> None:
        """
        What is kept back is told beside what comes back.
        """
        told = ask_one(sale(buyer=BUSINESS), shop(policy(fees=FIFTEEN_PERCENT)), "2026-10-06").explain()

        assert [
            "You can return the article until Nov 4, 2026.",
            "This is what our return policy gives you, beyond the law.",
            "You get back €101.15.",
            "We keep back a fee of €17.85.",
            "You bear the cost of sending it back.",
        ] == told

    def test_an_exchange_gives_no_money_back(self) -> None:
        """
        Who exchanges is not told of an amount, since what the goods are worth goes into others.
        """
        told = ask_one(
            sale(buyer=BUSINESS), shop(policy(window=None, exchange=Window(days=30))), "2026-10-06"
        ).explain()

        assert "You can exchange the article until Nov 4, 2026." == told[0]
        assert not [sentence for sentence in told if "€" in sentence]

    def test_a_refund_cut_to_what_is_left_is_no_fee(self) -> None:
        """
        What was given back before is not told as something that is kept.
        """
        spent = Tender(id="card", captured=money("119.00"), refunded=money("100.00"))
        told = ask_one(sale(tenders=(spent,)), shop(), "2026-10-06").explain()

        assert "You get back €19.00." in told
        assert not [sentence for sentence in told if "fee" in sentence]

    @pytest.mark.parametrize(
        ("locale", "first", "money_line"),
        [
            ("de", "Sie können den Artikel bis 19.10.2026 zurückgeben.", "119,00\u00a0€"),
            ("pt_BR", "Você pode devolver o artigo até 19 de out. de 2026.", "€\u00a0119,00"),
            ("it", "You can return the article until Oct 19, 2026.", "€119.00"),
        ],
    )
    def test_is_told_in_the_language_of_the_customer(self, locale: str, first: str, money_line: str) -> None:
        """
        Sentences, dates and amounts are the customer's own; a language without a catalog reads English throughout.
        """
        told = ask_one(sale(), shop(), "2026-10-06").explain(locale)

        assert first[:10] == told[0][:10]
        assert any(money_line in sentence for sentence in told)

    def test_what_has_no_end_has_no_day(self) -> None:
        """
        Nobody is told the last day of a calendar.
        """
        endless = shop(policy(window=Window(unlimited=True)))
        waiting = ask_one(sale(parcels=()), shop(), "2026-10-06").explain()
        forever = ask_one(sale(buyer=BUSINESS), endless, "2026-10-06").explain()
        exchange = RequestLine(units=1, wish=Remedy.EXCHANGE)
        swapped = ask_one(
            sale(buyer=BUSINESS), shop(policy(exchange=Window(unlimited=True))), "2026-10-06", exchange
        ).explain()

        assert "You can return the article; the time for it has not begun to run yet." == waiting[0]
        assert "You can have this, and there is no last day for it now: money back." == forever[0]
        assert "You can have this, and there is no last day for it now: an exchange." == swapped[0]
        assert not [told for told in (*waiting, *forever, *swapped) if "9999" in told]

    def test_a_refusal_says_every_reason_once(self) -> None:
        """
        Every reason against every option, and of several last days the latest.
        """
        told = ask_one(sale(), shop(policy(final_sale=True)), "2026-12-24").explain()

        assert [
            "The article cannot be returned.",
            "The last day for this was Nov 4, 2026.",
            "The article was sold as final, so our return policy does not take it back.",
        ] == told

    def test_a_refusal_without_a_last_day_tells_its_numbers(self) -> None:
        """
        The values of a finding reach the customer's sentence, whatever they are.
        """
        back = Movement(what=Moved.RETURNED, line="line-1", quantity=1, at=noon("2026-10-07"))
        told = ask_one(sale(line(quantity=2), movements=(back,)), shop(policy()), "2026-10-08", asked=2).explain()

        assert "You asked to return 2, but only 1 of this article can still come back." in told

    def test_an_open_question_goes_to_who_can_answer(self) -> None:
        """
        The customer is asked what the customer knows; the rest is being checked.
        """
        used = ask_one(sale(buyer=BUSINESS), shop(policy(unused=True)), "2026-10-06").explain()
        delivered = ask_one(sale(), shop(practices=()), "2026-10-20").explain()

        assert "Please tell us: whether it was used." == used[-1]
        assert "We are checking this for you: whether you were told of your right of withdrawal." == delivered[-1]
        assert {"We need to know one more thing before we can answer."} == {used[0], delivered[0]}

    def test_what_a_person_must_look_at_stays_with_staff(self) -> None:
        """
        The customer is told that somebody will look, not which law is missing.
        """
        answer = ask_one(sale(buyer=Buyer(kind=BuyerKind.CONSUMER, residence="AQ")), shop(), "2026-12-24")

        assert ["One of our people will look at your request and answer you."] == answer.explain()
        assert any("law.not_held" in told for told in answer.trace())

    def test_a_host_s_own_words_go_first(self, tmp_path: Path) -> None:
        """
        A shop may say our sentences in its own words.
        """
        po = tmp_path / "own.po"
        po.write_text(
            'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
            'msgid "The article cannot be returned."\nmsgstr "Sorry, no."\n',
            encoding="utf-8",
        )
        told = ask_one(sale(buyer=BUSINESS), shop(), "2026-10-06").explain("en", [load_catalog(po)])

        assert "Sorry, no." == told[0]


class TestTrace:
    """
    What staff are shown.
    """

    def test_shows_every_option_with_its_steps_findings_and_sources(self) -> None:
        """
        Nothing that was judged is left out of the trace.
        """
        kind = policy(name="Returns 2026", return_shipping=Shipping(customer=Payer.SHOP), outbound=Outbound.ALL)
        trace = ask_one(sale(parcels=()), shop(kind), "2026-10-06").trace()

        assert "line-1 x 1: accept" == trace[0]
        assert "  withdrawal / refund: accept, until not started Europe/Berlin" in trace
        assert "    step starts not_shipped: open" in trace
        assert "    accept rights.units_left units=1" in trace
        assert "    return_shipping: law customer, policy shop; the policy is kinder and holds" in trace
        assert "    cites [policy] Returns 2026, 0001-01-01" in trace
        assert any(told.startswith("    cites [EU] Directive 2011/83/EU") for told in trace)

    def test_shows_both_ends_of_a_band(self) -> None:
        """
        Where the end is unknown staff see both ends and the fact that keeps them apart.
        """
        trace = ask_one(sale(), shop(policy(), practices=()), "2026-10-20").trace()
        unseen = ask_one(sale(parcels=(attrs.evolve(sale().parcels[0], sightings=()),)), shop(), "2026-12-24").trace()

        assert "  withdrawal / refund: ask, until 2026-10-19 to 2027-10-19 (informed) Europe/Berlin" in trace
        assert "  withdrawal / refund: ask, until 2026-10-16 to open (delivered_on) Europe/Berlin" in unseen

    def test_shows_the_money(self) -> None:
        """
        The breakdown of a refund stands under its option.
        """
        order = sale(charges=(Charge(id="shipping", charged=Taxed.of_gross(money("4.76"), money("0.76"))),))
        trace = ask_one(order, shop(), "2026-10-06").trace()

        assert [told for told in trace if "shipping" in told and "4.76 EUR" in told]
        assert [told for told in trace if "123.76 EUR" in told]


class TestAnswers:
    """
    The answers to a whole request.
    """

    def test_are_a_mapping_by_line(self) -> None:
        """
        Answers are read like a dict, in the order of the sale.
        """
        answers = decide(sale(line("a"), line("b")), {"b": 1, "a": 1}, shop(), noon("2026-10-06"))

        assert ["a", "b"] == list(answers) == [answer.line for answer in answers.values()]
        assert (2, True, False) == (len(answers), "a" in answers, "c" in answers)

    def test_survive_their_document_but_for_the_case(self) -> None:
        """
        Written and read again they are equal; only where they came from is not written.
        """
        answers = decide(sale(), {"line-1": 1}, shop(policy()), noon("2026-10-06"))
        again = documents.read(Answers, documents.dump(answers))

        assert answers == again
        assert (None, hash(answers)) == (again.case, hash(again))
        assert answers["line-1"].explain("de") == again["line-1"].explain("de")

    def test_survive_a_task_queue(self) -> None:
        """
        Answers without their case can be pickled.
        """
        answers = attrs.evolve(decide(sale(), {"line-1": 1}, shop(policy()), noon("2026-10-06")), case=None)

        assert answers == pickle.loads(pickle.dumps(answers))  # noqa: S301

    def test_do_not_show_the_case(self) -> None:
        """
        A log line of an answer holds no order and no buyer.
        """
        answers = decide(
            sale(buyer=attrs.evolve(BUSINESS, id="mail@example")), {"line-1": 1}, shop(), noon("2026-10-06")
        )

        assert "mail@example" not in repr(answers)
