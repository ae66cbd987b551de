"""
A small shop that lets customers return things: one file, Flask, and SQLite in memory.

Read `order_facts` first: it is all that a shop has to write. Everything below it is pages.
"""

import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from flask import Blueprint, Flask, abort, current_app, redirect, render_template_string, request, url_for
from werkzeug.wrappers import Response

from aftersales import AftersalesError, Money, Verdict, documents, load, orders, returns, texts
from aftersales.calendars import HolidayCalendars
from aftersales.events import Actor, Override, Role, key
from aftersales.money import Taxed
from aftersales.rights import phrase

SCHEMA = """
create table orders (id text primary key, placed_at text, currency text, kind text, residence text, zone text);
create table lines (id text, order_id text, title text, sku text, category text, tags text, sealed integer,
                    quantity integer, net integer, tax integer, tax_rate text);
create table charges (id text, order_id text, net integer, tax integer, standard integer, tax_rate text);
create table payments (id text, order_id text, kind text, captured integer, refunded integer default 0);
create table parcels (id text, order_id text, line_id text, quantity integer, shipped_at text, delivered_at text);
create table movements (order_id text, what text, line_id text, quantity integer, amount integer, at text);
create table returns (id integer primary key, order_id text, record text, received_at text);
"""

SAMPLE = """
insert into orders values ('1001', '2026-04-14 17:05:00', 'EUR', 'consumer', 'DE-BE', 'Europe/Berlin');
insert into lines values
  ('1', '1001', 'Boots', 'B-38', 'shoes/boots', '', 0, 1, 10916, 2074, '0.19'),
  ('2', '1001', 'Game on disc', 'G-7', 'games', '', 1, 1, 4201, 798, '0.19'),
  ('3', '1001', 'Mugs, last pieces', 'M-3', 'kitchen/mugs', 'final-sale', 0, 3, 2268, 431, '0.19');
insert into charges values ('shipping', '1001', 832, 158, 490, '0.19');
insert into payments (id, order_id, kind, captured) values
  ('gift-77', '1001', 'gift_card', 5000), ('card-1', '1001', 'card', 16678);
insert into parcels values
  ('p-1', '1001', '1', 1, '2026-04-16 12:00:00', '2026-04-17 09:20:00'),
  ('p-1', '1001', '2', 1, '2026-04-16 12:00:00', '2026-04-17 09:20:00'),
  ('p-1', '1001', '3', 3, '2026-04-16 12:00:00', '2026-04-17 09:20:00');
"""

SHOP = load(Path(__file__).with_name("shop.toml"), calendars=HolidayCalendars())

# --------------------------------------------------------------------------------------------------- from rows to facts


def stored(at: datetime) -> str:
    """
    Write a time for SQLite, which has no type for one: as UTC, and always so.
    """
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def loaded(text: str) -> datetime:
    """
    Read a time back; SQLite forgot the zone, and a time without one is refused by every function of the library.
    """
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def order_facts(db: sqlite3.Connection, order_id: str) -> orders.Order:
    """
    Tell the library what happened to an order: what was charged, sent, received, returned and paid.
    """

    def rows(table: str) -> list[sqlite3.Row]:
        return db.execute(f"select * from {table} where order_id = ?", (order_id,)).fetchall()  # noqa: S608 - our names

    order = db.execute("select * from orders where id = ?", (order_id,)).fetchone()
    if order is None:
        abort(404)
    currency = order["currency"]

    def money(minor: int) -> Money:
        return Money(minor, currency)

    def charged(row: sqlite3.Row) -> Taxed:
        return Taxed(money(row["net"]), money(row["tax"]), money(row["net"] + row["tax"]))

    return orders.Order(
        id=order["id"],
        placed_at=loaded(order["placed_at"]),
        currency=currency,
        buyer=orders.Buyer(
            kind=orders.BuyerKind(order["kind"]), residence=order["residence"], zone=order["zone"], id=order["id"]
        ),
        lines=tuple(
            orders.Line(
                id=row["id"],
                quantity=row["quantity"],
                charged=charged(row),
                sku=row["sku"],
                category=row["category"],
                tags=frozenset(row["tags"].split()),
                facts=orders.LineFacts(sealed_media=bool(row["sealed"])),
            )
            for row in rows("lines")
        ),
        charges=tuple(
            orders.Charge(id=row["id"], charged=charged(row), standard=money(row["standard"]))
            for row in rows("charges")
        ),
        tenders=tuple(
            orders.Tender(
                id=row["id"], kind=row["kind"], captured=money(row["captured"]), refunded=money(row["refunded"])
            )
            for row in rows("payments")
        ),
        parcels=parcels(rows("parcels")),
        movements=tuple(
            orders.Movement(
                what=orders.Moved(row["what"]),
                line=row["line_id"],
                quantity=row["quantity"],
                at=loaded(row["at"]),
                amount=None if row["amount"] is None else money(row["amount"]),
            )
            for row in rows("movements")
        ),
    )


