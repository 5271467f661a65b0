//! What sets hold.

use tagora_dsl::ast::{Expr, Quantifier};

use super::compile::{Compiler, Within};
use super::{Predicate, Term};
use crate::error::Result;

/// Which of some elements a set must hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Includes {
    pub(crate) set: Term,
    pub(crate) quantifier: Quantifier,
    pub(crate) elements: Vec<Term>,
}

impl Compiler<'_> {
    pub(super) fn includes(
        &self,
        set: &Expr,
        quantifier: Quantifier,
        elements: &[Expr],
        within: Within<'_>,
    ) -> Result<Predicate> {
        let elements = elements.iter().map(|element| self.right_side(element, within)).collect::<Result<_>>()?;
        Ok(Predicate::Includes(Box::new(Includes { set: self.term(set, within)?, quantifier, elements })))
    }
}
