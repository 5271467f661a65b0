"""ClickHouse inside the process (chdb), in a folder: the tables, and a Roaring bitmap for each tag."""

import pyarrow as pa
import pyarrow.parquet as parquet
import chdb
from chdb.session import Session

from .data import Data
from .on_duckdb import columns_of_customers, columns_of_events, held
from .sql import Dialect, ends_of, rows_of

NAME = "ClickHouse"
RULES = True


class System(Dialect):
    version = f"in chdb {chdb.__version__}"

    def __init__(self, store, threads):
        store.mkdir(parents=True)
        self.store, self.threads = store, threads
        self.db = Session(str(store / "data"))
        self.db.query("CREATE DATABASE peers")

    def load(self, data: Data):
        self.manifest = data.manifest
        bits = data.bits()
        words = "".join(f", {name} UInt64" for name in bits)
        customers = f"customer UInt32, region Nullable(UInt8), source UInt8, points Nullable(Int32), registered Int64{words}"
        self.create("customers", customers, columns_of_customers(data) | bits, "customer")
        self.create("held", "tag UInt16, customer UInt32", held(data), "tag, customer")
        events = "customer UInt32, time Int64, type UInt8, amount UInt32, channel UInt8"
        self.create("events", events, columns_of_events(data), "type, time")
        self.run("CREATE TABLE peers.sets (tag UInt16, set AggregateFunction(groupBitmap, UInt32)) ENGINE = MergeTree ORDER BY tag "
                 "SETTINGS index_granularity = 1")
        self.run("INSERT INTO peers.sets SELECT tag, groupBitmapState(customer) FROM peers.held GROUP BY tag")
        for table in ("customers", "held", "events", "sets"):
            self.run(f"OPTIMIZE TABLE peers.{table} FINAL")

    def create(self, name, types, columns, order):
        path = self.store / "given.parquet"
        parquet.write_table(pa.table(columns), path, compression="none", use_dictionary=False)
        self.run(f"CREATE TABLE peers.{name} ({types}) ENGINE = MergeTree ORDER BY ({order})")
        self.run(f"INSERT INTO peers.{name} SELECT * FROM file('{path}', Parquet)")
        path.unlink()

    def run(self, sql):
        result = self.db.query(f"{sql}", "TabSeparated")
        return [line.split("\t") for line in result.data().splitlines()]

    def ask(self, sql, read=lambda rows: [int(value) for value in rows[0]]):
        text = sql.replace(" customers", " peers.customers").replace(" events", " peers.events").replace(" sets", " peers.sets")
        # What ClickHouse calls otherwise.
        text = text.replace(" held", " peers.held").replace("count_if(", "countIf(") + f" SETTINGS max_threads = {self.threads}"
        return lambda: read(self.run(text))

    def queries(self, asked):
        readers = {"breakdown": lambda rows: rows_of(rows, self.manifest["regions"]), "page": ends_of}
        sets = dict(self.by_sets(asked))
        for name, sql, counted in self.by_bits(asked):
            ways = {"bits": self.ask(sql, *([readers[name]] if name in readers else []))}
            if name in sets:
                ways["groupBitmap"] = sets[name]
            if name == "or_many":
                first, last = asked[name][0], asked[name][-1]
                ways["rows"] = self.ask(f"SELECT uniqExact(customer) FROM held WHERE tag BETWEEN {first} AND {last}")
            if name == "overlap":
                ways["bits, grouped"] = self.ask(self.overlap_by_group(asked[name]))
            check = self.ids(counted) if counted else None
            if name == "page":
                check = self.ask(f"SELECT sum(customer) FROM ({sql})", lambda rows: int(rows[0][0]))
            yield name, ways, check
        yield "funnel", {"windowFunnel": self.ask(self.funnel(**asked["funnel"]))}, None

    def ids(self, sets):
        totals = " + ".join(f"sumIf(customer, {of})" for of in sets)
        return self.ask(f"SELECT {totals} FROM customers", lambda rows: int(rows[0][0]))

    def by_sets(self, asked):
        """By Roaring bitmaps, where there are functions for it."""
        for name in ("and_dense", "and_sparse"):
            counts = (f"bitmapAndCardinality({self.set(one)}, {self.set(other)})" for one, other in asked[name])
            yield name, self.ask("SELECT " + ", ".join(counts))
        tags = ", ".join(str(tag) for tag in asked["or_many"])
        yield "or_many", self.ask(f"SELECT groupBitmapMerge(set) FROM sets WHERE tag IN ({tags})")
        a, b, c, d, e = (self.set(tag) for tag in asked["composite"])
        composite = f"bitmapOr(bitmapAndnot(bitmapAnd({a}, {b}), {c}), bitmapAnd({d}, {e}))"
        yield "composite", self.ask(f"SELECT bitmapCardinality({composite})")
        tags = ", ".join(str(tag) for tag in asked["overlap"])
        of = f"(SELECT tag, set FROM sets WHERE tag IN ({tags}))"
        pairs = f"""SELECT bitmapAndCardinality(a.set, b.set) FROM {of} AS a CROSS JOIN {of} AS b
            WHERE a.tag <= b.tag ORDER BY a.tag, b.tag"""
        yield "overlap", self.ask(pairs, lambda rows: [int(row[0]) for row in rows])

    def set(self, tag):
        return f"(SELECT set FROM sets WHERE tag = {tag})"

    def funnel(self, steps, within):
        conditions = ", ".join(f"type = {step}" for step in steps)
        reached = f"""SELECT windowFunnel({within})(toUInt64(time), {conditions}) AS step FROM events
            WHERE type IN ({", ".join(str(step) for step in steps)}) GROUP BY customer"""
        return f"SELECT count_if(step >= 1), count_if(step >= 2), count_if(step >= 3) FROM ({reached})"

    def answers(self, rules):
        for name, sql in self.rules(rules, self.manifest).items():
            check = self.ask(f"SELECT sum(customer) FROM ({sql})", lambda rows: int(rows[0][0]))
            yield name, {"SQL": self.ask(f"SELECT count(*) FROM ({sql})")}, check

    def hesitant(self, cart, purchase, window, within, now):
        return f"""SELECT DISTINCT c.customer AS customer FROM (SELECT customer, time FROM events WHERE type = {cart} AND {window}
                AND time + {within} < {now}) AS c
            ASOF LEFT JOIN (SELECT customer, time FROM events WHERE type = {purchase} AND {window}) AS p
            ON c.customer = p.customer AND c.time < p.time
            WHERE p.time = 0 OR p.time > c.time + {within}"""

    def repeated(self, purchase, window, within):
        # The first difference is 0; no two events are at one instant.
        return f"""SELECT customer FROM events WHERE type = {purchase} AND {window} GROUP BY customer
            HAVING arrayExists(gap -> gap > 0 AND gap <= {within}, arrayDifference(arraySort(groupArray(time))))"""

    def channels(self):
        return "groupBitOr(bitShiftLeft(toUInt8(1), channel))"

    def last_channel(self):
        return "argMax(channel, time)"

    def mask(self, mask):
        return f"toUInt64({mask})"

    def band(self, column, mask):
        return f"bitAnd({column}, {self.mask(mask)})"

    def ones(self, number):
        return f"bitCount({number})"

    def disk(self):
        self.db.close()
        return self.store
