use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use jiff::tz::TimeZone;
use tagora_dsl::ast::{PathText, TagPattern};
use tagora_dsl::{CheckedHandbook, DefinitionHash};

use super::quiet::end_of_quiet;
use super::{Action, Emit, Lasting, Legend, Mention, Named, OpenGroup, Predicate, Renames, Route, Stream, TagSet, Timing};
use crate::error::{Error, ErrorKind, Result};
use crate::event::{EventNames, TagAct};
use crate::time::Instant;

/// A handbook ready to run. Tags are numbered as in the handbook.
#[derive(Debug)]
pub(crate) struct Plan {
    /// 1 for the first handbook loaded, then one more each.
    pub(crate) version: u32,
    /// The first of the versions with the same text up to this one.
    pub(crate) rules_version: u32,
    /// The clock when it came into force: its rules fire behind this instant. `None` for the first handbook.
    pub(crate) since: Option<Instant>,
    /// The plans before it whose rules fired up to then, oldest first; none, if no rule ever could.
    pub(crate) earlier: Vec<Arc<Plan>>,
    pub(crate) handbook: CheckedHandbook,
    pub(crate) zone: TimeZone,
    /// The event types that it declares.
    pub(crate) event_names: EventNames,
    /// The attribute that holds a customer's own zone: its number in the schema.
    pub(crate) own_zone: Option<usize>,
    /// The tags of the handbook; behind them those that stand for the lines of routes, which nobody sees.
    pub(crate) tags: Vec<Tag>,
    /// How many of them the handbook declares.
    pub(crate) declared: usize,
    pub(crate) routes: Vec<Route>,
    pub(crate) tag_numbers: HashMap<Arc<str>, usize>,
    /// The open groups, by number.
    pub(crate) open_groups: BTreeMap<usize, OpenGroup>,
    /// What the tags of the handbooks before became.
    pub(crate) renames: Renames,
    /// How many tags of open groups that are not declared a customer has at a time.
    pub(crate) max_open_tags: usize,
    /// Tags, and the named conditions that tags and rules look at, each behind those it depends on.
    pub(crate) order: Vec<Settling>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) named: Named,
    /// Through what in the definitions the passing of time can change a tag.
    pub(crate) timing: Timing,
    /// The conditions on what texts mention.
    pub(crate) mentions: Vec<Mention>,
    /// The names of what it and the schema number.
    pub(crate) legend: Arc<Legend>,
    /// By what each tag's definition is known again, once that was asked for.
    pub(super) holding: OnceLock<Vec<DefinitionHash>>,
}

impl Plan {
    /// A hash of all that decides who holds each tag, by number.
    pub(crate) fn holding_hashes(&self) -> &[DefinitionHash] {
        self.holding.get_or_init(|| self.handbook.holding_hashes())
    }

    /// Whether its rules were already in force for what lies at an instant and was accepted under a handbook version. The
    /// instant at which it was loaded belongs in part to the handbook before.
    pub(crate) fn meets(&self, at: Instant, version: u32) -> bool {
        self.since.is_none_or(|since| at > since || (at == since && version >= self.rules_version))
    }

    /// What an act does about a tag at an instant: with the end that it has itself, or by the tag's validity.
    pub(crate) fn with_end(&self, tag: usize, act: &TagAct, at: Instant) -> TagAct {
        match (act, self.tags.get(tag).and_then(|tag| tag.lasting)) {
            (TagAct::Add { until: None, renew }, Some(lasting)) => lasting.act(*renew, at, &self.zone),
            _ => act.clone(),
        }
    }

    /// Whether rules before it may have given or taken something.
    pub(crate) fn is_behind_deeds(&self) -> bool {
        let tells = |action: &Action| {
            matches!(action, Action::Suggest(..) | Action::Propose { .. } | Action::Emit(_) | Action::Notify(_))
        };
        self.earlier.iter().flat_map(|plan| &plan.rules).any(|rule| !rule.actions.iter().all(tells))
    }

    /// Whether rules before it may still have something to tell at an instant: what waited for the end of quiet hours when it came into
    /// force.
    pub(crate) fn is_behind_quiet(&self, at: Instant) -> bool {
        let Some(since) = self.since.filter(|since| at <= since.saturating_add(LONGEST_QUIET)) else { return false };
        self.earlier.iter().any(|plan| {
            let is_in = |quiet| plan.own_zone.is_some() || end_of_quiet(quiet, since, &plan.zone).is_some();
            let mut actions = plan.rules.iter().flat_map(|rule| &rule.actions);
            actions.any(|action| matches!(action, Action::Emit(Emit { quiet: Some(quiet), .. }) if is_in(*quiet)))
        })
    }

    /// The tags that the handbook declares.
    pub(crate) fn seen(&self) -> &[Tag] {
        &self.tags[..self.declared]
    }

    /// Whether a tag stands for a line of a route.
    pub(crate) fn is_unseen(&self, tag: usize) -> bool {
        (self.declared..self.tags.len()).contains(&tag)
    }

