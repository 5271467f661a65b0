//! First pass: what is declared, under which names.

use std::collections::BTreeMap;

use super::Checker;
use super::handbook::{AttributeSymbol, CheckedHandbook, EventSymbol, GroupSymbol, TagSymbol};
use crate::ast::{Declaration, DeclarationKind, Definition, Event, EventClass, Handbook, Name, PathText, Tag, Type};
use crate::diagnostic::{Kind, Problem};
use crate::span::{Span, Spanned};

/// Names already taken, with their places.
#[derive(Default)]
pub(super) struct Taken(BTreeMap<(u8, String), Span>);

impl Checker<'_> {
    pub(super) fn declare(&mut self, ast: Handbook) -> CheckedHandbook {
        let mut handbook = CheckedHandbook {
            ast: Handbook::default(),
            timezone: "UTC".to_owned(),
            customer_timezone: None,
            attributes: Vec::new(),
            events: Vec::new(),
            keywords: Vec::new(),
            keyword_names: BTreeMap::new(),
            parameters: Vec::new(),
            parameter_names: BTreeMap::new(),
            groups: Vec::new(),
            tags: Vec::new(),
            rules: Vec::new(),
            segments: Vec::new(),
            defines: Vec::new(),
            routes: Vec::new(),
            scenarios: Vec::new(),
            order: Vec::new(),
            tag_names: BTreeMap::new(),
            former_names: BTreeMap::new(),
            dropped: Vec::new(),
            group_names: BTreeMap::new(),
            attribute_names: BTreeMap::new(),
            event_names: BTreeMap::new(),
            segment_names: BTreeMap::new(),
            define_names: BTreeMap::new(),
        };
        let mut taken = Taken::default();
        let mut zone: Option<Span> = None;
        let mut classes: Vec<&EventClass> = Vec::new();
        for declaration in &ast.declarations {
            match &declaration.kind {
                DeclarationKind::Timezone(name) => self.timezone(name, &mut zone, &mut handbook),
                // Its attribute may be declared behind it.
                DeclarationKind::CustomerTimezone(_) => {}
                DeclarationKind::Attribute(attribute) => {
                    self.enum_members(&attribute.ty);
                    if self.take(&mut taken, Kind::Attribute, &attribute.name) {
                        handbook.attribute_names.insert(attribute.name.node.clone(), handbook.attributes.len());
                        handbook.attributes.push(AttributeSymbol {
                            name: attribute.name.node.clone(),
                            ty: attribute.ty.node.clone(),
                            sensitive: attribute.sensitive,
                        });
                    }
                }
                DeclarationKind::Event(event) => {
                    if self.take(&mut taken, Kind::Event, &event.name) {
                        self.event(event, &mut handbook);
                    }
                }
                DeclarationKind::EventClass(class) => {
                    if self.take(&mut taken, Kind::Event, &class.name) {
                        classes.push(class);
                    }
                }
                DeclarationKind::Rule(rule) => {
                    if self.take(&mut taken, Kind::Rule, &rule.name) {
                        handbook.rules.push(rule.clone());
                    }
                }
                DeclarationKind::Segment(segment) => {
                    if self.take(&mut taken, Kind::Segment, &segment.name) {
                        handbook.segment_names.insert(segment.name.node.clone(), handbook.segments.len());
                        handbook.segments.push(segment.clone());
                    }
                }
                DeclarationKind::Route(route) => {
                    if self.take(&mut taken, Kind::Route, &route.name) {
                        handbook.routes.push(route.clone());
                    }
                }
                DeclarationKind::Define(define) => {
                    if self.take(&mut taken, Kind::Define, &define.name) {
                        handbook.define_names.insert(define.name.node.clone(), handbook.defines.len());
                        handbook.defines.push(define.clone());
                    }
                }
                DeclarationKind::Test(scenario) => {
                    if self.take(&mut taken, Kind::Test, &scenario.name) {
                        handbook.scenarios.push(scenario.clone());
                    }
                }
                DeclarationKind::Keywords(keywords) => {
                    if self.take(&mut taken, Kind::Keywords, &keywords.name) {
                        self.declare_keywords(keywords, &mut handbook);
                    }
                }
                DeclarationKind::Parameter(parameter) => {
                    if self.take(&mut taken, Kind::Parameter, &parameter.name) {
                        self.declare_parameter(parameter, &mut handbook);
                    }
                }
                DeclarationKind::Drop(tags) => handbook.dropped.extend(tags.iter().cloned()),
                DeclarationKind::Group(_) | DeclarationKind::Tag(_) => {}
            }
        }
        self.apart(&taken, Kind::Define, Kind::Attribute);
        self.parameters_apart(&ast.declarations, &taken, &handbook);
        for class in classes {
            self.event_class(class, &mut handbook);
        }
        // Groups before tags: a tag may name a group that is declared further down.
        self.groups(&ast.declarations, &[], &mut taken, &mut handbook);
        self.tags(&ast.declarations, &[], &mut taken, &mut handbook);
        handbook.ast = ast;
        handbook
    }

    /// Takes a name; reports if it is taken.
    pub(super) fn take(&mut self, taken: &mut Taken, kind: Kind, name: &Name) -> bool {
        self.take_as(taken, kind, name.node.clone(), name.span)
    }

    fn take_as(&mut self, taken: &mut Taken, kind: Kind, name: String, span: Span) -> bool {
        if !name.split('/').all(crate::names::writable) {
            self.report(Problem::UnwritableName, span);
        }
        self.take_free(taken, kind, name, span)
    }

    /// The same of a text that is no name: it may hold anything.
    pub(super) fn take_text(&mut self, taken: &mut Taken, kind: Kind, text: &Spanned<String>) -> bool {
        self.take_free(taken, kind, text.node.clone(), text.span)
    }

    fn take_free(&mut self, taken: &mut Taken, kind: Kind, name: String, span: Span) -> bool {
        match taken.0.insert((kind as u8, name.clone()), span) {
            None => true,
            Some(first) => {
                taken.0.insert((kind as u8, name.clone()), first);
                let first_line = self.line(first.start);
                self.report(Problem::Duplicate { kind, name, first_line }, span);
                false
            }
        }
    }

    /// Reports names that two kinds share, where only the name tells what is meant.
    pub(super) fn apart(&mut self, taken: &Taken, kind: Kind, other: Kind) {
        let places = taken.0.range((kind as u8, String::new())..(kind as u8 + 1, String::new()));
        let clashes = places.filter_map(|((_, name), &span)| Some((name, span, *taken.0.get(&(other as u8, name.clone()))?)));
        for (name, span, first) in clashes.map(|(name, a, b)| (name.clone(), a.max(b), a.min(b))).collect::<Vec<_>>() {
            let first_line = self.line(first.start);
            let kind = if taken.0.get(&(kind as u8, name.clone())) == Some(&first) { kind } else { other };
            self.report(Problem::Duplicate { kind, name, first_line }, span);
        }
    }

    fn enum_members(&mut self, ty: &Spanned<Type>) {
        let Some(members) = ty.node.members() else { return };
        let mut taken = Taken::default();
        for member in members {
            self.take(&mut taken, Kind::Member, member);
        }
    }

    fn event(&mut self, event: &Event, handbook: &mut CheckedHandbook) {
        let mut taken = Taken::default();
        let mut properties = Vec::new();
        for property in &event.properties {
            self.enum_members(&property.ty);
            if self.take(&mut taken, Kind::Property, &property.name) {
                properties.push((property.name.node.clone(), property.ty.node.clone()));
            }
        }
        let number = handbook.events.len();
        handbook.event_names.insert(event.name.node.clone(), number);
        handbook.events.push(EventSymbol { name: event.name.node.clone(), properties, types: vec![number], is_class: false });
    }

    fn event_class(&mut self, class: &EventClass, handbook: &mut CheckedHandbook) {
        let (mut types, mut is_whole): (Vec<usize>, bool) = (Vec::new(), true);
        for member in &class.members {
            match handbook.event(&member.node) {
                // Classes of classes of everything would make a short text into a huge table.
                Some(number) if self.copy(handbook.events[number].types.len(), &class.name) => {
                    types.extend(&handbook.events[number].types);
                }
                Some(_) => is_whole = false,
                None => {
                    is_whole = false;
                    self.unknown_event(member, handbook);
                }
            }
        }
        let properties = types.first().map_or(0, |&t| handbook.events[t].properties.iter().map(size).sum());
        is_whole = is_whole && self.copy(properties, &class.name);
        if !is_whole {
            // What the class carries is not known: what refers to it is no error.
            self.suspects.insert(class.name.node.clone());
            return;
        }
        types.sort_unstable();
        types.dedup();
        let mut properties = types.first().map_or_else(Vec::new, |&t| handbook.events[t].properties.clone());
        for &other in types.iter().skip(1) {
            let others: BTreeMap<&str, &Type> =
                handbook.events[other].properties.iter().map(|(name, ty)| (name.as_str(), ty)).collect();
            properties.retain(|(name, ty)| others.get(name.as_str()).is_some_and(|other| *other == ty));
        }
        handbook.event_names.insert(class.name.node.clone(), handbook.events.len());
        handbook.events.push(EventSymbol { name: class.name.node.clone(), properties, types, is_class: true });
    }

    /// Counts what is copied into a class or list; reports once where it is too much.
    pub(super) fn copy(&mut self, count: usize, class: &Name) -> bool {
        let left = self.copies.and_then(|left| left.checked_sub(count));
        if left.is_none() && self.copies.is_some() {
            self.report(Problem::TooManyNodes { limit: self.node_limit }, class.span);
        }
        self.copies = left;
        left.is_some()
    }

    fn groups(&mut self, declarations: &[Declaration], outer: &[String], taken: &mut Taken, handbook: &mut CheckedHandbook) {
        for declaration in declarations {
            let DeclarationKind::Group(group) = &declaration.kind else { continue };
            let path = inside(outer, &group.name.node);
            if self.take_as(taken, Kind::Group, path.join("/"), group.name.span) {
                handbook.group_names.entry(group.name.node.clone()).or_default().push(handbook.groups.len());
                handbook.groups.push(GroupSymbol {
                    path: PathText(path.clone()),
                    nature: group.nature.clone(),
                    tags: Vec::new(),
                    span: group.name.span,
                });
            }
            self.groups(&group.members, &path, taken, handbook);
        }
    }

    fn tags(&mut self, declarations: &[Declaration], outer: &[String], taken: &mut Taken, handbook: &mut CheckedHandbook) {
        for declaration in declarations {
            match &declaration.kind {
                DeclarationKind::Group(group) => self.tags(&group.members, &inside(outer, &group.name.node), taken, handbook),
                DeclarationKind::Tag(tag) => self.tag(tag, outer, taken, handbook),
                _ => {}
            }
        }
    }

    fn tag(&mut self, tag: &Tag, outer: &[String], taken: &mut Taken, handbook: &mut CheckedHandbook) {
        let group = match &tag.group {
            Some(path) => {
                let found = handbook.group(path);
                if found.is_none() {
                    self.group_not_found(path, handbook);
                }
                found
            }
            None => handbook.group_at(outer),
        };
        let path = match group {
            Some(group) => inside(&handbook.groups[group].path.0, &tag.name.node),
            None => inside(outer, &tag.name.node),
        };
        if !self.take_as(taken, Kind::Tag, path.join("/"), tag.name.span) {
            return;
        }
        if tag.definition == Definition::Otherwise {
            self.otherwise(tag, group, handbook);
        }
        let number = handbook.tags.len();
        if let Some(group) = group {
            handbook.groups[group].tags.push(number);
        }
        handbook.tag_names.entry(tag.name.node.clone()).or_default().push(number);
        handbook.tags.push(TagSymbol { path: PathText(path), group, tag: tag.clone() });
    }

    fn otherwise(&mut self, tag: &Tag, group: Option<usize>, handbook: &CheckedHandbook) {
        let group = group.map(|g| &handbook.groups[g]);
        match group {
            Some(group) if group.nature.exclusive => {
                let other = *self.otherwise.entry(group.path.clone()).or_insert(handbook.tags.len());
                if other < handbook.tags.len() {
                    self.report(Problem::SecondOtherwise { first: handbook.tags[other].path.to_string() }, tag.name.span);
                }
            }
            other => {
                let group = other.map(|g| g.path.to_string());
                self.report(Problem::MisplacedOtherwise { group }, tag.name.span);
            }
        }
    }
}

/// How much there is to copy of a property.
fn size((_, ty): &(String, Type)) -> usize {
    1 + ty.members().map_or(0, <[Name]>::len)
}

fn inside(outer: &[String], name: &str) -> Vec<String> {
    outer.iter().cloned().chain([name.to_owned()]).collect()
}
