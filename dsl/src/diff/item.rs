//! What a handbook declares, one thing after the other, as it can be compared.

use std::collections::HashSet;

use serde_json::{Value as Json, json};

use super::difference::texts;
use crate::ast::{Declaration, DeclarationKind, Definition};
use crate::check::CheckedHandbook;
use crate::normal::DefinitionHash;
use crate::vocabulary::Word;

pub(super) struct Item {
    pub(super) word: Word,
    /// Of tags and groups the path.
    pub(super) name: String,
    /// What it says, without its name.
    pub(super) says: Json,
    /// What the definition of a tag means.
    pub(super) means: Option<DefinitionHash>,
    /// The tags of a group by whose order it is decided who holds which, by their paths.
    pub(super) ranked: Vec<String>,
}

impl Item {
    /// All that a handbook declares, in order; members of a group behind it.
    pub(super) fn all(handbook: &CheckedHandbook) -> Vec<Self> {
        let mut items = Vec::new();
        gather(&handbook.ast().declarations, "", handbook, &mut items);
        items
    }

    /// Takes what another list says to its own.
    fn take_up(&mut self, says: Json) {
        let list = |json: Json| match json {
            Json::Object(fields) => fields.into_iter().next().map(|(_, list)| list),
            _ => None,
        };
        if let Some(Json::Array(own)) = self.says.as_object_mut().and_then(|fields| fields.values_mut().next())
            && let Some(Json::Array(more)) = list(says)
        {
            own.extend(more);
        }
    }

    /// The texts in it, among them the names that it mentions.
    pub(super) fn mentions(&self) -> HashSet<&str> {
        let mut mentions = HashSet::new();
        texts(&self.says, &mut mentions);
        mentions
    }
}

fn gather(declarations: &[Declaration], within: &str, handbook: &CheckedHandbook, items: &mut Vec<Item>) {
    for Declaration { kind, .. } in declarations {
        let name = match kind {
            DeclarationKind::Tag(tag) => match &tag.group {
                Some(group) => path(within, &format!("{}/{}", group.node, tag.name.node)),
                None => path(within, &tag.name.node),
            },
            DeclarationKind::Group(group) => path(within, &group.name.node),
            other => name_of(other),
        };
        let means = match kind {
            DeclarationKind::Tag(tag) => match &tag.definition {
                Definition::When(condition) => Some(handbook.definition_hash(condition)),
                _ => None,
            },
            _ => None,
        };
        if let (DeclarationKind::Drop(_), Some(drops)) = (kind, items.iter_mut().find(|item| item.word == Word::Drop)) {
            // Several are one.
            drops.take_up(says(kind));
            continue;
        }
        let ranked = match kind {
            DeclarationKind::Group(group) if group.nature.exclusive || group.nature.at_most.is_some() => ranked(&name, handbook),
            _ => Vec::new(),
        };
        items.push(Item { word: word_of(kind), says: says(kind), means, ranked, name: name.clone() });
        if let DeclarationKind::Group(group) = kind {
            gather(&group.members, &name, handbook, items);
        }
    }
}

/// The tags with definitions directly in a group, in order.
fn ranked(group: &str, handbook: &CheckedHandbook) -> Vec<String> {
    let symbol = handbook.groups().iter().find(|symbol| symbol.path.to_string() == group);
    let tags = symbol.into_iter().flat_map(|symbol| &symbol.tags).filter_map(|&tag| handbook.tags().get(tag));
    let defined = tags.filter(|symbol| matches!(symbol.tag.definition, Definition::When(_)));
    defined.map(|symbol| symbol.path.to_string()).collect()
}

fn path(within: &str, name: &str) -> String {
    if within.is_empty() { name.to_owned() } else { format!("{within}/{name}") }
}

/// The JSON of a declaration without what it is called; of a group only its nature.
fn says(kind: &DeclarationKind) -> Json {
    if let DeclarationKind::Group(group) = kind {
        return json!({"nature": group.nature});
    }
    // A tree without maps of odd keys is always JSON.
    let mut json = serde_json::to_value(kind).unwrap_or_default();
    let fields = json.as_object_mut().and_then(|outer| outer.values_mut().next()).and_then(Json::as_object_mut);
    if let Some(fields) = fields {
        fields.remove("name");
        if let DeclarationKind::Tag(_) = kind {
            fields.remove("group");
            if let Some(properties) = fields.get_mut("properties").and_then(Json::as_object_mut) {
                properties.remove("formerly");
            }
        }
    }
    json
}

fn word_of(kind: &DeclarationKind) -> Word {
    match kind {
        DeclarationKind::Timezone(_) => Word::Timezone,
        DeclarationKind::CustomerTimezone(_) => Word::CustomerTimezone,
        DeclarationKind::Attribute(_) => Word::Attribute,
        DeclarationKind::Event(_) | DeclarationKind::EventClass(_) => Word::Event,
        DeclarationKind::Keywords(_) => Word::Keywords,
        DeclarationKind::Parameter(_) => Word::Parameter,
        DeclarationKind::Group(_) => Word::Group,
        DeclarationKind::Tag(_) => Word::Tag,
        DeclarationKind::Rule(_) => Word::Rule,
        DeclarationKind::Segment(_) => Word::Segment,
        DeclarationKind::Route(_) => Word::Route,
        DeclarationKind::Define(_) => Word::Define,
        DeclarationKind::Drop(_) => Word::Drop,
        DeclarationKind::Test(_) => Word::Test,
    }
}

fn name_of(kind: &DeclarationKind) -> String {
    let name = match kind {
        DeclarationKind::Attribute(attribute) => &attribute.name,
        DeclarationKind::Event(event) => &event.name,
        DeclarationKind::EventClass(class) => &class.name,
        DeclarationKind::Keywords(keywords) => &keywords.name,
        DeclarationKind::Parameter(parameter) => &parameter.name,
        DeclarationKind::Rule(rule) => &rule.name,
        DeclarationKind::Segment(segment) => &segment.name,
        DeclarationKind::Route(route) => &route.name,
        DeclarationKind::Define(define) => &define.name,
        DeclarationKind::Test(scenario) => &scenario.name,
        DeclarationKind::Tag(tag) => &tag.name,
        DeclarationKind::Group(group) => &group.name,
        DeclarationKind::Timezone(_) | DeclarationKind::CustomerTimezone(_) | DeclarationKind::Drop(_) => return String::new(),
    };
    name.node.clone()
}
