//! Circuits of sets alone: a block in one pass.

use std::borrow::Cow;

use tagora_kernel::{
    BITS, Bits, Expression, Level, Program, Scratch, at_least, at_least_count, intersect, intersect_count, probe, probe_count,
    to_sorted,
};

use super::circuit::Circuit;
use super::found::{Found, union};
use crate::column::{Blocks, NOBODY, View};

/// Up to so many are looked up one by one; more are joined as bits.
const FEW: u64 = 512;

/// A circuit whose leaves are sets, run block by block. It keeps what it needs from one block to the next.
pub(super) struct Sets<'q> {
    circuit: &'q Circuit,
    leaves: &'q [&'q dyn Blocks],
    level: Level,
    /// The numbers of the leaves in it: what the expression's first operands stand for.
    used: Vec<usize>,
    expression: Expression,
    /// What the further operands stand for.
    counted: Vec<Counted<'q>>,
    /// Programs that were made, each with which leaves were nobody or everybody then.
    programs: Vec<(Vec<Ends>, Program)>,
    scratch: Scratch,
    /// Of the block that is looked at: each leaf, and as bits those that are none.
    block: usize,
    parts: Vec<View<'q>>,
    filled: Vec<Option<Box<Bits>>>,
    own: Option<Box<Bits>>,
}

/// "At least so many of": what programs do not say.
struct Counted<'q> {
    least: usize,
    parts: Vec<Sets<'q>>,
    bits: Box<Bits>,
}

/// Whether a leaf is the same for all of a block.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ends {
    Empty,
    Full,
    Between,
}

impl<'q> Sets<'q> {
    pub(super) fn new(circuit: &'q Circuit, leaves: &'q [&'q dyn Blocks], level: Level) -> Self {
        let mut marks = vec![false; leaves.len()];
        circuit.mark(&mut marks);
        let used: Vec<usize> = (0..leaves.len()).filter(|&leaf| marks[leaf]).collect();
        let mut sets = Self {
            circuit,
            leaves,
            level,
            expression: Expression::All(Vec::new()),
            counted: Vec::new(),
            programs: Vec::new(),
            scratch: Scratch::default(),
            block: 0,
            parts: vec![View::Empty; leaves.len()],
            filled: vec![None; used.len()],
            used,
            own: None,
        };
        sets.expression = sets.expressed(circuit);
        sets
    }

    fn expressed(&mut self, circuit: &'q Circuit) -> Expression {
        match circuit {
            Circuit::Leaf(leaf) => Expression::Operand(self.used.binary_search(leaf).unwrap_or_default()),
            Circuit::Not(inner) => Expression::Not(Box::new(self.expressed(inner))),
            Circuit::All(parts) => Expression::All(parts.iter().map(|part| self.expressed(part)).collect()),
            Circuit::Any(parts) => Expression::Any(parts.iter().map(|part| self.expressed(part)).collect()),
            Circuit::AtLeast(least, parts) => {
                let parts = parts.iter().map(|part| Self::new(part, self.leaves, self.level)).collect();
                self.counted.push(Counted { least: *least, parts, bits: Box::new(Bits::ZERO) });
                Expression::Operand(self.used.len() + self.counted.len() - 1)
            }
        }
    }

    /// Turns to a block.
    pub(super) fn turn(&mut self, block: usize) {
        self.block = block;
        for &leaf in &self.used {
            self.parts[leaf] = self.leaves[leaf].view(block);
        }
        self.counted.iter_mut().flat_map(|counted| &mut counted.parts).for_each(|part| part.turn(block));
    }

    /// How many of the block it has.
    pub(super) fn count(&mut self) -> u32 {
        match self.bound(self.circuit) {
            0 => 0,
            bound if bound <= FEW => self.few_count(self.circuit),
            _ => self.many(None),
        }
    }

    /// Which of the block it has.
    pub(super) fn found(&mut self) -> Found {
        match self.bound(self.circuit) {
            0 => Found::Nobody,
            bound if bound <= FEW => Found::list(self.few(self.circuit).into_owned()),
            _ => {
                let mut bits = Box::new(Bits::ZERO);
                let len = self.many(Some(&mut bits));
                Found::of_bits(bits, len)
            }
        }
    }

    fn bound(&self, circuit: &Circuit) -> u64 {
        circuit.bound(BITS as u64, &|leaf| u64::from(self.parts[leaf].most()))
    }

    /// Whether a circuit has one customer of the block.
    fn has(&self, circuit: &Circuit, bit: u16) -> bool {
        circuit.has(&|leaf| match self.parts[leaf] {
            View::Empty => false,
            View::Full => true,
            View::Listed(list) => list.binary_search(&bit).is_ok(),
            View::Dense(bits, _) => bits.get(bit),
            View::Unread(_) => self.leaves[leaf].contains(self.block, bit),
        })
    }

    /// Few are written down and looked up elsewhere.
    fn few(&self, circuit: &Circuit) -> Cow<'q, [u16]> {
        match circuit {
            Circuit::Leaf(leaf) => self.listed(*leaf),
            Circuit::All(parts) => {
                let fewest = self.fewest(parts);
                let mut list = parts.get(fewest).map_or(Cow::Borrowed(&[][..]), |first| self.few(first));
                for (_, part) in parts.iter().enumerate().filter(|(n, _)| *n != fewest) {
                    if list.is_empty() {
                        break;
                    }
                    list = Cow::Owned(self.kept(&list, part, true));
                }
                list
            }
            Circuit::Any(parts) => parts.iter().fold(Cow::Borrowed(&[][..]), |list, part| match self.few(part) {
                more if list.is_empty() => more,
                more if more.is_empty() => list,
                more => Cow::Owned(union(&list, &more)),
            }),
            Circuit::AtLeast(_, parts) => {
                let mut any = parts.iter().fold(Vec::new(), |list, part| union(&list, &self.few_or_all(part)));
                any.retain(|&bit| self.has(circuit, bit));
                Cow::Owned(any)
            }
            Circuit::Not(_) => self.few_or_all(circuit),
        }
    }

