//! What the conformance vectors hold, by reading their texts to trees and their records and expectations.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value as Json;
use tagora::dsl::{Limits, from_json, parse, parse_condition};

use super::kind::Kind;
use super::walk::Walk;

/// Each case: whether it is one in Chinese, and what it holds.
pub fn vectors() -> Vec<(bool, BTreeSet<Kind>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance");
    let read = |name: &str| -> Json { serde_json::from_str(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap() };
    let mut found = Vec::new();
    for suite in read("index.json")["suites"].as_array().unwrap() {
        for case in read(&format!("{}.json", suite.as_str().unwrap()))["cases"].as_array().unwrap() {
            found.push((case["name"].as_str().unwrap().ends_with("(中文)"), kinds(case)));
        }
    }
    found
}

fn kinds(case: &Json) -> BTreeSet<Kind> {
    let mut walk = Walk::default();
    let text_of = |json: &Json| {
        let lines = json.as_array().map(|lines| lines.iter().filter_map(Json::as_str).map(|line| format!("{line}\n")).collect());
        lines.or_else(|| json.as_str().map(str::to_owned)).unwrap_or_default()
    };
    // A text that is refused is no vector of what it says.
    let handbook = |walk: &mut Walk, json: &Json| {
        if let Ok(tree) = parse(&text_of(json), &Limits::default()) {
            walk.handbook(&tree);
        }
    };
    handbook(&mut walk, &case["handbook"]);
    for (name, _) in case["settings"].as_object().into_iter().flatten() {
        walk.found.insert(match name.as_str() {
            "clock" => Kind::ClockOfEvents,
            "max_jump_millis" => Kind::MaxJump,
            "max_changes" => Kind::MaxChanges,
            "lateness_millis" => Kind::Lateness,
            "max_waiting" => Kind::MaxWaiting,
            "max_batch" => Kind::MaxBatch,
            "max_customer_records" => Kind::MaxCustomerRecords,
            "max_earlier_handbooks" => Kind::MaxEarlierHandbooks,
            "max_open_tags" => Kind::MaxOpenTags,
            "feed_kept" => Kind::FeedKept,
            unknown => panic!("no kind for the setting {unknown}"),
        });
    }
    let mut loaded = usize::from(case.get("handbook").is_some());
    for step in case["steps"].as_array().unwrap() {
        if step.get("error").is_some() {
            walk.found.insert(Kind::Refused);
            continue;
        }
        for (verb, argument) in step.as_object().unwrap() {
            let done = match verb.as_str() {
                "load" => {
                    loaded += 1;
                    handbook(&mut walk, argument);
                    (loaded > 1).then_some(Kind::LoadAgain)
                }
                "load_json" => {
                    if let Ok(tree) = from_json(&argument.to_string(), &Limits::default()) {
                        walk.handbook(&tree);
                    }
                    Some(Kind::LoadJson)
                }
                "test" => {
                    handbook(&mut walk, argument);
                    Some(Kind::RunTests)
                }
                "count" | "ids" => {
                    let condition = argument.as_str().map(|text| parse_condition(text, &Limits::default()).unwrap());
                    condition.iter().for_each(|condition| walk.condition(condition));
                    Some(Kind::Query)
                }
                "feed" => Some(Kind::FeedRead),
                "print" => Some(Kind::Printed),
                "erase" => Some(Kind::Erase),
                "apply" => {
                    records(argument, &mut walk.found);
                    None
                }
                "changes" => {
                    changes(argument, &mut walk.found);
                    None
                }
                "duplicates" => some(argument, Kind::Duplicates),
                "too_late" => some(argument, Kind::TooLate),
                "waiting" => some(argument, Kind::Waiting),
                _ => None,
            };
            walk.found.extend(done);
        }
    }
    walk.found
}

fn some(count: &Json, kind: Kind) -> Option<Kind> {
    (count.as_u64() > Some(0)).then_some(kind)
}

/// Records as a batch, or as text: a JSON array, or an object a line.
fn records(batch: &Json, found: &mut BTreeSet<Kind>) {
    if let Some(text) = batch.as_str() {
        let read = |text: &str| serde_json::from_str::<Json>(text).ok();
        match read(text).filter(Json::is_array) {
            Some(array) => records(&array, found),
            None => records(&text.lines().filter_map(read).collect(), found),
        }
        return;
    }
    for record in batch.as_array().into_iter().flatten() {
        let has = |field: &str| record.get(field).is_some();
        let is_about =
            |verb: &str| ["set", "event", "add", "remove", "pin", "unpin", "ban", "unban", "merge_into"].contains(&verb);
        if !record.as_object().into_iter().flatten().any(|(field, _)| is_about(field)) {
            found.insert(Kind::CustomerCreated);
        }
        for value in record["set"].as_object().into_iter().flatten().map(|(_, value)| value) {
            found.insert(if value.is_null() { Kind::AttributeCleared } else { Kind::AttributeSet });
        }
        let is_event = has("event");
        let has_properties = record["properties"].as_object().is_some_and(|properties| !properties.is_empty());
        found.extend(
            [
                (is_event, Kind::EventHappened),
                (is_event && has("id"), Kind::EventWithId),
                (is_event && has_properties, Kind::EventWithPropertiesHappened),
                (has("sequence"), Kind::Sequenced),
                (has("add"), Kind::TagAdded),
                (has("for"), Kind::TagAddedFor),
                (has("until"), Kind::TagAddedUntil),
                (record["renew"] == true, Kind::TagRenewed),
                (has("remove"), Kind::TagRemoved),
                (has("pin"), Kind::Pinned),
                (has("unpin"), Kind::Unpinned),
                (has("ban"), Kind::Banned),
                (has("unban"), Kind::Unbanned),
                (has("import"), Kind::Imported),
                (has("by"), Kind::ByPerson),
                (has("merge_into"), Kind::Merged),
            ]
            .into_iter()
            .filter(|(is_so, _)| *is_so)
            .map(|(_, kind)| kind),
        );
    }
}

/// `[kind, customer, tag, instant, kind of cause, …]`
fn changes(list: &Json, found: &mut BTreeSet<Kind>) {
    for change in list.as_array().into_iter().flatten() {
        found.insert(change_kind(change[0].as_str().unwrap()));
        found.insert(cause(change[4].as_str().unwrap()));
    }
}

pub fn change_kind(name: &str) -> Kind {
    match name {
        "gained" => Kind::ChangeGained,
        "lost" => Kind::ChangeLost,
        "emitted" => Kind::ChangeEmitted,
        "value" => Kind::ChangeValue,
        "suggested" => Kind::ChangeSuggested,
        "proposed" => Kind::ChangeProposed,
        "notified" => Kind::ChangeNotified,
        "declined" => Kind::ChangeDeclined,
        "routed" => Kind::ChangeRouted,
        "unrouted" => Kind::ChangeUnrouted,
        unknown => panic!("no kind for the change {unknown}"),
    }
}

pub fn cause(name: &str) -> Kind {
    match name {
        "event" => Kind::CauseEvent,
        "rule" => Kind::CauseRule,
        "time" => Kind::CauseTime,
        "attribute" => Kind::CauseAttribute,
        "created" => Kind::CauseCreated,
        "person" => Kind::CausePerson,
        "import" => Kind::CauseImport,
        "expired" => Kind::CauseExpired,
        "exclusive-group" => Kind::CauseExclusiveGroup,
        "merge" => Kind::CauseMerge,
        "late" => Kind::CauseLate,
        "handbook" => Kind::CauseHandbook,
        "vacancy" => Kind::CauseVacancy,
        unknown => panic!("no kind for the cause {unknown}"),
    }
}
