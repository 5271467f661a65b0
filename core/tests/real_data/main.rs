//! Real data sets against answers worked out elsewhere, in SQL and in plain Python.
//!
//! The data lies in the folder that `TAGORA_DATA` names. Without it these tests say what they leave out; in
//! continuous integration (`CI` set) that is a failure.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test program")]

mod attributes;
mod data;
mod fines;
mod sessions;
mod sets;
mod tags;
mod timeline;
mod transactions;

use sets::Sets;
use transactions::Set;

const CDNOW: Set = Set {
    name: "cdnow_sample",
    file: "transactions/cdnow_sample.csv",
    instants: &["1997-02-15T00:00:00Z", "1997-09-30T00:00:00Z", "1998-06-30T00:00:00Z"],
    avg_above: 20,
    sum_from: 200,
    monetary: [40, 100, 200, 500],
};

const ONLINE_RETAIL: Set = Set {
    name: "or2011",
    file: "transactions/online_retail_2011_orders.csv.gz",
    instants: &["2011-09-30T00:00:00Z", "2011-12-10T00:00:00Z"],
    avg_above: 300,
    sum_from: 2000,
    monetary: [300, 1000, 2000, 5000],
};

#[test]
fn cdnow() {
    transactions::check(&CDNOW);
}

#[test]
fn cdnow_record_by_record() {
    transactions::replay(&CDNOW);
}

#[test]
fn online_retail_2011() {
    transactions::check(&ONLINE_RETAIL);
}

#[test]
fn online_retail_2011_record_by_record() {
    transactions::replay(&ONLINE_RETAIL);
}

#[test]
fn census1881() {
    sets::check(&Sets { name: "census1881", neighbours: [23, 2_007_691, 1_003_836, 2_007_668], any: 988_653 });
}

#[test]
fn wikileaks() {
    sets::check(&Sets { name: "wikileaks-noquotes", neighbours: [3_327, 541_893, 271_605, 538_566], any: 242_540 });
}
