//! Queries over attributes: sets without a look at each customer.

use tagora::{Batch, CustomerId, Engine, Scope, Segment};

use super::{DAY, Kept, at, engine};

const HANDBOOK: &str = "attribute age: int\nattribute money: decimal(2)\nattribute score: float\nattribute vip: bool\n\
    attribute city: text\nattribute level: enum(low, mid, high)\nattribute birthday: date\nattribute joined: instant\n\
    tag grown when age >= 18";

fn ids(engine: &Engine, condition: &str) -> Vec<CustomerId> {
    let segment = engine.prepare(condition).unwrap_or_else(|error| panic!("{condition}: {:?}", error.diagnostics()));
    engine.ids(&segment).unwrap()
}

/// The customers of whom a condition is true, who are numbers.
fn numbers(engine: &Engine, condition: &str) -> Vec<u64> {
    let number = |id| match id {
        CustomerId::Number(number) => number,
        CustomerId::Text(text) => panic!("{text}"),
    };
    ids(engine, condition).into_iter().map(number).collect()
}

#[test]
fn blocks_begin_and_end_where_they_should() {
    let engine = engine("attribute n: int\nattribute kind: enum(a, b, c)\ntag even when kind = a");
    let kinds = ["a", "b", "c"];
    let mut customers = 0_u64;
    for more in [65_535, 1, 1] {
        let mut batch = Batch::new();
        for id in customers..customers + more {
            batch.customer(id, at(0));
            if id % 5 != 0 {
                batch.set(id, "n", (id as i64 - 65_500) * 3, at(0));
            }
            batch.set(id, "kind", kinds[id as usize % 3], at(0));
        }
        customers += more;
        engine.apply(&batch, at(i64::try_from(customers).unwrap())).unwrap();
        let such = |is_such: &dyn Fn(u64) -> bool| (0..customers).filter(|&id| is_such(id)).collect::<Vec<_>>();
        let has = |id: u64| !id.is_multiple_of(5);
        let n = |id: u64| (id as i64 - 65_500) * 3;
        assert_eq!(numbers(&engine, "n is missing"), such(&|id| !has(id)));
        assert_eq!(numbers(&engine, "n >= 0"), such(&|id| has(id) && n(id) >= 0));
        assert_eq!(numbers(&engine, "n != 105"), such(&|id| has(id) && n(id) != 105));
        assert_eq!(numbers(&engine, "not (n between 100 and 108)"), such(&|id| !(has(id) && (100..=108).contains(&n(id)))));
        assert_eq!(
            numbers(&engine, "n in (102, 105, 108, 111, 114, -3)"),
            such(&|id| has(id) && [-3, 102, 105, 108, 111, 114].contains(&n(id)))
        );
        assert_eq!(numbers(&engine, "kind = b or n > 100"), such(&|id| id % 3 == 1 || (has(id) && n(id) > 100)));
        assert_eq!(numbers(&engine, "has even and n < -196000"), such(&|id| id % 3 == 0 && has(id) && n(id) < -196_000));
        assert_eq!(engine.count(&engine.prepare("kind in (a, c)").unwrap()).unwrap(), such(&|id| id % 3 != 1).len() as u64);
    }
}

fn filled() -> Kept {
    let engine = engine(HANDBOOK);
    let mut batch = Batch::new();
    for (id, age, city) in [(1_u64, 17, "上海"), (2, 18, "Shanghai"), (3, 40, "SHANGHAI 2"), (4, 40, "")] {
        batch.customer(id, at(0)).set(id, "age", age, at(0)).set(id, "city", city, at(0));
        batch.set(id, "money", format!("{}.25", age * 10), at(0)).set(id, "score", age as f64 / 10.0, at(0));
        batch.set(id, "vip", age > 20, at(0)).set(id, "birthday", format!("{}-02-28", 1990 - age), at(0));
        batch.set(id, "joined", at(id as i64 * DAY), at(0)).set(id, "level", ["low", "mid", "high"][age as usize % 3], at(0));
    }
    batch.customer(5_u64, at(0));
    engine.apply(&batch, at(10 * DAY)).unwrap();
    engine
}

