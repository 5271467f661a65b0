//! What is known of the values that stand in comparisons.

use serde_json::Value as Json;

use super::leaves::key;
use super::meaning::{Meaning, Within};
use super::quantity::{ONE, Quantity, Role, Source};
use super::values::FAR;
use super::windows::Stretch;
use crate::ast::{PathText, TagPattern, TagValue, Type};
use crate::normal::only_entry;
use crate::span::Spanned;

impl<'h> Meaning<'h> {
    /// The number of the quantity that a value is.
    pub(super) fn value(&mut self, value: &Json, within: Within<'h>) -> usize {
        let Some((kind, content)) = only_entry(value) else { return self.known(value, within, Quantity::unknown(None)) };
        let quantity = match kind {
            "name" => self.named(content, within),
            "count" if content.get("per").is_none() => return self.count(&content["stream"], content.get("window")),
            "count" => Quantity::number(false).always_there(),
            "active_days" => self.counted(value, content, Stretch::of(content.get("window")).days(), "stream"),
            "streak" => self.counted(value, content, None, "stream"),
            "open" if content.get("oldest").is_none() => self.counted(value, content, None, "opening"),
            "aggregate" => self.aggregate(content),
            "occurrence" => self.occurrence(content),
            "tag_value" => self.tag_value(content),
            "turns" => {
                let of = without_window(value, kind);
                Quantity::count(None, Some(Source::Windowed { of, window: Stretch::of(content.get("window")) }))
            }
            "tags_in" => self.tags_in(content),
            "elapsed" => Quantity { all: Quantity::count(None, None).all.or_missing(true), ..Quantity::count(None, None) },
            _ => Quantity::unknown(None),
        };
        self.known(value, within, quantity)
    }

    fn known(&mut self, value: &Json, within: Within<'h>, quantity: Quantity) -> usize {
        self.numbered(key(value, within), || quantity)
    }

    /// A result of reckoning is of the kind of what it is compared with.
    pub(super) fn reckoned(&mut self, left: &Json, right: &Json, within: Within<'h>) -> usize {
        let (kind, quantity) = if right.pointer("/literal/number").is_some() {
            ("number", Quantity::number(true))
        } else if right.pointer("/literal/duration").is_some() {
            ("duration", Quantity::duration(1, -FAR))
        } else {
            return self.value(left, within);
        };
        self.numbered(format!("{kind} {}", key(left, within)), || quantity)
    }

    /// An attribute, an event's property, or the level held in a group.
    fn named(&self, name: &Json, within: Within<'h>) -> Quantity {
        let path = PathText::from(name.as_str().unwrap_or_default());
        let ty = match (within, path.bare()) {
            (Some(event), Some(name)) => event.property(name).map(|(_, ty)| ty),
            (None, Some(name)) => self.handbook.attribute(name).map(|attribute| &self.handbook.attributes()[attribute].ty),
            _ => None,
        };
        if let Some(ty) = ty {
            return Quantity::of_type(ty);
        }
        match self.handbook.scaled_group(&path).filter(|_| within.is_none()) {
            Some(group) => Quantity::of_names(&self.handbook.groups()[group].nature.levels, true),
            None => Quantity::unknown(None),
        }
    }

    /// Never more than there are events.
    fn counted(&mut self, value: &Json, content: &Json, most: Option<u64>, stream: &str) -> Quantity {
        let kind = only_entry(value).map_or("", |(kind, _)| kind);
        let stream = content[stream].clone();
        let most = if self.is_empty(&stream) { Some(0) } else { most };
        let mut rest = content.clone();
        for known in ["stream", "opening", "window"] {
            rest.as_object_mut().map(|rest| rest.remove(known));
        }
        let role = Role::Counted(format!("{kind} {rest}"));
        Quantity::count(most, Some(Source::Events { role, stream, window: Stretch::of(content.get("window")) }))
    }

    fn aggregate(&mut self, content: &Json) -> Quantity {
        let stream = content["stream"].clone();
        let window = Stretch::of(content.get("window"));
        let Some(ty) = self.property(&stream, &content["property"]) else { return Quantity::unknown(None) };
        let events = |role| Some(Source::Events { role, stream: stream.clone(), window: window.clone() });
        let of = Quantity::of_type(ty);
        let quantity = match content["function"].as_str() {
            Some("distinct") => {
                let most = match ty {
                    Type::Enum(members) => u64::try_from(members.len()).ok(),
                    Type::Bool => Some(2),
                    _ => None,
                };
                let role = Role::Counted(format!("distinct {}", content["property"]));
                return Quantity::count(most, events(role));
            }
            Some("sum") => return Quantity { source: events(Role::Total), ..of.always_there() },
            Some("min" | "max" | "mode") => of,
            _ => of.between_steps(),
        };
        Quantity { source: events(Role::Value), ..quantity }
    }

    fn occurrence(&self, content: &Json) -> Quantity {
        let stream = content["stream"].clone();
        let ty = content.get("property").and_then(|property| self.property(&stream, property));
        let source = Some(Source::Events { role: Role::Value, stream, window: Stretch::Whole });
        Quantity { source, ..ty.map_or_else(|| Quantity::unknown(None), Quantity::of_type) }
    }

    fn property(&self, stream: &Json, property: &Json) -> Option<&'h Type> {
        let event = self.handbook.event(stream["event"].as_str()?)?;
        self.handbook.events()[event].property(property.as_str()?).map(|(_, ty)| ty)
    }

    fn tag_value(&self, path: &Json) -> Quantity {
        let tag = self.handbook.tag(&PathText::from(path.as_str().unwrap_or_default()));
        match tag.and_then(|tag| self.handbook.value_of(tag)) {
            Some(TagValue::Text) => Quantity::of_type(&Type::Text),
            Some(TagValue::Number) => Quantity::number(true),
            Some(TagValue::Level(names)) => Quantity::of_names(names, true),
            None => Quantity::unknown(None),
        }
    }

    fn tags_in(&self, path: &Json) -> Quantity {
        let path = Spanned::built(PathText::from(path.as_str().unwrap_or_default()));
        let Some(group) = self.handbook.group(&path) else { return Quantity::count(None, None) };
        let tags = self.handbook.matching(&TagPattern { path, whole_group: true });
        let nature = &self.handbook.groups()[group].nature;
        // Only of the tags directly in the group it is known how many there are at a time.
        let is_flat = tags.iter().all(|&tag| self.handbook.tags()[tag].group == Some(group));
        let most = match &nature.at_most {
            _ if nature.exclusive && is_flat => Some(1),
            Some(most) if is_flat => Some(u64::from(most.node).min(tags.len() as u64)),
            _ => Some(tags.len() as u64),
        };
        let holds_open = self
            .handbook
            .groups()
            .iter()
            .any(|other| other.nature.open && other.path.0.starts_with(&self.handbook.groups()[group].path.0));
        Quantity::count(most.filter(|_| !holds_open), Some(Source::TagsOf(group)))
    }
}

fn without_window(value: &Json, kind: &str) -> String {
    let mut of = value.clone();
    if let Some(content) = of.get_mut(kind).and_then(Json::as_object_mut) {
        content.remove("window");
    }
    of.to_string()
}

/// The least that a count is if there is one at all.
pub(super) const SOME: i128 = ONE;
