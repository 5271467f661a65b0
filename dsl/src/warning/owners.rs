//! Definitions that nobody answers for.

use super::Found;
use crate::ast::Definition;
use crate::diagnostic::Warning;

impl Found<'_> {
    /// Nothing is said where no tag of the handbook has an owner: then owners are not kept in it at all.
    pub(super) fn owners(&mut self) {
        let handbook = self.handbook;
        let has_owner = |tag: usize| handbook.tags()[tag].tag.properties.owner.is_some();
        if !(0..handbook.tags().len()).any(has_owner) {
            return;
        }
        for (number, tag) in handbook.tags().iter().enumerate() {
            if matches!(tag.tag.definition, Definition::When(_)) && !has_owner(number) {
                self.report_tag(Warning::MissingOwner { name: tag.path.to_string() }, number);
            }
        }
    }
}
