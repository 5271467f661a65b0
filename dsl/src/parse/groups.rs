//! Groups, and how their tags relate.

use super::Rule;
use super::build::{Builder, Node, child};
use crate::ast::{Group, GroupNature, Name};
use crate::diagnostic::{NumberFault, Problem};
use crate::span::Spanned;
use crate::vocabulary::Word;

impl Builder<'_> {
    pub(super) fn group(&mut self, pair: &Node<'_>) -> Option<Group> {
        let mut members = Vec::new();
        for member in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::member) {
            members.push(self.declaration(member)?);
        }
        Some(Group { name: self.first_name(pair)?, nature: self.nature(pair)?, members, closing: Vec::new() })
    }

    fn nature(&mut self, pair: &Node<'_>) -> Option<GroupNature> {
        let mut nature = GroupNature::default();
        for said in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::group_nature) {
            let span = self.span(&said);
            let inner = said.into_inner().next()?;
            let (is_again, word) = match inner.as_rule() {
                Rule::kw_exclusive => (std::mem::replace(&mut nature.exclusive, true), Word::Exclusive),
                Rule::kw_required => (std::mem::replace(&mut nature.required, true), Word::Required),
                Rule::kw_open => (std::mem::replace(&mut nature.open, true), Word::Open),
                Rule::levels => (!std::mem::replace(&mut nature.levels, self.scale(&inner)?).is_empty(), Word::Levels),
                Rule::group_limit => {
                    let limit = Spanned::new(self.group_limit(&inner)?, span);
                    (nature.at_most.replace(limit).is_some(), Word::AtMost)
                }
                _ => return None,
            };
            if is_again {
                self.report(Problem::Repeated { word }, span);
            }
        }
        Some(nature)
    }

    fn group_limit(&mut self, pair: &Node<'_>) -> Option<u32> {
        let number = self.number(child(pair, Rule::number)?)?;
        let limit = number.at_scale(0).and_then(|limit| u32::try_from(limit).ok()).filter(|&limit| limit > 0);
        Some(limit.unwrap_or_else(|| {
            let span = self.span(pair);
            self.report(Problem::InvalidNumber { text: number.to_string(), fault: NumberFault::Limit }, span);
            1
        }))
    }

    /// `(低 < 中 < 高)`.
    pub(super) fn scale(&mut self, pair: &Node<'_>) -> Option<Vec<Name>> {
        let names = self.names(pair)?;
        self.check_list(names.len(), self.span(pair));
        Some(names)
    }
}
