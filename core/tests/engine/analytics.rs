//! Counts over many sets at once are what counting one by one gives.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use tagora::{Batch, ErrorKind, Scope, Value};

use super::{at, engine};

const TAGS: [&str; 6] = ["g/a", "g/b", "g/inner/c", "d", "e", "f"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn are_what_counting_one_by_one_gives(customers in prop::collection::vec((0..64_u8, prop::option::of(0..5_i64)), 1..100)) {
        let engine = engine("group g { tag a tag b group inner { tag c } }\ntag d\ntag e\ntag f\nattribute age: int");
        let mut batch = Batch::new();
        for (id, (tags, age)) in (0_u64..).zip(&customers) {
            batch.customer(id, at(0));
            for (bit, tag) in TAGS.into_iter().enumerate().filter(|(bit, _)| tags >> bit & 1 == 1) {
                batch.add_tag(id, tag, at(bit as i64), "x");
            }
            if let Some(age) = age {
                batch.set(id, "age", *age, at(0));
            }
        }
        engine.apply(&batch, at(10)).unwrap();
        let snapshot = engine.snapshot(&Scope::All).unwrap();
        let segment = engine.prepare("not has f").unwrap();
        let within: Vec<_> = customers.iter().filter(|(tags, _)| tags >> 5 & 1 == 0).collect();
        let count = |is_in: &dyn Fn(u8, Option<i64>) -> bool| within.iter().filter(|(tags, age)| is_in(*tags, *age)).count() as u64;

        let covered = snapshot.coverage(&segment, "g").unwrap();
        let held = |tags: u8| (tags & 7).count_ones();
        let counted = [count(&|tags, _| held(tags) == 0), count(&|tags, _| held(tags) == 1), count(&|tags, _| held(tags) > 1)];
        prop_assert_eq!([covered.none, covered.one, covered.more], counted);

        let overlap = snapshot.overlap(&segment, &TAGS).unwrap();
        for (i, j) in (0..6).flat_map(|i| (0..6).map(move |j| (i, j))) {
            let both = count(&|tags, _| tags >> i & tags >> j & 1 == 1);
            prop_assert_eq!(overlap.shared(i, j), both, "{} {}", i, j);
        }

        let shares = snapshot.breakdown(&segment, "age").unwrap();
        for age in (0..5).map(Some).chain([None]) {
            let value = age.map(|age| age.to_string());
            let found = shares.iter().find(|share| share.value.as_deref() == value.as_deref()).map_or(0, |share| share.customers);
            prop_assert_eq!(found, count(&|_, of| of == age));
        }
        prop_assert!(shares.iter().rev().skip(1).all(|share| share.value.is_some()), "who has none comes last");
        prop_assert!(shares.windows(2).all(|two| two[1].value.is_none() || two[0].customers >= two[1].customers));
    }
}

const ATTRIBUTES: &str = "attribute vip: bool\nattribute level: enum(low, middle, high)\nattribute city: text\nattribute age: int
    attribute spent: decimal(2)\nattribute share: float\nattribute born: date\nattribute seen: instant\nattribute wait: duration
    attribute likes: set of text\ntag a";

/// What a customer has, by a number: of each attribute as it is given, and as it is shown.
fn values(n: u64) -> Vec<(&'static str, Value, String)> {
    let same = |name, text: String| (name, Value::from(text.as_str()), text);
    let number = |name, n: i64| (name, Value::from(n), n.to_string());
    vec![
        ("vip", Value::from(n.is_multiple_of(2)), n.is_multiple_of(2).to_string()),
        same("level", ["low", "middle", "high"][n as usize % 3].to_owned()),
        same("city", format!("city {}", n % 70)),
        // Mostly small, some far away.
        number("age", if n % 97 == 96 { i64::MAX - n as i64 } else { n as i64 % 40 - 20 }),
        same("spent", format!("{}.{:02}", n % 300, n % 89 + 10).trim_end_matches('0').to_owned()),
        ("share", Value::from(n as f64 / 8.0), (n as f64 / 8.0).to_string()),
        same("born", format!("19{:02}-0{}-11", n % 100, n % 9 + 1)),
        same("seen", at(n as i64 * 40_000_000_000).to_string()),
        number("wait", n as i64 * 1_000),
        ("likes", Value::from(vec![format!("thing {}", n % 5)]), format!(r#"["thing {}"]"#, n % 5)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Of each kind of attribute, over more than one page of customers.
    #[test]
    fn each_value_is_counted(
        (given, asked) in (1..400_usize).prop_flat_map(|n| (vec(option::weighted(0.8, 0..1_000_u64), n), vec(any::<bool>(), n))),
        apart in 1..30_u64,
    ) {
        let engine = engine(ATTRIBUTES);
        let mut batch = Batch::new();
        let names: Vec<&str> = values(0).iter().map(|(name, ..)| *name).collect();
        let mut wanted: Vec<BTreeMap<Option<String>, u64>> = vec![BTreeMap::new(); names.len()];
        for (at_place, (n, is_asked)) in (0_u64..).zip(given.iter().zip(&asked)) {
            // Customers between, of whom nothing is known and who are not asked for.
            for id in at_place * apart..=at_place * apart + apart - 1 {
                batch.customer(id, at(0));
            }
            let id = at_place * apart;
            for (name, value, _) in n.map(values).unwrap_or_default() {
                batch.set(id, name, value, at(0));
            }
            if *is_asked {
                batch.add_tag(id, "a", at(0), "x");
                let shown = n.map(values);
                for (attribute, wanted) in wanted.iter_mut().enumerate() {
                    *wanted.entry(shown.as_ref().map(|shown| shown[attribute].2.clone())).or_default() += 1;
                }
            }
        }
        engine.apply(&batch, at(0)).unwrap();
        let snapshot = engine.snapshot(&Scope::All).unwrap();
        let asked = engine.prepare("has a").unwrap();
        for (name, wanted) in names.into_iter().zip(wanted) {
            let shares = snapshot.breakdown(&asked, name).unwrap();
            let found: Vec<_> = shares.into_iter().map(|share| (share.value.map(|text| text.to_string()), share.customers)).collect();
            prop_assert_eq!(found.len(), wanted.len(), "{}", name);
            prop_assert_eq!(found.into_iter().collect::<BTreeMap<_, _>>(), wanted, "{}", name);
        }
    }
}

#[test]
fn unknown_names_and_too_much_have_codes() {
    let engine = engine("group g { tag a }\nattribute age: int");
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let everybody = engine.prepare("age is missing").unwrap();
    let error = snapshot.coverage(&everybody, "gg").unwrap_err();
    assert_eq!((error.kind(), error.help()), (ErrorKind::UnknownGroup, Some("did you mean `g`?")));
    assert_eq!(snapshot.overlap(&everybody, &["a", "b"]).unwrap_err().kind(), ErrorKind::UnknownTag);
    assert_eq!(snapshot.overlap(&everybody, &["a"; 1001]).unwrap_err().kind(), ErrorKind::LimitExceeded);
    assert_eq!(snapshot.overlap(&everybody, &[]).unwrap().shared(0, 0), 0);
    let error = snapshot.breakdown(&everybody, "agee").unwrap_err();
    assert_eq!((error.kind(), error.help()), (ErrorKind::UnknownAttribute, Some("did you mean `age`?")));
}
