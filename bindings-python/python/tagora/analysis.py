"""What the engine says of its customers in numbers: tables, of which those figures that tell of too few are held back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, Literal, TypeAlias, TypedDict, TypeVar

from . import _native
from .arguments import Moment, millis, text

__all__ = [
    "Analysis",
    "BeforeAfterRow",
    "BreakdownRow",
    "By",
    "ByAttribute",
    "ByGroup",
    "ContrastRow",
    "CrossRow",
    "LiftsRow",
    "MeasureRow",
    "PassageRow",
    "RetentionRow",
    "RhythmRow",
    "Table",
    "TransitionsRow",
]


@dataclass(frozen=True, slots=True)
class ByGroup:
    """By the tags of a group. A customer with several is in several parts."""

    name: str


@dataclass(frozen=True, slots=True)
class ByAttribute:
    """By the values of an attribute."""

    name: str


#: By what customers are divided.
By: TypeAlias = ByGroup | ByAttribute


class BreakdownRow(TypedDict):
    """A part of the customers: by ``breakdown``, ``top`` and ``coverage``."""

    value: str | None
    """The value, or the tag's path; ``None`` for those who have none."""
    customers: int | None
    share: float | None
    values: int | None
    sum: float | None
    mean: float | None


class CrossRow(TypedDict):
    """Who is in both parts."""

    row: str | None
    column: str | None
    customers: int | None


class MeasureRow(TypedDict):
    """One number: of ``distribution``, ``elapsed`` and ``conversion``."""

    measure: str
    value: float | None


class RhythmRow(TypedDict):
    """An hour, ``"0"`` to ``"23"``, or a weekday."""

    part: str
    events: int | None
    customers: int | None
    values: int | None
    sum: float | None
    mean: float | None


class LiftsRow(TypedDict):
    """Two tags."""

    tag: str
    other: str
    first: int | None
    """How many customers have the first."""
    second: int | None
    customers: int | None
    """How many have both."""
    of_first: float | None
    of_second: float | None
    lift: float | None
    """How many times as many have both as would if the tags had nothing to do with each other."""


class PassageRow(TypedDict):
    """A step of a funnel, for all customers (``part`` is ``"all"``) or for a part of them."""

    part: str | None
    step: str
    customers: int | None
    dropped: int | None
    of_first: float | None
    of_previous: float | None
    median_millis: float | None


class RetentionRow(TypedDict):
    """Those who began in the same period, and how many of them came back so many periods later."""

    cohort: str
    """The first day of the period."""
    customers: int | None
    periods: int
    back: int | None
    share: float | None


class TransitionsRow(TypedDict):
    """Who had one tag and has the other; ``None`` is none of them."""

    before: str | None
    after: str | None
    customers: int | None


class BeforeAfterRow(TypedDict):
    """What customers did ``"before"`` they gained a tag, and ``"after"``."""

    time: str
    customers: int | None
    active: int | None
    events: int | None
    sum: float | None


class ContrastRow(TypedDict):
    """How frequent a tag is in two segments."""

    tag: str
    first: int
    second: int
    share_of_first: float
    share_of_second: float
    difference: float
    lift: float | None


Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """What an analysis found.

    ``columns`` is what ``pandas.DataFrame``, ``polars.DataFrame`` and ``pyarrow.table`` take as it is. ``None`` is a number that there is
    none of (nobody to take a mean of), or one that is held back because it would tell of too few. Exact decimals are the
    nearest floats.
    """

    columns: dict[str, list[Any]]
    """The cells by the names of their columns."""
    totals: dict[str, int | None]
    """Counts about all of it, such as ``customers``."""

    @property
    def rows(self) -> list[Row]:
        """A dict for each row."""
        rows: list[Any] = [dict(zip(self.columns, cells, strict=True)) for cells in zip(*self.columns.values(), strict=True)]
        return rows


