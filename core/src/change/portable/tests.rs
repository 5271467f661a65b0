use std::sync::{Arc, LazyLock};

use proptest::prelude::*;

use super::pieces::{FeedMarks, FeedPiece};
use crate::change::tests::{CUSTOMERS, IDS, LEGEND, Told, drafts, kept, list, told};
use crate::change::{Changes, Feed, Reason, What};
use crate::rule::Legend;

const EVERYBODY: usize = CUSTOMERS as usize;

/// Another version of the handbook, in which numbers stand for other names.
fn other() -> Arc<Legend> {
    let names = |of: &'static str| (0..20_000).map(move |number| Arc::from(format!("other {of}{number}"))).collect();
    Arc::new(Legend { version: 9, tags: names("t"), rules: names("r"), events: names("e"), attributes: names("a") })
}

static OTHER: LazyLock<Arc<Legend>> = LazyLock::new(other);

fn legends(version: u32) -> Option<Arc<Legend>> {
    [&*LEGEND, &*OTHER].into_iter().find(|legend| legend.version == version).cloned()
}

fn again(pieces: &[FeedPiece], marks: FeedMarks) -> Option<Feed> {
    Feed::of_pieces(pieces.iter().map(|piece| &piece.bytes), marks, &legends, EVERYBODY)
}

fn page(feed: &Feed, after: u64, max: usize) -> (Vec<crate::Change>, u64, u64) {
    let page = feed.page(after, max, &IDS);
    (list(&page.changes), page.next, page.missed)
}

/// A commit, and who is forgotten after it.
type Committed = (Vec<Told>, Option<u32>);

/// Commits, which customer is forgotten behind some of them, and how many changes are kept.
fn commits() -> impl Strategy<Value = (Vec<Committed>, usize)> {
    let told = prop::collection::vec(told(), 0..8);
    let forgotten = prop_oneof![6 => Just(None), 1 => (0..CUSTOMERS).prop_map(Some)];
    (prop::collection::vec((told, forgotten), 1..30), prop_oneof![0..20_usize, Just(usize::MAX)])
}

