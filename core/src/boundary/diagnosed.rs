//! What live data say about a handbook, as JSON.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use crate::engine::{Diagnosis, Flapping, GroupCover, Similar, Sources};

pub(super) fn diagnosis(told: &Diagnosis) -> Json {
    let paths = |paths: &[Arc<str>]| paths.iter().map(|path| Json::from(&**path)).collect::<Json>();
    json!({
        "customers": told.customers,
        "held_by_nobody": paths(&told.held_by_nobody),
        "held_by_all": paths(&told.held_by_all),
        "unused": paths(&told.unused),
        "similar": told.similar.iter().map(similar).collect::<Json>(),
        "groups": told.groups.iter().map(group).collect::<Json>(),
        "tags_per_customer": told.tags_per_customer,
        "sources": told.sources.iter().map(sources).collect::<Json>(),
        "flapping": told.flapping.iter().map(flapping).collect::<Json>(),
    })
}

fn similar(similar: &Similar) -> Json {
    json!({"one": *similar.one, "other": *similar.other, "both": similar.both, "either": similar.either})
}

fn group(cover: &GroupCover) -> Json {
    json!({"group": *cover.group, "none": cover.none, "one": cover.one, "several": cover.several})
}

fn sources(of: &Sources) -> Json {
    json!({"tag": *of.tag, "defined": of.defined, "people": of.people, "imports": of.imports, "rules": of.rules})
}

fn flapping(flapping: &Flapping) -> Json {
    json!({"tag": *flapping.tag, "customers": flapping.customers, "most": flapping.most})
}
