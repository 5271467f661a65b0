//! Handbooks in which nothing looks back at tags, half of them without rules, and histories with few assignments.

use proptest::prelude::*;
use tagora::{Act, Assign, Record};

use super::grammar::{Choices, filled};
use super::histories::records;

/// What such a handbook declares.
pub const PLAIN: &[&str] = &[
    "define d0 as {plain}",
    "segment s0 = ({plain} and d0)",
    "tag t0 when {plain}",
    "group g exclusive {\n  tag one when {plain}\n  tag two when d0 or {plain}\n  tag q\n  tag rest otherwise\n}",
    "group some at most 2 {\n  tag s1\n  tag s2 when {plain}\n  tag s3 when {plain}\n  tag s4 when in s0 or {plain}\n}",
    "group pair exclusive {\n  tag left when {plain}\n  tag right when has t0\n}",
    "group grade exclusive required levels (low < middle < high) {\n  tag high when {plain}\n  tag middle when {plain}\n  tag low otherwise\n}",
    "tag by_grade when grade {order} {rank} or grade in (low, high) and tags in pair {order} {2}",
    "tag by_count when tags in some {order} {2} or tags in g {order} {+2}.5",
    "tag p",
    "tag marked valid {duration}{renew}",
    "group ex exclusive open {\n  tag known\n  tag leading when {plain}\n  tag nothing otherwise\n}",
    "group o open {\n  tag p2\n}",
    "group lim at most 1 open {}",
    "tag t1 when {plain} and (has t0 or d0)",
    "tag t2 when has any of (two, leading, s2) and has none of (t0)",
    "tag t3 when count({stream}, {window}) {order} {+9}",
    "tag t4 when count({stream}) {order} {4}",
    "tag t5 when count({stream}, last {+40} days) >= 1{1} or max(buy.x{aggregated_when}) {order} {4}",
    "group picked exclusive {\n  tag k4\n  tag k5 valid {duration}{renew}\n  tag k6 when {plain}\n  tag k7\n}",
    "tag k2",
    "tag k3 valid {duration}{renew}",
    "tag t6 when {plain} and has p or has all of (k2, marked)",
    "{giving}",
    "{acting}",
];

/// Any handbook of this sort.
pub fn plain_handbook() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<u16>(), 0..400).prop_map(|choices| filled(PLAIN, &mut Choices(choices.iter())))
}

/// A handbook of this sort whose rules do what rows can tell: they tell something, or give and take tags.
pub fn telling_handbook() -> impl Strategy<Value = String> {
    let declared: Vec<&str> = PLAIN.iter().map(|&template| if template == "{acting}" { "{telling}" } else { template }).collect();
    prop::collection::vec(any::<u16>(), 0..400).prop_map(move |choices| filled(&declared, &mut Choices(choices.iter())))
}

/// A history of whose assignments rows can tell, but for those of one customer.
pub fn plain_records(merging: bool) -> impl Strategy<Value = Vec<Record>> {
    records(merging).prop_map(|records| {
        let is_plain = |record: &Record| match record {
            Record::Assign(assign) => assign.customer == 0.into() || is_kept(assign),
            _ => true,
        };
        records.into_iter().filter(is_plain).collect()
    })
}

/// Whether it gives or takes a tag.
fn is_kept(assign: &Assign) -> bool {
    ["p", "marked", "q", "s1"].contains(&&*assign.tag) && matches!(assign.act, Act::Add { .. } | Act::Remove)
}
