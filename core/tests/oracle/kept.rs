//! Where events are kept for a time, nobody who asks for no more notices that others are gone.

use proptest::prelude::*;
use tagora::{Batch, Engine, Options, Record, Scope};

use super::grammar::SCHEMA;
use super::histories::{DAY, DAYS, at, records};
use super::{sampled, told};

/// It asks for eight days at most, looks at tags as they were included.
const BOUNDED: &str = "
define d0 as did buy in last 2 days
segment s0 = (d0 and a > 2)
tag t0 when did buy in last 3 days
tag t1 when count(any_of, last 4 days) >= 2
tag t2 when sum(buy.x, last 3 days) > 3
tag t3 when no view in last 2 days and not in s0
tag t4 when has t0 for 2 days
tag t5 when times gained(t0, last 3 days) >= 2
tag t6 when buy as b then no pay where kind = b.kind within 1 day in last 3 days
tag t7 when sequence(view, buy within 1 day) in last 3 days
tag t8 when last(visit) in last 2 days
tag t9 when active_days(buy, last 4 days) >= 2 or vip
tag t10 when count(view) >= 1 in 2 of last 3 days
tag t11 when level changed from v1 to v2
tag t12 when d0 for 1 day
group g exclusive {
  tag one when did visit in last 2 days
  tag two when avg(buy.x, last 4 days) > 2
  tag q
  tag rest otherwise
}
group some at most 1 {
  tag s1
  tag s2 when did view in last 3 calendar days
}
tag p
tag marked valid 2 days renew
group ex exclusive open {
  tag known
}
group o open {}
group lim at most 1 open {}
";

/// Rules, which act on what happens for good: what sets them off is kept.
const RULES: [&str; 3] = [
    "",
    "rule r0 on pay then add p, emit hello at most once per 3 days",
    "rule r0 on visit if did buy in last 2 days then add marked for 2 days renew\nrule r1 when count(pay, last 4 days) >= 2 then remove p, notify team",
];

const LATENESS: i64 = 4;
const RETENTION: i64 = 8;
const END: i64 = DAYS * 2;

fn engine(text: &str, retention: Option<i64>) -> Engine {
    let options = Options {
        lateness_millis: LATENESS * DAY,
        retention_millis: retention.map(|days| days * DAY),
        max_open_tags: 2,
        ..Options::default()
    };
    let engine = Engine::with_options(options);
    engine.load(text).unwrap();
    engine
}

fn members(engine: &Engine) -> Vec<String> {
    let (snapshot, handbook) = (engine.snapshot(&Scope::All).unwrap(), engine.handbook().unwrap());
    let of = |symbol: &tagora::dsl::TagSymbol| {
        let path = symbol.path.to_string();
        format!("{path}: {:?}", snapshot.members(&path).unwrap())
    };
    handbook
        .tags()
        .iter()
        .map(of)
        .chain([format!("{:?}", snapshot.members("o/p0")), format!("{:?}", snapshot.size("o/p1"))])
        .collect()
}

proptest! {
    #![proptest_config(sampled(24))]

    #[test]
    fn what_is_let_go_of_is_not_missed(records in records(true), rules in 0..RULES.len(), next in 0..RULES.len(), late in prop::collection::vec(0..LATENESS, 1..9)) {
        let text = |rules: usize| format!("{SCHEMA}{BOUNDED}{}", RULES[rules]);
        let (kept, all) = (engine(&text(rules), Some(RETENTION)), engine(&text(rules), None));
        let arrives = |(number, record): (usize, &Record)| record.at().millis() / DAY + late[number % late.len()];
        let days: Vec<i64> = records.iter().enumerate().map(arrives).collect();
        for day in 0..END {
            let batch: Batch = days.iter().zip(&records).filter(|(of, _)| **of == day).map(|(_, record)| record.clone()).collect();
            for engine in [&kept, &all] {
                engine.apply(&batch, at(day * DAY + DAY / 2)).unwrap();
                if day == DAYS {
                    engine.load(&text(next)).unwrap();
                }
            }
            // So that there are pages from which something can go.
            kept.seal_log().unwrap();
            prop_assert_eq!(members(&kept), members(&all), "day {}", day);
            let past = at((day - LATENESS / 2).max(0) * DAY);
            let sizes = |engine: &Engine| ["t0", "t3", "rest"].map(|tag| engine.as_of(past, &Scope::All).unwrap().size(tag).unwrap());
            prop_assert_eq!(sizes(&kept), sizes(&all), "as of {}", past);
        }
        prop_assert_eq!(told(&kept), told(&all));
        prop_assert_eq!(kept.as_of(at(0), &Scope::All).map(|_| ()).unwrap_err().code(), "not-kept");
        prop_assert_eq!(kept.prepare("did view in last 9 days").map(|_| ()).unwrap_err().code(), "not-kept");
    }
}
