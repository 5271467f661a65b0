//! Many customers: joined as bits.

use tagora_kernel::{Bits, Expression, Join, Level, Operand, Program, Scratch, add_lists, at_least, at_least_count, join};

use super::super::circuit::Circuit;
use super::Sets;
use super::leaves::Leaves;
use crate::column::{Blocks, EVERYBODY, NOBODY, View};

/// As many operands are gathered without asking for memory.
const FEW_OPERANDS: usize = 16;
/// From so many parts on a union is worked out by itself.
const MANY_PARTS: usize = 9;
/// As many programs are kept.
const KINDS: usize = 64;

/// A circuit as programs over bits.
pub(super) struct Many<'q> {
    /// Its first operands are the leaves.
    expression: Expression,
    /// What the further operands stand for.
    counted: Vec<Counted<'q>>,
    /// Whether the circuit is the only one counted.
    is_counted: bool,
    /// Programs that were made, each with which leaves were nobody or everybody then, and which was run last.
    programs: Vec<(Vec<Ends>, Program)>,
    last: usize,
    ends: Vec<Ends>,
    scratch: Scratch,
    /// The bits of leaves that have none in this block.
    rooms: Vec<Option<Box<Bits>>>,
    /// Which leaves are needed as bits, be they lists or not.
    is_read: Vec<bool>,
}

/// "At least so many of": what programs do not say; and "any of" where there are many sets, whose lists are written down together.
struct Counted<'q> {
    least: usize,
    parts: Vec<Part<'q>>,
    bits: Box<Bits>,
}

enum Part<'q> {
    Leaf(usize),
    Sets(Box<Sets<'q>>),
}

/// Whether a leaf is the same for all of a block.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ends {
    Empty,
    Full,
    Between,
}

