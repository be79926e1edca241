#!/usr/bin/env python3
"""The same figures by SQL over the raw tables, in SQLite and in DuckDB, beside `benchmark-reporting reports`.

    python3 -m venv /tmp/raw-sql && /tmp/raw-sql/bin/pip install duckdb==1.4.2
    /tmp/raw-sql/bin/python Tests/Benchmarks/Reporting/raw_sql.py /tmp/country [ROUNDS [ENGINE]]

Both engines get the files of deploy/generate-country in tables of their own, SQLite with the indexes that the questions
use. Every question is asked once to warm up, then ROUNDS times (default 5); medians, in milliseconds.
ENGINE is DuckDB or SQLite; both when it is left out. What was loaded stays beside the files.
"""

import csv
import glob
import os
import sqlite3
import statistics
import sys
import time

import duckdb

TABLES = ["administrative_units", "producers", "products", "recognitions", "floors", "stores", "payment_accounts",
          "product_listings"]
AS_OF = "2026-10-31"

VALID = f"""
SELECT product_id FROM (
  SELECT product_id, issued_on, revoked_on,
    row_number() OVER (PARTITION BY product_id ORDER BY issued_on DESC, recognition_id DESC) AS place
  FROM recognitions WHERE issued_on <= '{AS_OF}') AS newest
WHERE place = 1 AND issued_on >= '2023-10-31' AND (revoked_on = '' OR revoked_on > '{AS_OF}')
"""
LISTED = f"""
SELECT DISTINCT product_listings.product_id
FROM product_listings JOIN stores ON stores.store_id = product_listings.store_id
WHERE observed_on <> '' AND observed_on <= '{AS_OF}' AND (ended_on = '' OR ended_on > '{AS_OF}')
  AND stores.opened_on <= '{AS_OF}' AND (stores.closed_on = '' OR stores.closed_on > '{AS_OF}')
"""
DISTRICT = """
FROM products JOIN producers ON producers.producer_id = products.producer_id
JOIN administrative_units AS commune ON commune.code = producers.unit_code
"""
SALES = """
FROM orders JOIN product_listings ON product_listings.product_listing_id = orders.product_listing_id
JOIN products ON products.product_id = product_listings.product_id
JOIN producers ON producers.producer_id = products.producer_id
JOIN administrative_units AS commune ON commune.code = producers.unit_code
JOIN administrative_units AS district ON district.code = commune.parent_code
"""
QUESTIONS = {
    "products listed by district": [f"""
SELECT commune.parent_code, count(*), count(listed.product_id) {DISTRICT}
JOIN ({VALID}) AS valid ON valid.product_id = products.product_id
LEFT JOIN ({LISTED}) AS listed ON listed.product_id = products.product_id GROUP BY 1"""],
    "sales by province, 5 years": [f"""
SELECT district.parent_code, count(*), sum(quantity), sum(revenue_dong) {SALES}
WHERE orders.state = 'completed' AND ordered_on >= '2021-11-01' AND ordered_on <= '{AS_OF}' GROUP BY 1"""],
    "sales by month, 5 years": [f"""
SELECT substr(ordered_on, 1, 7), count(*), sum(revenue_dong) FROM orders
WHERE state = 'completed' AND ordered_on >= '2021-11-01' AND ordered_on <= '{AS_OF}' GROUP BY 1"""],
    "sales by district, one month": [f"""
SELECT commune.parent_code, count(*), sum(revenue_dong) {SALES}
WHERE orders.state = 'completed' AND ordered_on >= '2026-10-01' AND ordered_on <= '{AS_OF}' GROUP BY 1"""],
}
QUESTIONS["progress (products and sales by district)"] = [
    QUESTIONS["products listed by district"][0],
    f"""SELECT commune.parent_code, count(*), sum(quantity), sum(revenue_dong) {SALES}
WHERE orders.state = 'completed' AND ordered_on >= '2021-07-20' AND ordered_on <= '{AS_OF}' GROUP BY 1""",
    f"""SELECT commune.parent_code, count(DISTINCT stores.producer_id) FROM stores
JOIN producers ON producers.producer_id = stores.producer_id
JOIN administrative_units AS commune ON commune.code = producers.unit_code
WHERE opened_on <= '{AS_OF}' AND (closed_on = '' OR closed_on > '{AS_OF}') GROUP BY 1""",
]


def duck(folder):
    connection = duckdb.connect(os.path.join(folder, "raw.duckdb"))
    have = {row[0] for row in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()}
    for table in TABLES:
        if table not in have:
            connection.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{folder}/records/{table}.csv', "
                               "header=true, all_varchar=true, nullstr='\\N')")
    if "orders" not in have:
        connection.execute(f"""CREATE TABLE orders AS SELECT order_id, product_listing_id, ordered_on, state,
            CAST(quantity AS DECIMAL(18,3)) AS quantity, CAST(revenue_dong AS BIGINT) AS revenue_dong
            FROM read_csv('{folder}/orders/*.csv', header=true, all_varchar=true, nullstr='\\N')""")
    return lambda sql: connection.execute(sql).fetchall()


def lite(folder):
    connection = sqlite3.connect(os.path.join(folder, "raw.sqlite"))
    connection.execute("PRAGMA journal_mode = off")
    have = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}

    def load(table, paths):
        for path in paths:
            with open(path, encoding="utf-8", newline="") as file:
                rows = csv.reader(file)
                columns = next(rows)
                kinds = {"revenue_dong": "INTEGER", "quantity": "REAL"}
                types = [f'"{name}" {kinds.get(name, "TEXT")}' for name in columns]
                connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({', '.join(types)})")
                connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", rows)
    for table in TABLES:
        if table not in have:
            load(table, [f"{folder}/records/{table}.csv"])
    if "orders" not in have:
        load("orders", sorted(glob.glob(f"{folder}/orders/*.csv")))
        connection.execute("CREATE INDEX orders_by_day ON orders (ordered_on, state, product_listing_id, quantity, "
                           "revenue_dong)")
        for table, column in [("product_listings", "product_listing_id"), ("products", "product_id"),
                              ("producers", "producer_id"), ("administrative_units", "code"), ("stores", "store_id")]:
            connection.execute(f"CREATE INDEX {table}_by_key ON {table} ({column})")
        connection.execute("ANALYZE")
    connection.commit()
    return lambda sql: connection.execute(sql).fetchall()


def main():
    folder = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    makers = {"DuckDB": duck, "SQLite": lite}
    wanted = sys.argv[3:] or list(makers)
    engines = {name: makers[name](folder) for name in wanted}
    for name, statements in QUESTIONS.items():
        for engine, ask in engines.items():
            times = []
            for _ in range(rounds + 1):
                start = time.perf_counter()
                rows = sum(len(ask(statement)) for statement in statements)
                times.append((time.perf_counter() - start) * 1000)
            middle = statistics.median(times[1:])
            print(f"{name}: {engine} {middle:.1f} ms ({min(times[1:]):.1f} to {max(times[1:]):.1f}), {rows} rows")


if __name__ == "__main__":
    main()
