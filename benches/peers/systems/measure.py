"""Times and memory, measured as the Rust program does."""

import gc
import time
from pathlib import Path
from typing import Any, Callable

# For so many seconds a question is repeated, at least so often, at most so often.
TIME, AT_LEAST, AT_MOST = 1.0, 5, 1000
# What takes longer than this by itself is only asked twice more.
LONG, AT_LEAST_LONG = 1.0, 2
# What takes less than so many seconds is asked several times in a row, and the time divided.
SHORT = 100e-6


def best(work: Callable[[], Any], seconds: float = TIME) -> tuple[float, Any]:
    """The best time of several, after one to warm up; and the answer."""
    begun = time.perf_counter()
    work()
    at_least = AT_LEAST_LONG if time.perf_counter() - begun > LONG else AT_LEAST
    begun = time.perf_counter()
    answer = work()
    found = time.perf_counter() - begun
    together = min(1000, max(1, int(SHORT / max(found, 1e-9))))
    gc.disable()
    begun = time.perf_counter()
    for run in range(1, AT_MOST):
        if run >= at_least and time.perf_counter() - begun > seconds:
            break
        clock = time.perf_counter_ns()
        for _ in range(together):
            work()
        found = min(found, (time.perf_counter_ns() - clock) / together / 1e9)
    gc.enable()
    return found, answer


def memory() -> tuple[int, int]:
    """Bytes of memory: the most there were, and how many there are."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) * 1024, int(lines["VmRSS"].split()[0]) * 1024


def size(path: Path) -> int:
    """Bytes of a file, or of all files below a folder, those that several names stand for counted once."""
    if path.is_file():
        return path.stat().st_size
    files = (file.stat() for file in path.rglob("*") if file.is_file() and not file.is_symlink())
    return sum({stat.st_ino: stat.st_size for stat in files}.values())
