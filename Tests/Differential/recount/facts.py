"""A history in DuckDB: every version of every record, and what was known of them at a revision.

Facts answers the questions that the indicators have in common, in SQL, each by the words of INDICATORS.md.
"""

import datetime
import json
import pathlib
import re
import sys
import tempfile

# DuckDB looks for these at every call; without an answer it searches the whole path each time.
for absent in ("pandas", "numpy", "pyarrow", "polars", "torch", "tensorflow"):
    sys.modules.setdefault(absent, None)

import duckdb  # noqa: E402

from . import schema
from .days import vietnam_end_of_day
from .geography import Map, Places, campaign_start

# The four decisions there have been: months of validity, days of extension (proto/…/rule_set.proto, DOMAIN.md).
DECISIONS = [("2019-01-01", 36, 0), ("2023-02-24", 36, 0), ("2025-07-06", 36, 0), ("2026-05-22", 36, 180)]


class Store:
    """All versions of a history's records."""

    def __init__(self, history):
        self.database = duckdb.connect(config={"threads": 1, "preserve_insertion_order": True})
        self.recorded = {
            source: [event.recorded_at for event in events] for source, events in history.events.items()}
        rows = {kind: [] for kind in schema.KINDS}
        for events in history.events.values():
            for event in events:
                rows[event.kind].append(schema.row(event.kind, event.fields, event.revision))
        with tempfile.TemporaryDirectory() as folder:
            for kind, found in rows.items():
                path = pathlib.Path(folder) / f"{kind}.json"
                path.write_text("\n".join(json.dumps(r) for r in found) or "", encoding="utf-8")
                names = schema.columns(kind)
                declared = ", ".join(f'"{n}": \'{t}\'' for n, t in names.items())
                if found:
                    self.database.execute(
                        f"CREATE TABLE {kind}_version AS SELECT * FROM read_json('{path}', format='newline_delimited', "
                        f"columns={{{declared}}})")
                else:
                    declared = ", ".join(f'"{n}" {t}' for n, t in names.items())
                    self.database.execute(f"CREATE TABLE {kind}_version ({declared})")
        self.database.execute("SET python_enable_replacements = false")
        self.known = None

    def heads(self):
        return {source: len(recorded) for source, recorded in self.recorded.items()}

    def revisions(self, state):
        """What a KnownAt means."""
        if not state.day:
            return {"registry": state.registry_revision, "listing": state.listing_revision}
        end = vietnam_end_of_day(datetime.date.fromisoformat(state.day))
        return {s: sum(1 for at in recorded if at < end) for s, recorded in self.recorded.items()}

    def facts_of(self, request):
        """What was known, as a request asks; all there is when it does not say."""
        wanted = self.revisions(request.known_at) if request.HasField("known_at") else self.heads()
        if self.known is None or self.known.revisions != wanted:
            self.known = Facts(self.database, wanted)
        return self.known


# What is made of the known records, each when a question first needs it.
MADE = {
    "decision": f"""
        SELECT in_force_from, validity_months, extension_days_max FROM known_rule_set
        UNION ALL SELECT * FROM (VALUES {", ".join(f"(DATE '{s}', {m}, {d})" for s, m, d in DECISIONS)})
          AS built_in (in_force_from, months, days)
        WHERE built_in.in_force_from NOT IN (SELECT in_force_from FROM known_rule_set)
        """,
    # A merged producer's things are the survivor's: one step, when the survivor is known.
    "survivor": """
        SELECT p.producer_id, coalesce(other.producer_id, p.producer_id) AS survivor_id
        FROM known_producer p LEFT JOIN known_producer other ON other.producer_id = p.merged_into_producer_id
        """,
    # Days on which somebody saw a listing live.
    "seen": """
        SELECT product_listing_id, observed_on AS seen_on FROM known_product_listing WHERE observed_on IS NOT NULL
        UNION SELECT o.product_listing_id, o.observed_on FROM known_listing_observation o
        JOIN known_product_listing USING (product_listing_id) WHERE o.state = 1
        """,
    **{
        f"owned_{name}": f"""
            SELECT t.* REPLACE (coalesce(s.survivor_id, t.producer_id) AS producer_id)
            FROM known_{name} t LEFT JOIN survivor s USING (producer_id)
            """
        for name in ("product", "store", "payment_account")},
    **{
        f"known_{kind}": f"""
            SELECT * FROM {kind}_version WHERE revision <= $revision QUALIFY row_number() OVER
              (PARTITION BY {", ".join(schema.IDENTIFIERS[source][kind])} ORDER BY revision DESC) = 1
            """
        for kind, source in schema.KINDS.items()},
}
NAMES = re.compile(r"\b(" + "|".join(MADE) + r")\b")


