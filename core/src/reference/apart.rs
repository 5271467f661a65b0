//! What rules did to ids that became one customer, while they were still apart.

use std::collections::{BTreeMap, BTreeSet};

use super::earlier::Earlier;
use crate::customer::{Ordinal, Union};
use crate::error::Result;
use crate::event::{History, Schema};
use crate::rule::Plan;

/// A customer as it was for a time: one id, or several that were one already.
#[derive(Default)]
struct Part {
    members: BTreeSet<Ordinal>,
    unions: Vec<Union>,
    earlier: Earlier,
}

/// What all rules did before the last union. A rule saw only what was one customer then: two histories that become one set
/// nothing off.
pub(super) fn before_the_last_union(history: &History, plan: &Plan, schema: &Schema) -> Result<Earlier> {
    let mut parts: BTreeMap<Ordinal, Part> = BTreeMap::new();
    for &union in history.unions() {
        let mut side = |ordinal| -> Result<Part> {
            let mut part = parts.remove(&ordinal).unwrap_or_else(|| Part { members: [ordinal].into(), ..Part::default() });
            let lived = history.part(&part.members, &part.unions, union.at);
            part.earlier = part.earlier.through(&lived, plan, schema, union.at.saturating_add(-1))?;
            Ok(part)
        };
        let (mut into, mut from) = (side(union.into)?, side(union.from)?);
        into.members.append(&mut from.members);
        into.unions.append(&mut from.unions);
        into.unions.push(union);
        into.unions.sort_by_key(|union| union.at);
        into.earlier.unite(from.earlier);
        parts.insert(union.into, into);
    }
    Ok(parts.into_values().next().map_or_else(Earlier::default, |part| part.earlier))
}
