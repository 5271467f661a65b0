use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use roaring::RoaringBitmap;
use tagora::inside::{Column, Flip};

use super::model::{agrees, cases, column, ordinal, set};

#[derive(Clone, Debug)]
enum Step {
    Put(u32, bool),
    /// Many at once, sorted or as they come.
    Apply(Vec<(u32, bool)>, bool),
    Freeze,
    Thaw,
    /// A reader takes the column.
    Read,
    TakeDirty,
}

fn step() -> impl Strategy<Value = Step> {
    let flips = |count| vec((ordinal(), any::<bool>()), count);
    prop_oneof![
        4 => (ordinal(), any::<bool>()).prop_map(|(customer, member)| Step::Put(customer, member)),
        3 => (prop_oneof![flips(0..20), flips(20..300)], any::<bool>()).prop_map(|(flips, sorted)| Step::Apply(flips, sorted)),
        // A run of customers joins or leaves: blocks fill up and empty.
        2 => (ordinal(), 0..700_u32, any::<bool>()).prop_map(|(from, len, member)| {
            Step::Apply((from..from.saturating_add(len)).map(|customer| (customer, member)).collect(), true)
        }),
        1 => Just(Step::Freeze),
        1 => Just(Step::Thaw),
        2 => Just(Step::Read),
        1 => Just(Step::TakeDirty),
    ]
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn columns_do_as_sets_do_and_readers_keep_theirs(start in set(), way in 0..3_usize, steps in vec(step(), 1..25)) {
        let mut model = start;
        let mut column = column(&model, way);
        let mut readers = Vec::new();
        let mut dirty: BTreeSet<u32> = column.take_dirty().into_iter().collect();
        prop_assert_eq!(&dirty, &model.iter().map(|member| member >> 16).collect(), "what is new is dirty");
        dirty.clear();
        for step in steps {
            match step {
                Step::Put(customer, member) => {
                    let changes = if member { model.insert(customer) } else { model.remove(&customer) };
                    prop_assert_eq!(column.put(customer, member), changes);
                    dirty.extend(changes.then_some(customer >> 16));
                }
                Step::Apply(mut flips, is_sorted) => {
                    if is_sorted {
                        flips.sort();
                    }
                    let mut changed = 0;
                    for &(customer, member) in &flips {
                        let changes = if member { model.insert(customer) } else { model.remove(&customer) };
                        changed += usize::from(changes);
                        dirty.extend(changes.then_some(customer >> 16));
                    }
                    let flips: Vec<Flip> = flips.into_iter().map(|(customer, member)| Flip { customer, member }).collect();
                    prop_assert_eq!(column.apply(&flips), changed);
                }
                Step::Freeze => column.freeze(),
                Step::Thaw => column.thaw(),
                Step::Read => readers.push((column.clone(), model.clone())),
                Step::TakeDirty => {
                    prop_assert_eq!(column.take_dirty().into_iter().collect::<BTreeSet<_>>(), std::mem::take(&mut dirty));
                }
            }
            prop_assert_eq!(column.len(), model.len() as u64);
        }
        agrees(&column, &model);
        prop_assert_eq!(column.take_dirty().into_iter().collect::<BTreeSet<_>>(), dirty);
        for (column, model) in &readers {
            agrees(column, model);
        }
    }

    #[test]
    fn members_are_found_by_place_and_from_one_on(set in set(), way in 0..3_usize, asked in vec(ordinal(), 1..20), part in 0.0..1.0_f64) {
        let column = column(&set, way);
        for customer in asked {
            prop_assert_eq!(column.contains(customer), set.contains(&customer));
            prop_assert_eq!(column.rank(customer), set.range(..customer).count() as u64);
            prop_assert!(column.iter_from(customer).take(70).eq(set.range(customer..).copied().take(70)));
        }
        let place = (part * set.len() as f64) as usize;
        for place in [0, place, set.len().saturating_sub(1), set.len(), set.len() + 1] {
            prop_assert_eq!(column.select(place as u64), set.iter().nth(place).copied());
        }
    }

    #[test]
    fn sets_come_and_go_as_roaring(set in set(), way in 0..3_usize) {
        let bitmap: RoaringBitmap = set.iter().copied().collect();
        let column = column(&set, way);
        prop_assert_eq!(&column.to_roaring(), &bitmap);
        prop_assert!(Column::from(&bitmap) == column);
    }

    #[test]
    fn columns_are_equal_as_sets(a in set(), b in set(), ways in (0..3_usize, 0..3_usize)) {
        prop_assert!(column(&a, ways.0) == column(&a, ways.1));
        prop_assert_eq!(column(&a, ways.0) == column(&b, ways.1), a == b);
    }
}

#[test]
fn the_last_ordinals_and_any_order_are_fine() {
    let members = [u32::MAX, 0, 65_536, 65_535, u32::MAX - 1, 65_536, 3];
    let column: Column = members.into_iter().collect();
    agrees(&column, &members.into_iter().collect());
    assert_eq!((column.blocks(), column.rank(u32::MAX), column.select(5)), (65_536, 5, Some(u32::MAX)));
    assert_eq!(column.iter_from(u32::MAX).collect::<Vec<_>>(), [u32::MAX]);
    agrees(&Column::new(), &BTreeSet::new());
    let mut nobody = Column::new();
    assert!(!nobody.put(u32::MAX, false) && nobody.take_dirty().is_empty() && nobody.blocks() == 0);
}
