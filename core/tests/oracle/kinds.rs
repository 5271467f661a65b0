//! Conditions that are kept by a memory of their own: many of each kind, over events and attributes of few sorts.

use proptest::prelude::*;
use tagora::{Batch, Record};

use super::grammar::{Choices, filled};
use super::histories::{DAY, DAYS, at};
use super::plain::plain_records;
use super::{END, engine, held, is_as_judged, sampled, to_the_end, told};

/// What such a handbook declares: each kind a few times, alone, so that none hides behind another.
const KINDS: &[&str] = &[
    "tag r0 when distinct(buy.kind{aggregated_when}) {order} {4}",
    "tag r1 when distinct(view.page{when}) {order} {3}.5",
    "tag r2 when active_days({stream}{when}) {order} {5}",
    "tag u0 when {stream} then no {stream} within {duration}{still}",
    "tag u1 when {stream} then no {stream} within {duration}{still} in {window}",
    "tag u2 when buy as b then no pay where kind {equality} b.kind within {duration}{still}",
    "tag u3 when buy as b then no any_of within {duration}{still} in {window}",
    "tag u4 when pay as a then no buy where (kind = a.kind and x {order} {2}) within {duration}{still} in {window}",
    "tag o0 when open({stream}, {stream}{when}) {order} {2}",
    "tag o1 when open(buy, pay by kind{when}) {order} {2}",
    "tag o2 when oldest open(buy, pay by kind{when}) more than {duration} ago",
    "tag o3 when oldest open({stream}, {stream}) in {window}",
    "tag o4 when oldest open({stream}, {stream}{when}) is missing",
    "tag e0 when sequence({stream}, {stream} x{+2}{within})",
    "tag e1 when sequence({stream}, {stream} without {stream}{within}) in {window}",
    "tag e2 when sequence(buy as b, any_of x{+2}, pay where kind {equality} b.kind{within}) in {window}",
    "tag e3 when sequence(pay as p, buy as b where kind = p.kind, any_of, pay where kind = b.kind without buy where x > b.x{within})",
    "tag c0 when count({stream}, {since}) {order} {3}",
    "tag c1 when did {stream} {since_in}",
    "tag c2 when sum(buy.x, {since}) {order} {6}",
    "tag c3 when avg(buy.x, {since}) {order} {3}",
    "tag c4 when {count} {order} {count} or 2 * count({stream}{when}) - avg(buy.x{aggregated_when}) {order} {6}",
    "tag c5 when count({stream}, {window}) {order} {2} or sum(buy.x, {window}) {order} {5}",
    "tag c6 when {sliced} {order} {2} in {+3} of last {slices}",
    "tag k0 when streak({stream} by {period}) {order} {3}",
    "tag v0 when last(buy.x) {order} {3}",
    "tag v1 when first(view.page) {equality} \"p1\"",
    "tag v2 when last({stream}) - first({stream}) {order} {+90} hours",
    "tag v3 when {moment} in {window}",
    "tag v4 when {moment} more than {duration} ago or {moment} within next {duration}",
    "tag v5 when last(buy.kind) mentions {mention}",
    "tag a0 when a {order} {4}",
    "tag a1 when words mentions {mention}",
    "tag a2 when words mentions \"{2}\" or phone is missing",
    "tag a3 when birthday in {dates}",
    "tag a4 when birthday anniversary within next {days}",
    "tag a5 when {unit} since birthday {order} {3}",
    "tag a6 when likes has {quantifier} of ({kind}, {kind})",
    "tag a7 when a - paid {order} {2} or rate {order} 1.5",
    "tag a8 when a {order} {parameter} and level in (v1, v3)",
    "tag h0 when level changed{in_window} or a changed to {5}{in_window}",
    "tag h1 when level changed from {level} to {level}{in_window}",
    "tag w0 when median(buy.x{when}) {order} {3}",
    "tag w1 when mode(buy.kind, {window}) = {kind}",
    "tag w2 when {aggregate}(buy.x where x > 1, {window}) {order} {3}.5",
    "tag w3 when sum(view.stay{when}) {order} {+9} minutes or avg(view.stay) {order} {+5} minutes",
    "tag d0 when today is {weekday} or today is day {+31} of month",
    "tag m0 when count(view where page mentions {mention}, {window}) {order} {2}",
    "tag m1 when count(buy where (kind mentions {mention}), last {+30} days) {order} {2}",
    "tag mm when buy.kind mentions {mention} in {window}",
    // What assignments and rules act on.
    "tag t0 when did {stream} in {window}",
    "tag p",
    "tag marked",
    "group g exclusive {\n  tag one when vip\n  tag q\n}",
    "group some {\n  tag s1\n}",
    "group ex exclusive open {\n  tag known\n}",
    "group o open {}",
    "group lim at most 1 open {}",
    "{acting}",
];

fn handbook() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<u16>(), 0..400).prop_map(|choices| filled(KINDS, &mut Choices(choices.iter())))
}

/// The histories of two parts together, so that a customer has many records. An import of the one may be known by one of the
/// other: then it matters which comes first, so that only the one has assignments.
fn long_records() -> impl Strategy<Value = Vec<Record>> {
    let together = |(first, second): (Vec<Record>, Vec<Record>)| {
        let others = second.into_iter().filter(|record| !matches!(record, Record::Assign(_)));
        first.into_iter().chain(others).collect()
    };
    (plain_records(true), plain_records(false)).prop_map(together)
}

proptest! {
    #![proptest_config(sampled(48))]

    #[test]
    fn what_is_kept_of_each_kind_is_as_judged(
        text in handbook(), records in long_records().prop_shuffle(), cuts in prop::collection::vec(0..DAYS, 1..6), ordered in any::<bool>(),
    ) {
        let (once, steps, pieces) = (engine(&text), engine(&text), engine(&text));
        let batch: Batch = records.iter().cloned().collect();
        once.apply(&batch, at(END * DAY)).unwrap();
        is_as_judged(&once, &text);
        steps.apply(&batch, at(0)).unwrap();
        to_the_end(&steps, &text);
        prop_assert_eq!(told(&once), told(&steps), "{}", text);
        let mut records = records;
        if ordered {
            records.sort_by_key(Record::at);
        }
        let mut clock = at(0);
        for (i, record) in records.iter().enumerate() {
            clock = clock.max(if ordered { record.at() } else { at(cuts[i % cuts.len()] * DAY) });
            pieces.apply(&[record.clone()].into_iter().collect::<Batch>(), clock).unwrap();
            is_as_judged(&pieces, &text);
        }
        pieces.advance_to(at(END * DAY)).unwrap();
        prop_assert_eq!(held(&once), held(&pieces), "{}", text);
    }
}
