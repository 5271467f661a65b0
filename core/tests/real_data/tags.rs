//! Which parts of a web site 32,711 people saw, each part a tag: how many are in segments, how tags spread and overlap.

use std::collections::{BTreeMap, BTreeSet};

use tagora::{Batch, CustomerId, Engine, Instant, Scope, Suppress};

use super::data::{folder, rows, say};

/// How many satisfy each, by SQL.
const COUNTS: [(&str, u64); 7] = [
    ("has v1008", 10_836),
    ("(has v1008 and has v1034 and not has v1004) or (has v1018 and has v1017)", 5_468),
    (
        "at least 3 of (has v1008, has v1034, has v1004, has v1018, has v1017, has v1009, has v1001, has v1026, has v1003, has v1025)",
        7_321,
    ),
    ("at least 2 of (has v1008, has v1150, has v1200, has v1250, has v1284)", 48),
    ("has none of (v1008, v1034, v1004)", 12_185),
    ("not has v1008 and not has v1004 and has v1200", 7),
    ("(has v1008 and not has v1004) or (has v1004 and not has v1008)", 15_345),
];

/// How many have one part, and how many have several; also by SQL.
const ONE: u64 = 9_995;
const SEVERAL: u64 = 22_716;

#[test]
fn msweb() {
    let Some(folder) = folder("msweb") else { return };
    let parts: Vec<String> =
        rows(folder.join("segments/msweb_tags.csv")).iter().map(|row| format!("v{}", row["tag_id"])).collect();
    let engine = Engine::in_memory();
    let tags: String = parts.iter().map(|part| format!("tag {part}\n")).collect();
    engine.load(&format!("group visited {{\n{tags}}}\ntag known when has any of (visited/*)")).unwrap();
    let at = Instant::from_millis(0).unwrap();
    let mut holders: BTreeMap<String, BTreeSet<u64>> = parts.iter().map(|part| (part.clone(), BTreeSet::new())).collect();
    for rows in rows(folder.join("segments/msweb_membership.csv.gz")).chunks(20_000) {
        let mut batch = Batch::new();
        for row in rows {
            let (id, part) = (row["customer_id"].parse::<u64>().unwrap(), format!("v{}", row["tag_id"]));
            batch.customer(id, at).add_tag(id, part.as_str(), at, "log");
            holders.get_mut(&part).unwrap().insert(id);
        }
        engine.apply(&batch, at).unwrap();
    }
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    assert_eq!(snapshot.customers(), 32_711);
    for (part, holders) in &holders {
        let ids: Vec<CustomerId> = holders.iter().map(|&id| id.into()).collect();
        assert_eq!(snapshot.members(part).unwrap(), ids, "{part}");
    }
    for (condition, expected) in COUNTS {
        assert_eq!(engine.count(&engine.prepare(condition).unwrap()).unwrap(), expected, "{condition}");
    }
    let everybody = engine.prepare("has known").unwrap();
    let covered = snapshot.coverage(&everybody, "visited").unwrap();
    assert_eq!((covered.none, covered.one, covered.more), (0, ONE, SEVERAL));
    let asked: Vec<&str> = parts.iter().map(String::as_str).collect();
    let overlap = snapshot.overlap(&everybody, &asked).unwrap();
    let mut compared = 0;
    for (i, one) in parts.iter().enumerate() {
        for (j, other) in parts.iter().enumerate().skip(i) {
            let shared = holders[one].intersection(&holders[other]).count() as u64;
            assert_eq!(overlap.shared(i, j), shared, "{one} and {other}");
            compared += 1;
        }
    }
    let lifts = snapshot.analysis(Suppress::NONE).lifts(&everybody, &asked).unwrap();
    assert_eq!(lifts.pairs.len(), parts.len() * (parts.len() - 1) / 2);
    for pair in &lifts.pairs {
        let [one, other] = pair.tags.map(|place| &holders[&parts[place]]);
        let (first, second, both) = (one.len(), other.len(), one.intersection(other).count());
        assert_eq!(pair.customers, Some(both as u64));
        let expected = first as f64 * second as f64 / 32_711.0;
        match pair.lift {
            Some(lift) => assert!((lift - both as f64 / expected).abs() < 1e-9 * (1.0 + lift)),
            None => assert_eq!(first * second, 0),
        }
    }
    // With few held back, whoever is told of is one of many, and so are those around.
    let careful = snapshot.analysis(Suppress::below(10)).lifts(&everybody, &asked).unwrap();
    let told = careful.pairs.iter().filter(|pair| pair.customers.is_some()).count();
    assert!(careful.pairs.iter().all(|pair| pair.customers.is_none_or(|both| both == 0 || both >= 10)));
    assert!(told > 0 && told < lifts.pairs.len());
    // Page by page: everybody once, in order.
    let (mut listed, mut next) = (Vec::new(), None);
    loop {
        let page = snapshot.page(&everybody, next.as_ref(), 5_000).unwrap();
        listed.extend(page.customers);
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    let all: BTreeSet<u64> = holders.values().flatten().copied().collect();
    assert!(listed.into_iter().eq(all.into_iter().map(CustomerId::from)));
    say(&format!("real data: {} segments, {compared} overlaps (msweb)", COUNTS.len()));
}