class Facts:
    """The last known version of every record."""

    def __init__(self, database, revisions):
        self.database, self.revisions = database, dict(revisions)
        self.cache, self.made = {}, set()

    def make(self, sql):
        """Makes the tables that a query names."""
        for name in NAMES.findall(sql):
            if name not in self.made:
                self.made.add(name)
                query = MADE[name]
                self.make(query)
                if name.startswith("known_"):
                    revision = self.revisions[schema.KINDS[name.removeprefix("known_")]]
                    query = query.replace("$revision", str(revision))
                self.database.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    def rows(self, sql, parameters=()):
        """The rows of a query, as dictionaries."""
        self.make(sql)
        cursor = self.database.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor.fetchall()]

    def once(self, name, make):
        if name not in self.cache:
            self.cache[name] = make()
        return self.cache[name]

    # What does not depend on a day.

    def table(self, name, key):
        return self.once(("table", name), lambda: {r[key]: r for r in self.rows(f"SELECT * FROM {name}")})

    def producers(self):
        """Those that count: not merged into a known one."""
        return self.once("producers", lambda: {
            r["producer_id"]: r for r in self.rows(
                "SELECT p.* FROM known_producer p JOIN survivor s USING (producer_id) "
                "WHERE s.survivor_id = p.producer_id")})

    def survivor(self, producer_id):
        """Whom a producer counts as; itself when nothing is known of it."""
        table = self.table("survivor", "producer_id")
        return table[producer_id]["survivor_id"] if producer_id in table else producer_id

    def products(self):
        return self.table("owned_product", "product_id")

    def stores(self):
        return self.table("owned_store", "store_id")

    def listings(self):
        return self.table("known_product_listing", "product_listing_id")

    def floors(self):
        return self.once("floors", lambda: [
            r["floor_id"] for r in self.rows("SELECT floor_id FROM known_floor ORDER BY floor_id")])

    def phases(self):
        return self.table("known_campaign_phase", "phase_id")

    def start(self):
        return campaign_start(self.phases().values())

    def map(self):
        return self.once("map", lambda: Map(
            self.rows("SELECT * FROM known_administrative_unit"), self.rows("SELECT * FROM known_unit_succession")))

    def places(self, edition):
        return self.once(("places", edition), lambda: Places(
            self.map(), self.phases().values(), self.rows("SELECT * FROM known_unit_placement"), edition))

    # What depends on a day.

    def open_stores(self, date):
        return self.once(("open stores", date), lambda: {
            r["store_id"]: r for r in self.rows(
                "SELECT * FROM owned_store WHERE opened_on <= $1 AND coalesce(closed_on > $1, true)", [date])})

    def account_holders(self, date):
        return self.once(("accounts", date), lambda: {
            r["producer_id"] for r in self.rows(
                "SELECT producer_id FROM owned_payment_account "
                "WHERE opened_on <= $1 AND coalesce(closed_on > $1, true)",
                [date])})

    def governing(self, date):
        """The governing recognition of each product that has one, with its last valid day and what it is."""
        return self.once(("governing", date), lambda: {
            r["product_id"]: r for r in self.rows(
                """
                WITH newest AS (
                  SELECT r.* FROM known_recognition r SEMI JOIN owned_product USING (product_id) WHERE issued_on <= $1
                  QUALIFY row_number() OVER (PARTITION BY product_id ORDER BY issued_on DESC, recognition_id DESC) = 1
                ), dated AS (
                  SELECT n.*,
                    CAST(n.issued_on + to_months(CAST(d.validity_months AS INTEGER)) AS DATE) AS last_valid_day
                  FROM newest n ASOF JOIN decision d ON n.issued_on >= d.in_force_from
                ), ruled AS (
                  SELECT t.*, d.extension_days_max AS days_more
                  FROM dated t ASOF JOIN decision d ON t.last_valid_day >= d.in_force_from
                )
                SELECT *, coalesce(revoked_on <= $1, false) AS is_revoked,
                  days_more > 0 AND coalesce(re_evaluation_filed_on <= least($1, last_valid_day), false)
                    AND $1 > last_valid_day AND date_diff('day', last_valid_day, $1) <= days_more
                    AND coalesce(re_evaluation_decided_on > $1, true) AND coalesce(revoked_on > $1, true)
                    AS is_in_extension,
                  coalesce(revoked_on > $1, true) AND $1 <= last_valid_day AS is_in_time
                FROM ruled
                """,
                [date])})

    def valid(self, date):
        """Products with a valid recognition."""
        return self.once(("valid", date), lambda: {
            p for p, r in self.governing(date).items() if r["is_in_time"] or r["is_in_extension"]})

    def first_issued(self):
        return self.once("first issued", lambda: {
            r["product_id"]: r["first"] for r in self.rows(
                "SELECT product_id, min(issued_on) AS first FROM known_recognition GROUP BY product_id")})

    def in_season(self, product_id, month):
        """Whether a product can be had in a month, (year, month)."""
        product = self.products()[product_id]
        text = f"{month[0]:04d}-{month[1]:02d}"
        for exception in reversed(product["season_exceptions"]):
            if exception["first_month"] <= text <= exception["last_month"]:
                return exception["in_season"]
        windows = [(w["first_month"], w["last_month"]) for w in product["season_windows"]]
        return not windows or any(
            a <= month[1] <= b if a <= b else month[1] >= a or month[1] <= b for a, b in windows)

    def listed(self, date):
        """Listings that are listed on a day, with the floor of their store."""
        return self.once(("listed", date), lambda: {
            r["product_listing_id"]: r for r in self.rows(
                """
                SELECT l.product_listing_id, l.product_id, l.store_id, s.floor_id
                FROM known_product_listing l JOIN owned_store s USING (store_id)
                WHERE l.observed_on <= $1 AND coalesce(l.ended_on > $1, true)
                  AND s.opened_on <= $1 AND coalesce(s.closed_on > $1, true)
                """,
                [date])})

    def floors_of(self, date):
        """Floors that each product is listed on."""
        def make():
            found = {}
            for row in self.listed(date).values():
                found.setdefault(row["product_id"], set()).add(row["floor_id"])
            return found
        return self.once(("floors of", date), make)

    def seen(self, date):
        """Listings of which it is told that they were seen live on a day or before it, and since when."""
        return self.once(("seen", date), lambda: {
            r["product_listing_id"]: r["observed_on"] for r in self.rows(
                "SELECT product_listing_id, observed_on FROM known_product_listing WHERE observed_on <= $1", [date])})

    def last_seen(self, date):
        """The last day, until a day, on which somebody saw each listing live: looks count too."""
        return self.once(("last seen", date), lambda: {
            r["product_listing_id"]: r["last"] for r in self.rows(
                "SELECT product_listing_id, max(seen_on) AS last FROM seen WHERE seen_on <= $1 "
                "GROUP BY product_listing_id", [date])})

    def documented(self, date, kind):
        """Products with a document of a kind that holds on a day."""
        return {r["product_id"] for r in self.rows(
            "SELECT product_id FROM known_product_document WHERE kind = $2 AND issued_on <= $1 "
            "AND coalesce(withdrawn_on > $1, true) AND coalesce(expires_on >= $1, true)", [date, kind])}

    # What was sold.

    def sales(self, first, last):
        """Everything sold between two days, both included, of known products."""
        return [sale for sale in self.sales_of_listings(first, last) if sale["unit_of_sale"] is not None]

    def sales_of_listings(self, first, last):
        """Single orders of any state between two days, both included, and the monthly totals that stand for theirs; of
        known listings. The unit of sale of a product that is not known is null."""
        return self.once(("sales", first, last), lambda: self.rows(
            """
            WITH counted AS (
              SELECT t.*, CAST(t.month || '-01' AS DATE) AS starts FROM known_monthly_sales t
              WHERE CAST(t.month || '-01' AS DATE) >= $1 AND last_day(CAST(t.month || '-01' AS DATE)) <= $2
              QUALIFY row_number() OVER (PARTITION BY product_listing_id, month ORDER BY monthly_sales_id) = 1
            ), sale AS (
              SELECT 'total' AS kind, monthly_sales_id AS id, product_listing_id, last_day(starts) AS date, month,
                order_count AS orders, quantity_thousandths AS quantity, revenue_dong AS revenue,
                cancelled_count AS cancelled, returned_count AS returned, evidence, order_count > 0 AS has_orders
              FROM counted
              UNION ALL
              SELECT 'order', order_id, product_listing_id, ordered_on, strftime(ordered_on, '%Y-%m'),
                CAST(state = 1 AS BIGINT), CASE state WHEN 1 THEN quantity_thousandths ELSE 0 END,
                CASE state WHEN 1 THEN revenue_dong ELSE 0 END, CAST(state = 2 AS BIGINT), CAST(state = 3 AS BIGINT),
                evidence, state = 1
              FROM known_order o
              WHERE ordered_on >= $1 AND ordered_on <= $2 AND NOT EXISTS (
                SELECT 1 FROM counted c WHERE c.product_listing_id = o.product_listing_id
                  AND c.month = strftime(o.ordered_on, '%Y-%m'))
            )
            SELECT s.*, l.product_id, l.store_id, p.unit_of_sale
            FROM sale s JOIN known_product_listing l USING (product_listing_id)
            LEFT JOIN owned_product p USING (product_id)
            ORDER BY id
            """,
            [first, last]))

    def reported(self, first, last):
        """Listings with an order of any state, or a total, in a month: those two are its first and last day."""
        return {r["product_listing_id"] for r in self.rows(
            """
            SELECT product_listing_id FROM known_order WHERE ordered_on BETWEEN $1 AND $2
            UNION SELECT product_listing_id FROM known_monthly_sales WHERE month = strftime($1::DATE, '%Y-%m')
            """, [first, last])}

