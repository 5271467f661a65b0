//! Conditions that hold no others, but for filters.

use serde_json::{Map, Value as Json, json};

use super::Normaliser;
use super::logic::{join, negated, only_entry, sort};
use crate::ast::{PathText, TagPattern, Unit};
use crate::span::Spanned;

impl Normaliser<'_> {
    pub(super) fn atom(&mut self, condition: Json) -> Json {
        let Some((kind, content)) = only_entry(&condition) else { return condition };
        match kind {
            "between" => {
                let compare =
                    |op: &str, end: &str| json!({"compare": {"left": content["value"], "op": op, "right": content[end]}});
                let (low, high) = (compare(">=", "low"), compare("<=", "high"));
                join("and", vec![self.measured(low), self.measured(high)])
            }
            "compare" => {
                let condition = self.measured(condition);
                turned(condition)
            }
            "happened" => {
                let mut content = content.as_object().cloned().unwrap_or_default();
                let absent = content.remove("absent").is_some();
                let happened = self.measured(json!({ "happened": content }));
                if absent { negated(happened) } else { happened }
            }
            "one_of" => self.one_of(condition),
            "has" => self.has(content),
            "includes" => self.includes(condition),
            "set_by" => self.set_by(condition),
            "mentions" => self.mentions(condition),
            "regular" => self.regular(condition),
            "past" => self.past(condition),
            _ => self.measured(condition),
        }
    }

    fn one_of(&mut self, condition: Json) -> Json {
        let mut condition = self.measured(condition);
        let list = condition.pointer_mut("/one_of/list").and_then(Json::as_array_mut);
        // Calculations may have no value: what is said of all of them is not said of each.
        let Some(list) = list.filter(|list| list.iter().all(|item| item.get("literal").or(item.get("name")).is_some())) else {
            return condition;
        };
        sort(list);
        list.dedup();
        condition
    }

    /// Each element alone, but where none may be in the set: a set that is missing is not one without them.
    fn includes(&mut self, condition: Json) -> Json {
        let mut condition = self.measured(condition);
        let includes = &mut condition["includes"];
        let Some(elements) = includes["elements"].as_array_mut() else { return condition };
        sort(elements);
        elements.dedup();
        let word = match includes["quantifier"].as_str() {
            Some("all") => "and",
            Some("any") => "or",
            _ => return condition,
        };
        let (value, elements) = (&includes["value"], includes["elements"].as_array().into_iter().flatten());
        let alone = |element: &Json| json!({"includes": {"value": value, "quantifier": "any", "elements": [element]}});
        join(word, elements.map(alone).collect())
    }

    /// Each tag alone, by its whole path; a group as all of its tags.
    fn has(&self, content: &Json) -> Json {
        let mut tags = Vec::new();
        for pattern in content["tags"].as_array().into_iter().flatten() {
            let Some((kind, path)) = only_entry(pattern) else { continue };
            let path = Spanned::built(PathText::from(path.as_str().unwrap_or_default()));
            let pattern = TagPattern { path, whole_group: kind == "group" };
            let declared = self.handbook.matching(&pattern).into_iter().map(|tag| self.handbook.tags()[tag].path.to_string());
            let open =
                self.handbook.open_groups(&pattern).into_iter().map(|group| format!("{}/*", self.handbook.groups()[group].path));
            let path = self.handbook.open_path(&pattern.path.node).filter(|_| !pattern.whole_group).map(|path| path.to_string());
            tags.extend(declared.chain(open).chain(path).map(|tag| json!({ "has": tag })));
        }
        match content["quantifier"].as_str() {
            Some("all") => join("and", tags),
            Some("none") => negated(join("or", tags)),
            _ => join("or", tags),
        }
    }

    /// The tag by its whole path.
    fn set_by(&self, mut condition: Json) -> Json {
        let path = PathText::from(condition["set_by"]["tag"].as_str().unwrap_or_default());
        let declared = self.handbook.tag(&path).map(|tag| self.handbook.tags()[tag].path.clone());
        if let Some(path) = declared.or_else(|| self.handbook.open_path(&path)) {
            condition["set_by"]["tag"] = Json::String(path.to_string());
        }
        condition
    }

    /// Filters in normal form, parameters as what they stand for, fixed lengths of time in milliseconds, years in months.
    pub(super) fn measured(&mut self, json: Json) -> Json {
        if let Some(value) = self.parameter(&json) {
            return value;
        }
        match json {
            Json::Array(items) => Json::Array(items.into_iter().map(|item| self.measured(item)).collect()),
            Json::Object(object) => length(&object).unwrap_or_else(|| {
                let entry = |(key, value): (String, Json)| {
                    // Inside a filter a name standing alone is a property of the event.
                    let value = if key == "filter" { Filter.condition(self, value) } else { self.measured(value) };
                    (key, value)
                };
                Json::Object(object.into_iter().map(entry).collect())
            }),
            other => other,
        }
    }
}

/// The forms of `and`, `or` and `not` inside a filter.
struct Filter;

impl Filter {
    fn condition(&self, normaliser: &mut Normaliser<'_>, condition: Json) -> Json {
        let Some((kind, content)) = only_entry(&condition) else { return condition };
        match kind {
            "and" | "or" => {
                let parts = content.as_array().cloned().unwrap_or_default();
                join(kind, parts.into_iter().map(|part| self.condition(normaliser, part)).collect())
            }
            "not" => negated(self.condition(normaliser, content.clone())),
            "bare" => condition,
            "at_least" => normaliser.measured(condition),
            _ => normaliser.atom(condition),
        }
    }
}

/// `{amount, unit}` as milliseconds or months; `None` if it is something else.
fn length(object: &Map<String, Json>) -> Option<Json> {
    if object.len() != 2 {
        return None;
    }
    let amount = object.get("amount")?.as_u64()?;
    let unit: Unit = serde_json::from_value(object.get("unit")?.clone()).ok()?;
    Some(match unit {
        Unit::Month => json!({ "months": amount }),
        Unit::Year => json!({ "months": amount.saturating_mul(12) }),
        fixed => json!({ "millis": amount.saturating_mul(fixed.millis()?.unsigned_abs()) }),
    })
}

/// A value that is written stands on the right.
fn turned(condition: Json) -> Json {
    let compare = &condition["compare"];
    let is_written = |side: &str| compare[side].get("literal").is_some();
    if !is_written("left") || is_written("right") || compare["right"].get("name").is_some() {
        return condition;
    }
    let op = match compare["op"].as_str() {
        Some("<") => ">",
        Some("<=") => ">=",
        Some(">") => "<",
        Some(">=") => "<=",
        Some(same) => same,
        None => return condition,
    };
    json!({"compare": {"left": compare["right"], "op": op, "right": compare["left"]}})
}
