//! What the random handbooks, histories and trees hold.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use tagora::dsl::CheckedHandbook;
use tagora::dsl::ast::Handbook;
use tagora::{Act, Applied, Assign, Batch, Cause, Change, ChangeKind, Ends, Engine, Event, Options, Record, Source};

use super::grammar;
use super::histories::{CUSTOMERS, DAY, DAYS, at, records};
use super::kind::Kind;
use super::support;
use super::vectors::{cause, change_kind};
use super::walk::Walk;

/// The same values in every run.
fn sample<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>, cases: usize) -> Vec<T> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    (0..cases).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// Random handbooks, each run over a history, in pieces and with the next handbook on top; after each step what is kept is as the
/// reference evaluator judges.
pub fn handbooks(cases: usize) -> Vec<BTreeSet<Kind>> {
    let handbooks = sample(grammar::handbook(), cases);
    let histories = sample(records(true).prop_shuffle(), cases);
    let run = |n: usize| run_one(&handbooks[n], &handbooks[(n + 1) % cases], &histories[n], n as u64);
    (0..cases).map(run).collect()
}

fn run_one(text: &str, next: &str, records: &[Record], n: u64) -> BTreeSet<Kind> {
    let options = Options { lateness_millis: 8 * DAY, max_open_tags: 1, ..Options::default() };
    let engine = Engine::with_options(options);
    engine.load(text).unwrap();
    let first = engine.handbook().unwrap();
    let mut found = BTreeSet::new();
    let judge = || assert_eq!(engine.judged().unwrap(), Vec::<String>::new(), "{text}\n{next}");
    for (place, piece) in records.chunks(4).enumerate() {
        piece.iter().for_each(|record| found.extend(of_record(record)));
        let batch: Batch = piece.iter().cloned().collect();
        // The same once more: some are known by their ids.
        for clock in [place, place + 1] {
            let now = engine.clock().unwrap_or(at(0)).max(at(i64::try_from(clock).unwrap() * 4 * DAY));
            of_applied(&engine.apply(&batch, now).unwrap(), &mut found);
            judge();
        }
    }
    let end = engine.clock().unwrap_or(at(0)).max(at(DAYS * DAY));
    of_applied(&engine.advance_to(end).unwrap(), &mut found);
    judge();
    let told = engine.changes(0, usize::MAX).changes;
    acted(&first, told.into_iter(), &mut found);
    if n % 4 == 3 {
        let erased = engine.erase(n % CUSTOMERS).unwrap();
        found.extend((!erased.ids.is_empty()).then_some(Kind::Erase));
        judge();
    }
    let loaded = engine.load(next).unwrap();
    loaded.changes.iter().for_each(|change| of_change(&change, &mut found));
    found.extend((!loaded.changes.is_empty()).then_some(Kind::LoadAgain));
    judge();
    found.extend(walked(|walk| walk.handbook(first.ast())).into_iter().filter(|kind| !kind.found().acts));
    found
}

fn walked(over: impl FnOnce(&mut Walk)) -> BTreeSet<Kind> {
    let mut walk = Walk::default();
    over(&mut walk);
    walk.found
}

/// What stands in the definitions of tags that came or went by themselves, and in rules that acted.
fn acted(handbook: &CheckedHandbook, changes: impl Iterator<Item = Change>, found: &mut BTreeSet<Kind>) {
    let (mut tags, mut rules) = (BTreeSet::new(), BTreeSet::new());
    for change in changes {
        if let Cause::Rule { rule, .. } = &change.cause {
            rules.insert(rule.to_string());
        }
        if let ChangeKind::Gained { tag } | ChangeKind::Lost { tag } = &change.kind {
            tags.insert(tag.to_string());
        }
    }
    found.extend(walked(|walk| walk.only(handbook, &tags, &rules)).into_iter().filter(|kind| kind.found().acts));
}

fn of_applied(applied: &Applied, found: &mut BTreeSet<Kind>) {
    applied.changes.iter().for_each(|change| of_change(&change, found));
    let counted = [(applied.duplicates, Kind::Duplicates), (applied.too_late, Kind::TooLate), (applied.waiting, Kind::Waiting)];
    found.extend(counted.into_iter().filter(|(count, _)| *count > 0).map(|(_, kind)| kind));
}

fn of_change(change: &tagora::Change, found: &mut BTreeSet<Kind>) {
    found.insert(cause(change.cause.name()));
    found.insert(change_kind(match &change.kind {
        ChangeKind::Gained { .. } => "gained",
        ChangeKind::Lost { .. } => "lost",
        ChangeKind::Emitted { .. } => "emitted",
        ChangeKind::Value { .. } => "value",
        ChangeKind::Suggested { .. } => "suggested",
        ChangeKind::Proposed { .. } => "proposed",
        ChangeKind::Notified { .. } => "notified",
        ChangeKind::Declined { .. } => "declined",
        ChangeKind::Routed { .. } => "routed",
        ChangeKind::Unrouted { .. } => "unrouted",
        unknown => panic!("no kind for {unknown:?}"),
    }));
}

fn of_record(record: &Record) -> Vec<Kind> {
    let mut found = match record {
        Record::Customer { .. } => vec![Kind::CustomerCreated],
        Record::Attribute { value, .. } => vec![if value.is_some() { Kind::AttributeSet } else { Kind::AttributeCleared }],
        Record::Event(Event { id, properties, .. }) => {
            let mut found = vec![Kind::EventHappened];
            found.extend(id.as_ref().map(|_| Kind::EventWithId));
            found.extend((!properties.is_empty()).then_some(Kind::EventWithPropertiesHappened));
            found
        }
        Record::Assign(Assign { act, source, .. }) => of_act(act, source),
        Record::Merge(_) => vec![Kind::Merged],
        unknown => panic!("no kind for {unknown:?}"),
    };
    found.extend((record.sequence() > 0).then_some(Kind::Sequenced));
    found
}

fn of_act(act: &Act, source: &Source) -> Vec<Kind> {
    let mut found = match act {
        Act::Add { ends, renew } => {
            let mut found = vec![Kind::TagAdded];
            found.extend(renew.then_some(Kind::TagRenewed));
            found.extend(ends.map(|ends| match ends {
                Ends::After(_) => Kind::TagAddedFor,
                _ => Kind::TagAddedUntil,
            }));
            found
        }
        Act::Remove => vec![Kind::TagRemoved],
        Act::Pin => vec![Kind::Pinned],
        Act::Unpin => vec![Kind::Unpinned],
        Act::Ban => vec![Kind::Banned],
        Act::Unban => vec![Kind::Unbanned],
        unknown => panic!("no kind for {unknown:?}"),
    };
    found.push(match source {
        Source::Person(_) => Kind::ByPerson,
        Source::Import { .. } => Kind::Imported,
        unknown => panic!("no kind for {unknown:?}"),
    });
    found
}

/// Trees that are printed and read back.
pub fn trees(cases: usize) -> Vec<BTreeSet<Kind>> {
    let kinds = |tree: Handbook| walked(|walk| walk.handbook(&tree));
    sample(support::declarations::handbook(), cases).into_iter().map(kinds).collect()
}
