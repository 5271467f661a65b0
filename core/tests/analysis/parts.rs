//! Breakdowns, cross tables, percentiles, hours.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tagora::{By, Cycle, Suppress, Value};

use super::world::{CITIES, DAY, HANDBOOK, HOUR, Person, TAGS, amount, engine, others, people, rows, shown};

/// What a customer has of a group, in the order of the handbook; nothing, as the last.
fn group(group: &str, person: &Person) -> Vec<Option<String>> {
    let tags = TAGS.iter().filter(|tag| tag.starts_with(group) && person.has(tag));
    let tags: Vec<_> = tags.map(|tag| Some((*tag).to_owned())).collect();
    if tags.is_empty() { vec![None] } else { tags }
}

fn city(person: &Person) -> Option<String> {
    person.city.map(|city| CITIES[city].to_owned())
}

/// In which parts someone is.
type PartsOf<'a> = &'a dyn Fn(&Person) -> Vec<Option<String>>;

/// The mean of cents, as the engine shows it.
fn mean(cents: &[i64]) -> Option<f64> {
    (!cents.is_empty()).then(|| cents.iter().sum::<i64>() as f64 / 100.0 / cents.len() as f64)
}

fn number(value: Option<&Value>) -> Option<f64> {
    value.map(|value| value.to_string().parse().unwrap())
}

