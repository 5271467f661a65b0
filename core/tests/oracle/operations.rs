//! Everything that a host may do to an engine, in any order: what is kept is right after each of it.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tagora::{Batch, ChangeKind, CustomerId, Engine, Instant, Options, Record, Scope};

use super::histories::{CUSTOMERS, DAY, DAYS, KINDS, NUMBERS, at, merge_of, record_of};

/// What a host does.
#[derive(Clone, Debug)]
pub enum Operation {
    /// Applies records, so many milliseconds later.
    Apply(Vec<Record>, i64),
    /// Lets so many milliseconds pass.
    Advance(i64),
    Erase(CustomerId),
    /// Puts one of the handbooks in force.
    Load(usize),
    /// Puts all that is logged into pages.
    Seal,
}

/// Does all of it, and says what is wrong after which step.
pub fn run(handbooks: &[String], operations: &[Operation]) -> Result<Engine, String> {
    // Few tags of open groups, so that there is at times no room for one more; little lateness, so that some come too late.
    let options = Options { max_open_tags: 2, lateness_millis: 20 * DAY, ..Options::default() };
    let engine = Engine::with_options(options);
    if !is_loaded(&engine, &handbooks[0])? {
        return Ok(engine);
    }
    for (number, operation) in operations.iter().enumerate() {
        let wrong = step(&engine, handbooks, operation).err().or_else(|| differences(&engine));
        if let Some(wrong) = wrong {
            return Err(format!("after {number}, {operation:?}, at {:?}: {wrong}", engine.clock()));
        }
    }
    Ok(engine)
}

pub fn step(engine: &Engine, handbooks: &[String], operation: &Operation) -> Result<(), String> {
    let later = |by: i64| engine.clock().unwrap_or(at(0)).saturating_add(by);
    let done = match operation {
        Operation::Apply(records, by) => engine.apply(&records.iter().cloned().collect::<Batch>(), later(*by)).map(drop),
        Operation::Advance(by) => engine.advance_to(later(*by)).map(drop),
        Operation::Erase(customer) => {
            let erased = engine.erase(customer).map_err(|error| error.to_string())?;
            return leaves_nothing(engine, &erased.ids);
        }
        Operation::Load(handbook) => return is_loaded(engine, &handbooks[handbook % handbooks.len()]).map(drop),
        Operation::Seal => engine.seal_log(),
    };
    done.map_err(|error| error.to_string())
}

/// Whether a handbook comes into force. It need not if it is nested too deep, or lacks what some customer was given.
pub fn is_loaded(engine: &Engine, handbook: &str) -> Result<bool, String> {
    match engine.load(handbook) {
        Ok(_) => Ok(true),
        Err(error) if error.code() == "tag-has-members" => Ok(false),
        Err(error) if error.diagnostics().iter().any(|found| found.code().as_str() == "too-deep") => Ok(false),
        Err(error) => Err(error.to_string()),
    }
}

/// Where what is kept differs from the reference evaluator, or the feed from what is kept.
fn differences(engine: &Engine) -> Option<String> {
    let judged = match engine.judged() {
        Ok(lines) => lines.join("\n"),
        Err(error) => error.to_string(),
    };
    if !judged.is_empty() {
        return Some(judged);
    }
    let (told, held) = (held_as_told(engine), held(engine));
    let list = |tags: BTreeSet<&(CustomerId, String)>| format!("{tags:?}");
    (told != held).then(|| {
        let (only_told, only_held) = (told.difference(&held).collect(), held.difference(&told).collect());
        format!("told and not held {}, held and not told {}", list(only_told), list(only_held))
    })
}

/// Who holds what, by what the feed has told from its start.
fn held_as_told(engine: &Engine) -> BTreeSet<(CustomerId, String)> {
    let mut held = BTreeSet::new();
    for change in engine.changes(0, usize::MAX).changes {
        match change.kind {
            ChangeKind::Gained { tag } => held.insert((change.customer, tag.to_string())),
            ChangeKind::Lost { tag } => held.remove(&(change.customer, tag.to_string())),
            _ => continue,
        };
    }
    held
}

/// The members of all tags: those of the handbook, and those that came to be in open groups.
fn held(engine: &Engine) -> BTreeSet<(CustomerId, String)> {
    let (Ok(snapshot), Some(handbook)) = (engine.snapshot(&Scope::All), engine.handbook()) else { return BTreeSet::new() };
    let open = (0..CUSTOMERS).flat_map(|customer| snapshot.tags(customer)).map(|held| held.tag.to_string());
    let paths: BTreeSet<String> = handbook.tags().iter().map(|symbol| symbol.path.to_string()).chain(open).collect();
    let members = |path: String| {
        let members = snapshot.members(&path).unwrap_or_default();
        members.into_iter().map(move |customer| (customer, path.clone()))
    };
    paths.into_iter().flat_map(members).collect()
}

fn leaves_nothing(engine: &Engine, erased: &[CustomerId]) -> Result<(), String> {
    let told = engine.changes(0, usize::MAX).changes.into_iter().find(|change| erased.contains(&change.customer));
    let held = held(engine).into_iter().find(|(customer, _)| erased.contains(customer));
    match (told, held) {
        (None, None) => Ok(()),
        found => Err(format!("erased, and still there: {found:?}")),
    }
}

/// A length of time: nothing, some milliseconds, whole days, weeks. Instants between those of records are common, and so are theirs.
fn length() -> impl Strategy<Value = i64> {
    prop_oneof![
        2 => Just(0),
        2 => 1..DAY,
        3 => (0..9_i64).prop_map(|thirds| thirds * DAY / 3),
        1 => (0..9_i64, -1..=1_i64).prop_map(|(days, off)| (days * DAY + off).max(0)),
        1 => 0..50 * DAY,
    ]
}

fn record() -> impl Strategy<Value = Record> {
    let time = (0..DAYS * 3, prop_oneof![4 => Just(0), 1 => 0..DAY / 3]);
    (0..CUSTOMERS, time, 0..=KINDS, 0..NUMBERS).prop_map(|(customer, (third, off), kind, n)| {
        let at_: Instant = at(third * DAY / 3 + off);
        if kind == KINDS {
            return merge_of(customer, 1 + n as u64 % (CUSTOMERS - 1), at_, n as u64 % 2);
        }
        record_of(customer.into(), at_, kind, n)
    })
}

/// Anything a host does, a few times.
pub fn operations() -> impl Strategy<Value = Vec<Operation>> {
    let operation = prop_oneof![
        12 => (prop::collection::vec(record(), 1..5), length()).prop_map(|(records, by)| Operation::Apply(records, by)),
        5 => length().prop_map(Operation::Advance),
        2 => (0..CUSTOMERS).prop_map(|customer| Operation::Erase(customer.into())),
        1 => (0..3_usize).prop_map(Operation::Load),
        1 => Just(Operation::Seal),
    ];
    prop::collection::vec(operation, 1..20)
}
