//! Random handbooks over random histories: what must hold of every form of the language.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test program")]

mod carried;
mod explained;
mod foreseen;
mod grammar;
mod histories;
mod kept;
mod kinds;
mod many;
mod operations;
mod plain;
mod previewed;
mod routes;
mod stored;
mod suspects;
mod warnings;

use std::collections::BTreeSet;

use proptest::prelude::*;
use tagora::dsl::ast::Definition;
use tagora::dsl::{Language, print_condition};
use tagora::{Assign, Batch, Change, DefinitionDiff, Engine, Loaded, Options, Scope, Snapshot};

use grammar::handbook;
use histories::{DAY, DAYS, at, records};
use plain::{plain_handbook, plain_records, telling_handbook};

/// Everything has left its window by then, or entered it for good.
const END: i64 = DAYS + 75;

fn engine(handbook: &str) -> Engine {
    // Few tags of open groups, so that there is at times no room for one more.
    let engine = Engine::with_options(Options { max_open_tags: 2, ..Options::default() });
    if let Err(error) = engine.load(handbook) {
        let texts: Vec<String> = error.diagnostics().iter().map(|d| d.render(handbook, Language::English)).collect();
        assert!(texts.is_empty(), "{}\n{handbook}", texts.join("\n"));
    }
    engine
}

/// What the feed tells, without its numbers.
fn told(engine: &Engine) -> Vec<String> {
    let tell = |change: Change| format!("{} {} {:?} {:?}", change.at, change.customer, change.kind, change.cause);
    engine.changes(0, 1_000_000).changes.into_iter().map(tell).collect()
}

/// The same, of the first handbook.
fn told_by_first(engine: &Engine) -> Vec<String> {
    let changes = engine.changes(0, 1_000_000).changes.into_iter().filter(|change| change.version == 1);
    changes.map(|change| format!("{} {} {:?} {:?}", change.at, change.customer, change.kind, change.cause)).collect()
}

/// What customers hold, since when and why.
fn held(engine: &Engine) -> Vec<String> {
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    (0..histories::CUSTOMERS).map(|id| format!("{id}: {:?}", snapshot.tags(id))).collect()
}

/// What customers hold, and since when.
fn holdings(engine: &Engine) -> Vec<String> {
    let snapshot = engine.snapshot(&Scope::All).unwrap();
    let held = (0..histories::CUSTOMERS).flat_map(|id| snapshot.tags(id).into_iter().map(move |held| (id, held)));
    held.map(|(id, held)| format!("{id}: {} {} {:?} {:?}", held.tag, held.since, held.until, held.value)).collect()
}

/// What is kept is what the reference evaluator makes of the log.
fn is_as_judged(engine: &Engine, text: &str) {
    let differences = engine.judged().unwrap();
    assert!(differences.is_empty(), "at {:?}\n{}\n{text}", engine.clock(), differences.join("\n"));
}

/// Lets time pass in steps of about a day until nothing can change any more; after each all is as judged.
fn to_the_end(engine: &Engine, text: &str) {
    for step in 1..=END {
        engine.advance_to(at(step * DAY - step % 3 * DAY / 3)).unwrap();
        is_as_judged(engine, text);
    }
    engine.advance_to(at(END * DAY)).unwrap();
}

/// Law 1: outside of exclusive groups, the members of a defined tag are those of whom its definition is true.
fn definitions_hold(engine: &Engine) {
    for symbol in engine.handbook().unwrap().tags() {
        if let (Definition::When(condition), None) = (&symbol.tag.definition, symbol.group) {
            let (path, condition) = (symbol.path.to_string(), print_condition(condition, Language::Chinese));
            let members = engine.snapshot(&Scope::All).unwrap().members(&path).unwrap();
            let true_of = engine.ids(&engine.prepare(&condition).unwrap()).unwrap();
            assert_eq!(true_of, members, "{path} when {condition} at {:?}", engine.clock());
        }
    }
}

