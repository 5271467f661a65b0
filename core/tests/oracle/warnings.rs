//! A warning is true, or it is not given.

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use tagora::dsl::ast::{Condition, ConditionKind, Definition, PastCondition};
use tagora::dsl::{CheckedHandbook, Diagnostic, Language, Span, print_condition};
use tagora::{Batch, CustomerId, Engine, Event, Record, Scope, Value};

use super::histories::{DAY, at, records};
use super::{engine, sampled, suspects};

/// What is claimed of all customers at all instants: these conditions are true of nobody.
struct Claim {
    code: &'static str,
    nobody: String,
    /// Whether the claim would say nothing if this were true of nobody.
    of: String,
}

/// All conditions with those inside them.
fn all_conditions(handbook: &CheckedHandbook) -> Vec<&Condition> {
    let tags = handbook.tags().iter().filter_map(|tag| match &tag.tag.definition {
        Definition::When(condition) => Some(&**condition),
        _ => None,
    });
    let named = handbook.segments().iter().map(|segment| &*segment.condition);
    let mut open: Vec<&Condition> = tags.chain(named).chain(handbook.defines().iter().map(|define| &*define.condition)).collect();
    let mut found = Vec::new();
    while let Some(condition) = open.pop() {
        found.push(condition);
        match &condition.node {
            ConditionKind::And(parts) | ConditionKind::Or(parts) | ConditionKind::AtLeast { of: parts, .. } => open.extend(parts),
            ConditionKind::Not(inner) | ConditionKind::Past(PastCondition::Dwell { condition: inner, .. }) => open.push(inner),
            _ => {}
        }
    }
    found
}

/// The definition of the tag whose name stands at a place, or which has this path.
fn definition(handbook: &CheckedHandbook, of: impl Fn(&tagora::dsl::TagSymbol) -> bool) -> String {
    let tag = handbook.tags().iter().find(|tag| of(tag)).unwrap();
    let Definition::When(condition) = &tag.tag.definition else { panic!("{} has no definition", tag.path) };
    print_condition(condition, Language::English)
}

/// The names in a message, in order.
fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

fn claims(warning: &Diagnostic, handbook: &CheckedHandbook, text: &str) -> Vec<Claim> {
    let (code, span) = (warning.code().as_str(), warning.span());
    let said = span.text(text);
    let claim = |nobody: String, of: String| vec![Claim { code, nobody, of }];
    let message = warning.message(Language::English);
    let path = |name: &str| definition(handbook, |tag| tag.path.to_string() == name);
    match code {
        "never-true" => claim(said.into(), "vip or not vip".into()),
        "always-true" => claim(format!("not ({said})"), said.into()),
        "needless-part" => {
            let (others, all) = others(handbook, span, text);
            match all {
                true => claim(format!("({others}) and not ({said})"), others),
                false => claim(format!("({said}) and not ({others})"), said.into()),
            }
        }
        "any-value" => {
            let is_here = |condition: &&Condition| condition.span == span;
            let found = all_conditions(handbook).into_iter().find(is_here).unwrap();
            let (ConditionKind::Compare { left: value, .. } | ConditionKind::OneOf { value, .. }) = &found.node else {
                panic!("{said} compares nothing")
            };
            let value = value.span.text(text);
            claim(format!("not ({said}) and {value} is not missing"), said.into())
        }
        "same-definition" => {
            let [one, other] = quoted(&message)[..] else { panic!("{message}") };
            let (one, other) = (path(one), path(other));
            let mut both = claim(format!("({one}) and not ({other})"), one.clone());
            both.extend(claim(format!("({other}) and not ({one})"), other));
            both
        }
        "shadowed-tag" => {
            let [one, before] = quoted(&message)[..] else { panic!("{message}") };
            claim(format!("({}) and not ({})", path(one), path(before)), path(one))
        }
        // What is unused is another matter, thresholds are looked at below.
        "unused-name" | "threshold-gap" | "threshold-overlap" => Vec::new(),
        other => panic!("nobody looks at {other}"),
    }
}

/// The other parts of the list that a part stands in, joined, and whether it is an `and`.
fn others(handbook: &CheckedHandbook, span: Span, text: &str) -> (String, bool) {
    for condition in all_conditions(handbook) {
        let (parts, all) = match &condition.node {
            ConditionKind::And(parts) => (parts, true),
            ConditionKind::Or(parts) => (parts, false),
            _ => continue,
        };
        if parts.iter().any(|part| part.span == span) {
            let rest = parts.iter().filter(|part| part.span != span).map(|part| format!("({})", part.span.text(text)));
            return (rest.collect::<Vec<_>>().join(if all { " and " } else { " or " }), all);
        }
    }
    panic!("{} stands in no list", span.text(text))
}

