"""Numbers about customers, as tables."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import tagora
from tagora import ByAttribute, ByGroup

DAY = 86_400_000
SHARED = json.loads((Path(__file__).parents[2] / "conformance" / "analytics.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def engine() -> tagora.Engine:
    engine = tagora.Engine()
    engine.load("\n".join(SHARED["handbook"]))
    engine.apply(SHARED["records"], now=SHARED["now"])
    return engine


def asked(engine: tagora.Engine) -> dict[str, tagora.Table[Any]]:
    """The questions of the shared answers, as they are asked in Python."""
    now, channel = engine.analysis(), ByAttribute("channel")
    span: dict[str, Any] = {"since": 0, "before": datetime(1970, 1, 11, tzinfo=timezone.utc), "within": timedelta(days=7)}
    return {
        "breakdown": now.breakdown(channel, numbers="sum(pay.amount)"),
        "breakdown of few": engine.analysis(below=2).breakdown(channel, segment="did cart"),
        "breakdown of the past": engine.analysis(at=3 * DAY).breakdown(ByGroup("stage")),
        "cross": now.cross(ByGroup("stage"), channel),
        "top": now.top("channel", limit=1),
        "distribution": now.distribution("sum(pay.amount)", percents=(50, 100)),
        "rhythm": now.rhythm("sum(pay.amount)", "weekdays"),
        "coverage": now.coverage("stage"),
        "lifts": now.lifts(["silent", "active"]),
        "passage": now.passage("sequence(view, cart, pay within 7 days)", by=channel),
        "elapsed": now.elapsed("did view", "did cart", pairs="first", percents=[50]),
        "retention": now.retention("did view", "did cart", "days", 3),
        "transitions": now.transitions("stage", 3 * DAY, segment="channel = web"),
        "conversion": now.conversion("active", "did pay", **span, percents=[50]),
        "before_after": now.before_after("active", "sum(pay.amount)", **span),
        "contrast": now.contrast("channel = web", "channel = shop", limit=3),
    }


def test_the_shared_answers(engine: tagora.Engine) -> None:
    found = asked(engine)
    assert found.keys() == SHARED["answers"].keys()
    for name, table in found.items():
        answer = SHARED["answers"][name]
        assert list(table.columns) == answer["columns"], name
        assert [list(row.values()) for row in table.rows] == answer["rows"], name
        assert table.totals == answer["totals"], name


def test_every_kind_is_asked(engine: tagora.Engine) -> None:
    kinds = {kind for kind in vars(tagora.Analysis) if not kind.startswith("_")}
    assert len(kinds) == 14
    assert {kind for answer in SHARED["answers"].values() for kind in answer["question"]} == kinds


def test_columns_are_of_one_kind(engine: tagora.Engine) -> None:
    for name, table in asked(engine).items():
        for column, cells in table.columns.items():
            assert len({type(cell) for cell in cells if cell is not None}) <= 1, (name, column)


def test_a_table_without_rows(engine: tagora.Engine) -> None:
    table = engine.analysis().contrast("channel = web", "channel = shop and channel = web")
    assert (table.rows, set(map(len, table.columns.values()))) == ([], {0})


def test_defaults(engine: tagora.Engine) -> None:
    assert [row["measure"] for row in engine.analysis().distribution("sum(pay.amount)").rows][-3:] == ["p25", "p50", "p75"]
    assert engine.analysis().top("channel") == engine.analysis().top("channel", limit=10)
    pairs = engine.analysis().elapsed("did view", "did cart")
    assert pairs == engine.analysis().elapsed("did view", "did cart", pairs="all", percents=[25, 50, 75])


def test_what_is_refused(engine: tagora.Engine) -> None:
    analysis = engine.analysis()
    refused: list[tuple[str, Any]] = [
        ("unknown-group", lambda: analysis.breakdown(ByGroup("stages"))),
        ("unknown-attribute", lambda: analysis.top("colour")),
        ("unknown-event", lambda: analysis.rhythm("did vew", "hours")),
        ("invalid-count", lambda: analysis.top("channel", limit=0)),
        ("invalid-analysis", lambda: analysis.distribution("sum(pay.amount)", percents=[101])),
        ("invalid-analysis", lambda: analysis.rhythm("did view", "years")),  # type: ignore[arg-type]
        ("invalid-analysis", lambda: analysis.top("channel", limit=-1)),
        ("invalid-analysis", lambda: analysis.passage("did view")),
        ("no-such-instant", lambda: engine.analysis(at=21 * DAY).coverage("stage")),
        ("invalid-utf8", lambda: analysis.coverage("\ud800")),
        ("limit-exceeded", lambda: analysis.lifts(["active"] * 1001)),
        ("no-handbook", lambda: tagora.Engine().analysis().coverage("stage")),
    ]
    for code, call in refused:
        with pytest.raises(tagora.TagoraError) as caught:
            call()
        assert caught.value.code == code
    for wrong in (-1, 2**64):
        with pytest.raises(ValueError):
            engine.analysis(below=wrong)
    wrong_types: list[Any] = [
        lambda: engine.analysis(below=1.5),  # type: ignore[arg-type]
        lambda: analysis.breakdown("channel"),  # type: ignore[arg-type]
        lambda: analysis.lifts("active"),
        lambda: analysis.conversion("active", "did pay", since=0, before=DAY, within=1.5),  # type: ignore[arg-type]
    ]
    for call in wrong_types:
        with pytest.raises(TypeError):
            call()