    /// As `few`, where it may be more than that.
    fn few_or_all(&self, circuit: &Circuit) -> Cow<'q, [u16]> {
        if !matches!(circuit, Circuit::Not(_)) && self.bound(circuit) <= FEW {
            return self.few(circuit);
        }
        (0..=u16::MAX).filter(|&bit| self.has(circuit, bit)).collect()
    }

    fn few_count(&self, circuit: &Circuit) -> u32 {
        let count = match circuit {
            Circuit::All(parts) if parts.len() > 1 => {
                let fewest = self.fewest(parts);
                let last = if fewest == parts.len() - 1 { fewest - 1 } else { parts.len() - 1 };
                let mut list = self.few(&parts[fewest]);
                for (_, part) in parts.iter().enumerate().filter(|(n, _)| *n != fewest && *n != last) {
                    if list.is_empty() {
                        return 0;
                    }
                    list = Cow::Owned(self.kept(&list, part, true));
                }
                self.kept_count(&list, &parts[last])
            }
            Circuit::Any(parts) if parts.len() == 2 => {
                let (one, other) = (self.few(&parts[0]), self.few(&parts[1]));
                match (one.is_empty(), other.is_empty()) {
                    (false, false) => one.len() + other.len() - intersect_count(self.level, &one, &other),
                    _ => one.len() + other.len(),
                }
            }
            other => self.few(other).len(),
        };
        as_count(count)
    }

    /// Which of the parts has the fewest.
    fn fewest(&self, parts: &[Circuit]) -> usize {
        let bounds = parts.iter().enumerate().map(|(n, part)| (self.bound(part), n));
        bounds.min().map_or(0, |(_, n)| n)
    }

    fn listed(&self, leaf: usize) -> Cow<'q, [u16]> {
        let mut list = Vec::new();
        match self.parts[leaf] {
            View::Empty => {}
            View::Full => list.extend(0..=u16::MAX),
            View::Listed(of) => return Cow::Borrowed(of),
            View::Dense(bits, _) => to_sorted(self.level, bits, &mut list),
            View::Unread(_) => {
                let mut bits = Box::new(Bits::ZERO);
                self.leaves[leaf].fill(self.block, &mut bits);
                to_sorted(self.level, &bits, &mut list);
            }
        }
        Cow::Owned(list)
    }

    /// Those of a list who are in a part, or with `shared` false those who are not.
    fn kept(&self, list: &[u16], part: &Circuit, shared: bool) -> Vec<u16> {
        let mut kept = Vec::new();
        match part {
            Circuit::Not(inner) => return self.kept(list, inner, !shared),
            Circuit::Leaf(leaf) => match self.parts[*leaf] {
                View::Listed(other) => intersect(self.level, list, other, shared, &mut kept),
                View::Dense(bits, _) => probe(self.level, list, bits, shared, &mut kept),
                _ => kept.extend(list.iter().copied().filter(|&bit| self.has(part, bit) == shared)),
            },
            _ => kept.extend(list.iter().copied().filter(|&bit| self.has(part, bit) == shared)),
        }
        kept
    }

    fn kept_count(&self, list: &[u16], part: &Circuit) -> usize {
        match part {
            Circuit::Not(inner) => list.len() - self.kept_count(list, inner),
            Circuit::Leaf(leaf) => match self.parts[*leaf] {
                View::Listed(other) => intersect_count(self.level, list, other),
                View::Dense(bits, _) => probe_count(self.level, list, bits),
                _ => list.iter().filter(|&&bit| self.has(part, bit)).count(),
            },
            _ => list.iter().filter(|&&bit| self.has(part, bit)).count(),
        }
    }

    /// Many are joined as bits.
    fn many(&mut self, into: Option<&mut Bits>) -> u32 {
        if let (Circuit::AtLeast(..), [counted]) = (self.circuit, &mut self.counted[..]) {
            return counted.run(self.level, into);
        }
        for counted in &mut self.counted {
            counted.work_out(self.level);
        }
        self.fill_in();
        let number = self.program();
        let Self { used, parts, filled, counted, programs, scratch, level, .. } = self;
        let leaves = used.iter().zip(&*filled).map(|(&leaf, filled)| as_bits(parts[leaf], filled.as_deref()));
        let operands: Vec<&Bits> = leaves.chain(counted.iter().map(|counted| &*counted.bits)).collect();
        let program = &programs[number].1;
        match into {
            Some(into) => program.store(*level, &operands, scratch, into),
            None => program.count(*level, &operands, scratch),
        }
    }

    /// The program for what the leaves are in this block; most blocks have the same.
    fn program(&mut self) -> usize {
        let ends: Vec<Ends> = self.used.iter().map(|&leaf| Ends::of(self.parts[leaf])).collect();
        let known = self.programs.iter().position(|(of, _)| *of == ends);
        known.unwrap_or_else(|| {
            // More than a few kinds of blocks are not worth keeping.
            if self.programs.len() == 64 {
                self.programs.clear();
            }
            self.programs.push((ends.clone(), Program::of(&settled(&self.expression, &ends))));
            self.programs.len() - 1
        })
    }

    /// Makes bits of the leaves that are none in this block.
    fn fill_in(&mut self) {
        for (&leaf, filled) in self.used.iter().zip(&mut self.filled) {
            match self.parts[leaf] {
                View::Listed(list) => {
                    let bits = filled.get_or_insert_with(|| Box::new(Bits::ZERO));
                    bits.0.fill(0);
                    list.iter().for_each(|&bit| bits.set(bit));
                }
                View::Unread(_) => {
                    let bits = filled.get_or_insert_with(|| Box::new(Bits::ZERO));
                    self.leaves[leaf].fill(self.block, bits);
                }
                View::Empty | View::Full | View::Dense(..) => {}
            }
        }
    }

    /// All of it in this block, as bits.
    fn bits(&mut self) -> &Bits {
        if let Circuit::Leaf(leaf) = self.circuit
            && let View::Dense(bits, _) = self.parts[*leaf]
        {
            return bits;
        }
        let mut own = self.own.take().unwrap_or_default();
        match self.found() {
            Found::Nobody => own.0.fill(0),
            Found::Everybody => own.0.fill(!0),
            Found::List(list) => {
                own.0.fill(0);
                list.iter().for_each(|&bit| own.set(bit));
            }
            Found::Bits(bits, _) => own = bits,
        }
        self.own.insert(own)
    }
}