fn commit(feed: &mut Feed, number: u64, told: &[Told], keep: usize) -> Changes {
    let legend = if number.is_multiple_of(5) { &*OTHER } else { &*LEGEND };
    feed.append(drafts(told), number, legend, kept(keep), &IDS)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 2 + 1, ..ProptestConfig::default() })]

    #[test]
    fn a_feed_comes_back_and_goes_on((commits, keep) in commits(), after in 0..60_u64, max in 0..60_usize) {
        let mut feed = Feed::default();
        // What a store has: a piece for each commit, and what is left of it after somebody was forgotten.
        let mut stored: Vec<FeedPiece> = Vec::new();
        for (number, (told, forgotten)) in (1..).zip(&commits) {
            let before = feed.marks().last;
            commit(&mut feed, number, told, keep);
            stored.extend(feed.pieces_behind(before).unwrap());
            if let Some(customer) = forgotten {
                feed.forget(&[*customer]);
                let left = |piece: FeedPiece| feed.pieces_within(piece.first..=piece.last).unwrap();
                stored = stored.into_iter().flat_map(left).collect();
            }
        }
        let pieces = feed.pieces_behind(0).unwrap();
        for pieces in [&stored, &pieces] {
            let mut back = again(pieces, feed.marks()).unwrap();
            prop_assert_eq!((back.marks(), back.held()), (feed.marks(), feed.held()));
            prop_assert_eq!(page(&back, 0, usize::MAX), page(&feed, 0, usize::MAX));
            prop_assert_eq!(page(&back, after, max), page(&feed, after, max));
            // And lets go, and forgets, as it would have.
            let mut feed = feed.clone();
            for (number, (told, _)) in (commits.len() as u64 + 1..).zip(&commits) {
                let changes = (commit(&mut feed, number, told, keep), commit(&mut back, number, told, keep));
                prop_assert_eq!(list(&changes.0), list(&changes.1));
                prop_assert_eq!(page(&back, after, max), page(&feed, after, max));
            }
            feed.forget(&[1]);
            back.forget(&[1]);
            prop_assert_eq!((page(&back, after, max), back.held()), (page(&feed, after, max), feed.held()));
        }
    }

    #[test]
    fn pieces_say_what_they_hold((commits, _) in commits(), from in 0..60_u64, count in 0..40_u64) {
        let mut feed = Feed::default();
        for (number, (told, _)) in (1..).zip(&commits) {
            commit(&mut feed, number, told, usize::MAX);
        }
        let last = feed.marks().last;
        let numbers: Vec<u64> = feed
            .pieces_within(from..=from + count)
            .unwrap()
            .into_iter()
            .flat_map(|piece| {
                let marks = FeedMarks { last: piece.last, gone: 0 };
                let changes = page(&again(std::slice::from_ref(&piece), marks).unwrap(), 0, usize::MAX).0;
                assert_eq!(changes.first().map(|change| change.sequence), Some(piece.first));
                assert_eq!(changes.last().map(|change| change.sequence), Some(piece.last));
                changes.into_iter().map(|change| change.sequence)
            })
            .collect();
        prop_assert_eq!(numbers, (from.max(1)..=(from + count).min(last)).collect::<Vec<_>>());
    }

    #[test]
    fn damaged_bytes_are_refused_or_read_soundly(
        told in prop::collection::vec(told(), 1..12),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..4),
    ) {
        let mut feed = Feed::default();
        commit(&mut feed, 1, &told, usize::MAX);
        let mut piece = feed.pieces_behind(0).unwrap().remove(0);
        for (place, byte, how) in damage {
            let place = place.index(piece.bytes.len());
            match how {
                0 => piece.bytes.truncate(place + 1),
                1 => piece.bytes.insert(place, byte),
                2 => piece.bytes[place] ^= 1 << (byte % 8),
                _ => piece.bytes[place] = byte,
            }
        }
        // What is sound tells all its changes; it may well be other ones.
        if let Some(feed) = again(&[piece], FeedMarks { last: u64::MAX, gone: 0 }) {
            prop_assert_eq!(page(&feed, 0, usize::MAX).0.len(), feed.held());
        }
    }
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let mut feed = Feed::default();
    let told = |tag: &str| {
        (1, crate::Instant::from_millis(5).unwrap(), crate::ChangeKind::Gained { tag: tag.into() }, crate::Cause::Time)
    };
    let mut pieces = Vec::new();
    for number in 1..=3 {
        let before = feed.marks().last;
        commit(&mut feed, number, &[told("t1"), told("t4")], usize::MAX);
        pieces.extend(feed.pieces_behind(before).unwrap());
    }
    let marks = feed.marks();
    assert!(again(&pieces, marks).is_some());
    assert!(again(&[], FeedMarks { last: 3, gone: 7 }).is_none(), "gone further than it came");
    assert!(again(&pieces, FeedMarks { last: 5, gone: 0 }).is_none(), "changes behind the last");
    assert!(again(&[pieces[1].clone(), pieces[0].clone()], marks).is_none(), "out of order");
    assert!(again(&[pieces[1].clone(), pieces[1].clone()], marks).is_none(), "twice");
    let read = |legends: &dyn Fn(u32) -> Option<Arc<Legend>>, given| super::read(&pieces[0].bytes, legends, given).is_some();
    assert!(read(&legends, 2) && !read(&legends, 1), "of a customer who is not known");
    assert!(!read(&|_| None, 2), "of a handbook that is not known");
    let few = |_| Some(Arc::new(Legend { tags: ["t0".into(), "t1".into()].into_iter().collect(), ..Legend::default() }));
    assert!(!read(&few, 2), "of a tag that is not known");
    // Far more changes than there are bytes for them.
    let mut many = super::HEAD.to_vec();
    for number in [1, 1 << 40, 1, 1, 7] {
        crate::bytes::put(&mut many, number);
    }
    assert!(super::read(&many, &legends, EVERYBODY).is_none());
}

/// Bytes for each change of a commit of so many, of a million customers and 5 tags on one day.
fn cost(count: u64, why: impl Fn(u64) -> Option<String>) -> f64 {
    let mixed = |n: u64| (n ^ 0x5555).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    let (mut drafts, ids) = (crate::change::Drafts::default(), (0..count).map(why).collect::<Vec<_>>());
    for (n, id) in (0..).zip(&ids) {
        let at = crate::Instant::from_millis(1_700_000_000_000 + (mixed(n) % 86_400_000) as i64).unwrap();
        let reason = match id.as_deref() {
            None => Reason::Time,
            id => Reason::Event { event: n as usize % 7, id: id.filter(|id| !id.is_empty()), at },
        };
        drafts.push(mixed(n + count) as u32 % 1_000_000, at, What::Gained(n as usize % 5), reason);
    }
    let mut feed = Feed::default();
    feed.append(drafts, 1, &LEGEND, kept(usize::MAX), &IDS);
    feed.pieces_behind(0).unwrap()[0].bytes.len() as f64 / count as f64
}

/// What `docs/format-feed.md` says that changes take.
#[test]
fn a_change_takes_few_bytes() {
    let time = |_| None;
    let event = |_| Some(String::new());
    let with_id = |n| Some(format!("order-{n:012}"));
    let rounded = |cost: f64| (cost * 10.0).round() / 10.0;
    let costs = [cost(100_000, time), cost(100_000, event), cost(100_000, with_id), cost(1, time), cost(1, with_id)];
    assert_eq!(costs.map(rounded), [6.0, 7.0, 25.0, 23.0, 43.0]);
}
