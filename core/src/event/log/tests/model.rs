use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::{SMALL, expected, found, given, said};
use crate::customer::Ordinal;
use crate::event::log::scan::{Block, Values};
use crate::event::log::{Kind, Log};
use crate::event::{Entry, EntryKind};
use crate::time::Instant;
use crate::value::Datum;

#[derive(Clone, Debug)]
enum Step {
    Append(Entry),
    Seal,
    Merge(usize),
    /// All of some ids' entries go.
    Erase(Vec<Ordinal>),
    /// One entry goes.
    Drop(prop::sample::Index),
    /// Somebody goes on from here, and then the log goes on as it was.
    Abandon(Vec<Entry>),
    /// A reader takes the log as it is.
    Hold,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        30 => given::entry(6).prop_map(Step::Append),
        1 => Just(Step::Seal),
        2 => (0..30_usize).prop_map(Step::Merge),
        1 => prop::collection::vec(0..7_u32, 1..3).prop_map(Step::Erase),
        1 => any::<prop::sample::Index>().prop_map(Step::Drop),
        1 => prop::collection::vec(given::entry(6), 1..12).prop_map(Step::Abandon),
        1 => Just(Step::Hold),
    ];
    prop::collection::vec(step, 0..250)
}

fn same(log: &Log, model: &[Arc<Entry>]) -> Result<(), TestCaseError> {
    prop_assert_eq!(log.len(), model.len());
    let mut by_customer: BTreeMap<Ordinal, Vec<String>> = BTreeMap::new();
    for of in model.iter().map(|entry| entry.of) {
        by_customer.entry(of).or_insert_with(|| expected(model, &[of], Instant::MIN, Instant::NEVER));
    }
    for (of, entries) in &by_customer {
        prop_assert_eq!(&found(log, &[*of], Instant::MIN, Instant::NEVER), entries);
    }
    let in_turn: Vec<(Ordinal, Vec<String>)> =
        log.customers(|_| true).map(|(of, entries)| (of, entries.iter().map(|entry| said(entry)).collect())).collect();
    for ids in [vec![], vec![0, 1, 4], vec![3, 1_000_000, u32::MAX], vec![2, u32::MAX - 1]] {
        let among = log.customers_among(ids.clone(), |_| true).filter(|(of, _)| ids.contains(of));
        let among: Vec<(Ordinal, Vec<String>)> =
            among.map(|(of, entries)| (of, entries.iter().map(|entry| said(entry)).collect())).collect();
        prop_assert!(among.iter().eq(in_turn.iter().filter(|(of, _)| ids.contains(of))));
    }
    prop_assert_eq!(in_turn, by_customer.into_iter().collect::<Vec<_>>());
    let (from, before) = (Instant::from_millis(-5).unwrap(), Instant::from_millis(86_400_001).unwrap());
    prop_assert_eq!(found(log, &[1, 4, 9], from, before), expected(model, &[1, 4, 9], from, before));
    for kind in [Kind::Event(0), Kind::Event(1), Kind::Event(2), Kind::Attribute(1), Kind::Created] {
        scanned(log, model, kind, from, before)?;
        scanned(log, model, kind, Instant::MIN, Instant::NEVER)?;
    }
    Ok(())
}

fn property(entry: &Entry, number: usize) -> Option<Datum> {
    match &entry.kind {
        EntryKind::Event { properties, .. } => properties.get(number).cloned().flatten(),
        EntryKind::Attribute { value, .. } if number == 0 => value.clone(),
        _ => None,
    }
}

/// Codes are places in the list of texts.
fn listed(values: &Values<'_>) {
    if let Values::Codes { texts, codes, present } = values {
        let texts: Vec<Datum> = texts.all().map(|text| Datum::Text(text.into())).collect();
        for (row, code) in codes.iter().enumerate() {
            let is_present = present.as_ref().is_none_or(|present| present[row]);
            assert_eq!(values.datum(row).as_ref(), texts.get(*code as usize).filter(|_| is_present));
        }
    }
}

fn rows(block: &Block<'_>) -> impl Iterator<Item = String> {
    block.values.iter().for_each(listed);
    (0..block.of.len()).map(|row| {
        let values: Vec<Option<Datum>> = block.values.iter().map(|values| values.datum(row)).collect();
        format!("{:?}", (block.of[row], block.at[row], values))
    })
}