impl Counted<'_> {
    fn run(&mut self, level: Level, into: Option<&mut Bits>) -> u32 {
        let operands: Vec<&Bits> = self.parts.iter_mut().map(|part| part.bits()).collect();
        match into {
            Some(into) => at_least(level, self.least, &operands, into),
            None => at_least_count(level, self.least, &operands),
        }
    }

    fn work_out(&mut self, level: Level) {
        let mut bits = std::mem::take(&mut self.bits);
        self.run(level, Some(&mut bits));
        self.bits = bits;
    }
}

impl Ends {
    fn of(part: View<'_>) -> Self {
        match part {
            View::Empty => Self::Empty,
            View::Full => Self::Full,
            View::Listed(_) | View::Dense(..) | View::Unread(_) => Self::Between,
        }
    }
}

/// A leaf as bits. Of one that is nobody or everybody the program knows already.
fn as_bits<'b>(part: View<'b>, filled: Option<&'b Bits>) -> &'b Bits {
    match (part, filled) {
        (View::Dense(bits, _), _) => bits,
        (View::Listed(_) | View::Unread(_), Some(filled)) => filled,
        _ => &NOBODY,
    }
}

/// An expression with what is known of its first operands in their place.
fn settled(expression: &Expression, ends: &[Ends]) -> Expression {
    let all = |parts: &[Expression]| parts.iter().map(|part| settled(part, ends)).collect();
    match expression {
        Expression::Operand(number) => match ends.get(*number) {
            Some(Ends::Empty) => Expression::Any(Vec::new()),
            Some(Ends::Full) => Expression::All(Vec::new()),
            Some(Ends::Between) | None => Expression::Operand(*number),
        },
        Expression::Not(inner) => Expression::Not(Box::new(settled(inner, ends))),
        Expression::All(parts) => Expression::All(all(parts)),
        Expression::Any(parts) => Expression::Any(all(parts)),
        Expression::Odd(parts) => Expression::Odd(all(parts)),
    }
}

fn as_count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(BITS as u32)
}
