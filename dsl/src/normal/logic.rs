//! What does not depend on what conditions are about: `and`, `or`, `not`, so many of a list.

use serde_json::{Value as Json, json};

use super::Normaliser;
use crate::ast::ConditionKind;

/// A named condition with a longer form than this is kept as its name's form, so that chains of them do not grow without bound.
pub(super) const LONGEST_NAMED: usize = 1_024;

impl Normaliser<'_> {
    pub(super) fn condition(&mut self, condition: Json) -> Json {
        let Some((kind, content)) = only_entry(&condition) else { return condition };
        match kind {
            "and" => self.joined("and", content),
            "or" => self.joined("or", content),
            "not" => {
                let inner = self.condition(content.clone());
                negated(inner)
            }
            "at_least" => self.at_least(content),
            "bare" => self.named(content).unwrap_or(condition),
            _ => self.atom(condition),
        }
    }

    fn joined(&mut self, word: &str, parts: &Json) -> Json {
        let parts = parts.as_array().cloned().unwrap_or_default();
        let parts: Vec<Json> = parts.into_iter().map(|part| self.condition(part)).collect();
        join(word, parts)
    }

    fn at_least(&mut self, content: &Json) -> Json {
        let of = content["of"].as_array().cloned().unwrap_or_default();
        let count = content["count"].as_u64().unwrap_or(0);
        let mut of: Vec<Json> = of.into_iter().map(|part| self.condition(part)).collect();
        if count == 1 {
            return join("or", of);
        }
        if count == of.len() as u64 {
            return join("and", of);
        }
        sort(&mut of);
        json!({"at_least": {"count": count, "of": of}})
    }

    /// What a name standing alone stands for; `None` if it is an attribute.
    fn named(&mut self, name: &Json) -> Option<Json> {
        let number = self.handbook.define(&name.as_str()?.into())?;
        // Names that name one another in a long chain are no reason to overflow the stack: what others need comes first.
        // A checked handbook has no circles.
        let mut open = vec![number];
        while let Some(&next) = open.last() {
            if self.defines[next].is_none() {
                let lacking = self.lacking(next);
                if !lacking.is_empty() {
                    open.extend(lacking);
                    continue;
                }
                self.defines[next] = Some(self.defined(next));
            }
            open.pop();
        }
        self.defines[number].clone()
    }

    /// The named conditions in another one whose form is not known yet.
    fn lacking(&self, number: usize) -> Vec<usize> {
        let mut lacking = Vec::new();
        let mut conditions = vec![&*self.handbook.defines()[number].condition];
        while let Some(condition) = conditions.pop() {
            match &condition.node {
                ConditionKind::Bare(path) => {
                    let named = self.handbook.define(&path.node);
                    lacking.extend(named.filter(|&named| self.defines[named].is_none()));
                }
                _ => conditions.extend(condition.node.parts()),
            }
        }
        lacking
    }

    fn defined(&mut self, number: usize) -> Json {
        let form = self.normal(&self.handbook.defines()[number].condition);
        if form.to_string().len() <= LONGEST_NAMED {
            return form;
        }
        json!({"defined": super::DefinitionHash::of(&self.handbook.zones(), &form).to_string()})
    }
}

/// What an object says, if it has one key.
pub(crate) fn only_entry(json: &Json) -> Option<(&str, &Json)> {
    let object = json.as_object().filter(|object| object.len() == 1)?;
    object.iter().next().map(|(key, value)| (key.as_str(), value))
}

pub(super) fn negated(inner: Json) -> Json {
    match only_entry(&inner) {
        Some(("not", inner)) => inner.clone(),
        Some(("and", parts)) => join("or", each_negated(parts)),
        Some(("or", parts)) => join("and", each_negated(parts)),
        _ => json!({ "not": inner }),
    }
}

fn each_negated(parts: &Json) -> Vec<Json> {
    parts.as_array().into_iter().flatten().cloned().map(negated).collect()
}

/// Parts in normal form under `word`: without nesting, each once, in one order.
pub(super) fn join(word: &str, parts: Vec<Json>) -> Json {
    let mut flat = Vec::new();
    for part in parts {
        match part.get(word).and_then(Json::as_array) {
            Some(inner) => flat.extend(inner.iter().cloned()),
            None => flat.push(part),
        }
    }
    sort(&mut flat);
    flat.dedup();
    match flat.len() {
        1 => flat.remove(0),
        _ => json!({ word: flat }),
    }
}

pub(super) fn sort(parts: &mut [Json]) {
    parts.sort_by_cached_key(Json::to_string);
}
