//! Tags that people, imports and rules give: which of them rows keep, as atoms of their own, and until when.
//!
//! For: tags that are held as long as they are given, unless another of the group is true or was given later. Not for: pins and bans,
//! values, tags that come to be: a customer with such a thing has a life of its own to tell.

use std::sync::Arc;

use super::atom::Atom;
use super::kept::Kept;
use super::program::Program;
use super::remembered::memory::{Memories, Memory};
use super::row::{NONE, Row};
use crate::event::{Assigned, TagAct};
use crate::rule::{Definition, Lasting, Plan};
use crate::time::Instant;

/// A tag is given.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) tag: usize,
    pub(super) path: Arc<str>,
    /// The group in which another tag may beat it, by its first.
    pub(super) rivals: Option<usize>,
    /// How long it is given where that is not said.
    pub(super) lasting: Option<Lasting>,
    /// Whether it is another than the tag of this path under the handbook before.
    pub(super) is_another: bool,
    /// Whether it may have been given though the handbook before had no such tag.
    pub(super) may_be_back: bool,
}

impl Given {
    /// One for each tag that is held by being given.
    pub(super) fn all(plan: &Plan) -> impl Iterator<Item = Self> {
        plan.tags.iter().enumerate().filter_map(|(number, tag)| {
            let is_given = matches!(tag.definition, Definition::Assignable) && tag.open_rivals.is_none();
            is_given.then(|| Self {
                tag: number,
                path: tag.path.clone(),
                rivals: tag.rivals.first().copied().filter(|_| tag.room < usize::MAX),
                lasting: tag.lasting,
                is_another: plan.renames.changes(&tag.path, plan.version),
                may_be_back: plan.renames.brings_back(&tag.path, plan.version),
            })
        })
    }
}

/// What is to be known of the tags that are given for a time, or that have rivals: the newest comes last.
pub(in crate::live) type Terms = Vec<Term>;

/// Of the tag of an atom, until when it is given.
#[derive(Clone, Copy, Debug)]
pub(in crate::live) struct Term {
    pub(in crate::live) atom: usize,
    /// Never, if it has no end.
    pub(in crate::live) until: Instant,
}

/// What rows make of a record that assigns something.
pub(super) enum Meaning<'e> {
    /// It means nothing any more.
    Nothing,
    /// It gives a tag or takes it, whose atom that is.
    Act { tag: usize, atom: usize, act: &'e TagAct },
    /// More than rows can tell.
    More,
}

impl Program {
    /// What rows make of what was assigned under a version of the handbook.
    pub(super) fn meaning_of<'e>(&self, assigned: &'e Assigned, version: u32, plan: &Plan) -> Meaning<'e> {
        let became;
        let (path, is_several) = if plan.renames.is_none() {
            (&assigned.tag, false)
        } else {
            became = plan.renames.today(&assigned.tag, version);
            match became.as_deref().and_then(|became| Some((&became.last()?.path, became.len() > 1))) {
                Some(today) => today,
                None => return Meaning::Nothing,
            }
        };
        let Some(&tag) = plan.tag_numbers.get(path) else {
            // What there is no more can come back, and is worked out then.
            return if plan.open_tag(path).is_some() { Meaning::More } else { Meaning::Nothing };
        };
        match (self.given.get(tag).copied().flatten().filter(|_| !is_several), &assigned.act) {
            (Some(atom), act @ (TagAct::Add { .. } | TagAct::Remove)) => Meaning::Act { tag, atom, act },
            _ => Meaning::More,
        }
    }

    /// The tags that rows keep as given.
    pub(super) fn given(&self) -> impl Iterator<Item = &Given> {
        self.atoms.iter().filter_map(|atom| match atom {
            Atom::Given(given) => Some(&**given),
            _ => None,
        })
    }

    /// Whether a tag that rows of the program before keep as given may still be given under this one's plan, but not be kept by its
    /// rows.
    pub(super) fn loses(&self, given: &Given, plan: &Plan) -> bool {
        let became = plan.renames.today(&given.path, plan.version.saturating_sub(1));
        let Some(path) = became.as_deref().and_then(|became| became.last()).map(|called| &called.path) else { return false };
        match plan.tag_numbers.get(path) {
            Some(&tag) => {
                matches!(plan.tags[tag].definition, Definition::Assignable) && self.given.get(tag).copied().flatten().is_none()
            }
            None => plan.open_tag(path).is_some(),
        }
    }

    /// How many tags were given later that are rivals of that of an atom.
    pub(super) fn newer(&self, atom: Option<usize>, terms: &[Term]) -> usize {
        let Some((atom, rivals)) = atom.and_then(|atom| Some((atom, self.rivals_of(atom)?))) else { return 0 };
        let behind = terms.iter().skip_while(|term| term.atom != atom).skip(1);
        behind.filter(|term| self.rivals_of(term.atom) == Some(rivals)).count()
    }

    /// The group in which another tag may beat that of an atom.
    pub(super) fn rivals_of(&self, atom: usize) -> Option<usize> {
        match self.atoms.get(atom) {
            Some(Atom::Given(given)) => given.rivals,
            _ => None,
        }
    }

    /// The tag that an atom says is given.
    pub(super) fn tag_given(&self, atom: usize) -> Option<usize> {
        match self.atoms.get(atom) {
            Some(Atom::Given(given)) => Some(given.tag),
            _ => None,
        }
    }
}

