use crate::bits::NONE;
use crate::chain::{Chain, STRIP, Strip, WIDTH, ones};
use crate::circuit::Circuit;
use crate::steps::{Source, Step, steps};
use crate::{BITS, Bits, WORDS};

/// A set as it follows from others. Of no part, `All` is everything, `Any` and `Odd` nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// The operand of this number.
    Operand(usize),
    /// What a set lacks.
    Not(Box<Self>),
    /// In all parts.
    All(Vec<Self>),
    /// In one part or more.
    Any(Vec<Self>),
    /// In an odd number of parts.
    Odd(Vec<Self>),
}

/// An expression made ready to be run over blocks, strip by strip: one pass over its operands, nothing in between
/// leaving the nearest cache.
#[derive(Clone, Debug)]
pub struct Program {
    /// None, if the expression reads no operand.
    steps: Vec<Step>,
    registers: usize,
    operands: usize,
    /// What it is then: all ones or none.
    constant: u64,
}

/// What kernels need while they run; kept by whoever runs them again and again.
#[derive(Clone, Debug, Default)]
pub struct Scratch(Vec<Strip>);

impl Scratch {
    /// So many strips, whatever is in them.
    pub(crate) fn strips(&mut self, count: usize) -> &mut [Strip] {
        if self.0.len() < count {
            self.0.resize(count, [0; STRIP]);
        }
        &mut self.0[..count]
    }
}

impl Program {
    /// Makes an expression ready.
    #[must_use]
    pub fn of(expression: &Expression) -> Self {
        match Circuit::of(expression) {
            Ok(circuit) => {
                let steps = steps(&circuit);
                let registers = steps.iter().map(|step| step.into + 1).max().unwrap_or(0);
                let operands = steps.iter().map(Step::operands).max().unwrap_or(0);
                Self { steps, registers, operands, constant: 0 }
            }
            Err(constant) => Self { steps: Vec::new(), registers: 0, operands: 0, constant },
        }
    }

    /// How many operands it reads: one more than the highest number named.
    #[must_use]
    pub fn operands(&self) -> usize {
        self.operands
    }

    /// How many bits the expression has. An operand that is not given is empty.
    #[must_use]
    pub fn count(&self, level: crate::Level, operands: &[&Bits], scratch: &mut Scratch) -> u32 {
        if self.steps.is_empty() {
            return if self.constant == 0 { 0 } else { BITS as u32 };
        }
        self.run(level, operands, scratch, None)
    }

    /// Stores the bits of the expression, and counts them. An operand that is not given is empty.
    pub fn store(&self, level: crate::Level, operands: &[&Bits], scratch: &mut Scratch, into: &mut Bits) -> u32 {
        if self.steps.is_empty() {
            into.0.fill(self.constant);
            return if self.constant == 0 { 0 } else { BITS as u32 };
        }
        self.run(level, operands, scratch, Some(into))
    }

    fn run(&self, level: crate::Level, operands: &[&Bits], scratch: &mut Scratch, into: Option<&mut Bits>) -> u32 {
        let registers = scratch.strips(self.registers);
        if operands.len() < self.operands {
            let mut all = operands.to_vec();
            all.resize(self.operands, &NONE);
            return run(level, &self.steps, &all, registers, into);
        }
        run(level, &self.steps, operands, registers, into)
    }
}

kernel! {
    pub(crate) fn run(steps: &[Step], operands: &[&Bits], registers: &mut [Strip], into: Option<&mut Bits>) -> u32 {
        let Some((last, before)) = steps.split_last() else { return 0 };
        let mut into = into.map(|bits| bits.0.as_chunks_mut::<STRIP>().0);
        let mut count = 0_u64;
        for strip in 0..WORDS / STRIP {
            for step in before {
                let (written, read) = registers.split_at_mut(step.into + 1);
                let chain = chain(step, strip, operands, read);
                match step.fold {
                    Some(flip) => chain.fold(&mut written[step.into], flip),
                    None => chain.store(&mut written[step.into]),
                }
            }
            let (written, read) = registers.split_at(registers.len().min(last.into + 1));
            let chain = chain(last, strip, operands, read);
            let counted = match (last.fold, &mut into) {
                (None, None) => chain.count(),
                (Some(flip), None) => chain.fold_count(&written[last.into], flip),
                (None, Some(into)) => {
                    chain.store(&mut into[strip]);
                    ones(&into[strip])
                }
                (Some(flip), Some(into)) => {
                    into[strip] = written[last.into];
                    chain.fold(&mut into[strip], flip);
                    ones(&into[strip])
                }
            };
            count = count.wrapping_add(counted);
        }
        count as u32
    }
}

#[inline(always)]
fn chain<'a>(step: &Step, strip: usize, operands: &[&'a Bits], read: &'a [Strip]) -> Chain<'a> {
    let at = |source: Source| match source {
        Source::Operand(number) => operands[number].strip(strip),
        Source::Register(number) => &read[number - step.into - 1],
    };
    let first = at(step.sources[0]);
    let mut chain = Chain { operands: [first; WIDTH], flips: step.flips, len: step.len, flip: step.flip, is_xor: step.is_xor };
    for n in 1..step.len {
        chain.operands[n] = at(step.sources[n]);
    }
    chain
}
