//! Plan to program.

use super::acting::{Acting, is_plain};
use super::atom::{Atom, Counted, Ring, Source, Summed, Timed, Walked};
use super::circuit::Circuit;
use super::counted::{AtLeast, counted};
use super::given::Given;
use super::held::held;
use super::program::{Program, Touched};
use super::reads::Reads;
use super::reckoned::{Reckoned, is_of_measures, over};
use super::remembered::recent::recent;
use super::remembered::{Kind, Remembered};
use super::row::BITS;
use super::settling::Order;
use super::summed::{Comparison, summed};
use super::told::Told;
use crate::error::Result;
use crate::event::Schema;
use crate::rule::{Definition, Plan, Predicate, Property, SetOff, Settling, Stream, TagSet, Timing};

impl Program {
    /// # Errors
    /// `limit-exceeded` if the words that conditions look for are too many, or too deep in one another.
    pub(crate) fn compile(plan: &Plan, schema: &Schema) -> Result<Self> {
        let mut compiler = Compiler { plan, schema, program: Self::default(), asked: Vec::new() };
        let definition = |definition: &Definition, compiler: &mut Compiler<'_>| match definition {
            Definition::When(predicate) => Some(compiler.circuit(predicate)),
            Definition::Assignable | Definition::Otherwise => None,
        };
        let tags: Vec<_> = plan.tags.iter().map(|tag| definition(&tag.definition, &mut compiler)).collect();
        let mut named = vec![None; plan.named.len()];
        for settling in &plan.order {
            if let Settling::Named(number) = *settling
                && let Some(predicate) = plan.named.get(number)
            {
                named[number] = Some(compiler.circuit(predicate));
            }
        }
        let condition = |on: &SetOff, compiler: &mut Compiler<'_>| match on {
            SetOff::Condition(condition) | SetOff::Event { condition: Some(condition), .. } => Some(compiler.circuit(condition)),
            SetOff::Event { condition: None, .. } => None,
        };
        let rules = plan.rules.iter().map(|rule| condition(&rule.on, &mut compiler)).collect();
        for (number, rule) in plan.rules.iter().enumerate() {
            if let SetOff::Event { stream, .. } = &rule.on {
                stream.types.iter().for_each(|&event| compiler.touched(event).rules.push(number));
            }
        }
        let asked = compiler.timing(&compiler.asked).map(|timing| (timing, 0));
        // What earlier rules did stays; what they found true is asked for by those rules alone that look back at it.
        let looks_at_earlier = !plan.earlier.is_empty() && plan.rules.iter().any(|rule| rule.on_backfill);
        let is_short = compiler.asked.is_empty() && !looks_at_earlier && plan.tags.iter().all(|tag| tag.ends.is_none());
        let given = if is_short { compiler.given() } else { Vec::new() };
        let atoms = compiler.program.atoms.len();
        let order = if is_short { Order::of(plan, (&tags, &given), &named, atoms) } else { Order::default() };
        let acting = plan.rules.iter().map(|rule| Acting::of(rule, plan, &given)).collect();
        let plain: Vec<bool> = plan.rules.iter().map(|rule| is_plain(&rule.on, plan)).collect();
        let has_rivals = plan.tags.iter().any(|tag| tag.room < usize::MAX);
        Self { tags, named, rules, asked, is_short, given, order, acting, plain, ..compiler.program }
            .laid_out(has_rivals)
            .listening(plan)
    }

    /// Gives each ring, series and deadline its place in a row.
    fn laid_out(mut self, has_rivals: bool) -> Self {
        let short = |bits: usize| if self.is_short { bits.div_ceil(64) } else { 0 };
        self.held = BITS + self.atoms.len().div_ceil(64);
        self.tag_words = short(self.tags.len());
        // Where no tag has rivals what is claimed is held.
        self.claims = if has_rivals { self.held + self.tag_words } else { self.held };
        self.stood = self.claims + self.tag_words;
        self.named_bits = self.stood + short(self.rules.len());
        self.kept = self.named_bits + short(self.named.len());
        let mut words = self.kept;
        let mut take = |count: usize| {
            words += count;
            words - count
        };
        if let Some((_, place)) = &mut self.asked {
            *place = take(1);
        }
        for ring in &mut self.rings {
            ring.place = take(ring.kept);
        }
        for source in &mut self.sources {
            source.place = take(1);
        }
        for (number, atom) in self.atoms.iter_mut().enumerate() {
            let mut timed = |place, span| self.timed.push(Timed { atom: number, place, span });
            match atom {
                Atom::Counted(Counted { ring, k, window: Some(window), deadline }) => match window.span_fixed() {
                    Some(span) => timed(self.rings[*ring].place + *k - 1, span),
                    None => timed(*deadline.insert(take(1)), 0),
                },
                Atom::Summed(Summed { window: Some(_), deadline, .. }) => timed(*deadline.insert(take(2)), 0),
                Atom::Walked(walked) if walked.timing.is_some() => timed(*walked.deadline.insert(take(1)), 0),
                Atom::Reckoned(reckoned) => {
                    reckoned.deadline = take(1);
                    timed(reckoned.deadline, 0);
                }
                Atom::Remembered(remembered) => {
                    remembered.place = take(2);
                    timed(remembered.place + 1, 0);
                }
                Atom::Ends => timed(*self.terms.insert(take(2)) + 1, 0),
                Atom::Counted(_) | Atom::Summed(_) | Atom::Told(_) | Atom::Walked(_) | Atom::Given(_) => {}
            }
        }
        self.words = words;
        self
    }
}

