//! A reading tells about its scope and nothing else.

use tagora::{Batch, Scope};

use super::{at, engine};

#[test]
fn nothing_outside_the_scope_is_told() {
    let engine = engine("attribute city: text\ntag vip\nsegment here = city = \"a\"");
    let mut batch = Batch::new();
    for (id, city) in [(1_u64, "a"), (2, "a"), (3, "b")] {
        batch.customer(id, at(0)).set(id, "city", city, at(0));
    }
    batch.add_tag(1_u64, "vip", at(0), "x").add_tag(3_u64, "vip", at(0), "x");
    engine.apply(&batch, at(1)).unwrap();
    let here = Scope::Segment(engine.segment("here").unwrap());
    let listed = Scope::Customers([1_u64.into(), 2_u64.into(), 99_u64.into()].into());
    for scope in [here, listed] {
        for snapshot in [engine.snapshot(&scope).unwrap(), engine.as_of(at(1), &scope).unwrap()] {
            assert_eq!(snapshot.customers(), 2);
            assert_eq!((snapshot.size("vip").unwrap(), snapshot.members("vip").unwrap()), (1, vec![1_u64.into()]));
            assert!(snapshot.has(1_u64, "vip").unwrap() && !snapshot.has(3_u64, "vip").unwrap());
            assert!(snapshot.tags(3_u64).is_empty());
            let others = engine.prepare("not has vip").unwrap();
            assert_eq!(snapshot.ids(&others).unwrap(), [2_u64.into()], "`not` is the scope without it");
        }
    }
}

#[test]
fn a_snapshot_stays_as_it_was() {
    let engine = engine("tag vip");
    let mut batch = Batch::new();
    batch.customer("c", at(0)).add_tag("c", "vip", at(0), "x");
    engine.apply(&batch, at(1)).unwrap();
    let before = engine.snapshot(&Scope::All).unwrap();
    let mut batch = Batch::new();
    batch.customer("d", at(2)).remove_tag("c", "vip", at(2), "x");
    engine.apply(&batch, at(2)).unwrap();
    assert_eq!((before.customers(), before.size("vip").unwrap(), before.instant()), (1, 1, Some(at(1))));
    assert_eq!(engine.snapshot(&Scope::All).unwrap().size("vip").unwrap(), 0);
}
