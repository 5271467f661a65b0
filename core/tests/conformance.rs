//! The vectors that every language runs (`conformance/`), through the boundary that all of them are built on.

#![expect(clippy::unwrap_used, reason = "a failing test shows the step and what is wrong with it")]

use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value as Json, json};
use tagora::boundary::{BoundaryError, Handle, Previewed, Settings};
use tagora::{CustomerId, Instant};

/// What a step may hold beside its verb.
const VERBS: &[(&str, &[&str])] = &[
    ("load", &["changes", "warnings", "tag_diffs", "group_diffs"]),
    ("load_json", &["changes", "warnings", "tag_diffs", "group_diffs"]),
    ("check", &["warnings"]),
    ("test", &["passed", "failures"]),
    ("apply", &["now", "accepted", "duplicates", "too_late", "waiting", "clock", "changes"]),
    ("advance_to", &["accepted", "duplicates", "too_late", "waiting", "clock", "changes"]),
    ("erase", &["ids"]),
    ("has", &["is"]),
    ("tags", &["are"]),
    ("members", &["are"]),
    ("route", &["is"]),
    ("targets", &["are"]),
    ("routed", &["are"]),
    ("count", &["is"]),
    ("ids", &["are"]),
    ("feed", &["max", "changes", "next", "missed"]),
    ("print", &["is"]),
    ("handbook_json", &["is"]),
    ("close", &[]),
];

type Step = Map<String, Json>;

#[test]
fn every_vector_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance");
    let read = |name: &str| -> Json { serde_json::from_str(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap() };
    let index = read("index.json");
    let (mut cases, mut wrong) = (0, Vec::new());
    for name in index["suites"].as_array().unwrap() {
        let suite = read(&format!("{}.json", name.as_str().unwrap()));
        assert_eq!(&suite["suite"], name);
        for case in suite["cases"].as_array().unwrap() {
            cases += 1;
            if let Err(why) = run(case) {
                wrong.push(format!("{} / {}\n  {why}", name.as_str().unwrap(), case["name"].as_str().unwrap()));
            }
        }
    }
    // Past the test runner, which shows only what failing tests print.
    let line = format!("conformance: {cases} cases, {} wrong\n", wrong.len());
    std::io::stdout().write_all(line.as_bytes()).unwrap();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(json!(cases), index["cases"], "the number of cases in conformance/index.json");
}

