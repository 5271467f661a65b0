"""Consumers of the change feed."""

from typing import Any

import pytest

import tagora

HANDBOOK = "event 购买\ngroup 习惯 { tag 新客 when did 购买 tag 常客 when count(购买) >= 2 }\ntag 重点"


@pytest.fixture
def engine() -> tagora.Engine:
    engine = tagora.Engine()
    engine.load(HANDBOOK)
    return engine


def purchases(engine: tagora.Engine, *customers: tagora.Customer) -> None:
    engine.apply([{"customer": customer, "at": 0, "event": "购买"} for customer in customers], now=0)


def code(call: Any, *arguments: Any) -> str:
    with pytest.raises(tagora.TagoraError) as caught:
        call(*arguments)
    return caught.value.code


def test_a_filter_and_acknowledging(engine: tagora.Engine) -> None:
    consumer = engine.subscribe("crm", {"groups": ["习惯"], "kinds": ("gained",), "customers": {7, 2**64 - 1}})
    assert consumer["name"] == "crm" and (consumer["acked"], consumer["pending"], consumer["missed"]) == (0, 0, 0)
    assert consumer["filter"] == {"groups": ["习惯"], "kinds": ["gained"], "customers": [7, 2**64 - 1]}
    purchases(engine, "c1", 7, 2**64 - 1)
    page = engine.poll("crm")
    assert [change["customer"] for change in page["changes"]] == [7, 2**64 - 1] and page["missed"] is None
    assert engine.poll("crm") == page, "until it is acknowledged"
    assert engine.poll("crm", max=1)["changes"] == page["changes"][:1]
    engine.ack("crm", page["next"])
    assert engine.poll("crm")["changes"] == []
    assert engine.consumers()[0]["acked"] == page["next"]
    engine.unsubscribe("crm")
    assert engine.consumers() == []


def test_where_a_consumer_starts(engine: tagora.Engine) -> None:
    purchases(engine, 1, 2, 3)
    engine.subscribe("all", start="beginning")
    engine.subscribe("new")
    engine.subscribe("some", start=2)
    found = {name: [change["customer"] for change in engine.poll(name)["changes"]] for name in ("all", "new", "some")}
    assert found == {"all": [1, 2, 3], "new": [], "some": [3]}
    for wrong in ("then", "", True, -1, 2**64, None, 1.5):
        with pytest.raises((TypeError, ValueError, OverflowError)):
            engine.subscribe("wrong", start=wrong)  # type: ignore[arg-type]


def test_pages_follow_one_another(engine: tagora.Engine) -> None:
    engine.subscribe("crm")
    purchases(engine, *range(5))
    pages = [[change["customer"] for change in page["changes"]] for page in engine.consume("crm", max=2)]
    assert pages == [[0, 1], [2, 3], [4]]
    assert engine.consumers()[0]["pending"] == 0
    assert list(engine.consume("crm")) == []
    purchases(engine, 5, 6)
    # Who leaves the loop is told the page again.
    for page in engine.consume("crm", max=1):
        if page["changes"][0]["customer"] == 6:
            break
    assert [change["customer"] for page in engine.consume("crm") for change in page["changes"]] == [6]


def test_what_is_missed_is_told() -> None:
    engine = tagora.Engine(feed_kept=1)
    engine.load(HANDBOOK)
    engine.subscribe("crm", start="beginning")
    for customer in range(4):
        purchases(engine, customer)
    page = engine.poll("crm")
    assert (page["changes"], page["missed"]) == ([], {"first": 1, "last": 3, "count": 3})
    assert code(engine.ack, "crm", 3) == "invalid-sequence"
    pages = list(engine.consume("crm"))
    assert pages[0] == page
    assert [change["customer"] for change in pages[1]["changes"]] == [3]


def test_a_full_feed_refuses() -> None:
    engine = tagora.Engine(feed_kept=1, feed_held_max=2, feed_full="refuse")
    engine.load(HANDBOOK)
    engine.subscribe("crm")
    purchases(engine, 1)
    purchases(engine, 2)
    assert code(purchases, engine, 3) == "feed-full"
    engine.ack("crm", engine.poll("crm")["next"])
    purchases(engine, 3)


def test_refusals(engine: tagora.Engine) -> None:
    engine.subscribe("crm")
    assert engine.subscribe("crm")["name"] == "crm", "the same again does nothing"
    assert code(engine.subscribe, "crm", {"tags": ["重点"]}) == "consumer-exists"
    assert code(engine.subscribe, "") == code(engine.subscribe, "x" * 257) == "invalid-consumer"
    assert code(engine.subscribe, "a", {"tags": ["老客"]}) == "unknown-tag"
    assert code(engine.subscribe, "a", {"groups": ["老客"]}) == "unknown-group"
    assert code(engine.subscribe, "a", {"rules": ["老客"]}) == "unknown-rule"
    assert code(engine.subscribe, "a", {"kinds": ["老客"]}) == "invalid-filter"
    assert code(engine.subscribe, "a", {"colours": ["red"]}) == "invalid-filter"
    assert code(engine.subscribe, "a", {"tags": [7]}) == "invalid-filter"
    assert code(engine.subscribe, "a", None, 99) == "invalid-sequence"
    assert code(engine.ack, "crm", 99) == "invalid-sequence"
    for call in (engine.poll, engine.unsubscribe, lambda name: engine.ack(name, 0), lambda name: engine.ack_missed(name, 0)):
        assert code(call, "nobody") == "unknown-consumer"
        assert code(call, "\ud800") == "invalid-utf8"
        with pytest.raises(TypeError):
            call(None)  # type: ignore[arg-type]
    assert code(engine.subscribe, "a", {"tags": ["\ud800"]}) == "invalid-utf8"
    for wrong in (7, "新客", ["新客"], {"tags": "新客"}, {"tags": None}):
        with pytest.raises(TypeError):
            engine.subscribe("a", wrong)  # type: ignore[arg-type]
    assert [consumer["name"] for consumer in engine.consumers()] == ["crm"]
