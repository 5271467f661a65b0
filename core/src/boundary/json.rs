//! Results with many parts, as JSON. Instants are milliseconds; the forms are frozen by the conformance vectors.

use serde_json::{Value as Json, json};
use tagora_dsl::Language;

use crate::change::{Cause, Change, ChangeKind, Changes, FeedPage};
use crate::engine::{
    Applied, Consumer, ConsumerPage, Erased, GroupDiff, HeldTag, Loaded, RouteTarget, Routed, TagDiff, Verified,
};
#[cfg(feature = "sqlite")]
use crate::engine::{Backup, Salvage};
use crate::scenario::{TestFailure, TestOutcome, TestReport};
use crate::time::Instant;

pub(super) fn applied(applied: &Applied) -> Json {
    json!({
        "commit": applied.commit,
        "durable": applied.durable,
        "accepted": applied.accepted,
        "duplicates": applied.duplicates,
        "too_late": applied.too_late,
        "waiting": applied.waiting,
        "clock": applied.clock.millis(),
        "changes": changes(&applied.changes),
    })
}

pub(super) fn erased(erased: &Erased) -> Json {
    json!({"commit": erased.commit, "ids": erased.ids})
}

pub(super) fn loaded(loaded: &Loaded) -> Json {
    json!({
        "version": loaded.version,
        "commit": loaded.commit,
        "changes": changes(&loaded.changes),
        "warnings": super::error::diagnostics(&loaded.warnings),
        "tags": tag_diffs(&loaded.tags),
        "groups": group_diffs(&loaded.groups),
    })
}

pub(super) fn tag_diffs(diffs: &[TagDiff]) -> Json {
    let diff = |diff: &TagDiff| {
        json!({
            "tag": *diff.tag,
            "formerly": diff.formerly.iter().map(|path| Json::from(&**path)).collect::<Json>(),
            "definition": diff.definition.name(),
            "gained": diff.gained,
            "lost": diff.lost,
            "stayed": diff.stayed,
        })
    };
    diffs.iter().map(diff).collect()
}

pub(super) fn group_diffs(diffs: &[GroupDiff]) -> Json {
    let diff = |diff: &GroupDiff| json!({"group": *diff.group, "gained": diff.gained, "lost": diff.lost, "stayed": diff.stayed});
    diffs.iter().map(diff).collect()
}

pub(super) fn tested(report: &TestReport) -> Json {
    let failure = |failure: &TestFailure| {
        json!({
            "start": failure.span.start,
            "end": failure.span.end,
            "line": failure.start.line,
            "column": failure.start.column,
            "at": failure.at.millis(),
            "customer": failure.customer,
            "expected": failure.expected(Language::English),
            "expected_zh": failure.expected(Language::Chinese),
            "found": failure.found.words(Language::English),
            "found_zh": failure.found.words(Language::Chinese),
        })
    };
    let test = |outcome: &TestOutcome| {
        json!({
            "name": outcome.name,
            "passed": outcome.failures.is_empty(),
            "failures": outcome.failures.iter().map(failure).collect::<Json>(),
        })
    };
    json!({
        "passed": report.passed(),
        "tests": report.outcomes.iter().map(test).collect::<Json>(),
        "report": report.render(Language::English),
        "report_zh": report.render(Language::Chinese),
    })
}

pub(super) fn page(page: &FeedPage) -> Json {
    json!({"changes": changes(&page.changes), "next": page.next, "missed": page.missed})
}

pub(super) fn consumer(consumer: &Consumer) -> Json {
    json!({
        "name": consumer.name,
        "filter": consumer.filter,
        "acked": consumer.acked,
        "pending": consumer.pending,
        "missed": consumer.missed,
    })
}

pub(super) fn consumers(consumers: &[Consumer]) -> Json {
    consumers.iter().map(consumer).collect()
}

pub(super) fn told(page: &ConsumerPage) -> Json {
    let missed = page.missed.map(|missed| json!({"first": missed.first, "last": missed.last, "count": missed.count()}));
    json!({"changes": changes(&page.changes), "next": page.next, "missed": missed})
}

