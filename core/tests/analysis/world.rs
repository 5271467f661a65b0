//! Customers made by chance, in an engine and as plain lists.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use tagora::{Batch, Engine, Event, Figures, Instant, Scope, Segment, Snapshot, Value};

pub const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;

pub const HANDBOOK: &str = "timezone \"Asia/Shanghai\"
attribute city: text
attribute age: int
event view { amount: decimal(2) }
event cart { amount: decimal(2) }
event pay { amount: decimal(2) }
group taste { tag tea tag coffee group inner { tag cocoa } }
group stage exclusive { tag fresh tag known tag gone }
group theme open { tag music }
tag vip";

/// The tags that customers have by chance, by the bits of a number.
pub const TAGS: [&str; 8] =
    ["taste/tea", "taste/coffee", "taste/inner/cocoa", "vip", "stage/fresh", "stage/known", "theme/music", "theme/art"];
pub const EVENTS: [&str; 3] = ["view", "cart", "pay"];
pub const CITIES: [&str; 4] = ["Beijing", "Shanghai", "Xi'an", "武汉"];

/// The middle of the time in which things happen: 2025-01-01 in Shanghai.
pub const START: i64 = 1_735_660_800_000;
/// When all is over.
pub const END: i64 = START + 40 * DAY;

/// A customer as a list.
#[derive(Clone, Debug)]
pub struct Person {
    pub city: Option<usize>,
    pub age: Option<i64>,
    pub tags: u16,
    /// In order: type, instant, cents.
    pub events: Vec<Happened>,
}

#[derive(Clone, Copy, Debug)]
pub struct Happened {
    pub event: usize,
    pub at: i64,
    pub cents: Option<i64>,
}

impl Person {
    pub fn has(&self, tag: &str) -> bool {
        TAGS.iter().position(|of| of.ends_with(tag)).is_some_and(|bit| self.tags >> bit & 1 == 1)
    }

    pub fn is_vip(&self) -> bool {
        self.has("vip")
    }

    /// The cents of one type of event.
    pub fn cents(&self, event: usize) -> impl Iterator<Item = i64> {
        self.events.iter().filter(move |happened| happened.event == event).filter_map(|happened| happened.cents)
    }
}

pub fn people() -> impl Strategy<Value = Vec<Person>> {
    // Coarse, so that there are many at the same instant; and hours from time to time.
    let at = prop_oneof![2 => (0..40_i64).prop_map(|day| day * DAY), 1 => (0..960_i64).prop_map(|hour| hour * HOUR)];
    let happened = (0..3_usize, at, option::weighted(0.8, 0..2_000_i64)).prop_map(|(event, at, cents)| Happened {
        event,
        at: START + at,
        cents,
    });
    let person = (option::weighted(0.8, 0..4_usize), option::weighted(0.8, 18..30_i64), any::<u8>(), vec(happened, 0..10));
    let person = person.prop_map(|(city, age, tags, mut events)| {
        // The host's order decides where instants are the same.
        events.sort_by_key(|happened| happened.at);
        // One of an exclusive group.
        let tags = if tags >> 4 & 3 == 3 { tags & !(1 << 4) } else { tags };
        Person { city, age, tags: tags.into(), events }
    });
    vec(person, 1..60)
}

/// An engine with these customers, numbered from 0, at the end of all.
pub fn engine(people: &[Person], handbook: &str) -> Engine {
    let engine = Engine::in_memory();
    engine.load(handbook).unwrap();
    let start = instant(START);
    let mut batch = Batch::new();
    for (id, person) in (0_u64..).zip(people) {
        batch.customer(id, start);
        if let Some(city) = person.city {
            batch.set(id, "city", CITIES[city], start);
        }
        if let Some(age) = person.age {
            batch.set(id, "age", age, start);
        }
        for (bit, tag) in TAGS.iter().enumerate().filter(|(bit, _)| person.tags >> bit & 1 == 1) {
            batch.add_tag(id, *tag, start.saturating_add(bit as i64), "zhang");
        }
        for (sequence, happened) in (1_u64..).zip(&person.events) {
            let event = Event::new(id, EVENTS[happened.event], instant(happened.at)).sequence(sequence);
            let amount = happened.cents.map(|cents| format!("{}.{:02}", cents / 100, cents % 100));
            batch.event(amount.into_iter().fold(event, |event, amount| event.with("amount", amount)));
        }
    }
    engine.apply(&batch, instant(END)).unwrap();
    engine
}

pub fn instant(millis: i64) -> Instant {
    Instant::from_millis(millis).unwrap()
}

/// Those without the tag vip, as a segment; of the model, those for whom `!is_vip`.
pub fn others(engine: &Engine) -> (Snapshot, Segment) {
    (engine.snapshot(&Scope::All).unwrap(), engine.prepare("not has vip").unwrap())
}

/// A cell as text; nothing, if it has no value.
pub fn shown(value: Option<&Value>) -> String {
    value.map_or_else(String::new, Value::to_string)
}

/// The rows of figures as text, checked to be as long as there are columns.
pub fn rows(figures: &Figures) -> Vec<Vec<String>> {
    assert!(figures.rows().iter().all(|row| row.len() == figures.columns().len()));
    figures.rows().iter().map(|row| row.iter().map(|cell| shown(cell.as_ref())).collect()).collect()
}

/// Cents as the engine shows them.
pub fn amount(cents: i64) -> String {
    let text = format!("{}.{:02}", cents / 100, cents % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