#[test]
fn questions_to_an_analysis_are_answered() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/analytics.json");
    let shared: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let lines: Vec<&str> = shared["handbook"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    let engine = Handle::in_memory(&Settings::default());
    engine.load(lines.join("\n").as_bytes()).unwrap();
    engine.apply(shared["records"].to_string().as_bytes(), shared["now"].as_i64()).unwrap();
    for (name, answer) in shared["answers"].as_object().unwrap() {
        let question = answer["question"].to_string();
        let found = engine.analysis(&question, answer["below"].as_u64().unwrap(), answer["at"].as_i64()).unwrap();
        let found: Json = serde_json::from_str(&found).unwrap();
        for part in ["columns", "rows", "totals"] {
            assert_eq!(found[part], answer[part], "{name}: {part}");
        }
    }
    for (code, question) in [
        ("invalid-json", "{"),
        ("invalid-analysis", "{}"),
        ("invalid-analysis", "7"),
        ("invalid-analysis", r#"{"spread": {}}"#),
        ("invalid-analysis", r#"{"coverage": {"group": "stage", "groups": 1}}"#),
        ("invalid-analysis", r#"{"coverage": {"group": "stage"}, "top": {"attribute": "channel"}}"#),
        ("invalid-analysis", r#"{"breakdown": {"by": {"tag": "active"}}}"#),
        ("invalid-analysis", r#"{"rhythm": {"events": "did view", "cycle": "years"}}"#),
        ("instant-out-of-range", r#"{"transitions": {"group": "stage", "before": 9223372036854775807}}"#),
        ("unknown-tag", r#"{"lifts": {"tags": ["activ"]}}"#),
    ] {
        assert_eq!(engine.analysis(question, 0, None).unwrap_err().code, code, "{question}");
    }
}

#[test]
fn what_would_be_is_told() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/what-if.json");
    let shared: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let engine = Handle::in_memory(&Settings::default());
    engine.load(text(&shared["handbook"]).as_bytes()).unwrap();
    engine.apply(shared["records"].to_string().as_bytes(), shared["now"].as_i64()).unwrap();
    let questions = shared["questions"].as_array().unwrap();
    assert_eq!(json!(questions.len()), shared["count"]);
    let mut wrong = Vec::new();
    for question in questions {
        let found = asked(&engine, question);
        let is_right = match (&found, question.get("error")) {
            (Ok(found), None) => holds(&serde_json::from_str(found).unwrap(), &question["is"]),
            (Err(error), Some(expected)) => holds(&refusal(error), expected),
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{}: {found:?}", question["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A question about what would be, or about what is known of a customer.
fn asked(engine: &Handle, question: &Json) -> Result<String, BoundaryError> {
    let number = |name: &str| question[name].as_u64();
    let small = |name: &str| number(name).map(|number| u32::try_from(number).unwrap());
    let millis =
        |name: &str| -> Vec<i64> { question[name].as_array().into_iter().flatten().map(|at| at.as_i64().unwrap()).collect() };
    let customer = |id: &Json| -> CustomerId { id.as_u64().map_or_else(|| id.as_str().unwrap().into(), Into::into) };
    let behind = question.get("after").map(|turn| (turn["at"].as_i64().unwrap(), customer(&turn["customer"])));
    let until = question["until"].as_i64().unwrap_or_default();
    match question["ask"].as_str().unwrap() {
        "preview" => {
            let about = question["about"].as_array().into_iter().flatten().map(|tag| tag.as_str().unwrap().to_owned()).collect();
            let (customers, samples) = (small("customers"), small("samples"));
            let asked = Previewed { about, customers, samples, sizes: millis("sizes"), accepts_incomplete: false };
            engine.preview(text(&question["handbook"]).as_bytes(), &asked)
        }
        "sizes" => engine.sizes(&millis("at")),
        "forecast_tag" => engine.forecast_tag(question["tag"].as_str().unwrap(), until, small("limit"), behind),
        "forecast_condition" => engine.forecast_condition(question["condition"].as_str().unwrap(), until, small("limit"), behind),
        "profile" => engine.profile(customer(&question["customer"])),
        "timeline" => engine.timeline(customer(&question["customer"]), number("before"), small("limit")),
        other => {
            assert_eq!(other, "diagnose");
            engine.diagnose(small("similar_percent"), number("flaps"), question["since"].as_i64())
        }
    }
}

/// `{code, help, diagnostics}`, each of the diagnostics `[code, line, column]`.
fn refusal(error: &BoundaryError) -> Json {
    let detail: Vec<Json> = serde_json::from_str(&error.detail).unwrap();
    let diagnostics: Json = detail.iter().map(|one| json!([one["code"], one["line"], one["column"]])).collect();
    json!({"code": error.code, "help": error.help, "diagnostics": diagnostics})
}

/// Whether all that is expected is there; fields that are not expected are not looked at.
fn holds(found: &Json, expected: &Json) -> bool {
    match (found, expected) {
        (Json::Object(found), Json::Object(expected)) => {
            expected.iter().all(|(name, value)| found.get(name).is_some_and(|found| holds(found, value)))
        }
        (Json::Array(found), Json::Array(expected)) => {
            found.len() == expected.len() && found.iter().zip(expected).all(|(found, expected)| holds(found, expected))
        }
        _ => found == expected,
    }
}

fn run(case: &Json) -> Result<(), String> {
    let settings = |name: &str| case["settings"].get(name).and_then(Json::as_i64);
    let small = |name: &str| settings(name).map(|n| u32::try_from(n).unwrap());
    let engine = Handle::in_memory(&Settings {
        replay: case["settings"].get("clock").map(|clock| clock == "event"),
        max_jump_millis: settings("max_jump_millis"),
        max_changes: small("max_changes"),
        lateness_millis: settings("lateness_millis"),
        max_waiting: small("max_waiting"),
        max_batch: small("max_batch"),
        max_customer_records: small("max_customer_records"),
        max_earlier_handbooks: small("max_earlier_handbooks"),
        max_open_tags: small("max_open_tags"),
        feed_kept: small("feed_kept"),
        threads: small("threads"),
        ..Settings::default()
    });
    if let Some(handbook) = case.get("handbook") {
        engine.load(text(handbook).as_bytes()).map_err(|error| format!("the handbook: {} {}", error.code, error.message))?;
    }
    for (number, step) in case["steps"].as_array().unwrap().iter().enumerate() {
        let step = step.as_object().unwrap();
        check(&engine, step).map_err(|why| format!("step {}: {}\n  {why}", number + 1, json!(step)))?;
    }
    Ok(())
}

fn check(engine: &Handle, step: &Step) -> Result<(), String> {
    let (verb, fields) = VERBS.iter().find(|(verb, _)| step.contains_key(*verb)).ok_or("no verb")?;
    if let Some(unknown) = step.keys().find(|key| key != verb && *key != "error" && !fields.contains(&key.as_str())) {
        return Err(format!("{verb} has no field {unknown}"));
    }
    match (call(engine, verb, step), step.get("error")) {
        (Ok(found), None) => fields
            .iter()
            .filter_map(|field| Some((field, step.get(*field).filter(|_| *field != "now" && *field != "max")?)))
            .try_for_each(|(field, expected)| {
                let expected = if *verb == "print" { json!(text(expected)) } else { expected.clone() };
                same(field, &found[field], &expected)
            }),
        (Err(error), Some(expected)) => failed(&error, expected, &text(&step[*verb])),
        (Ok(found), Some(_)) => Err(format!("no error but {found}")),
        (Err(error), None) => Err(format!("{} {}", error.code, error.message)),
    }
}

fn same(what: &str, found: &Json, expected: &Json) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}\n    found    {found}\n    expected {expected}")) }
}

/// What a call gives, with the fields of a step.
fn call(engine: &Handle, verb: &str, step: &Step) -> Result<Json, BoundaryError> {
    let argument = &step[verb];
    let word = || argument.as_str().unwrap();
    let parsed = |text: String| -> Json { serde_json::from_str(&text).unwrap() };
    Ok(match verb {
        "load" => loaded(parsed(engine.load(text(argument).as_bytes())?)),
        "load_json" => loaded(parsed(engine.load_json(argument.to_string().as_bytes())?)),
        "check" => json!({"warnings": warnings(&parsed(engine.check(text(argument).as_bytes())?))}),
        "test" => tested(&parsed(engine.test(text(argument).as_bytes())?)),
        "apply" => {
            let records = argument.as_str().map_or_else(|| argument.to_string(), str::to_owned);
            plain(parsed(engine.apply(records.as_bytes(), step.get("now").map(millis))?))
        }
        "advance_to" => plain(parsed(engine.advance_to(millis(argument))?)),
        "erase" => parsed(engine.erase(customer(argument))?),
        "has" => json!({"is": engine.has(customer(&argument[0]), argument[1].as_str().unwrap())?}),
        "tags" => {
            let tags = parsed(engine.tags(customer(argument))?);
            let row = |held: &Json| json!([held["tag"], iso(&held["since"]), held["cause"]["kind"]]);
            json!({"are": tags.as_array().unwrap().iter().map(row).collect::<Vec<_>>()})
        }
        "members" => json!({"are": engine.members(word())?}),
        "route" => {
            let routed = parsed(engine.route(customer(&argument[0]), argument[1].as_str().unwrap())?);
            json!({"is": if routed.is_null() { routed } else { json!([routed["target"], iso(&routed["since"])]) }})
        }
        "targets" => {
            let targets = parsed(engine.route_targets(word())?);
            json!({"are": rows(&targets, &["target", "customers", "capacity"])})
        }
        "routed" => json!({"are": engine.route_members(argument[0].as_str().unwrap(), argument[1].as_str().unwrap())?}),
        "count" => json!({"is": engine.count(word())?}),
        "ids" => json!({"are": engine.ids(word())?}),
        "feed" => {
            plain(parsed(engine.changes(argument.as_u64().unwrap(), u32::try_from(step["max"].as_u64().unwrap()).unwrap())?))
        }
        "print" => json!({"is": engine.handbook(word() == "zh")?}),
        "handbook_json" => json!({"is": engine.handbook_json()?.map(parsed)}),
        _ => {
            engine.close().unwrap();
            json!({})
        }
    })
}

/// The failures of a report as vectors write them.
fn tested(report: &Json) -> Json {
    let rows = report["tests"].as_array().unwrap().iter().flat_map(|test| {
        let row = |failure: &Json| {
            json!([
                test["name"],
                failure["line"],
                failure["customer"],
                iso(&failure["at"]),
                failure["expected"],
                failure["found"]
            ])
        };
        test["failures"].as_array().unwrap().iter().map(row).collect::<Vec<_>>()
    });
    json!({"passed": report["passed"], "failures": rows.collect::<Vec<_>>()})
}

/// Warnings as vectors write them.
fn warnings(warnings: &Json) -> Json {
    let row = |w: &Json| json!([w["code"], w["start"], w["end"], w["start_utf16"], w["end_utf16"], w["line"], w["column"]]);
    let warnings = warnings.as_array().unwrap();
    // Every one is worded in both languages and says what to do.
    let worded = |w: &Json| ["message", "message_zh", "help", "help_zh"].iter().all(|field| w[*field].is_string());
    assert!(warnings.iter().all(worded), "{warnings:?}");
    warnings.iter().map(row).collect()
}

fn rows(objects: &Json, fields: &[&str]) -> Json {
    let row = |object: &Json| fields.iter().map(|field| object[field].clone()).collect::<Json>();
    objects.as_array().unwrap().iter().map(row).collect()
}

fn loaded(result: Json) -> Json {
    let mut result = plain(result);
    result["warnings"] = warnings(&result["warnings"]);
    result["tag_diffs"] = rows(&result["tags"], &["tag", "formerly", "definition", "gained", "lost", "stayed"]);
    result["group_diffs"] = rows(&result["groups"], &["group", "gained", "lost", "stayed"]);
    result
}

/// A result with its changes as vectors write them.
fn plain(mut result: Json) -> Json {
    if result.get("clock").is_some() {
        result["clock"] = iso(&result["clock"]);
    }
    let changes = result["changes"].as_array().unwrap().iter().map(|change| {
        let name = ["tag", "name", "team", "route"].into_iter().find_map(|field| change.get(field)).unwrap_or(&Json::Null);
        let mut row = vec![
            change["kind"].clone(),
            change["customer"].clone(),
            name.clone(),
            iso(&change["at"]),
            change["cause"]["kind"].clone(),
        ];
        row.extend(["payload", "value", "confidence", "add", "target"].into_iter().find_map(|field| change.get(field)).cloned());
        Json::Array(row)
    });
    result["changes"] = changes.collect();
    result
}

fn failed(error: &BoundaryError, expected: &Json, source: &str) -> Result<(), String> {
    let span = error.place.as_deref().map(|place| [place.start, place.end]);
    for (field, expected) in expected.as_object().unwrap() {
        let found = match field.as_str() {
            "code" => json!(error.code),
            "help" => json!(error.help),
            "record" => json!(error.record),
            "span" => json!(span),
            "text" => json!(span.and_then(|[start, end]| source.get(start as usize..end as usize))),
            unknown => return Err(format!("an error has no field {unknown}")),
        };
        same(field, &found, expected)?;
    }
    Ok(())
}

/// A text, or lines that each end with a line feed.
fn text(json: &Json) -> String {
    match json {
        Json::Array(lines) if lines.iter().all(Json::is_string) => {
            lines.iter().map(|line| format!("{}\n", line.as_str().unwrap())).collect()
        }
        Json::String(text) => text.clone(),
        _ => String::new(),
    }
}

fn millis(json: &Json) -> i64 {
    json.as_i64().unwrap_or_else(|| json.as_str().unwrap().parse::<Instant>().unwrap().millis())
}

/// Milliseconds as vectors write instants.
fn iso(millis: &Json) -> Json {
    let instant = Instant::from_millis(millis.as_i64().unwrap()).unwrap();
    let text = instant.to_string();
    let whole = text.trim_end_matches('Z');
    let (seconds, fraction) = whole.split_once('.').unwrap_or((whole, ""));
    json!(format!("{seconds}.{fraction:0<3}Z"))
}

fn customer(json: &Json) -> CustomerId {
    json.as_u64().map_or_else(|| json.as_str().unwrap().into(), CustomerId::from)
}
