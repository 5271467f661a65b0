//! What is allowed but hardly meant: warnings. They never keep a handbook from being loaded.
//!
//! Each is true of the handbook, or it is not given: what cannot be decided is passed over.

mod cases;
mod leaves;
mod meaning;
mod measures;
mod owners;
mod parts;
mod quantity;
mod relations;
mod thresholds;
mod unused;
mod values;
mod windows;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::ast::{Definition, Trigger};
use crate::check::CheckedHandbook;
use crate::diagnostic::{Diagnostic, Problem, Warning};
use crate::limits::Limits;
use crate::parse::sorted;
use crate::span::Span;
use meaning::Meaning;

/// Groups deeper than this are hard to find one's way in.
const DEEPEST: usize = 3;

impl CheckedHandbook {
    /// What is allowed but hardly meant, in order of place. `source` is the text that was read, for the places.
    ///
    /// ```
    /// use tagora_dsl::{Language, Limits, read};
    /// let text = "attribute 年龄: int\ntag 青年 when 年龄 >= 30 and 年龄 < 18";
    /// let handbook = read(text, &Limits::default()).unwrap();
    /// let warnings = handbook.warnings(text, &Limits::default());
    /// assert_eq!(warnings[0].code().as_str(), "never-true");
    /// ```
    #[must_use]
    pub fn warnings(&self, source: &str, limits: &Limits) -> Vec<Diagnostic> {
        let mut found = Found { handbook: self, meaning: Meaning::new(self), problems: Vec::new() };
        found.conditions();
        found.groups();
        found.unused();
        found.owners();
        let problems = found.problems.into_iter().map(|(warning, span)| (Problem::Warning(warning), span));
        sorted(problems.collect(), source, limits)
    }
}

struct Found<'h> {
    handbook: &'h CheckedHandbook,
    meaning: Meaning<'h>,
    problems: Vec<(Warning, Span)>,
}

impl Found<'_> {
    fn report(&mut self, warning: Warning, span: Span) {
        self.problems.push((warning, span));
    }

    fn report_tag(&mut self, warning: Warning, tag: usize) {
        self.report(warning, self.handbook.tags()[tag].tag.name.span);
    }

    /// Conditions of which something is to be said, and definitions that say the same.
    fn conditions(&mut self) {
        let handbook = self.handbook;
        let mut named: BTreeMap<String, String> = BTreeMap::new();
        let tags = handbook.tags().iter().filter_map(|tag| match &tag.tag.definition {
            Definition::When(condition) => Some((tag.path.to_string(), tag.tag.name.span, &**condition)),
            _ => None,
        });
        let segments = handbook.segments().iter().map(|s| (s.name.node.clone(), s.name.span, &*s.condition));
        let defines = handbook.defines().iter().map(|d| (d.name.node.clone(), d.name.span, &*d.condition));
        for (index, list) in [tags.collect::<Vec<_>>(), segments.collect(), defines.collect()].into_iter().enumerate() {
            for (name, span, condition) in list {
                self.parts(condition);
                let Some(normal) = self.meaning.normal(condition) else { return };
                let key = format!("{index}{normal}");
                if let Some(first) = named.get(&key) {
                    self.report(Warning::SameDefinition { name, first: first.clone() }, span);
                } else {
                    named.insert(key, name);
                }
            }
        }
        for rule in handbook.rules() {
            match &rule.trigger {
                Trigger::On { condition: Some(condition), .. } => self.parts(condition),
                Trigger::When(condition) => self.parts(condition),
                Trigger::On { .. } => {}
            }
        }
    }

    fn groups(&mut self) {
        let handbook = self.handbook;
        for group in handbook.groups() {
            if group.path.0.len() > DEEPEST
                && let Some(&tag) = group.tags.first()
            {
                self.report_tag(Warning::DeepGroup { group: group.path.to_string() }, tag);
            }
            if !group.nature.exclusive {
                continue;
            }
            let mut defined: Vec<(usize, Json)> = Vec::new();
            for &tag in &group.tags {
                if let Definition::When(condition) = &handbook.tags()[tag].tag.definition {
                    let Some(normal) = self.meaning.normal(condition) else { return };
                    defined.push((tag, normal));
                }
            }
            self.shadowed(&defined);
            let is_otherwise = |&tag: &usize| handbook.tags()[tag].tag.definition == Definition::Otherwise;
            let may_leave_gaps = group.tags.iter().any(is_otherwise) || defined.len() < group.tags.len();
            self.thresholds(&group.path.to_string(), &defined, may_leave_gaps);
        }
    }

    /// Tags that an earlier one of their exclusive group always beats.
    fn shadowed(&mut self, defined: &[(usize, Json)]) {
        let mut said = BTreeSet::new();
        for (place, (tag, normal)) in defined.iter().enumerate() {
            // What is never true, or says the same as another, has been told.
            if !said.insert(normal.to_string()) || self.meaning.is_never(normal) {
                continue;
            }
            if self.meaning.spend(place + 1).is_none() {
                return;
            }
            let earlier = defined[..place].iter().find(|(_, earlier)| self.meaning.implies(normal, earlier, None));
            if let Some((earlier, _)) = earlier {
                let name = |tag: usize| self.handbook.tags()[tag].path.to_string();
                let warning = Warning::Shadowed { name: name(*tag), by: name(*earlier) };
                self.report_tag(warning, *tag);
            }
        }
    }
}
