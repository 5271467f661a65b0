//! Names that are declared and never used.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::Found;
use crate::ast::DeclarationKind;
use crate::diagnostic::{Kind, Warning};

impl Found<'_> {
    /// A name is used where its text stands anywhere else in the handbook, whatever it means there.
    pub(super) fn unused(&mut self) {
        let handbook = self.handbook;
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for declaration in &handbook.ast().declarations {
            count(&serde_json::to_value(&declaration.kind).unwrap_or_default(), &mut seen);
        }
        for declaration in &handbook.ast().declarations {
            let (kind, name) = match &declaration.kind {
                DeclarationKind::Attribute(attribute) => (Kind::Attribute, &attribute.name),
                DeclarationKind::Event(event) => (Kind::Event, &event.name),
                DeclarationKind::EventClass(class) => (Kind::Event, &class.name),
                DeclarationKind::Parameter(parameter) => (Kind::Parameter, &parameter.name),
                DeclarationKind::Keywords(keywords) => (Kind::Keywords, &keywords.name),
                DeclarationKind::Define(define) => (Kind::Define, &define.name),
                _ => continue,
            };
            if seen.get(&name.node) == Some(&1) {
                self.report(Warning::Unused { kind, name: name.node.clone() }, name.span);
            }
        }
    }
}

/// How often each text, or part of a path, stands in a declaration.
fn count(json: &Json, seen: &mut BTreeMap<String, usize>) {
    match json {
        Json::String(text) => {
            for part in text.split('/') {
                *seen.entry(part.to_owned()).or_default() += 1;
            }
        }
        Json::Array(items) => items.iter().for_each(|item| count(item, seen)),
        Json::Object(object) => object.values().for_each(|value| count(value, seen)),
        _ => {}
    }
}
