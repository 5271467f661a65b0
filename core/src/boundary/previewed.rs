//! Previews as JSON.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::what_if::Previewed;
use super::{explained, json};
use crate::engine::{Affected, Fired, Moved, Preview, Sample, SegmentDiff, Sizes};
use crate::error::Result;
use crate::explain::Explanation;
use crate::time::Instant;

/// So many customers are told of each sort if not said otherwise.
const CUSTOMERS: usize = 100;

/// So many of them with why.
const SAMPLES: usize = 3;

pub(super) fn preview(preview: &Preview, asked: &Previewed, instants: &[Instant]) -> Result<Json> {
    let about = asked.about.iter().map(|tag| about(preview, tag, asked)).collect::<Result<Json>>()?;
    Ok(json!({
        "version": preview.version,
        "warnings": super::error::diagnostics(&preview.warnings),
        "tags": json::tag_diffs(&preview.tags),
        "groups": json::group_diffs(&preview.groups),
        "segments": preview.segments()?.iter().map(segment).collect::<Json>(),
        "fired": preview.fired().iter().map(fired).collect::<Json>(),
        "incomplete_since": preview.incomplete_since.map(Instant::millis),
        "about": about,
        "sizes": sizes(&preview.sizes(instants, &crate::engine::Progress::default())?),
    }))
}

/// Who is meant by a preview, and what else looks at the tag.
fn about(preview: &Preview, tag: &str, asked: &Previewed) -> Result<Json> {
    let told = |moved| -> Result<Json> {
        let (mut customers, mut samples) = (Vec::new(), Vec::new());
        let count = |asked: Option<u32>, usual| asked.map_or(usual, |count| count as usize);
        let (most, drawn) = (count(asked.customers, CUSTOMERS), count(asked.samples, SAMPLES));
        if most > 0 {
            customers = preview.customers(tag, moved, None, most)?;
        }
        if drawn > 0 {
            samples = preview.samples(tag, moved, drawn)?;
        }
        Ok(json!({"customers": customers, "samples": samples.iter().map(sample).collect::<Json>()}))
    };
    Ok(json!({
        "tag": tag,
        "affected": affected(&preview.affected(tag)?),
        "gained": told(Moved::Gained)?,
        "lost": told(Moved::Lost)?,
        "stayed": told(Moved::Stayed)?,
    }))
}

fn sample(sample: &Sample) -> Json {
    let told = |told: &Option<Explanation>| told.as_ref().map(explained::explanation);
    json!({"customer": sample.customer, "before": told(&sample.before), "after": told(&sample.after)})
}

fn affected(affected: &Affected) -> Json {
    let names = |names: &[Arc<str>]| names.iter().map(|name| Json::from(&**name)).collect::<Json>();
    json!({
        "tags": names(&affected.tags),
        "defines": names(&affected.defines),
        "segments": names(&affected.segments),
        "rules": names(&affected.rules),
        "routes": names(&affected.routes),
    })
}

fn segment(diff: &SegmentDiff) -> Json {
    json!({"segment": *diff.segment, "gained": diff.gained, "lost": diff.lost, "stayed": diff.stayed})
}

fn fired(fired: &Fired) -> Json {
    json!({
        "rule": *fired.rule,
        "kind": fired.kind,
        "what": *fired.what,
        "times": fired.times,
        "customers": fired.customers,
    })
}

pub(super) fn sizes(sizes: &[Sizes]) -> Json {
    let tag = |(tag, customers): &(Arc<str>, u64)| json!({"tag": **tag, "customers": customers});
    let of = |sizes: &Sizes| {
        let tags: Json = sizes.tags.iter().map(tag).collect();
        json!({"at": sizes.at.millis(), "customers": sizes.customers, "tags": tags})
    };
    sizes.iter().map(of).collect()
}
