use crate::chain::{STRIP, Strip, ones};
use crate::{BITS, Bits, Level, Scratch, WORDS};

/// As many operands are added up in one pass: three planes hold their sum.
const ADDED: usize = 7;

/// How many bits are in `least` or more of the operands.
#[must_use]
pub fn at_least_count(level: Level, least: usize, operands: &[&Bits], scratch: &mut Scratch) -> u32 {
    at_least_into(level, least, operands, scratch, None)
}

/// Stores the bits that are in `least` or more of the operands, and counts them.
pub fn at_least(level: Level, least: usize, operands: &[&Bits], scratch: &mut Scratch, into: &mut Bits) -> u32 {
    at_least_into(level, least, operands, scratch, Some(into))
}

fn at_least_into(level: Level, least: usize, operands: &[&Bits], scratch: &mut Scratch, into: Option<&mut Bits>) -> u32 {
    if least == 0 || least > operands.len() {
        let (word, count) = if least == 0 { (!0, BITS as u32) } else { (0, 0) };
        if let Some(into) = into {
            into.0.fill(word);
        }
        return count;
    }
    // Each bit has a counter, its digits in planes. It starts so that `least` more make it overflow.
    let planes = usize::BITS - operands.len().leading_zeros();
    let start = (1_usize << planes) - least;
    let mut digits = [0; usize::BITS as usize];
    for (plane, digit) in digits.iter_mut().enumerate() {
        *digit = if start >> plane & 1 == 1 { !0 } else { 0 };
    }
    let planes = planes as usize;
    sums(level, operands, &digits[..planes], scratch.strips(planes.max(3)), into)
}

kernel! {
    fn sums(operands: &[&Bits], digits: &[u64], planes: &mut [Strip], into: Option<&mut Bits>) -> u32 {
        let mut into = into.map(|bits| bits.0.as_chunks_mut::<STRIP>().0);
        let mut over: Strip = [0; STRIP];
        let mut carry: Strip = [0; STRIP];
        let mut count = 0_u64;
        let (groups, rest) = operands.as_chunks::<ADDED>();
        for strip in 0..WORDS / STRIP {
            over.fill(0);
            for (plane, digit) in planes.iter_mut().zip(digits.iter().chain(std::iter::repeat(&0))) {
                plane.fill(*digit);
            }
            for group in groups {
                add::<ADDED>(group.map(|bits| bits.strip(strip)), planes, &mut carry);
                carried(digits.len(), planes, &mut carry, &mut over);
            }
            let mut rest = rest;
            while let Some((group, more)) = rest.split_first_chunk::<3>() {
                add::<3>(group.map(|bits| bits.strip(strip)), planes, &mut carry);
                carried(digits.len(), planes, &mut carry, &mut over);
                rest = more;
            }
            for one in rest {
                add::<1>([one.strip(strip)], planes, &mut carry);
                carried(digits.len(), planes, &mut carry, &mut over);
            }
            count = count.wrapping_add(ones(&over));
            if let Some(into) = &mut into {
                into[strip] = over;
            }
        }
        count as u32
    }
}

/// Adds up one, three or seven operands and then the lowest three planes.
#[inline(always)]
fn add<const N: usize>(operands: [&Strip; N], planes: &mut [Strip], carry: &mut Strip) {
    let Some([zero, one, two]) = planes.first_chunk_mut::<3>() else { return };
    for i in 0..STRIP {
        let mut digits = (zero[i], one[i], two[i]);
        let mut over = 0;
        if N == 1 {
            let (sum, first) = half(digits.0, operands[0][i]);
            let (middle, second) = half(digits.1, first);
            let (high, third) = half(digits.2, second);
            (digits, over) = ((sum, middle, high), third);
        } else if N == 3 {
            let (ones, twos) = full(operands[0][i], operands[1][i], operands[2][i]);
            let (sum, first) = half(digits.0, ones);
            let (middle, second) = full(digits.1, twos, first);
            let (high, third) = half(digits.2, second);
            (digits, over) = ((sum, middle, high), third);
        } else if N == ADDED {
            let (a, x) = full(operands[0][i], operands[1][i], operands[2][i]);
            let (b, y) = full(operands[3][i], operands[4][i], operands[5][i]);
            let (ones, z) = full(a, b, operands[6][i]);
            let (twos, fours) = full(x, y, z);
            let (sum, first) = half(digits.0, ones);
            let (middle, second) = full(digits.1, twos, first);
            let (high, third) = full(digits.2, fours, second);
            (digits, over) = ((sum, middle, high), third);
        }
        (zero[i], one[i], two[i]) = digits;
        carry[i] = over;
    }
}

/// Carries on to the planes behind the third, and to what has overflowed.
#[inline(always)]
fn carried(digits: usize, planes: &mut [Strip], carry: &mut Strip, over: &mut Strip) {
    // Fewer than three planes: what goes beyond the last of them has overflowed; it stands in the plane behind.
    if digits < 3 {
        for (over, plane) in over.iter_mut().zip(&planes[digits]) {
            *over |= plane;
        }
        return;
    }
    for plane in &mut planes[3..digits] {
        for (plane, carry) in plane.iter_mut().zip(carry.iter_mut()) {
            (*plane, *carry) = half(*plane, *carry);
        }
    }
    for (over, carry) in over.iter_mut().zip(carry.iter()) {
        *over |= carry;
    }
}

/// The sum of three digits, and what is carried.
#[inline(always)]
fn full(a: u64, b: u64, c: u64) -> (u64, u64) {
    (a ^ b ^ c, a & b | c & (a | b))
}

#[inline(always)]
fn half(a: u64, b: u64) -> (u64, u64) {
    (a ^ b, a & b)
}
