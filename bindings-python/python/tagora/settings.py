"""What a host may set when it opens an engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypedDict

__all__ = ["Relaxed", "Settings"]


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Commits do not wait for the disk; all is put there every so often, and with :meth:`tagora.Engine.flush`."""

    #: How often, in milliseconds; 0 counts as 1.
    every_millis: int


class Settings(TypedDict, total=False):
    """What is left out, or is ``None``, keeps its default.

    What a commit that was acknowledged survives, where an engine is kept in a folder, is its ``durability``: with ``"full"``, the
    default, and ``"group"`` a loss of power, with :class:`Relaxed` all but the last moments before one; all survive the end of the
    process. With ``"group"`` commits of several threads wait for the disk together.
    """

    durability: Literal["full", "group"] | Relaxed | None
    """What a commit survives. Default ``"full"``."""
    clock: Literal["host", "event"] | None
    """Who moves the clock: the host, or the records, in a replay. Default the host."""
    max_jump_millis: int | None
    """With the clock of events: the longest time between two neighbouring instants. Default 366 days."""
    max_changes: int | None
    """Changes of one step of the clock, which stops there. Default 1,000,000."""
    lateness_millis: int | None
    """Records older than the clock by more than this are refused and counted. Default 30 days."""
    retention_millis: int | None
    """How long events are kept, behind the oldest instant at which a late record may come. Default for ever."""
    max_waiting: int | None
    """Records dated later than the clock wait; at most so many. Default 100,000."""
    max_batch: int | None
    """Records in one batch. Default 1,000,000."""
    max_customer_records: int | None
    """Records kept of one customer. Default 100,000."""
    max_earlier_handbooks: int | None
    """Earlier handbooks whose rules are kept. Default 1,000."""
    max_open_tags: int | None
    """Tags of open groups that are not declared: so many a customer has at a time. Default 100."""
    feed_kept: int | None
    """Changes that the feed keeps for readers. Default 1,000,000."""
    feed_held_max: int | None
    """Changes that the feed keeps at most where consumers have not acknowledged them. Default 0: they hold nothing back."""
    feed_full: Literal["let-go", "refuse"] | None
    """What happens where consumers have not acknowledged more. Default ``"let-go"``: they miss the oldest; with ``"refuse"``
    whatever would make more changes is refused."""
    threads: int | None
    """Threads that work on a large query, the caller's among them. Default 1: they start none."""


_LONG = ("max_jump_millis", "lateness_millis", "retention_millis")
_SHORT = (
    "max_changes",
    "max_waiting",
    "max_batch",
    "max_customer_records",
    "max_earlier_handbooks",
    "max_open_tags",
    "feed_kept",
    "feed_held_max",
    "threads",
)


def native(settings: Settings) -> dict[str, int | None]:
    """As the native module takes them: all of them."""
    given: dict[str, object] = dict(settings)
    durability = given.pop("durability", None)
    if not (durability is None or isinstance(durability, Relaxed) or durability in ("full", "group")):
        raise ValueError(f'the durability is "full", "group" or Relaxed(every_millis), not {durability!r}')
    clock = given.pop("clock", None)
    if clock not in (None, "host", "event"):
        raise ValueError(f'the clock is "host" or "event", not {clock!r}')
    feed_full = given.pop("feed_full", None)
    if feed_full not in (None, "let-go", "refuse"):
        raise ValueError(f'a full feed is to "let-go" or to "refuse", not {feed_full!r}')
    return {
        "replay": clock == "event",
        "group": durability == "group",
        "relaxed_millis": _whole(durability.every_millis, 2**32 - 1, "every_millis") if isinstance(durability, Relaxed) else None,
        "feed_refuses": feed_full == "refuse",
        **{name: _whole(given.pop(name, None), 2**63 - 1, name) for name in _LONG},
        **{name: _whole(given.pop(name, None), 2**32 - 1, name) for name in _SHORT},
        **_none_left(given),
    }


def _none_left(given: dict[str, object]) -> dict[str, int | None]:
    if given:
        raise TypeError(f"there is no setting {next(iter(given))!r}")
    return {}


def _whole(value: object, limit: int, name: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} is an int, not {type(value).__name__}")
    if not 0 <= value <= limit:
        raise ValueError(f"{name} is a whole number from 0 to {limit}")
    return value
