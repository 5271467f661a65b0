//! Parameters by what they say: one whose value changes changes what names it, one that is renamed does not.

use serde_json::{Value as Json, json};

use super::Normaliser;
use super::logic::{LONGEST_NAMED, only_entry, sort};
use crate::ast::ParameterKey;
use crate::check::ParameterSymbol;

impl Normaliser<'_> {
    /// What a name stands for; `None` if it is no parameter's. Nothing else that stands in such a place is called so.
    pub(super) fn parameter(&mut self, json: &Json) -> Option<Json> {
        let Some(("name", Json::String(name))) = only_entry(json) else { return None };
        let number = self.handbook.parameter_number(name)?;
        if let Some(known) = &self.parameters[number] {
            return Some(known.clone());
        }
        let form = self.form(&self.handbook.parameters()[number]);
        // A table is not written out in every place that names it.
        let form = if form.to_string().len() > LONGEST_NAMED {
            json!({"parameter": super::DefinitionHash::of(&self.handbook.zones(), &form).to_string()})
        } else {
            form
        };
        self.parameters[number] = Some(form.clone());
        Some(form)
    }

    fn form(&mut self, parameter: &ParameterSymbol) -> Json {
        let mut literal = |literal| self.measured(json!({"literal": literal}));
        let otherwise = parameter.otherwise.as_ref().map(&mut literal);
        let Some(by) = &parameter.by else { return otherwise.unwrap_or_default() };
        let mut values: Vec<Json> = Vec::new();
        for (key, value) in &parameter.values {
            let key = match key {
                ParameterKey::Number(number) => json!({ "number": number }),
                ParameterKey::Name(text) | ParameterKey::Text(text) => json!({ "text": text }),
            };
            values.push(json!([key, literal(value)]));
        }
        sort(&mut values);
        json!({"parameter": {"by": by, "values": values, "else": otherwise}})
    }
}
