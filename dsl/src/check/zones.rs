//! The zone of the handbook, and the attribute that holds a customer's own.

use super::Checker;
use super::expression::ValueType;
use super::handbook::CheckedHandbook;
use crate::Spanned;
use crate::ast::{DeclarationKind, PathText};
use crate::diagnostic::{Advice, Kind, Problem};
use crate::span::Span;
use crate::suggest::nearest;

impl Checker<'_> {
    pub(super) fn timezone(&mut self, name: &Spanned<String>, zone: &mut Option<Span>, handbook: &mut CheckedHandbook) {
        if let Some(first) = zone.replace(name.span) {
            let first_line = self.line(first.start);
            self.report(Problem::Duplicate { kind: Kind::Timezone, name: name.node.clone(), first_line }, name.span);
        }
        let database = jiff::tz::TimeZoneDatabase::bundled();
        match database.get(&name.node) {
            Ok(found) => handbook.timezone = found.iana_name().unwrap_or(&name.node).to_owned(),
            Err(_) => {
                let known: Vec<String> = database.available().map(|n| n.to_string()).collect();
                let suggestion = nearest(&name.node, known.iter().map(String::as_str), &mut self.effort);
                let problem =
                    Problem::Unknown { kind: Kind::Timezone, name: name.node.clone(), within: None, suggestion, note: None };
                self.report(problem, name.span);
            }
        }
    }

    pub(super) fn customer_timezone(&mut self, handbook: &mut CheckedHandbook) {
        let mut first: Option<Span> = None;
        let mut found = None;
        for declaration in &handbook.ast.declarations {
            let DeclarationKind::CustomerTimezone(name) = &declaration.kind else { continue };
            if let Some(first) = first.replace(name.span) {
                let first_line = self.line(first.start);
                self.report(Problem::Duplicate { kind: Kind::Timezone, name: name.node.clone(), first_line }, name.span);
            }
            let Some(attribute) = handbook.attribute(&name.node) else {
                let path = Spanned::new(PathText::from(name.node.as_str()), name.span);
                self.unknown_attribute(&path, handbook, false);
                continue;
            };
            let ty = ValueType::of(&handbook.attributes[attribute].ty);
            if ty != ValueType::Text {
                let advice = Some(Advice::Say(("it holds names such as `Asia/Shanghai`", "它存放“Asia/Shanghai”这样的时区名")));
                self.report(Problem::TypeMismatch { needed: ValueType::Text.words(), found: ty.words(), advice }, name.span);
            }
            found = Some(attribute);
        }
        handbook.customer_timezone = found;
    }
}