#[test]
fn every_type_is_found() {
    let engine = filled();
    for (condition, expected) in [
        ("age = 40", &[3, 4][..]),
        ("age > 17 and age < 40", &[2]),
        ("age is missing", &[5]),
        ("money >= 180.25", &[2, 3, 4]),
        ("money > 180.25", &[3, 4]),
        ("money < 180.255 and money != 170.25", &[2]),
        ("score <= 1.8", &[1, 2]),
        ("score != 4", &[1, 2]),
        ("vip", &[3, 4]),
        ("not vip", &[1, 2, 5]),
        ("vip = false", &[1, 2]),
        ("city = \"上海\"", &[1]),
        ("city != \"上海\"", &[2, 3, 4]),
        ("city contains \"ang\"", &[2]),
        ("city not contains \"ang\"", &[1, 3, 4]),
        ("city starts with \"S\"", &[2, 3]),
        ("city mentions \"shanghai\"", &[2, 3]),
        ("level = low", &[2]),
        ("level not in (low, mid)", &[1]),
        ("birthday < 1973-01-01", &[2, 3, 4]),
        ("joined >= 1970-01-03T00:00", &[2, 3, 4]),
        ("age >= 18 and (city starts with \"S\" or vip) and not (level = low)", &[3, 4]),
        ("has grown and money between 180 and 181", &[2]),
        ("at least 2 of (vip, age > 17, city = \"\")", &[3, 4]),
    ] {
        assert_eq!(numbers(&engine, condition), expected, "{condition}");
    }
}

#[test]
fn columns_follow_what_is_known() {
    let engine = filled();
    let before = engine.snapshot(&Scope::All).unwrap();
    let adult = engine.prepare("age >= 18").unwrap();
    let count = |segment: &Segment| engine.count(segment).unwrap();
    assert_eq!(count(&adult), 3);
    // A late value that a later one stands above changes nothing; the last one in order counts.
    let mut batch = Batch::new();
    batch.set(1_u64, "age", 50, at(DAY)).set(1_u64, "age", 16, at(2 * DAY)).set(2_u64, "age", 10, at(-1));
    engine.apply(&batch, at(11 * DAY)).unwrap();
    assert_eq!(numbers(&engine, "age < 18"), [1]);
    // Taken away.
    batch = Batch::new();
    batch.clear(3_u64, "age", at(11 * DAY)).clear(3_u64, "city", at(11 * DAY));
    engine.apply(&batch, at(11 * DAY)).unwrap();
    assert_eq!((numbers(&engine, "age is missing"), numbers(&engine, "city is missing")), (vec![3, 5], vec![3, 5]));
    // What is dated later waits.
    batch = Batch::new();
    batch.set(3_u64, "age", 99, at(13 * DAY));
    engine.apply(&batch, at(12 * DAY)).unwrap();
    assert_eq!(count(&adult), 2);
    engine.advance_to(at(13 * DAY)).unwrap();
    assert_eq!(numbers(&engine, "age = 99"), [3]);
    // The past as it was, also of snapshots that are held.
    let past = engine.as_of(at(DAY), &Scope::All).unwrap();
    assert_eq!(past.ids(&adult).unwrap(), [1, 2, 3, 4].map(CustomerId::from));
    assert_eq!(before.ids(&adult).unwrap(), [2, 3, 4].map(CustomerId::from));
    let scoped = engine.snapshot(&Scope::Customers([1.into(), 3.into()].into())).unwrap();
    assert_eq!(scoped.ids(&adult).unwrap(), [3].map(CustomerId::from));
}

#[test]
fn merged_and_erased_customers_are_in_no_column_twice() {
    let engine = filled();
    let mut batch = Batch::new();
    batch.merge(1_u64, 5_u64, at(11 * DAY)).merge(3_u64, 4_u64, at(11 * DAY));
    engine.apply(&batch, at(11 * DAY)).unwrap();
    assert_eq!(numbers(&engine, "age < 18"), [5]);
    assert_eq!(numbers(&engine, "age = 40"), [4]);
    assert_eq!(numbers(&engine, "age is missing"), [0_u64; 0]);
    engine.erase(4_u64).unwrap();
    assert_eq!((numbers(&engine, "age > 0"), numbers(&engine, "city = \"SHANGHAI 2\"")), (vec![2, 5], vec![]));
    batch = Batch::new();
    batch.customer(4_u64, at(11 * DAY));
    engine.apply(&batch, at(12 * DAY)).unwrap();
    assert_eq!(numbers(&engine, "city is missing"), [4]);
}

#[test]
fn attributes_come_and_change_their_type_with_the_handbook() {
    let engine = filled();
    engine.load(&format!("{HANDBOOK}\nattribute extra: text")).unwrap();
    assert_eq!(numbers(&engine, "extra is missing"), [1, 2, 3, 4, 5]);
    assert_eq!(numbers(&engine, "age = 40"), [3, 4]);
    // Nothing was stored in it: it may have another type.
    engine.load(&format!("{HANDBOOK}\nattribute extra: decimal(1)")).unwrap();
    let mut batch = Batch::new();
    batch.set(2_u64, "extra", "1.5", at(11 * DAY));
    engine.apply(&batch, at(11 * DAY)).unwrap();
    assert_eq!(numbers(&engine, "extra > 1"), [2]);
    // What is not declared keeps its values.
    engine.load(HANDBOOK).unwrap();
    engine.load(&format!("attribute extra: decimal(1)\n{HANDBOOK}")).unwrap();
    assert_eq!(numbers(&engine, "extra > 1"), [2]);
}
