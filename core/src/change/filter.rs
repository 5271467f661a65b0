use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Cause, ChangeKind};
use crate::customer::CustomerId;
use crate::error::{Error, ErrorKind, Result};
use crate::rule::Plan;
use crate::value::normal;

/// So many names a filter has at most.
const MAX_NAMES: usize = 10_000;

/// Which changes a consumer of the feed is told: those that pass everything that is asked for here. Of several names of one
/// sort any will do; tags and groups are one sort. A new filter lets everything pass.
///
/// A change that is about no tag (`emitted`, `notified`) does not pass where tags or groups are asked for.
///
/// ```
/// use tagora::Filter;
/// let filter = Filter::new().group("生命周期").tag("VIP").kind("gained").without_import("crm");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) tags: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) groups: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) rules: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) kinds: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) causes: BTreeSet<String>,
    /// None at all lets everybody's pass. When those that it names are erased, nobody is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) customers: Option<BTreeSet<CustomerId>>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) without_imports: BTreeSet<String>,
}

impl Filter {
    /// A filter that lets everything pass.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads `{"tags": […], "groups": […], "rules": […], "kinds": […], "causes": […], "customers": […], "without_imports": […]}`,
    /// of which each part may be left out.
    ///
    /// # Errors
    /// `invalid-filter`.
    ///
    /// ```
    /// use tagora::Filter;
    /// assert_eq!(Filter::from_json(r#"{"tags": ["VIP"], "customers": [7]}"#)?, Filter::new().tag("VIP").customer(7));
    /// assert_eq!(Filter::from_json(r#"{"tag": "VIP"}"#).unwrap_err().code(), "invalid-filter");
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn from_json(json: &str) -> Result<Self> {
        serde_json::from_str(json).map_err(|error| {
            Error::new(ErrorKind::InvalidFilter, format!("the filter cannot be read: {error}")).with_help(
                "it is an object of lists: `tags`, `groups`, `rules`, `kinds`, `causes`, `customers`, `without_imports`",
            )
        })
    }

