"""Threads share an engine; a call in one does not hold up the others."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import tagora


def test_writers_and_readers(engine: tagora.Engine) -> None:
    writers, each = 4, 50

    def write(writer: int) -> int:
        accepted = 0
        for n in range(each):
            accepted += engine.apply([{"customer": writer * each + n, "at": 0, "event": "购买"}], 0)["accepted"]
        return accepted

    def read(_: int) -> int:
        before = 0
        for _ in range(200):
            now = engine.count("has 新客")
            assert before <= now <= len(engine.members("新客")), "what was seen once stays"
            before = now
        return before

    with ThreadPoolExecutor(8) as pool:
        written = [pool.submit(write, n) for n in range(writers)]
        read_by = [pool.submit(read, n) for n in range(4)]
        assert sum(done.result() for done in written) == writers * each
        for done in read_by:
            done.result()
    assert engine.count("has 新客") == writers * each


def test_other_threads_run_during_a_long_call(engine: tagora.Engine) -> None:
    text = "\n".join(f'{{"customer": {n}, "at": 0, "event": "购买"}}' for n in range(50_000))
    ticks, done = [], threading.Event()

    def tick() -> None:
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    ticking = threading.Thread(target=tick)
    ticking.start()
    start = time.monotonic()
    engine.apply(text, 0)
    end = time.monotonic()
    done.set()
    ticking.join()
    # A call that kept the interpreter lock would leave no tick between its start and its end.
    assert sum(start < tick < end for tick in ticks) >= 3


def test_closing_while_others_call(engine: tagora.Engine) -> None:
    def call(_: int) -> None:
        try:
            while True:
                engine.count("has 新客")
        except tagora.ClosedError:
            pass

    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(call, n) for n in range(4)]
        time.sleep(0.02)
        engine.close()
        for done in calls:
            done.result(timeout=10)
