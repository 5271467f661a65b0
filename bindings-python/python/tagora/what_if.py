"""What would be and what is going to be, and what is known of a customer. Instants are milliseconds since 1970-01-01T00:00:00Z."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from .arguments import Customer
from .explanations import Explanation

__all__ = [
    "About",
    "Affected",
    "Completeness",
    "Diagnosis",
    "Fired",
    "Flapping",
    "Foreseen",
    "GroupCover",
    "GroupDiff",
    "Happening",
    "Known",
    "Meant",
    "Outlook",
    "Preview",
    "Profile",
    "Reckoned",
    "Sample",
    "SegmentDiff",
    "Similar",
    "Sizes",
    "Sources",
    "Suggested",
    "TagDiff",
    "TagSize",
    "Timeline",
]


class TagDiff(TypedDict):
    """What a handbook changes about a tag."""

    tag: str
    """Its path; of a tag that is gone, the path that it had."""
    formerly: list[str]
    """What it was called before, if otherwise; of several, the tags that became one."""
    definition: Literal["new", "changed", "unchanged", "gone"]
    gained: int
    lost: int
    stayed: int


class GroupDiff(TypedDict):
    """The same of who has any tag of a group."""

    group: str
    gained: int
    lost: int
    stayed: int


class SegmentDiff(TypedDict):
    """The same of a segment that the handbook declares."""

    segment: str
    gained: int
    lost: int
    stayed: int


class Fired(TypedDict):
    """What a rule would tell when the handbook came into force."""

    rule: str
    kind: str
    """As kinds of changes are called."""
    what: str
    """The tag that it is about, the name of what is told, or the team."""
    times: int
    customers: int


class Affected(TypedDict):
    """What looks at a tag, directly or through others."""

    tags: list[str]
    defines: list[str]
    segments: list[str]
    rules: list[str]
    routes: list[str]


class Sample(TypedDict):
    """A customer, with why it holds the tag or not."""

    customer: Customer
    before: Explanation | None
    """Under the handbook in force; ``None`` if that has no such tag."""
    after: Explanation | None
    """Under the one that is previewed; ``None`` if that has no such tag."""


class Meant(TypedDict):
    """Customers who would gain a tag, lose it, or keep it."""

    customers: list[Customer]
    """The first ones in id order."""
    samples: list[Sample]
    """Some, at even distances."""


class About(TypedDict):
    """What a preview tells of a tag that it is asked about."""

    tag: str
    affected: Affected
    gained: Meant
    lost: Meant
    stayed: Meant


class TagSize(TypedDict):
    """How many customers held a tag."""

    tag: str
    customers: int


class Sizes(TypedDict):
    """How many customers held each tag at an instant."""

    at: int
    customers: int
    """How many there were in all."""
    tags: list[TagSize]


class Preview(TypedDict):
    """What a handbook would do."""

    version: int
    """The version that it would have."""
    warnings: list[dict[str, Any]]
    tags: list[TagDiff]
    groups: list[GroupDiff]
    segments: list[SegmentDiff]
    fired: list[Fired]
    incomplete_since: int | None
    """Where conditions ask for more of the past than is kept: since when what they say is whole."""
    about: list[About]
    sizes: list[Sizes]


class Foreseen(TypedDict):
    """A customer who is going to gain or lose what was asked for."""

    at: int
    customer: Customer
    gained: bool
    cause: dict[str, Any]


class Outlook(TypedDict):
    """Who turns up to an instant if nothing happens."""

    turns: list[Foreseen]
    """In order of time."""
    is_more: bool
    """Whether there are more behind the last of these."""


class Completeness(TypedDict):
    """How many of the declared attributes have a value, and of how many."""

    known: int
    declared: int


class Known(TypedDict):
    """An attribute of a customer."""

    attribute: str
    value: str | None
    since: int | None


class Reckoned(TypedDict):
    """A number or an instant over a customer's events that the handbook's conditions look at."""

    text: str
    """How it is written in English."""
    text_zh: str
    """How it is written in Chinese."""
    value: str | None


class Suggested(TypedDict):
    """A tag that a rule suggests and that is not held."""

    tag: str
    at: int
    confidence: str | None
    """How sure the rule is, from 0 to 1."""
    cause: dict[str, Any]


class Profile(TypedDict):
    """Everything that is known of a customer."""

    customer: Customer
    at: int
    """The instant it is about."""
    since: int | None
    """When the first thing was told of it."""
    events: int
    """How many there are of it."""
    completeness: Completeness
    attributes: list[Known]
    tags: list[dict[str, Any]]
    """As :meth:`tagora.Engine.tags` gives them."""
    numbers: list[Reckoned]
    routes: list[dict[str, Any]]
    """``{route, target, since}``."""
    suggestions: list[Suggested]


class _Told(TypedDict):
    at: int
    kind: Literal["created", "event", "attribute", "assigned", "gained", "lost"]


class Happening(_Told, total=False):
    """Something that happened to a customer; what else it says goes by its kind."""

    event: str
    """Of an event."""
    id: str | None
    """Of an event."""
    properties: dict[str, str]
    """Of an event."""
    attribute: str
    """Of an attribute that got a value."""
    value: str | None
    """Of an attribute; ``None``: it has none any more."""
    tag: str
    """Of a tag that was assigned, gained or lost."""
    act: Literal["add", "remove", "pin", "unpin", "ban", "unban"]
    """Of an assignment."""
    by: str
    """Of an assignment: a person, an import, a rule."""
    cause: dict[str, Any]
    """Of a tag that was gained or lost."""


class Timeline(TypedDict):
    """What happened to a customer, the newest first."""

    items: list[Happening]
    next: int | None
    """The ``before`` of the next page; ``None`` if there is none."""


class Similar(TypedDict):
    """Two tags that nearly the same customers hold."""

    one: str
    other: str
    both: int
    either: int


class GroupCover(TypedDict):
    """How many customers hold none, one or several of a group's tags."""

    group: str
    none: int
    one: int
    several: int


class Sources(TypedDict):
    """By what a tag is held, in numbers of customers."""

    tag: str
    defined: int
    people: int
    imports: int
    rules: int


class Flapping(TypedDict):
    """A tag that came and went again and again."""

    tag: str
    customers: int
    """For how many."""
    most: int
    """How often it turned for the one for whom it did so most."""


class Diagnosis(TypedDict):
    """What live data say about the handbook in force."""

    customers: int
    held_by_nobody: list[str]
    """Tags with a definition that nobody holds."""
    held_by_all: list[str]
    """Tags with a definition that everybody holds."""
    unused: list[str]
    """Tags without a definition that nobody was given."""
    similar: list[Similar]
    """The most similar first."""
    groups: list[GroupCover]
    tags_per_customer: list[int]
    """How many customers hold no tag, one, two, and so on."""
    sources: list[Sources]
    flapping: list[Flapping]
