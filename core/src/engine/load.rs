use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tagora_dsl::ast::TagValue;
use tagora_dsl::{CheckedHandbook, Diagnostic};

use super::diff::{self, GroupDiff, TagDiff};
use super::options::Options;
use super::progress::Progress;
use super::retention;
use super::state::{Old, Redo, State};
use crate::change::{Cause, Changes, Drafts};
use crate::column::{Column, Columns, OpenColumns};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::event::Schema;
use crate::live::{Program, Standing};
use crate::route::{Before, Routes};
use crate::rule::{self, Plan};
use crate::time::Instant;

/// How a handbook is loaded.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// Says how far the work is, and can call it off.
    pub progress: Progress,
    /// Whether the handbook may ask for more of the past than [is kept](Options::retention_millis). Then the events that it asks for
    /// are kept from now on as long as it is in force, and [`Loaded::incomplete_since`] says from when on they are.
    pub accepts_incomplete: bool,
}

/// What loading a handbook did.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Loaded {
    /// The handbook's version: 1 for the first, then one more each.
    pub version: u32,
    /// The number of the commit.
    pub commit: u64,
    /// Whether the commit survives a loss of power.
    pub durable: bool,
    /// What the new handbook changes for customers already known, with the cause `handbook`.
    pub changes: Changes,
    /// What is allowed in the handbook but hardly meant, in order of place. They keep nothing from being in force.
    pub warnings: Vec<Diagnostic>,
    /// What became of each tag, compared with the handbook before, and how many customers gained and lost it. First the tags
    /// that the handbook declares, in order of declaration, all of them; then those of open groups of which something changed, in no
    /// particular order; last those that are gone. As numbers of customers these say once more what [`changes`](Self::changes) says one
    /// by one, but for tags that were called otherwise, which the feed tells as one going and the other coming.
    pub tags: Vec<TagDiff>,
    /// The same of each group, in order of declaration; last those that are gone.
    pub groups: Vec<GroupDiff>,
    /// Where the handbook asks for more of the past than is kept, and that was accepted: since when there are all of the events that
    /// it asks for. `None` if nothing that it asks for is missing.
    pub incomplete_since: Option<Instant>,
}

/// Works out what a handbook does, on a copy of the state. If that is asked for certain customers alone, it is not told of any other.
pub(super) fn stage(
    state: &State,
    standing: &mut Standing,
    options: &Options,
    text: &str,
    how: &LoadOptions,
    whose: Option<&Column>,
) -> Result<(State, Loaded)> {
    how.progress.reach(0, state.register.given())?;
    let handbook = tagora_dsl::read(text, &options.handbook_limits).map_err(Error::handbook)?;
    let warnings = handbook.warnings(text, &options.handbook_limits);
    let mut next = state.clone();
    let Compiled { plan, schema } = compile_read(state, state.clock, options, handbook)?;
    let version = plan.version;
    keeps_assigned_tags(state, standing, &plan, whose)?;
    keeps_kinds_of_values(state, &plan)?;
    let (for_good, incomplete_since) = retention::under(state, options, &plan, &schema, how.accepts_incomplete)?;
    next.keep_for_good(for_good, standing);
    next.commit += 1;
    next.attributes.fit(&schema);
    next.schema = Arc::new(schema);
    let mut drafts = Drafts::default();
    match &state.plan {
        // All that is known stays as it is.
        Some(before) if before.says_the_same(&plan) => next.plan = Some(plan),
        before => {
            next.program = Arc::new(Program::compile(&plan, &next.schema)?);
            next.plan = Some(plan.clone());
            let before = before.as_ref().zip(state.clock);
            work_out(state, &mut next, standing, before, &how.progress, &mut drafts)?;
            let before = before.map(|(old, at)| Before { plan: old, routes: &state.routes, columns: &state.tags, at });
            next.routes = Routes::under(&plan, before, (&next.tags, &next.universe), &mut drafts);
        }
    }
    if let Some(whose) = whose {
        drafts.keep(|customer| whose.contains(customer));
    }
    let changes = next.publish(drafts, options)?;
    let (tags, groups) = (diff::of_tags(state, &next, whose), diff::of_groups(state, &next, whose));
    let loaded = Loaded { version, commit: next.commit, durable: false, changes, warnings, tags, groups, incomplete_since };
    Ok((next, loaded))
}

/// A handbook ready to come into force behind another.
pub(super) struct Compiled {
    pub(super) plan: Arc<Plan>,
    pub(super) schema: Schema,
}

/// Makes a handbook ready that comes into force at an instant of the clock, behind the one in force in a state.
pub(super) fn compile(state: &State, clock: Option<Instant>, options: &Options, text: &str) -> Result<Compiled> {
    let handbook = tagora_dsl::read(text, &options.handbook_limits).map_err(Error::handbook)?;
    compile_read(state, clock, options, handbook)
}

