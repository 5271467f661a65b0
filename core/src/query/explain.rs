//! How a query is run, and what it found on the way.

use std::fmt;

use tagora_kernel::BITS;

use super::circuit::Circuit;
use super::execute::{Kind, Part, Run, Tests};
use super::plan::WITHIN;
use crate::column::{Blocks, View};

/// How a query was run: its steps with what was expected and what was found. As text it is a table.
///
/// ```
/// let engine = tagora::Engine::in_memory();
/// engine.load("tag vip\ntag lost\nattribute age: int")?;
/// let explained = engine.query_plan(&engine.prepare("has vip and not has lost and age > 18")?)?;
/// assert_eq!(explained.steps[0].what, "all of");
/// assert!(explained.to_string().contains("tag `vip`"));
/// # Ok::<(), tagora::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explained {
    /// The steps, each before its parts.
    pub steps: Vec<Step>,
    /// How many customers the query selects.
    pub found: u64,
    /// How long it took, in nanoseconds, the measuring included.
    pub nanos: u64,
}

/// A step of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// How many steps it is a part of.
    pub depth: usize,
    /// What is done.
    pub what: String,
    /// How many customers it was expected to select of all, as if its parts had nothing to do with each other.
    pub estimated: u64,
    /// Among how many customers it looked: what steps before it had left open. For a set, all.
    pub asked: u64,
    /// How many of these it selected.
    pub found: u64,
    /// The bytes of sets that it read; nothing for what is asked of customers or of the log.
    pub bytes: u64,
    /// How long it took with its parts, in nanoseconds. Sets are joined in one pass, whose time they share.
    pub nanos: u64,
}

/// What leaves are called, and how many customers there are.
pub(crate) struct Naming<'n> {
    /// With whether what is no set was found for all customers at once.
    pub(crate) leaf: &'n dyn Fn(usize, bool) -> String,
    pub(crate) customers: u64,
    pub(crate) blocks: usize,
}

impl<T: Tests> Run<'_, T> {
    pub(crate) fn explained(&self, naming: &Naming<'_>, timer: &dyn Fn() -> u64) -> Explained {
        let start = timer();
        let whole = self.traced(0..naming.blocks, timer);
        let mut explained = Explained { steps: Vec::new(), found: whole.tally.found, nanos: timer().saturating_sub(start) };
        self.explain(&whole, 0, naming, &mut explained.steps);
        explained
    }

    fn explain(&self, part: &Part<'_>, depth: usize, naming: &Naming<'_>, steps: &mut Vec<Step>) {
        // Beyond all customers there are none: a block is not always full.
        let asked = part.tally.asked.min(naming.customers);
        let step = Step { asked, found: part.tally.found, nanos: part.tally.nanos, ..self.step(part.circuit, depth, naming) };
        steps.push(step);
        match &part.kind {
            Kind::Sets(_) => parts(part.circuit).iter().for_each(|inner| self.explain_sets(inner, depth + 1, naming, steps)),
            Kind::Test(_) => {}
            Kind::Not(inner) => self.explain(inner, depth + 1, naming, steps),
            Kind::All(parts) | Kind::Any(parts) | Kind::AtLeast(_, parts) => {
                parts.iter().for_each(|part| self.explain(part, depth + 1, naming, steps));
            }
        }
    }

    /// Parts of what was one pass, each counted for itself.
    fn explain_sets(&self, circuit: &Circuit, depth: usize, naming: &Naming<'_>, steps: &mut Vec<Step>) {
        let alone = Circuit::All(vec![Circuit::Leaf(WITHIN), circuit.clone()]);
        let found = self.part_of(&alone).count(naming.blocks);
        steps.push(Step { found, ..self.step(circuit, depth, naming) });
        parts(circuit).iter().for_each(|inner| self.explain_sets(inner, depth + 1, naming, steps));
    }

    fn step(&self, circuit: &Circuit, depth: usize, naming: &Naming<'_>) -> Step {
        let what = match circuit {
            Circuit::Leaf(leaf) => (naming.leaf)(*leaf, self.is_test[*leaf] && self.tests.is_known(*leaf)),
            Circuit::Not(_) => "not".to_owned(),
            Circuit::All(_) => "all of".to_owned(),
            Circuit::Any(_) => "any of".to_owned(),
            Circuit::AtLeast(least, _) => format!("at least {least} of"),
        };
        // Of what must be asked or scanned nothing is known.
        let half = naming.customers as f64 / 2.0;
        let len = |leaf: usize| self.sets[leaf].known_len().map_or(half, |len| len as f64);
        let estimated = circuit.estimate(naming.customers as f64, &len);
        let mut marks = vec![false; self.sets.len()];
        circuit.mark(&mut marks);
        let read = (0..self.sets.len()).filter(|&leaf| marks[leaf]).map(|leaf| bytes(self.sets[leaf], naming.blocks));
        let estimated = estimated.round() as u64;
        Step { depth, what, estimated, asked: naming.customers, found: 0, bytes: read.sum(), nanos: 0 }
    }
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.steps.iter().map(|step| format!("{}{}", "  ".repeat(step.depth), step.what)).collect();
        let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).max(4);
        writeln!(f, "{:width$} {:>12} {:>12} {:>12} {:>12} {:>10}", "step", "estimated", "asked", "found", "bytes", "µs")?;
        for (name, step) in names.iter().zip(&self.steps) {
            let micros = if step.nanos == 0 { String::new() } else { format!("{:.1}", step.nanos as f64 / 1e3) };
            writeln!(
                f,
                "{name:width$} {:>12} {:>12} {:>12} {:>12} {micros:>10}",
                step.estimated, step.asked, step.found, step.bytes
            )?;
        }
        write!(f, "{} customers in {:.1} µs", self.found, self.nanos as f64 / 1e3)
    }
}

fn parts(circuit: &Circuit) -> &[Circuit] {
    match circuit {
        Circuit::Leaf(_) => &[],
        Circuit::Not(inner) => std::slice::from_ref(inner),
        Circuit::All(parts) | Circuit::Any(parts) | Circuit::AtLeast(_, parts) => parts,
    }
}

fn bytes(set: &dyn Blocks, blocks: usize) -> u64 {
    let of = |block| match set.view(block) {
        View::Empty | View::Full => 0,
        View::Listed(list) => 2 * list.len() as u64,
        View::Dense(..) => BITS as u64 / 8,
        View::Unread(len) => (2 * u64::from(len)).min(BITS as u64 / 8),
    };
    (0..blocks).map(of).sum()
}
