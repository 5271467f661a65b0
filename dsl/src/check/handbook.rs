use std::collections::BTreeMap;
use std::sync::Arc;

use super::cycles::Node;
use crate::ast::{
    Define, Expr, ExprKind, GroupNature, Handbook, Literal, Name, ParameterKey, Path, PathText, Route, Rule, Scenario, Segment,
    Tag, TagPattern, TagValue, Type,
};
use crate::language::Language;
use crate::span::Span;

/// A handbook whose names and types are known to be right. What it declares is numbered in order of declaration.
#[derive(Clone, Debug)]
pub struct CheckedHandbook {
    pub(super) ast: Handbook,
    pub(super) timezone: String,
    pub(super) customer_timezone: Option<usize>,
    pub(super) attributes: Vec<AttributeSymbol>,
    pub(super) events: Vec<EventSymbol>,
    pub(super) keywords: Vec<KeywordsSymbol>,
    pub(super) keyword_names: BTreeMap<String, usize>,
    pub(super) parameters: Vec<ParameterSymbol>,
    pub(super) parameter_names: BTreeMap<String, usize>,
    pub(super) groups: Vec<GroupSymbol>,
    pub(super) tags: Vec<TagSymbol>,
    pub(super) rules: Vec<Rule>,
    pub(super) segments: Vec<Segment>,
    pub(super) routes: Vec<Route>,
    pub(super) scenarios: Vec<Scenario>,
    pub(super) defines: Vec<Define>,
    pub(super) order: Vec<Node>,
    /// Tags and groups by their own names, without the groups around.
    pub(super) tag_names: BTreeMap<String, Vec<usize>>,
    pub(super) group_names: BTreeMap<String, Vec<usize>>,
    /// Old paths of tags, by their last names.
    pub(super) former_names: BTreeMap<String, Vec<(PathText, usize)>>,
    pub(super) dropped: Vec<TagPattern>,
    pub(super) attribute_names: BTreeMap<String, usize>,
    /// Event types and classes.
    pub(super) event_names: BTreeMap<String, usize>,
    pub(super) segment_names: BTreeMap<String, usize>,
    pub(super) define_names: BTreeMap<String, usize>,
}

/// An attribute.
#[derive(Clone, Debug)]
pub struct AttributeSymbol {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Whether it is personal data that needs care.
    pub sensitive: bool,
}

/// A list of words.
#[derive(Clone, Debug)]
pub struct KeywordsSymbol {
    /// Its name.
    pub name: String,
    /// Its words and those of the lists in it, each once, as they were written.
    pub words: Vec<Arc<str>>,
}

/// A value, or a table of values, with a name.
#[derive(Clone, Debug)]
pub struct ParameterSymbol {
    /// Its name.
    pub name: String,
    /// The property or attribute that it is looked up by; `None` if it is always the same.
    pub by: Option<String>,
    /// The values for each key, in order of declaration.
    pub values: Vec<(ParameterKey, Literal)>,
    /// The value for everything else, or the only one.
    pub otherwise: Option<Literal>,
}

/// An event type, or a class of several.
#[derive(Clone, Debug)]
pub struct EventSymbol {
    /// Its name.
    pub name: String,
    /// What its events carry; of a class, what all members carry with one type.
    pub properties: Vec<(String, Type)>,
    /// For a class its members' numbers, for a type only its own.
    pub types: Vec<usize>,
    /// Whether it is a class: no event is of it alone.
    pub is_class: bool,
}

impl EventSymbol {
    /// The number and type of a property.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<(usize, &Type)> {
        self.properties.iter().position(|(n, _)| n == name).map(|i| (i, &self.properties[i].1))
    }
}

/// A group of tags.
#[derive(Clone, Debug)]
pub struct GroupSymbol {
    /// Its full path.
    pub path: PathText,
    /// How its tags relate.
    pub nature: GroupNature,
    /// The tags directly in it, in order of declaration.
    pub tags: Vec<usize>,
    pub(super) span: Span,
}

/// A tag.
#[derive(Clone, Debug)]
pub struct TagSymbol {
    /// Its full path: groups, then its name.
    pub path: PathText,
    /// The group it is directly in.
    pub group: Option<usize>,
    /// The declaration.
    pub tag: Tag,
}

impl CheckedHandbook {
    /// The syntax tree it was made from.
    #[must_use]
    pub fn ast(&self) -> &Handbook {
        &self.ast
    }

    /// Prints it: see [`print`](crate::print).
    #[must_use]
    pub fn print(&self, language: Language) -> String {
        crate::print::print(&self.ast, language)
    }

    /// IANA name of the zone in which months and dates are meant; `UTC` if none is declared.
    #[must_use]
    pub fn timezone(&self) -> &str {
        &self.timezone
    }

    /// The number of the attribute that holds the zone in which a customer's anniversaries and quiet hours are meant.
    #[must_use]
    pub fn customer_timezone(&self) -> Option<usize> {
        self.customer_timezone
    }

