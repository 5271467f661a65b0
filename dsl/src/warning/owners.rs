//! Definitions that nobody answers for.

use super::Found;
use crate::ast::Definition;
use crate::diagnostic::Warning;

impl Found<'_> {
    /// Said only where half of the definitions or more have an owner: in other handbooks owners are not kept, and it would
    /// drown all else.
    pub(super) fn owners(&mut self) {
        let handbook = self.handbook;
        let has_owner = |tag: usize| handbook.tags()[tag].tag.properties.owner.is_some();
        let is_defined = |tag: &usize| matches!(handbook.tags()[*tag].tag.definition, Definition::When(_));
        let (owned, lacking): (Vec<usize>, Vec<usize>) =
            (0..handbook.tags().len()).filter(is_defined).partition(|&tag| has_owner(tag));
        if owned.len() < lacking.len() {
            return;
        }
        for tag in lacking {
            self.report_tag(Warning::MissingOwner { name: handbook.tags()[tag].path.to_string() }, tag);
        }
    }
}
