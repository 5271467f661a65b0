"""Times and memory, measured as the Rust program does."""

import gc
import time
from pathlib import Path
from typing import Any, Callable

# For so many seconds a question is repeated, at least so often, at most so often.
TIME, AT_LEAST, AT_MOST = 1.0, 5, 1000
# What takes less than so many seconds is asked several times in a row, and the time divided.
SHORT = 100e-6


def best(work: Callable[[], Any], seconds: float = TIME) -> tuple[float, Any]:
    """The best time of several, after one to warm up; and the answer."""
    work()
    begun = time.perf_counter()
    answer = work()
    together = min(1000, max(1, int(SHORT / max(time.perf_counter() - begun, 1e-9))))
    gc.disable()
    begun, found = time.perf_counter(), float("inf")
    for run in range(AT_MOST):
        if run >= AT_LEAST and time.perf_counter() - begun > seconds:
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
