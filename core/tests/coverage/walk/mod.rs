//! Which kinds a tree holds. No match here has a wildcard, and fields are named: a new form does not compile before it is
//! looked at.

mod behaviour;
mod condition;
mod declaration;
mod expression;
mod rule;
mod scenario;
mod window;

use std::collections::BTreeSet;

use tagora::dsl::CheckedHandbook;
use tagora::dsl::ast::{Declaration, DeclarationKind, Handbook, WordItem, WordItemKind};

use super::kind::Kind;

/// What is found of one handbook and of conditions about it.
#[derive(Default)]
pub struct Walk {
    pub found: BTreeSet<Kind>,
    /// Groups with levels, parameters and named conditions: their names stand alone.
    levels: BTreeSet<String>,
    parameters: BTreeSet<String>,
    defines: BTreeSet<String>,
}

impl Walk {
    fn note(&mut self, kind: Kind) {
        self.found.insert(kind);
    }

    fn note_if(&mut self, is_so: bool, kind: Kind) {
        if is_so {
            self.note(kind);
        }
    }

    pub fn handbook(&mut self, handbook: &Handbook) {
        let Handbook { declarations, closing } = handbook;
        for declaration in declarations {
            self.names(declaration);
        }
        self.note_if(!closing.is_empty(), Kind::CommentAtEnd);
        for declaration in declarations {
            self.declaration(declaration);
        }
    }

    /// Only these tags' definitions, and these rules.
    pub fn only(&mut self, handbook: &CheckedHandbook, tags: &BTreeSet<String>, rules: &BTreeSet<String>) {
        handbook.ast().declarations.iter().for_each(|declaration| self.names(declaration));
        handbook.tags().iter().filter(|tag| tags.contains(&tag.path.to_string())).for_each(|tag| self.tag(&tag.tag));
        handbook.rules().iter().filter(|rule| rules.contains(&rule.name.node)).for_each(|rule| self.rule(rule));
    }

    fn names(&mut self, declaration: &Declaration) {
        if let DeclarationKind::Group(group) = &declaration.kind {
            if !group.nature.levels.is_empty() {
                self.levels.insert(group.name.node.clone());
            }
            group.members.iter().for_each(|member| self.names(member));
        }
        if let DeclarationKind::Parameter(parameter) = &declaration.kind {
            self.parameters.insert(parameter.name.node.clone());
        }
        if let DeclarationKind::Define(define) = &declaration.kind {
            self.defines.insert(define.name.node.clone());
        }
    }
}

fn names_list(words: &[WordItem]) -> bool {
    words.iter().any(|word| match &word.node {
        WordItemKind::Word(_) => false,
        WordItemKind::List(_) => true,
    })
}
