use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Owned {
    Number(u64),
    Text(String),
}

impl Owned {
    fn key(&self) -> Key<'_> {
        match self {
            Self::Number(number) => Key::Number(*number),
            Self::Text(text) => Key::Text(text),
        }
    }
}

fn key() -> impl Strategy<Value = Owned> {
    prop_oneof![
        (0..40_u64).prop_map(Owned::Number),
        prop_oneof![Just(u64::MAX), Just(1 << 32), Just(1 << 63)].prop_map(Owned::Number),
        (0..40_u64).prop_map(|n| Owned::Text(n.to_string())),
        "[a客\\u{0}]{0,3}".prop_map(Owned::Text),
    ]
}

#[derive(Clone, Debug)]
enum Step {
    Enter(Owned),
    Forget(Owned),
    /// From here on another copy is changed too, which is thrown away.
    Abandon(Vec<Owned>),
    Keep,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => key().prop_map(Step::Enter),
        2 => key().prop_map(Step::Forget),
        1 => prop::collection::vec(key(), 0..30).prop_map(Step::Abandon),
        1 => Just(Step::Keep),
    ];
    prop::collection::vec(step, 0..120)
}

#[derive(Clone, Default)]
struct Model {
    numbers: HashMap<Owned, u32>,
    keys: BTreeMap<u32, Owned>,
    len: u32,
}

fn enter(numbering: &mut Numbering, key: &Owned) -> u32 {
    numbering.find(key.key()).or_else(|| numbering.add(key.key())).unwrap()
}

fn same(numbering: &Numbering, model: &Model, asked: &[Owned]) {
    assert_eq!(numbering.len(), model.len);
    for number in 0..model.len + 2 {
        assert_eq!(numbering.key(number), model.keys.get(&number).map(Owned::key), "{number}");
    }
    for key in asked.iter().chain(model.numbers.keys()) {
        assert_eq!(numbering.find(key.key()), model.numbers.get(key).copied(), "{key:?}");
    }
}

proptest! {
    /// Whatever is entered and forgotten, also by copies that are given up, every copy goes on saying what it said.
    #[test]
    fn is_a_map_both_ways(steps in steps(), asked in prop::collection::vec(key(), 0..20)) {
        let (mut numbering, mut model) = (Numbering::default(), Model::default());
        let mut kept = Vec::new();
        for step in steps {
            match step {
                Step::Enter(key) => {
                    let number = enter(&mut numbering, &key);
                    prop_assert_eq!(number, *model.numbers.entry(key.clone()).or_insert(model.len));
                    model.keys.insert(number, key);
                    model.len = model.len.max(number + 1);
                }
                Step::Forget(key) => {
                    if let Some(number) = model.numbers.remove(&key) {
                        numbering.forget(number);
                        model.keys.remove(&number);
                    }
                }
                Step::Abandon(keys) => {
                    let mut other = numbering.clone();
                    keys.iter().for_each(|key| { enter(&mut other, key); });
                }
                Step::Keep => kept.push((numbering.clone(), model.clone())),
            }
        }
        kept.push((numbering, model));
        for (numbering, model) in &kept {
            same(numbering, model, &asked);
        }
    }

    /// A number that was forgotten can be given anew; the old key finds nothing.
    #[test]
    fn numbers_given_anew(keys in prop::collection::btree_set(key(), 2..60)) {
        let keys: Vec<Owned> = keys.into_iter().collect();
        let (first, rest) = keys.split_at(keys.len() / 2);
        let mut numbering = Numbering::default();
        first.iter().for_each(|key| { enter(&mut numbering, key); });
        let before = numbering.clone();
        for (number, key) in (0..).zip(rest.iter().take(first.len())) {
            numbering.forget(number);
            prop_assert_eq!(numbering.key(number), None);
            numbering.give(number, key.key());
        }
        for (number, key) in (0..).zip(rest.iter().take(first.len())) {
            prop_assert_eq!(numbering.find(key.key()), Some(number));
            prop_assert_eq!(numbering.find(first[number as usize].key()), None);
        }
        for (number, key) in (0..).zip(first) {
            prop_assert_eq!(before.find(key.key()), Some(number));
        }
    }
}

#[test]
fn many_keys_split_the_index_and_old_copies_stay() {
    let mut numbering = Numbering::default();
    let mut kept = Vec::new();
    for n in 0..60_000_u64 {
        let number = if n % 3 == 0 { numbering.add(Key::Text(&n.to_string())) } else { numbering.add(Key::Number(n)) };
        assert_eq!(number, Some(n as u32));
        if n % 20_000 == 5 {
            kept.push((n, numbering.clone()));
        }
    }
    kept.push((59_999, numbering));
    for (last, numbering) in kept {
        for n in (0..60_000).step_by(7) {
            let (text, known) = (n.to_string(), (n <= last).then_some(n as u32));
            let [expected, other] =
                if n % 3 == 0 { [Key::Text(&text), Key::Number(n)] } else { [Key::Number(n), Key::Text(&text)] };
            assert_eq!((numbering.find(expected), numbering.find(other)), (known, None));
            assert_eq!(numbering.key(n as u32), known.map(|_| expected));
        }
    }
}

#[test]
fn numbers_cost_less_than_eighteen_bytes() {
    let mut numbering = Numbering::default();
    for n in 0..100_000_u64 {
        numbering.add(Key::Number(n * n));
        if n > 50_000 && n % 1_000 == 0 {
            let each = numbering.bytes() as f64 / n as f64;
            assert!(each < 18.0, "{each} bytes for each of {n}");
        }
    }
}

#[test]
fn forgotten_texts_leave_no_bytes_behind() {
    let mut numbering = Numbering::default();
    for n in 0..1_000 {
        numbering.add(Key::Text(&format!("secret {n}")));
    }
    (0..999).for_each(|number| numbering.forget(number));
    let stored = piece(&numbering.keys, 0).unwrap();
    assert_eq!(stored.get(999), Some(Key::Text("secret 999")));
    assert!(stored.bytes() < 20_000, "{}", stored.bytes());
    numbering.forget(999);
    assert!(!format!("{numbering:?}").contains("115, 101, 99, 114, 101, 116"));
}

#[test]
fn abandoned_copies_do_not_fill_the_index() {
    let mut numbering = Numbering::default();
    numbering.add(Key::Number(7));
    for n in 0..20_000 {
        numbering.clone().add(Key::Number(1_000 + n));
    }
    assert_eq!((numbering.find(Key::Number(7)), numbering.find(Key::Number(1_000))), (Some(0), None));
    assert!(numbering.bytes() < 10_000, "{}", numbering.bytes());
}

#[test]
fn copies_are_changed_at_the_same_time() {
    let mut base = Numbering::default();
    (0..5_000).for_each(|n| {
        base.add(Key::Number(n));
    });
    std::thread::scope(|scope| {
        for writer in 1..4_u64 {
            let mut own = base.clone();
            scope.spawn(move || {
                for n in 0..5_000 {
                    assert_eq!(own.add(Key::Number(writer << 32 | n)), Some(5_000 + n as u32));
                }
                for n in 0..5_000 {
                    assert_eq!(own.find(Key::Number(n)), Some(n as u32));
                    assert_eq!(own.find(Key::Number(writer << 32 | n)), Some(5_000 + n as u32));
                    assert_eq!(own.find(Key::Number((writer % 3 + 1) << 32 | n)), None);
                }
            });
        }
    });
}

#[test]
fn the_last_number_is_not_given() {
    assert_eq!((next(0), next(u32::MAX - 1), next(u32::MAX)), (Some(0), Some(u32::MAX - 1), None));
}
