//! A fragment of a tree, by the key under which it stands in the tree's JSON.

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::Printer;
use crate::ast::{
    Action, Condition, Definition, Duration, Expr, Literal, ParameterEntry, Property, RouteLine, TagPattern, TagValue, Trigger,
    Type, Validity, Window, WordItem,
};
use crate::language::Language;
use crate::vocabulary::Word;

/// Prints what stands under a key; none if that is nothing that can be read by itself.
pub(crate) fn print_fragment(key: &str, json: &Json, language: Language) -> Option<String> {
    let mut printer = Printer::new(language);
    printer.fragment(key, json)?;
    Some(printer.out)
}

impl Printer {
    fn fragment(&mut self, key: &str, json: &Json) -> Option<()> {
        match key {
            "definition" => match read::<Definition>(json)? {
                Definition::Assignable => return None,
                Definition::When(condition) => self.condition(&condition),
                Definition::Otherwise => self.word(Word::Otherwise),
            },
            "trigger" => self.trigger(&read::<Trigger>(json)?),
            "properties" => self.property(&read::<Property>(json)?),
            "entries" => self.entry(&read::<ParameterEntry>(json)?),
            "window" => self.window(&read::<Window>(json)?),
            "actions" => self.action(&read::<Action>(json)?),
            "words" | "unless" => self.word_item(&read::<WordItem>(json)?),
            "tags" | "drop" => self.pattern(&read::<TagPattern>(json)?),
            "lines" => self.route_line(&read::<RouteLine>(json)?),
            "type" => self.value_type(&read::<Type>(json)?),
            "valid" => self.validity(read::<Validity>(json)?),
            "within" | "review" => self.duration(read::<Duration>(json)?),
            "constant" | "otherwise" => self.literal(&read::<Literal>(json)?),
            "kind" => self.tag_kind(read(json)?),
            "tier" => self.tier(read(json)?),
            "value" if read::<TagValue>(json).is_some() => self.tag_value(&read(json)?),
            "color" | "owner" | "note" | "timezone" | "targets" => self.quoted(json.as_str()?),
            "weight" | "at_most" | "capacity" | "until" | "refresh" | "group" => match json {
                Json::String(text) => self.put(text),
                other => self.put(&other.to_string()),
            },
            "members" | "levels" | "approval" | "customer_timezone" => self.name(json.as_str()?),
            "exclusive" | "required" | "open" | "sensitive" | "on_late" | "on_backfill" if json.is_boolean() => {
                let is_so = json == &Json::Bool(true);
                self.put(self.language.pick(if is_so { "yes" } else { "no" }, if is_so { "是" } else { "否" }));
            }
            _ => self.clause(json)?,
        }
        Some(())
    }

    /// A condition or an expression.
    fn clause(&mut self, json: &Json) -> Option<()> {
        if !json.is_object() {
            return None;
        }
        match read::<Condition>(json) {
            Some(condition) => self.condition(&condition),
            None => self.expr(&read::<Expr>(json)?),
        }
        Some(())
    }
}

fn read<T: DeserializeOwned>(json: &Json) -> Option<T> {
    serde_json::from_value(json.clone()).ok()
}
