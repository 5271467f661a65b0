"""An embeddable customer-tag engine.

>>> import tagora
>>> with tagora.Engine() as engine:
...     _ = engine.load("event 购买\\ntag 新客 when did 购买 in last 30 days")
...     _ = engine.apply([{"customer": "c1", "at": 0, "event": "购买"}], now=0)
...     engine.has("c1", "新客")
True
"""

from .engine import Customer, Engine, Moment
from .errors import (
    ClosedError,
    HandbookError,
    InternalError,
    InvalidInputError,
    StoreError,
    TagoraError,
    UnknownNameError,
)
from .explanations import Clause, Episode, EpisodeEnd, Explanation, Seen, Turning, Upcoming
from .settings import Relaxed, Settings

__all__ = [
    "Clause",
    "ClosedError",
    "Customer",
    "Engine",
    "Episode",
    "EpisodeEnd",
    "Explanation",
    "HandbookError",
    "InternalError",
    "InvalidInputError",
    "Moment",
    "Relaxed",
    "Seen",
    "Settings",
    "StoreError",
    "TagoraError",
    "Turning",
    "UnknownNameError",
    "Upcoming",
]
