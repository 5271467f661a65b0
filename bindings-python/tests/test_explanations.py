"""Why a customer holds a tag or does not, and what comes next."""

from datetime import datetime, timezone

import pytest

import tagora

DAY = 86_400_000
HANDBOOK = """
event 购买 { 金额: decimal(2) }
tag 常客 when count(购买, last 30 days) >= 2 and sum(购买.金额) > 10
tag 重点
"""


@pytest.fixture
def engine() -> tagora.Engine:
    engine = tagora.Engine()
    engine.load(HANDBOOK)
    purchases = [(3, "o1", "8"), (20, "o2", "4.50")]
    engine.apply(
        [{"customer": "ann", "at": n * DAY, "event": "购买", "id": id, "properties": {"金额": paid}} for n, id, paid in purchases],
        now=21 * DAY,
    )
    return engine


def test_a_tag_that_is_held(engine: tagora.Engine) -> None:
    told = engine.explain("ann", "常客")
    assert told is not None
    assert (told["tag"], told["at"], told["is_held"], told["basis"]) == ("常客", 21 * DAY, True, "defined")
    assert (told["since"], told["until"]) == (20 * DAY, None)
    assert told["cause"] == {"kind": "event", "event": "购买", "id": "o2", "at": 20 * DAY}
    assert told["definition"] is not None
    count, total = told["definition"]["clauses"]
    assert count["is_true"] and count["value"] == "2" and count["text_zh"] == "最近30天 购买次数 至少 2"
    assert count["events"] == [{"event": "购买", "id": "o2", "at": 20 * DAY}, {"event": "购买", "id": "o1", "at": 3 * DAY}]
    assert (total["value"], total["against"], total["all_events"], total["clauses"]) == ("12.5", None, 2, [])
    assert told["next"] is not None and told["next"]["definition"] is not None
    assert (told["next"]["at"], told["next"]["gained"], told["next"]["cause"]) == (33 * DAY, False, {"kind": "time"})
    assert [clause["value"] for clause in told["next"]["definition"]["clauses"]] == ["1", "12.5"]
    assert told["text"].startswith("常客 is held since 1970-01-21T00:00:00")
    assert told["text_zh"].startswith("常客 持有")
    assert told["ahead"] > told["next"]["at"]


def test_a_tag_that_is_not_held(engine: tagora.Engine) -> None:
    engine.advance_to(34 * DAY)
    told = engine.explain("ann", "常客")
    assert told is not None
    assert (told["is_held"], told["basis"], told["since"], told["next"]) == (False, "not-defined", None, None)
    assert told["cause"] == {"kind": "time"}
    assigned = engine.explain("ann", "重点")
    assert assigned is not None
    assert (assigned["basis"], assigned["definition"], assigned["cause"]) == ("not-assigned", None, None)
    assert engine.explain("bob", "常客") is None
    with pytest.raises(tagora.UnknownNameError) as caught:
        engine.explain("ann", "长客")
    assert caught.value.code == "unknown-tag"


def test_what_comes_next(engine: tagora.Engine) -> None:
    turns = engine.forecast("ann", datetime(1970, 2, 10, tzinfo=timezone.utc))
    assert turns == [{"at": 33 * DAY, "tag": "常客", "gained": False, "cause": {"kind": "time"}}]
    assert engine.forecast("ann", 33 * DAY - 1) == engine.forecast("bob", 40 * DAY) == []
    told = engine.advance_to(40 * DAY)["changes"]
    assert [(change["at"], change["tag"], change["cause"]) for change in told] == [(turn["at"], turn["tag"], turn["cause"]) for turn in turns]


def test_when_it_was_held(engine: tagora.Engine) -> None:
    since = {"since": 20 * DAY, "cause": {"kind": "event", "event": "购买", "id": "o2", "at": 20 * DAY}}
    assert engine.episodes("ann", "常客") == [{**since, "end": None}]
    engine.advance_to(40 * DAY)
    assert engine.episodes("ann", "常客") == [{**since, "end": {"at": 33 * DAY, "cause": {"kind": "time"}}}]
    assert engine.episodes("bob", "常客") == engine.episodes("ann", "重点") == []
