use crate::chain::{STRIP, Strip, ones};
use crate::{Bits, WORDS};

/// How many bits are in none, in one and in more than one of several blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// In none.
    pub none: u32,
    /// In exactly one.
    pub one: u32,
    /// In two or more.
    pub more: u32,
}

kernel! {
    /// How many bits of `within` are in none, one or more of the operands.
    #[must_use]
    pub fn coverage(operands: &[&Bits], within: &Bits) -> Coverage {
        let mut any: Strip = [0; STRIP];
        let mut more: Strip = [0; STRIP];
        let (mut all, mut in_any, mut in_more) = (0_u64, 0_u64, 0_u64);
        let (groups, rest) = operands.as_chunks::<4>();
        for strip in 0..WORDS / STRIP {
            let within = within.strip(strip);
            any.fill(0);
            more.fill(0);
            for group in groups {
                cover(group.map(|bits| bits.strip(strip)), &mut any, &mut more);
            }
            for one in rest {
                cover([one.strip(strip)], &mut any, &mut more);
            }
            for ((any, more), within) in any.iter_mut().zip(&mut more).zip(within) {
                (*any, *more) = (*any & within, *more & within);
            }
            all = all.wrapping_add(ones(within));
            in_any = in_any.wrapping_add(ones(&any));
            in_more = in_more.wrapping_add(ones(&more));
        }
        Coverage {
            none: all.wrapping_sub(in_any) as u32,
            one: in_any.wrapping_sub(in_more) as u32,
            more: in_more as u32,
        }
    }
}

#[inline(always)]
fn cover<const N: usize>(operands: [&Strip; N], any: &mut Strip, more: &mut Strip) {
    for i in 0..STRIP {
        let (mut in_any, mut in_more) = (any[i], more[i]);
        for operand in operands {
            in_more |= in_any & operand[i];
            in_any |= operand[i];
        }
        (any[i], more[i]) = (in_any, in_more);
    }
}
