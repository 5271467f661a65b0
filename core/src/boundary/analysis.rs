//! Questions to an analysis, answered by tables.

use serde_json::{Map, Value as Json, json};

use super::question::Question;
use crate::access::Scope;
use crate::analysis::{Figures, Suppress};
use crate::engine::Engine;
use crate::error::Result;
use crate::query::Segment;
use crate::time::Instant;
use crate::value::Value;

/// Answers a question about the present, or about an instant in the past.
pub(super) fn answer(engine: &Engine, question: &str, below: u64, at: Option<Instant>) -> Result<Json> {
    let question = Question::read(question)?;
    let snapshot = match at {
        Some(at) => engine.as_of(at, &Scope::All)?,
        None => engine.snapshot(&Scope::All)?,
    };
    let analysis = snapshot.analysis(Suppress::below(below));
    let of = |segment: &Option<String>| -> Result<Segment> {
        segment.as_ref().map_or_else(|| engine.everybody(), |condition| engine.prepare(condition))
    };
    let instant = |millis: i64| Instant::from_millis(millis);
    Ok(match &question {
        Question::Breakdown { segment, by, numbers } => {
            let numbers = numbers.as_ref().map(|numbers| engine.expression(numbers)).transpose()?;
            let found = analysis.breakdown(&of(segment)?, by.by(), numbers.as_ref())?;
            table(&found.figures(), &[("customers", found.customers)])
        }
        Question::Cross { segment, rows, columns } => {
            table(&analysis.cross(&of(segment)?, rows.by(), columns.by())?.figures(), &[])
        }
        Question::Top { segment, attribute, limit } => {
            let found = analysis.top(&of(segment)?, attribute, *limit)?;
            table(&found.figures(), &[("customers", found.customers)])
        }
        Question::Distribution { segment, numbers, percents } => {
            let found = analysis.distribution(&of(segment)?, &engine.expression(numbers)?, percents)?;
            table(&found.figures(), &[("customers", found.customers), ("values", found.values)])
        }
        Question::Rhythm { segment, events, cycle } => {
            table(&analysis.rhythm(&of(segment)?, &engine.stream(events)?, *cycle)?.figures(), &[])
        }
        Question::Coverage { segment, group } => {
            let found = analysis.coverage(&of(segment)?, group)?;
            table(&found.figures(), &[("customers", found.customers)])
        }
        Question::Lifts { segment, tags } => {
            let found = analysis.lifts(&of(segment)?, &tags.iter().map(String::as_str).collect::<Vec<_>>())?;
            table(&found.figures(), &[("customers", found.customers)])
        }
        Question::Passage { segment, funnel, by } => {
            let by = by.as_ref().map(super::question::Dividing::by);
            let found = analysis.passage(&of(segment)?, &engine.funnel(funnel)?, by)?;
            table(&found.figures(), &[("customers", found.parts.first().and_then(|all| all.customers))])
        }
        Question::Elapsed { segment, begin, end, pairs, percents } => {
            let found = analysis.elapsed(&of(segment)?, &engine.stream(begin)?, &engine.stream(end)?, *pairs, percents)?;
            let totals = [("customers", found.millis.customers), ("values", found.millis.values), ("open", found.open)];
            table(&found.figures(), &totals)
        }
        Question::Retention { segment, begin, back, period, periods } => {
            let (begin, back) = (engine.stream(begin)?, engine.stream(back)?);
            table(&analysis.retention(&of(segment)?, &begin, &back, *period, *periods)?.figures(), &[])
        }
        Question::Transitions { segment, group, before } => {
            // The same customers at both instants: who is in the segment now and was not then has not arrived.
            let (mut before, mut after) = (engine.as_of(instant(*before)?, &Scope::All)?, snapshot.clone());
            if segment.is_some() {
                let asked = snapshot.freeze(&of(segment)?)?;
                (before, after) = (before.within(&asked)?, after.within(&asked)?);
            }
            let found = after.analysis(Suppress::below(below)).transitions(&before, group)?;
            table(&found.figures(), &[("arrived", found.arrived), ("gone", found.gone)])
        }
        Question::Conversion { segment, tag, goal, since, before, within_millis, percents } => {
            let gains = engine.gains(tag, instant(*since)?, instant(*before)?)?;
            let found = analysis.conversion(&of(segment)?, &gains, &engine.stream(goal)?, *within_millis, percents)?;
            let totals = [("gained", found.gained), ("converted", found.converted), ("missed", found.missed)];
            table(&found.figures(), &[&totals[..], &[("pending", found.pending)]].concat())
        }
        Question::BeforeAfter { segment, tag, events, since, before, within_millis } => {
            let gains = engine.gains(tag, instant(*since)?, instant(*before)?)?;
            let found = analysis.before_after(&of(segment)?, &gains, &engine.stream(events)?, *within_millis)?;
            table(&found.figures(), &[("customers", found.customers)])
        }
        Question::Contrast { first, second, limit } => {
            let found = analysis.contrast(&engine.prepare(first)?, &engine.prepare(second)?, *limit)?;
            table(&found.figures(), &[("first", found.customers[0]), ("second", found.customers[1])])
        }
    })
}

/// `{columns, rows, totals}`. The cells of a column are of one kind: texts, whole numbers, or numbers with a point.
fn table(figures: &Figures, totals: &[(&str, Option<u64>)]) -> Json {
    let has_point = |column: usize| {
        let cells = figures.rows().iter().filter_map(|row| row.get(column)?.as_ref());
        cells.into_iter().any(|cell| matches!(cell, Value::Number(_) | Value::Float(_)))
    };
    let points: Vec<bool> = (0..figures.columns().len()).map(has_point).collect();
    let row = |row: &Vec<Option<Value>>| row.iter().zip(&points).map(|(value, &point)| cell(value.as_ref(), point)).collect();
    let totals: Map<String, Json> = totals.iter().map(|(name, count)| ((*name).to_owned(), json!(count))).collect();
    json!({
        "columns": figures.columns().iter().map(|name| Json::from(&**name)).collect::<Json>(),
        "rows": figures.rows().iter().map(row).collect::<Vec<Json>>(),
        "totals": totals,
    })
}

fn cell(value: Option<&Value>, point: bool) -> Json {
    match value {
        None => Json::Null,
        Some(Value::Int(whole)) if !point => json!(whole),
        Some(Value::Text(text)) => json!(text),
        // A decimal is the nearest number with a point; tables are what is reckoned with further.
        Some(number) => number.to_string().parse::<f64>().map_or(Json::Null, |number| json!(number)),
    }
}