fn ids(engine: &Engine, condition: &str) -> Vec<CustomerId> {
    engine.ids(&engine.prepare(condition).unwrap()).unwrap()
}

/// Instants at which something may just have happened, or be about to.
fn instants() -> impl Strategy<Value = Vec<i64>> {
    let one =
        (0..210_i64, 0..4_i64).prop_map(|(third, offset)| third * DAY / 3 - [0, 1, DAY / 24, DAY / 24 + 1][offset as usize]);
    prop::collection::vec(one, 16)
}

#[test]
fn what_is_said_of_conditions_is_true_at_every_instant() {
    let config = ProptestConfig { failure_persistence: None, ..sampled(60) };
    let cases = config.cases as usize;
    let told: RefCell<BTreeMap<&str, [usize; 2]>> = RefCell::default();
    let strategy = (suspects::handbook(), records(true), instants());
    let outcome = TestRunner::new(config).run(&strategy, |(text, records, mut instants)| {
        let engine = engine(&text);
        let handbook = engine.handbook().unwrap();
        let warnings = engine.check(&text).unwrap();
        let claims: Vec<Claim> = warnings.iter().flat_map(|warning| claims(warning, &handbook, &text)).collect();
        engine.apply(&records.into_iter().collect::<Batch>(), at(0)).unwrap();
        instants.sort_unstable();
        let mut tried = vec![false; claims.len()];
        for instant in instants.into_iter().filter(|&instant| instant >= 0) {
            engine.advance_to(at(instant)).unwrap();
            for (claim, tried) in claims.iter().zip(&mut tried) {
                *tried |= !ids(&engine, &claim.of).is_empty();
                let Claim { code, nobody, .. } = claim;
                prop_assert_eq!(ids(&engine, nobody), vec![], "{} is wrong at {}: {}\n{}", code, instant, nobody, text);
            }
        }
        for (claim, tried) in claims.iter().zip(tried) {
            let mut told = told.borrow_mut();
            let counts = told.entry(claim.code).or_default();
            counts[0] += 1;
            counts[1] += usize::from(tried);
        }
        Ok(())
    });
    outcome.unwrap();
    let told = told.into_inner();
    println!("{told:?}");
    // About a tenth of what is usual: a bad draw must not look like a fault.
    let kinds = [
        ("never-true", 6),
        ("always-true", 20),
        ("needless-part", 6),
        ("any-value", 30),
        ("same-definition", 4),
        ("shadowed-tag", 30),
    ];
    for (code, each) in kinds {
        let [given, _] = told.get(code).copied().unwrap_or_default();
        assert!(given * each >= cases, "{code}: {given} in {cases} handbooks");
    }
    let [given, tried] = told.values().fold([0, 0], |[a, b], [c, d]| [a + c, b + d]);
    assert!(tried * 4 >= given, "only {tried} of {given} could be wrong");
}