pub(super) fn verified(verified: &Verified) -> Json {
    json!({"rows": verified.rows, "findings": verified.findings})
}

#[cfg(feature = "sqlite")]
pub(super) fn backup(backup: Backup) -> Json {
    json!({"commit": backup.commit, "rows": backup.rows})
}

#[cfg(feature = "sqlite")]
pub(super) fn salvage(salvage: &Salvage) -> Json {
    json!({"commit": salvage.commit, "rows": salvage.rows, "lost": salvage.lost})
}

pub(super) fn held(tags: &[HeldTag]) -> Json {
    let row = |held: &HeldTag| {
        json!({
            "tag": *held.tag,
            "since": held.since.millis(),
            "until": held.until.map(Instant::millis),
            "value": held.value,
            "cause": cause(&held.cause),
        })
    };
    tags.iter().map(row).collect()
}

pub(super) fn routed(routed: Option<&Routed>) -> Json {
    routed.map_or(Json::Null, |routed| json!({"target": *routed.target, "since": routed.since.millis()}))
}

pub(super) fn targets(targets: &[RouteTarget]) -> Json {
    let row = |of: &RouteTarget| json!({"target": *of.target, "customers": of.customers, "capacity": of.capacity});
    targets.iter().map(row).collect()
}

fn changes(changes: &Changes) -> Json {
    changes.iter().map(|told| change(&told)).collect()
}

fn change(change: &Change) -> Json {
    let mut json = json!({
        "sequence": change.sequence,
        "commit": change.commit,
        "at": change.at.millis(),
        "customer": change.customer,
        "cause": cause(&change.cause),
        "version": change.version,
    });
    let (kind, name, value) = match &change.kind {
        ChangeKind::Gained { tag } => ("gained", "tag", tag),
        ChangeKind::Lost { tag } => ("lost", "tag", tag),
        ChangeKind::Emitted { name, payload } => {
            json["payload"] =
                payload.iter().map(|(key, value)| (key.to_string(), json!(value))).collect::<serde_json::Map<_, _>>().into();
            ("emitted", "name", name)
        }
        ChangeKind::Value { tag, value } => {
            json["value"] = value.as_str().into();
            ("value", "tag", tag)
        }
        ChangeKind::Suggested { tag, confidence } => {
            json["confidence"] = confidence.as_deref().into();
            ("suggested", "tag", tag)
        }
        ChangeKind::Proposed { tag, add } => {
            json["add"] = (*add).into();
            ("proposed", "tag", tag)
        }
        ChangeKind::Declined { tag } => ("declined", "tag", tag),
        ChangeKind::Routed { route, target } => {
            json["target"] = (**target).into();
            ("routed", "route", route)
        }
        ChangeKind::Unrouted { route, target } => {
            json["target"] = (**target).into();
            ("unrouted", "route", route)
        }
        ChangeKind::Notified { team } => ("notified", "team", team),
    };
    json["kind"] = kind.into();
    json[name] = (**value).into();
    json
}

/// `{"kind": …}` with what the kind carries.
pub(super) fn cause(cause: &Cause) -> Json {
    let mut json = match cause {
        Cause::Event { event, id, at } => json!({"event": **event, "id": id, "at": at.millis()}),
        Cause::Rule { rule, event, id, at } => json!({"rule": **rule, "event": event, "id": id, "at": at.millis()}),
        Cause::Attribute { name } => json!({"name": **name}),
        Cause::Person { by } => json!({"by": **by}),
        Cause::Import { source, version } => json!({"source": **source, "version": version}),
        Cause::ExclusiveGroup { other } => json!({"other": **other}),
        Cause::Merge { customer } => json!({"customer": customer}),
        Cause::Handbook { version } => json!({"version": version}),
        Cause::Time | Cause::Created | Cause::Expired | Cause::Late | Cause::Vacancy => json!({}),
    };
    json["kind"] = cause.name().into();
    json
}