/// What a load says of each tag is how many came to it, left and stayed; and nobody did where the definition means the same,
/// but where pins of rivals may.
fn diffs_are_right(before: &Snapshot, engine: &Engine, loaded: &Loaded) {
    let after = engine.snapshot(&Scope::All).unwrap();
    let symbols = engine.handbook().unwrap().tags().to_vec();
    for diff in &loaded.tags {
        let members = |of: &Snapshot| -> BTreeSet<_> { of.members(&diff.tag).unwrap_or_default().into_iter().collect() };
        let (had, have) = (members(before), members(&after));
        let counts = [have.difference(&had).count(), had.difference(&have).count(), have.intersection(&had).count()];
        assert_eq!(counts, [diff.gained, diff.lost, diff.stayed].map(|count| count as usize), "{diff:?}");
        let symbol = symbols.iter().find(|symbol| symbol.path.to_string() == *diff.tag);
        let is_defined =
            symbol.is_some_and(|symbol| symbol.group.is_none() && matches!(symbol.tag.definition, Definition::When(_)));
        let stays = !is_defined || diff.definition != DefinitionDiff::Unchanged || (diff.gained, diff.lost) == (0, 0);
        assert!(stays, "{diff:?}");
    }
}

/// Whether customers become one: then the past is seen as that of the one.
fn merged(batch: &Batch) -> bool {
    batch.records().iter().any(|record| matches!(record, tagora::Record::Merge(_)))
}

