//! What is allowed but hardly meant: warnings. They never keep a handbook from being loaded.
//!
//! Each is true of the handbook, or it is not given: what cannot be decided is passed over.

mod bounds;
mod implied;
mod thresholds;
mod truth;
mod unused;

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::ast::{Condition, Definition, Trigger};
use crate::check::CheckedHandbook;
use crate::diagnostic::{Diagnostic, Problem, Warning};
use crate::limits::Limits;
use crate::normal::Normaliser;
use crate::parse::sorted;
use crate::span::Span;

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
        let mut found = Found { handbook: self, normaliser: Normaliser::new(self), problems: Vec::new() };
        found.conditions();
        found.groups();
        found.unused();
        let problems = found.problems.into_iter().map(|(warning, span)| (Problem::Warning(warning), span));
        sorted(problems.collect(), source, limits)
    }
}

struct Found<'h> {
    handbook: &'h CheckedHandbook,
    normaliser: Normaliser<'h>,
    problems: Vec<(Warning, Span)>,
}

impl Found<'_> {
    fn report(&mut self, warning: Warning, span: Span) {
        self.problems.push((warning, span));
    }

    /// Conditions that are never or always true, and definitions that say the same.
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
                let normal = self.condition(condition);
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
                Trigger::On { condition: Some(condition), .. } => drop(self.condition(condition)),
                Trigger::When(condition) => drop(self.condition(condition)),
                Trigger::On { .. } => {}
            }
        }
    }

    fn condition(&mut self, condition: &Condition) -> Json {
        let normal = self.normaliser.normal(condition);
        if truth::never(&normal) {
            self.report(Warning::NeverTrue, condition.span);
        } else if truth::always(&normal) {
            self.report(Warning::AlwaysTrue, condition.span);
        }
        normal
    }

    fn groups(&mut self) {
        let handbook = self.handbook;
        let mut effort = implied::Effort::default();
        for group in handbook.groups() {
            if group.path.0.len() > DEEPEST
                && let Some(&tag) = group.tags.first()
            {
                self.report(Warning::DeepGroup { group: group.path.to_string() }, handbook.tags()[tag].tag.name.span);
            }
            if !group.nature.exclusive {
                continue;
            }
            let defined: Vec<(usize, Json)> = group
                .tags
                .iter()
                .filter_map(|&tag| match &handbook.tags()[tag].tag.definition {
                    Definition::When(condition) => Some((tag, self.normaliser.normal(condition))),
                    _ => None,
                })
                .collect();
            for (place, (tag, normal)) in defined.iter().enumerate() {
                let earlier = defined[..place].iter().find(|(_, earlier)| effort.implies(normal, earlier));
                if let Some((earlier, _)) = earlier {
                    let name = |tag: usize| handbook.tags()[tag].path.to_string();
                    let warning = Warning::Shadowed { name: name(*tag), by: name(*earlier) };
                    self.report(warning, handbook.tags()[*tag].tag.name.span);
                }
            }
            let covers_all = group.tags.iter().any(|&tag| handbook.tags()[tag].tag.definition == Definition::Otherwise);
            if !covers_all && defined.len() == group.tags.len() {
                for (tag, gap) in thresholds::gaps(&defined) {
                    let warning = Warning::Gap { group: group.path.to_string(), gap };
                    self.report(warning, handbook.tags()[tag].tag.name.span);
                }
            }
        }
    }
}
