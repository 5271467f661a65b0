use std::sync::Arc;

use tagora_dsl::ast::Definition;

use super::options::Options;
use super::state::{Redo, State};
use crate::change::{Cause, Change};
use crate::column::Column;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::rule::Plan;

/// What loading a handbook did.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Loaded {
    /// The handbook's version: 1 for the first, then one more each.
    pub version: u32,
    /// The number of the commit.
    pub commit: u64,
    /// What the new handbook changes for customers already known, with the cause `handbook`.
    pub changes: Vec<Change>,
}

/// Works out what a handbook does, on a copy of the state.
pub(super) fn stage(state: &State, options: &Options, text: &str) -> Result<(State, Loaded)> {
    let handbook = tagora_dsl::read(text, &options.handbook_limits).map_err(Error::handbook)?;
    let mut next = state.clone();
    let schema = state.schema.extended(&handbook)?;
    let version = state.plan.as_ref().map_or(1, |plan| plan.version + 1);
    let mut plan = Plan::compile(handbook, &schema, version)?;
    if let Some(before) = &state.plan {
        plan.follow(before, state.clock);
    }
    let plan = Arc::new(plan);
    keeps_assigned_tags(state, &plan)?;
    next.commit += 1;
    next.schema = Arc::new(schema);
    next.text = text.into();
    next.tags = vec![Column::default(); plan.tags.len()];
    let old_plan = next.plan.replace(plan.clone());
    let mut drafts = Vec::new();
    if let (Some(clock), Some(old_plan)) = (state.clock, old_plan) {
        let redo = Redo { clock, cause: Cause::Handbook { version }, old_plan: Some(old_plan) };
        let customers: Vec<_> = next.people.all().map(|(customer, _)| customer).collect();
        for customer in customers {
            next.take_forward(customer, &plan, clock, Some(&redo), &mut drafts);
        }
    }
    let changes = next.publish(drafts, options);
    let loaded = Loaded { version, commit: next.commit, changes };
    Ok((next, loaded))
}

/// A tag that people hold by assignment must not vanish unnoticed.
fn keeps_assigned_tags(state: &State, plan: &Plan) -> Result<()> {
    let Some(old) = &state.plan else { return Ok(()) };
    for (number, symbol) in old.handbook.tags().iter().enumerate() {
        let members = state.tags.get(number).map_or(0, |column| column.members().len());
        let path = symbol.path.to_string();
        if symbol.tag.definition == Definition::Assignable && members > 0 && !plan.tag_numbers.contains_key(path.as_str()) {
            let message = format!("the new handbook lacks the assigned tag {}, which {members} customers hold", quote(&path));
            return Err(Error::new(ErrorKind::TagHasMembers, message).with_help("keep it, or take it from them first"));
        }
    }
    Ok(())
}
