"""The questions in SQL, as far as DuckDB and ClickHouse agree. A `Dialect` says the rest.

Three tables: `customers` with attributes and all tags as bits, 64 to a column, in order of id; `held`, a row for each tag of
each customer, in order of tag and customer; `events` in order of type and time.
"""

from .data import bit, masks


class Dialect:
    def band(self, column: str, mask: int) -> str:
        raise NotImplementedError

    def ones(self, number: str) -> str:
        raise NotImplementedError

    def has(self, tag: int) -> str:
        column, mask = bit(tag)
        return f"({self.band(column, mask)} <> 0)"

    def both(self, one: int, other: int) -> str:
        if bit(one)[0] == bit(other)[0]:
            column, mask = bit(one)[0], bit(one)[1] | bit(other)[1]
            return f"({self.band(column, mask)} = {self.mask(mask)})"
        return f"({self.has(one)} AND {self.has(other)})"

    def any_of(self, tags: list[int]) -> str:
        return "(" + " OR ".join(f"{self.band(column, mask)} <> 0" for column, mask in masks(tags).items()) + ")"

    def how_many(self, tags: list[int]) -> str:
        return "(" + " + ".join(self.ones(self.band(column, mask)) for column, mask in masks(tags).items()) + ")"

    def mask(self, mask: int) -> str:
        raise NotImplementedError

    def pairs(self, pairs) -> str:
        return "SELECT " + ", ".join(f"count_if{self.both(*pair)}" for pair in pairs) + " FROM customers"

    def composite(self, tags) -> str:
        a, b, c, d, e = tags
        return f"({self.both(a, b)} AND NOT {self.has(c)}) OR {self.both(d, e)}"

    def in_segment(self, segment) -> str:
        return f"{self.has(segment['with'])} AND NOT {self.has(segment['without'])}"

    def by_bits(self, asked):
        """Name, the question, and which customers it counts, where that is told of one set."""
        yield "and_dense", self.pairs(asked["and_dense"]), [self.both(*pair) for pair in asked["and_dense"]]
        yield "and_sparse", self.pairs(asked["and_sparse"]), [self.both(*pair) for pair in asked["and_sparse"]]
        at_least = f"{self.how_many(asked['at_least']['of'])} >= {asked['at_least']['k']}"
        sets = {"or_many": self.any_of(asked["or_many"]), "composite": self.composite(asked["composite"]), "at_least": at_least}
        for name, condition in sets.items():
            yield name, f"SELECT count(*) FROM customers WHERE {condition}", [condition]
        tags = asked["overlap"]
        pairs = [(one, other) for place, one in enumerate(tags) for other in tags[place:]]
        yield "overlap", self.pairs(pairs), None
        coverage = asked["coverage"]
        counts = ", ".join(f"count_if(n {of})" for of in ("= 0", "= 1", "> 1"))
        of = f"SELECT {self.how_many(coverage['of'])} AS n FROM customers WHERE NOT {self.has(coverage['without'])}"
        yield "coverage", f"SELECT {counts} FROM ({of})", None
        breakdown = f"""SELECT region, count(*), count(points), sum(points), avg(points) FROM customers
            WHERE {self.in_segment(asked["breakdown"])} GROUP BY region"""
        yield "breakdown", breakdown, None
        page = asked["page"]
        ids = f"""SELECT customer FROM customers WHERE {self.in_segment(page["segment"])} AND customer > {page["behind"]}
            ORDER BY customer LIMIT {page["limit"]}"""
        yield "page", ids, None

    def overlap_by_group(self, tags) -> str:
        """Customers with the same of these tags are counted together first."""
        [(column, mask)] = masks(tags).items()
        pairs = [bit(one)[1] | bit(other)[1] for place, one in enumerate(tags) for other in tags[place:]]
        counts = ", ".join(f"sum(CASE WHEN {self.band('m', pair)} = {self.mask(pair)} THEN c ELSE 0 END)" for pair in pairs)
        return f"SELECT {counts} FROM (SELECT {self.band(column, mask)} AS m, count(*) AS c FROM customers GROUP BY 1)"

    def rules(self, rules, of) -> dict[str, str]:
        """Who they hold for. `of` tells the places of types and channels."""
        view, cart, purchase = (of["event_names"].index(name) for name in ("view", "cart", "purchase"))
        app, day, now = of["channels"].index("app"), rules["day"], rules["now"]
        in_30, in_60, in_90 = (f"time > {rules[name]}" for name in ("last_30_days", "last_60_days", "last_90_days"))
        return {
            "frequent": f"""SELECT customer FROM events WHERE type = {purchase} AND {in_30} GROUP BY customer
                HAVING count(*) > 3 AND sum(amount) > 50000 * count(*)""",
            "spender": f"""SELECT customer FROM events WHERE type = {purchase} AND {in_90} GROUP BY customer
                HAVING sum(amount) >= 200000""",
            "silent": f"""SELECT customer FROM customers WHERE customer NOT IN
                (SELECT customer FROM events WHERE time > {rules["last_3_months"]})""",
            "hesitant": self.hesitant(cart, purchase, in_60, 7 * day, now),
            "versatile": f"""SELECT customer FROM events WHERE type = {view} AND {in_90} GROUP BY customer
                HAVING {self.ones(self.channels())} >= 4""",
            "quick_start": f"""SELECT f.customer FROM (SELECT customer, min(time) AS at FROM events WHERE type = {purchase}
                GROUP BY customer) f JOIN customers c ON f.customer = c.customer WHERE f.at - c.registered <= {7 * day}""",
            "repeated": self.repeated(purchase, in_60, 2 * day),
            "rising": f"""SELECT customer FROM events WHERE type = {view} AND {in_60} GROUP BY customer
                HAVING count_if({in_30}) > 2 * count_if(NOT ({in_30}))""",
            "on_app": f"SELECT customer FROM events GROUP BY customer HAVING {self.last_channel()} = {app}",
        }


def rows_of(breakdown, regions: int) -> list[list[int]]:
    """Rows by region, of those without one last."""
    found = [[0, 0, 0] for _ in range(regions + 1)]
    for region, customers, values, total, _ in breakdown:
        place = regions if region in (None, "\\N") else int(region)
        found[place] = [int(customers), int(values), int(total or 0)]
    return found


def ends_of(page) -> list[int]:
    return [int(page[0][0]), int(page[-1][0])]