/// So many cases, unless `PROPTEST_CASES` asks for another number.
fn sampled(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(cases), ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(sampled(24))]

    #[test]
    fn definitions_hold_at_every_instant_and_steps_tell_what_a_jump_tells(text in handbook(), records in records(true)) {
        let batch: Batch = records.into_iter().collect();
        let (once, steps) = (engine(&text), engine(&text));
        once.apply(&batch, at(END * DAY)).unwrap();
        steps.apply(&batch, at(0)).unwrap();
        for step in 1..=END {
            // Not always at midnight.
            steps.advance_to(at(step * DAY - step % 3 * DAY / 3)).unwrap();
            definitions_hold(&steps);
            is_as_judged(&steps, &text);
        }
        steps.advance_to(at(END * DAY)).unwrap();
        prop_assert_eq!(told(&once), told(&steps), "{}", text);
        prop_assert_eq!(held(&once), held(&steps), "{}", text);
    }

    #[test]
    fn any_order_of_arrival_ends_in_the_same_state(text in handbook(), records in records(true).prop_shuffle(), cuts in prop::collection::vec(0..DAYS, 1..6)) {
        let end = at(END * DAY);
        let whole = engine(&text);
        whole.apply(&records.iter().cloned().collect(), end).unwrap();
        let pieces = engine(&text);
        let mut clock = at(0);
        for (i, record) in records.iter().enumerate() {
            clock = clock.max(at(cuts[i % cuts.len()] * DAY));
            pieces.apply(&[record.clone()].into_iter().collect::<Batch>(), clock).unwrap();
            is_as_judged(&pieces, &text);
        }
        pieces.advance_to(end).unwrap();
        prop_assert_eq!(held(&whole), held(&pieces), "{}", text);
    }

    /// Where there are no rules and nothing looks back at tags, all but customers with assignments go the short way.
    #[test]
    fn the_short_way_leads_where_the_long_one_does(
        text in plain_handbook(), next in plain_handbook(), long in handbook(),
        records in plain_records(true).prop_shuffle(), cuts in prop::collection::vec(0..DAYS, 1..6), change in 0..4_usize,
    ) {
        let (whole, pieces) = (engine(&text), engine(&text));
        whole.apply(&records.iter().cloned().collect(), at(END * DAY)).unwrap();
        is_as_judged(&whole, &text);
        let mut clock = at(0);
        for (i, record) in records.iter().enumerate() {
            clock = clock.max(at(cuts[i % cuts.len()] * DAY));
            pieces.apply(&[record.clone()].into_iter().collect::<Batch>(), clock).unwrap();
            is_as_judged(&pieces, &text);
        }
        pieces.advance_to(at(END * DAY)).unwrap();
        prop_assert_eq!(held(&whole), held(&pieces), "{}", text);
        // On to another handbook, of either sort.
        let next = if change == 0 { &long } else { &next };
        for engine in [&whole, &pieces] {
            engine.load(next).unwrap();
            is_as_judged(engine, next);
            engine.advance_to(at((END + 30) * DAY)).unwrap();
            is_as_judged(engine, next);
        }
        prop_assert_eq!(held(&whole), held(&pieces), "{}\n{}", text, next);
    }

    #[test]
    fn the_short_way_tells_in_steps_what_it_tells_at_once(text in plain_handbook(), records in plain_records(true)) {
        let batch: Batch = records.into_iter().collect();
        let (once, steps) = (engine(&text), engine(&text));
        once.apply(&batch, at(END * DAY)).unwrap();
        steps.apply(&batch, at(0)).unwrap();
        to_the_end(&steps, &text);
        prop_assert_eq!(told(&once), told(&steps), "{}", text);
        for change in once.changes(0, 1_000_000).changes.iter().step_by(3) {
            let (tag, gained) = match &change.kind {
                tagora::ChangeKind::Gained { tag } => (tag, true),
                tagora::ChangeKind::Lost { tag } => (tag, false),
                _ => continue,
            };
            if change.cause.name() == "merge" {
                continue;
            }
            let before = once.as_of(change.at.saturating_add(-1), &Scope::All).unwrap();
            let then = once.as_of(change.at, &Scope::All).unwrap();
            let has = |then: &tagora::Snapshot| then.has(&change.customer, tag).unwrap();
            prop_assert!(merged(&batch) || (has(&before), has(&then)) == (!gained, gained), "{:?}\n{}", change, text);
        }
    }

    /// Records of every sort, steps of the clock to any instant, erasures, other handbooks, pages of the log.
    #[test]
    fn whatever_is_done_what_is_kept_is_as_judged(
        first in handbook(), second in handbook(), third in plain_handbook(), begins in 0..3_usize, operations in operations::operations(),
    ) {
        let mut handbooks = vec![first, second, third];
        handbooks.rotate_left(begins);
        if let Err(wrong) = operations::run(&handbooks, &operations) {
            prop_assert!(false, "{}\n{}", wrong, handbooks.join("\n----\n"));
        }
    }

    #[test]
    fn rules_do_on_the_short_way_what_they_do_on_the_long_one(
        text in telling_handbook(), records in plain_records(true).prop_shuffle(), cuts in prop::collection::vec(0..DAYS, 1..6),
    ) {
        let text = text + "tag everybody\n";
        let (short, long) = (engine(&text), engine(&text));
        // All are known by the same numbers. Of whom a tag is pinned goes the long way.
        let (mut known, mut given) = (Batch::new(), Batch::new());
        for customer in 0..histories::CUSTOMERS {
            known.clear(customer, "rate", at(0));
            given.assign(Assign::pin(customer, "everybody", at(0)));
        }
        [&short, &long].iter().for_each(|engine| drop(engine.apply(&known, at(0)).unwrap()));
        long.apply(&given, at(0)).unwrap();
        let mut clock = at(0);
        for (i, record) in records.iter().enumerate() {
            clock = clock.max(at(cuts[i % cuts.len()] * DAY)).max(if i % 3 == 0 { record.at() } else { clock });
            for engine in [&short, &long] {
                engine.apply(&[record.clone()].into_iter().collect::<Batch>(), clock).unwrap();
            }
            is_as_judged(&short, &text);
        }
        let tells = |engine: &Engine| -> Vec<String> {
            engine.advance_to(at(END * DAY)).unwrap();
            told(engine).into_iter().filter(|told| !told.contains("everybody")).collect()
        };
        prop_assert_eq!(tells(&short), tells(&long), "{}", text);
    }

    #[test]
    fn a_translation_means_the_same(text in handbook(), records in records(true)) {
        let english = engine(&text);
        let chinese = engine(&english.handbook().unwrap().print(Language::Chinese));
        let batch: Batch = records.into_iter().collect();
        for engine in [&english, &chinese] {
            engine.apply(&batch, at(DAYS * DAY)).unwrap();
            engine.advance_to(at(END * DAY)).unwrap();
        }
        prop_assert_eq!(told(&english), told(&chinese), "{}", text);
    }

    #[test]
    fn another_handbook_makes_its_own_definitions_true(
        text in handbook(), next in handbook(), records in records(true), day in 1..DAYS,
    ) {
        let batch: Batch = records.into_iter().collect();
        let (once, steps) = (engine(&text), engine(&text));
        for engine in [&once, &steps] {
            engine.apply(&batch, at(day * DAY)).unwrap();
            let before = engine.snapshot(&Scope::All).unwrap();
            let loaded = engine.load(&next).unwrap();
            definitions_hold(engine);
            is_as_judged(engine, &next);
            diffs_are_right(&before, engine, &loaded);
        }
        once.advance_to(at(END * DAY)).unwrap();
        for step in day..END {
            steps.advance_to(at(step * DAY + step % 3 * DAY / 3)).unwrap();
        }
        steps.advance_to(at(END * DAY)).unwrap();
        definitions_hold(&steps);
        is_as_judged(&steps, &next);
        prop_assert_eq!(told(&once), told(&steps), "{}\n{}", text, next);
        // What was told before stays told.
        let first = engine(&text);
        first.apply(&batch, at(day * DAY)).unwrap();
        prop_assert_eq!(told(&first), told_by_first(&once), "{}\n{}", text, next);
    }

    #[test]
    fn a_diff_finds_what_differs_and_nothing_else(text in handbook(), next in handbook()) {
        let [one, other] = [&text, &next].map(|text| engine(text).handbook().unwrap());
        for language in Language::ALL {
            let again = engine(&one.print(language)).handbook().unwrap();
            prop_assert!(one.diff(&again, language).is_empty(), "{}", text);
            let diff = one.diff(&other, language);
            prop_assert_eq!(diff.is_empty(), one.ast().says_the_same(other.ast()), "{}\n{}", text, next);
            // What is told is told of what there is, and all but tests in words.
            for change in &diff.changes {
                let is_told = |part: &tagora::dsl::HandbookDifference| part.before.is_some() || part.after.is_some();
                prop_assert!(change.what == "test" || change.differences.iter().all(is_told), "{:?}\n{}\n{}", change, text, next);
            }
        }
    }

    #[test]
    fn the_same_handbook_again_changes_nothing(text in handbook(), records in records(true), days in prop::collection::vec(1..END, 1..4)) {
        let batch: Batch = records.into_iter().collect();
        let (again, once) = (engine(&text), engine(&text));
        for engine in [&again, &once] {
            engine.apply(&batch, at(0)).unwrap();
        }
        for day in 1..=END {
            if days.contains(&day) {
                // Where something stands in the text does not matter, nor what it says besides.
                let besides = if day % 2 == 0 { format!("tag again_{day}") } else { String::new() };
                let loaded = again.load(&format!("# again\n\n{text}\n{besides}")).unwrap();
                prop_assert!(loaded.changes.is_empty() && loaded.tags.iter().all(|diff| diff.gained + diff.lost == 0), "{}", text);
                is_as_judged(&again, &text);
            }
            again.advance_to(at(day * DAY)).unwrap();
            once.advance_to(at(day * DAY)).unwrap();
        }
        is_as_judged(&again, &text);
        prop_assert_eq!(told(&again), told(&once), "{}", text);
        prop_assert_eq!(holdings(&again), holdings(&once), "{}", text);
    }

    #[test]
    fn every_change_is_exact_to_the_millisecond(text in handbook(), records in records(false)) {
        let engine = engine(&text);
        engine.apply(&records.into_iter().collect(), at(END * DAY)).unwrap();
        // Each look at the past works out all lives: of many changes some do.
        let changes: Vec<Change> = engine.changes(0, 1_000_000).changes.into_iter().collect();
        for change in changes.iter().step_by(changes.len() / 150 + 1) {
            let (tag, gained) = match &change.kind {
                tagora::ChangeKind::Gained { tag } => (tag, true),
                tagora::ChangeKind::Lost { tag } => (tag, false),
                _ => continue,
            };
            let before = engine.as_of(change.at.saturating_add(-1), &Scope::All).unwrap();
            let then = engine.as_of(change.at, &Scope::All).unwrap();
            prop_assert_eq!(before.has(&change.customer, tag).unwrap(), !gained, "just before {:?}\n{}", change, text);
            prop_assert_eq!(then.has(&change.customer, tag).unwrap(), gained, "at {:?}\n{}", change, text);
        }
    }
}
