//! Pages and orders, in whatever order ids came.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use tagora::{Batch, Cursor, CustomerId, Direction, Scope};

use super::{at, engine};

const HANDBOOK: &str = "tag a\nattribute age: int\nattribute born: date";

/// How ids come: ascending, ascending at first, as they like, as texts.
fn ids() -> impl Strategy<Value = Vec<CustomerId>> {
    let ascending = vec(1..5_u64, 1..80).prop_map(|steps| {
        let ids = steps.into_iter().scan(0, |id, step| {
            *id += step;
            Some(CustomerId::from(*id))
        });
        ids.collect::<Vec<_>>()
    });
    let texts = vec("[a-c]{1,3}", 0..40).prop_map(|texts| texts.into_iter().map(CustomerId::from).collect());
    let mixed = vec(0..200_u64, 0..40).prop_map(|ids| ids.into_iter().map(CustomerId::from).collect());
    let more = prop_oneof![Just(Vec::new()), texts, mixed];
    (ascending, more).prop_map(|(mut ids, more)| {
        for id in more {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn pages_are_in_id_order(
        ids in ids(),
        tagged in vec(any::<bool>(), 120),
        erased in vec(0..120_usize, 0..20),
        limit in 1..20_usize,
    ) {
        let engine = engine(HANDBOOK);
        let mut batch = Batch::new();
        let mut wanted = Vec::new();
        for (id, is_tagged) in ids.iter().zip(&tagged) {
            batch.customer(id, at(0));
            if *is_tagged {
                batch.add_tag(id, "a", at(0), "x");
                wanted.push(id.clone());
            }
        }
        engine.apply(&batch, at(0)).unwrap();
        wanted.sort();
        let segment = engine.prepare("has a").unwrap();
        let (mut found, mut cursor) = (Vec::new(), None::<Cursor>);
        let mut erased = erased.into_iter();
        loop {
            let page = engine.page(&segment, cursor.as_ref(), limit).unwrap();
            prop_assert!(page.customers.len() == limit || page.next.is_none());
            found.extend(page.customers);
            // Someone goes, who may be the one that the cursor names or one of a later page.
            if let Some(id) = erased.next().and_then(|place| ids.get(place)) {
                engine.erase(id).ok();
                if !found.contains(id) {
                    wanted.retain(|other| other != id);
                }
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn orders_by_attributes_are_those_of_their_values(
        ids in ids(),
        known in vec((option::of(0..9_i64), option::of(1..28_u32), any::<bool>()), 120),
        limit in 1..100_usize,
        descending: bool,
    ) {
        let engine = engine(HANDBOOK);
        let mut batch = Batch::new();
        for (id, (age, day, is_tagged)) in ids.iter().zip(&known) {
            batch.customer(id, at(0));
            if let Some(age) = age { batch.set(id, "age", *age, at(0)); }
            if let Some(day) = day { batch.set(id, "born", format!("1990-01-{day:02}"), at(0)); }
            if *is_tagged { batch.add_tag(id, "a", at(0), "x"); }
        }
        engine.apply(&batch, at(0)).unwrap();
        let segment = engine.prepare("has a").unwrap();
        let snapshot = engine.snapshot(&Scope::All).unwrap();
        let direction = if descending { Direction::Descending } else { Direction::Ascending };
        type Shown = fn(&(Option<i64>, Option<u32>, bool)) -> Option<String>;
        let orders: [(&str, Shown); 3] = [
            ("age", |known| known.0.map(|age| age.to_string())),
            ("born", |known| known.1.map(|day| format!("1990-01-{day:02}"))),
            // From 10 to 26: as texts they are in the order of the numbers.
            ("age * 2 + 10", |known| known.0.map(|age| (age * 2 + 10).to_string())),
        ];
        for (order, shown) in orders {
            let mut wanted: Vec<(CustomerId, Option<String>)> =
                ids.iter().zip(&known).filter(|(_, known)| known.2).map(|(id, known)| (id.clone(), shown(known))).collect();
            wanted.sort();
            wanted.sort_by(|(_, one), (_, other)| {
                let values = if descending { other.cmp(one) } else { one.cmp(other) };
                one.is_none().cmp(&other.is_none()).then(values)
            });
            wanted.truncate(limit);
            let order = engine.order(order, direction).unwrap();
            let ranked = snapshot.ranked(&segment, &order, limit).unwrap();
            prop_assert_eq!(ranked.into_iter().map(|ranked| (ranked.customer, ranked.value)).collect::<Vec<_>>(), wanted);
        }
    }
}