    /// The zones that conditions are meant in: the handbook's, and the attribute that holds the customer's own.
    pub(crate) fn zones(&self) -> String {
        let own = self.customer_timezone.and_then(|attribute| self.attributes.get(attribute));
        own.map_or_else(|| self.timezone.clone(), |own| format!("{}\nof customer {}", self.timezone, own.name))
    }

    /// The attributes.
    #[must_use]
    pub fn attributes(&self) -> &[AttributeSymbol] {
        &self.attributes
    }

    /// The event types and classes.
    #[must_use]
    pub fn events(&self) -> &[EventSymbol] {
        &self.events
    }

    /// The groups.
    #[must_use]
    pub fn groups(&self) -> &[GroupSymbol] {
        &self.groups
    }

    /// The tags.
    #[must_use]
    pub fn tags(&self) -> &[TagSymbol] {
        &self.tags
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The segments.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The routes.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The tests.
    #[must_use]
    pub fn scenarios(&self) -> &[Scenario] {
        &self.scenarios
    }

    /// The named conditions.
    #[must_use]
    pub fn defines(&self) -> &[Define] {
        &self.defines
    }

    /// Tags, named conditions and segments in an order in which each stands behind those it depends on.
    #[must_use]
    pub fn order(&self) -> &[Node] {
        &self.order
    }

    /// The number of a segment.
    #[must_use]
    pub fn segment(&self, name: &str) -> Option<usize> {
        self.segment_names.get(name).copied()
    }

    /// The number of the named condition that a path names: the name stands alone.
    #[must_use]
    pub fn define(&self, path: &PathText) -> Option<usize> {
        self.define_names.get(path.bare()?).copied()
    }

    /// The number of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<usize> {
        self.attribute_names.get(name).copied()
    }

    /// The number of an event type or class.
    #[must_use]
    pub fn event(&self, name: &str) -> Option<usize> {
        self.event_names.get(name).copied()
    }

    /// The number of the tag that a path names. A path may leave out groups at its front where it is still unique.
    #[must_use]
    pub fn tag(&self, path: &PathText) -> Option<usize> {
        match self.tags_named(path).as_slice() {
            // The whole path of a tag that may come to be is no end of another's.
            [tag] if self.tags[*tag].path != *path && self.exactly_open(path).is_some() => None,
            [tag] => Some(*tag),
            [] => self.formerly(path),
            _ => None,
        }
    }

    /// The number of the tag that a path named before, if it names none now.
    fn formerly(&self, path: &PathText) -> Option<usize> {
        let known = self.former_names.get(path.last())?;
        let exact = known.iter().find(|(old, _)| old == path);
        let mut ending = known.iter().filter(|(old, _)| old.0.ends_with(&path.0));
        match (exact, ending.next(), ending.next()) {
            (Some((_, tag)), ..) | (None, Some((_, tag)), None) => Some(*tag),
            _ => None,
        }
    }

    /// The old paths of tags, with the numbers of the tags that they name now.
    pub fn former_paths(&self) -> impl Iterator<Item = (&PathText, usize)> {
        self.former_names.values().flatten().map(|(path, tag)| (path, *tag))
    }

    /// Tags of earlier handbooks that this one lets go of, by their whole paths.
    #[must_use]
    pub fn dropped(&self) -> &[TagPattern] {
        &self.dropped
    }

    /// The tag of this name directly in a group.
    #[must_use]
    pub fn tag_in(&self, group: usize, name: &str) -> Option<usize> {
        let named = self.tag_names.get(name)?;
        named.iter().copied().find(|&tag| self.tags[tag].group == Some(group))
    }

    /// The tag directly in a group that a path names, with or without the group's name.
    #[must_use]
    pub fn tag_reached(&self, group: usize, path: &PathText) -> Option<usize> {
        match path.bare() {
            Some(name) => self.tag_in(group, name),
            None => self.tag(path).filter(|&tag| self.tags[tag].group == Some(group)),
        }
    }

    /// The type of value that a tag carries for each customer.
    #[must_use]
    pub fn value_of(&self, tag: usize) -> Option<&TagValue> {
        self.tags.get(tag)?.tag.properties.value.as_ref().map(|value| &value.node)
    }

    /// The group with levels that a path names.
    #[must_use]
    pub fn scaled_group(&self, path: &PathText) -> Option<usize> {
        match self.groups_named(path).as_slice() {
            [group] if !self.groups[*group].nature.levels.is_empty() => Some(*group),
            _ => None,
        }
    }

    /// The levels of an expression, from the lowest to the highest, if its value is one.
    #[must_use]
    pub fn scale(&self, expr: &Expr) -> Option<&[Name]> {
        match &expr.node {
            // A name is an attribute before it is a group.
            ExprKind::Name(path) if path.node.bare().and_then(|name| self.attribute(name)).is_none() => {
                self.scaled_group(&path.node).map(|group| self.groups[group].nature.levels.as_slice())
            }
            ExprKind::TagValue(path) => match self.value_of(self.tag(&path.node)?)? {
                TagValue::Level(names) => Some(names),
                TagValue::Text | TagValue::Number => None,
            },
            _ => None,
        }
    }

