"""Every refusal has a code, and nonsense is refused."""

import math
import pickle
from typing import Any

import pytest

import tagora
from tagora import errors


def refused(call: Any, *arguments: Any, **named: Any) -> tagora.TagoraError:
    with pytest.raises(tagora.TagoraError) as caught:
        call(*arguments, **named)
    return caught.value


def test_a_handbook_error_says_where_and_what_to_do() -> None:
    text = "event 购买页面\ntag 新客 when did 购买页"
    error = refused(tagora.Engine().load, text)
    assert isinstance(error, tagora.HandbookError) and isinstance(error, ValueError)
    assert (error.code, error.help) == ("unknown-event", "did you mean `购买页面`?")
    assert error.span is not None and text.encode()[slice(*error.span)].decode() == "购买页"
    assert error.diagnostics[0]["message_zh"] == "未知的事件 `购买页`"
    assert str(error) == "unknown event `购买页` [unknown-event]\nhelp: did you mean `购买页面`?"


def test_all_diagnostics_are_there() -> None:
    error = refused(tagora.Engine().load, "tag a when did x\ntag b when did y")
    assert [found["code"] for found in error.diagnostics] == ["unknown-event"] * 2
    assert [found["line"] for found in error.diagnostics] == [1, 2]


def test_an_unknown_name_is_a_key_error_that_reads_well(engine: tagora.Engine) -> None:
    error = refused(engine.has, 1, "老客")
    assert isinstance(error, tagora.UnknownNameError) and isinstance(error, KeyError)
    assert str(error).startswith("unknown tag `老客` [unknown-tag]")
    assert (error.span, error.record, error.diagnostics) == (None, None, [])


def test_a_record_error_says_which_and_applies_nothing(engine: tagora.Engine) -> None:
    records = [{"customer": 1, "at": 0, "event": "购买"}, {"customer": 2, "at": 0, "event": "退货"}]
    error = refused(engine.apply, records, 0)
    assert (error.code, error.record) == ("unknown-event", 1)
    assert engine.clock is None and engine.count("did 购买") == 0


def test_errors_can_be_pickled(engine: tagora.Engine) -> None:
    for error in (refused(engine.load, "tag x when"), refused(engine.has, 1, "老客"), refused(engine.apply, "[", 0)):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert again.__dict__ == error.__dict__ and str(again) == str(error)


def test_a_code_nobody_knows_is_still_an_error() -> None:
    error = errors.from_boundary("brand-new", "something", None, None, None, "[]")
    assert type(error) is tagora.TagoraError and error.code == "brand-new"


def test_every_class_is_exported_and_has_a_code() -> None:
    classes = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, tagora.TagoraError)}
    assert len(classes) >= 6
    assert {kind.__name__ for kind in classes} <= set(tagora.__all__)


def test_a_closed_engine_refuses_everything(engine: tagora.Engine) -> None:
    engine.close()
    engine.close()
    calls = [
        lambda: engine.load("event a"),
        lambda: engine.apply([], 0),
        lambda: engine.advance_to(0),
        lambda: engine.has(1, "新客"),
        lambda: engine.tags(1),
        lambda: engine.members("新客"),
        lambda: engine.route(1, "r"),
        lambda: engine.route_targets("r"),
        lambda: engine.route_members("r", "t"),
        lambda: engine.count("has 新客"),
        lambda: engine.ids("has 新客"),
        lambda: engine.changes(),
        lambda: engine.clock,
        lambda: engine.handbook(),
        lambda: engine.flush(),
        lambda: engine.verify(),
        lambda: engine.subscribe("crm"),
        lambda: engine.poll("crm"),
        lambda: engine.consumers(),
    ]
    for call in calls:
        error = refused(call)
        assert isinstance(error, tagora.ClosedError) and error.code == "closed"


@pytest.mark.parametrize("text", ["\ud800", "tag \udfff", b"\xff\xfe", b"tag \xc3"])
def test_text_that_is_no_utf8(engine: tagora.Engine, text: str | bytes) -> None:
    assert refused(engine.load, text).code == "invalid-utf8"
    assert refused(engine.apply, text, 0).code == "invalid-utf8"
    if isinstance(text, str):
        for call in (engine.members, engine.count, engine.ids):
            assert refused(call, text).code == "invalid-utf8"
        assert refused(engine.has, 1, text).code == "invalid-utf8"
        assert refused(engine.has, text, "新客").code == "invalid-utf8"
        assert refused(engine.tags, text).code == "invalid-utf8"
        assert refused(engine.apply, [{"customer": text, "at": 0}], 0).code == "invalid-json"


