//! What rules did to ids that became one customer, while they were still apart.

use std::collections::{BTreeMap, BTreeSet};

use super::life::{Earlier, Effect, Life};
use crate::customer::{Ordinal, Union};
use crate::error::Result;
use crate::event::{History, Schema};
use crate::rule::Plan;
use crate::time::Instant;

/// A customer as it was for a time: one id, or several that were one already.
#[derive(Default)]
struct Part {
    members: BTreeSet<Ordinal>,
    unions: Vec<Union>,
    effects: Vec<Effect>,
}

/// The effects of all rules before the last union. A rule saw only what was one customer then: two histories that become
/// one set nothing off.
pub(super) fn effects_apart(history: &History, plan: &Plan, schema: &Schema) -> Result<Vec<Effect>> {
    let mut parts: BTreeMap<Ordinal, Part> = BTreeMap::new();
    for &union in history.unions() {
        let mut side = |ordinal| -> Result<Part> {
            let mut part = parts.remove(&ordinal).unwrap_or_else(|| Part { members: [ordinal].into(), ..Part::default() });
            let lived = history.part(&part.members, &part.unions, union.at);
            part.effects = effects_of_rules(&lived, plan, schema, part.effects, union.at.saturating_add(-1))?;
            Ok(part)
        };
        let (mut into, mut from) = (side(union.into)?, side(union.from)?);
        into.members.append(&mut from.members);
        into.unions.append(&mut from.unions);
        into.unions.push(union);
        into.unions.sort_by_key(|union| union.at);
        into.effects.append(&mut from.effects);
        into.effects.sort_by_key(|effect| effect.at);
        parts.insert(union.into, into);
    }
    Ok(parts.into_values().next().map_or_else(Vec::new, |part| part.effects))
}

/// What the rules of all handbooks did up to an instant, behind what was done before.
fn effects_of_rules(history: &History, plan: &Plan, schema: &Schema, before: Vec<Effect>, until: Instant) -> Result<Vec<Effect>> {
    let effects = effects_of_earlier_rules(history, plan, schema, before)?;
    Ok(Life::default().go(history, plan, schema, until, &Earlier { effects, ended: None })?.effects)
}

/// What the rules of earlier handbooks did while they were in force, behind what was done before.
pub(super) fn effects_of_earlier_rules(
    history: &History,
    plan: &Plan,
    schema: &Schema,
    before: Vec<Effect>,
) -> Result<Vec<Effect>> {
    let mut effects = before;
    let mut plans = plan.earlier.iter().map(|plan| &**plan).chain([plan]).peekable();
    while let (Some(earlier), Some(next)) = (plans.next(), plans.peek()) {
        if let Some(end) = next.since {
            let later = effects.split_off(effects.partition_point(|effect| effect.at <= end));
            effects = Life::default().go(history, earlier, schema, end, &Earlier { effects, ended: Some(next) })?.effects;
            effects.extend(later);
        }
    }
    Ok(effects)
}
