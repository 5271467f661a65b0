//! When customers held tags: as the feed tells it, and as a loop over their events finds it.

use std::collections::{BTreeMap, BTreeSet};

use tagora::{ChangeKind, CustomerId, Engine, Event, Instant};

/// From when to when a customer held a tag.
type Span = (Instant, Option<Instant>);

/// Who held it from when to when, half open; to no end, if it is held still.
pub type Spans = BTreeSet<(CustomerId, Instant, Option<Instant>)>;

/// The spans of all tags, by the whole feed.
///
/// Where several records of one instant come in commits of their own, the feed tells what the instant was after each: what does
/// not outlast the instant is no span, and what is gone within it only is one span.
pub fn told(engine: &Engine) -> BTreeMap<String, Spans> {
    let mut spans: BTreeMap<(String, CustomerId), Vec<Span>> = BTreeMap::new();
    let mut after = 0;
    loop {
        let page = engine.changes(after, 50_000);
        assert_eq!(page.missed, 0, "the feed keeps all");
        if page.changes.is_empty() {
            break;
        }
        after = page.next;
        for change in page.changes {
            let (tag, gained) = match &change.kind {
                ChangeKind::Gained { tag } => (tag, true),
                ChangeKind::Lost { tag } => (tag, false),
                _ => continue,
            };
            let held = spans.entry((tag.to_string(), change.customer.clone())).or_default();
            match held.last_mut() {
                Some(last) if gained && last.1 == Some(change.at) => last.1 = None,
                Some((_, Some(_))) | None if gained => held.push((change.at, None)),
                Some(last) if !gained && last.1.is_none() && last.0 == change.at => drop(held.pop()),
                Some(last) if !gained && last.1.is_none() => last.1 = Some(change.at),
                _ => panic!("told out of turn: {change:?}"),
            }
        }
    }
    let mut tags: BTreeMap<String, Spans> = BTreeMap::new();
    for ((tag, customer), held) in spans {
        tags.entry(tag).or_default().extend(held.into_iter().map(|(from, to)| (customer.clone(), from, to)));
    }
    tags
}

/// The spans of all tags, by a loop: `truth` says of a customer's events up to an instant, in order, which of the tags it has then.
/// It must not change but at an event, or one of the `lengths` of time behind one.
pub fn found(
    events: &[Event],
    until: Instant,
    lengths: &[i64],
    tags: &[&str],
    truth: impl Fn(&[&Event], Instant) -> Vec<bool>,
) -> BTreeMap<String, Spans> {
    let mut by_customer: BTreeMap<&CustomerId, Vec<&Event>> = BTreeMap::new();
    events.iter().for_each(|event| by_customer.entry(&event.customer).or_default().push(event));
    let mut spans: BTreeMap<String, Spans> = BTreeMap::new();
    for (customer, mut events) in by_customer {
        events.sort_by_key(|event| (event.at, event.sequence));
        let behind =
            |event: &&Event| [0].iter().chain(lengths).map(|length| event.at.saturating_add(*length)).collect::<Vec<_>>();
        let instants: BTreeSet<Instant> = events.iter().flat_map(behind).filter(|instant| *instant <= until).collect();
        let mut open: Vec<Option<Instant>> = vec![None; tags.len()];
        let mut put = |tag: usize, from: Instant, to: Option<Instant>| {
            spans.entry(tags[tag].to_owned()).or_default().insert((customer.clone(), from, to));
        };
        for instant in instants {
            let known = events.partition_point(|event| event.at <= instant);
            for (tag, is) in truth(&events[..known], instant).into_iter().enumerate() {
                match (open[tag], is) {
                    (None, true) => open[tag] = Some(instant),
                    (Some(from), false) => {
                        put(tag, from, Some(instant));
                        open[tag] = None;
                    }
                    _ => {}
                }
            }
        }
        open.iter().enumerate().for_each(|(tag, from)| from.iter().for_each(|from| put(tag, *from, None)));
    }
    spans
}

/// Who is in a span at an instant.
pub fn at(spans: &Spans, instant: Instant) -> BTreeSet<CustomerId> {
    let is_in = |(_, from, to): &&(_, Instant, Option<Instant>)| *from <= instant && to.is_none_or(|to| instant < to);
    spans.iter().filter(is_in).map(|(customer, ..)| customer.clone()).collect()
}

/// Says where spans differ, if they do, instead of printing thousands.
pub fn same(one: &BTreeMap<String, Spans>, other: &BTreeMap<String, Spans>) {
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let none = Spans::new();
    for tag in names {
        let (one, other) = (one.get(tag).unwrap_or(&none), other.get(tag).unwrap_or(&none));
        let only = |a: &Spans, b: &Spans| format!("{:?}", a.difference(b).take(5).collect::<Vec<_>>());
        assert!(one == other, "{tag}: only the first {}, only the second {}", only(one, other), only(other, one));
    }
}
