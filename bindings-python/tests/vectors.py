"""Reads and runs the vectors in `conformance/`; their form is described there."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import tagora

FOLDER = Path(__file__).resolve().parents[2] / "conformance"
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

VERBS = {
    "load": {"changes", "warnings", "tag_diffs", "group_diffs"},
    "load_json": {"changes", "warnings", "tag_diffs", "group_diffs"},
    "check": {"warnings"},
    "test": {"passed", "failures"},
    "apply": {"now", "accepted", "duplicates", "too_late", "waiting", "clock", "changes"},
    "advance_to": {"accepted", "duplicates", "too_late", "waiting", "clock", "changes"},
    "erase": {"ids"},
    "has": {"is"},
    "tags": {"are"},
    "members": {"are"},
    "route": {"is"},
    "targets": {"are"},
    "routed": {"are"},
    "count": {"is"},
    "ids": {"are"},
    "feed": {"max", "changes", "next", "missed"},
    "print": {"is"},
    "handbook_json": {"is"},
    "close": set(),
}


def cases() -> list[tuple[str, dict[str, Any]]]:
    """All cases, named by suite and name."""
    found = []
    for suite in index()["suites"]:
        content = json.loads((FOLDER / f"{suite}.json").read_text(encoding="utf-8"))
        assert content["suite"] == suite
        found += [(f"{suite} / {case['name']}", case) for case in content["cases"]]
    return found


def index() -> dict[str, Any]:
    return json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))


def run(case: dict[str, Any]) -> None:
    engine = tagora.Engine(**case.get("settings", {}))
    if "handbook" in case:
        engine.load(text(case["handbook"]))
    for number, step in enumerate(case["steps"], 1):
        check(engine, step, f"step {number}: {json.dumps(step, ensure_ascii=False)}")


def check(engine: tagora.Engine, step: dict[str, Any], where: str) -> None:
    # What a step expects may be called like another verb: the step's own stands first.
    verb = next(key for key in step if key in VERBS)
    assert step.keys() - {verb, "error"} <= VERBS[verb], where
    expected = {key: value for key, value in step.items() if key not in (verb, "now", "max", "error")}
    if "error" in step:
        try:
            found = call(engine, verb, step)
        except tagora.TagoraError as error:
            failed(error, step["error"], text(step[verb]), where)
            return
        raise AssertionError(f"{where}\nno error but {found}")
    found = call(engine, verb, step)
    if verb == "print":
        expected = {"is": text(step["is"])}
    assert {key: found[key] for key in expected} == expected, where


def call(engine: tagora.Engine, verb: str, step: dict[str, Any]) -> dict[str, Any]:
    argument = step[verb]
    match verb:
        case "load":
            return loaded(engine.load(text(argument)))
        case "load_json":
            return loaded(engine.load_json(argument))
        case "check":
            return {"warnings": warnings(engine.check(text(argument)))}
        case "test":
            report = engine.test(text(argument))
            rows = [[test["name"], f] for test in report["tests"] for f in test["failures"]]
            failures = [[name, f["line"], f["customer"], iso(f["at"]), f["expected"], f["found"]] for name, f in rows]
            return {"passed": report["passed"], "failures": failures}
        case "apply":
            return plain(engine.apply(argument, moment(step["now"]) if "now" in step else None))
        case "advance_to":
            return plain(engine.advance_to(moment(argument)))
        case "erase":
            return engine.erase(argument)
        case "has":
            return {"is": engine.has(*argument)}
        case "tags":
            return {"are": [[held["tag"], iso(held["since"]), held["cause"]["kind"]] for held in engine.tags(argument)]}
        case "members":
            return {"are": engine.members(argument)}
        case "route":
            routed = engine.route(*argument)
            return {"is": routed and [routed["target"], iso(routed["since"])]}
        case "targets":
            return {"are": [[of["target"], of["customers"], of["capacity"]] for of in engine.route_targets(argument)]}
        case "routed":
            return {"are": engine.route_members(*argument)}
        case "count":
            return {"is": engine.count(argument)}
        case "ids":
            return {"are": engine.ids(argument)}
        case "feed":
            return plain(engine.changes(argument, step["max"]))
        case "print":
            return {"is": engine.handbook(argument)}
        case "handbook_json":
            return {"is": engine.handbook_json()}
        case "close":
            engine.close()
            return {}
    raise AssertionError(f"no such verb: {verb}")


def warnings(found: list[dict[str, Any]]) -> list[list[Any]]:
    """Warnings as vectors write them."""
    places = ("code", "start", "end", "start_utf16", "end_utf16", "line", "column")
    for warning in found:
        # Every one is worded in both languages and says what to do.
        assert all(warning[field] for field in ("message", "message_zh", "help", "help_zh")), warning
    return [[warning[field] for field in places] for warning in found]


TAG_DIFF = ("tag", "formerly", "definition", "gained", "lost", "stayed")
GROUP_DIFF = ("group", "gained", "lost", "stayed")


def loaded(result: dict[str, Any]) -> dict[str, Any]:
    tag_diffs = [[diff[field] for field in TAG_DIFF] for diff in result["tags"]]
    group_diffs = [[diff[field] for field in GROUP_DIFF] for diff in result["groups"]]
    return {**plain(result), "warnings": warnings(result["warnings"]), "tag_diffs": tag_diffs, "group_diffs": group_diffs}


def plain(result: dict[str, Any]) -> dict[str, Any]:
    """A result with its changes as vectors write them."""
    changes = []
    for change in result["changes"]:
        name = next(change[field] for field in ("tag", "name", "team", "route") if field in change)
        row = [change["kind"], change["customer"], name, iso(change["at"]), change["cause"]["kind"]]
        more = [change[field] for field in ("payload", "value", "confidence", "add", "target") if field in change]
        changes.append([*row, *more])
    reached = {"clock": iso(result["clock"])} if "clock" in result else {}
    return {**result, **reached, "changes": changes}


def failed(error: tagora.TagoraError, expected: dict[str, Any], source: str, where: str) -> None:
    underlined = source.encode()[slice(*error.span)].decode() if error.span else None
    found = {"code": error.code, "help": error.help, "record": error.record, "text": underlined}
    found["span"] = list(error.span) if error.span else None
    assert {key: found[key] for key in expected} == expected, where


def text(value: object) -> str:
    """A text, or lines that each end with a line feed."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(f"{line}\n" for line in value)
    return value if isinstance(value, str) else ""


def moment(value: int | str) -> int | datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def iso(millis: int) -> str:
    return (EPOCH + timedelta(milliseconds=millis)).strftime("%Y-%m-%dT%H:%M:%S.") + f"{millis % 1000:03}Z"
