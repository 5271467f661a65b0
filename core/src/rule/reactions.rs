//! Rules and what they do, compiled.

use std::collections::BTreeMap;
use std::sync::Arc;

use tagora_dsl::ast::{self, ActionKind, Expr, ExprKind, TagValue, Target, Trigger};

use super::action::{Action, Emit, Lasting, Pick, Scale, Subject};
use super::compile::{Compiler, Within, fault};
use super::{OpenTag, Rule, SetOff, TagSet, Term};
use crate::error::Result;
use crate::time::{Reach, end_of};
use crate::value::Datum;

impl Compiler<'_> {
    pub(super) fn rule(&self, rule: &ast::Rule) -> Result<Rule> {
        let (on, event) = match &rule.trigger {
            Trigger::On { stream, first, condition } => {
                let condition = condition.as_ref().map(|condition| self.predicate(condition, None)).transpose()?;
                let event = self.event(&stream.event)?;
                (SetOff::Event { stream: self.stream(stream)?, first: *first, condition }, Some(event))
            }
            Trigger::When(condition) => (SetOff::Condition(self.predicate(condition, None)?), None),
        };
        let actions = rule.actions.iter().map(|action| self.action(&action.node, event)).collect::<Result<_>>()?;
        let (on_late, on_backfill) = (rule.on_late, rule.on_backfill);
        Ok(Rule { name: rule.name.node.as_str().into(), on, actions, on_late, on_backfill })
    }

    fn action(&self, action: &ActionKind, event: Within<'_>) -> Result<Action> {
        Ok(match action {
            ActionKind::Add { tag, lasting } => Action::Give(self.pick(tag, event)?, lasting.as_ref().map(|l| self.lasting(l))),
            ActionKind::Remove(tag) => Action::Take(self.pick(tag, event)?),
            ActionKind::Move { group, to } => {
                let group = self.handbook.group(group).ok_or_else(|| fault("a group is gone"))?;
                let to = match self.handbook.tag_reached(group, &to.node) {
                    Some(tag) => Subject::Declared(tag),
                    None => Subject::Open(self.open_tag(self.handbook.open_member_of(group, &to.node))?),
                };
                Action::Move { tags: self.directly_in(group), to }
            }
            ActionKind::Set { tag, value } => {
                let number = self.tag_number(&tag.node)?;
                // A level is named, so a name is one and not a property.
                let value = match (self.handbook.value_of(number), &value.node) {
                    (Some(TagValue::Level(_)), ExprKind::Name(level)) => Term::Constant(Datum::Text(level.node.last().into())),
                    _ => self.term(value, event)?,
                };
                Action::Set(number, value)
            }
            ActionKind::Increment(tag) => Action::Increment(self.tag_number(&tag.node)?),
            ActionKind::Shift { path, up } => Action::Shift(self.scale(path)?, *up),
            ActionKind::Suggest { tag, confidence } => {
                Action::Suggest(self.path_of(&tag.node)?, confidence.as_ref().map(|confidence| confidence.node))
            }
            ActionKind::Propose { tag, add } => Action::Propose { tag: self.path_of(&tag.node)?, add: *add },
            ActionKind::Emit { name, payload, cap, quiet } => {
                let payload = payload.iter().map(|(key, value)| Ok((Arc::from(key.node.as_str()), self.term(value, event)?)));
                Action::Emit(Emit {
                    name: name.node.as_str().into(),
                    payload: payload.collect::<Result<_>>()?,
                    cap: cap.map(Reach::of),
                    quiet: *quiet,
                })
            }
            ActionKind::Notify(team) => Action::Notify(team.node.as_str().into()),
        })
    }

    fn pick(&self, target: &Target, event: Within<'_>) -> Result<Pick> {
        let (group, name) = match target {
            Target::Tag(tag) => return Ok(Pick::Tag(self.subject(&tag.node)?)),
            Target::Member { group, name } => (group, name),
        };
        let number = self.handbook.group(group).ok_or_else(|| fault("a group is gone"))?;
        let tags = self.handbook.groups()[number].tags.iter().map(|&tag| (tag, &self.handbook.tags()[tag]));
        let assignable = tags.filter(|(_, symbol)| symbol.tag.definition == ast::Definition::Assignable);
        let mut known: BTreeMap<Arc<str>, usize> = assignable.map(|(tag, symbol)| (symbol.path.last().into(), tag)).collect();
        let beside = &self.handbook.groups()[number].path.0;
        for (path, tag) in self.handbook.former_paths() {
            let is_assignable = self.handbook.tags()[tag].tag.definition == ast::Definition::Assignable;
            if is_assignable && path.0.split_last().is_some_and(|(_, group)| group == beside) {
                known.entry(path.last().into()).or_insert(tag);
            }
        }
        let open = self.handbook.groups()[number].nature.open.then_some(number);
        let value = Expr::new(ExprKind::Name(ast::Path::new(name.node.as_str().into(), name.span)), name.span);
        Ok(Pick::Called { known, open, name: self.term(&value, event)? })
    }

    fn subject(&self, path: &ast::PathText) -> Result<Subject> {
        match self.handbook.tag(path) {
            Some(tag) => Ok(Subject::Declared(tag)),
            None => self.open_tag(self.handbook.open_path(path)).map(Subject::Open),
        }
    }

    fn open_tag(&self, path: Option<ast::PathText>) -> Result<OpenTag> {
        let path = path.ok_or_else(|| fault("a tag is gone"))?;
        let group = self.handbook.open_member(&path).ok_or_else(|| fault("an open group is gone"))?;
        Ok(OpenTag { group, path: path.to_string().into() })
    }

    /// All tags directly in a group.
    fn directly_in(&self, group: usize) -> TagSet {
        let symbol = &self.handbook.groups()[group];
        let open = symbol.nature.open.then_some(group);
        TagSet { declared: symbol.tags.as_slice().into(), groups: open.into_iter().collect(), ..TagSet::default() }
    }

    fn lasting(&self, lasting: &ast::Lasting) -> Lasting {
        match lasting {
            ast::Lasting::For(validity) => Lasting::For { reach: Reach::of(validity.duration), renew: validity.renew },
            ast::Lasting::Until(date) => Lasting::Until(end_of(date.node, self.zone)),
        }
    }

    fn scale(&self, path: &ast::Path) -> Result<Scale> {
        let Some(group) = self.handbook.scaled_group(&path.node) else {
            let tag = self.tag_number(&path.node)?;
            let Some(TagValue::Level(names)) = self.handbook.value_of(tag) else { return Err(fault("a scale is gone")) };
            return Ok(Scale::Names { tag, names: names.iter().map(|name| Arc::from(name.node.as_str())).collect() });
        };
        let symbol = &self.handbook.groups()[group];
        let mut levels = Vec::new();
        for level in &symbol.nature.levels {
            let tag = self.handbook.tag_in(group, &level.node).ok_or_else(|| fault("a level is gone"))?;
            levels.push((tag, self.handbook.tags()[tag].tag.definition == ast::Definition::Assignable));
        }
        Ok(Scale::Tags { levels, group: self.directly_in(group) })
    }

    fn path_of(&self, path: &ast::PathText) -> Result<Arc<str>> {
        match self.subject(path)? {
            Subject::Declared(tag) => Ok(self.handbook.tags()[tag].path.to_string().into()),
            Subject::Open(tag) => Ok(tag.path),
        }
    }
}