impl Kept<'_> {
    /// Does what an act says about the tag of an atom. Adding again changes nothing, unless it is to renew; but among rivals it is
    /// the newest then.
    pub(super) fn act(&mut self, atom: usize, act: &TagAct, now: Instant) {
        let known = self.terms().iter().find(|term| term.atom == atom).map(|term| term.until);
        let stands = self.row.atom(atom) && known.is_none_or(|until| until > now);
        let (is_given, until) = match *act {
            TagAct::Add { until, renew } => {
                let until = until.unwrap_or(Instant::NEVER);
                if stands && !renew { (true, known.unwrap_or(Instant::NEVER)) } else { (until > now, until) }
            }
            _ => (false, Instant::NEVER),
        };
        let has_rivals = self.program.rivals_of(atom).is_some();
        let is_kept = is_given && (has_rivals || until < Instant::NEVER);
        if is_kept || known.is_some() {
            self.set_term(atom, is_kept.then_some(until));
        }
        if self.row.set_atom(atom, is_given) || (has_rivals && is_given) {
            self.is_turned = true;
            self.moved.push(atom);
        }
    }

    /// What is over by now is given no more. Gives when the next is.
    pub(super) fn end(&mut self, now: Instant) -> Instant {
        let Some(place) = self.program.terms else { return Instant::NEVER };
        let number = self.row.number(place);
        let Some(Memory::Terms(terms)) = number.and_then(|number| self.annex.memories.of(number)) else { return Instant::NEVER };
        let (over, left): (Terms, Terms) = terms.iter().partition(|term| term.until <= now);
        let next = first_end(&left);
        *terms = left;
        for Term { atom, .. } in over {
            self.is_turned |= self.row.set_atom(atom, false);
            self.ended.push(atom);
        }
        self.row.set_word(place + 1, next.map_or(NONE, Instant::millis));
        next.unwrap_or(Instant::NEVER)
    }

    /// What is kept of what is given.
    pub(super) fn terms(&self) -> &[Term] {
        terms(self.row.words(), self.program, &self.annex.memories)
    }

    fn set_term(&mut self, atom: usize, until: Option<Instant>) {
        let Some(place) = self.program.terms else { return };
        let memories = &mut self.annex.memories;
        let number = self.row.number(place).unwrap_or_else(|| {
            let made = memories.make(Memory::Terms(Terms::new()));
            self.row.set_number(place, made);
            made
        });
        let Some(Memory::Terms(terms)) = memories.of(number) else { return };
        terms.retain(|term| term.atom != atom);
        terms.extend(until.map(|until| Term { atom, until }));
        let next = first_end(terms);
        self.row.set_word(place + 1, next.map_or(NONE, Instant::millis));
        // With the birth it is seen what has ended by then.
        if let Some(next) = next.filter(|&next| self.row.is_born() && next < self.row.due()) {
            self.row.set_due(next);
        }
    }
}

/// When the first of these ends, if any does.
pub(super) fn first_end(terms: &[Term]) -> Option<Instant> {
    terms.iter().map(|term| term.until).filter(|&until| until < Instant::NEVER).min()
}

/// What is kept of what the customer of a row is given.
pub(super) fn terms<'m>(words: &[i64], program: &Program, memories: &'m Memories) -> &'m [Term] {
    match program.terms.and_then(|place| Row::number_of(words, place)).and_then(|number| memories.get(number)) {
        Some(Memory::Terms(terms)) => terms,
        _ => &[],
    }
}
