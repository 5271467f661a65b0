//! Retention, pairs of events, what follows a tag, transitions, against loops over lists.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tagora::{ErrorKind, Pairs, Period, Scope, Suppress};

use super::world::{
    DAY, END, HANDBOOK, HOUR, Happened, Person, START, TAGS, amount, engine, instant, others, people, rows, shown,
};

/// The day of the calendar in Shanghai, which has no summer time in these years, since 1970.
fn day(at: i64) -> i64 {
    (at + 8 * HOUR).div_euclid(DAY)
}

/// All happens in January and in the ten days behind it.
fn period(period: Period, at: i64) -> i64 {
    match period {
        Period::Days => day(at),
        Period::Weeks => (day(at) + 3).div_euclid(7),
        Period::Months => i64::from(day(at) - day(START) >= 31),
    }
}

/// Regular is who viewed twice within five days.
fn with_regulars() -> String {
    format!(
        "{HANDBOOK}\ntag regular when count(view, last 5 days) >= 2\n\
             group mood exclusive {{ tag keen when did view in last 7 days tag cool when did cart in last 20 days tag away otherwise }}"
    )
}

/// Each time someone becomes regular: an instant has all of its events.
fn becomes_regular(person: &Person) -> Vec<i64> {
    let is_regular = |at: i64| {
        let recent = |happened: &&Happened| happened.event == 0 && happened.at <= at && at - happened.at < 5 * DAY;
        person.events.iter().filter(recent).count() >= 2
    };
    let mut views: Vec<i64> = person.events.iter().filter(|happened| happened.event == 0).map(|happened| happened.at).collect();
    views.dedup();
    views.into_iter().filter(|&at| is_regular(at) && !is_regular(at - 1)).collect()
}