fn is_near(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-9 * (1.0 + one.abs()),
        (one, other) => one == other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn each_part_is_counted_and_summed(people in people()) {
        let engine = engine(&people, HANDBOOK);
        let (snapshot, segment) = others(&engine);
        let analysis = snapshot.analysis(Suppress::NONE);
        let within: Vec<&Person> = people.iter().filter(|person| !person.is_vip()).collect();
        let spent = engine.expression("sum(pay.amount)").unwrap();
        let by_city = |person: &Person| vec![city(person)];
        let ways: [(By, PartsOf); 4] = [
            (By::Group("taste"), &|person| group("taste", person)),
            (By::Group("stage"), &|person| group("stage", person)),
            (By::Group("theme"), &|person| group("theme", person)),
            (By::Attribute("city"), &by_city),
        ];
        for (by, parts_of) in ways {
            let mut wanted: BTreeMap<Option<String>, (u64, i64)> = BTreeMap::new();
            for person in &within {
                for part in parts_of(person) {
                    let (count, sum) = wanted.entry(part).or_default();
                    *count += 1;
                    *sum += person.cents(2).sum::<i64>();
                }
            }
            let found = analysis.breakdown(&segment, by, Some(&spent)).unwrap();
            prop_assert_eq!(found.customers, Some(within.len() as u64));
            // Whose part is empty is told of groups.
            let some = found.parts.iter().filter(|part| part.customers != Some(0));
            let some: BTreeMap<_, _> = some.map(|part| (part.value.as_deref().map(str::to_owned), part)).collect();
            prop_assert_eq!(some.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
            for (value, (count, sum)) in &wanted {
                let part = some[value];
                prop_assert_eq!((part.customers, part.values), (Some(*count), Some(*count)), "a sum over nothing is 0");
                prop_assert_eq!(shown(part.sum.as_ref()), amount(*sum));
                prop_assert!(is_near(number(part.mean.as_ref()), Some(*sum as f64 / 100.0 / *count as f64)));
                prop_assert!(is_near(part.share, Some(*count as f64 / within.len() as f64)));
            }
            let figures = found.figures();
            prop_assert_eq!(figures.columns().len(), 6);
            prop_assert_eq!(rows(&figures).len(), found.parts.len());
            // Without numbers the same counts.
            let plain = analysis.breakdown(&segment, by, None).unwrap();
            prop_assert!(plain.parts.iter().zip(&found.parts).all(|(one, other)| one.customers == other.customers));
            prop_assert!(plain.parts.iter().all(|part| part.sum.is_none()));
        }

        // Numbers that are an attribute's are added up in columns: the same as if they are reckoned with one by one.
        let (ages, reckoned) = (engine.expression("age").unwrap(), engine.expression("age * 1").unwrap());
        for by in [By::Group("taste"), By::Group("theme"), By::Attribute("city"), By::Attribute("age")] {
            let found = analysis.breakdown(&segment, by, Some(&ages)).unwrap();
            prop_assert_eq!(&found, &analysis.breakdown(&segment, by, Some(&reckoned)).unwrap());
            let sums = found.parts.iter().filter(|part| by == By::Attribute("city") && part.value.is_none());
            for part in sums {
                let ages = within.iter().filter(|person| person.city.is_none()).filter_map(|person| person.age);
                prop_assert_eq!(part.values, Some(ages.clone().count() as u64));
                prop_assert_eq!(shown(part.sum.as_ref()), ages.sum::<i64>().to_string());
            }
        }

        let cross = analysis.cross(&segment, By::Group("taste"), By::Attribute("city")).unwrap();
        for (row, taste) in cross.rows.iter().enumerate() {
            for (column, of) in cross.columns.iter().enumerate() {
                let both = within.iter().filter(|person| {
                    group("taste", person).contains(&taste.as_deref().map(str::to_owned)) && city(person).as_deref() == of.as_deref()
                });
                prop_assert_eq!(cross.count(row, column), Some(both.count() as u64));
            }
        }
        prop_assert_eq!(rows(&cross.figures()).len(), cross.rows.len() * cross.columns.len());

        let covered = analysis.coverage(&segment, "taste").unwrap();
        let held = |person: &Person| group("taste", person).iter().flatten().count();
        let wanted = [0..1, 1..2, 2..9].map(|range| within.iter().filter(|person| range.contains(&held(person))).count() as u64);
        prop_assert_eq!(covered.parts.iter().map(|part| part.customers).collect::<Vec<_>>(), wanted.map(Some));

        let top = analysis.top(&segment, "city", 2).unwrap();
        let known = analysis.breakdown(&segment, By::Attribute("city"), None).unwrap();
        let known: Vec<_> = known.parts.iter().filter(|part| part.value.is_some()).take(2).collect();
        prop_assert!(top.parts.iter().zip(&known).all(|(one, other)| one == *other));
        let told: u64 = top.parts.iter().filter_map(|part| part.customers).sum();
        prop_assert_eq!(told, within.len() as u64);
    }

    #[test]
    fn percentiles_are_those_of_the_sorted_list(people in people(), percents in prop::collection::vec(0..=100_u32, 1..6)) {
        let engine = engine(&people, HANDBOOK);
        let (snapshot, segment) = others(&engine);
        let within = || people.iter().filter(|person| !person.is_vip());
        let percents: Vec<f64> = percents.into_iter().map(f64::from).collect();
        let spent: Vec<i64> = within().map(|person| person.cents(2).sum()).collect();
        let ages: Vec<i64> = within().filter_map(|person| person.age).map(|age| age * 100).collect();
        for (text, mut numbers) in [("sum(pay.amount)", spent), ("age", ages)] {
            let expression = engine.expression(text).unwrap();
            let found = snapshot.analysis(Suppress::NONE).distribution(&segment, &expression, &percents).unwrap();
            numbers.sort_unstable();
            prop_assert_eq!(found.values, Some(numbers.len() as u64));
            prop_assert_eq!(shown(found.sum.as_ref()), amount(numbers.iter().sum()));
            prop_assert!(is_near(number(found.mean.as_ref()), mean(&numbers)));
            for (percent, value) in &found.percentiles {
                // The smallest that so many do not exceed, or the mean of it and the next where that is exactly so many.
                let reached = |at: usize| (at + 1) as f64 * 100.0 - percent * numbers.len() as f64;
                let first = (0..numbers.len()).find(|&at| reached(at) >= 0.0);
                let wanted = first.map(|first| {
                    let is_exact = reached(first) == 0.0 && first + 1 < numbers.len();
                    (numbers[first] + numbers[first + usize::from(is_exact)]) as f64 / 200.0
                });
                prop_assert!(is_near(number(value.as_ref()), wanted), "{} of {:?}: {:?}", percent, numbers, value);
            }
        }
    }

    #[test]
    fn events_fall_on_hours_and_weekdays(people in people()) {
        let engine = engine(&people, HANDBOOK);
        let (snapshot, segment) = others(&engine);
        let stream = engine.stream("sum(cart.amount)").unwrap();
        // Shanghai has no summer time in these years; 1970 began there on a Thursday.
        let local = |at: i64| at + 8 * HOUR;
        let hour = |at: i64| local(at).rem_euclid(DAY) / HOUR;
        let weekday = |at: i64| (local(at).div_euclid(DAY) + 3).rem_euclid(7);
        for (cycle, len) in [(Cycle::Hours, 24), (Cycle::Weekdays, 7)] {
            let place = |at: i64| if cycle == Cycle::Hours { hour(at) } else { weekday(at) };
            let found = snapshot.analysis(Suppress::NONE).rhythm(&segment, &stream, cycle).unwrap();
            prop_assert_eq!(found.parts.len() as i64, len);
            for (at, beat) in (0..).zip(&found.parts) {
                let (mut events, mut customers, mut cents) = (0, 0, Vec::new());
                for person in people.iter().filter(|person| !person.is_vip()) {
                    let here: Vec<_> = person.events.iter().filter(|event| event.event == 1 && place(event.at) == at).collect();
                    events += here.len() as u64;
                    customers += u64::from(!here.is_empty());
                    cents.extend(here.iter().filter_map(|event| event.cents));
                }
                prop_assert_eq!((beat.events, beat.customers), (Some(events), Some(customers)));
                prop_assert_eq!((beat.values, shown(beat.sum.as_ref())), (Some(cents.len() as u64), amount(cents.iter().sum())));
                prop_assert!(is_near(number(beat.mean.as_ref()), mean(&cents)));
            }
            prop_assert_eq!(rows(&found.figures()).len() as i64, len);
        }
    }

    #[test]
    fn tags_go_together_as_often_as_counted(people in people()) {
        let engine = engine(&people, HANDBOOK);
        let (snapshot, segment) = others(&engine);
        let tags = ["tea", "coffee", "cocoa", "music"];
        let found = snapshot.analysis(Suppress::NONE).lifts(&segment, &tags).unwrap();
        let within: Vec<&Person> = people.iter().filter(|person| !person.is_vip()).collect();
        let count = |tags: &[&str]| within.iter().filter(|person| tags.iter().all(|tag| person.has(tag))).count() as u64;
        prop_assert_eq!(found.pairs.len(), 6);
        for pair in &found.pairs {
            let [one, other] = pair.tags.map(|place| tags[place]);
            let (first, second, both) = (count(&[one]), count(&[other]), count(&[one, other]));
            prop_assert_eq!(pair.customers, Some(both));
            let ratio = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
            prop_assert!(is_near(pair.of_first, ratio(both, first)) && is_near(pair.of_second, ratio(both, second)));
            prop_assert!(is_near(pair.lift, ratio(both * within.len() as u64, first * second)));
        }
    }

    /// Whatever is asked for: no count of too few, and no rest that tells one.
    #[test]
    fn nothing_tells_of_too_few(people in people(), k in 1..12_u64) {
        let engine = engine(&people, HANDBOOK);
        let (snapshot, segment) = others(&engine);
        let (exact, analysis) = (snapshot.analysis(Suppress::NONE), snapshot.analysis(Suppress::below(k)));
        let spent = engine.expression("sum(pay.amount)").unwrap();
        for by in [By::Group("stage"), By::Group("taste"), By::Attribute("city")] {
            let (all, told) =
                (exact.breakdown(&segment, by, Some(&spent)).unwrap(), analysis.breakdown(&segment, by, Some(&spent)).unwrap());
            let mut held_back = 0;
            for (all, told) in all.parts.iter().zip(&told.parts) {
                prop_assert!(told.customers.is_none_or(|count| count == 0 || count >= k));
                prop_assert!(told.customers.is_none() || told.customers == all.customers);
                prop_assert!(told.customers.is_some() || told.sum.is_none() && told.mean.is_none() && told.share.is_none());
                held_back += if told.customers.is_none() { all.customers.unwrap() } else { 0 };
            }
            let is_all = told.parts.iter().all(|part| part.customers.is_none_or(|count| count == 0));
            prop_assert!(held_back == 0 || held_back >= k || is_all, "{held_back} of {k}");
        }
        let ages = engine.expression("age").unwrap();
        let told = analysis.distribution(&segment, &ages, &[0.0, 50.0, 100.0]).unwrap();
        prop_assert!(k == 1 || told.percentiles[0].1.is_none() && told.percentiles[2].1.is_none(), "the oldest is one");
        let lifts = analysis.lifts(&segment, &["tea", "coffee", "cocoa"]).unwrap();
        for pair in &lifts.pairs {
            if let Some(both) = pair.customers {
                let alone = pair.tags.map(|tag| lifts.tags[tag].1.unwrap() - both);
                prop_assert!([both, alone[0], alone[1]].iter().all(|&count| count == 0 || count >= k));
            }
        }
    }
}
