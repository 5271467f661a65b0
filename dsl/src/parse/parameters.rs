use super::Rule;
use super::build::{Builder, Node, child, holds};
use crate::ast::{Literal, Parameter, ParameterEntry, ParameterKey, ParameterValue};
use crate::diagnostic::Problem;
use crate::span::Spanned;
use crate::vocabulary::Word;

impl Builder<'_> {
    /// `parameter 门槛 = 1000`, `parameter 门槛 by 品类 { 奶粉: 1000, else: 500 }`
    pub(super) fn parameter(&mut self, pair: &Node<'_>) -> Option<Parameter> {
        let mut names = self.names(pair)?.into_iter();
        let name = names.next()?;
        let Some(by) = names.next() else {
            return Some(Parameter { name, value: ParameterValue::Constant(self.parameter_value(pair)?) });
        };
        let (mut entries, mut otherwise) = (Vec::new(), None);
        for entry in pair.clone().into_inner().filter(|p| p.as_rule() == Rule::parameter_entry) {
            let span = self.span(&entry);
            self.count(span);
            let value = self.parameter_value(&entry)?;
            if !holds(&entry, Rule::kw_else) {
                entries.push(ParameterEntry { key: self.parameter_key(child(&entry, Rule::parameter_key)?)?, value });
            } else if otherwise.replace(value).is_some() {
                self.report(Problem::Repeated { word: Word::Else }, span);
            }
        }
        self.check_list(entries.len(), by.span);
        if entries.is_empty() {
            let place = self.span(&child(pair, Rule::parameter_entry)?);
            let expected = vec![("a key before `else`", "“否则”之前的键")];
            self.report(Problem::Syntax { expected, found: None }, place);
        }
        Some(Parameter { name, value: ParameterValue::Table { by, entries, otherwise } })
    }

    fn parameter_key(&mut self, pair: Node<'_>) -> Option<Spanned<ParameterKey>> {
        let span = self.span(&pair);
        let inner = pair.into_inner().next()?;
        let key = match inner.as_rule() {
            Rule::text => ParameterKey::Text(self.text(inner)?),
            Rule::number => ParameterKey::Number(self.number(inner)?),
            _ => ParameterKey::Name(self.name(inner)?.node),
        };
        Some(Spanned::new(key, span))
    }

    /// The value among a rule's children.
    fn parameter_value(&mut self, pair: &Node<'_>) -> Option<Spanned<Literal>> {
        let value = child(pair, Rule::parameter_value)?;
        let span = self.span(&value);
        Some(Spanned::new(self.literal(value.into_inner().next()?)?, span))
    }
}