def parcels(rows: list[sqlite3.Row]) -> tuple[orders.Parcel, ...]:
    """
    Put together what travelled together.
    """
    found: dict[str, list[sqlite3.Row]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(row)
    return tuple(
        orders.Parcel(
            id=name,
            contents=tuple(orders.Packed(row["line_id"], row["quantity"]) for row in packed),
            shipped_at=loaded(packed[0]["shipped_at"]),
            sightings=tuple(
                orders.Sighting(what=orders.Seen.DELIVERED, at=loaded(row["delivered_at"]))
                for row in packed[:1]
                if row["delivered_at"]
            ),
        )
        for name, packed in found.items()
    )


# ---------------------------------------------------------------------------------------------- from forms to requests

ABOUT_GOODS = ("seal_broken", "used", "complete", "original_packaging")


def asked(form: Mapping[str, str], line: str, before: returns.RequestLine) -> returns.RequestLine:
    """
    Read what the customer said about one line, on top of what they said before.
    """
    said = {name: form.get(f"{name}-{line}") for name in ABOUT_GOODS}
    facts = {name: word == "yes" for name, word in said.items() if word in ("yes", "no")}
    day = form.get(f"defect_on-{line}")
    return returns.RequestLine(
        units=int(form.get(f"units-{line}", before.units)),
        reason=form.get(f"reason-{line}") or before.reason,
        facts={**before.facts, **facts},
        defect_on=date.fromisoformat(day) if day else before.defect_on,
    )


def refund_of(record: returns.Record) -> orders.Quote:
    """
    Say what goes back: what was decided, and what staff accepted although no rule did.
    """
    answers = record.answers
    by_staff = {
        line: answer.units
        for line, answer in answers.items()
        if answer.verdict is Verdict.ACCEPT and not answer.best.open
    }
    quotes = [answers.refund]
    if by_staff:
        quotes.append(orders.quote(record.order, by_staff, before=quotes))
    return orders.join(quotes, answers.currency)


# ------------------------------------------------------------------------------------------------------------- the shop

shop = Blueprint("shop", __name__)
shop.add_app_template_filter(texts.format_money, "money")
shop.add_app_template_filter(texts.format_value, "word")
shop.add_app_template_filter(phrase, "phrase")


def create_app(clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Flask:
    """
    Make the shop; a test gives it another clock.
    """
    db = sqlite3.connect(":memory:", check_same_thread=False)
    db.row_factory = sqlite3.Row
    db.executescript(SCHEMA + SAMPLE)
    app = Flask(__name__)
    app.extensions |= {"db": db, "clock": clock}
    app.register_blueprint(shop)
    return app


def database() -> sqlite3.Connection:
    """
    Return the connection of this shop.
    """
    db: sqlite3.Connection = current_app.extensions["db"]
    return db


def now() -> datetime:
    """
    Look at the clock of this shop: here, at the edge, and nowhere else.
    """
    at: datetime = current_app.extensions["clock"]()
    return at


def titles(order_id: str) -> dict[str, str]:
    """
    Name the lines as the customer knows them; the library has their ids only.
    """
    return dict(database().execute("select id, title from lines where order_id = ?", (order_id,)).fetchall())


def language() -> str:
    """
    Choose among the languages that the library speaks.
    """
    known = [info.locale.replace("_", "-") for info in texts.locales()]
    return request.accept_languages.best_match(known) or "en"


def record_of(number: int) -> returns.Record:
    """
    Load a stored decision.
    """
    row = database().execute("select record from returns where id = ?", (number,)).fetchone()
    return documents.loads(returns.Record, row["record"]) if row else abort(404)


def keep(record: returns.Record, number: int) -> None:
    """
    Store a decision in the place of an older one.
    """
    with database() as db:
        db.execute("update returns set record = ? where id = ?", (documents.dumps(record), number))


@shop.errorhandler(AftersalesError)
def wrong(error: AftersalesError) -> tuple[str, int, dict[str, str]]:
    """
    Tell whoever sent impossible facts what is wrong with them; the text holds nothing personal.
    """
    return f"This cannot be right:\n{error}\n", 422, {"Content-Type": "text/plain; charset=utf-8"}


@shop.get("/orders/<order_id>")
def show_order(order_id: str) -> str:
    """
    Show what can be returned, before anybody said a reason.
    """
    order, at = order_facts(database(), order_id), now()
    return render_template_string(
        ORDER_PAGE,
        order=order,
        status=orders.status(order, at).word,
        offers=returns.offer(order, SHOP.returns, at),
        reasons=[reason.value for reason in returns.ReturnReason],
        titles=titles(order_id),
        locale=language(),
    )


@shop.post("/orders/<order_id>/returns")
def ask_for_return(order_id: str) -> Response:
    """
    Decide, and store everything that the decision stands on.
    """
    order = order_facts(database(), order_id)
    lines = [line for line in order.line_ids if request.form.get(f"units-{line}", "0") != "0"]
    wanted = {line: asked(request.form, line, returns.RequestLine()) for line in lines}
    record = returns.record(returns.decide(order, wanted, SHOP.returns, now()))
    with database() as db:
        row = (order_id, documents.dumps(record))
        number = db.execute("insert into returns (order_id, record) values (?, ?)", row).lastrowid
    return redirect(url_for("shop.show_return", number=number), code=303)


@shop.get("/returns/<int:number>")
def show_return(number: int) -> str:
    """
    Tell the customer the answer in sentences, and ask what is open.
    """
    record = record_of(number)
    return render_template_string(
        RETURN_PAGE,
        number=number,
        record=record,
        refund=refund_of(record),
        titles=titles(record.order.id),
        goods=ABOUT_GOODS,
        locale=language(),
    )


@shop.post("/returns/<int:number>/answers")
def answer_questions(number: int) -> Response:
    """
    Decide again with what the customer answered.

    A late answer does not make the announcement late: it is judged at the moment at which it was made.
    """
    record = record_of(number)
    wanted = {line: asked(request.form, line, before) for line, before in record.request.items()}
    answers = returns.decide(order_facts(database(), record.order.id), wanted, SHOP.returns, record.at)
    keep(returns.record(answers), number)
    return redirect(url_for("shop.show_return", number=number), code=303)


@shop.get("/staff/returns/<int:number>")
def staff(number: int) -> str:
    """
    Show everything, and whether it would be decided alike today.
    """
    record = record_of(number)
    return render_template_string(
        STAFF_PAGE, number=number, record=record, again=returns.replay(record), refund=refund_of(record)
    )


@shop.post("/staff/returns/<int:number>/override")
def override(number: int) -> Response:
    """
    Let a person decide otherwise, with a name and a reason.
    """
    form = request.form
    verdict, by = Verdict(form["verdict"]), Actor(Role.STAFF, form["by"])
    keep(record_of(number).overruled(form["line"], Override(verdict=verdict, by=by, at=now(), why=form["why"])), number)
    return redirect(url_for("shop.staff", number=number), code=303)


@shop.post("/staff/returns/<int:number>/received")
def received(number: int) -> Response:
    """
    Book the goods and the money: both together, and once however often the button is pressed.
    """
    record, at = record_of(number), stored(now())
    refund, order_id = refund_of(record), record.order.id
    with database() as db:
        claim = "update returns set received_at = ? where id = ? and received_at is null"
        if not db.execute(claim, (at, number)).rowcount:
            return redirect(url_for("shop.staff", number=number), code=303)
        for item in refund.items:
            moved = [("refunded", item.amount.gross.minor), *([("returned", None)] if item.units else [])]
            rows = [(order_id, what, item.id, item.units, amount, at) for what, amount in moved]
            db.executemany("insert into movements values (?, ?, ?, ?, ?, ?)", rows)
        for share in refund.tenders:
            # Here the payment provider is called; under the same key a second call changes nothing.
            current_app.logger.info("%s to %s, key %s", share.amount, share.tender, key(number, share.tender))
            paid = "update payments set refunded = refunded + ? where order_id = ? and id = ?"
            db.execute(paid, (share.amount.minor, order_id, share.tender))
    return redirect(url_for("shop.staff", number=number), code=303)


# ------------------------------------------------------------------------------------------------------------ the pages

ORDER_PAGE = """<!doctype html>
<title>Order {{ order.id }}</title>
<h1>Order {{ order.id }}: {{ status | word(locale) }}</h1>
<form method="post" action="{{ url_for('shop.ask_for_return', order_id=order.id) }}">
{% for line, answer in offers.items() %}
  <h2>{{ titles[line] }}</h2>
  <ul>{% for sentence in answer.explain(locale) %}<li>{{ sentence }}{% endfor %}</ul>
  <label>Units <input name="units-{{ line }}" type="number" min="0" max="{{ answer.units }}" value="0"></label>
  <label>Reason <select name="reason-{{ line }}"><option value="">
    {% for reason in reasons %}<option value="{{ reason }}">{{ reason | word(locale) }}{% endfor %}</select></label>
{% else %}<p>Nothing of this order can come back any more.
{% endfor %}
  <button>Return</button>
</form>
"""

RETURN_PAGE = """<!doctype html>
<title>Return {{ number }}</title>
<h1>Return {{ number }} of order {{ record.order.id }}</h1>
<form method="post" action="{{ url_for('shop.answer_questions', number=number) }}">
{% for line, answer in record.answers.items() %}
  <h2>{{ answer.units }} × {{ titles[line] }}</h2>
  <ul>{% for sentence in answer.explain(locale) %}<li>{{ sentence }}{% endfor %}</ul>
  {% for question in answer.worth_asking if question.who.value == "customer" %}
    {% set name = question.fact.removeprefix("line.") %}
    {% if name in goods %}<label>{{ question.fact | phrase | word(locale) }} <select name="{{ name }}-{{ line }}">
      <option value="">I do not know<option>yes<option>no</select></label>
    {% elif name == "defect_on" %}<label>{{ question.fact | phrase | word(locale) }}
      <input type="date" name="defect_on-{{ line }}"></label>{% endif %}
  {% endfor %}
{% endfor %}
  <button>Answer</button>
</form>
{% if not refund.total.is_zero %}
<table>
{% for item in refund.items %}
  <tr><td>{{ item.units or "" }} {{ titles.get(item.id, item.id) }}<td>{{ item.amount.gross | money(locale) }}
{% endfor %}
{% for part in refund.deductions %}<tr><td>{{ part.code }}<td>{{ -part.amount | money(locale) }}{% endfor %}
{% for share in refund.tenders %}<tr><td>→ {{ share.kind }}<td>{{ share.amount | money(locale) }}{% endfor %}
</table>
{% endif %}
"""

STAFF_PAGE = """<!doctype html>
<title>Return {{ number }}, for staff</title>
<h1>Return {{ number }} of order {{ record.order.id }}</h1>
<p>{{ "Unchanged" if record.intact() else "CHANGED since it was stored" }};
   {{ "decided the same today" if again.same else "would be decided differently today:" }}
{% for change in again.versions + again.changes %}<br>{{ change.path }}: {{ change.before }}, now {{ change.now }}
{% endfor %}
{% for line, answer in record.answers.items() %}
<pre>{{ answer.trace() | join("\n") }}</pre>
<form method="post" action="{{ url_for('shop.override', number=number) }}">
  <input type="hidden" name="line" value="{{ line }}">
  <select name="verdict"><option>accept<option>refer<option>refuse</select>
  <label>By <input name="by" required></label> <label>Why <input name="why" required></label> <button>Decide</button>
</form>
{% endfor %}
<pre>{{ refund.lines() | join("\n") }}</pre>
<form method="post" action="{{ url_for('shop.received', number=number) }}"><button>Goods are here, pay</button></form>
"""

if __name__ == "__main__":
    create_app().run()
