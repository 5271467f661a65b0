//! What a handbook changed, tag by tag and group by group.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use tagora_dsl::DefinitionHash;

use super::state::State;
use crate::column::Column;
use crate::rule::Plan;

/// What a handbook changed about a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TagDiff {
    /// Its path; of a tag that is gone, the path that it had.
    pub tag: Arc<str>,
    /// What it was called by the handbook before, if otherwise; of several, the tags that became one. In path order.
    pub formerly: Vec<Arc<str>>,
    /// What became of its definition.
    pub definition: DefinitionDiff,
    /// Customers who hold it and held neither it nor what it was called before.
    pub gained: u64,
    /// Customers who held it, or what it was called before, and do not hold it.
    pub lost: u64,
    /// Customers who held it and hold it.
    pub stayed: u64,
}

/// What became of a tag's definition.
///
/// It is unchanged if all that decides who holds the tag means the same as before, however it is worded: its own definition, and
/// whatever that looks at, however far ([`holding_hashes`](tagora_dsl::CheckedHandbook::holding_hashes)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DefinitionDiff {
    /// The handbook before had no such tag.
    New,
    /// It means something else, or may.
    Changed,
    /// It means the same.
    Unchanged,
    /// The handbook has no such tag any more.
    Gone,
}

impl DefinitionDiff {
    /// The word for it, the same in every language binding.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Gone => "gone",
        }
    }
}

/// What a handbook changed about a group: who has any of the tags in it, those of groups inside it counted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GroupDiff {
    /// Its path.
    pub group: Arc<str>,
    /// Customers who have a tag of it and had none.
    pub gained: u64,
    /// Customers who had a tag of it and have none.
    pub lost: u64,
    /// Customers who had a tag of it and have one, be it another.
    pub stayed: u64,
}

/// What tags were called before, and who held them.
struct Before {
    formerly: Vec<Arc<str>>,
    holders: Column,
    /// Of those that were declared.
    hashes: Vec<Option<DefinitionHash>>,
    /// Whether it was let go of on purpose.
    is_dropped: bool,
}

/// What the new handbook of a state changed about tags: those that are declared in order of declaration, then those of open
/// groups of which something changed, then those that are gone. If it is asked for certain customers alone, no other counts.
pub(super) fn of_tags(state: &State, next: &State, whose: Option<&Column>) -> Vec<TagDiff> {
    let Some(plan) = &next.plan else { return Vec::new() };
    let mut before = before(state, plan, whose);
    let hashes = if state.plan.is_some() { plan.holding_hashes() } else { &[] };
    let mut diffs = Vec::new();
    for (number, tag) in plan.seen().iter().enumerate() {
        let (was, hash) = (before.remove(&tag.path), hashes.get(number).copied());
        let definition = match &was {
            None => DefinitionDiff::New,
            Some(was) if was.hashes.iter().all(|before| *before == hash) => DefinitionDiff::Unchanged,
            Some(_) => DefinitionDiff::Changed,
        };
        diffs.push(compared(&tag.path, definition, was, next.tags.get(number).map(|holders| of(holders, whose))));
    }
    for (path, holders) in next.open_tags.iter() {
        let (was, holders) = (before.remove(path), of(holders, whose));
        if was.is_none() && holders.is_empty() {
            continue;
        }
        let was_open = was.as_ref().map(|was| was.hashes.iter().all(Option::is_none));
        let could_be = || state.plan.as_ref().is_some_and(|old| old.open_tag(path).is_some());
        let definition = match was_open {
            Some(true) => DefinitionDiff::Unchanged,
            Some(false) => DefinitionDiff::Changed,
            None if could_be() => DefinitionDiff::Unchanged,
            None => DefinitionDiff::New,
        };
        diffs.push(compared(path, definition, was, Some(holders)));
    }
    let declared = plan.declared;
    let is_open = |path: &Arc<str>, was: &Before| !was.is_dropped && plan.open_tag(path).is_some();
    let (open, gone): (Vec<_>, Vec<_>) = before.into_iter().partition(|(path, was)| is_open(path, was));
    diffs.extend(open.into_iter().map(|(path, was)| compared(&path, DefinitionDiff::Unchanged, Some(was), None)));
    diffs.extend(gone.into_iter().map(|(path, was)| compared(&path, DefinitionDiff::Gone, Some(was), None)));
    let says = |(place, diff): &(usize, TagDiff)| {
        let changes = diff.gained + diff.lost > 0 || !diff.formerly.is_empty();
        *place < declared || changes || diff.definition == DefinitionDiff::Gone
    };
    diffs.into_iter().enumerate().filter(says).map(|(_, diff)| diff).collect()
}

