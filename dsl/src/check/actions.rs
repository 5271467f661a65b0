//! What rules do.

use super::Checker;
use super::expression::ValueType;
use super::handbook::CheckedHandbook;
use super::rules::AtHand;
use crate::ast::{Action, ActionKind, Definition, Expr, ExprKind, Path, TagValue, Target};
use crate::diagnostic::{Advice, NumberFault, Problem, Tagging};
use crate::number::Number;

impl Checker<'_> {
    /// `at_hand` is `None` where the event is not known.
    pub(super) fn action(&mut self, action: &Action, handbook: &CheckedHandbook, at_hand: Option<AtHand<'_>>) {
        match &action.node {
            ActionKind::Add { tag, .. } | ActionKind::Remove(tag) => match tag {
                Target::Tag(path) => {
                    self.assigned_tag(path, handbook);
                }
                Target::Member { group, name } => {
                    self.members(group, handbook);
                    let path = Path::new(name.node.as_str().into(), name.span);
                    self.text_at_hand(&Expr::new(ExprKind::Name(path), name.span), handbook, at_hand);
                }
            },
            ActionKind::Move { group, to } => self.moved(group, to, handbook),
            ActionKind::Set { tag, value } => self.set(tag, value, handbook, at_hand),
            ActionKind::Increment(path) => {
                let tag = self.assigned_tag(path, handbook);
                let is_plain = |tag: usize| !matches!(handbook.value_of(tag), Some(TagValue::Number));
                if tag.map_or_else(|| handbook.is_open_member(&path.node), is_plain) {
                    self.report(Problem::Tagging(Tagging::NoNumber { tag: path.node.to_string() }), path.span);
                }
            }
            ActionKind::Shift { path, .. } => self.shifted(path, handbook),
            ActionKind::Suggest { tag, confidence } => {
                self.assigned_tag(tag, handbook);
                let fits = |c: &Number| *c >= Number::from(0) && *c <= Number::from(1);
                if let Some(confidence) = confidence.as_ref().filter(|c| !fits(&c.node)) {
                    let (text, fault) = (confidence.node.to_string(), NumberFault::Confidence);
                    self.report(Problem::InvalidNumber { text, fault }, confidence.span);
                }
            }
            ActionKind::Propose { tag, .. } => {
                self.assigned_tag(tag, handbook);
            }
            ActionKind::Emit { payload, .. } => {
                for (_, value) in payload {
                    if self.sent(value, handbook, at_hand) == ValueType::Share {
                        let (needed, found) = (("a value", "值"), ValueType::Share.words());
                        let advice = Some(Advice::Say(("send a number", "请发送数字")));
                        self.report(Problem::TypeMismatch { needed, found, advice }, value.span);
                    }
                }
            }
            ActionKind::Notify(_) => {}
        }
    }

    /// The number of a tag that people and rules give.
    pub(super) fn assigned_tag(&mut self, path: &Path, handbook: &CheckedHandbook) -> Option<usize> {
        let Some(tag) = handbook.tag(&path.node) else {
            if !handbook.is_open_member(&path.node) {
                self.tag_not_found(path, handbook);
            }
            return None;
        };
        if handbook.tags[tag].tag.definition != Definition::Assignable {
            self.report(Problem::AssignsDefinedTag { tag: handbook.tags[tag].path.to_string() }, path.span);
            return None;
        }
        Some(tag)
    }

    /// A group of which a rule gives whatever tag a value names.
    fn members(&mut self, path: &Path, handbook: &CheckedHandbook) {
        let Some(group) = handbook.group(path) else {
            self.group_not_found(path, handbook);
            return;
        };
        let symbol = &handbook.groups[group];
        let is_assignable = |&tag: &usize| handbook.tags[tag].tag.definition == Definition::Assignable;
        if !symbol.nature.open && !symbol.tags.iter().any(is_assignable) {
            self.report(Problem::Tagging(Tagging::NoMembers { group: symbol.path.to_string() }), path.span);
        }
    }

    fn moved(&mut self, path: &Path, to: &Path, handbook: &CheckedHandbook) {
        let Some(group) = handbook.group(path) else {
            self.group_not_found(path, handbook);
            return;
        };
        let symbol = &handbook.groups[group];
        if !symbol.nature.exclusive {
            self.report(Problem::Tagging(Tagging::MoveOutside { group: symbol.path.to_string() }), path.span);
            return;
        }
        match handbook.tag_reached(group, &to.node) {
            None if handbook.open_member_of(group, &to.node).is_some() => {}
            None => self.not_in_group(&to.node.to_string(), to.span, group, handbook),
            Some(tag) if handbook.tags[tag].tag.definition != Definition::Assignable => {
                self.report(Problem::AssignsDefinedTag { tag: handbook.tags[tag].path.to_string() }, to.span);
            }
            Some(_) => {}
        }
    }

    fn shifted(&mut self, path: &Path, handbook: &CheckedHandbook) {
        if let Some(group) = handbook.scaled_group(&path.node) {
            let symbol = &handbook.groups[group];
            for level in &symbol.nature.levels {
                // Back to `otherwise` is taking all others away.
                let tag = handbook.tag_in(group, &level.node).map(|tag| &handbook.tags[tag]);
                if let Some(tag) = tag.filter(|tag| matches!(tag.tag.definition, Definition::When(_))) {
                    self.report(Problem::AssignsDefinedTag { tag: tag.path.to_string() }, path.span);
                }
            }
        } else if handbook.tag(&path.node).is_none() && handbook.group(path).is_some() {
            self.report(Problem::Tagging(Tagging::NoLevels { name: path.node.to_string() }), path.span);
        } else {
            let tag = self.assigned_tag(path, handbook);
            let is_plain = |tag: usize| !matches!(handbook.value_of(tag), Some(TagValue::Level(_)));
            if tag.map_or_else(|| handbook.is_open_member(&path.node), is_plain) {
                self.report(Problem::Tagging(Tagging::NoLevels { name: path.node.to_string() }), path.span);
            }
        }
    }

    fn set(&mut self, path: &Path, value: &Expr, handbook: &CheckedHandbook, at_hand: Option<AtHand<'_>>) {
        let Some(tag) = self.assigned_tag(path, handbook) else {
            if handbook.is_open_member(&path.node) {
                self.report(Problem::Tagging(Tagging::NoValue { tag: path.node.to_string() }), path.span);
            }
            return;
        };
        let needed = match handbook.value_of(tag) {
            None => {
                self.report(Problem::Tagging(Tagging::NoValue { tag: handbook.tags[tag].path.to_string() }), path.span);
                return;
            }
            Some(TagValue::Text) => return self.text_at_hand(value, handbook, at_hand),
            Some(TagValue::Number) => ValueType::Number,
            // A level is named, so a name here is one.
            Some(TagValue::Level(names)) => return self.right_side(value, &ValueType::Level(names), handbook, None),
        };
        let found = self.sent(value, handbook, at_hand);
        if found != needed && found != ValueType::Unknown {
            self.report(Problem::TypeMismatch { needed: needed.words(), found: found.words(), advice: None }, value.span);
        }
    }

    /// A text, or a member of an enum.
    fn text_at_hand(&mut self, value: &Expr, handbook: &CheckedHandbook, at_hand: Option<AtHand<'_>>) {
        let found = self.sent(value, handbook, at_hand);
        if !matches!(found, ValueType::Text | ValueType::Enum(_) | ValueType::Unknown) {
            let needed = ValueType::Text.words();
            self.report(Problem::TypeMismatch { needed, found: found.words(), advice: None }, value.span);
        }
    }

    /// A value sent along: as written, or a property of the event, or an attribute of the customer.
    fn sent<'h>(&mut self, value: &Expr, handbook: &'h CheckedHandbook, at_hand: Option<AtHand<'h>>) -> ValueType<'h> {
        match (&value.node, at_hand) {
            (ExprKind::Literal(literal), _) => super::expression::literal_type(literal),
            (ExprKind::Name(_), Some(AtHand::Event(event))) => self.value_type(value, handbook, Some(event)),
            (ExprKind::Name(path), Some(AtHand::Customer)) => match path.node.bare().and_then(|name| handbook.attribute(name)) {
                Some(attribute) => ValueType::of(&handbook.attributes[attribute].ty),
                None if handbook.parameter_of(value).is_some() => self.value_type(value, handbook, None),
                None => {
                    self.unknown_attribute(path, handbook, false);
                    ValueType::Unknown
                }
            },
            (ExprKind::Name(_), None) => ValueType::Unknown,
            (ExprKind::Arithmetic { first, rest }, _) => {
                self.arithmetic(first, rest, &mut |checker, part| checker.sent(part, handbook, at_hand))
            }
            _ => {
                let advice = Some(Advice::Say(match at_hand {
                    Some(AtHand::Customer) => ("send a value or an attribute of the customer", "可发送常量或该客户的属性"),
                    _ => ("send a value or a property of the event", "可发送常量或该事件的属性"),
                }));
                self.report(
                    Problem::TypeMismatch { needed: ("a value", "值"), found: ("a calculation", "计算式"), advice },
                    value.span,
                );
                ValueType::Unknown
            }
        }
    }
}
