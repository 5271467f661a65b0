//! Random records for the schema of the random handbooks.

use proptest::prelude::*;
use tagora::{Assign, CustomerId, Event, Instant, Record};

pub const DAY: i64 = 86_400_000;
/// Records lie in this many days from 1970 on.
pub const DAYS: i64 = 25;
pub const CUSTOMERS: u64 = 3;

/// `n` milliseconds after 1970.
pub fn at(n: i64) -> Instant {
    Instant::from_millis(n).unwrap()
}

pub fn record() -> impl Strategy<Value = Record> {
    let customer = (0..CUSTOMERS).prop_map(CustomerId::from);
    // Few different instants, so that simultaneous records are common.
    let time = (0..DAYS, 0..3_i64).prop_map(|(day, part)| at(day * DAY + part * DAY / 3));
    (customer, time, 0..12_u8, 0..60_i64).prop_map(|(customer, at_, kind, n)| {
        let fruit = ["apple", "fig", "pear"][n as usize % 3];
        let attribute =
            |name: &str, value| Record::Attribute { customer: customer.clone(), name: name.into(), value, at: at_, sequence: 0 };
        match kind {
            0..=2 => {
                let event = Event::new(&customer, "buy", at_).with("x", n as f64 / 10.0).sequence((n % 3) as u64);
                let event = if n % 4 == 0 { event } else { event.with("kind", fruit) };
                Record::Event(event.with("until", at(at_.millis() + (n % 9 - 2) * DAY)))
            }
            3 | 4 => {
                Record::Event(Event::new(&customer, "view", at_).with("page", format!("p{}", n % 3)).with("stay", n % 7 * 60_000))
            }
            5 => Record::Event(Event::new(&customer, "pay", at_).with("kind", fruit)),
            6 => attribute("a", (n % 7 != 0).then(|| (n % 7).into())),
            7 if n % 3 == 0 => {
                attribute("birthday", Some(format!("{}-{:02}-{:02}", 1960 + n % 13, n % 4 + 1, n % 28 + 1).into()))
            }
            7 => attribute("due", Some(at(n * DAY / 2).into())),
            8 => attribute("level", (n % 4 != 0).then(|| format!("v{}", n % 4).into())),
            9 => match n % 2 {
                0 => attribute("words", Some(format!("a {}", fruit.to_uppercase()).into())),
                _ => attribute("vip", Some((n % 3 == 0).into())),
            },
            10 => Record::Assign({
                let assign = if n % 3 == 0 {
                    Assign::remove(customer, ["p", "q"][n as usize % 2], at_)
                } else {
                    Assign::add(customer, ["p", "q"][n as usize % 2], at_)
                };
                assign.by("li").sequence((n % 5) as u64)
            }),
            _ => Record::Customer { customer, at: at_, sequence: (n % 2) as u64 },
        }
    })
}