    /// The number of a route.
    pub(crate) fn route(&self, name: &str) -> Result<usize> {
        self.routes.iter().position(|route| *route.name == *name).ok_or_else(|| {
            let names = self.routes.iter().map(|route| &*route.name);
            Error::unknown(ErrorKind::UnknownRoute, "route", name, names, "declare it in the handbook")
        })
    }

    /// The error for a tag that the handbook does not declare.
    pub(crate) fn unknown_tag(&self, name: &str) -> Error {
        // Whoever writes a bare name means a bare name.
        let shown = |path| if name.contains('/') { path } else { bare(path) };
        let names = self.seen().iter().map(|tag| shown(&*tag.path));
        Error::unknown(ErrorKind::UnknownTag, "tag", name, names, "declare it in the handbook, or write its whole path")
    }

    /// The whole path of a tag that is declared or may come to be in an open group, by it or any end of it that is unique.
    pub(crate) fn tag_path(&self, name: &str) -> Option<String> {
        let path = PathText::from(name);
        match self.handbook.tag(&path).and_then(|number| self.tags.get(number)) {
            Some(tag) => Some(tag.path.to_string()),
            None => self.handbook.open_path(&path).map(|path| path.to_string()),
        }
    }

    /// The number of a group, by its path or any end of it that is unique.
    pub(crate) fn group_number(&self, name: &str) -> Result<usize> {
        let path = tagora_dsl::Spanned::new(PathText::from(name), tagora_dsl::Span::default());
        self.handbook.group(&path).ok_or_else(|| {
            let names = self.handbook.groups().iter().map(|group| group.path.last());
            let help = "declare it in the handbook, or write its whole path";
            Error::unknown(ErrorKind::UnknownGroup, "group", name, names, help)
        })
    }

    /// The tags of a group and of those in it, by its path or any end of it that is unique.
    pub(crate) fn tags_of_group(&self, name: &str) -> Result<TagSet> {
        self.group_number(name)?;
        let path = tagora_dsl::Spanned::new(PathText::from(name), tagora_dsl::Span::default());
        let pattern = TagPattern { path, whole_group: true };
        let declared = self.handbook.matching(&pattern).into_iter().collect();
        Ok(TagSet { declared, groups: self.handbook.open_groups(&pattern).into_iter().collect(), ..TagSet::default() })
    }

    /// Whether another's handbook is the same but for where in the text it says what, and for comments.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        self.handbook.ast().says_the_same(other.handbook.ast())
    }

    /// Whether another's handbook says the same of a route.
    pub(crate) fn says_the_same_of_route(&self, other: &Self, name: &str) -> bool {
        let written = |plan: &Self| plan.handbook.routes().iter().find(|route| route.name.node.as_str() == name).cloned();
        written(self) == written(other)
    }

    /// Lets this plan follow another at an instant of the clock. One that says the same merely goes on.
    pub(crate) fn follow(&mut self, before: &Arc<Self>, clock: Option<Instant>) {
        if self.says_the_same(before) {
            self.renames = before.renames.clone();
            self.since = before.since;
            self.rules_version = before.rules_version;
            self.earlier = before.earlier.clone();
            return;
        }
        self.rename_from(before);
        if clock.is_some() {
            self.since = clock;
            self.earlier = before.earlier.clone();
            if !before.rules.is_empty() || !before.earlier.is_empty() {
                self.earlier.push(before.clone());
            }
        }
    }
}

/// No quiet hours go on for longer, also where the clocks go back: in milliseconds.
const LONGEST_QUIET: i64 = 2 * 86_400_000;

/// A path's last name.
fn bare(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[derive(Debug)]
pub(crate) struct Tag {
    /// The full path.
    pub(crate) path: Arc<str>,
    pub(crate) definition: Definition,
    /// The tags of its group, in order of declaration, if a customer has not as many of them as there are.
    pub(crate) rivals: Vec<usize>,
    /// The number of its group, if it is open and what came to be in it counts among its rivals.
    pub(crate) open_rivals: Option<usize>,
    /// How many of them a customer has at most.
    pub(crate) room: usize,
    /// From when on nobody has it.
    pub(crate) ends: Option<Instant>,
    /// How long an assignment lasts of which nothing else is said.
    pub(crate) lasting: Option<Lasting>,
    /// Whether it carries a value.
    pub(crate) has_value: bool,
}

/// What settles, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settling {
    Tag(usize),
    Named(usize),
    /// What came to be in an open group.
    Open(usize),
}

#[derive(Debug)]
pub(crate) enum Definition {
    Assignable,
    When(Box<Predicate>),
    Otherwise,
}

#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) name: Arc<str>,
    pub(crate) on: SetOff,
    pub(crate) actions: Vec<Action>,
    /// Whether it tells also what a late record sets off.
    pub(crate) on_late: bool,
    /// Whether it fires also for what its handbook made true.
    pub(crate) on_backfill: bool,
}

/// What sets a rule off.
#[derive(Debug)]
pub(crate) enum SetOff {
    Event {
        stream: Stream,
        /// Only on a customer's first such event.
        first: bool,
        condition: Option<Predicate>,
    },
    /// It becomes true.
    Condition(Predicate),
}
