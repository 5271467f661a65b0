"""DuckDB, in a file."""

import duckdb
import numpy as np
import pyarrow as pa

from .data import MISSING_REGION, Data
from .sql import Dialect, ends_of, rows_of

NAME = "DuckDB"
RULES = True


class System(Dialect):
    version = duckdb.__version__

    def __init__(self, store, threads):
        store.mkdir(parents=True)
        self.store, self.prepared = store, 0
        self.db = duckdb.connect(str(store / "data"), config={"threads": threads})

    def load(self, data: Data):
        self.manifest = data.manifest
        customers = columns_of_customers(data) | data.bits()
        self.create("customers", customers, "customer")
        self.create("held", held(data), "tag, customer")
        self.create("events", columns_of_events(data), "type, time")
        self.db.execute("CHECKPOINT")

    def create(self, name, columns, order):
        given = pa.table(columns)
        self.db.register("given", given)
        self.db.execute(f"CREATE TABLE {name} AS SELECT * FROM given ORDER BY {order}")
        self.db.unregister("given")

    def ask(self, sql, read=lambda rows: [int(value) for value in rows[0]]):
        """The question, read and planned once."""
        self.prepared += 1
        name = f"q{self.prepared}"
        self.db.execute(f"PREPARE {name} AS {sql}")
        return lambda: read(self.db.execute(f"EXECUTE {name}").fetchall())

    def queries(self, asked):
        readers = {"breakdown": lambda rows: rows_of(rows, self.manifest["regions"]), "page": ends_of}
        for name, sql, sets in self.by_bits(asked):
            ways = {"bits": self.ask(sql, *([readers[name]] if name in readers else []))}
            check = self.ids(sets) if sets else None
            if name == "and_sparse":
                counts = ", ".join(f"(SELECT count(*) FROM ({self.rows_of_both(*pair)}))" for pair in asked[name])
                ways["rows"] = self.ask(f"SELECT {counts}")
            if name == "or_many":
                first, last = asked[name][0], asked[name][-1]
                ways["rows"] = self.ask(f"SELECT count(DISTINCT customer) FROM held WHERE tag BETWEEN {first} AND {last}")
            if name == "overlap":
                ways["bits, grouped"] = self.ask(self.overlap_by_group(asked[name]))
            if name == "page":
                check = self.ask(f"SELECT sum(customer) FROM ({sql})", lambda rows: int(rows[0][0]))
            yield name, ways, check
        yield "funnel", {"window functions": self.ask(self.funnel(**asked["funnel"]))}, None

    def ids(self, sets):
        totals = " + ".join(f"coalesce(sum(customer) FILTER (WHERE {of}), 0)" for of in sets)
        return self.ask(f"SELECT {totals} FROM customers", lambda rows: int(rows[0][0]))

    def rows_of_both(self, one, other):
        return f"SELECT customer FROM held WHERE tag = {one} INTERSECT ALL SELECT customer FROM held WHERE tag = {other}"

    def funnel(self, steps, within):
        """Of each second event the latest first one before it; of each third the latest that any second before it has."""
        first, second, third = steps
        partition = "OVER (PARTITION BY customer ORDER BY time)"
        return f"""WITH begun AS (SELECT *, max(CASE WHEN type = {first} THEN time END) {partition} AS start
                FROM events WHERE type IN ({first}, {second}, {third})),
            gone AS (SELECT *, max(CASE WHEN type = {second} THEN start END) {partition} AS second_start FROM begun),
            reached AS (SELECT customer, max(CASE WHEN type = {third} AND time - second_start <= {within} THEN 3
                WHEN type = {second} AND time - start <= {within} THEN 2 WHEN type = {first} THEN 1 ELSE 0 END) AS step
                FROM gone GROUP BY customer)
            SELECT count_if(step >= 1), count_if(step >= 2), count_if(step >= 3) FROM reached"""

    def answers(self, rules):
        for name, sql in self.rules(rules, self.manifest).items():
            check = self.ask(f"SELECT coalesce(sum(customer), 0) FROM ({sql})", lambda rows: int(rows[0][0]))
            yield name, {"SQL": self.ask(f"SELECT count(*) FROM ({sql})")}, check

    def hesitant(self, cart, purchase, window, within, now):
        return f"""SELECT DISTINCT c.customer FROM (SELECT customer, time FROM events WHERE type = {cart} AND {window}
                AND time + {within} < {now}) c
            ASOF LEFT JOIN (SELECT customer, time FROM events WHERE type = {purchase} AND {window}) p
            ON c.customer = p.customer AND c.time < p.time
            WHERE p.time IS NULL OR p.time > c.time + {within}"""

    def repeated(self, purchase, window, within):
        return f"""SELECT DISTINCT customer FROM (SELECT customer, time - lag(time) OVER (PARTITION BY customer ORDER BY time) AS gap
            FROM events WHERE type = {purchase} AND {window}) WHERE gap <= {within}"""

    def channels(self):
        return "bit_or(1::UTINYINT << channel)"

    def last_channel(self):
        return "arg_max(channel, time)"

    def mask(self, mask):
        return f"{mask}::UBIGINT"

    def band(self, column, mask):
        return f"({column} & {self.mask(mask)})"

    def ones(self, number):
        return f"bit_count({number})"

    def disk(self):
        self.db.close()
        return self.store


def columns_of_customers(data: Data) -> dict:
    region, points = data.column("customer_region"), data.column("customer_points")
    return {
        "customer": np.arange(data.customers, dtype=np.uint32),
        "region": pa.array(region, mask=region == MISSING_REGION),
        "source": data.column("customer_source"),
        "points": pa.array(points.astype(np.int32), mask=points < 0),
        "registered": data.column("customer_registered"),
    }


def columns_of_events(data: Data) -> dict:
    return {name: data.column(f"event_{name}") for name in ("customer", "time", "type", "amount", "channel")}


def held(data: Data) -> dict:
    ends = data.column("tag_end").astype(np.int64)
    tags = np.repeat(np.arange(1, len(ends) + 1, dtype=np.uint16), np.diff(ends, prepend=0))
    return {"tag": tags, "customer": data.column("tag_customer")}
