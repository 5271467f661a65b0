//! What is known of one customer, and what happened to it, as JSON.

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};
use tagora_dsl::Language;

use super::json::{cause, held, routed};
use crate::engine::{Happened, Happening, Known, Profile, Reckoned, Routed, Suggested, Timeline};
use crate::time::Instant;

pub(super) fn profile(told: Option<&Profile>) -> Json {
    let Some(profile) = told else { return Json::Null };
    let (known, declared) = profile.completeness();
    json!({
        "customer": profile.customer,
        "at": profile.at.millis(),
        "since": profile.since.map(Instant::millis),
        "events": profile.events,
        "completeness": {"known": known, "declared": declared},
        "attributes": profile.attributes.iter().map(attribute).collect::<Json>(),
        "tags": held(&profile.tags),
        "numbers": profile.numbers.iter().map(number).collect::<Json>(),
        "routes": profile.routes.iter().map(route).collect::<Json>(),
        "suggestions": profile.suggestions.iter().map(suggestion).collect::<Json>(),
    })
}

fn attribute(known: &Known) -> Json {
    json!({"attribute": *known.attribute, "value": known.value, "since": known.since.map(Instant::millis)})
}

fn number(number: &Reckoned) -> Json {
    json!({"text": number.text(Language::English), "text_zh": number.text(Language::Chinese), "value": number.value})
}

fn route((route, led): &(Arc<str>, Routed)) -> Json {
    let mut json = routed(Some(led));
    json["route"] = (**route).into();
    json
}

fn suggestion(suggested: &Suggested) -> Json {
    json!({
        "tag": *suggested.tag,
        "at": suggested.at.millis(),
        "confidence": suggested.confidence,
        "cause": cause(&suggested.cause),
    })
}

pub(super) fn timeline(timeline: &Timeline) -> Json {
    json!({"items": timeline.items.iter().map(happening).collect::<Json>(), "next": timeline.next})
}

fn happening(happening: &Happening) -> Json {
    let (kind, mut json) = match &happening.what {
        Happened::Created => ("created", json!({})),
        Happened::Event { event, id, properties } => {
            let said: Map<String, Json> =
                properties.iter().map(|(name, value)| (name.to_string(), value.as_str().into())).collect();
            ("event", json!({"event": **event, "id": id, "properties": said}))
        }
        Happened::Attribute { name, value } => ("attribute", json!({"attribute": **name, "value": value})),
        Happened::Assigned { tag, act, by } => ("assigned", json!({"tag": **tag, "act": act, "by": **by})),
        Happened::Gained { tag, cause: why } => ("gained", json!({"tag": **tag, "cause": cause(why)})),
        Happened::Lost { tag, cause: why } => ("lost", json!({"tag": **tag, "cause": cause(why)})),
    };
    json["kind"] = kind.into();
    json["at"] = happening.at.millis().into();
    json
}