fn mood(person: &Person, at: i64) -> &'static str {
    let did = |event: usize, days: i64| {
        person.events.iter().any(|happened| happened.event == event && happened.at <= at && at - happened.at < days * DAY)
    };
    if did(0, 7) {
        "mood/keen"
    } else if did(1, 20) {
        "mood/cool"
    } else {
        "mood/away"
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn who_comes_back_is_counted(people in people(), same in any::<bool>(), periods in 1..12_usize) {
        let engine = engine(&people, HANDBOOK);
        let (snapshot, segment) = others(&engine);
        let (begin, back) = (engine.stream("did view").unwrap(), engine.stream(if same { "did view" } else { "did pay" }).unwrap());
        for length in [Period::Days, Period::Weeks, Period::Months] {
            let found = snapshot.analysis(Suppress::NONE).retention(&segment, &begin, &back, length, periods).unwrap();
            let mut wanted: BTreeMap<i64, (u64, Vec<u64>)> = BTreeMap::new();
            for person in people.iter().filter(|person| !person.is_vip()) {
                let Some(first) = person.events.iter().position(|happened| happened.event == 0) else { continue };
                let cohort = period(length, person.events[first].at);
                let (count, all) = wanted.entry(cohort).or_insert((0, vec![0; periods]));
                *count += 1;
                for (since, counted) in (0..).zip(all) {
                    let event = if same { 0 } else { 2 };
                    let is_back = |happened: &Happened| happened.event == event && period(length, happened.at) == cohort + since;
                    *counted += u64::from(person.events[first + 1..].iter().any(is_back));
                }
            }
            prop_assert_eq!(found.cohorts.len(), wanted.len());
            for (cohort, (number, (count, all))) in found.cohorts.iter().zip(&wanted) {
                prop_assert_eq!(cohort.customers, Some(*count));
                let told: Vec<Option<u64>> =
                    (0..).zip(all).map(|(since, &back)| (number + since <= period(length, END)).then_some(back)).collect();
                prop_assert_eq!(&cohort.back, &told);
                if length == Period::Days {
                    let start: jiff::civil::Date = cohort.start.parse().unwrap();
                    prop_assert_eq!(i64::from((start - jiff::civil::date(1970, 1, 1)).get_days()), *number);
                }
            }
            prop_assert_eq!(rows(&found.figures()).len(), wanted.len() * periods);
        }
    }

    #[test]
    fn pairs_take_as_long_as_they_take(people in people(), is_first in any::<bool>()) {
        let engine = engine(&people, HANDBOOK);
        let (snapshot, segment) = others(&engine);
        let (from, to) = (engine.stream("did view").unwrap(), engine.stream("did pay").unwrap());
        let pairs = if is_first { Pairs::First } else { Pairs::All };
        let found = snapshot.analysis(Suppress::NONE).elapsed(&segment, &from, &to, pairs, &[0.0, 100.0]).unwrap();
        let (mut millis, mut customers, mut open) = (Vec::new(), 0, 0);
        for person in people.iter().filter(|person| !person.is_vip()) {
            let mut left = &person.events[..];
            let (mut here, mut is_open) = (0, false);
            while let Some(start) = left.iter().position(|happened| happened.event == 0) {
                let since = &left[start..];
                let Some(end) = since.iter().position(|happened| happened.event == 2) else {
                    is_open = true;
                    break;
                };
                millis.push(since[end].at - since[0].at);
                here += 1;
                if is_first {
                    break;
                }
                left = &since[end + 1..];
            }
            customers += u64::from(here > 0);
            open += u64::from(is_open);
        }
        prop_assert_eq!((found.millis.customers, found.millis.values), (Some(customers), Some(millis.len() as u64)));
        prop_assert_eq!(found.open, Some(open));
        let ends = [millis.iter().min(), millis.iter().max()].map(|end| end.map_or_else(String::new, ToString::to_string));
        prop_assert_eq!([0, 1].map(|place: usize| shown(found.millis.percentiles[place].1.as_ref())), ends);
        prop_assert_eq!(shown(found.millis.sum.as_ref()), millis.iter().sum::<i64>().to_string());
        prop_assert_eq!(rows(&found.figures()).len(), 7);
    }

    #[test]
    fn what_follows_a_tag_is_counted(people in people(), days in 0..12_i64, span in (0..30_i64, 1..40_i64)) {
        let engine = engine(&people, &with_regulars());
        let (snapshot, segment) = others(&engine);
        let (from, before) = (START + span.0 * DAY, START + (span.0 + span.1) * DAY);
        let gains = engine.gains("regular", instant(from), instant(before)).unwrap();
        let goal = engine.stream("sum(pay.amount)").unwrap();
        let analysis = snapshot.analysis(Suppress::NONE);
        let found = analysis.conversion(&segment, &gains, &goal, days * DAY, &[50.0]).unwrap();
        let around = analysis.before_after(&segment, &gains, &goal, days * DAY).unwrap();
        let (mut counts, mut millis) = ([0; 3], Vec::new());
        let (mut whole, mut sides) = (0, [(0, 0, 0), (0, 0, 0)]);
        for person in people.iter().filter(|person| !person.is_vip()) {
            let Some(gained) = becomes_regular(person).into_iter().find(|&at| at >= from && at < before) else { continue };
            let pays = || person.events.iter().filter(|happened| happened.event == 2);
            match pays().find(|pay| pay.at > gained && pay.at <= gained + days * DAY) {
                Some(pay) => {
                    millis.push(pay.at - gained);
                    counts[0] += 1;
                }
                None if gained + days * DAY < END => counts[1] += 1,
                None => counts[2] += 1,
            }
            if gained + days * DAY < END {
                whole += 1;
                let times = [(gained - days * DAY, gained - 1), (gained + 1, gained + days * DAY)];
                for ((customers, events, cents), (first, last)) in sides.iter_mut().zip(times) {
                    let here: Vec<_> = pays().filter(|pay| pay.at >= first && pay.at <= last).collect();
                    *customers += u64::from(!here.is_empty());
                    *events += here.len() as u64;
                    *cents += here.iter().filter_map(|pay| pay.cents).sum::<i64>();
                }
            }
        }
        prop_assert_eq!([found.converted, found.missed, found.pending], counts.map(Some));
        prop_assert_eq!(found.gained, Some(counts.iter().sum()));
        let known = counts[0] + counts[1];
        prop_assert_eq!(found.rate, (known > 0).then(|| counts[0] as f64 / known as f64));
        prop_assert_eq!((found.millis.values, shown(found.millis.sum.as_ref())), (Some(counts[0]), millis.iter().sum::<i64>().to_string()));
        prop_assert_eq!(around.customers, Some(whole));
        for (told, (customers, events, cents)) in [&around.before, &around.after].into_iter().zip(sides) {
            prop_assert_eq!((told.customers, told.events, shown(told.sum.as_ref())), (Some(customers), Some(events), amount(cents)));
        }
        let measures = 6 + found.millis.percentiles.len();
        prop_assert_eq!((rows(&found.figures()).len(), rows(&around.figures()).len()), (measures, 2));
    }

    #[test]
    fn who_went_from_tag_to_tag_is_counted(people in people(), from in 0..40_i64) {
        let engine = engine(&people, &with_regulars());
        let after = engine.snapshot(&Scope::All).unwrap();
        let before = engine.as_of(instant(START + from * DAY), &Scope::All).unwrap();
        let found = after.analysis(Suppress::NONE).transitions(&before, "mood").unwrap();
        let mut wanted: BTreeMap<(String, String), u64> = BTreeMap::new();
        for person in &people {
            *wanted.entry((mood(person, START + from * DAY).to_owned(), mood(person, END).to_owned())).or_default() += 1;
        }
        let told: BTreeMap<(String, String), u64> =
            rows(&found.figures()).into_iter().map(|row| ((row[0].clone(), row[1].clone()), row[2].parse().unwrap())).collect();
        prop_assert_eq!(told.into_iter().filter(|(_, count)| *count > 0).collect::<BTreeMap<_, _>>(), wanted);
        prop_assert_eq!((found.arrived, found.gone), (Some(0), Some(0)));
        // Before anybody was known.
        let nobody = engine.as_of(instant(START - 1), &Scope::All).unwrap();
        let found = after.analysis(Suppress::NONE).transitions(&nobody, "mood").unwrap();
        prop_assert_eq!((found.arrived, found.gone), (Some(people.len() as u64), Some(0)));
    }

    #[test]
    fn segments_are_told_apart(people in people()) {
        let engine = engine(&people, HANDBOOK);
        let snapshot = engine.snapshot(&Scope::All).unwrap();
        let (tea, cities) = (engine.prepare("has tea").unwrap(), engine.prepare("not city is missing").unwrap());
        let found = snapshot.analysis(Suppress::NONE).contrast(&tea, &cities, 100).unwrap();
        let of = |is: &dyn Fn(&Person) -> bool| people.iter().filter(|person| is(person)).count() as u64;
        let sizes = [of(&|person| person.has("tea")), of(&|person| person.city.is_some())];
        prop_assert_eq!(found.customers, sizes.map(Some));
        if sizes.contains(&0) {
            prop_assert!(found.tags.is_empty());
            return Ok(());
        }
        for tag in &found.tags {
            let counts = [of(&|person| person.has("tea") && person.has(&tag.tag)), of(&|person| person.city.is_some() && person.has(&tag.tag))];
            prop_assert_eq!(tag.customers, counts);
            let shares = [0, 1].map(|of: usize| counts[of] as f64 / sizes[of] as f64);
            prop_assert!((tag.shares[0] - shares[0]).abs() + (tag.shares[1] - shares[1]).abs() < 1e-12);
        }
        let some = TAGS.iter().filter(|tag| of(&|person| person.has(tag) && (person.has("tea") || person.city.is_some())) > 0);
        prop_assert_eq!(found.tags.len(), some.count());
        prop_assert!(found.tags.windows(2).all(|two| two[0].difference.abs() >= two[1].difference.abs()));
        let first = snapshot.analysis(Suppress::NONE).contrast(&tea, &cities, 1).unwrap();
        prop_assert!(first.tags.iter().zip(&found.tags).all(|(one, other)| one == other));
    }

    /// Sets stay as they were, and join as sets do.
    #[test]
    fn frozen_segments_are_sets(people in people(), from in 0..40_i64) {
        let engine = engine(&people, &with_regulars());
        let (after, before) =
            (engine.snapshot(&Scope::All).unwrap(), engine.as_of(instant(START + from * DAY), &Scope::All).unwrap());
        let keen = engine.prepare("has keen").unwrap();
        let (then, now) = (before.freeze(&keen).unwrap(), after.freeze(&keen).unwrap());
        prop_assert_eq!((then.instant(), now.instant()), (Some(instant(START + from * DAY)), Some(instant(END))));
        let is_keen = |person: &Person, at: i64| mood(person, at) == "mood/keen";
        let wanted = |is: &dyn Fn(bool, bool) -> bool| -> Vec<tagora::CustomerId> {
            let is_in = |person: &Person| is(is_keen(person, START + from * DAY), is_keen(person, END));
            (0_u64..).zip(&people).filter(|(_, person)| is_in(person)).map(|(id, _)| id.into()).collect()
        };
        let ids = |frozen: &tagora::Frozen| after.frozen_ids(frozen).unwrap();
        prop_assert_eq!(ids(&then.and(&now).unwrap()), wanted(&|then, now| then && now));
        prop_assert_eq!(ids(&then.or(&now).unwrap()), wanted(&|then, now| then || now));
        prop_assert_eq!(ids(&then.minus(&now).unwrap()), wanted(&|then, now| then && !now));
        prop_assert_eq!(ids(&then.xor(&now).unwrap()), wanted(&|then, now| then != now));
        // What is prepared joins in the same way.
        let (tea, young) = (engine.prepare("has tea").unwrap(), engine.prepare("age < 24").unwrap());
        let asked = |is: &dyn Fn(bool, bool) -> bool| -> Vec<tagora::CustomerId> {
            let is_in = |person: &Person| is(person.has("tea"), person.age.is_some_and(|age| age < 24));
            (0_u64..).zip(&people).filter(|(_, person)| is_in(person)).map(|(id, _)| id.into()).collect()
        };
        prop_assert_eq!(after.ids(&tea.and(&young).unwrap()).unwrap(), asked(&|one, other| one && other));
        prop_assert_eq!(after.ids(&tea.or(&young).unwrap()).unwrap(), asked(&|one, other| one || other));
        prop_assert_eq!(after.ids(&tea.minus(&young).unwrap()).unwrap(), asked(&|one, other| one && !other));
        prop_assert_eq!(after.ids(&tea.xor(&young).unwrap()).unwrap(), asked(&|one, other| one != other));
        // Asked about by later queries, and negated within.
        let within = after.within(&then).unwrap();
        prop_assert_eq!(within.count(&keen).unwrap(), then.and(&now).unwrap().len());
        let others = engine.prepare("not has keen").unwrap();
        prop_assert_eq!(within.ids(&others).unwrap(), wanted(&|then, now| then && !now));
        prop_assert_eq!(within.customers(), then.len());
    }
}

