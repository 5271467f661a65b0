//! From one program to another: what rows of the short way know stays, what is new in them is filled from the log.

use std::collections::HashMap;

use super::annex::Annex;
use super::atom::{Atom, Counted, Ring, Source};
use super::given::{Term, first_end};
use super::program::Program;
use super::remembered::memory::Memory;
use super::row::{NONE, Row};
use crate::rule::{Plan, Property, Stream};
use crate::time::Instant;

/// How rows of one program become those of another. What is not told by what was kept before is worked out anew.
#[derive(Debug)]
pub(crate) struct Carried {
    /// Words that are copied: from where, to where, how many.
    words: Vec<(usize, usize, usize)>,
    /// Places of the numbers of series and of memories.
    series: Vec<(usize, usize)>,
    memories: Vec<(usize, usize)>,
    /// The atoms that stand as another stood before.
    atoms: Vec<(usize, usize)>,
    /// Where rows keep the terms of what is given, and the numbers that the atoms of such tags get.
    terms: Option<(usize, usize)>,
    given: HashMap<usize, usize>,
    /// Those that are worked out once all is filled.
    pub(super) anew: Vec<usize>,
    /// What is to be filled.
    pub(crate) missing: Vec<Missing>,
}

/// Latest instants or running totals that were not kept before.
#[derive(Debug)]
pub(crate) struct Missing {
    pub(crate) stream: Stream,
    pub(crate) what: Fill,
}

#[derive(Debug)]
pub(crate) enum Fill {
    /// The ring of this number.
    Instants(usize),
    /// The source of this number, and of what.
    Totals(usize, Option<Property>),
}

impl Carried {
    /// None where customers have to be worked out one by one: conditions are new that more than instants and totals tell.
    pub(super) fn between(old: &Program, new: &Program, plan: &Plan) -> Option<Self> {
        if !(old.is_short && new.is_short) || old.given().any(|given| new.loses(given, plan)) {
            return None;
        }
        let none = || Vec::new();
        let mut carried = Self {
            words: none(),
            series: Vec::new(),
            memories: Vec::new(),
            atoms: Vec::new(),
            terms: old.terms.zip(new.terms),
            given: HashMap::new(),
            anew: Vec::new(),
            missing: Vec::new(),
        };
        for (number, ring) in new.rings.iter().enumerate() {
            let is_known = |known: &&Ring| known.stream == ring.stream && known.kept >= ring.kept;
            match old.rings.iter().find(is_known) {
                Some(known) => carried.words.push((known.place, ring.place, ring.kept)),
                None => carried.missing.push(Missing { stream: ring.stream.clone(), what: Fill::Instants(number) }),
            }
        }
        for (number, source) in new.sources.iter().enumerate() {
            let is_known = |known: &&Source| known.stream == source.stream && known.property == source.property;
            match old.sources.iter().find(is_known) {
                Some(known) => carried.series.push((known.place, source.place)),
                None => {
                    let what = Fill::Totals(number, source.property.clone());
                    carried.missing.push(Missing { stream: source.stream.clone(), what });
                }
            }
        }
        for (number, atom) in new.atoms.iter().enumerate() {
            carried.atom(number, atom, (old, new))?;
        }
        Some(carried)
    }

    fn atom(&mut self, number: usize, atom: &Atom, (old, new): (&Program, &Program)) -> Option<()> {
        let mut known = old.atoms.iter().enumerate();
        match atom {
            Atom::Counted(counted) => {
                let is_same = |known: &Counted| {
                    (known.k, known.window) == (counted.k, counted.window)
                        && old.rings[known.ring].stream == new.rings[counted.ring].stream
                };
                let before = known.find_map(|(from, known)| match known {
                    Atom::Counted(known) if is_same(known) => Some((from, known.deadline)),
                    _ => None,
                });
                match before {
                    Some((from, deadline)) => {
                        self.atoms.push((from, number));
                        self.words.extend(deadline.zip(counted.deadline).map(|(from, to)| (from, to, 1)));
                    }
                    None => self.anew.push(number),
                }
            }
            Atom::Given(given) => {
                let before = known.find_map(|(from, known)| match known {
                    Atom::Given(known) if known.path == given.path => Some((from, known)),
                    _ => None,
                });
                match before {
                    // In which order it was given among others is only known if it had some; records without an end have that of the
                    // tag of today.
                    Some((from, known))
                        if !given.is_another
                            && given.lasting == known.lasting
                            && (known.rivals.is_some() || given.rivals.is_none()) =>
                    {
                        self.atoms.push((from, number));
                        self.given.insert(from, number);
                    }
                    // Nobody was given what there has never been.
                    None if !given.may_be_back => {}
                    _ => return None,
                }
            }
            Atom::Ends => {}
            Atom::Summed(_) | Atom::Reckoned(_) => self.anew.push(number),
            Atom::Told(told) => {
                let is_same = |known: &Atom| matches!(known, Atom::Told(known) if known.predicate() == told.predicate());
                self.atoms.push((known.find(|(_, known)| is_same(known))?.0, number));
            }
            Atom::Remembered(remembered) => {
                let (from, place) = known.find_map(|(from, known)| match known {
                    Atom::Remembered(known) if known.key == remembered.key => Some((from, known.place)),
                    _ => None,
                })?;
                self.atoms.push((from, number));
                self.memories.push((place, remembered.place));
                self.words.push((place + 1, remembered.place + 1, 1));
            }
            Atom::Walked(walked) => {
                let (from, deadline) = known.find_map(|(from, known)| match known {
                    Atom::Walked(known) if known.predicate == walked.predicate => Some((from, known.deadline)),
                    _ => None,
                })?;
                self.atoms.push((from, number));
                self.words.extend(deadline.zip(walked.deadline).map(|(from, to)| (from, to, 1)));
            }
        }
        Some(())
    }

    /// Carries what is known of a customer over into a row that is blank.
    pub(super) fn carry(&self, (old, old_annex): (&[i64], &Annex), row: &mut Row<'_>, annex: &mut Annex) {
        for &(from, to, count) in &self.words {
            row.set_bits(to, &old[from..from + count]);
        }
        let before = |place: usize| old.get(place).copied().filter(|&word| word != NONE);
        for &(from, to) in &self.series {
            if let Some((number, len)) = Row::series_of(before(from)) {
                let copy = annex.series.copy(&old_annex.series, number, len);
                row.set_series(to, (copy, len));
            }
        }
        for &(from, to) in &self.memories {
            let memory = before(from).and_then(|number| old_annex.memories.get(usize::try_from(number).ok()?));
            if let Some(memory) = memory.cloned() {
                row.set_number(to, annex.memories.make(memory));
            }
        }
        for &(from, to) in &self.atoms {
            row.set_atom(to, Row::atom_of(old, from));
        }
        if let Some((from, to)) = self.terms
            && let Some(Memory::Terms(terms)) = Row::number_of(old, from).and_then(|number| old_annex.memories.get(number))
        {
            let renumbered = |term: &Term| Some(Term { atom: *self.given.get(&term.atom)?, ..*term });
            let terms: Vec<Term> = terms.iter().filter_map(renumbered).collect();
            row.set_word(to + 1, first_end(&terms).map_or(NONE, Instant::millis));
            row.set_number(to, annex.memories.make(Memory::Terms(terms)));
        }
    }
}
