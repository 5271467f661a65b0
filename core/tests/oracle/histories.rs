//! Random records for the schema of the random handbooks.

use proptest::prelude::*;
use tagora::{Assign, CustomerId, Ends, Event, Instant, Merge, Record, Value};

pub const DAY: i64 = 86_400_000;
/// Records lie in this many days from 1970 on.
pub const DAYS: i64 = 25;
pub const CUSTOMERS: u64 = 3;

/// `n` milliseconds after 1970.
pub fn at(n: i64) -> Instant {
    Instant::from_millis(n).unwrap()
}

fn record() -> impl Strategy<Value = Record> {
    // Few different instants, so that simultaneous records are common.
    let time = (0..DAYS, 0..3_i64).prop_map(|(day, part)| at(day * DAY + part * DAY / 3));
    (0..CUSTOMERS, time, 0..KINDS, 0..NUMBERS).prop_map(|(customer, at_, kind, n)| record_of(customer.into(), at_, kind, n))
}

/// So many kinds of records there are, and so many numbers to fill each in by.
pub const KINDS: u8 = 14;
pub const NUMBERS: i64 = 60;

/// The record of a customer that is made of a kind and a number.
pub fn record_of(customer: CustomerId, at_: Instant, kind: u8, n: i64) -> Record {
    match kind {
        0..=4 => Record::Event(event(&customer, at_, kind, n)),
        5 => Record::Event(Event::new(&customer, "visit", at_)),
        6..=9 => {
            let (name, value) = attribute(kind, n);
            Record::Attribute { customer, name: name.into(), value, at: at_, sequence: 0 }
        }
        10..=12 => Record::Assign(assignment(customer, at_, n)),
        _ => Record::Customer { customer, at: at_, sequence: (n % 2) as u64 },
    }
}

/// The customer `from` becomes the one that many behind it.
pub fn merge_of(from: u64, by: u64, at_: Instant, sequence: u64) -> Record {
    Record::Merge(Merge::new(from, (from + by) % CUSTOMERS, at_).sequence(sequence))
}

fn fruit(n: i64) -> &'static str {
    ["apple", "fig", "pear"][n as usize % 3]
}

fn event(customer: &CustomerId, at_: Instant, kind: u8, n: i64) -> Event {
    let event = match kind {
        0..=2 => {
            let event = Event::new(customer, "buy", at_).with("x", n as f64 / 10.0).sequence((n % 3) as u64);
            let event = if n % 4 == 0 { event } else { event.with("kind", fruit(n)) };
            event.with("until", at(at_.millis() + (n % 9 - 2) * DAY))
        }
        3 => {
            let event = Event::new(customer, "view", at_).with("page", format!("p{}", n % 3)).with("stay", n % 7 * 60_000);
            if n % 5 == 0 { event } else { event.with("topics", vec![fruit(n); n as usize % 2]) }
        }
        _ => Event::new(customer, "pay", at_).with("kind", fruit(n)).with("codes", (0..n % 5).collect::<Vec<_>>()),
    };
    // The same id is the same event, so that it does not matter which of two comes first.
    if n % 5 == 0 { event.id(format!("{kind} {n} {at_}")) } else { event }
}

fn attribute(kind: u8, n: i64) -> (&'static str, Option<Value>) {
    match (kind, n % 3) {
        (6, 0) => ("rate", Some((n as f64 / 20.0).into())),
        (6, _) => ("a", (n % 7 != 0).then(|| (n % 7).into())),
        (7, 0) => ("birthday", Some(format!("{}-{:02}-{:02}", 1960 + n % 13, n % 4 + 1, n % 28 + 1).into())),
        (7, 1) => ("paid", Some((n as f64 / 25.0).into())),
        (7, _) => ("due", Some(at(n * DAY / 2).into())),
        (8, 2) if n % 2 == 0 => {
            let likes = [fruit(n / 3), "apple", "fig"].into_iter().take(n as usize % 4).collect::<Vec<_>>();
            ("likes", (n % 10 != 0).then(|| likes.into()))
        }
        // Far from the handbook's zone, on either side of it.
        (8, 0) if n % 5 == 0 => {
            let zone = ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"][n as usize / 5 % 3];
            ("zone", (n % 2 == 0).then(|| zone.into()))
        }
        (8, 0) => ("phone", (n % 4 != 0).then(|| fruit(n / 3).into())),
        (8, _) => ("level", (n % 4 != 0).then(|| format!("v{}", n % 4).into())),
        (9, 1) if n % 4 != 0 => {
            ("marks", (n % 9 != 0).then(|| vec![format!("m{}", n % 3 + 1), format!("m{}", n % 2 + 1)].into()))
        }
        (_, 0) => ("words", Some(format!("a {}", fruit(n / 3).to_uppercase()).into())),
        _ => ("vip", Some((n % 2 == 0).into())),
    }
}

/// Everything that may be done about a tag. Pins and bans are stronger than definitions: only tags of groups have both.
fn assignment(customer: CustomerId, at_: Instant, n: i64) -> Assign {
    if n % 4 == 3 {
        return open_assignment(customer, at_, n / 4);
    }
    let tag = ["p", "q", "marked", "one", "s1"][(n % 5) as usize];
    let assign = match n / 5 {
        0 => Assign::pin(customer, tag, at_),
        1 => Assign::unpin(customer, tag, at_),
        2 => Assign::ban(customer, tag, at_),
        3 => Assign::unban(customer, tag, at_),
        _ if tag == "one" => Assign::pin(customer, tag, at_),
        4 => Assign::add(customer, tag, at_).ends(at(at_.millis() + n * DAY / 8)),
        5 => Assign::add(customer, tag, at_).ends("3 days".parse::<Ends>().unwrap()).renew(),
        6 => Assign::add(customer, tag, at_).import("crm", (n % 4) as u64),
        7 => Assign::remove(customer, tag, at_).import("crm", (n % 4) as u64),
        8 | 9 => Assign::remove(customer, tag, at_).by("li"),
        _ => Assign::add(customer, tag, at_).by("wang"),
    };
    assign.sequence((n % 3) as u64)
}

/// The same about tags that may come to be in open groups.
fn open_assignment(customer: CustomerId, at_: Instant, n: i64) -> Assign {
    let tag = ["o/p0", "o/p1", "ex/p0", "ex/known", "lim/p2", "lim/p0"][(n % 6) as usize];
    match n % 5 {
        0 => Assign::remove(customer, tag, at_),
        1 => Assign::ban(customer, tag, at_),
        2 => Assign::pin(customer, tag, at_),
        _ => Assign::add(customer, tag, at_),
    }
}

/// A history in the order in which it is told; at times with merges of the customers: also circles, late ones, and of aliases.
pub fn records(merging: bool) -> impl Strategy<Value = Vec<Record>> {
    let merge = (0..CUSTOMERS, 1..CUSTOMERS, 0..DAYS, 0..2_u64)
        .prop_map(|(from, by, day, sequence)| merge_of(from, by, at(day * DAY), sequence));
    let any = if merging { prop_oneof![14 => record(), 1 => merge].boxed() } else { record().boxed() };
    prop::collection::vec(any, 0..25)
}
