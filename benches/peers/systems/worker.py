"""One system in a process of its own: loads the data, answers everything, prints what was found and measured as JSON.

python -m systems.worker MODULE DATA STORE THREADS
"""

import importlib
import json
import sys
import time
from pathlib import Path

from .data import Data
from .measure import best, memory, size


def main(module: str, folder: str, store: str, threads: str) -> None:
    of = importlib.import_module(f"systems.{module}")
    data = Data(Path(folder))
    before = memory()[1]
    system = of.System(Path(store), int(threads))
    clock = time.perf_counter()
    system.load(data)
    seconds = time.perf_counter() - clock
    queries = {name: measured(ways, ids) for name, ways, ids in system.queries(data.manifest["queries"])}
    rules, together = {}, None
    if of.RULES:
        answers = list(system.answers(data.manifest["rules"]))
        rules = {name: measured(ways, ids) for name, ways, ids in answers}
        # One after the other, and nothing is kept from one to the next.
        together = sum(min(way["seconds"] for way in rule["ways"].values()) for rule in rules.values())
    peak, after = memory()
    found = {
        "system": of.NAME,
        "version": system.version,
        "threads": int(threads),
        "load": {"seconds": seconds},
        "memory": {"columns": before, "peak": peak, "after": after},
        "disk": size(system.disk()),
        "queries": queries,
        "rules": rules,
        "all_rules": together,
    }
    print(json.dumps(found))


def measured(ways, ids):
    """Each way to answer, with the answer and the best time; the sum of the ids of those who were found."""
    found = {}
    for name, ask in ways.items():
        seconds, answer = best(ask)
        found[name] = {"seconds": seconds, "answer": plain(answer)}
    told = ids() if ids else None
    return {"ways": found, "ids": None if told is None else int(told[0] if isinstance(told, list) else told)}


def plain(answer):
    """Numbers of all kinds as those of Python."""
    return [plain(each) if isinstance(each, (list, tuple)) else int(each) for each in answer]


if __name__ == "__main__":
    main(*sys.argv[1:])
