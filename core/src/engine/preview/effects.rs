//! Who is meant by a preview, and what follows from it.

use std::sync::Arc;

use tagora_dsl::ast::PathText;

use super::Preview;
use crate::change::{Cause, ChangeKind};
use crate::column::Column;
use crate::customer::CustomerId;
use crate::engine::diff;
use crate::engine::queries::some;
use crate::error::Result;
use crate::explain::Explanation;
use crate::query::Segment;
use crate::rule::Plan;

/// What becomes of a customer and a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moved {
    /// It holds the tag and held neither it nor what it was called before.
    Gained,
    /// It held the tag, or what it was called before, and does not hold it.
    Lost,
    /// It held it and holds it.
    Stayed,
}

/// A customer of a preview, with why it holds the tag or does not, before and after.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sample {
    /// Who.
    pub customer: CustomerId,
    /// Under the handbook in force; `None` if that has no such tag.
    pub before: Option<Explanation>,
    /// Under the one that is previewed; `None` if that has no such tag.
    pub after: Option<Explanation>,
}

/// What a preview changes about a segment that the handbook declares.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SegmentDiff {
    /// Its name.
    pub segment: Arc<str>,
    /// Customers who are in it and were not, or for whom there was none of that name.
    pub gained: u64,
    /// Customers who were in it and are not.
    pub lost: u64,
    /// Customers who were in it and are.
    pub stayed: u64,
}

/// All whose truth depends on that of a tag, directly or through others, by their names, in order of declaration; not through what
/// rules give.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Affected {
    /// The paths of tags: of those whose definitions look at it, and of those that give way to it in their group.
    pub tags: Vec<Arc<str>>,
    /// Named conditions.
    pub defines: Vec<Arc<str>>,
    /// Segments.
    pub segments: Vec<Arc<str>>,
    /// Rules whose conditions look at it.
    pub rules: Vec<Arc<str>>,
    /// Routes of which a line looks at it.
    pub routes: Vec<Arc<str>>,
}

/// What a rule would tell.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fired {
    /// The rule's name.
    pub rule: Arc<str>,
    /// What it does, as [`ChangeKind::name`] says it.
    pub kind: &'static str,
    /// The tag that it is about, the name of what is told, or the team.
    pub what: Arc<str>,
    /// How often.
    pub times: u64,
    /// Of how many customers.
    pub customers: u64,
}

impl Preview {
    /// The customers who would gain a tag, lose it, or keep it, in id order: at most `limit` of those behind a customer, or the first
    /// ones. Fewer than that are the last.
    ///
    /// # Errors
    /// `unknown-tag` for one that neither handbook has; `invalid-count` for a limit of 0.
    pub fn customers(&self, tag: &str, moved: Moved, after: Option<&CustomerId>, limit: usize) -> Result<Vec<CustomerId>> {
        some(limit, "a page")?;
        let mut ids = self.after.state.register.sorted_ids(&self.moved(&self.path(tag)?, moved));
        let first = after.map_or(0, |after| ids.partition_point(|id| id <= after));
        ids.drain(..first);
        ids.truncate(limit);
        Ok(ids)
    }

    /// Some of the customers who would gain a tag, lose it, or keep it, at most so many, each with why, before and after. They are taken
    /// at even distances, the same ones each time.
    ///
    /// # Errors
    /// As [`customers`](Self::customers), and as [`Snapshot::explain`](crate::Snapshot::explain).
    pub fn samples(&self, tag: &str, moved: Moved, count: usize) -> Result<Vec<Sample>> {
        some(count, "a sample")?;
        let path = self.path(tag)?;
        let customers = self.moved(&path, moved);
        let (total, count) = (customers.len(), customers.len().min(count as u64));
        let drawn =
            (0..count).filter_map(|number| customers.select((u128::from(number) * u128::from(total) / u128::from(count)) as u64));
        let known = |plan: &Option<Arc<Plan>>, path: &str| plan.as_ref().is_some_and(|plan| plan.tag_path(path).is_some());
        let names: Vec<Arc<str>> = self.formerly(&path).into_iter().filter(|name| known(&self.before.state.plan, name)).collect();
        let mut samples = Vec::new();
        for customer in drawn.filter_map(|customer| self.after.state.register.id(customer)) {
            // Of several tags that become one it is explained which the customer held.
            let mut held = None;
            for name in &names {
                if held.is_none() && self.before.has(&customer, name)? {
                    held = Some(name);
                }
            }
            let was = held.or(names.first());
            let before = was.map(|was| self.before.explain(&customer, was)).transpose()?.flatten();
            let after = known(&self.after.state.plan, &path).then(|| self.after.explain(&customer, &path)).transpose()?.flatten();
            samples.push(Sample { customer, before, after });
        }
        Ok(samples)
    }

