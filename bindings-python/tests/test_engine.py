"""What an engine does, and how Python values cross."""

import json
from datetime import datetime, timedelta, timezone

import pytest

import tagora

DAY = 86_400_000


def test_smoke() -> None:
    with tagora.Engine() as engine:
        engine.load("event 购买\ntag 新客 when did 购买 in last 30 days")
        applied = engine.apply([{"customer": "c1", "at": 0, "event": "购买"}], now=0)
        assert [change["tag"] for change in applied["changes"]] == ["新客"]
        assert engine.has("c1", "新客")
        assert engine.members("新客") == engine.ids("has 新客") == ["c1"]
        assert engine.count("has 新客") == 1
        assert engine.tags("c1")[0]["since"] == 0
        assert engine.advance_to(30 * DAY)["changes"][0]["kind"] == "lost"
        assert engine.changes()["next"] == 2


def test_records_as_dicts_text_and_bytes(engine: tagora.Engine) -> None:
    records = [{"customer": n, "at": 0, "event": "购买", "properties": {"金额": "9.90"}} for n in range(3)]
    assert engine.apply(records[:1], 0)["accepted"] == 1
    assert engine.apply(json.dumps(records[1:2]), 0)["accepted"] == 1
    assert engine.apply("\n".join(json.dumps(record, ensure_ascii=False) for record in records[2:]).encode(), 0)["accepted"] == 1
    assert engine.apply((record for record in records), 0)["accepted"] == 3
    assert engine.ids("count(购买) = 2 and sum(购买.金额) = 19.8") == [0, 1, 2]


def test_datetimes(engine: tagora.Engine) -> None:
    assert engine.clock is None
    shanghai = timezone(timedelta(hours=8))
    engine.apply([{"customer": 1, "at": datetime(2025, 1, 1, 8, tzinfo=shanghai), "event": "购买"}], datetime(2025, 1, 1, 8, tzinfo=shanghai))
    assert engine.clock == 1735689600000
    assert engine.tags(1)[0]["since"] == 1735689600000
    engine.advance_to(datetime(2025, 1, 1, 0, 0, 0, 999_999, tzinfo=timezone.utc))
    assert engine.clock == 1735689600999, "microseconds are cut off, not rounded up"
    with pytest.raises(tagora.TagoraError, match="does not say its zone") as caught:
        engine.advance_to(datetime(2025, 2, 1))
    assert caught.value.code == "invalid-instant"
    with pytest.raises(ValueError, match="does not say its zone"):
        engine.apply([{"customer": 1, "at": datetime(2025, 1, 1), "event": "购买"}], 1735689600999)


def test_sets(engine: tagora.Engine) -> None:
    engine.load("attribute 兴趣: set of text\nattribute 编号: set of int\nevent 购买")
    values: list[object] = [["数码", "户外"], ("户外", "数码", "户外"), {"数码", "户外"}, frozenset({"户外", "数码"})]
    records = [{"customer": n, "at": 0, "set": {"兴趣": value, "编号": {n}}} for n, value in enumerate(values)]
    engine.apply([*({"customer": n, "at": 0} for n in range(5)), *records, {"customer": 4, "at": 0, "set": {"兴趣": set()}}], 0)
    assert engine.ids('兴趣 has all of ("数码", "户外") and size of 兴趣 = 2') == [0, 1, 2, 3]
    assert engine.ids("编号 has any of (1, 3)") == [1, 3]
    assert engine.ids("size of 兴趣 = 0") == [4]
    with pytest.raises(tagora.InvalidInputError) as caught:
        engine.apply([{"customer": 0, "at": 0, "set": {"兴趣": [["数码"]]}}], 0)
    assert caught.value.code == "invalid-json"


@pytest.mark.parametrize("customer", [0, 2**53 + 1, 2**64 - 1, "c1", "客户", "7"])
def test_customers_come_back_as_they_were(engine: tagora.Engine, customer: int | str) -> None:
    applied = engine.apply([{"customer": customer, "at": 0, "event": "购买"}], 0)
    assert applied["changes"][0]["customer"] == customer
    assert engine.members("新客") == engine.ids("did 购买") == [customer]
    assert engine.has(customer, "新客")


def test_settings() -> None:
    engine = tagora.Engine(lateness_millis=1000, max_waiting=1, feed_kept=1, threads=2)
    engine.load("event 购买")
    engine.advance_to(10_000)
    late = [{"customer": 1, "at": at, "event": "购买"} for at in (9_000, 8_999)]
    assert engine.apply(late, 10_000)["too_late"] == 1


def test_handbook_in_both_languages(engine: tagora.Engine) -> None:
    assert tagora.Engine().handbook() is None
    english, chinese = engine.handbook(), engine.handbook("zh")
    assert english is not None and "tag 新客 when did 购买 in last 30 days" in english
    assert chinese is not None and "标签 新客 当 最近30天 购买过" in chinese
    assert tagora.Engine().handbook_page() is None
    page = engine.handbook_page("zh")
    assert page is not None and "### 新客\n\n- 定义：`最近30天 购买过`\n- 客户数：0\n" in page
    engine.load(chinese)
    assert engine.handbook("en") == english


def test_what_a_handbook_says_differently() -> None:
    engine = tagora.Engine()
    assert [change["kind"] for change in engine.diff("event 购买")["changes"]] == ["added"]
    engine.load("event 购买\ntag 活跃 when count(购买, last 30 days) > 3")
    after = "event 购买\ntag 活跃 owner \"市场部\" when count(购买, last 30 days) > 5"
    found = engine.diff(after)
    assert found["text"] == "tag `活跃`: threshold 3 → 5; + owner \"市场部\"\n"
    assert found["changes"][0]["differences"] == [
        {"part": "threshold", "before": "3", "after": "5"},
        {"part": "owner", "before": None, "after": '"市场部"'},
    ]
    assert engine.diff(after.encode(), "zh")["text"] == "标签“活跃”：阈值 3 → 5；新增负责人 \"市场部\"\n"
    assert engine.handbook() == "event 购买\ntag 活跃 when count(购买, last 30 days) > 3\n", "nothing is loaded"
    with pytest.raises(tagora.HandbookError):
        engine.diff("tag")
    with pytest.raises(ValueError, match="the language"):
        engine.diff("", "fr")  # type: ignore[arg-type]


def test_changes_are_paged(engine: tagora.Engine) -> None:
    engine.apply([{"customer": n, "at": 0, "event": "购买"} for n in range(5)], 0)
    page = engine.changes(after=2, max=2)
    assert [change["customer"] for change in page["changes"]] == [2, 3]
    assert (page["next"], page["missed"]) == (4, 0)
