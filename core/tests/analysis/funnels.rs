//! Funnels against every choice of events tried one by one.

use proptest::prelude::*;
use tagora::{By, CustomerId, ErrorKind, Suppress};

use super::world::{CITIES, DAY, HANDBOOK, HOUR, Happened, Person, engine, instant, others, people, rows, shown};

/// A funnel as it is written, and what it means.
struct Way {
    text: &'static str,
    steps: &'static [usize],
    within: i64,
    without: Option<usize>,
    /// Whether the second step says the same amount as the first.
    same_amount: bool,
    since: i64,
}

const LAST_TEN_DAYS: i64 = super::world::END - 10 * DAY;

const WAYS: [Way; 6] = [
    Way {
        text: "sequence(view, view, pay within 1 month)",
        steps: &[0, 0, 2],
        within: 31 * DAY,
        without: None,
        same_amount: false,
        since: 0,
    },
    Way { text: "sequence(view, cart, pay)", steps: &[0, 1, 2], within: i64::MAX, without: None, same_amount: false, since: 0 },
    Way {
        text: "5天内 依次 (view, cart, pay)", steps: &[0, 1, 2], within: 5 * DAY, without: None, same_amount: false, since: 0
    },
    Way {
        text: "sequence(view, view, pay without cart within 20 days)",
        steps: &[0, 0, 2],
        within: 20 * DAY,
        without: Some(1),
        same_amount: false,
        since: 0,
    },
    Way {
        text: "sequence(view as v, cart where amount >= v.amount, pay, view within 300 hours)",
        steps: &[0, 1, 2, 0],
        within: 300 * HOUR,
        without: None,
        same_amount: true,
        since: 0,
    },
    Way {
        text: "sequence(view, pay within 3 days) in last 10 days",
        steps: &[0, 2],
        within: 3 * DAY,
        without: None,
        same_amount: false,
        since: LAST_TEN_DAYS + 1,
    },
];

impl Way {
    /// All choices of events for the first so many steps: the places of the first and the last.
    fn choices(&self, events: &[Happened], steps: usize) -> Vec<(usize, usize)> {
        let mut chosen: Vec<Vec<usize>> = vec![Vec::new()];
        for &step in &self.steps[..steps] {
            let more = chosen.iter().flat_map(|before| {
                let from = before.last().map_or(0, |last| last + 1);
                let fits = (from..events.len()).filter(|&next| events[next].event == step && events[next].at >= self.since);
                fits.map(|next| before.iter().copied().chain([next]).collect::<Vec<_>>()).collect::<Vec<_>>()
            });
            chosen = more.collect();
        }
        let is_right = |places: &Vec<usize>| {
            let (first, last) = (places[0], places[steps - 1]);
            let between = &events[(first + 1).min(last)..last];
            let amounts = places.get(1).map(|&second| (events[first].cents, events[second].cents));
            events[last].at - events[first].at <= self.within
                && !self.without.is_some_and(|not| between.iter().any(|event| event.event == not))
                && amounts.is_none_or(|(first, second)| {
                    !self.same_amount || first.zip(second).is_some_and(|(first, second)| second >= first)
                })
        };
        chosen.into_iter().filter(is_right).map(|places| (places[0], places[steps - 1])).collect()
    }

    /// How many steps were gone, and the time to each: to where it was first come to, from the latest beginning.
    fn gone(&self, events: &[Happened]) -> Vec<i64> {
        let first = |steps: usize| {
            let choices = self.choices(events, steps);
            let end = choices.iter().map(|(_, end)| *end).min()?;
            let start = choices.iter().filter(|(_, of)| *of == end).map(|(start, _)| *start).max()?;
            Some(events[end].at - events[start].at)
        };
        (1..=self.steps.len()).map_while(first).collect()
    }
}