@pytest.mark.parametrize("value", [math.nan, math.inf, 10**400, pytest.param(10**5000, id="huge"), 2**70, 1e300, [1], {"a": 1}, "1e5", True])
def test_values_that_are_no_number(engine: tagora.Engine, value: object) -> None:
    code = refused(engine.apply, [{"customer": 1, "at": 0, "event": "购买", "properties": {"金额": value}}], 0).code
    assert code in ("invalid-json", "invalid-value")
    code = refused(engine.apply, [{"customer": 1, "at": 0, "set": {"年龄": value}}], 0).code
    assert code in ("invalid-json", "invalid-value")


@pytest.mark.parametrize("customer", [None, 1.0, -1, 2**64, True, b"c1", [], object()])
def test_what_is_no_customer_is_a_type_error(engine: tagora.Engine, customer: Any) -> None:
    with pytest.raises(TypeError, match="a customer id is an int from 0 to"):
        engine.has(customer, "新客")
    with pytest.raises(TypeError, match="a customer id is an int from 0 to"):
        engine.tags(customer)


@pytest.mark.parametrize("wrong", [None, 7, 1.5, ["a"], object()])
def test_what_is_no_text_is_a_type_error(engine: tagora.Engine, wrong: Any) -> None:
    for call in (engine.load, engine.members, engine.count, engine.ids):
        with pytest.raises(TypeError):
            call(wrong)
    with pytest.raises(TypeError):
        engine.has(1, wrong)


@pytest.mark.parametrize("wrong", [None, "2025-01-01", 1.5, True, [1]])
def test_what_is_no_instant_is_a_type_error(engine: tagora.Engine, wrong: Any) -> None:
    with pytest.raises(TypeError, match="an instant is an int"):
        engine.advance_to(wrong)
    if wrong is None:
        # Only events may be the clock without one.
        assert refused(engine.apply, [], wrong).code == "wrong-clock"
        return
    with pytest.raises(TypeError, match="an instant is an int"):
        engine.apply([], wrong)


@pytest.mark.parametrize("now", [2**63 - 1, -(2**63), 2**63, pytest.param(10**5000, id="huge"), 253_402_207_201_000])
def test_instants_out_of_range(engine: tagora.Engine, now: int) -> None:
    assert refused(engine.advance_to, now).code == "instant-out-of-range"


@pytest.mark.parametrize("records", [None, 7, {"customer": 1, "at": 0}, [b"x"], [object()]])
def test_what_is_no_batch_is_a_type_error(engine: tagora.Engine, records: Any) -> None:
    with pytest.raises(TypeError):
        engine.apply(records, 0)


def test_records_that_contain_themselves(engine: tagora.Engine) -> None:
    record: dict[str, Any] = {"customer": 1, "at": 0}
    record["set"] = record
    assert refused(engine.apply, [record], 0).code == "invalid-json"


def test_deep_and_long_texts(engine: tagora.Engine) -> None:
    assert refused(engine.count, "(" * 100_000).code == "too-deep"
    assert refused(engine.load, "#" * (1 << 21)).code == "source-too-large"
    assert refused(engine.apply, "[" * 100_000, 0).code == "invalid-json"
    assert refused(engine.apply, [{"customer": "x" * 10_000, "at": 0}], 0).code == "invalid-customer"


@pytest.mark.parametrize("arguments", [(-1, 1), (0, -1), (0, 2**32), (2**64, 1), ("0", 1), (None, None)])
def test_pages_that_make_no_sense(engine: tagora.Engine, arguments: tuple[Any, Any]) -> None:
    with pytest.raises((TypeError, OverflowError)):
        engine.changes(*arguments)


def test_a_language_that_is_none(engine: tagora.Engine) -> None:
    with pytest.raises(ValueError, match="the language is"):
        engine.handbook("fr")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["lateness_millis", "retention_millis", "max_waiting", "feed_kept", "feed_held_max", "threads"])
@pytest.mark.parametrize("value", [-1, -(2**63), 2**64])
def test_settings_that_make_no_sense(name: str, value: int) -> None:
    with pytest.raises(ValueError, match=name):
        tagora.Engine(**{name: value})


def test_settings_that_are_none() -> None:
    wrong: list[dict[str, Any]] = [
        {"durability": "none"},
        {"durability": tagora.Relaxed(-1)},
        {"durability": tagora.Relaxed(2**32)},
        {"clock": "sun"},
        {"feed_full": "burst"},
    ]
    for settings in wrong:
        with pytest.raises(ValueError):
            tagora.Engine(**settings)
    for settings in ({"threads": "2"}, {"max_batch": True}, {"max_batch": 1.0}, {"colour": "red"}):
        with pytest.raises(TypeError):
            tagora.Engine(**settings)
