//! The words of all conditions of a handbook, looked for together.

use super::atom::Atom;
use super::filter::Sieve;
use super::gate::Look;
use super::program::Program;
use super::texts::Texts;
use crate::error::Result;
use crate::keyword::Keywords;
use crate::reference::Moment;
use crate::rule::{Plan, SetOff, Stream};
use crate::time::Instant;

/// The streams of a program, made ready.
#[derive(Debug, Default)]
pub(super) struct Sieves {
    /// By number of the ring.
    pub(super) rings: Vec<Sieve>,
    /// By number of the source.
    pub(super) sources: Vec<Sieve>,
    /// By number of the rule; none of a rule that no event sets off.
    pub(super) rules: Vec<Option<Sieve>>,
}

impl Program {
    /// Makes ready all words that are looked for in records, and the streams that look for them.
    ///
    /// # Errors
    /// `limit-exceeded` if the words are too many, or too deep in one another.
    pub(super) fn listening(mut self, plan: &Plan) -> Result<Self> {
        let rules: Vec<Option<&Stream>> = plan.rules.iter().map(|rule| stream_of(&rule.on)).collect();
        let keywords = Keywords::of(&plan.mentions)?;
        let sieve = |stream: &Stream| Sieve::of(stream, &keywords);
        self.sieves = Sieves {
            rings: self.rings.iter().map(|ring| sieve(&ring.stream)).collect(),
            sources: self.sources.iter().map(|source| sieve(&source.stream)).collect(),
            rules: rules.iter().map(|stream| stream.map(sieve)).collect(),
        };
        for atom in &mut self.atoms {
            match atom {
                Atom::Told(told) => told.make_ready(&keywords),
                Atom::Remembered(remembered) => remembered.kind.make_ready(&keywords),
                Atom::Counted(_) | Atom::Summed(_) | Atom::Reckoned(_) | Atom::Walked(_) | Atom::Given(_) | Atom::Ends => {}
            }
        }
        let nothing = Moment::of_log(plan, Instant::MIN, None, &[]);
        let mut texts = Texts::default();
        let mut look = Look { keywords: &keywords, texts: &mut texts, moment: &nothing };
        let stands = |(_, atom): &(usize, &Atom)| matches!(atom, Atom::Told(told) if told.stands(&mut look));
        self.untold = self.atoms.iter().enumerate().filter(stands).map(|(number, _)| number).collect();
        self.walks = self.atoms.iter().any(|atom| matches!(atom, Atom::Walked(_)));
        self.keywords = keywords;
        Ok(self)
    }
}

fn stream_of(on: &SetOff) -> Option<&Stream> {
    match on {
        SetOff::Event { stream, .. } => Some(stream),
        SetOff::Condition(_) => None,
    }
}
