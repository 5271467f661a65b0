//! What to say of a name that nobody declared.

use super::Checker;
use super::handbook::{CheckedHandbook, EventSymbol};
use crate::ast::{Name, Path, PathText};
use crate::diagnostic::{Kind, Problem, UnknownNote};
use crate::suggest::nearest;

impl Checker<'_> {
    pub(super) fn unknown_event(&mut self, name: &Name, handbook: &CheckedHandbook) {
        let suggestion = nearest(&name.node, handbook.events.iter().map(|e| e.name.as_str()), &mut self.effort);
        let note = glued(&name.node);
        self.report(Problem::Unknown { kind: Kind::Event, name: name.node.clone(), within: None, suggestion, note }, name.span);
    }

    pub(super) fn unknown_property(&mut self, name: &Path, event: &EventSymbol) {
        let suggestion = nearest(&name.node.to_string(), event.properties.iter().map(|(n, _)| n.as_str()), &mut self.effort);
        let within = Some(event.name.clone());
        let note = suggestion.is_none().then(|| UnknownNote::Carries {
            properties: event.properties.iter().take(5).map(|(name, _)| name.clone()).collect(),
        });
        let problem = Problem::Unknown { kind: Kind::Property, name: name.node.to_string(), within, suggestion, note };
        self.report(problem, name.span);
    }

    /// A name that stands where an attribute is needed or, standing alone, a named condition or a bool attribute.
    pub(super) fn unknown_attribute(&mut self, path: &Path, handbook: &CheckedHandbook, alone: bool) {
        let name = path.node.to_string();
        let note = if handbook.event(&name).is_some() {
            Some(UnknownNote::IsAnEvent)
        } else if !handbook.tags_named(&path.node).is_empty() {
            Some(UnknownNote::IsATag)
        } else if !handbook.groups_named(&path.node).is_empty() {
            Some(UnknownNote::IsAGroup)
        } else if handbook.define(&path.node).is_some() {
            Some(UnknownNote::IsACondition)
        } else if handbook.segment(&name).is_some() {
            Some(UnknownNote::IsASegment)
        } else {
            glued(&name)
        };
        let attributes = handbook.attributes.iter().map(|a| a.name.as_str());
        let parameters = handbook.parameters.iter().map(|parameter| parameter.name.as_str());
        let defines = handbook.defines.iter().filter(|_| alone).map(|d| d.name.node.as_str());
        let suggestion = nearest(&name, attributes.chain(parameters).chain(defines), &mut self.effort);
        self.report(Problem::Unknown { kind: Kind::Attribute, name, within: None, suggestion, note }, path.span);
    }

    pub(super) fn group_not_found(&mut self, path: &Path, handbook: &CheckedHandbook) {
        let found = handbook.groups_named(&path.node);
        self.not_found(Kind::Group, path, &found, handbook.groups.iter().map(|g| &g.path));
    }

    pub(super) fn tag_not_found(&mut self, path: &Path, handbook: &CheckedHandbook) {
        let found = handbook.tags_named(&path.node);
        self.not_found(Kind::Tag, path, &found, handbook.tags.iter().map(|t| &t.path));
    }

    fn not_found<'p>(&mut self, kind: Kind, path: &Path, found: &[usize], paths: impl Iterator<Item = &'p PathText> + Clone) {
        let name = path.node.to_string();
        if found.len() > 1 {
            let candidates = found.iter().take(4).filter_map(|&i| paths.clone().nth(i)).map(PathText::to_string).collect();
            self.report(Problem::Ambiguous { kind, name, candidates }, path.span);
            return;
        }
        let mut suggestion = None;
        if !self.effort.is_spent() {
            let whole: Vec<String> = paths.clone().map(PathText::to_string).collect();
            suggestion = nearest(&name, whole.iter().map(String::as_str), &mut self.effort)
                .or_else(|| nearest(&name, paths.map(PathText::last), &mut self.effort));
        }
        self.report(Problem::Unknown { kind, name, within: None, suggestion, note: None }, path.span);
    }
}

/// Whether something is glued to a name that should stand apart: `最近30天购买`, `买过两次`, `年龄25岁以上`.
fn glued(name: &str) -> Option<UnknownNote> {
    let chars: Vec<char> = name.chars().collect();
    let text = |range: &[char]| range.iter().collect::<String>();
    let is_amount = |c: &char| c.is_ascii_digit() || "一二两三四五六七八九十半".contains(*c);
    let split = |at: usize| UnknownNote::MissingBlank { front: text(&chars[..at]), rest: text(&chars[at..]) };
    if let Some(at) = chars.iter().position(|c| *c == '过').filter(|&at| at > 0)
        && chars.get(at + 1).is_some_and(is_amount)
    {
        return Some(UnknownNote::NoComparator { event: text(&chars[..at]), number: text(&chars[at + 1..]) });
    }
    if let Some(lead) = ["最近", "过去", "近"].iter().find(|lead| name.starts_with(**lead)).map(|lead| lead.chars().count())
    {
        let amount = chars[lead..].iter().take_while(|c| is_amount(c)).count();
        let units = ["个小时", "个星期", "分钟", "小时", "星期", "个月", "天", "日", "周", "年", "秒"];
        let unit = units.iter().find(|unit| text(&chars[lead + amount..]).starts_with(**unit))?.chars().count();
        let end = lead + amount + unit;
        return (amount > 0 && end < chars.len()).then(|| split(end));
    }
    let ends_in_comparison = ["以上", "以下", "以内"].iter().any(|word| name.ends_with(word));
    let number = chars.iter().position(is_amount).filter(|&at| at > 0 && ends_in_comparison)?;
    Some(split(number))
}
