//! The passes in which a circuit is worked out.

use crate::chain::{WIDTH, XOR_WIDTH};
use crate::circuit::{Circuit, Node};

/// One pass: a register becomes a chain, or is joined with one.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) sources: [Source; WIDTH],
    pub(crate) flips: [u64; WIDTH],
    /// How many of these there are.
    pub(crate) len: usize,
    /// By what the chain is changed.
    pub(crate) flip: u64,
    pub(crate) is_xor: bool,
    /// Joins the register with the chain, and by what that is changed.
    pub(crate) fold: Option<u64>,
    pub(crate) into: usize,
}

/// Where a pass reads. A register is always one behind that which the pass writes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Source {
    Operand(usize),
    Register(usize),
}

/// A source and the word that it is changed by.
pub(crate) type Changed = (Source, u64);

impl Step {
    pub(crate) fn set(of: &[Changed], flip: u64, is_xor: bool, into: usize) -> Self {
        let mut step =
            Self { sources: [Source::Operand(0); WIDTH], flips: [0; WIDTH], len: of.len(), flip, is_xor, fold: None, into };
        for (n, &(source, flip)) in of.iter().enumerate() {
            (step.sources[n], step.flips[n]) = (source, flip);
        }
        step
    }

    /// One more than the highest operand.
    pub(crate) fn operands(&self) -> usize {
        let numbers = self.sources[..self.len].iter().map(|source| match source {
            Source::Operand(number) => number + 1,
            Source::Register(_) => 0,
        });
        numbers.max().unwrap_or(0)
    }

    /// By what all that it leaves is changed.
    fn outer_flip(&mut self) -> &mut u64 {
        self.fold.as_mut().unwrap_or(&mut self.flip)
    }
}

/// The steps that leave a circuit in register 0.
pub(crate) fn steps(circuit: &Circuit) -> Vec<Step> {
    let mut steps = Vec::new();
    write(circuit, 0, &mut steps);
    steps
}

fn write(circuit: &Circuit, into: usize, steps: &mut Vec<Step>) {
    match &circuit.node {
        Node::Operand(number) => steps.push(Step::set(&[(Source::Operand(*number), circuit.flip)], 0, false, into)),
        Node::And(parts) => join(parts, false, into, steps),
        Node::Xor(parts) => join(parts, true, into, steps),
    }
    if circuit.operand().is_none()
        && let Some(last) = steps.last_mut()
    {
        *last.outer_flip() ^= circuit.flip;
    }
}

fn join(parts: &[Circuit], is_xor: bool, into: usize, steps: &mut Vec<Step>) {
    let width = if is_xor { XOR_WIDTH } else { WIDTH };
    let mut leaves: Vec<Changed> = leaves(parts);
    let mut inner: Vec<&Circuit> = parts.iter().filter(|part| part.operand().is_none()).collect();
    inner.sort_by_key(|part| std::cmp::Reverse(part.depth()));
    let mut is_held = false;
    for part in inner {
        if !is_held {
            write(part, into, steps);
        } else if let Some(of) = flat(part).filter(|_| !is_xor) {
            steps.push(Step { fold: Some(0), ..Step::set(&of, part.flip, false, into) });
        } else {
            write(part, into + 1, steps);
            let mut of = leaves.split_off(leaves.len() - leaves.len().min(width - 1));
            of.push((Source::Register(into + 1), 0));
            steps.push(Step { fold: Some(0), ..Step::set(&of, 0, is_xor, into) });
        }
        is_held = true;
    }
    for of in leaves.chunks(width) {
        steps.push(Step { fold: is_held.then_some(0), ..Step::set(of, 0, is_xor, into) });
        is_held = true;
    }
}

fn leaves(parts: &[Circuit]) -> Vec<Changed> {
    parts.iter().filter_map(|part| Some((Source::Operand(part.operand()?), part.flip))).collect()
}

/// The operands of an "and" that is one pass.
fn flat(circuit: &Circuit) -> Option<Vec<Changed>> {
    let Node::And(parts) = &circuit.node else { return None };
    Some(leaves(parts)).filter(|leaves| leaves.len() == parts.len() && leaves.len() <= WIDTH)
}