class Analysis:
    """Numbers about customers: see :meth:`tagora.Engine.analysis`.

    A ``segment`` is a condition; without one it is everybody. Each call sees the engine as it is then, or as it was at the instant asked
    for. How each number is read, and what is held back, is described in docs/analytics.md.
    """

    __slots__ = ("_at", "_below", "_native")

    def __init__(self, native: _native.Engine, below: int, at: int | None) -> None:
        self._native = native
        self._below = below
        self._at = at

    def breakdown(self, by: By, *, segment: str | None = None, numbers: str | None = None) -> Table[BreakdownRow]:
        """How many customers by tag of a group or value of an attribute.

        ``numbers`` is an expression such as ``"sum(pay.amount, last 30 days)"``, of which each part has ``values``, ``sum`` and ``mean``.
        """
        return self._ask("breakdown", by=_by(by), segment=segment, numbers=numbers)

    def cross(self, rows: By, columns: By, *, segment: str | None = None) -> Table[CrossRow]:
        """How many customers are in each part by one thing and in each by another."""
        return self._ask("cross", rows=_by(rows), columns=_by(columns), segment=segment)

    def top(self, attribute: str, *, limit: int | None = None, segment: str | None = None) -> Table[BreakdownRow]:
        """The most frequent values of an attribute, 10 of them if not said otherwise, and behind them all others."""
        return self._ask("top", attribute=attribute, limit=limit, segment=segment)

    def distribution(self, numbers: str, *, percents: Iterable[float] | None = None, segment: str | None = None) -> Table[MeasureRow]:
        """How the numbers of an expression lie: sum, mean and percentiles (25, 50, 75 if not said otherwise)."""
        return self._ask("distribution", numbers=numbers, percents=_list(percents), segment=segment)

    def rhythm(self, events: str, cycle: Literal["hours", "weekdays"], *, segment: str | None = None) -> Table[RhythmRow]:
        """At which hours or on which weekdays events happen, by the clock of the handbook's zone.

        Events are a condition such as ``"did pay where amount > 10"``, or what adds up what they say, ``"sum(pay.amount)"``.
        """
        return self._ask("rhythm", events=events, cycle=cycle, segment=segment)

    def coverage(self, group: str, *, segment: str | None = None) -> Table[BreakdownRow]:
        """How many customers have ``"none"``, ``"one"`` and ``"several"`` of the tags of a group."""
        return self._ask("coverage", group=group, segment=segment)

    def lifts(self, tags: Iterable[str], *, segment: str | None = None) -> Table[LiftsRow]:
        """Which tags go together, and how much more than by chance: a row for each two."""
        return self._ask("lifts", tags=_list(tags), segment=segment)

    def passage(self, funnel: str, *, by: By | None = None, segment: str | None = None) -> Table[PassageRow]:
        """How far customers come on the way of a funnel, ``"sequence(view, cart, pay within 7 days)"``, step by step."""
        return self._ask("passage", funnel=funnel, by=None if by is None else _by(by), segment=segment)

    def elapsed(
        self,
        begin: str,
        end: str,
        *,
        pairs: Literal["all", "first"] | None = None,
        percents: Iterable[float] | None = None,
        segment: str | None = None,
    ) -> Table[MeasureRow]:
        """How many milliseconds it took from one event to another, for all pairs or the first of each customer."""
        return self._ask("elapsed", begin=begin, end=end, pairs=pairs, percents=_list(percents), segment=segment)

    def retention(
        self, begin: str, back: str, period: Literal["days", "weeks", "months"], periods: int, *, segment: str | None = None
    ) -> Table[RetentionRow]:
        """How many of those who began in the same period came back in each of the ``periods`` from then on."""
        return self._ask("retention", begin=begin, back=back, period=period, periods=periods, segment=segment)

    def transitions(self, group: str, before: Moment, *, segment: str | None = None) -> Table[TransitionsRow]:
        """From which tag of a group those who are in the segment now went to which, since an earlier instant."""
        return self._ask("transitions", group=group, before=millis(before), segment=segment)

    def conversion(
        self,
        tag: str,
        goal: str,
        *,
        since: Moment,
        before: Moment,
        within: timedelta | int,
        percents: Iterable[float] | None = None,
        segment: str | None = None,
    ) -> Table[MeasureRow]:
        """How many of those who first gained a tag from ``since`` on and before ``before`` reached a goal within some time.

        A length of time is a timedelta, or milliseconds. Percentiles are of the milliseconds that it took.
        """
        span = {"since": millis(since), "before": millis(before), "within_millis": _length(within)}
        return self._ask("conversion", tag=tag, goal=goal, **span, percents=_list(percents), segment=segment)

    def before_after(
        self, tag: str, events: str, *, since: Moment, before: Moment, within: timedelta | int, segment: str | None = None
    ) -> Table[BeforeAfterRow]:
        """What those who first gained a tag in a span did before that and after, equally long."""
        span = {"since": millis(since), "before": millis(before), "within_millis": _length(within)}
        return self._ask("before_after", tag=tag, events=events, **span, segment=segment)

    def contrast(self, first: str, second: str, *, limit: int | None = None) -> Table[ContrastRow]:
        """What distinguishes two segments: the tags whose shares differ most, 10 of them if not said otherwise."""
        return self._ask("contrast", first=first, second=second, limit=limit)

    def _ask(self, what: str, **given: Any) -> Table[Any]:
        question = {what: {name: value for name, value in given.items() if value is not None}}
        found = json.loads(self._native.analysis(text(json.dumps(question, ensure_ascii=False)), self._below, self._at))
        cells = zip(*found["rows"], strict=True) if found["rows"] else ([] for _ in found["columns"])
        return Table({name: list(column) for name, column in zip(found["columns"], cells, strict=True)}, found["totals"])


def _by(by: By) -> Mapping[str, str]:
    match by:
        case ByGroup(name):
            return {"group": name}
        case ByAttribute(name):
            return {"attribute": name}
    raise TypeError(f"customers are divided ByGroup(…) or ByAttribute(…), not by {type(by).__name__}")


def _list(given: Iterable[Any] | None) -> list[Any] | None:
    if isinstance(given, str | bytes):
        raise TypeError("a list is asked for, not one text")
    return None if given is None else list(given)


def _length(time: timedelta | int) -> int:
    if isinstance(time, timedelta):
        return time // timedelta(milliseconds=1)
    if isinstance(time, bool) or not isinstance(time, int):
        raise TypeError(f"a length of time is a timedelta or an int of milliseconds, not {type(time).__name__}")
    return time