fn compile_read(state: &State, clock: Option<Instant>, options: &Options, handbook: CheckedHandbook) -> Result<Compiled> {
    let schema = state.schema.extended(&handbook)?;
    let version = state.plan.as_ref().map_or(1, |plan| plan.version + 1);
    let mut plan = Plan::compile(handbook, &schema, version)?;
    if let Some(before) = &state.plan {
        plan.follow(before, clock);
        if plan.earlier.len() > options.max_earlier_handbooks {
            let message = format!(
                "the rules of {} earlier handbooks are kept, the limit is {}",
                plan.earlier.len(),
                options.max_earlier_handbooks
            );
            return Err(Error::new(ErrorKind::LimitExceeded, message).with_help("raise `max_earlier_handbooks`"));
        }
    }
    plan.max_open_tags = options.max_open_tags;
    Ok(Compiled { plan: Arc::new(plan), schema })
}

/// Works out what the plan that is new in a state says of all customers, from their whole history.
fn work_out(
    state: &State,
    next: &mut State,
    standing: &mut Standing,
    before: Option<(&Arc<Plan>, Instant)>,
    progress: &Progress,
    drafts: &mut Drafts,
) -> Result<()> {
    let Some(plan) = &next.plan else { return Ok(()) };
    let cause = Cause::Handbook { version: plan.version };
    next.tags = Columns::of(plan.tags.len());
    next.open_tags = OpenColumns::default();
    standing.replace(next.program.clone());
    let lives = std::mem::take(&mut next.lives);
    let Some((old, clock)) = before else { return Ok(()) };
    // Under another zone the same days begin at other instants.
    let is_one_zone = plan.zone == old.zone && plan.own_zone == old.own_zone;
    let redo = Redo { clock, cause, is_open: false, old: Some(Old { plan: old.clone(), lives }), told: Vec::new() };
    if let Some(carried) = next.carried(standing).filter(|_| is_one_zone) {
        return next.carry(state, standing, &carried, &redo, progress, drafts);
    }
    let (mut done, total) = (0, state.register.given());
    state.each_history(|customer, history| {
        next.take_forward(standing, customer, (&history, &[]), clock, Some(&redo), drafts)?;
        done += 1;
        progress.pass(done, total)
    })
}

/// A tag given to customers must not vanish unnoticed, be it held or beaten, nor become one that is not assigned; one
/// that is pinned or banned must not vanish.
fn keeps_assigned_tags(state: &State, standing: &Standing, plan: &Plan, whose: Option<&Column>) -> Result<()> {
    let (Some(old), Some(clock)) = (&state.plan, state.clock) else { return Ok(()) };
    let mut lost: BTreeMap<Arc<str>, u64> = BTreeMap::new();
    let kept = |path: &Arc<str>| {
        // What is dropped is let go of on purpose.
        let Some(became) = plan.renames.today(path, old.version) else { return Some(&rule::Definition::Assignable) };
        let path = &became.last()?.path;
        match plan.tag_numbers.get(path) {
            Some(&kept) => Some(&plan.tags[kept].definition),
            None => plan.open_tag(path).map(|_| &rule::Definition::Assignable),
        }
    };
    let is_kept = |path: &Arc<str>| matches!(kept(path), Some(rule::Definition::Assignable));
    let is_asked = |customer| whose.is_none_or(|whose| whose.contains(customer));
    for (_, life) in state.lives.iter().filter(|(customer, _)| is_asked(*customer)) {
        let (assigned, tags) = (life.assigned(), life.tags(old));
        let given = assigned.all_given(clock).filter(|&tag| !is_kept(&tags.path(tag)));
        let stays = |tag: &usize| kept(&tags.path(*tag)).is_some();
        let lacking: BTreeSet<usize> = given.chain(assigned.pinned_or_banned().filter(|tag| !stays(tag))).collect();
        for tag in lacking {
            *lost.entry(tags.path(tag)).or_default() += 1;
        }
    }
    let goes = |tag: &&rule::Tag| matches!(tag.definition, rule::Definition::Assignable) && !is_kept(&tag.path);
    if old.seen().iter().any(|tag| goes(&tag)) {
        let given = old.seen().iter().zip(standing.count_given(clock, is_asked));
        for (tag, customers) in given.filter(|(tag, customers)| *customers > 0 && goes(tag)) {
            *lost.entry(tag.path.clone()).or_default() += customers;
        }
    }
    let Some((path, customers)) = lost.pop_first() else { return Ok(()) };
    let message = format!("the new handbook lacks the assigned tag {}, which {customers} customers were given", quote(&path));
    Err(Error::new(ErrorKind::TagHasMembers, message)
        .with_help("keep it, say with `formerly` what it is called now, or let go of it with `drop` and its path"))
}

/// Tags that become one carry values of one kind.
fn keeps_kinds_of_values(state: &State, plan: &Plan) -> Result<()> {
    let Some(old) = &state.plan else { return Ok(()) };
    for (path, tag) in plan.handbook.former_paths() {
        let path: Arc<str> = path.to_string().into();
        let Some(&before) = old.tag_numbers.get(&path).filter(|&&before| old.tags[before].path == path) else { continue };
        let kind = |value: Option<&TagValue>| value.map(std::mem::discriminant);
        if kind(old.handbook.value_of(before)) != kind(plan.handbook.value_of(tag)) {
            let (now, path) = (quote(&plan.tags[tag].path), quote(&path));
            let message = format!("{now} was {path} before, whose value is of another type");
            return Err(Error::new(ErrorKind::IncompatibleType, message)
                .with_help("give it the same `value`, or let go of the old tag with `drop`"));
        }
    }
    Ok(())
}
