//! Parameters: values with a name, alone or in a table.

use std::collections::BTreeMap;

use super::Checker;
use super::declare::Taken;
use super::expression::{ValueType, literal_type};
use super::handbook::{CheckedHandbook, EventSymbol, ParameterSymbol};
use crate::ast::{
    Declaration, DeclarationKind, Expr, ExprKind, Literal, Name, Parameter, ParameterEntry, ParameterKey, ParameterValue, Path,
    TagValue, Type,
};
use crate::diagnostic::{Advice, Kind, Problem, UnknownNote, Words};
use crate::span::{Span, Spanned};
use crate::suggest::nearest;

impl Checker<'_> {
    pub(super) fn declare_parameter(&mut self, parameter: &Parameter, handbook: &mut CheckedHandbook) {
        let name = parameter.name.node.clone();
        let symbol = match &parameter.value {
            ParameterValue::Constant(value) => {
                self.of_one_type([value]);
                ParameterSymbol { name, by: None, values: Vec::new(), otherwise: Some(value.node.clone()) }
            }
            ParameterValue::Table { by, entries, otherwise } => {
                self.keys(entries);
                self.of_one_type(entries.iter().map(|entry| &entry.value).chain(otherwise));
                let values = entries.iter().map(|entry| (entry.key.node.clone(), entry.value.node.clone())).collect();
                let otherwise = otherwise.as_ref().map(|value| value.node.clone());
                ParameterSymbol { name, by: Some(by.node.clone()), values, otherwise }
            }
        };
        handbook.parameter_names.insert(symbol.name.clone(), handbook.parameters.len());
        handbook.parameters.push(symbol);
    }

    fn of_one_type<'v>(&mut self, values: impl IntoIterator<Item = &'v Spanned<Literal>>) {
        let mut needed: Option<ValueType<'static>> = None;
        for value in values {
            self.fixed_length(&value.node, value.span);
            let found = literal_type(&value.node);
            let needed = needed.get_or_insert_with(|| found.clone());
            if !needed.fits(&found) {
                let advice = Some(Advice::Say(("the values of a parameter are of one type", "参数的取值须为同一类型")));
                self.report(Problem::TypeMismatch { needed: needed.words(), found: found.words(), advice }, value.span);
            }
        }
    }

    /// Numbers alone, or names and texts; each once.
    fn keys(&mut self, entries: &[ParameterEntry]) {
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        let needed = entries.first().map(|entry| key_words(&entry.key.node));
        for ParameterEntry { key, .. } in entries {
            let found = key_words(&key.node);
            if let Some(needed) = needed.filter(|needed| *needed != found) {
                let advice = Some(Advice::Say(("the keys of a parameter are of one type", "参数的键须为同一类型")));
                self.report(Problem::TypeMismatch { needed, found, advice }, key.span);
            }
            let name = match &key.node {
                ParameterKey::Number(number) => number.to_string(),
                ParameterKey::Name(text) | ParameterKey::Text(text) => text.clone(),
            };
            match seen.get(&name) {
                Some(first) => {
                    let first_line = self.line(first.start);
                    self.report(Problem::Duplicate { kind: Kind::Key, name, first_line }, key.span);
                }
                None => drop(seen.insert(name, key.span)),
            }
        }
    }

    /// Only its name tells a parameter from what else stands in its places: attributes, properties, enum members, levels.
    pub(super) fn parameters_apart(&mut self, declarations: &[Declaration], taken: &Taken, handbook: &CheckedHandbook) {
        if handbook.parameters.is_empty() {
            return;
        }
        self.apart(taken, Kind::Parameter, Kind::Attribute);
        let mut others = BTreeMap::new();
        collect(declarations, &mut |kind, name: &Name| {
            others.entry(name.node.clone()).or_insert((kind, name.span));
        });
        for declaration in declarations {
            let DeclarationKind::Parameter(Parameter { name, .. }) = &declaration.kind else { continue };
            let Some(&(kind, span)) = others.get(&name.node) else { continue };
            let (kind, first, second) =
                if name.span < span { (Kind::Parameter, name.span, span) } else { (kind, span, name.span) };
            let first_line = self.line(first.start);
            self.report(Problem::Duplicate { kind, name: name.node.clone(), first_line }, second);
        }
    }

    /// The type of a parameter's values; whether there is what it is looked up by is reported once for each event, and once
    /// for the customer.
    pub(super) fn parameter(
        &mut self,
        number: usize,
        path: &Path,
        handbook: &CheckedHandbook,
        event: Option<&EventSymbol>,
    ) -> ValueType<'static> {
        let parameter = &handbook.parameters[number];
        if let Some(by) = &parameter.by
            && self.fitted.insert((number, event.map(|event| event.name.clone())))
        {
            let ty = match event {
                Some(event) => event.property(by).map(|(_, ty)| ty),
                None => handbook.attribute(by).map(|attribute| &handbook.attributes[attribute].ty),
            };
            match ty {
                Some(ty) => self.keys_fit(parameter, ty, path.span),
                None => {
                    let kind = if event.is_some() { Kind::Property } else { Kind::Attribute };
                    let (name, within) = (by.clone(), event.map(|event| event.name.clone()));
                    let note = Some(UnknownNote::LookedUp { parameter: parameter.name.clone() });
                    self.report(Problem::Unknown { kind, name, within, suggestion: None, note }, path.span);
                }
            }
        }
        let value = parameter.values.first().map(|(_, value)| value).or(parameter.otherwise.as_ref());
        value.map_or(ValueType::Unknown, literal_type)
    }

    fn keys_fit(&mut self, parameter: &ParameterSymbol, ty: &Type, span: Span) {
        match (ty, parameter.values.first().map(|(key, _)| key)) {
            (Type::Enum(members), Some(ParameterKey::Name(_) | ParameterKey::Text(_))) => {
                let known: std::collections::BTreeSet<&str> = members.iter().map(|member| member.node.as_str()).collect();
                for key in parameter.values.iter().filter_map(|(key, _)| key.text()).filter(|key| !known.contains(key)) {
                    let (kind, name, within) = (Kind::Member, key.to_owned(), parameter.by.clone());
                    let suggestion = nearest(key, members.iter().map(|member| member.node.as_str()), &mut self.effort);
                    self.report(Problem::Unknown { kind, name, within, suggestion, note: None }, span);
                }
            }
            (Type::Text, Some(ParameterKey::Name(_) | ParameterKey::Text(_)))
            | (Type::Int | Type::Decimal(_) | Type::Float, Some(ParameterKey::Number(_))) => {}
            (ty, Some(key)) => {
                let advice = Some(Advice::Say((
                    "a parameter is looked up by an enum, a text or a number, as its keys are",
                    "参数按枚举、文本或数字查，与其键的类型一致",
                )));
                let (needed, found) = (key_words(key), ValueType::of(ty).words());
                self.report(Problem::TypeMismatch { needed, found, advice }, span);
            }
            (_, None) => {}
        }
    }
}

