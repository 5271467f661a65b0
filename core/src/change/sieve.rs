use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::chunk::{Chunk, Run};
use super::filter::{Filter, called_today};
use super::packed::{Causes, Packed, Tables};
use super::{ChangeKind, Reason, What};
use crate::customer::Ordinal;
use crate::rule::{Legend, Plan};

/// A filter in numbers, while a feed is looked through. What a number of a legend stands for is asked once.
pub(crate) struct Sieve<'f> {
    filter: &'f Filter,
    plan: Option<&'f Plan>,
    /// Those asked for, under all of their ids.
    customers: Option<HashSet<Ordinal>>,
    causes: Causes,
    gained: bool,
    lost: bool,
    /// By version of the handbook.
    known: BTreeMap<u32, Known>,
}

/// Whether tags and rules of a legend pass, by number, as far as that was asked.
#[derive(Default)]
struct Known {
    tags: Vec<Option<bool>>,
    rules: Vec<Option<bool>>,
}

impl<'f> Sieve<'f> {
    /// Of a filter that speaks as a handbook does, for customers with these ordinals if it names any.
    pub(crate) fn new(filter: &'f Filter, plan: Option<&'f Plan>, customers: impl Iterator<Item = Ordinal>) -> Self {
        let customers = filter.customers.as_ref().map(|_| customers.collect());
        let causes = Causes::of(|cause| filter.causes.is_empty() || filter.causes.contains(cause));
        let is_kind = |kind| filter.kinds.is_empty() || filter.kinds.contains(kind);
        Self { filter, plan, customers, causes, gained: is_kind("gained"), lost: is_kind("lost"), known: BTreeMap::new() }
    }

    /// Whether everything passes.
    pub(super) fn is_open(&self) -> bool {
        self.filter.is_open()
    }

    /// The places of a chunk, of those behind one, whose changes pass; at most so many.
    pub(super) fn passing(&mut self, chunk: &Chunk, places: &Range<usize>, most: usize) -> Vec<usize> {
        let mut passing = Vec::new();
        for (run, places) in chunk.runs_of(places) {
            let mut known = self.known.remove(&run.legend.version).unwrap_or_default();
            let rest = most - passing.len();
            passing.extend(places.filter(|&place| self.passes(chunk.packed(place), chunk.tables(), run, &mut known)).take(rest));
            self.known.insert(run.legend.version, known);
        }
        passing
    }

    /// From what is told fastest to what takes a look at texts.
    fn passes(&self, packed: &Packed, tables: &Tables, run: &Run, known: &mut Known) -> bool {
        if self.customers.as_ref().is_some_and(|customers| !customers.contains(&packed.customer)) {
            return false;
        }
        if let Some((gained, tag)) = packed.turned()
            && !((if gained { self.gained } else { self.lost }) && self.is_tag(tag, &run.legend, &mut known.tags))
        {
            return false;
        }
        if !packed.may_be(self.causes) {
            return false;
        }
        if packed.is_plain() && self.filter.rules.is_empty() && self.filter.without_imports.is_empty() {
            return true;
        }
        let Some((what, why)) = tables.unpack(packed) else { return false };
        let is_told = match &what {
            What::Other(kind) => self.is_other(kind, &run.legend),
            _ => true,
        };
        is_told && self.is_cause(why.name()) && self.is_rule(&why, &run.legend, &mut known.rules) && !self.is_left_out(&why)
    }

    fn is_kind(&self, kind: &str) -> bool {
        self.filter.kinds.is_empty() || self.filter.kinds.contains(kind)
    }

    fn is_cause(&self, cause: &str) -> bool {
        self.filter.causes.is_empty() || self.filter.causes.contains(cause)
    }

    fn asks_for_tags(&self) -> bool {
        !self.filter.tags.is_empty() || !self.filter.groups.is_empty()
    }

    fn is_tag(&self, tag: usize, legend: &Legend, known: &mut Vec<Option<bool>>) -> bool {
        !self.asks_for_tags() || asked(known, tag, || legend.tags.name(tag).is_some_and(|path| self.is_path(path, legend)))
    }

    /// Whether a tag that was told of under this path is asked for.
    fn is_path(&self, path: &str, legend: &Legend) -> bool {
        let in_group = |(end, _)| self.filter.groups.contains(&path[..end]);
        path.match_indices('/').any(in_group)
            || (!self.filter.tags.is_empty() && self.filter.tags.contains(&*self.today(path, legend)))
    }

    fn today<'p>(&self, path: &'p str, legend: &Legend) -> Cow<'p, str> {
        // What goes because it is called otherwise from now on is told under its old path.
        let since = legend.version - u32::from(legend.version > 0 && legend.tags.number(path).is_none());
        self.plan.and_then(|plan| called_today(plan, path, since)).map_or(Cow::Borrowed(path), Cow::Owned)
    }

    fn is_other(&self, kind: &ChangeKind, legend: &Legend) -> bool {
        let is_path = || kind.tag().is_some_and(|tag| self.is_path(tag, legend));
        self.is_kind(kind.name()) && (!self.asks_for_tags() || is_path())
    }

    fn is_rule(&self, why: &Reason<'_>, legend: &Legend, known: &mut Vec<Option<bool>>) -> bool {
        if self.filter.rules.is_empty() {
            return true;
        }
        let is_named = |name: &str| self.filter.rules.contains(name);
        match why {
            Reason::Rule { rule, .. } => asked(known, *rule, || legend.rules.name(*rule).is_some_and(|name| is_named(name))),
            Reason::Other(super::Cause::Rule { rule, .. }) => is_named(rule),
            _ => false,
        }
    }

    fn is_left_out(&self, why: &Reason<'_>) -> bool {
        match why {
            Reason::Import { source, .. } => self.filter.without_imports.contains(*source),
            Reason::Other(super::Cause::Import { source, .. }) => self.filter.without_imports.contains(&**source),
            _ => false,
        }
    }
}

/// What is known of a number, or what is found out.
fn asked(known: &mut Vec<Option<bool>>, number: usize, find: impl FnOnce() -> bool) -> bool {
    if number >= known.len() {
        known.resize(number + 1, None);
    }
    match known.get_mut(number) {
        Some(known) => *known.get_or_insert_with(find),
        None => false,
    }
}