struct Compiler<'a> {
    plan: &'a Plan,
    schema: &'a Schema,
    program: Program,
    /// What is asked whenever anything settles.
    asked: Vec<Predicate>,
}

impl Compiler<'_> {
    /// Atoms for the tags that rows keep as given, by tag number.
    fn given(&mut self) -> Vec<Option<usize>> {
        let mut numbers = vec![None; self.plan.tags.len()];
        let atoms = &mut self.program.atoms;
        for given in Given::all(self.plan) {
            numbers[given.tag] = Some(atoms.len());
            atoms.push(Atom::Given(Box::new(given)));
        }
        if numbers.iter().any(Option::is_some) {
            atoms.push(Atom::Ends);
        }
        numbers
    }

    fn circuit(&mut self, predicate: &Predicate) -> Circuit {
        let all = |parts: &[Predicate], compiler: &mut Self| parts.iter().map(|part| compiler.circuit(part)).collect();
        match predicate {
            Predicate::All(parts) => Circuit::All(all(parts, self)),
            Predicate::Any(parts) => Circuit::Any(all(parts, self)),
            Predicate::AtLeast(count, parts) => Circuit::AtLeast(*count, all(parts, self)),
            Predicate::Not(inner) => Circuit::Not(Box::new(self.circuit(inner))),
            Predicate::Named(number) => Circuit::Named(*number),
            // Each slice is a window of its own.
            Predicate::Regular(regular) if is_of_measures(&regular.comparison, self.schema) => {
                let slices = regular.windows(&self.plan.zone).map(|slice| self.circuit(&over(&regular.comparison, slice)));
                Circuit::AtLeast(regular.count, slices.collect())
            }
            Predicate::HoldsAny(tags) if is_declared(tags) => Circuit::HoldsAny(tags.declared.iter().copied().collect()),
            Predicate::HoldsAll(tags) if is_declared(tags) => Circuit::HoldsAll(tags.declared.iter().copied().collect()),
            other => self.leaf(other),
        }
    }

    fn leaf(&mut self, predicate: &Predicate) -> Circuit {
        let plan = self.plan;
        if let Some(circuit) = counted(predicate, (plan, self.schema), |at_least| self.at_least(&at_least)) {
            return circuit;
        }
        if let Some(circuit) = recent(predicate, plan, |key, recent| self.remembered(&key, Kind::Recent(recent))) {
            return circuit;
        }
        if let Some(comparison) = summed(predicate, plan, self.schema).filter(Comparison::begins_with_event) {
            return Circuit::Atom(self.summed(&comparison));
        }
        if let Some(reckoned) = Reckoned::of(predicate, (plan, self.schema), |stream, property| self.source(stream, property)) {
            return Circuit::Atom(self.reckoned(reckoned));
        }
        if let Some(circuit) = held(predicate) {
            return circuit;
        }
        let reads = Reads::of(predicate, plan);
        self.program.looks_at_id |= reads.id;
        if reads.state {
            self.asked.push(predicate.clone());
            return Circuit::Asked(Box::new(predicate.clone()));
        }
        if let Some(told) = Told::of(predicate, &reads) {
            return Circuit::Atom(self.told(told));
        }
        if let Some(kind) = Kind::of(predicate, self.timing([predicate]), plan, self.schema) {
            return self.remembered(predicate, kind);
        }
        Circuit::Atom(self.walked(predicate, &reads))
    }

    fn at_least(&mut self, at_least: &AtLeast) -> Circuit {
        let ring = self.ring(&at_least.stream, at_least.k);
        let counted = Counted { ring, k: at_least.k, window: at_least.window, deadline: None };
        let is_known = |atom: &Atom| matches!(atom, Atom::Counted(known) if *known == counted);
        let known = self.program.atoms.iter().position(is_known);
        Circuit::Atom(known.unwrap_or_else(|| {
            let atom = self.program.atoms.len();
            self.program.atoms.push(Atom::Counted(counted));
            self.program.rings[ring].atoms.push(atom);
            atom
        }))
    }

    fn summed(&mut self, comparison: &Comparison<'_>) -> usize {
        let Comparison { stream, property, window, bound } = *comparison;
        let summed = Summed { source: self.source(stream, property), window, bound, deadline: None };
        let is_known = |atom: &Atom| matches!(atom, Atom::Summed(known) if *known == summed);
        if let Some(known) = self.program.atoms.iter().position(is_known) {
            return known;
        }
        let atom = self.program.atoms.len();
        self.program.sources[summed.source].atoms.push(atom);
        self.program.atoms.push(Atom::Summed(summed));
        atom
    }

    fn source(&mut self, stream: &Stream, property: Option<&Property>) -> usize {
        let is_known = |source: &Source| source.stream == *stream && source.property.as_ref() == property;
        if let Some(known) = self.program.sources.iter().position(is_known) {
            return known;
        }
        let source = self.program.sources.len();
        self.program.sources.push(Source { stream: stream.clone(), property: property.cloned(), place: 0, atoms: Vec::new() });
        for &event in &stream.types {
            self.touched(event).sources.push(source);
        }
        source
    }

    fn ring(&mut self, stream: &Stream, kept: usize) -> usize {
        if let Some(known) = self.program.rings.iter().position(|ring| ring.stream == *stream) {
            let ring = &mut self.program.rings[known];
            ring.kept = ring.kept.max(kept);
            return known;
        }
        let ring = self.program.rings.len();
        self.program.rings.push(Ring { stream: stream.clone(), kept, place: 0, atoms: Vec::new() });
        for &event in &stream.types {
            self.touched(event).rings.push(ring);
        }
        ring
    }

    fn reckoned(&mut self, reckoned: Reckoned) -> usize {
        let is_known = |atom: &Atom| matches!(atom, Atom::Reckoned(known) if **known == reckoned);
        if let Some(known) = self.program.atoms.iter().position(is_known) {
            return known;
        }
        let atom = self.program.atoms.len();
        for source in reckoned.sources() {
            self.program.sources[source].atoms.push(atom);
        }
        self.program.atoms.push(Atom::Reckoned(Box::new(reckoned)));
        atom
    }

    fn told(&mut self, told: Told) -> usize {
        let is_known = |atom: &Atom| matches!(atom, Atom::Told(known) if known.predicate() == told.predicate());
        if let Some(known) = self.program.atoms.iter().position(is_known) {
            return known;
        }
        let (atom, attribute) = (self.program.atoms.len(), told.attribute());
        self.program.atoms.push(Atom::Told(Box::new(told)));
        self.touched_by(attribute).push(atom);
        atom
    }

    fn remembered(&mut self, key: &Predicate, kind: Kind) -> Circuit {
        let is_known = |atom: &Atom| matches!(atom, Atom::Remembered(known) if known.key == *key);
        if let Some(known) = self.program.atoms.iter().position(is_known) {
            return Circuit::Atom(known);
        }
        let (atom, reads) = (self.program.atoms.len(), Reads::of(key, self.plan));
        self.program.atoms.push(Atom::Remembered(Box::new(Remembered { key: key.clone(), kind, place: 0 })));
        for &event in &reads.events {
            self.touched(event).atoms.push(atom);
        }
        for &attribute in &reads.attributes {
            self.touched_by(attribute).push(atom);
        }
        Circuit::Atom(atom)
    }

    fn walked(&mut self, predicate: &Predicate, reads: &Reads) -> usize {
        let is_known = |atom: &Atom| matches!(atom, Atom::Walked(known) if known.predicate == *predicate);
        if let Some(known) = self.program.atoms.iter().position(is_known) {
            return known;
        }
        let atom = self.program.atoms.len();
        let timing = self.timing([predicate]);
        self.program.atoms.push(Atom::Walked(Box::new(Walked { predicate: predicate.clone(), timing, deadline: None })));
        for &event in &reads.events {
            self.touched(event).atoms.push(atom);
        }
        for &attribute in &reads.attributes {
            self.touched_by(attribute).push(atom);
        }
        atom
    }

    /// Through what the passing of time can change conditions, if it can. An instant that a record holds comes by itself,
    /// through no window.
    fn timing<'p>(&self, predicates: impl IntoIterator<Item = &'p Predicate> + Clone) -> Option<Timing> {
        let timing = Timing::of(predicates.clone(), &self.plan.zone);
        let looks_at_clock = || predicates.into_iter().any(|predicate| Reads::of(predicate, self.plan).clock);
        (timing != Timing::default() || looks_at_clock()).then_some(timing)
    }

    fn touched_by(&mut self, attribute: usize) -> &mut Vec<usize> {
        let by = &mut self.program.by_attribute;
        by.resize_with(by.len().max(attribute + 1), Vec::new);
        &mut by[attribute]
    }

    fn touched(&mut self, event: usize) -> &mut Touched {
        let by = &mut self.program.by_event;
        by.resize_with(by.len().max(event + 1), Touched::default);
        &mut by[event]
    }
}

/// Whether it names no tags but those that the handbook declares.
fn is_declared(tags: &TagSet) -> bool {
    tags.groups.is_empty() && tags.paths.is_empty()
}