fn scanned(log: &Log, model: &[Arc<Entry>], kind: Kind, from: Instant, before: Instant) -> Result<(), TestCaseError> {
    let mut found = Vec::new();
    let mut part = 0;
    log.scan(kind, &[1, 0, 7], from, before, |block| {
        assert!(block.part >= part && block.part > 0);
        part = block.part;
        found.extend(rows(block));
    });
    let is_one = |entry: &&Arc<Entry>| Kind::of(&entry.kind) == kind && (from..before).contains(&entry.at);
    let row =
        |entry: &Arc<Entry>| format!("{:?}", (entry.of, entry.at.millis(), [1, 0, 7].map(|number| property(entry, number))));
    let mut entries: Vec<&Arc<Entry>> = model.iter().filter(is_one).collect();
    entries.sort_by(|a, b| a.of.cmp(&b.of).then_with(|| super::order(a, b)));
    let mut expected: Vec<String> = entries.into_iter().map(row).collect();
    if from == Instant::MIN {
        let (mut in_order, mut blocks) = (Vec::new(), BTreeMap::new());
        log.in_order(kind, &[1, 0, 7], |block| {
            assert!(block.of.iter().all(|of| *blocks.entry(*of).or_insert(block.part) == block.part));
            in_order.extend(rows(block));
        });
        prop_assert_eq!(&in_order, &expected);
    }
    let mut by_stretch = Vec::new();
    let (mut end, mut last_part) = (0, 0);
    for stretch in log.stretches(|of| of == kind) {
        let ids = stretch.ids();
        prop_assert!(end <= ids.start && ids.start < ids.end);
        end = ids.end;
        let parts_before = last_part;
        stretch.scan(kind, &[1, 0, 7], (from, before), |block| {
            assert!(block.of.iter().all(|of| ids.contains(&u64::from(*of))));
            assert!(block.part > parts_before);
            last_part = last_part.max(block.part);
            by_stretch.extend(rows(block));
        });
    }
    found.sort();
    by_stretch.sort();
    expected.sort();
    prop_assert_eq!(&found, &expected);
    prop_assert_eq!(by_stretch, expected);
    Ok(())
}

fn twins(log: &Log, model: &[Arc<Entry>]) -> Result<(), TestCaseError> {
    for entry in model {
        let Some(identity) = entry.identity() else { continue };
        prop_assert!(log.may_know(entry.of, &identity) && log.may_know_of(entry));
        let of = [entry.of, 2];
        let mut twins: Vec<&Arc<Entry>> =
            model.iter().filter(|twin| of.contains(&twin.of) && twin.identity().as_ref() == Some(&identity)).collect();
        twins.sort_by(|a, b| super::order(a, b));
        prop_assert_eq!(log.twin(&of, &identity).map(|twin| said(&twin)), twins.first().map(|twin| said(twin)));
        prop_assert!(log.twin(&[77], &identity).is_none());
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_log_is_a_list_in_order(steps in steps()) {
        let (mut log, mut model) = (Log::new(7, SMALL), Vec::new());
        let mut held: Vec<(Log, Vec<Arc<Entry>>)> = Vec::new();
        for step in steps {
            match step {
                Step::Append(entry) => {
                    let entry = Arc::new(entry);
                    log.append(entry.clone());
                    model.push(entry);
                }
                Step::Seal => log.seal(),
                Step::Merge(entries) => _ = log.merge(entries),
                Step::Erase(of) => {
                    log.retain(&of, |_| false);
                    model.retain(|entry| !of.contains(&entry.of));
                }
                Step::Drop(which) if !model.is_empty() => {
                    let gone = model.remove(which.index(model.len()));
                    let alike = model.iter().filter(|entry| said(entry) == said(&gone)).count();
                    log.retain(&[gone.of], |entry| said(entry) != said(&gone));
                    // What is alike goes too: nobody can tell them apart.
                    model.retain(|entry| said(entry) != said(&gone));
                    prop_assert!(alike < 100);
                }
                Step::Drop(_) => {}
                Step::Abandon(entries) => {
                    let (mut other, mut others) = (log.clone(), model.clone());
                    for entry in entries {
                        let entry = Arc::new(entry);
                        other.append(entry.clone());
                        others.push(entry);
                    }
                    held.push((other, others));
                }
                Step::Hold => held.push((log.clone(), model.clone())),
            }
        }
        held.push((log, model));
        for (log, model) in held {
            same(&log, &model)?;
            twins(&log, &model)?;
        }
    }
}
