"""What :meth:`tagora.Engine.explain`, ``forecast`` and ``episodes`` give. Instants are milliseconds since 1970-01-01T00:00:00Z."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

__all__ = ["Clause", "Episode", "EpisodeEnd", "Explanation", "Seen", "Turning", "Upcoming"]

class Seen(TypedDict):
    """An event that a part of a definition looks at."""

    event: str
    id: str | None
    at: int


class Clause(TypedDict):
    """A part of a definition, as it stands for one customer at one instant."""

    text: str
    """How it is written in English."""
    text_zh: str
    """How it is written in Chinese."""
    is_true: bool
    value: str | None
    """What is compared or looked at; ``None`` where there is none, or where the parts say it."""
    against: str | None
    """What it is compared with, where that is no constant."""
    events: list[Seen]
    """The events it looks at, the newest first, at most 20."""
    all_events: int
    """How many they are in all."""
    clauses: list[Clause]
    """What it is made of."""


class Turning(TypedDict):
    """When a tag comes or goes next, if nothing happens."""

    at: int
    """The first instant at which it is otherwise."""
    gained: bool
    cause: dict[str, Any]
    definition: Clause | None
    """What its definition says then."""


class Explanation(TypedDict):
    """Why a customer holds a tag or does not."""

    tag: str
    at: int
    """The instant it is about."""
    is_held: bool
    basis: Literal["banned", "pinned", "defined", "not-defined", "assigned", "not-assigned", "otherwise", "beaten", "over"]
    """What decides whether it is held."""
    since: int | None
    until: int | None
    """When the assignment by which it is held ends."""
    cause: dict[str, Any] | None
    """What made it be held; of a tag that is not, what ended it last."""
    definition: Clause | None
    """``None`` of tags that are assigned, and of those that stand for ``otherwise``."""
    next: Turning | None
    """What changes it next; ``None`` if nothing does up to ``ahead``."""
    ahead: int
    text: str
    """All of it in words, in English."""
    text_zh: str
    """All of it in words, in Chinese."""


class Upcoming(TypedDict):
    """A tag that a customer is going to gain or lose."""

    at: int
    tag: str
    gained: bool
    cause: dict[str, Any]


class EpisodeEnd(TypedDict):
    """When and why a customer lost a tag."""

    at: int
    cause: dict[str, Any]


class Episode(TypedDict):
    """A time in which a customer held a tag."""

    since: int
    cause: dict[str, Any]
    end: EpisodeEnd | None
    """``None`` while the tag is held."""