/// The median of whole numbers, as text.
fn median(mut numbers: Vec<i64>) -> String {
    numbers.sort_unstable();
    let Some(last) = numbers.len().checked_sub(1) else { return String::new() };
    let twice = numbers[last / 2] + numbers[last.div_ceil(2)];
    if twice % 2 == 0 { (twice / 2).to_string() } else { format!("{}.5", twice / 2) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn are_what_trying_every_choice_gives(people in people()) {
        let engine = engine(&people, HANDBOOK);
        let (snapshot, segment) = others(&engine);
        let within = || (0_u64..).zip(&people).filter(|(_, person)| !person.is_vip());
        for way in &WAYS {
            let funnel = engine.funnel(way.text).unwrap();
            let steps = way.steps.len();
            prop_assert_eq!(funnel.names().len(), steps);
            let gone: Vec<(u64, &Person, Vec<i64>)> = within().map(|(id, person)| (id, person, way.gone(&person.events))).collect();
            let found = snapshot.analysis(Suppress::NONE).passage(&segment, &funnel, Some(By::Attribute("city"))).unwrap();
            prop_assert_eq!(found.parts[0].customers, Some(gone.len() as u64));
            for (place, part) in found.parts.iter().enumerate() {
                let city = |person: &Person| person.city.map(|city| CITIES[city]);
                let here = || gone.iter().filter(|(_, person, _)| place == 0 || city(person) == part.value.as_deref());
                prop_assert_eq!(part.customers, Some(here().count() as u64));
                for (step, told) in part.steps.iter().enumerate() {
                    let came = |step: usize| here().filter(|(.., gone)| gone.len() > step).count() as u64;
                    prop_assert_eq!(told.customers, Some(came(step)), "{} step {} of {:?}", way.text, step, part.value);
                    prop_assert_eq!(told.dropped, (step + 1 < steps).then(|| came(step) - came(step + 1)));
                    if place == 0 {
                        let millis = here().filter_map(|(.., gone)| gone.get(step).copied()).collect();
                        prop_assert_eq!(shown(told.median_millis.as_ref()), median(millis), "{} step {}", way.text, step);
                    }
                }
            }
            prop_assert_eq!(rows(&found.figures()).len(), found.parts.len() * steps);
            // Each step and each drop is a segment.
            let all = snapshot.within(&snapshot.freeze(&segment).unwrap()).unwrap();
            for step in 0..steps {
                let ids = |is: &dyn Fn(usize) -> bool| -> Vec<CustomerId> {
                    gone.iter().filter(|(.., gone)| is(gone.len())).map(|(id, ..)| CustomerId::from(*id)).collect()
                };
                prop_assert_eq!(all.ids(funnel.reached(step).unwrap()).unwrap(), ids(&|gone| gone > step));
                match funnel.dropped(step) {
                    Some(dropped) => prop_assert_eq!(all.ids(dropped).unwrap(), ids(&|gone| gone == step + 1)),
                    None => prop_assert_eq!(step + 1, steps),
                }
            }
        }
    }

    /// Several alike in a row are one step.
    #[test]
    fn what_repeats_is_one_step(people in people()) {
        let engine = engine(&people, HANDBOOK);
        let (snapshot, segment) = others(&engine);
        let funnel = engine.funnel("sequence(view x2, pay)").unwrap();
        prop_assert_eq!(funnel.names(), ["view x2", "pay"]);
        let found = snapshot.analysis(Suppress::NONE).passage(&segment, &funnel, None).unwrap();
        let second = |person: &Person| {
            person.events.iter().enumerate().filter(|(_, happened)| happened.event == 0).nth(1).map(|(place, _)| place)
        };
        let within = || people.iter().filter(|person| !person.is_vip());
        let twice = within().filter(|person| second(person).is_some()).count() as u64;
        let paid = within().filter(|person| {
            second(person).is_some_and(|second| person.events[second..].iter().any(|happened| happened.event == 2))
        });
        let told: Vec<_> = found.parts[0].steps.iter().map(|step| step.customers).collect();
        prop_assert_eq!(told, [Some(twice), Some(paid.count() as u64)]);
    }

    #[test]
    fn steps_do_not_tell_of_too_few(people in people(), k in 2..10_u64) {
        let engine = engine(&people, HANDBOOK);
        let (snapshot, segment) = others(&engine);
        let funnel = engine.funnel("sequence(view, cart, pay)").unwrap();
        let found = snapshot.analysis(Suppress::below(k)).passage(&segment, &funnel, Some(By::Group("stage"))).unwrap();
        let exact = snapshot.analysis(Suppress::NONE).passage(&segment, &funnel, Some(By::Group("stage"))).unwrap();
        let fine = |count: Option<u64>| count.is_none_or(|count| count == 0 || count >= k);
        for (told, all) in found.parts.iter().zip(&exact.parts) {
            let counts: Vec<Option<u64>> = [told.customers].into_iter().chain(told.steps.iter().map(|step| step.customers)).collect();
            let known: Vec<u64> = counts.iter().copied().flatten().collect();
            prop_assert!(counts.iter().all(|&count| fine(count)));
            prop_assert!(known.windows(2).all(|two| fine(Some(two[0] - two[1]))));
            prop_assert!(told.steps.iter().all(|step| fine(step.dropped)));
            prop_assert!(told.steps.iter().zip(&all.steps).all(|(told, all)| told.customers.is_none() || told.customers == all.customers));
        }
        // Nor do all customers less the parts that are told.
        for step in 0..3 {
            let Some(all) = found.parts[0].steps[step].customers else { continue };
            let told: u64 = found.parts[1..].iter().filter_map(|part| part.steps[step].customers).sum();
            let is_none_told = found.parts[1..].iter().all(|part| part.steps[step].customers.is_none_or(|count| count == 0));
            prop_assert!(fine(Some(all - told)) || is_none_told);
        }
    }
}

#[test]
fn what_is_no_funnel_has_a_code() {
    let engine = engine(&[], HANDBOOK);
    let kind = |text: &str| engine.funnel(text).unwrap_err().kind();
    for text in ["did view", "sequence(view, pay) and has vip", "not sequence(view)"] {
        assert_eq!(kind(text), ErrorKind::InvalidAnalysis, "{text}");
    }
    assert_eq!(kind("sequence(view, payy)"), ErrorKind::Handbook);
    assert_eq!(kind("sequence(view"), ErrorKind::Handbook);
    let long = format!("sequence({})", ["view"; 101].join(", "));
    assert_eq!(kind(&long), ErrorKind::Handbook);
    // Names in `without` are known from their step on.
    let funnel = engine.funnel("sequence(view as v, cart as c, pay without cart where amount > c.amount)").unwrap();
    assert_eq!(funnel.names(), ["view", "cart", "pay"]);
    let (_, everybody) = others(&engine);
    let snapshot = engine.as_of(instant(super::world::START), &tagora::Scope::All).unwrap();
    let found = snapshot.analysis(Suppress::NONE).passage(&everybody, &funnel, None).unwrap();
    assert!(found.parts[0].steps.iter().all(|step| step.customers == Some(0) && step.of_first.is_none()));
}
