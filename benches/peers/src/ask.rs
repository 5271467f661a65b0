//! The questions, asked of tagora.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};
use tagora::{By, CustomerId, Engine, Scope, Segment, Snapshot, Suppress};

use crate::load::{self, Data};
use crate::measure::{self, best, memory, once};
use crate::questions::{Manifest, Queries};
use crate::{Result, handbook};

/// Loads the data into a store, asks everything, and gives what was found and measured as JSON.
pub fn ask(folder: &Path, store: &Path, threads: usize) -> Result<Value> {
    let manifest: Manifest = serde_json::from_slice(&fs::read(folder.join("manifest.json"))?)?;
    let data = Data::read(folder)?;
    let before = memory()?.1;
    let mut parts = Parts::default();
    let engine = parts.of("handbook", || load::open(store, &manifest, threads))?;
    parts.of("attributes", || load::attributes(&engine, &manifest, &data))?;
    parts.of("events", || load::events(&engine, &manifest, &data))?;
    parts.of("flush", || Ok(engine.flush()?))?;
    let assignments = data.assignments();
    drop(data);
    let queries = queries(&engine, &manifest)?;
    let (rules, all) = rules(&engine)?;
    let (peak, after) = memory()?;
    engine.close()?;
    Ok(json!({
        "system": "tagora",
        "version": env!("CARGO_PKG_VERSION"),
        "threads": threads,
        "load": {
            "seconds": parts.seconds,
            "parts": parts.all,
            "assignments": assignments,
        },
        "memory": { "columns": before, "peak": peak, "after": after },
        "disk": measure::size(store)?,
        "queries": queries,
        "rules": rules,
        "all_rules": all,
    }))
}

/// How long each part of loading took, and how much memory there was then.
#[derive(Default)]
struct Parts {
    seconds: f64,
    all: Map<String, Value>,
}

impl Parts {
    fn of<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let (seconds, done) = once(work)?;
        self.seconds += seconds;
        self.all.insert(name.to_owned(), json!({ "seconds": seconds, "memory": memory()?.1 }));
        Ok(done)
    }
}

/// What was found, how long it took at best, and the sum of the ids of those who were found.
fn found(of: (f64, Value), ids: Option<u64>) -> Value {
    let (seconds, answer) = of;
    json!({ "ways": { "engine": { "seconds": seconds, "answer": answer } }, "ids": ids })
}

struct Asked<'a> {
    engine: &'a Engine,
    snapshot: Snapshot,
}

impl Asked<'_> {
    fn segment(&self, condition: &str) -> Result<Segment> {
        Ok(self.engine.prepare(condition)?)
    }

    /// The sum of the ids of a segment's customers.
    fn ids(&self, segment: &Segment) -> Result<u64> {
        Ok(self.snapshot.ids(segment)?.iter().map(number).sum())
    }

    /// How many are in each of some segments.
    fn counts(&self, conditions: &[String]) -> Result<Value> {
        let segments = conditions.iter().map(|condition| self.segment(condition)).collect::<Result<Vec<_>>>()?;
        let counts = || Ok(segments.iter().map(|segment| self.snapshot.count(segment)).collect::<tagora::Result<Vec<_>>>()?);
        let (seconds, counts) = best(counts)?;
        let ids = segments.iter().map(|segment| self.ids(segment)).sum::<Result<u64>>()?;
        Ok(found((seconds, json!(counts)), Some(ids)))
    }
}

fn number(id: &CustomerId) -> u64 {
    match id {
        CustomerId::Number(number) => *number,
        CustomerId::Text(_) => 0,
    }
}

fn queries(engine: &Engine, manifest: &Manifest) -> Result<Map<String, Value>> {
    let Queries { and_dense, and_sparse, or_many, composite: [a, b, c, d, e], at_least, coverage, page, .. } = &manifest.queries;
    let asked = Asked { engine, snapshot: engine.snapshot(&Scope::All)? };
    let both = |pairs: &[[u64; 2]]| pairs.iter().map(|[one, other]| format!("has t{one} and has t{other}")).collect::<Vec<_>>();
    let list = |tags: &[u64], each: &str| tags.iter().map(|tag| format!("{each}t{tag}")).collect::<Vec<_>>().join(", ");
    let mut all = Map::new();
    all.insert("and_dense".into(), asked.counts(&both(and_dense))?);
    all.insert("and_sparse".into(), asked.counts(&both(and_sparse))?);
    all.insert("or_many".into(), asked.counts(&[format!("has any of ({})", list(or_many, ""))])?);
    let composite = format!("(has t{a} and has t{b} and not has t{c}) or (has t{d} and has t{e})");
    all.insert("composite".into(), asked.counts(&[composite])?);
    let at_least = format!("at least {} of ({})", at_least.k, list(&at_least.of, "has "));
    all.insert("at_least".into(), asked.counts(&[at_least])?);
    all.insert("overlap".into(), overlap(&asked, &manifest.queries.overlap)?);
    let others = asked.segment(&format!("not has t{}", coverage.without))?;
    let covered = best(|| {
        let covered = asked.snapshot.coverage(&others, "interest")?;
        Ok(json!([covered.none, covered.one, covered.more]))
    })?;
    all.insert("coverage".into(), found(covered, None));
    all.insert("breakdown".into(), breakdown(&asked, manifest)?);
    let segment = asked.segment(&format!("has t{} and not has t{}", page.segment.with, page.segment.without))?;
    all.insert("page".into(), paging(&asked, &segment, page.behind, page.limit)?);
    all.insert("funnel".into(), funnel(&asked, manifest)?);
    Ok(all)
}