/// The same about groups: in order of declaration, then those that are gone.
pub(super) fn of_groups(state: &State, next: &State, whose: Option<&Column>) -> Vec<GroupDiff> {
    let Some(plan) = &next.plan else { return Vec::new() };
    let paths = |plan: &Plan| plan.handbook.groups().iter().map(|group| group.path.to_string()).collect::<Vec<_>>();
    let mut groups = paths(plan);
    groups.extend(state.plan.iter().flat_map(|plan| paths(plan)).filter(|path| !groups.contains(path)).collect::<Vec<_>>());
    let diff = |path: String| {
        let [had, have] = [state, next].map(|state| of(&state.have_any_in(&path), whose).into_owned());
        let stayed = had.shared_len(&have);
        GroupDiff { group: path.into(), gained: have.len() - stayed, lost: had.len() - stayed, stayed }
    };
    groups.into_iter().map(diff).collect()
}

/// What there was under the handbook before, by what it is called today; what was let go of keeps its path.
fn before(state: &State, plan: &Plan, whose: Option<&Column>) -> BTreeMap<Arc<str>, Before> {
    let Some(old) = &state.plan else { return BTreeMap::new() };
    let hashes = old.holding_hashes();
    let declared =
        old.seen().iter().enumerate().map(|(number, tag)| (&tag.path, state.tags.get(number), hashes.get(number).copied()));
    let open = state.open_tags.iter().map(|(path, holders)| (path, Some(holders), None));
    let mut before: BTreeMap<Arc<str>, Before> = BTreeMap::new();
    for (path, holders, hash) in declared.chain(open) {
        let holders = holders.map(|holders| of(holders, whose).into_owned()).unwrap_or_default();
        // What came to be in an open group exists by being held.
        if hash.is_none() && holders.is_empty() {
            continue;
        }
        let became = plan.renames.today(path, old.version).and_then(|became| became.last().map(|last| last.path.clone()));
        let is_dropped = became.is_none();
        let today = became.unwrap_or_else(|| path.clone());
        let formerly = (today != *path).then(|| path.clone());
        match before.get_mut(&today) {
            None => {
                let formerly = formerly.into_iter().collect();
                before.insert(today, Before { formerly, holders, hashes: vec![hash], is_dropped });
            }
            Some(known) => {
                known.formerly.extend(formerly);
                known.holders = known.holders.or(&holders);
                known.hashes.push(hash);
            }
        }
    }
    before.values_mut().for_each(|before| before.formerly.sort_unstable());
    before
}

fn compared(path: &Arc<str>, definition: DefinitionDiff, was: Option<Before>, holders: Option<Cow<'_, Column>>) -> TagDiff {
    let had = was.as_ref().map_or(0, |was| was.holders.len());
    let have = holders.as_ref().map_or(0, |holders| holders.len());
    let stayed = was.as_ref().zip(holders).map_or(0, |(was, holders)| was.holders.shared_len(&holders));
    let formerly = was.map_or_else(Vec::new, |was| was.formerly);
    TagDiff { tag: path.clone(), formerly, definition, gained: have - stayed, lost: had - stayed, stayed }
}

/// Those holders who are meant.
pub(super) fn of<'c>(holders: &'c Column, whose: Option<&Column>) -> Cow<'c, Column> {
    whose.map_or(Cow::Borrowed(holders), |whose| Cow::Owned(holders.shared(whose)))
}

/// Who held a tag under the handbook before, be it by another name, and who holds it, by its path today or, of one that is gone, by that
/// which it had.
pub(super) fn holders(state: &State, next: &State, path: &Arc<str>, whose: &Column) -> (Column, Column) {
    let Some(plan) = &next.plan else { return Default::default() };
    let was = |old: &Plan, name: &Arc<str>| {
        let became = plan.renames.today(name, old.version);
        became.and_then(|became| became.last().map(|last| last.path.clone())).unwrap_or_else(|| name.clone()) == *path
    };
    let known = state.plan.iter().flat_map(|old| {
        let declared = old.seen().iter().zip(state.tags.iter()).map(|(tag, holders)| (&tag.path, holders));
        declared.chain(state.open_tags.iter()).filter(|(name, _)| was(old, name))
    });
    let had = known.fold(Column::default(), |had, (_, holders)| had.or(&of(holders, Some(whose))));
    let have = plan.tag_numbers.get(path).and_then(|&number| next.tags.get(number)).or_else(|| next.open_tags.tag(path));
    (had, have.map(|have| have.shared(whose)).unwrap_or_default())
}

impl State {
    /// Who has any tag in a group or in one inside it.
    fn have_any_in(&self, group: &str) -> Column {
        let is_in = |path: &str| path.strip_prefix(group).is_some_and(|rest| rest.starts_with('/'));
        let tags = self.plan.iter().flat_map(|plan| plan.seen()).zip(self.tags.iter());
        let declared = tags.filter(|(tag, _)| is_in(&tag.path)).map(|(_, holders)| holders);
        let open = self.open_tags.iter().filter(|(path, _)| is_in(path)).map(|(_, holders)| holders);
        declared.chain(open).fold(Column::default(), |any, holders| any.or(holders))
    }
}
