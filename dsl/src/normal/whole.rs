//! All that decides who holds a tag: its definition, what that looks at, what this looks at, and so on.

use serde_json::{Value as Json, json};

use super::{DefinitionHash, Normaliser};
use crate::ast::{Condition, Definition};
use crate::check::{CheckedHandbook, Node, What};

impl CheckedHandbook {
    /// For each tag, by number, a hash of all that decides who holds it: its definition with all that this refers to, however
    /// far (named conditions, parameters, lists of words, classes of events, segments, other tags and their definitions), the
    /// tags that come before it in its group, and how long it lasts. Where it stays the same from one handbook to the
    /// next, so do the holders. What only describes a tag (a colour, a note) does not count; neither do the rules that give
    /// an assignable one.
    ///
    /// Hashes stay the same from release to release, unless the changelog says otherwise.
    ///
    /// ```
    /// use tagora_dsl::{Limits, read};
    /// let hashes = |words: &str| {
    ///     let text = format!("keywords k = ({words})\nevent chat {{ text: text }}\ntag a when chat.text mentions any of k\ntag b when has a");
    ///     read(&text, &Limits::default()).unwrap().holding_hashes()
    /// };
    /// assert_eq!(hashes("\"refund\""), hashes("\"refund\""));
    /// assert_ne!(hashes("\"refund\"")[1], hashes("\"return\"")[1], "a tag that looks at another changes with it");
    /// ```
    #[must_use]
    pub fn holding_hashes(&self) -> Vec<DefinitionHash> {
        let mut normaliser = Normaliser::new(self);
        let zones = self.zones();
        let mut known: Vec<Option<(String, DefinitionHash)>> = Vec::new();
        for station in self.stations() {
            let needed = station.needs.iter().filter_map(|&need| known.get(need)?.as_ref());
            let mut needs: Vec<Json> = needed.map(|(name, hash)| json!([name, hash.to_string()])).collect();
            super::logic::sort(&mut needs);
            let hash = DefinitionHash::of(&zones, &json!({"itself": normaliser.itself(station.what), "needs": needs}));
            known.resize(known.len().max(station.place + 1), None);
            known[station.place] = Some((self.name_of(station.what), hash));
        }
        // Tags have the first places.
        known.into_iter().take(self.tags().len()).flatten().map(|(_, hash)| hash).collect()
    }

    fn name_of(&self, what: What) -> String {
        match what {
            What::Node(Node::Tag(tag)) => format!("tag {}", self.tags()[tag].path),
            What::Node(Node::Define(define)) => format!("define {}", self.defines()[define].name.node),
            What::Node(Node::Segment(segment)) => format!("segment {}", self.segments()[segment].name.node),
            What::Node(Node::Open(group)) => format!("open {}", self.groups()[group].path),
            What::Group(group) => format!("group {}", self.groups()[group].path),
        }
    }
}

impl Normaliser<'_> {
    /// What is said at one place.
    fn itself(&mut self, what: What) -> Json {
        match what {
            What::Node(Node::Tag(tag)) => self.tag(tag),
            What::Node(Node::Define(define)) => self.meant(&self.handbook.defines()[define].condition),
            What::Node(Node::Segment(segment)) => self.meant(&self.handbook.segments()[segment].condition),
            What::Node(Node::Open(group)) | What::Group(group) => {
                let group = &self.handbook.groups()[group];
                let tags: Vec<String> = group.tags.iter().map(|&tag| self.handbook.tags()[tag].path.to_string()).collect();
                json!({"group": group.path.to_string(), "nature": group.nature, "tags": tags})
            }
        }
    }

    fn tag(&mut self, tag: usize) -> Json {
        let symbol = &self.handbook.tags()[tag];
        let definition = match &symbol.tag.definition {
            Definition::When(condition) => self.meant(condition),
            Definition::Assignable => "assignable".into(),
            Definition::Otherwise => "otherwise".into(),
        };
        let nature = symbol.group.map(|group| &self.handbook.groups()[group].nature);
        let room = nature.map(|nature| json!([nature.exclusive, nature.at_most]));
        let of = &symbol.tag.properties;
        json!({"tag": definition, "room": room, "valid": of.valid, "until": of.until, "value": of.value, "refresh": of.refresh})
    }

    /// A condition, and the types of events that classes in it stand for.
    fn meant(&mut self, condition: &Condition) -> Json {
        let normal = self.normal(condition);
        let mut classes = Vec::new();
        self.classes(&normal, &mut classes);
        super::logic::sort(&mut classes);
        classes.dedup();
        if classes.is_empty() { normal } else { json!({"condition": normal, "classes": classes}) }
    }

    /// The classes of events whose names stand anywhere in a form. A text that reads like one is taken for it: that makes hashes
    /// differ at most.
    fn classes(&self, form: &Json, found: &mut Vec<Json>) {
        match form {
            Json::String(name) => {
                let class = self.handbook.event(name).map(|event| &self.handbook.events()[event]).filter(|event| event.is_class);
                found.extend(class.map(|class| {
                    let mut types: Vec<&str> =
                        class.types.iter().map(|&event| self.handbook.events()[event].name.as_str()).collect();
                    types.sort_unstable();
                    json!({"class": name, "types": types})
                }));
            }
            Json::Array(parts) => parts.iter().for_each(|part| self.classes(part, found)),
            Json::Object(parts) => parts.values().for_each(|part| self.classes(part, found)),
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }
}
