//! Conditions that are meant by their names.

use super::Checker;
use super::expression::ValueType;
use super::handbook::{CheckedHandbook, EventSymbol};
use crate::ast::{Expr, ExprKind, Name, Path};
use crate::diagnostic::{Kind, Problem};
use crate::suggest::nearest;

impl Checker<'_> {
    /// A name standing alone: a named condition or a bool attribute; inside a filter, a bool property.
    pub(super) fn bare(&mut self, path: &Path, handbook: &CheckedHandbook, event: Option<&EventSymbol>) {
        let of_event = |event: &EventSymbol| path.node.bare().and_then(|name| event.property(name)).is_some();
        match event {
            _ if handbook.define(&path.node).is_none() => {}
            None => return,
            // A filter's names are the event's properties; what a name stands for may look at more.
            Some(event) if !of_event(event) => return self.report(Problem::NotInFilter, path.span),
            Some(_) => {}
        }
        let value = Expr::new(ExprKind::Name(path.clone()), path.span);
        let is_known = path.node.bare().and_then(|name| handbook.attribute(name)).is_some();
        if event.is_none() && !is_known && handbook.parameter_of(&value).is_none() {
            return self.unknown_attribute(path, handbook, true);
        }
        let ty = self.value_type(&value, handbook, event);
        if !matches!(ty, ValueType::Bool | ValueType::Unknown) {
            self.report(Problem::NotABool { name: path.node.to_string(), ty: ty.words() }, path.span);
        }
    }

    pub(super) fn in_segment(&mut self, name: &Name, handbook: &CheckedHandbook) {
        if handbook.segment(&name.node).is_some() {
            return;
        }
        let suggestion = nearest(&name.node, handbook.segments.iter().map(|s| s.name.node.as_str()), &mut self.effort);
        let problem = Problem::Unknown { kind: Kind::Segment, name: name.node.clone(), within: None, suggestion, note: None };
        self.report(problem, name.span);
    }
}