    /// What would become of the segments that the handbook declares, in order of declaration. Each is run under both handbooks.
    ///
    /// # Errors
    /// As [`Snapshot::count`](crate::Snapshot::count).
    pub fn segments(&self) -> Result<Vec<SegmentDiff>> {
        let Some(plan) = &self.after.state.plan else { return Ok(Vec::new()) };
        let diff = |segment: &tagora_dsl::ast::Segment| {
            let name = segment.name.node.as_str();
            let set = |segment: Segment, of: &crate::Snapshot| Ok(of.select(&segment)?.into_iter().collect::<Column>());
            let have = set(self.after.state.segment(name)?, &self.after)?;
            let is_known = self.before.state.plan.as_ref().is_some_and(|plan| plan.handbook.segment(name).is_some());
            let had = if is_known { set(self.before.state.segment(name)?, &self.before)? } else { Column::default() };
            let stayed = had.shared_len(&have);
            Ok(SegmentDiff { segment: name.into(), gained: have.len() - stayed, lost: had.len() - stayed, stayed })
        };
        plan.handbook.segments().iter().map(diff).collect()
    }

    /// All in the handbook that looks at a tag, directly or through others; nothing of one that it does not have or declare.
    ///
    /// # Errors
    /// `unknown-tag` for one that neither handbook has.
    pub fn affected(&self, tag: &str) -> Result<Affected> {
        let path = self.path(tag)?;
        let Some(plan) = &self.after.state.plan else { return Ok(Affected::default()) };
        let handbook = &plan.handbook;
        let Some(number) = handbook.tag(&PathText::from(&*path)) else { return Ok(Affected::default()) };
        let found = handbook.dependents(number);
        let name = |name: &tagora_dsl::ast::Name| Arc::from(name.node.as_str());
        Ok(Affected {
            tags: found.tags.iter().filter_map(|&tag| plan.seen().get(tag)).map(|tag| tag.path.clone()).collect(),
            defines: found.defines.iter().filter_map(|&define| handbook.defines().get(define)).map(|it| name(&it.name)).collect(),
            segments: found
                .segments
                .iter()
                .filter_map(|&segment| handbook.segments().get(segment))
                .map(|it| name(&it.name))
                .collect(),
            rules: found.rules.iter().filter_map(|&rule| handbook.rules().get(rule)).map(|it| name(&it.name)).collect(),
            routes: found.routes.iter().filter_map(|&route| handbook.routes().get(route)).map(|it| name(&it.name)).collect(),
        })
    }

    /// What rules would tell when the handbook came into force, in order of their names. Those fire then that are asked to (`on backfill notify`);
    /// the tags that they would give are among those gained, and what rules would do later is told by a forecast.
    #[must_use]
    pub fn fired(&self) -> Vec<Fired> {
        let mut told = Vec::new();
        for change in &self.changes {
            let Cause::Rule { rule, .. } = change.cause else { continue };
            let what = match &change.kind {
                ChangeKind::Emitted { name, .. } => name,
                ChangeKind::Notified { team } => team,
                ChangeKind::Routed { target, .. } | ChangeKind::Unrouted { target, .. } => target,
                ChangeKind::Gained { tag }
                | ChangeKind::Lost { tag }
                | ChangeKind::Value { tag, .. }
                | ChangeKind::Suggested { tag, .. }
                | ChangeKind::Proposed { tag, .. }
                | ChangeKind::Declined { tag } => tag,
            };
            told.push(((rule, change.kind.name(), what.clone()), change.customer));
        }
        told.sort_unstable();
        let fired = told.chunk_by(|(one, _), (next, _)| one == next).filter_map(|alike| {
            let ((rule, kind, what), _) = alike.first()?.clone();
            let customers = alike.chunk_by(|(_, one), (_, next)| one == next).count() as u64;
            Some(Fired { rule, kind, what, times: alike.len() as u64, customers })
        });
        fired.collect()
    }

    /// The path of a tag of either handbook, the one that is previewed first.
    fn path(&self, tag: &str) -> Result<Arc<str>> {
        // Of a handbook without a tag of that name it may be the path that it had.
        let gone = || self.tags.iter().find(|diff| *diff.tag == *tag).map(|diff| diff.tag.clone());
        let states = [&self.after.state, &self.before.state];
        let path = states.iter().find_map(|state| state.plan.as_ref()?.tag_path(tag)).map(Arc::from).or_else(gone);
        match (path, &self.after.state.plan) {
            (Some(path), _) => Ok(path),
            (None, Some(plan)) => Err(plan.unknown_tag(tag)),
            (None, None) => Err(crate::engine::apply::no_handbook()),
        }
    }

    /// The paths of tags of the handbook before that are a tag now.
    fn formerly(&self, path: &Arc<str>) -> Vec<Arc<str>> {
        let is_another = self.tags.iter().any(|diff| diff.formerly.contains(path));
        let own = (!is_another).then(|| path.clone());
        let others = self.tags.iter().filter(|diff| diff.tag == *path).flat_map(|diff| diff.formerly.iter().cloned());
        own.into_iter().chain(others).collect()
    }

    fn moved(&self, path: &Arc<str>, moved: Moved) -> Column {
        let (had, have) = diff::holders(&self.before.state, &self.after.state, path, &self.after.within);
        match moved {
            Moved::Gained => have.but(&had),
            Moved::Lost => had.but(&have),
            Moved::Stayed => had.shared(&have),
        }
    }
}
