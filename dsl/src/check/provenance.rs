//! Who or what gave a tag.

use super::Checker;
use super::handbook::CheckedHandbook;
use crate::ast::{Giver, Path};
use crate::diagnostic::{Kind, Problem};
use crate::suggest::nearest;

impl Checker<'_> {
    /// A tag, also one that comes to be in an open group; of the givers only rules are declared.
    pub(super) fn set_by(&mut self, tag: &Path, by: &Giver, handbook: &CheckedHandbook) {
        if handbook.tag(&tag.node).is_none() && !handbook.is_open_member(&tag.node) {
            self.tag_not_found(tag, handbook);
        }
        let Giver::Rule(name) = by else { return };
        let names = handbook.rules.iter().map(|rule| rule.name.node.as_str());
        if names.clone().any(|rule| rule == name.node) {
            return;
        }
        let suggestion = nearest(&name.node, names, &mut self.effort);
        let problem = Problem::Unknown { kind: Kind::Rule, name: name.node.clone(), within: None, suggestion, note: None };
        self.report(problem, name.span);
    }
}
