"""CRoaring by pyroaring: a set of customers for each tag and each value, run-optimised; numbers of customers in numpy."""

import numpy as np
import pyroaring
from pyroaring import BitMap

from .data import MISSING_REGION, Data

NAME = "pyroaring"
RULES = False


def of(customers: np.ndarray) -> BitMap:
    bitmap = BitMap(customers)
    bitmap.run_optimize()
    bitmap.shrink_to_fit()
    return bitmap


class System:
    version = pyroaring.__version__

    def __init__(self, store, threads):
        self.store = store

    def load(self, data: Data):
        self.tags = {rank: of(customers) for rank, customers in enumerate(data.holders(), 1)}
        regions = data.column("customer_region")
        order = [*range(data.manifest["regions"]), MISSING_REGION]
        self.regions = [of(np.flatnonzero(regions == region).astype(np.uint32)) for region in order]
        self.region_places = np.where(regions == MISSING_REGION, len(order) - 1, regions)
        self.points = data.column("customer_points").astype(np.int64)
        self.all = BitMap(range(data.customers))
        self.all.run_optimize()
        self.store.mkdir(parents=True)
        with open(self.store / "sets", "wb") as file:
            for bitmap in (*self.tags.values(), *self.regions):
                file.write(bitmap.serialize())
        self.points.astype(np.int16).tofile(self.store / "points")

    def queries(self, asked):
        tags = self.tags
        yield "and_dense", {"sets": lambda: self.pairs(asked["and_dense"])}, lambda: self.pair_ids(asked["and_dense"])
        yield "and_sparse", {"sets": lambda: self.pairs(asked["and_sparse"])}, lambda: self.pair_ids(asked["and_sparse"])
        many = [tags[tag] for tag in asked["or_many"]]
        yield "or_many", {"sets": lambda: [len(BitMap.union(*many))]}, lambda: ids(BitMap.union(*many))
        a, b, c, d, e = (tags[tag] for tag in asked["composite"])
        composite = lambda: ((a & b) - c) | (d & e)
        yield "composite", {"sets": lambda: [len(composite())]}, lambda: ids(composite())
        some, k = [tags[tag] for tag in asked["at_least"]["of"]], asked["at_least"]["k"]
        ways = {"and and or": lambda: [len(self.at_least(k, some))], "counted": lambda: [self.counted(k, some)]}
        yield "at_least", ways, lambda: ids(self.at_least(k, some))
        compared = [tags[tag] for tag in asked["overlap"]]
        pairs = [(one, other) for place, one in enumerate(compared) for other in compared[place:]]
        yield "overlap", {"sets": lambda: [one.intersection_cardinality(other) for one, other in pairs]}, None
        others, covering = self.all - tags[asked["coverage"]["without"]], [tags[tag] for tag in asked["coverage"]["of"]]
        yield "coverage", {"sets": lambda: self.coverage(others, covering)}, None
        yield "breakdown", {"sets and numpy": lambda: self.breakdown(asked["breakdown"])}, None
        # The segment is a set that was made before; only the page is looked for.
        page = asked["page"]
        segment = tags[page["segment"]["with"]] - tags[page["segment"]["without"]]
        segment.run_optimize()
        yield "page", {"sets": lambda: self.page(segment, page)}, lambda: int(sum(self.page_ids(segment, page)))

    def pairs(self, pairs):
        return [self.tags[one].intersection_cardinality(self.tags[other]) for one, other in pairs]

    def pair_ids(self, pairs):
        return sum(ids(self.tags[one] & self.tags[other]) for one, other in pairs)

    def at_least(self, k, sets):
        """Who is in one, in two and so on of those that were looked at."""
        reached = [BitMap() for _ in range(k)]
        for one in sets:
            for place in range(k - 1, 0, -1):
                reached[place] |= reached[place - 1] & one
            reached[0] |= one
        return reached[-1]

    def counted(self, k, sets):
        counts = np.zeros(len(self.all), np.uint8)
        for one in sets:
            counts[np.frombuffer(one.to_array(), np.uint32)] += 1
        return int((counts >= k).sum())

    def coverage(self, within, sets):
        one, more = BitMap(), BitMap()
        for each in sets:
            more |= one & each
            one |= each
        any_of, several = one.intersection_cardinality(within), more.intersection_cardinality(within)
        return [len(within) - any_of, any_of - several, several]

    def breakdown(self, of):
        members = np.frombuffer((self.tags[of["with"]] - self.tags[of["without"]]).to_array(), np.uint32)
        places, points = self.region_places[members], self.points[members]
        known = points >= 0
        customers = np.bincount(places, minlength=len(self.regions))
        values = np.bincount(places[known], minlength=len(self.regions))
        sums = np.bincount(places[known], points[known], minlength=len(self.regions)).astype(np.int64)
        sums / np.maximum(values, 1)
        return np.stack([customers, values, sums], axis=1).tolist()

    def page_ids(self, segment, page):
        place = segment.rank(page["behind"])
        return segment[place : place + page["limit"]].to_array()

    def page(self, segment, page):
        found = self.page_ids(segment, page)
        return [found[0], found[-1]]

    def disk(self):
        return self.store


def ids(bitmap):
    return int(np.frombuffer(bitmap.to_array(), np.uint32).sum(dtype=np.uint64))