#[test]
fn segments_join_only_so_far() {
    let (engine, other) = [(); 2].map(|()| engine(&[], HANDBOOK)).into();
    let (segment, foreign) = (engine.prepare("has tea").unwrap(), other.prepare("has tea").unwrap());
    assert_eq!(segment.and(&foreign).unwrap_err().kind(), ErrorKind::SegmentOutdated);
    let mut large = segment.clone();
    let refused = loop {
        match large.xor(&segment) {
            Ok(larger) => large = larger,
            Err(error) => break error,
        }
    };
    assert_eq!(refused.kind(), ErrorKind::LimitExceeded);
    assert_eq!(engine.count(&large).unwrap(), 0);
    let mut long = segment.clone();
    for _ in 1..200 {
        long = long.minus(&segment).unwrap();
    }
    assert_eq!((engine.count(&long).unwrap(), long.or(&segment).unwrap_err().kind()), (0, ErrorKind::LimitExceeded));
}

#[test]
fn other_engines_and_unknown_times_have_codes() {
    let (one, other) = (engine(&[], HANDBOOK), engine(&[], HANDBOOK));
    let (snapshot, segment) = others(&one);
    let (foreign, foreign_segment) = others(&other);
    let frozen = foreign.freeze(&foreign_segment).unwrap();
    assert_eq!(snapshot.within(&frozen).unwrap_err().kind(), ErrorKind::SegmentOutdated);
    assert_eq!(snapshot.frozen_ids(&frozen).unwrap_err().kind(), ErrorKind::SegmentOutdated);
    assert_eq!(snapshot.freeze(&segment).unwrap().and(&frozen).unwrap_err().kind(), ErrorKind::SegmentOutdated);
    let analysis = snapshot.analysis(Suppress::NONE);
    assert_eq!(analysis.transitions(&foreign, "stage").unwrap_err().kind(), ErrorKind::SegmentOutdated);
    assert_eq!(analysis.transitions(&snapshot, "stages").unwrap_err().kind(), ErrorKind::UnknownGroup);
    assert_eq!(one.gains("vipp", instant(0), instant(1)).unwrap_err().kind(), ErrorKind::UnknownTag);
    let gains = other.gains("vip", instant(0), instant(1)).unwrap();
    let (mine, theirs) = (one.stream("did view").unwrap(), other.stream("did view").unwrap());
    assert_eq!(analysis.conversion(&segment, &gains, &mine, 1, &[]).unwrap_err().kind(), ErrorKind::SegmentOutdated);
    assert_eq!(analysis.before_after(&segment, &gains, &theirs, 1).unwrap_err().kind(), ErrorKind::SegmentOutdated);
    assert_eq!(analysis.elapsed(&segment, &mine, &theirs, Pairs::All, &[]).unwrap_err().kind(), ErrorKind::SegmentOutdated);
    assert_eq!(analysis.retention(&segment, &theirs, &mine, Period::Days, 1).unwrap_err().kind(), ErrorKind::SegmentOutdated);
    assert_eq!(analysis.retention(&segment, &mine, &mine, Period::Days, 0).unwrap_err().kind(), ErrorKind::InvalidCount);
    assert_eq!(analysis.contrast(&segment, &segment, 0).unwrap_err().kind(), ErrorKind::InvalidCount);
    assert_eq!(one.as_of(instant(END + 1), &Scope::All).unwrap_err().kind(), ErrorKind::NoSuchInstant);
    // A million periods of one cohort are told, one more is too much.
    let person = Person { city: None, age: None, tags: 0, events: vec![Happened { event: 0, at: START, cents: None }] };
    let engine = engine(&[person], HANDBOOK);
    let ((snapshot, segment), stream) = (others(&engine), engine.stream("did view").unwrap());
    let analysis = snapshot.analysis(Suppress::NONE);
    let many = |periods: usize| analysis.retention(&segment, &stream, &stream, Period::Days, periods);
    assert_eq!(many(1_000_000).unwrap().cohorts[0].back.len(), 1_000_000);
    assert_eq!(many(1_000_001).unwrap_err().kind(), ErrorKind::LimitExceeded);
    // Spans that end before they begin, or reach beyond the calendar.
    let gains = engine.gains("vip", tagora::Instant::MAX, tagora::Instant::MIN).unwrap();
    assert_eq!(analysis.conversion(&segment, &gains, &stream, i64::MAX, &[]).unwrap().gained, Some(0));
    let gains = engine.gains("vip", tagora::Instant::MIN, tagora::Instant::MAX).unwrap();
    assert_eq!(analysis.before_after(&segment, &gains, &stream, i64::MAX).unwrap().customers, Some(0));
    assert_eq!(analysis.conversion(&segment, &gains, &stream, i64::MIN, &[]).unwrap().gained, Some(0));
}
