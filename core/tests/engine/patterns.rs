//! Patterns of several events against every choice of events there is, and against hostile numbers of them.

use std::time::Instant as Clock;

use proptest::prelude::*;
use tagora::Event;

use super::{DAY, at, batch, engine, event};

const HOUR: i64 = DAY / 24;
const HANDBOOK: &str = "event a { p: int }\nevent b { p: int }\nevent x { p: int }";

#[derive(Clone, Debug)]
struct Happening {
    kind: &'static str,
    p: Option<i64>,
    hour: i64,
}

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let kind = prop::sample::select(vec!["a", "a", "b", "b", "x"]);
    let happening = (kind, prop::option::weighted(0.9, 0..3_i64), 0..3_i64);
    prop::collection::vec(happening, 0..10).prop_map(|list| {
        let mut hour = 0;
        let step = |(kind, p, gap)| {
            hour += gap;
            Happening { kind, p, hour }
        };
        list.into_iter().map(step).collect()
    })
}

type All = [Happening];

/// Whether the places `chosen` among `all` make the sequence.
type Fits = fn(all: &All, chosen: &[usize]) -> bool;

fn equal(a: &Happening, b: &Happening) -> bool {
    a.p.is_some() && a.p == b.p
}

fn kinds(all: &All, chosen: &[usize], kinds: &[&str]) -> bool {
    chosen.iter().zip(kinds).all(|(&place, kind)| all[place].kind == *kind)
}

fn between<'h>(all: &'h All, chosen: &[usize]) -> &'h [Happening] {
    &all[chosen[0] + 1..chosen[chosen.len() - 1].max(chosen[0] + 1)]
}

fn hours(all: &All, chosen: &[usize]) -> i64 {
    all[chosen[chosen.len() - 1]].hour - all[chosen[0]].hour
}

const SEQUENCES: &[(&str, usize, Fits)] = &[
    ("sequence(a as q, b where p = q.p within 3 hours)", 2, |all, at| {
        kinds(all, at, &["a", "b"]) && equal(&all[at[0]], &all[at[1]]) && hours(all, at) <= 3
    }),
    ("sequence(a, b, a without x)", 3, |all, at| {
        kinds(all, at, &["a", "b", "a"]) && between(all, at).iter().all(|h| h.kind != "x")
    }),
    ("sequence(a x2 without b where p > 0 within 4 hours)", 2, |all, at| {
        let is_without = |h: &Happening| h.kind == "b" && h.p.is_some_and(|p| p > 0);
        kinds(all, at, &["a", "a"]) && !between(all, at).iter().any(is_without) && hours(all, at) <= 4
    }),
    ("sequence(a as q, b as r where p != q.p, a where p = r.p without x where p = r.p within 5 hours)", 3, |all, at| {
        let [q, r, last] = [&all[at[0]], &all[at[1]], &all[at[2]]];
        kinds(all, at, &["a", "b", "a"])
            && (q.p.is_some() && r.p.is_some() && q.p != r.p && equal(r, last))
            && !between(all, at).iter().any(|h| h.kind == "x" && equal(h, r))
            && hours(all, at) <= 5
    }),
    ("sequence(b, a as q x2 where p < 2, b where p = q.p without x where p != q.p) in last 12 hours", 4, |all, at| {
        let q = &all[at[1]];
        kinds(all, at, &["b", "a", "a", "b"])
            && at[1..3].iter().all(|&place| all[place].p.is_some_and(|p| p < 2))
            && equal(q, &all[at[3]])
            && !between(all, at).iter().any(|h| h.kind == "x" && h.p.is_some() && q.p.is_some() && h.p != q.p)
            && 24 - all[at[0]].hour < 12
    }),
];

fn some_choice(all: &All, count: usize, chosen: &mut Vec<usize>, fits: Fits) -> bool {
    if chosen.len() == count {
        return fits(all, chosen);
    }
    let from = chosen.last().map_or(0, |last| last + 1);
    (from..all.len()).any(|place| {
        chosen.push(place);
        let found = some_choice(all, count, chosen, fits);
        chosen.pop();
        found
    })
}

fn record((number, happening): (usize, &Happening)) -> Event {
    let record = event("c", happening.kind, happening.hour * HOUR).sequence(number as u64);
    match happening.p {
        Some(p) => record.with("p", p),
        None => record,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_sequence_is_found_exactly_where_some_choice_of_events_is_one(all in happenings()) {
        let engine = engine(HANDBOOK);
        engine.apply(&batch(all.iter().enumerate().map(record)), at(24 * HOUR)).unwrap();
        for (text, count, fits) in SEQUENCES {
            let found = engine.ids(&engine.prepare(text).unwrap()).unwrap().len() == 1;
            prop_assert_eq!(found, some_choice(&all, *count, &mut Vec::new(), *fits), "{}", text);
        }
    }
}

/// Naive matching would try every choice of 20 among 1,500 events.
#[test]
#[expect(clippy::disallowed_methods, reason = "holds matching to seconds, with a wide margin")]
fn many_events_and_many_steps_are_matched_in_polynomial_time() {
    let engine = engine(HANDBOOK);
    let kinds = ["a", "b"];
    let events = (0..1_500_i64).map(|i| event("c", kinds[i as usize % 2], i).with("p", i));
    engine.apply(&batch(events), at(DAY)).unwrap();
    for text in [
        format!("sequence({}, x without x)", ["a, b"; 49].join(", ")),
        "sequence(a x99, x)".to_owned(),
        "sequence(a as q, b where p < q.p without a where p = q.p)".to_owned(),
        "sequence(a x20, b as q, a where p < q.p)".to_owned(),
        "sequence(a as q, b where p < q.p, a x20 where p = q.p)".to_owned(),
    ] {
        let started = Clock::now();
        engine.ids(&engine.prepare(&text).unwrap()).unwrap();
        assert!(started.elapsed().as_secs() < 20, "{text} took {:?}", started.elapsed());
    }
}