    /// Asks for changes about a tag, by its path or any end of it that is unique.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.insert(tag.into());
        self
    }

    /// Asks for changes about the tags of a group and of the groups in it, by its path or any end of it that is unique.
    #[must_use]
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.groups.insert(group.into());
        self
    }

    /// Asks for what a rule did.
    #[must_use]
    pub fn rule(mut self, rule: impl Into<String>) -> Self {
        self.rules.insert(rule.into());
        self
    }

    /// Asks for a kind of change, by its [name](ChangeKind::name).
    #[must_use]
    pub fn kind(mut self, kind: impl Into<String>) -> Self {
        self.kinds.insert(kind.into());
        self
    }

    /// Asks for a sort of cause, by its [name](Cause::name).
    #[must_use]
    pub fn cause(mut self, cause: impl Into<String>) -> Self {
        self.causes.insert(cause.into());
        self
    }

    /// Asks for the changes of a customer, also one that is not known yet, and under whichever id it is known.
    #[must_use]
    pub fn customer(mut self, customer: impl Into<CustomerId>) -> Self {
        self.customers.get_or_insert_default().insert(customer.into());
        self
    }

    /// Leaves out what an import did: its own program need not be told.
    #[must_use]
    pub fn without_import(mut self, source: impl Into<String>) -> Self {
        self.without_imports.insert(source.into());
        self
    }

    /// The same with whole paths, as a handbook calls everything.
    pub(crate) fn resolved(&self, plan: Option<&Plan>) -> Result<Self> {
        self.is_bounded()?;
        let (kinds, causes) = (self.kinds.iter(), self.causes.iter());
        let kinds = kinds.map(|kind| known("kind of change", kind, &ChangeKind::NAMES)).collect::<Result<_>>()?;
        let causes = causes.map(|cause| known("cause", cause, &Cause::NAMES)).collect::<Result<_>>()?;
        for customer in self.customers.iter().flatten() {
            customer.check()?;
        }
        Ok(Self {
            tags: self.tags.iter().map(|tag| tag_path(plan, tag)).collect::<Result<_>>()?,
            groups: self.groups.iter().map(|group| group_path(plan, group)).collect::<Result<_>>()?,
            rules: self.rules.iter().map(|rule| rule_name(plan, rule)).collect::<Result<_>>()?,
            kinds,
            causes,
            customers: self.customers.clone(),
            without_imports: self.without_imports.clone(),
        })
    }

    fn is_bounded(&self) -> Result<()> {
        let texts = [&self.tags, &self.groups, &self.rules, &self.kinds, &self.causes, &self.without_imports];
        let names = texts.iter().map(|texts| texts.len()).sum::<usize>() + self.customers.as_ref().map_or(0, BTreeSet::len);
        if names > MAX_NAMES {
            let message = format!("the filter has {names} names, the limit is {MAX_NAMES}");
            return Err(Error::new(ErrorKind::LimitExceeded, message).with_help("ask for groups, or filter what is told"));
        }
        Ok(())
    }

    /// The same as a handbook calls tags that were called so under an earlier version.
    pub(crate) fn today(&self, plan: Option<&Plan>, version: u32) -> Self {
        let Some(plan) = plan else { return self.clone() };
        let tags = self.tags.iter().map(|tag| called_today(plan, tag, version).unwrap_or_else(|| tag.clone())).collect();
        Self { tags, ..self.clone() }
    }

    /// Forgets customers. Whether it named any.
    pub(crate) fn forget(&mut self, ids: &[CustomerId]) -> bool {
        let Some(customers) = &mut self.customers else { return false };
        let before = customers.len();
        customers.retain(|customer| !ids.contains(customer));
        customers.len() < before
    }

    /// The customers whose changes are asked for.
    pub(crate) fn customers(&self) -> impl Iterator<Item = &CustomerId> {
        self.customers.iter().flatten()
    }

    /// Whether everything passes.
    pub(super) fn is_open(&self) -> bool {
        *self == Self::default()
    }
}

/// What a tag is called today that was called so under a handbook's version; `None` if it was dropped.
pub(super) fn called_today(plan: &Plan, tag: &str, version: u32) -> Option<String> {
    let became = plan.renames.today(&tag.into(), version)?;
    became.last().map(|called| called.path.to_string())
}

fn known(what: &str, name: &str, names: &[&str]) -> Result<String> {
    if names.contains(&name) {
        return Ok(name.to_owned());
    }
    Err(Error::unknown(ErrorKind::InvalidFilter, what, name, names.iter().copied(), &format!("one of {}", names.join(", "))))
}

fn tag_path(plan: Option<&Plan>, tag: &str) -> Result<String> {
    let nothing = || Error::unknown(ErrorKind::UnknownTag, "tag", tag, [], "load a handbook that declares it");
    let plan = plan.ok_or_else(nothing)?;
    plan.tag_path(tag).ok_or_else(|| plan.unknown_tag(tag))
}

fn group_path(plan: Option<&Plan>, group: &str) -> Result<String> {
    let nothing = || Error::unknown(ErrorKind::UnknownGroup, "group", group, [], "load a handbook that declares it");
    let plan = plan.ok_or_else(nothing)?;
    let number = plan.group_number(group)?;
    plan.handbook.groups().get(number).map(|group| group.path.to_string()).ok_or_else(nothing)
}

fn rule_name(plan: Option<&Plan>, rule: &str) -> Result<String> {
    let (name, rules) = (normal(rule), plan.map_or(&[][..], |plan| &plan.rules));
    if rules.iter().any(|rule| *rule.name == *name) {
        return Ok(name.to_string());
    }
    let names = rules.iter().map(|rule| &*rule.name);
    Err(Error::unknown(ErrorKind::UnknownRule, "rule", rule, names, "declare it in the handbook, or check the spelling"))
}