fn overlap(asked: &Asked<'_>, tags: &[u64]) -> Result<Value> {
    let names: Vec<String> = tags.iter().map(|tag| format!("t{tag}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let condition = format!("has any of ({})", names.join(", "));
    let segment = asked.segment(&condition)?;
    let (seconds, overlap) = best(|| Ok(asked.snapshot.overlap(&segment, &names)?))?;
    let pairs = (0..names.len()).flat_map(|one| (one..names.len()).map(move |other| (one, other)));
    let counts: Vec<u64> = pairs.map(|(one, other)| overlap.shared(one, other)).collect();
    Ok(found((seconds, json!(counts)), None))
}

/// By region how many there are, how many of them have points, the sum of these and their mean, which is told by the others.
fn breakdown(asked: &Asked<'_>, manifest: &Manifest) -> Result<Value> {
    let of = &manifest.queries.breakdown;
    let segment = asked.segment(&format!("has t{} and not has t{}", of.with, of.without))?;
    let points = asked.engine.expression("points")?;
    let by = || Ok(asked.snapshot.analysis(Suppress::NONE).breakdown(&segment, By::Attribute("region"), Some(&points))?);
    let (seconds, found_by) = best(by)?;
    let mut rows = vec![[0; 3]; manifest.regions as usize + 1];
    for part in &found_by.parts {
        let region = part.value.as_ref().and_then(|name| name.strip_prefix('r')).map(str::parse::<usize>).transpose()?;
        let sum = part.sum.as_ref().map(ToString::to_string).ok_or("a sum is missing")?.parse()?;
        rows[region.unwrap_or(manifest.regions as usize)] = [part.customers.unwrap_or(0), part.values.unwrap_or(0), sum];
    }
    Ok(found((seconds, json!(rows)), None))
}

/// A page deep in a segment. Its cursor is what the page before gave.
fn paging(asked: &Asked<'_>, segment: &Segment, behind: u64, limit: usize) -> Result<Value> {
    let all = asked.snapshot.ids(segment)?;
    let before = all.iter().take_while(|id| number(id) <= behind).count();
    let cursor = asked.snapshot.page(segment, None, before)?.next.ok_or("there is no page behind that id")?;
    let (seconds, page) = best(|| Ok(asked.snapshot.page(segment, Some(&cursor), limit)?))?;
    let ids = page.customers.iter().map(number).sum();
    let ends = page.customers.first().zip(page.customers.last()).map(|(first, last)| [number(first), number(last)]);
    Ok(found((seconds, json!(ends)), Some(ids)))
}

fn funnel(asked: &Asked<'_>, manifest: &Manifest) -> Result<Value> {
    let of = &manifest.queries.funnel;
    let steps: Vec<&str> = of.steps.iter().map(|&step| manifest.event_names[step].as_str()).collect();
    let funnel =
        asked.engine.funnel(&format!("sequence({} within {} days)", steps.join(", "), of.within / manifest.rules.day))?;
    let everybody = asked.engine.everybody()?;
    let (seconds, passage) = best(|| Ok(asked.snapshot.analysis(Suppress::NONE).passage(&everybody, &funnel, None)?))?;
    let steps: Vec<_> = passage.parts.first().ok_or("a funnel without parts")?.steps.iter().map(|step| step.customers).collect();
    Ok(found((seconds, json!(steps)), None))
}

/// Each rule, and how long it takes to answer all of them one after the other.
fn rules(engine: &Engine) -> Result<(Map<String, Value>, f64)> {
    let snapshot = engine.snapshot(&Scope::All)?;
    let asked = Asked { engine, snapshot };
    let condition = |name: &str| format!("has {name}");
    let each = handbook::RULES.iter().map(|(name, _)| Ok(((*name).to_owned(), asked.counts(&[condition(name)])?)));
    let segments = handbook::RULES.iter().map(|(name, _)| asked.segment(&condition(name))).collect::<Result<Vec<_>>>()?;
    let (all, _) = best(|| Ok(segments.iter().map(|segment| engine.count(segment)).sum::<tagora::Result<u64>>()?))?;
    Ok((each.collect::<Result<_>>()?, all))
}
