"""The engine as Python programs use it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Literal, Unpack

from . import _native
from .analysis import Analysis
from .arguments import Customer, Moment, count_of, customer_of, listed, millis, path_of, text, utf8
from .errors import InvalidInputError
from .explanations import Episode, Explanation, Upcoming
from .settings import Settings, native
from .what_if import Diagnosis, Foreseen, Outlook, Preview, Profile, Sizes, Timeline

__all__ = ["Engine"]


class Engine:
    """A customer-tag engine: ``Engine(...)`` lives in memory, :meth:`open` keeps it in a folder.

    Results are plain dicts; instants in them are milliseconds since 1970-01-01T00:00:00Z. Threads may share an engine. What can be
    set says :class:`tagora.Settings`.
    """

    __slots__ = ("_native",)

    def __init__(self, **settings: Unpack[Settings]) -> None:
        self._native = _native.Engine(native(settings))

    @classmethod
    def open(cls, path: str | os.PathLike[str], **settings: Unpack[Settings]) -> Engine:
        """An engine that is kept in a folder: one that is there, or a new one. While it is open no other can write to the folder.

        Close it, or use it with ``with``: then it opens fast again, and the folder is free for others.
        """
        return cls._of(_native.Engine.open(path_of(path), native(settings)))

    @classmethod
    def open_read_only(cls, path: str | os.PathLike[str], **settings: Unpack[Settings]) -> Engine:
        """An engine with what is in a folder now, for reading. Others may write to the folder meanwhile; that is not seen."""
        return cls._of(_native.Engine.open_read_only(path_of(path), native(settings)))

    @classmethod
    def _of(cls, opened: _native.Engine) -> Engine:
        engine = cls.__new__(cls)
        engine._native = opened
        return engine

    def load(self, handbook: str | bytes) -> dict[str, Any]:
        """Brings a handbook into force: ``{version, commit, changes, warnings, tags, groups}``, the warnings as :meth:`check` gives them.

        Each of the tags is ``{tag, formerly, definition, gained, lost, stayed}``: whether its definition is ``new``, ``changed``,
        ``unchanged`` or ``gone``, and how many customers hold it now that did not before, and so on; the same of groups.
        """
        return _dict(self._native.load(utf8(handbook, "a handbook")))

    def load_json(self, handbook: Mapping[str, Any] | str | bytes) -> dict[str, Any]:
        """Brings a handbook into force that is JSON, as a dict or as text. Gives what :meth:`load` gives.

        The places of warnings are those in the handbook as it is printed in English.
        """
        if isinstance(handbook, Mapping):
            handbook = json.dumps(handbook, ensure_ascii=False)
        return _dict(self._native.load_json(utf8(handbook, "a handbook")))

    def check(self, handbook: str | bytes) -> list[dict[str, Any]]:
        """Checks a handbook without touching the engine: its warnings, in the form of an error's diagnostics."""
        warnings: list[dict[str, Any]] = json.loads(self._native.check(utf8(handbook, "a handbook")))
        return warnings

    def diff(self, handbook: str | bytes, language: Literal["en", "zh"] = "en") -> dict[str, Any]:
        """What a handbook says differently from the one in force, without touching the engine: ``{changes, text}``.

        Each of the changes is ``{what, name, formerly, kind, differences, through, text}``, each of the differences ``{part, before,
        after}``; ``text`` says each change in a line of English or Chinese.
        """
        return _dict(self._native.diff(utf8(handbook, "a handbook"), _is_chinese(language)))

    def test(self, handbook: str | bytes) -> dict[str, Any]:
        """Runs the tests of a handbook without touching the engine: ``{passed, tests, report, report_zh}``."""
        return _dict(self._native.test(utf8(handbook, "a handbook")))

    def apply(self, records: Iterable[Mapping[str, Any]] | str | bytes, now: Moment | None = None) -> dict[str, Any]:
        """Takes in records and moves the clock to ``now``: all of it, or after an error none of it.

        Where events are the clock there is no ``now``: it goes to the latest record. Records are dicts, or the text of a JSON
        array or of JSON lines; the value of a set is a list, a tuple or a set. Gives ``{commit, durable, accepted, duplicates, too_late, waiting, clock, changes}``.
        """
        if not isinstance(records, str | bytes):
            records = _json(records)
        return _dict(self._native.apply(utf8(records, "records"), None if now is None else millis(now)))

    def advance_to(self, now: Moment) -> dict[str, Any]:
        """Moves the clock; where there are more than ``max_changes`` changes, less far.

        Gives what :meth:`apply` gives. Go on from ``clock``, the instant reached.
        """
        return _dict(self._native.advance_to(millis(now)))

    def erase(self, customer: Customer) -> dict[str, Any]:
        """Erases all data of a customer: ``{commit, ids}``, with all ids that were this customer."""
        return _dict(self._native.erase(customer_of(customer)))

    def has(self, customer: Customer, tag: str) -> bool:
        """Whether a customer holds a tag now."""
        return self._native.has(customer_of(customer), text(tag))

    def tags(self, customer: Customer) -> list[dict[str, Any]]:
        """The tags that a customer holds now: ``[{tag, since, until, value, cause}]``."""
        tags: list[dict[str, Any]] = json.loads(self._native.tags(customer_of(customer)))
        return tags

    def explain(self, customer: Customer, tag: str) -> Explanation | None:
        """Why a customer holds a tag now or does not, and what changes it next if nothing happens; ``None`` if the customer is unknown.

        Its definition part by part, with the values and events that decide, since when and by whom; as data, and as ``text`` and
        ``text_zh``. Costs some microseconds for each record of the customer: ask it of single customers.
        """
        explanation: Explanation | None = json.loads(self._native.explain(customer_of(customer), text(tag)))
        return explanation

    def forecast(self, customer: Customer, until: Moment) -> list[Upcoming]:
        """What a customer gains and loses up to an instant if nothing happens: what advancing the clock would tell, to the millisecond."""
        turns: list[Upcoming] = json.loads(self._native.forecast(customer_of(customer), millis(until)))
        return turns

    def episodes(self, customer: Customer, tag: str) -> list[Episode]:
        """When a customer held a tag, the oldest time first, as the handbook in force sees the past."""
        episodes: list[Episode] = json.loads(self._native.episodes(customer_of(customer), text(tag)))
        return episodes

    def profile(self, customer: Customer) -> Profile | None:
        """Everything that is known of a customer now: attributes, tags, numbers, routes, suggestions; ``None`` if it is unknown.

        Costs some microseconds for each record of the customer: ask it of single customers.
        """
        profile: Profile | None = json.loads(self._native.profile(customer_of(customer)))
        return profile

    def timeline(self, customer: Customer, *, before: int | None = None, limit: int | None = None) -> Timeline:
        """What happened to a customer, the newest first: at most ``limit`` things (100), of those ``before`` the ``next`` of another page."""
        who, end, most = customer_of(customer), count_of(before, "before", 2**64), count_of(limit, "limit")
        timeline: Timeline = json.loads(self._native.timeline(who, end, most))
        return timeline

    def preview(
        self,
        handbook: str | bytes,
        *,
        about: Iterable[str] = (),
        customers: int | None = None,
        samples: int | None = None,
        sizes: Iterable[Moment] = (),
        accepts_incomplete: bool = False,
    ) -> Preview:
        """What a handbook would do if it were loaded now: who would enter, leave and stay, tag by tag, and what rules would tell.

        Nothing of it takes effect. Of the tags that it is ``about`` it is told who is meant (at most so many ``customers``, 100), why
        (``samples``, 3) and what else looks at them; at past instants (``sizes``) how many would have held each tag. Takes as long as
        loading does; readers go on meanwhile.
        """
        utf, tags, past = utf8(handbook, "a handbook"), listed(about, text, "about"), listed(sizes, millis, "sizes")
        most, drawn = count_of(customers, "customers"), count_of(samples, "samples")
        told: Preview = json.loads(self._native.preview(utf, tags, most, drawn, past, accepts_incomplete))
        return told

    def sizes(self, at: Iterable[Moment]) -> list[Sizes]:
        """How many customers held each tag at past instants, in order of time, as the handbook in force sees the past."""
        sizes: list[Sizes] = json.loads(self._native.sizes(listed(at, millis, "at")))
        return sizes

    def forecast_tag(
        self, tag: str, until: Moment, *, limit: int | None = None, after: Foreseen | None = None
    ) -> Outlook:
        """Who gains or loses a tag up to an instant if nothing happens: what advancing the clock would tell, to the millisecond.

        At most ``limit`` turns (1000), in order of time; pass the last one as ``after`` for those behind it.
        """
        what, end, most = text(tag), millis(until), count_of(limit, "limit")
        outlook: Outlook = json.loads(self._native.forecast_tag(what, end, most, _behind(after)))
        return outlook

    def forecast_condition(
        self, condition: str, until: Moment, *, limit: int | None = None, after: Foreseen | None = None
    ) -> Outlook:
        """Of whom a condition comes to be true up to an instant, and of whom it ceases to be: as :meth:`forecast_tag`.

        Takes as long as loading the handbook does.
        """
        what, end, most = text(condition), millis(until), count_of(limit, "limit")
        outlook: Outlook = json.loads(self._native.forecast_condition(what, end, most, _behind(after)))
        return outlook

    def diagnose(self, *, similar_percent: int | None = None, flaps: int | None = None, since: Moment | None = None) -> Diagnosis:
        """What live data say about the handbook: tags that nobody or everybody holds, that say the same, that come and go again and again.

        Tags are similar if of those who hold either so many hundredths (90) hold both; one flaps for a customer who gained and lost it
        so many times (6) ``since`` an instant, as far back as the feed is kept.
        """
        percent, times = count_of(similar_percent, "similar_percent"), count_of(flaps, "flaps", 2**64)
        diagnosis: Diagnosis = json.loads(self._native.diagnose(percent, times, None if since is None else millis(since)))
        return diagnosis

    def members(self, tag: str) -> list[Customer]:
        """The customers who hold a tag now, in id order."""
        return self._native.members(text(tag))

    def route(self, customer: Customer, route: str) -> dict[str, Any] | None:
        """Where a route leads a customer now: ``{target, since}``; None if nowhere, or if the customer waits for room."""
        routed: dict[str, Any] | None = json.loads(self._native.route(customer_of(customer), text(route)))
        return routed

    def route_targets(self, route: str) -> list[dict[str, Any]]:
        """The targets of a route, in the handbook's order: ``[{target, customers, capacity}]``."""
        targets: list[dict[str, Any]] = json.loads(self._native.route_targets(text(route)))
        return targets

    def route_members(self, route: str, target: str) -> list[Customer]:
        """The customers whom a route leads to a target now, in id order."""
        return self._native.route_members(text(route), text(target))

    def count(self, condition: str) -> int:
        """How many customers a condition is true of now."""
        return self._native.count(text(condition))

    def ids(self, condition: str) -> list[Customer]:
        """The customers a condition is true of now, in id order."""
        return self._native.ids(text(condition))

    def analysis(self, *, below: int = 0, at: Moment | None = None) -> Analysis:
        """Numbers about customers: now, or as today's handbook sees an instant in the past.

        What tells of 1 to ``below`` - 1 customers is held back, and as much more as it takes that subtracting does not tell either; 0
        holds back nothing. The past costs a replay of every customer with each question.
        """
        if isinstance(below, bool) or not isinstance(below, int):
            raise TypeError(f"below is an int, not {type(below).__name__}")
        if not 0 <= below < 2**64:
            raise ValueError("below is a whole number from 0 to 2**64 - 1")
        return Analysis(self._native, below, None if at is None else millis(at))

    def changes(self, after: int = 0, max: int = 1000) -> dict[str, Any]:
        """The changes behind number ``after``, at most ``max``: ``{changes, next, missed}``."""
        return _dict(self._native.changes(after, max))

    def subscribe(
        self,
        name: str,
        filter: Mapping[str, Iterable[Any]] | None = None,
        start: Literal["now", "beginning"] | int = "now",
    ) -> dict[str, Any]:
        """Lets a consumer read the change feed under a name: ``{name, filter, acked, pending, missed}``.

        The filter is a dict of lists, of which each may be left out: ``tags``, ``groups``, ``rules``, ``kinds``, ``causes``,
        ``customers``, ``without_imports``. A consumer starts with the next change, with the oldest that is kept, or behind a number.
        Doing so again with the same filter does nothing.
        """
        if isinstance(start, bool) or not isinstance(start, int | str):
            raise TypeError(f'a consumer starts "now", at the "beginning" or behind a number, not {start!r}')
        if isinstance(start, str) and start not in ("now", "beginning"):
            raise ValueError(f'a consumer starts "now", at the "beginning" or behind a number, not {start!r}')
        after = None if isinstance(start, str) else start
        asked = _filter({} if filter is None else filter)
        return _dict(self._native.subscribe(text(name), text(asked), start == "beginning", after))

    def poll(self, name: str, max: int = 1000) -> dict[str, Any]:
        """What a consumer has not acknowledged, at most ``max`` changes: ``{changes, next, missed}``.

        Pass ``next`` to :meth:`ack` when the work is done, also where there are no changes. Where ``missed`` is not ``None`` but
        ``{first, last, count}``, nothing else is told before its ``last`` was passed to :meth:`ack_missed`.
        """
        return _dict(self._native.poll(text(name), max))

    def ack(self, name: str, sequence: int) -> None:
        """A consumer has done its work up to a number, the ``next`` of a page that it polled."""
        self._native.ack(text(name), sequence)

    def ack_missed(self, name: str, sequence: int) -> None:
        """A consumer has taken note that it missed changes up to a number, the ``last`` of what a page says was missed."""
        self._native.ack_missed(text(name), sequence)

    def consume(self, name: str, max: int = 1000) -> Iterator[dict[str, Any]]:
        """What a consumer has not acknowledged, page by page as :meth:`poll` gives them, until there is no more for now.

        Asking for the next page acknowledges the one before, with what it says was missed. Whoever leaves the loop, also by an
        error, has not acknowledged the page at hand, and is told it again.
        """
        while True:
            page = self.poll(name, max)
            if page["missed"] is not None:
                yield page
                self.ack_missed(name, page["missed"]["last"])
            elif page["changes"]:
                yield page
                self.ack(name, page["next"])
            else:
                self.ack(name, page["next"])
                return

    def unsubscribe(self, name: str) -> None:
        """Forgets a consumer."""
        self._native.unsubscribe(text(name))

    def consumers(self) -> list[dict[str, Any]]:
        """All consumers of the change feed, in order of their names: ``[{name, filter, acked, pending, missed}]``."""
        consumers: list[dict[str, Any]] = json.loads(self._native.consumers())
        return consumers

    @property
    def clock(self) -> int | None:
        """The clock in milliseconds; ``None`` before the first batch."""
        return self._native.clock()

    def handbook(self, language: Literal["en", "zh"] = "en") -> str | None:
        """The handbook in force, printed in English or Chinese; ``None`` before one is loaded."""
        return self._native.handbook(_is_chinese(language))

    def handbook_page(self, language: Literal["en", "zh"] = "en") -> str | None:
        """The handbook in force as a page of Markdown for people, with how many customers hold each tag; ``None`` before one is loaded."""
        return self._native.handbook_page(_is_chinese(language))

    def handbook_json(self) -> dict[str, Any] | None:
        """The handbook in force as JSON; ``None`` before one is loaded."""
        found = self._native.handbook_json()
        return None if found is None else _dict(found)

    def flush(self) -> bool:
        """Waits until all that was committed survives a loss of power. Gives whether it does: in memory nothing does."""
        return self._native.flush()

    def verify(self, how: Literal["quick", "full"] = "quick") -> dict[str, Any]:
        """Looks for what is not as it was written: ``{rows, findings}``; no findings if all is sound.

        With ``"full"`` also what is in force is compared with what the log says, which takes about twice as long as opening.
        """
        if how not in ("quick", "full"):
            raise ValueError(f'an engine is verified "quick" or "full", not {how!r}')
        return _dict(self._native.verify(how == "full"))

    def backup(self, path: str | os.PathLike[str]) -> dict[str, Any]:
        """Makes a copy of the store in a new folder, a store like any other: ``{commit, rows}``.

        It is of one moment, that at which the copying begins; reading and writing go on. Nothing that is there is ever written over.
        """
        return _dict(self._native.backup(path_of(path)))

    def compact(self) -> None:
        """Makes the file of the store as small as what it holds: of use after much went. Writing waits meanwhile, reading does not."""
        self._native.compact()

    @staticmethod
    def salvage(damaged: str | os.PathLike[str], path: str | os.PathLike[str]) -> dict[str, Any]:
        """Makes a new store of what is sound of a damaged one, which stays as it is: ``{commit, rows, lost}``.

        What is lost is told in a line each; nothing if all was sound.
        """
        return _dict(_native.Engine.salvage(path_of(damaged), path_of(path)))

    def close(self) -> None:
        """Lets go of the engine; one in a folder is put in order, so that it opens fast. Further calls raise :class:`tagora.ClosedError`; closing again does nothing."""
        self._native.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _is_chinese(language: str) -> bool:
    if language not in ("en", "zh"):
        raise ValueError(f'the language is "en" or "zh", not {language!r}')
    return language == "zh"


