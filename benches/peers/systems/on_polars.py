"""Polars: a column of Booleans for each tag (a bit a customer), the events in order of customer and time; kept as Parquet."""

from functools import reduce
from operator import or_

import numpy as np
import polars as pl

from .data import MISSING_REGION, Data, masks

NAME = "Polars"
RULES = True


class System:
    version = pl.__version__

    def __init__(self, store, threads):
        # The number of threads is taken from the environment.
        if pl.thread_pool_size() != threads:
            raise RuntimeError(f"Polars works on {pl.thread_pool_size()} threads rather than {threads}")
        store.mkdir(parents=True)
        self.store = store

    def load(self, data: Data):
        self.manifest = data.manifest
        self.tags = {rank: column(customers, data.customers) for rank, customers in enumerate(data.holders(), 1)}
        region, points = data.column("customer_region"), data.column("customer_points").astype(np.int32)
        self.customers = pl.DataFrame({
            "customer": np.arange(data.customers, dtype=np.uint32),
            "region": pl.Series(region).replace(MISSING_REGION, None),
            "source": data.column("customer_source"),
            "points": pl.select(pl.when(pl.lit(pl.Series(points)) >= 0).then(pl.lit(pl.Series(points)))).to_series(),
            "registered": data.column("customer_registered"),
        })
        self.bits = pl.DataFrame(data.bits())
        events = {name: data.column(f"event_{name}") for name in ("customer", "time", "type", "amount", "channel")}
        self.events = pl.DataFrame(events).sort("customer", "time")
        tags = pl.DataFrame({f"t{rank}": holders for rank, holders in self.tags.items()})
        self.customers.hstack(tags).write_parquet(self.store / "customers.parquet")
        self.events.write_parquet(self.store / "events.parquet")

    def queries(self, asked):
        tags, customer = self.tags, self.customers["customer"]
        ids = lambda members: int(customer.filter(members).cast(pl.UInt64).sum())
        for name in ("and_dense", "and_sparse"):
            pairs = [(tags[one], tags[other]) for one, other in asked[name]]
            counts = lambda pairs=pairs: [(one & other).sum() for one, other in pairs]
            yield name, {"columns": counts}, lambda pairs=pairs: sum(ids(one & other) for one, other in pairs)
        many = [tags[tag] for tag in asked["or_many"]]
        any_of = masks(asked["or_many"])
        of_bits = lambda: reduce(or_, ((self.bits[column] & np.uint64(mask)) != 0 for column, mask in any_of.items()))
        ways = {"columns": lambda: [reduce(or_, many).sum()], "bits": lambda: [of_bits().sum()]}
        yield "or_many", ways, lambda: ids(of_bits())
        a, b, c, d, e = (tags[tag] for tag in asked["composite"])
        composite = lambda: (a & b & ~c) | (d & e)
        yield "composite", {"columns": lambda: [composite().sum()]}, lambda: ids(composite())
        at_least = lambda: self.how_many(asked["at_least"]["of"]) >= asked["at_least"]["k"]
        yield "at_least", {"bits": lambda: [at_least().sum()]}, lambda: ids(at_least())
        compared = [tags[tag] for tag in asked["overlap"]]
        pairs_of_all = [(one, other) for place, one in enumerate(compared) for other in compared[place:]]
        yield "overlap", {"columns": lambda: [(one & other).sum() for one, other in pairs_of_all]}, None
        yield "coverage", {"bits": lambda: self.coverage(asked["coverage"])}, None
        yield "breakdown", {"columns": lambda: self.breakdown(asked["breakdown"])}, None
        page = asked["page"]
        yield "page", {"columns": lambda: self.ends(page)}, lambda: int(self.page(page).cast(pl.UInt64).sum())
        yield "funnel", {"expressions": lambda: self.funnel(**asked["funnel"])}, None

    def how_many(self, tags):
        counts = ((self.bits[column] & np.uint64(mask)).bitwise_count_ones() for column, mask in masks(tags).items())
        return reduce(lambda one, other: one + other, counts)

    def coverage(self, of):
        counts = self.how_many(of["of"]).filter(~self.tags[of["without"]])
        none, one = (counts == 0).sum(), (counts == 1).sum()
        return [none, one, len(counts) - none - one]

    def segment(self, of):
        return self.tags[of["with"]] & ~self.tags[of["without"]]

    def breakdown(self, of):
        points = pl.col("points")
        rows = self.customers.lazy().select("region", "points").filter(self.segment(of)).group_by("region").agg(
            pl.len(), points.count().alias("values"), points.cast(pl.Int64).sum().alias("sum"), points.mean().alias("mean")
        ).collect()
        regions = self.manifest["regions"]
        found = [[0, 0, 0] for _ in range(regions + 1)]
        for region, customers, values, total, _ in rows.iter_rows():
            found[regions if region is None else region] = [customers, values, total]
        return found

    def page(self, page):
        """Ids are in order and have no gaps, so the place behind one is known."""
        begin = page["behind"] + 1
        with_it, without = (self.tags[page["segment"][name]].slice(begin) for name in ("with", "without"))
        return self.customers["customer"].slice(begin).filter(with_it & ~without).head(page["limit"])

    def ends(self, page):
        found = self.page(page)
        return [found[0], found[-1]]

    def funnel(self, steps, within):
        """Events are in order of customer and time, so that one number made of both is in order too. What is filled in from another
        customer is always too far away."""
        first, second, third = steps
        # Times fit into 34 bits, behind the first of them.
        start = self.events["time"].min()
        key = (pl.col("customer").cast(pl.Int64) * (1 << 35)) + (pl.col("time") - start)
        events = self.events.lazy().filter(pl.col("type").is_in([first, second, third])).select("customer", "type", key=key)
        kind, at = pl.col("type"), pl.col("key")
        begun = events.with_columns(start=pl.when(kind == first).then(at).forward_fill())
        gone = begun.with_columns(second_start=pl.when(kind == second).then(pl.col("start")).forward_fill())
        one = pl.col("customer").filter(kind == first)
        two = pl.col("customer").filter((kind == second) & (at - pl.col("start") <= within))
        three = pl.col("customer").filter((kind == third) & (at - pl.col("second_start") <= within))
        # Customers are in order: a new one is one who is not the one before.
        counts = gone.select(a=one.rle_id().max() + 1, b=two.rle_id().max() + 1, c=three.rle_id().max() + 1).collect()
        return [count or 0 for count in counts.row(0)]

    def answers(self, rules):
        for name, who in self.rules(rules).items():
            ids = lambda who=who: int(who.select(pl.col("customer").cast(pl.UInt64).sum()).collect().item() or 0)
            yield name, {"expressions": lambda who=who: [who.select(pl.len()).collect().item()]}, ids

    def rules(self, rules):
        view, cart, purchase = (self.manifest["event_names"].index(name) for name in ("view", "cart", "purchase"))
        app, day, now = self.manifest["channels"].index("app"), rules["day"], rules["now"]
        events, kind, time, who = self.events.lazy(), pl.col("type"), pl.col("time"), pl.col("customer")
        of = lambda event, since: events.filter((kind == event) & (time > rules[since]))
        amount = pl.col("amount").cast(pl.Int64).sum()
        gap = lambda until: who.cast(pl.Int64) * (1 << 45) + until
        recent = events.filter(time > rules["last_3_months"]).select("customer").unique()
        next_purchase = pl.when(kind == purchase).then(gap(time)).backward_fill()
        hesitant = events.filter((kind.is_in([cart, purchase])) & (time > rules["last_60_days"])).with_columns(next=next_purchase)
        is_left = (kind == cart) & (time + 7 * day < now) & ((pl.col("next") - gap(time)).fill_null(1 << 60) > 7 * day)
        purchases = of(purchase, "last_60_days").select("customer", at=gap(time))
        lately = time > rules["last_30_days"]
        first = events.filter(kind == purchase).group_by("customer").agg(at=time.min())
        return {
            "frequent": of(purchase, "last_30_days").group_by("customer").agg(n=pl.len(), sum=amount)
                .filter((pl.col("n") > 3) & (pl.col("sum") > 50_000 * pl.col("n").cast(pl.Int64))),
            "spender": of(purchase, "last_90_days").group_by("customer").agg(sum=amount).filter(pl.col("sum") >= 200_000),
            "silent": self.customers.lazy().select("customer").join(recent, on="customer", how="anti"),
            "hesitant": hesitant.filter(is_left).select("customer").unique(),
            "versatile": of(view, "last_90_days").select("customer", bit=pl.lit(1, pl.UInt8) * (2 ** pl.col("channel")).cast(pl.UInt8))
                .group_by("customer").agg(pl.col("bit").bitwise_or()).filter(pl.col("bit").bitwise_count_ones() >= 4),
            "quick_start": first.join(self.customers.lazy().select("customer", "registered"), on="customer")
                .filter(pl.col("at") - pl.col("registered") <= 7 * day),
            "repeated": purchases.filter(pl.col("at").diff() <= 2 * day).select("customer").unique(),
            "rising": of(view, "last_60_days").group_by("customer").agg(late=lately.sum(), all=pl.len())
                .filter(pl.col("late").cast(pl.Int64) > 2 * (pl.col("all").cast(pl.Int64) - pl.col("late").cast(pl.Int64))),
            "on_app": events.filter(who.ne_missing(who.shift(-1))).filter(pl.col("channel") == app),
        }

    def disk(self):
        return self.store


def column(customers, count) -> pl.Series:
    members = np.zeros(count, bool)
    members[customers] = True
    return pl.Series(members)
