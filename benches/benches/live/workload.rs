//! A CRM's handbook of 22 definitions and the events of its customers over half a year, made by a fixed rule.

use tagora::{Batch, Event, Events, Instant, Value, Values};

pub const DAY: i64 = 86_400_000;
/// Where the events begin: 2025-01-01.
pub const START: i64 = 1_735_689_600_000;
pub const DAYS: i64 = 180;

pub const HANDBOOK: &str = r#"
timezone "Asia/Shanghai"
event purchase { amount: decimal(2), channel: text }
event view { stay: int, page: text }
event cart { amount: decimal(2) }
event chat { words: int }
event coupon
event coupon_used
event consult
event manual
event any_contact = purchase | view | cart | chat | consult
attribute age: int
attribute vip: bool

tag frequent when count(purchase, last 30 days) > 3
tag lapsed_rich when no purchase in last 120 days and count(purchase) >= 2
tag silent when no any_contact in last 90 days
tag hesitant when did cart in last 7 days and no purchase in last 7 days
tag carts when count(cart, last 14 days) >= 3
tag reader when count(view where stay > 120, last 30 days) >= 2
tag unaided when count(manual, last 30 days) >= 3 and no consult in last 30 days
tag talker when count(chat, last 14 days) >= 2
tag coupon_idle when did coupon in last 30 days and no coupon_used in last 30 days
tag young when age < 30
tag young_frequent when age < 30 and count(purchase, last 60 days) >= 2
tag vip_at_risk when vip and no purchase in last 60 days
tag big_buyer when count(purchase where amount > 900, last 90 days) >= 1
tag two_big when count(purchase where amount > 900, last 90 days) >= 2
tag bought_today when did purchase in last 1 day
tag week_buyer when did purchase in last 7 days
tag month_buyer when did purchase in last 30 days
tag quarter_buyer when did purchase in last 90 days
tag first_steps when count(any_contact) = 1
tag chat_then_quiet when did chat in last 60 days and no chat in last 30 days
tag online when did purchase where channel = "web" in last 30 days
tag core_customer when has frequent and has reader and not has hesitant
"#;

/// The same otherwise: on how many threads, and with which rules.
pub const VARIANTS: [(&str, usize, &str); 3] = [
    ("the same on two threads", 2, ""),
    (
        "the same with two rules that tell",
        1,
        "rule big on purchase where amount > 900 then emit big {amount: amount}\n\
         rule lost when no any_contact in last 90 days then notify care\n",
    ),
    (
        "the same with a rule that gives a tag on one event in a hundred",
        1,
        "tag valued\nrule valued on purchase where amount > 920 then add valued\n",
    ),
];

const TYPES: [&str; 8] = ["purchase", "view", "view", "cart", "chat", "coupon", "consult", "manual"];

/// The next of a row of numbers by chance.
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) * below) >> 31
    }
}

/// What is known of customers as they begin: the age of two thirds, and that every tenth is a VIP.
pub fn attributes(customers: u64) -> Batch {
    let (mut batch, start) = (Batch::new(), Instant::from_millis(START).unwrap());
    for customer in 0..customers {
        if customer % 3 > 0 {
            batch.set(customer, "age", 18 + (customer * 7 % 50) as i64, start);
        }
        batch.set(customer, "vip", customer % 10 == 0, start);
    }
    batch
}

/// The events in order of time: of a fifth of the customers three fifths.
pub fn events(customers: u64, count: u64) -> impl Iterator<Item = Event> {
    let mut chance = Chance(7);
    (0..count).map(move |number| {
        let at = START + (number as f64 / count as f64 * (DAYS * DAY) as f64) as i64;
        let of_few = chance.next(5) < 3;
        let customer = if of_few { chance.next(customers / 5) * 5 } else { chance.next(customers) };
        let event = TYPES[chance.next(8) as usize];
        let (amount, word) = (chance.next(100_000) as f64 / 100.0, chance.next(300));
        let made = Event::new(customer, event, Instant::from_millis(at).unwrap());
        match event {
            "purchase" => made.with("amount", amount).with("channel", if word % 3 == 0 { "web" } else { "shop" }),
            "cart" => made.with("amount", amount),
            "view" => made.with("stay", word as i64).with("page", "p"),
            "chat" => made.with("words", word as i64),
            _ => made,
        }
    })
}

/// Some of them as columns, type by type.
pub fn columns(events: &[Event]) -> Batch {
    let mut batch = Batch::new();
    for of in ["purchase", "view", "cart", "chat", "coupon", "consult", "manual"] {
        let events: Vec<&Event> = events.iter().filter(|event| event.event == of).collect();
        let ids = events.iter().map(|event| event.customer.clone());
        let mut columns = Events::new(of, ids, events.iter().map(|event| event.at));
        for name in ["amount", "channel", "stay", "page", "words"] {
            let said = events.iter().flat_map(|event| &event.properties).filter(|(said, _)| said == name);
            if let Some(values) = values(said.map(|(_, value)| value)) {
                columns = columns.column(name, values);
            }
        }
        batch.events(columns);
    }
    batch
}

/// A column of values of one type; none where there are none.
fn values<'v>(all: impl Iterator<Item = &'v Value>) -> Option<Values> {
    let (mut ints, mut floats, mut words, mut rows) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for value in all {
        match value {
            Value::Int(number) => ints.push(*number),
            Value::Float(number) => floats.push(*number),
            other => {
                let Value::Text(text) = other else { continue };
                let known = words.iter().position(|word| word == text);
                rows.push(Some(known.unwrap_or(words.len()) as u32));
                if known.is_none() {
                    words.push(text.clone());
                }
            }
        }
    }
    match (ints.is_empty(), floats.is_empty(), rows.is_empty()) {
        (false, _, _) => Some(ints.into()),
        (_, false, _) => Some(floats.into()),
        (_, _, false) => Some(Values::words(words, rows)),
        _ => None,
    }
}

/// A handbook of so many definitions, for one customer's device.
pub fn handbook_of_one(definitions: usize) -> String {
    let mut text = String::from("event purchase { amount: decimal(2) }\nevent view { stay: int }\nevent chat { words: int }\n");
    for number in 0..definitions {
        let (days, most) = (1 + number * 3 % 90, 1 + number % 7);
        let condition = match number % 5 {
            0 => format!("count(purchase, last {days} days) >= {most}"),
            1 => format!("no chat in last {days} days"),
            2 => format!("count(view where stay > {}, last {days} days) >= {most}", 10 * days),
            3 => format!("did purchase where amount > {} in last {days} days and no chat in last {most} days", 10 * days),
            _ => format!("sum(purchase.amount, last {days} days) > {}", 100 * days),
        };
        text += &format!("tag t{number} when {condition}\n");
    }
    text
}

/// The events of one customer over half a year.
pub fn events_of_one(count: u64) -> Batch {
    let (mut chance, mut batch) = (Chance(11), Batch::new());
    for number in 0..count {
        let at = Instant::from_millis(START + (number * DAYS as u64 * DAY as u64 / count) as i64).unwrap();
        let amount = chance.next(100_000) as i64;
        batch.event(match chance.next(3) {
            0 => Event::new(1, "purchase", at).with("amount", amount as f64 / 100.0),
            1 => Event::new(1, "view", at).with("stay", amount / 100),
            _ => Event::new(1, "chat", at).with("words", amount / 1000),
        });
    }
    batch
}
