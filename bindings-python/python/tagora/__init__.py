"""An embeddable customer-tag engine.

>>> import tagora
>>> with tagora.Engine() as engine:
...     _ = engine.load("event 购买\\ntag 新客 when did 购买 in last 30 days")
...     _ = engine.apply([{"customer": "c1", "at": 0, "event": "购买"}], now=0)
...     engine.has("c1", "新客")
True
"""

from .analysis import (
    Analysis,
    BeforeAfterRow,
    BreakdownRow,
    By,
    ByAttribute,
    ByGroup,
    ContrastRow,
    CrossRow,
    LiftsRow,
    MeasureRow,
    PassageRow,
    RetentionRow,
    RhythmRow,
    Table,
    TransitionsRow,
)
from .arguments import Customer, Moment
from .engine import Engine
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
from .opening import Opening
from .settings import Relaxed, Settings

__all__ = [
    "Analysis",
    "BeforeAfterRow",
    "BreakdownRow",
    "By",
    "ByAttribute",
    "ByGroup",
    "Clause",
    "ClosedError",
    "ContrastRow",
    "CrossRow",
    "Customer",
    "Engine",
    "Episode",
    "EpisodeEnd",
    "Explanation",
    "HandbookError",
    "InternalError",
    "InvalidInputError",
    "LiftsRow",
    "MeasureRow",
    "Moment",
    "Opening",
    "PassageRow",
    "Relaxed",
    "RetentionRow",
    "RhythmRow",
    "Seen",
    "Settings",
    "StoreError",
    "Table",
    "TagoraError",
    "TransitionsRow",
    "Turning",
    "UnknownNameError",
    "Upcoming",
]