impl<'q> Many<'q> {
    /// Of a circuit whose leaves have the numbers that `leaf` gives, and `sets` behind them.
    pub(super) fn new(circuit: &Circuit, leaf: &impl Fn(usize) -> usize, sets: &[&'q dyn Blocks], leaves: &Leaves<'q>) -> Self {
        let count = leaves.views.len();
        let mut counted = Vec::new();
        let part = |circuit: &Circuit| match circuit {
            Circuit::Leaf(number) => Part::Leaf(leaf(*number)),
            other => Part::Sets(Box::new(Sets::new(other, sets, leaves.level))),
        };
        let expression = expressed(circuit, leaf, &mut |least, parts: &[Circuit]| {
            counted.push(Counted { least, parts: parts.iter().map(part).collect(), bits: Box::default() });
            count + counted.len() - 1
        });
        let mut is_read = vec![false; count];
        mark(&expression, &mut is_read);
        let of_counts = counted.iter().filter(|counted| counted.least != 1).flat_map(|counted| &counted.parts);
        of_counts.for_each(|part| match part {
            Part::Leaf(leaf) => is_read[*leaf] = true,
            Part::Sets(_) => {}
        });
        Self {
            counted,
            is_counted: matches!(expression, Expression::Operand(number) if number >= count),
            expression,
            programs: Vec::new(),
            last: 0,
            ends: Vec::with_capacity(count),
            scratch: Scratch::default(),
            rooms: vec![None; count],
            is_read,
        }
    }

    /// Counts them, and stores them if there is where to.
    pub(super) fn run(&mut self, leaves: &Leaves<'q>, into: Option<&mut Bits>) -> u32 {
        self.fill_in(leaves);
        let Self { counted, rooms, scratch, .. } = self;
        if let ([counted], true) = (&mut counted[..], self.is_counted) {
            return counted.run(leaves, rooms, scratch, into);
        }
        for counted in counted {
            let mut bits = std::mem::take(&mut counted.bits);
            counted.run(leaves, rooms, scratch, Some(&mut bits));
            counted.bits = bits;
        }
        self.choose(leaves);
        let Self { counted, rooms, scratch, programs, last, .. } = self;
        let bits = leaves.views.iter().zip(&*rooms).map(|(view, room)| as_bits(*view, room));
        let program = &programs[*last].1;
        gathered(bits.chain(counted.iter().map(|counted| &*counted.bits)), |operands| match into {
            Some(into) => program.store(leaves.level, operands, scratch, into),
            None => program.count(leaves.level, operands, scratch),
        })
    }

    /// Makes bits of the leaves that have none in this block, but of those that are lists in unions alone.
    fn fill_in(&mut self, leaves: &Leaves<'q>) {
        for (leaf, (view, room)) in leaves.views.iter().zip(&mut self.rooms).enumerate() {
            match view {
                View::Listed(_) if !self.is_read[leaf] => {}
                View::Listed(list) => room.get_or_insert_default().put_list(list),
                View::Unread(_) => leaves.set(leaf).fill(leaves.block, room.get_or_insert_default()),
                View::Empty | View::Full | View::Dense(..) => {}
            }
        }
    }

    /// Chooses the program for what the leaves are in this block; most blocks have the same.
    fn choose(&mut self, leaves: &Leaves<'q>) {
        self.ends.clear();
        self.ends.extend(leaves.views.iter().map(|view| match view {
            View::Empty => Ends::Empty,
            View::Full => Ends::Full,
            View::Listed(_) | View::Dense(..) | View::Unread(_) => Ends::Between,
        }));
        let Self { programs, last, ends, expression, .. } = self;
        if programs.get(*last).is_some_and(|(of, _)| of == ends) {
            return;
        }
        *last = programs.iter().position(|(of, _)| of == ends).unwrap_or_else(|| {
            // More than a few kinds of blocks are not worth keeping.
            if programs.len() == KINDS {
                programs.clear();
            }
            programs.push((ends.clone(), Program::of(&settled(expression, ends))));
            programs.len() - 1
        });
    }
}

impl<'q> Counted<'q> {
    fn run(&mut self, leaves: &Leaves<'q>, rooms: &[Option<Box<Bits>>], scratch: &mut Scratch, into: Option<&mut Bits>) -> u32 {
        if self.least == 1 {
            return match into {
                Some(into) => self.any(leaves, rooms, into),
                None => {
                    let mut bits = std::mem::take(&mut self.bits);
                    let count = self.any(leaves, rooms, &mut bits);
                    self.bits = bits;
                    count
                }
            };
        }
        // Who is in a set of everybody needs one less of the others.
        let is_everybody = |part: &&Part<'q>| matches!(part, Part::Leaf(leaf) if matches!(leaves.views[*leaf], View::Full));
        let least = self.least.saturating_sub(self.parts.iter().filter(is_everybody).count());
        let bits = self.parts.iter_mut().filter_map(|part| match part {
            Part::Leaf(leaf) => match leaves.views[*leaf] {
                View::Empty | View::Full => None,
                view => Some(as_bits(view, &rooms[*leaf])),
            },
            Part::Sets(sets) => {
                sets.turn(leaves.block);
                Some(sets.bits())
            }
        });
        gathered(bits, |operands| at_least_of(leaves.level, least, operands, scratch, into))
    }
}

impl<'q> Counted<'q> {
    /// Those in any part: bits are joined, and lists written down on top of them.
    fn any(&mut self, leaves: &Leaves<'q>, rooms: &[Option<Box<Bits>>], into: &mut Bits) -> u32 {
        let mut lists: Vec<&[u16]> = Vec::new();
        let mut operands: Vec<Operand<'_>> = Vec::new();
        for part in &mut self.parts {
            match part {
                Part::Leaf(leaf) => match leaves.views[*leaf] {
                    View::Empty => {}
                    View::Listed(list) => lists.push(list),
                    view => operands.push(Operand::of(as_bits(view, &rooms[*leaf]))),
                },
                Part::Sets(sets) => {
                    sets.turn(leaves.block);
                    operands.push(Operand::of(sets.bits()));
                }
            }
        }
        let joined = join(leaves.level, Join::Or, &operands, into);
        if lists.is_empty() { joined } else { add_lists(leaves.level, &lists, into) }
    }
}

fn at_least_of(level: Level, least: usize, operands: &[&Bits], scratch: &mut Scratch, into: Option<&mut Bits>) -> u32 {
    match into {
        Some(into) => at_least(level, least, operands, scratch, into),
        None => at_least_count(level, least, operands, scratch),
    }
}

/// A leaf as bits.
fn as_bits<'b>(view: View<'b>, room: &'b Option<Box<Bits>>) -> &'b Bits {
    match (view, room) {
        (View::Dense(bits, _), _) => bits,
        (View::Full, _) => &EVERYBODY,
        (View::Listed(_) | View::Unread(_), Some(room)) => room,
        (View::Empty | View::Listed(_) | View::Unread(_), _) => &NOBODY,
    }
}

/// Operands in a row, for few of them on the stack.
fn gathered<'b, T>(bits: impl Iterator<Item = &'b Bits>, run: impl FnOnce(&[&'b Bits]) -> T) -> T {
    let mut few = [&NOBODY; FEW_OPERANDS];
    let mut bits = bits;
    for (len, slot) in few.iter_mut().enumerate() {
        match bits.next() {
            Some(next) => *slot = next,
            None => return run(&few[..len]),
        }
    }
    let all: Vec<&Bits> = few.into_iter().chain(bits).collect();
    run(&all)
}

/// A circuit as an expression; `counted` numbers what it cannot say.
fn expressed(
    circuit: &Circuit,
    leaf: &impl Fn(usize) -> usize,
    counted: &mut impl FnMut(usize, &[Circuit]) -> usize,
) -> Expression {
    let mut all = |parts: &[Circuit]| parts.iter().map(|part| expressed(part, leaf, counted)).collect();
    match circuit {
        Circuit::Leaf(number) => Expression::Operand(leaf(*number)),
        Circuit::Not(inner) => Expression::Not(Box::new(expressed(inner, leaf, counted))),
        Circuit::All(parts) => Expression::All(all(parts)),
        Circuit::Any(parts) if parts.len() >= MANY_PARTS => Expression::Operand(counted(1, parts)),
        Circuit::Any(parts) => Expression::Any(all(parts)),
        Circuit::AtLeast(least, parts) => Expression::Operand(counted(*least, parts)),
    }
}

/// Marks the operands that an expression reads, as far as there are marks.
fn mark(expression: &Expression, marks: &mut [bool]) {
    match expression {
        Expression::Operand(number) => marks.get_mut(*number).into_iter().for_each(|mark| *mark = true),
        Expression::Not(inner) => mark(inner, marks),
        Expression::All(parts) | Expression::Any(parts) | Expression::Odd(parts) => {
            parts.iter().for_each(|part| mark(part, marks));
        }
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