    /// Whether a path that names no declared tag may name one of an open group.
    #[must_use]
    pub fn is_open_member(&self, path: &PathText) -> bool {
        self.open_member(path).is_some()
    }

    /// The open group in which a path names a tag that is not declared: one that has come to be for some customers, or may.
    #[must_use]
    pub fn open_member(&self, path: &PathText) -> Option<usize> {
        let (name, group) = path.0.split_last().filter(|(_, group)| !group.is_empty())?;
        match self.groups_named(&PathText(group.to_vec())).as_slice() {
            [group] if self.tag(path).is_none() && self.may_come_to_be(*group, name) => Some(*group),
            _ => None,
        }
    }

    /// The open group that has exactly the path in front of a name that may come to be in it.
    fn exactly_open(&self, path: &PathText) -> Option<usize> {
        let (name, group) = path.0.split_last()?;
        self.group_at(group).filter(|&group| self.may_come_to_be(group, name))
    }

    /// Whether a tag of this name that is not declared may come to be in a group.
    #[must_use]
    pub fn may_come_to_be(&self, group: usize, name: &str) -> bool {
        let Some(symbol) = self.groups.get(group).filter(|group| group.nature.open) else { return false };
        let path = inside(&symbol.path, name);
        crate::names::may_come_to_be(name) && self.tag_in(group, name).is_none() && {
            let is_former = self.former_names.get(name).is_some_and(|known| known.iter().any(|(old, _)| *old == path));
            !is_former && self.group_at(&path.0).is_none()
        }
    }

    /// The full path of a tag that is not declared and that a path names directly in an open group, with or without the
    /// group's name.
    #[must_use]
    pub fn open_member_of(&self, group: usize, path: &PathText) -> Option<PathText> {
        let is_of_it = match path.bare() {
            Some(name) => self.may_come_to_be(group, name),
            None => self.open_member(path) == Some(group),
        };
        is_of_it.then(|| inside(&self.groups[group].path, path.last()))
    }

    /// The full path of a tag that a path names in an open group and that is not declared.
    #[must_use]
    pub fn open_path(&self, path: &PathText) -> Option<PathText> {
        let group = self.open_member(path)?;
        Some(inside(&self.groups[group].path, path.last()))
    }

    /// The open groups at and below the group that a pattern stands for.
    #[must_use]
    pub fn open_groups(&self, pattern: &TagPattern) -> Vec<usize> {
        let Some(group) = self.group(&pattern.path).filter(|_| pattern.whole_group) else { return Vec::new() };
        let prefix = &self.groups[group].path.0;
        (0..self.groups.len()).filter(|&g| self.groups[g].nature.open && self.groups[g].path.0.starts_with(prefix)).collect()
    }

    /// All tags whose path ends so; an exact path is that tag alone.
    pub(super) fn tags_named(&self, path: &PathText) -> Vec<usize> {
        named(&self.tag_names, path, |tag| &self.tags[tag].path)
    }

    pub(super) fn groups_named(&self, path: &PathText) -> Vec<usize> {
        named(&self.group_names, path, |group| &self.groups[group].path)
    }

    /// The numbers of the tags that a pattern stands for, in order of declaration.
    #[must_use]
    pub fn matching(&self, pattern: &TagPattern) -> Vec<usize> {
        if !pattern.whole_group {
            return self.tag(&pattern.path.node).into_iter().collect();
        }
        let groups = self.groups_named(&pattern.path.node);
        let [group] = groups.as_slice() else { return Vec::new() };
        let prefix = &self.groups[*group].path.0;
        (0..self.tags.len())
            .filter(|&t| self.tags[t].path.0.len() > prefix.len() && self.tags[t].path.0.starts_with(prefix))
            .collect()
    }

    /// The group that has exactly this path.
    pub(super) fn group_at(&self, path: &[String]) -> Option<usize> {
        let named = self.group_names.get(path.last()?)?;
        named.iter().copied().find(|&group| self.groups[group].path.0 == path)
    }

    /// The number of the group that a path names.
    #[must_use]
    pub fn group(&self, path: &Path) -> Option<usize> {
        match self.groups_named(&path.node).as_slice() {
            [group] => Some(*group),
            _ => None,
        }
    }
}

/// The path of a name in a group.
fn inside(group: &PathText, name: &str) -> PathText {
    PathText(group.0.iter().cloned().chain([name.to_owned()]).collect())
}

fn named<'a>(names: &BTreeMap<String, Vec<usize>>, wanted: &PathText, path: impl Fn(usize) -> &'a PathText) -> Vec<usize> {
    let mut found = Vec::new();
    for &i in names.get(wanted.last()).into_iter().flatten() {
        let path = path(i);
        if *path == *wanted {
            return vec![i];
        }
        if path.0.ends_with(&wanted.0) {
            found.push(i);
        }
    }
    found
}
