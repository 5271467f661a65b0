//! Expressions with "and" and "xor" alone.

use crate::Expression;

/// A node and the word that it is changed by: all ones, where it is negated. "Or" is "and" of the negated, negated.
pub(crate) struct Circuit {
    pub(crate) node: Node,
    pub(crate) flip: u64,
}

pub(crate) enum Node {
    Operand(usize),
    /// Two or more.
    And(Vec<Circuit>),
    /// Two or more, none of them changed.
    Xor(Vec<Circuit>),
}

impl Circuit {
    /// Or a constant, as a word.
    pub(crate) fn of(expression: &Expression) -> Result<Self, u64> {
        Self::part(expression, 0)
    }

    fn part(expression: &Expression, flip: u64) -> Result<Self, u64> {
        match expression {
            Expression::Operand(number) => Ok(Self { node: Node::Operand(*number), flip }),
            Expression::Not(inner) => Self::part(inner, !flip),
            Expression::All(parts) => Self::and(parts, 0, flip),
            Expression::Any(parts) => Self::and(parts, !0, !flip),
            Expression::Odd(parts) => Self::xor(parts, flip),
        }
    }

    /// The parts, each changed by `inner`, anded.
    fn and(parts: &[Expression], inner: u64, flip: u64) -> Result<Self, u64> {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match Self::part(part, inner) {
                Err(0) => return Err(flip),
                Err(_) => {}
                Ok(Self { node: Node::And(deeper), flip: 0 }) => flat.extend(deeper),
                Ok(part) => flat.push(part),
            }
        }
        Self::joined(flat, flip, !0, Node::And)
    }

    fn xor(parts: &[Expression], mut flip: u64) -> Result<Self, u64> {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match Self::part(part, 0) {
                Err(constant) => flip ^= constant,
                Ok(part) => {
                    flip ^= part.flip;
                    match part.node {
                        Node::Xor(deeper) => flat.extend(deeper),
                        node => flat.push(Self { node, flip: 0 }),
                    }
                }
            }
        }
        Self::joined(flat, flip, 0, Node::Xor)
    }

    /// What is left of the parts; of none, `empty`.
    fn joined(mut parts: Vec<Self>, flip: u64, empty: u64, join: fn(Vec<Self>) -> Node) -> Result<Self, u64> {
        if parts.len() > 1 {
            return Ok(Self { node: join(parts), flip });
        }
        parts.pop().map(|part| Self { flip: part.flip ^ flip, ..part }).ok_or(flip ^ empty)
    }

    pub(crate) fn operand(&self) -> Option<usize> {
        match self.node {
            Node::Operand(number) => Some(number),
            _ => None,
        }
    }

    /// How deep parts stand in parts: what needs more registers comes first.
    pub(crate) fn depth(&self) -> usize {
        match &self.node {
            Node::Operand(_) => 0,
            Node::And(parts) | Node::Xor(parts) => 1 + parts.iter().map(Self::depth).max().unwrap_or(0),
        }
    }
}
