//! What is previewed is what loading does then, and leaves no trace.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tagora::{Batch, CustomerId, Engine, Moved, Preview, PreviewOptions, Progress, Scope, Snapshot};

use super::grammar::handbook;
use super::histories::{CUSTOMERS, DAY, DAYS, at, records};
use super::plain::{plain_handbook, plain_records};
use super::{END, engine, held, is_as_judged, sampled, told};

/// Every tag's holders, as far as a snapshot has the tag.
fn members(snapshot: &Snapshot, tag: &str) -> BTreeSet<CustomerId> {
    snapshot.members(tag).unwrap_or_default().into_iter().collect()
}

fn who(preview: &Preview, tag: &str, moved: Moved) -> BTreeSet<CustomerId> {
    let (mut all, mut last) = (BTreeSet::new(), None);
    loop {
        let page = preview.customers(tag, moved, last.as_ref(), 2).unwrap();
        all.extend(page.iter().cloned());
        if page.len() < 2 {
            return all;
        }
        last = page.last().cloned();
    }
}

/// Each customer who is counted is named, and is so in the snapshot after.
fn customers_are_as_counted(preview: &Preview) {
    for diff in &preview.tags {
        let [gained, lost, stayed] = [Moved::Gained, Moved::Lost, Moved::Stayed].map(|moved| who(preview, &diff.tag, moved));
        let counts = [&gained, &lost, &stayed].map(|who| who.len() as u64);
        assert_eq!(counts, [diff.gained, diff.lost, diff.stayed], "{diff:?}");
        let holders = members(preview.after(), &diff.tag);
        assert!(gained.union(&stayed).eq(holders.iter()) && lost.is_disjoint(&holders), "{diff:?}");
        for sample in preview.samples(&diff.tag, Moved::Gained, 2).unwrap() {
            assert!(gained.contains(&sample.customer) && sample.after.is_some_and(|told| told.is_held), "{diff:?}");
        }
        for sample in preview.samples(&diff.tag, Moved::Lost, 2).unwrap() {
            assert!(lost.contains(&sample.customer) && sample.after.is_none_or(|told| !told.is_held), "{diff:?}");
        }
    }
}

/// The preview says what loading does, of the engine or of another one that it was made of.
fn comes_to_be(preview: &Preview, engine: &Engine, text: &str) {
    let loaded = engine.load(text).unwrap();
    assert_eq!((preview.version, &preview.tags, &preview.groups), (loaded.version, &loaded.tags, &loaded.groups), "{text}");
    assert!(preview.changes.iter().eq(loaded.changes.iter()), "{:?}\n{:?}\n{text}", preview.changes, loaded.changes);
    let after = engine.snapshot(&Scope::All).unwrap();
    for customer in 0..CUSTOMERS {
        assert_eq!(preview.after().tags(customer), after.tags(customer), "{text}");
    }
}

fn previewed_then_loaded(text: &str, next: &str, records: &[tagora::Record], day: i64) {
    let batch: Batch = records.iter().cloned().collect();
    let (looked, never) = (engine(text), engine(text));
    for engine in [&looked, &never] {
        engine.apply(&batch, at(day * DAY + DAY / 5)).unwrap();
    }
    let preview = looked.preview(next, &PreviewOptions::default()).unwrap();
    customers_are_as_counted(&preview);
    // It left no trace: nothing is otherwise now, nor later.
    is_as_judged(&looked, text);
    assert_eq!((held(&looked), told(&looked)), (held(&never), told(&never)));
    comes_to_be(&preview, &looked, next);
    never.load(next).unwrap();
    for engine in [&looked, &never] {
        engine.advance_to(at(END * DAY)).unwrap();
        is_as_judged(engine, next);
    }
    assert_eq!((held(&looked), told(&looked)), (held(&never), told(&never)), "{text}\n{next}");
}

proptest! {
    #![proptest_config(sampled(24))]

    #[test]
    fn what_is_previewed_is_what_loading_does(
        text in handbook(), next in handbook(), records in records(true), day in 0..DAYS,
    ) {
        previewed_then_loaded(&text, &next, &records, day);
    }

    #[test]
    fn what_is_previewed_is_what_loading_does_the_short_way(
        text in plain_handbook(), next in plain_handbook(), records in plain_records(true), day in 0..DAYS,
    ) {
        previewed_then_loaded(&text, &next, &records, day);
    }

    /// What a preview tells of some is what an engine tells that knows nobody else.
    #[test]
    fn a_preview_in_a_scope_tells_of_nobody_else(text in handbook(), next in handbook(), records in records(false), day in 0..DAYS) {
        let of_one = |record: &tagora::Record| *record.customer() == 1.into();
        let (all, one) = (engine(&text), engine(&text));
        let now = at(day * DAY + DAY / 5);
        all.apply(&records.iter().cloned().collect::<Batch>(), now).unwrap();
        one.apply(&records.iter().filter(|record| of_one(record)).cloned().collect::<Batch>(), now).unwrap();
        let how = PreviewOptions { scope: Scope::Customers([1.into()].into()), ..PreviewOptions::default() };
        let (preview, alone) = (all.preview(&next, &how).unwrap(), one.preview(&next, &PreviewOptions::default()).unwrap());
        customers_are_as_counted(&preview);
        prop_assert_eq!((&preview.tags, &preview.groups), (&alone.tags, &alone.groups), "{}\n{}", text, next);
        prop_assert_eq!(preview.fired(), alone.fired());
        let tell = |change: tagora::Change| format!("{} {} {:?} {:?}", change.at, change.customer, change.kind, change.cause);
        let told = |preview: &Preview| preview.changes.iter().filter(|change| !change.kind.name().ends_with("routed")).map(tell).collect::<Vec<_>>();
        prop_assert_eq!(told(&preview), told(&alone));
    }

    #[test]
    fn sizes_of_the_past_are_those_of_its_snapshots(text in handbook(), next in handbook(), records in records(true), days in prop::collection::vec(0..DAYS, 0..4)) {
        let engine = engine(&text);
        engine.apply(&records.iter().cloned().collect::<Batch>(), at(DAYS * DAY)).unwrap();
        let instants: Vec<_> = days.iter().map(|day| at(day * DAY + DAY / 4)).collect();
        let preview = engine.preview(&next, &PreviewOptions::default()).unwrap();
        let previewed = preview.sizes(&instants, &Progress::default()).unwrap();
        engine.load(&next).unwrap();
        let sizes = engine.sizes(&instants, &Scope::All, &Progress::default()).unwrap();
        prop_assert_eq!(&previewed, &sizes);
        prop_assert_eq!(sizes.len(), days.iter().collect::<BTreeSet<_>>().len());
        for of in sizes {
            let past = engine.as_of(of.at, &Scope::All).unwrap();
            prop_assert_eq!(of.customers, past.customers());
            for (tag, size) in of.tags {
                prop_assert_eq!(size, past.size(&tag).unwrap(), "{} {}", tag, of.at);
            }
        }
    }
}
