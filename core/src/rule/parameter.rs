//! Parameters: constants, or tables that are looked up.

use std::sync::Arc;

use tagora_dsl::ast::{self, ParameterKey};

use super::Term;
use super::compile::{Compiler, Within, fault};
use crate::error::Result;
use crate::value::Datum;

/// The values of a parameter by their keys, in order of the keys.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table {
    entries: Vec<(Datum, Datum)>,
    otherwise: Option<Datum>,
}

impl Table {
    /// The value for a key, or for none.
    pub(crate) fn value(&self, key: Option<&Datum>) -> Option<Datum> {
        let found = key.and_then(|key| self.entries.binary_search_by(|(known, _)| known.order(key)).ok());
        found.map(|place| self.entries[place].1.clone()).or_else(|| self.otherwise.clone())
    }
}

impl Compiler<'_> {
    pub(super) fn parameter(&self, number: usize, within: Within<'_>) -> Result<Term> {
        let parameter = self.handbook.parameters().get(number).ok_or_else(|| fault("a parameter is gone"))?;
        let Some(by) = &parameter.by else {
            let value = parameter.otherwise.as_ref().ok_or_else(|| fault("a parameter has no value"))?;
            return Ok(Term::Constant(self.constant(value)?));
        };
        let path = ast::Path::built(ast::PathText(vec![by.clone()]));
        Ok(Term::Parameter { table: self.table(number)?, key: Box::new(self.value_of(&path, within)?) })
    }

    /// The table is built once, wherever it is named.
    fn table(&self, number: usize) -> Result<Arc<Table>> {
        if let Some(known) = self.tables.borrow().get(&number) {
            return Ok(known.clone());
        }
        let parameter = &self.handbook.parameters()[number];
        let entry = |(key, value): &(ParameterKey, ast::Literal)| {
            let key = match key {
                ParameterKey::Number(number) => Datum::Number(*number),
                ParameterKey::Name(text) | ParameterKey::Text(text) => Datum::Text(text.as_str().into()),
            };
            Ok((key, self.constant(value)?))
        };
        let mut entries = parameter.values.iter().map(entry).collect::<Result<Vec<_>>>()?;
        entries.sort_by(|(a, _), (b, _)| a.order(b));
        let otherwise = parameter.otherwise.as_ref().map(|value| self.constant(value)).transpose()?;
        let table = Arc::new(Table { entries, otherwise });
        self.tables.borrow_mut().insert(number, table.clone());
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_is_everything_else() {
        let number = |n: i64| Datum::Number(n.into());
        let entries = vec![(number(1), number(10)), (number(3), number(30))];
        let table = Table { entries, otherwise: None };
        assert_eq!(table.value(Some(&Datum::Float(3.0))), Some(number(30)));
        assert_eq!((table.value(Some(&number(2))), table.value(None)), (None, None));
        let table = Table { otherwise: Some(number(0)), ..table };
        assert_eq!((table.value(Some(&number(2))), table.value(None)), (Some(number(0)), Some(number(0))));
    }
}
