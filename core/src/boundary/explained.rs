//! Explanations, and what comes next, as JSON.

use serde_json::{Value as Json, json};
use tagora_dsl::Language;

use super::json::cause;
use crate::engine::{Foreseen, Outlook};
use crate::explain::{Clause, Episode, Explanation, Seen, Turning, Upcoming};
use crate::time::Instant;

/// With the same in words, in both languages.
pub(super) fn explanation(told: &Explanation) -> Json {
    json!({
        "tag": *told.tag,
        "at": told.at.millis(),
        "is_held": told.is_held,
        "basis": told.basis.name(),
        "since": told.since.map(Instant::millis),
        "until": told.until.map(Instant::millis),
        "cause": told.cause.as_ref().map(cause),
        "definition": told.definition.as_ref().map(clause),
        "next": told.next.as_ref().map(turning),
        "ahead": told.ahead.millis(),
        "text": told.text(Language::English),
        "text_zh": told.text(Language::Chinese),
    })
}

fn turning(turning: &Turning) -> Json {
    json!({
        "at": turning.at.millis(),
        "gained": turning.gained,
        "cause": cause(&turning.cause),
        "definition": turning.definition.as_ref().map(clause),
    })
}

fn clause(told: &Clause) -> Json {
    let seen = |seen: &Seen| json!({"event": *seen.event, "id": seen.id, "at": seen.at.millis()});
    json!({
        "text": told.text(Language::English),
        "text_zh": told.text(Language::Chinese),
        "is_true": told.is_true,
        "value": told.value,
        "against": told.against,
        "events": told.events.iter().map(seen).collect::<Json>(),
        "all_events": told.all_events,
        "clauses": told.clauses.iter().map(clause).collect::<Json>(),
    })
}

pub(super) fn forecast(turns: &[Upcoming]) -> Json {
    let turn =
        |turn: &Upcoming| json!({"at": turn.at.millis(), "tag": *turn.tag, "gained": turn.gained, "cause": cause(&turn.cause)});
    turns.iter().map(turn).collect()
}

pub(super) fn outlook(outlook: &Outlook) -> Json {
    let turn = |turn: &Foreseen| json!({"at": turn.at.millis(), "customer": turn.customer, "gained": turn.gained, "cause": cause(&turn.cause)});
    json!({"turns": outlook.turns.iter().map(turn).collect::<Json>(), "is_more": outlook.is_more})
}

pub(super) fn episodes(episodes: &[Episode]) -> Json {
    let episode = |episode: &Episode| {
        let end = episode.end.as_ref().map(|(at, why)| json!({"at": at.millis(), "cause": cause(why)}));
        json!({"since": episode.since.millis(), "cause": cause(&episode.cause), "end": end})
    };
    episodes.iter().map(episode).collect()
}
