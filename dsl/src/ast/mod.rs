//! The syntax tree: what a handbook's text says, before names are looked up.
//!
//! Every node knows its place ([`Spanned`](crate::Spanned)); places take no part in equality, so that
//! `parse(print(tree)) == tree` can be stated. English and Chinese text give the same tree.

mod condition;
mod declaration;
mod expression;
mod literal;
mod name;

pub use condition::{CompareOp, Condition, ConditionKind, Quantifier, TagPattern, TextTest};
pub use declaration::{
    Action, ActionKind, Attribute, Comments, Declaration, DeclarationKind, Definition, Event, EventClass, Group, Handbook,
    Property, Rule, Segment, Tag, Trigger, Type,
};
pub use expression::{Aggregate, Expr, ExprKind, Occurrence, Stream};
pub use literal::{Duration, Literal, Period, Unit, Window};
pub use name::{Name, Path, PathText};
