//! The syntax tree: what a handbook's text says, before names are looked up.
//!
//! Every node knows its place ([`Spanned`](crate::Spanned)); places take no part in equality, so that
//! `parse(print(tree)) == tree` can be stated. English and Chinese text give the same tree.

mod action;
mod arithmetic;
mod calendar;
mod condition;
mod declaration;
mod expression;
mod group;
mod keywords;
mod literal;
mod name;
mod parameter;
mod past;
mod pattern;
mod route;
mod rule;
mod scenario;
mod tag;
mod walk;

pub use action::{Action, ActionKind, Lasting, Quiet, Target};
pub use arithmetic::{ArithmeticStep, Operator};
pub use calendar::{CalendarCondition, Day, Weekday};
pub use condition::{CompareOp, Condition, ConditionKind, Giver, Quantifier, TagPattern, TextTest};
pub use declaration::{
    Attribute, Comments, Declaration, DeclarationKind, Define, Element, Event, EventClass, Handbook, Property, Segment, Type,
};
pub use expression::{Aggregate, Expr, ExprKind, Occurrence, Stream};
pub use group::{Group, GroupNature};
pub use keywords::{Keywords, Mention, MentionHow, WordItem, WordItemKind};
pub use literal::{Duration, Literal, Period, Unit, Window};
pub use name::{Name, Path, PathText};
pub use parameter::{Parameter, ParameterEntry, ParameterKey, ParameterValue};
pub use past::{PastCondition, Turn};
pub use pattern::{OpenPairs, Regular, Sequence, Stage, Streak, ThenNot};
pub use route::{Route, RouteLine};
pub use rule::{Rule, Trigger};
pub use scenario::{Expectation, Fact, Moment, Scenario, Step, StepKind, Times};
pub use tag::{Definition, Tag, TagKind, TagProperties, TagValue, Tier, Validity};
