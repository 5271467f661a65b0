"""What would be, what is going to be, and what is known of a customer."""

import json
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

import tagora

SHARED = json.loads((Path(__file__).parents[2] / "conformance" / "what-if.json").read_text(encoding="utf-8"))
ASKED: dict[str, Callable[..., Any]] = {
    "preview": lambda engine, handbook, **given: engine.preview("\n".join(handbook), **given),
    "sizes": lambda engine, at: engine.sizes(at),
    "forecast_tag": lambda engine, tag, until, **given: engine.forecast_tag(tag, until, **given),
    "forecast_condition": lambda engine, condition, until, **given: engine.forecast_condition(condition, until, **given),
    "profile": lambda engine, customer: engine.profile(customer),
    "timeline": lambda engine, customer, **given: engine.timeline(customer, **given),
    "diagnose": lambda engine, **given: engine.diagnose(**given),
}


@pytest.fixture
def engine() -> tagora.Engine:
    engine = tagora.Engine()
    engine.load("\n".join(SHARED["handbook"]))
    engine.apply(SHARED["records"], now=SHARED["now"])
    return engine


def seen(found: Any, expected: Any) -> Any:
    """What is expected, and nothing of what is not."""
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        return [seen(one, other) for one, other in zip(found, expected, strict=True)]
    if isinstance(found, dict) and isinstance(expected, dict):
        return {name: seen(found[name], value) for name, value in expected.items() if name in found}
    return found


@pytest.mark.parametrize("question", SHARED["questions"], ids=[question["name"] for question in SHARED["questions"]])
def test_shared_question(engine: tagora.Engine, question: dict[str, Any]) -> None:
    given = {name: value for name, value in question.items() if name not in ("name", "ask", "is", "error")}
    ask = ASKED[question["ask"]]
    if "error" not in question:
        assert seen(ask(engine, **given), question["is"]) == question["is"]
        return
    with pytest.raises(tagora.TagoraError) as caught:
        ask(engine, **given)
    error = caught.value
    diagnostics = [[one["code"], one["line"], one["column"]] for one in error.diagnostics]
    assert seen({"code": error.code, "help": error.help, "diagnostics": diagnostics}, question["error"]) == question["error"]


def test_every_question_is_asked() -> None:
    assert len(SHARED["questions"]) == SHARED["count"]
    assert {question["ask"] for question in SHARED["questions"]} == ASKED.keys()


def test_instants_may_be_datetimes(engine: tagora.Engine) -> None:
    until = datetime(1970, 3, 2, tzinfo=timezone.utc)
    outlook = engine.forecast_tag("silent", until)
    assert outlook == engine.forecast_tag("silent", 60 * 86_400_000)
    assert engine.forecast_tag("silent", until, after=outlook["turns"][-1])["turns"] == []
    past = datetime(1970, 1, 6, tzinfo=timezone.utc)
    assert engine.sizes([past]) == engine.preview("\n".join(SHARED["handbook"]), sizes=(past,))["sizes"]


def test_what_is_refused(engine: tagora.Engine) -> None:
    refused: list[tuple[str, Any]] = [
        ("invalid-utf8", lambda: engine.preview("tag \ud800")),
        ("invalid-utf8", lambda: engine.preview("tag vip", about=["\ud800"])),
        ("invalid-instant", lambda: engine.sizes([datetime(1970, 1, 1)])),
        ("no-handbook", lambda: tagora.Engine().forecast_tag("vip", 1)),
        ("no-handbook", lambda: tagora.Engine().diagnose()),
    ]
    for code, call in refused:
        with pytest.raises(tagora.TagoraError) as caught:
            call()
        assert caught.value.code == code
    wrong_types: list[Any] = [
        lambda: engine.preview(7),  # type: ignore[arg-type]
        lambda: engine.preview("tag vip", about="vip"),
        lambda: engine.preview("tag vip", customers=1.5),  # type: ignore[arg-type]
        lambda: engine.sizes(7),  # type: ignore[arg-type]
        lambda: engine.forecast_tag("vip", "tomorrow"),  # type: ignore[arg-type]
        lambda: engine.diagnose(flaps=True),
    ]
    for call in wrong_types:
        with pytest.raises(TypeError):
            call()
    for call in (lambda: engine.timeline(1, limit=-1), lambda: engine.timeline(1, before=2**64), lambda: engine.preview("tag vip", samples=2**32)):
        with pytest.raises(ValueError):
            call()
    engine.close()
    with pytest.raises(tagora.ClosedError):
        engine.profile(1)