def _dict(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def _behind(turn: Foreseen | None) -> tuple[int, Customer] | None:
    """Where a turn stands among others."""
    return None if turn is None else (millis(turn["at"]), customer_of(turn["customer"]))


def _json(records: Iterable[Mapping[str, Any]]) -> bytes:
    if isinstance(records, Mapping):
        raise TypeError("records are a list of dicts, not one dict")
    try:
        listed = list(records)
    except TypeError:
        raise TypeError(f"records are a list of dicts, a str or bytes, not {type(records).__name__}") from None
    # NaN and lone surrogates are written as they are: the engine refuses both, as it does in every language.
    try:
        return json.dumps(listed, default=_plain).encode()
    except ValueError as error:
        raise InvalidInputError(f"not valid JSON: {error}", code="invalid-json") from None


def _filter(filter: Mapping[str, Iterable[Any]]) -> str:
    if not isinstance(filter, Mapping):
        raise TypeError(f"a filter is a dict of lists, not {type(filter).__name__}")
    for names in filter.values():
        if isinstance(names, str | bytes):
            raise TypeError("a filter is a dict of lists, not of texts")
    return json.dumps({key: list(names) for key, names in filter.items()}, ensure_ascii=False)


def _plain(value: object) -> int | list[Any]:
    """A datetime or a set inside a record."""
    if isinstance(value, datetime):
        return millis(value)
    if isinstance(value, set | frozenset):
        return list(value)
    raise TypeError(f"a record cannot hold {type(value).__name__}")