fn key_words(key: &ParameterKey) -> Words {
    match key {
        ParameterKey::Number(_) => ValueType::Number.words(),
        ParameterKey::Name(_) | ParameterKey::Text(_) => ("a text or an enum member", "文本或枚举值"),
    }
}

/// Everything a parameter may not be called like, but for attributes.
fn collect<'d>(declarations: &'d [Declaration], visit: &mut impl FnMut(Kind, &'d Name)) {
    let members = |ty: &'d Spanned<Type>, visit: &mut dyn FnMut(Kind, &'d Name)| {
        if let Some(members) = ty.node.members() {
            members.iter().for_each(|member| visit(Kind::Member, member));
        }
    };
    for declaration in declarations {
        match &declaration.kind {
            DeclarationKind::Attribute(attribute) => members(&attribute.ty, visit),
            DeclarationKind::Event(event) => {
                for property in &event.properties {
                    visit(Kind::Property, &property.name);
                    members(&property.ty, visit);
                }
            }
            DeclarationKind::Group(group) => {
                if !group.nature.levels.is_empty() {
                    visit(Kind::Group, &group.name);
                }
                group.nature.levels.iter().for_each(|level| visit(Kind::Level, level));
                collect(&group.members, visit);
            }
            DeclarationKind::Tag(tag) => {
                if let Some(TagValue::Level(levels)) = tag.properties.value.as_ref().map(|value| &value.node) {
                    levels.iter().for_each(|level| visit(Kind::Level, level));
                }
            }
            _ => {}
        }
    }
}

impl CheckedHandbook {
    /// The parameters.
    #[must_use]
    pub fn parameters(&self) -> &[ParameterSymbol] {
        &self.parameters
    }

    /// The number of a parameter.
    #[must_use]
    pub fn parameter_number(&self, name: &str) -> Option<usize> {
        self.parameter_names.get(name).copied()
    }

    /// The number of the parameter that an expression names.
    #[must_use]
    pub fn parameter_of(&self, expr: &Expr) -> Option<usize> {
        match &expr.node {
            ExprKind::Name(path) => self.parameter_number(path.node.bare()?),
            _ => None,
        }
    }
}
