//! Counts over many sets at once are what counting one by one gives.

use proptest::prelude::*;
use tagora::{Batch, ErrorKind, Scope};

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
