//! Who or what gave a tag.

use tagora_dsl::ast::{Giver, Path, TagPattern};

use super::compile::Compiler;
use super::{Predicate, TagSet};
use crate::error::Result;

/// A tag, and who or what must have given it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SetBy {
    /// One tag alone.
    pub(crate) tags: TagSet,
    pub(crate) by: Giver,
}

impl Compiler<'_> {
    pub(super) fn set_by(&self, tag: &Path, by: &Giver) -> Result<Predicate> {
        let tags = self.tags_of(&[TagPattern { path: tag.clone(), whole_group: false }])?;
        Ok(Predicate::SetBy(Box::new(SetBy { tags, by: by.clone() })))
    }
}