/// A quantity, and how the value of so many tenths is written.
type Measured = (&'static str, fn(i64) -> Option<String>);

const HELD: &[Measured] = &[
    ("whole", |n| (n % 10 == 0).then(|| (n / 10).to_string())),
    ("part", |n| Some(tenths(n))),
    ("day", |n| (n % 10 == 0).then(|| format!("2000-01-{:02}", n / 10 + 2))),
    // A length of time of zero cannot be written.
    ("stay", |n| Some(format!("{} seconds", (n + 10) * 6))),
    ("count(buy)", |n| (n >= 0 && n % 10 == 0).then(|| (n / 10).to_string())),
];

/// What makes the quantity have a value that is written.
fn having(quantity: &str, written: &str) -> Vec<Record> {
    let mut records = vec![Record::Customer { customer: 1.into(), at: at(0), sequence: 0 }];
    let (number, unit) = written.split_once(' ').unwrap_or((written, ""));
    let value = match unit {
        "minutes" => Value::Int(number.parse::<i64>().unwrap() * 60_000),
        "seconds" => Value::Int(number.parse::<i64>().unwrap() * 1_000),
        "milliseconds" => Value::Int(number.parse().unwrap()),
        "days" | "" => written.into(),
        other => panic!("{other}"),
    };
    if quantity == "count(buy)" {
        let buy = |i: i64| Record::Event(Event::new(1_u64, "buy", at(i)));
        records.extend((0..number.parse().unwrap()).map(buy));
    } else {
        records.push(Record::Attribute { customer: 1.into(), name: quantity.into(), value: Some(value), at: at(0), sequence: 0 });
    }
    records
}

/// Which tags' definitions are true of a value.
fn truths(text: &str, quantity: &str, written: &str) -> Vec<bool> {
    let engine = engine(text);
    engine.apply(&having(quantity, written).into_iter().collect::<Batch>(), at(100)).unwrap();
    let handbook = engine.handbook().unwrap();
    let is_true = |number: usize| {
        let condition = definition(&handbook, |tag| tag.path.to_string() == format!("g/t{number}"));
        !ids(&engine, &condition).is_empty()
    };
    (0..3).map(is_true).collect()
}

fn tenths(n: i64) -> String {
    format!("{}.{}", n / 10, n % 10)
}

/// Thresholds for a group of three tags on one quantity, in tenths.
fn divided(quantity: usize, choices: &[(u8, i64, i64)]) -> String {
    let (name, write) = HELD[quantity];
    let mut text = "attribute whole: int\nattribute part: decimal(1)\nattribute day: date\nattribute stay: duration\nevent buy\ngroup g exclusive {\n".to_owned();
    for (number, &(op, low, wide)) in choices.iter().enumerate() {
        let written = |n: i64| write(n).or_else(|| write(n / 10 * 10)).unwrap();
        let (low, high) = (written(low), written(low + wide));
        let condition = match op {
            0 => format!("{name} < {low}"),
            1 => format!("{name} <= {low}"),
            2 => format!("{name} > {high}"),
            3 => format!("{name} >= {high}"),
            4 => format!("{name} in ({low}, {high})"),
            _ => format!("{name} between {low} and {high}"),
        };
        text += &format!("  tag t{number} when {condition}\n");
    }
    text + "}\n"
}

#[test]
fn gaps_and_overlaps_are_those_that_values_find() {
    let config = ProptestConfig { failure_persistence: None, ..sampled(60) };
    let cases = config.cases as usize;
    let (gaps, overlaps) = (RefCell::new(0), RefCell::new(0));
    let strategy = (0..HELD.len(), prop::collection::vec((0..8_u8, 0..40_i64, 0..30_i64), 3));
    let outcome = TestRunner::new(config).run(&strategy, |(quantity, choices)| {
        let text = divided(quantity, &choices);
        let warnings = engine(&text).check(&text).unwrap();
        let told = |code: &str| warnings.iter().filter(|w| w.code().as_str() == code).collect::<Vec<_>>();
        let (name, write) = HELD[quantity];
        let values = [-10].into_iter().chain(0..=80).filter_map(write);
        let found: Vec<Vec<bool>> = values.map(|written| truths(&text, name, &written)).collect();
        for gap in told("threshold-gap") {
            let message = gap.message(Language::English);
            let value = message.strip_prefix("at ").unwrap().split(" no tag").next().unwrap();
            *gaps.borrow_mut() += 1;
            prop_assert!(!truths(&text, name, value).contains(&true), "{}\n{}", message, text);
        }
        let covered: Vec<usize> = (0..found.len()).filter(|&place| found[place].contains(&true)).collect();
        let is_gapped = covered.windows(2).any(|pair| pair[1] > pair[0] + 1);
        prop_assert!(!is_gapped || !told("threshold-gap").is_empty(), "a gap is not told of\n{}", text);
        for overlap in told("threshold-overlap") {
            let message = overlap.message(Language::English);
            let value = message.strip_prefix("at ").unwrap().split(" both").next().unwrap();
            let [first, second] = quoted(&message)[..] else { panic!("{message}") };
            let place = |path: &str| path.trim_start_matches("g/t").parse::<usize>().unwrap();
            let (first, second) = (place(first), place(second));
            *overlaps.borrow_mut() += 1;
            let both = truths(&text, name, value);
            prop_assert!(both[first] && both[second], "{}\n{}", message, text);
            for (one, other) in [(first, second), (second, first)] {
                prop_assert!(found.iter().any(|truth| truth[one] && !truth[other]), "a ladder: {}\n{}", message, text);
            }
        }
        Ok(())
    });
    outcome.unwrap();
    let (gaps, overlaps) = (gaps.into_inner(), overlaps.into_inner());
    println!("{gaps} gaps, {overlaps} overlaps");
    assert!(gaps * 6 >= cases && overlaps * 6 >= cases, "{gaps} gaps and {overlaps} overlaps in {cases} groups");
}

#[test]
fn always_true_is_said_of_the_born() {
    let engine = engine("event buy\ntag everybody when count(buy) >= 0\ntag p");
    let batch: Batch = [Record::Assign(tagora::Assign::add(1_u64, "p", at(0)))].into_iter().collect();
    engine.apply(&batch, at(DAY)).unwrap();
    assert_eq!(
        engine.snapshot(&Scope::All).unwrap().members("everybody").unwrap(),
        vec![],
        "who is only assigned a tag is not known"
    );
}
