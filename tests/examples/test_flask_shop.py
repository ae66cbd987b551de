import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aftersales import documents, returns
from examples.flask_shop.app import create_app, database, loaded, order_facts, stored

LAST_EVENING = datetime.fromisoformat("2026-05-04T21:30:00+02:00")
WEEKS_LATER = datetime.fromisoformat("2026-05-18T09:00:00+02:00")
MUCH_LATER = datetime.fromisoformat("2028-09-01T09:00:00+02:00")

BOOTS, GAME, MUGS = "1", "2", "3"


class Clock:
    """
    A clock that a test can set.
    """

    def __init__(self) -> None:
        """
        Begin on the evening of the last day.
        """
        self.at = LAST_EVENING

    def __call__(self) -> datetime:
        """
        Tell the time.
        """
        return self.at


@pytest.fixture
def clock() -> Clock:
    """
    Make a clock.
    """
    return Clock()


@pytest.fixture
def app(clock: Clock) -> Iterator[Flask]:
    """
    Make a shop with its own database.
    """
    made = create_app(clock)
    yield made
    made.extensions["db"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """
    Open a browser.
    """
    return app.test_client()


def page(client: FlaskClient, url: str, locale: str = "en") -> str:
    """
    Read a page.
    """
    answer = client.get(url, headers={"Accept-Language": locale})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def announced(client: FlaskClient, **form: str) -> str:
    """
    Send the return form and say where its answer is.
    """
    answer = client.post(
        "/orders/1001/returns", data={name.replace("_line_", "-"): told for name, told in form.items()}
    )
    assert answer.status_code == 303
    return answer.headers["Location"]


def pushed(client: FlaskClient, url: str, **form: str) -> None:
    """
    Push a button.
    """
    assert client.post(url, data={name.replace("_line_", "-"): told for name, told in form.items()}).status_code == 303


def record_of(app: Flask, number: int) -> returns.Record:
    """
    Look into the database.
    """
    with app.app_context():
        row = database().execute("select record from returns where id = ?", (number,)).fetchone()
    return documents.loads(returns.Record, row["record"])


def test_sqlite_forgets_the_zone_and_the_shop_does_not(clock: Clock) -> None:
    """
    Every time is stored as UTC and gets its zone back on the way out.
    """
    assert "2026-05-04 19:30:00" == stored(clock())
    assert clock() == loaded(stored(clock()))


def test_the_order_page_offers_each_line_in_the_customers_language(client: FlaskClient) -> None:
    """
    The boots until the evening of the last day; the game depends on its seal; the last pieces too, by law.
    """
    shown = page(client, "/orders/1001", "de-DE,de;q=0.9")

    assert "Order 1001: zugestellt" in shown
    assert '<option value="too_small">zu klein' in shown
    assert 3 == shown.count("<h2>")
    assert "Sie können den Artikel bis zum 04.05.2026 zurückgeben." in shown
    assert "ob die Versiegelung nach der Lieferung entfernt wurde" in shown


def test_a_return_is_decided_stored_and_explained(client: FlaskClient, app: Flask) -> None:
    """
    The page after the form tells the answer and the refund; the database has everything it stands on.
    """
    where = announced(client, units_line_1="1", reason_line_1="too_small")

    shown = page(client, where, "pt-BR")
    assert "direito de arrependimento" in shown
    assert "<tr><td>1 Boots<td>€ 129,90" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert record_of(app, 1).intact()
    assert LAST_EVENING == record_of(app, 1).at


def test_a_question_is_asked_and_its_answer_decides(client: FlaskClient, clock: Clock) -> None:
    """
    The answer comes days later and is judged at the moment of the announcement.
    """
    where = announced(client, units_line_2="1", reason_line_2="gift")
    assert '<select name="seal_broken-2">' in page(client, where)

    clock.at = WEEKS_LATER
    pushed(client, f"{where}/answers", seal_broken_line_2="no")

    shown = page(client, where)
    assert "You can return the article until May 4, 2026." in shown
    assert "seal_broken" not in shown


def test_the_other_answer_refuses(client: FlaskClient) -> None:
    """
    Then both the law and the policy say why.
    """
    where = announced(client, units_line_2="1", reason_line_2="gift")
    pushed(client, f"{where}/answers", seal_broken_line_2="yes")

    shown = page(client, where)
    assert "The article cannot be returned." in shown
    assert "The seal of this recording or software was broken" in shown
    assert "takes this article back unopened only" in shown


def test_staff_see_the_trace_and_that_it_replays(client: FlaskClient) -> None:
    """
    Everything is there: options, findings, steps, sources.
    """
    announced(client, units_line_1="1", reason_line_1="too_small")

    shown = page(client, "/staff/returns/1")
    assert "Unchanged" in shown
    assert "decided the same today" in shown
    assert "withdrawal / refund: accept, until 2026-05-04 Europe/Berlin" in shown
    assert "step rolls sunday: 2026-05-04" in shown


def test_staff_overrule_with_a_name_and_a_reason(client: FlaskClient, clock: Clock, app: Flask) -> None:
    """
    The customer is told that a person decided; the codes stay, and the record is whole.
    """
    clock.at = MUCH_LATER
    where = announced(client, units_line_1="1", reason_line_1="too_small")
    assert "The article cannot be returned." in page(client, where)

    pushed(client, "/staff/returns/1/override", line="1", verdict="accept", by="staff-7", why="a loyal customer")

    shown = page(client, "/staff/returns/1")
    assert "A member of our staff decided this for you." in page(client, where)
    assert "overruled by staff-7" in shown
    assert "rights.window_closed" in shown
    assert "Unchanged" in shown
    assert "decided the same today" in shown
    assert "<td>€129.90" in page(client, where)
    assert record_of(app, 1).intact()


def test_money_goes_back_once_and_never_above_what_was_paid(client: FlaskClient, app: Flask) -> None:
    """
    The parts of three returns add up to the order, with the standard delivery in the last of them.
    """
    for number, form in enumerate(
        [
            {"units_line_3": "2", "reason_line_3": "color"},
            {"units_line_1": "1", "reason_line_1": "too_small"},
            {"units_line_3": "1", "reason_line_3": "color", "units_line_2": "1", "reason_line_2": "defective"},
        ],
        start=1,
    ):
        where = announced(client, **form)
        if "units_line_2" in form:
            pushed(client, f"{where}/answers", seal_broken_line_2="no")
        for _ in range(2):
            pushed(client, f"/staff/returns/{number}/received")

    with app.app_context():
        order = order_facts(database(), "1001")
    paid = {tender.id: tender.captured for tender in order.tenders}
    left = {tender.id: tender.left for tender in order.tenders}
    assert "500" == str(order.left.minor)  # the express delivery was chosen, and only the standard one goes back
    assert sum(amount.minor for amount in left.values()) == order.left.minor
    assert all(left[tender] <= paid[tender] for tender in paid)
    assert "Order 1001: returned" in page(client, "/orders/1001")
    assert "Nothing of this order can come back any more." in page(client, "/orders/1001")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        pytest.param({"units_line_1": "2"}, "request.1.units: expected at most the 1 bought, got 2", id="too many"),
        pytest.param({"units_line_1": "-1"}, "units: expected a whole number of 1 or more", id="negative"),
        pytest.param({"units_line_1": "1", "reason_line_1": "bored"}, "reason: expected one of", id="no reason"),
        pytest.param({}, "request: expected at least one line", id="nothing"),
    ],
)
def test_what_cannot_be_is_told_and_stored_nowhere(form: dict[str, str], said: str, client: FlaskClient) -> None:
    """
    The library says what is wrong; the shop adds the status.
    """
    answer = client.post(
        "/orders/1001/returns", data={name.replace("_line_", "-"): told for name, told in form.items()}
    )

    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert client.get("/returns/1").status_code == 404


def test_an_override_needs_a_reason(client: FlaskClient) -> None:
    """
    A decision without one is refused by the library.
    """
    announced(client, units_line_1="1")

    answer = client.post(
        "/staff/returns/1/override", data={"line": "1", "verdict": "accept", "by": "staff-7", "why": " "}
    )

    assert answer.status_code == 422
    assert "why: expected the reason for overruling" in answer.get_data(as_text=True)


@pytest.mark.parametrize("url", ["/orders/nope", "/returns/9", "/staff/returns/9"])
def test_what_is_not_there_is_not_found(url: str, client: FlaskClient) -> None:
    """
    As everywhere on the web.
    """
    assert client.get(url).status_code == 404


def test_texts_of_the_shop_are_escaped(client: FlaskClient, app: Flask) -> None:
    """
    What staff write comes back as text.
    """
    announced(client, units_line_1="1")
    pushed(client, "/staff/returns/1/override", line="1", verdict="refer", by="staff-7", why="<script>")

    assert not re.search("<script>", page(client, "/staff/returns/1"))
    assert "refer" == record_of(app, 1).answers["1"].verdict.value
