//! A host's whole life with an engine out of bytes: handbooks of all forms of the language, and what is done to them.

use super::grammar::{Choices, DECLARED, filled};
use super::histories::{CUSTOMERS, DAY, DAYS, KINDS, NUMBERS, at, merge_of, record_of};
use super::operations::{Operation, run};
use super::plain::PLAIN;
use tagora::Record;

/// No more is done in one run: what takes long finds less.
const MOST_OPERATIONS: usize = 24;
const MOST_RECORDS: usize = 4;

/// What is kept is what the reference evaluator makes of the log, whatever is done.
///
/// The first six bytes say of which sort and how long each of three handbooks is; then come the choices of which they are made,
/// a byte each, and then the operations. Behind the end every byte is 0.
pub fn live(data: &[u8]) {
    let mut bytes = Bytes(data.iter());
    let heads: Vec<(bool, usize)> = (0..3).map(|_| (bytes.below(2) == 1, 2 * bytes.below(256))).collect();
    let handbooks: Vec<String> = heads.into_iter().map(|(is_plain, length)| bytes.handbook(is_plain, length)).collect();
    let operations: Vec<Operation> = std::iter::from_fn(|| bytes.operation()).take(MOST_OPERATIONS).collect();
    if let Err(wrong) = run(&handbooks, &operations) {
        panic!("{wrong}\n{operations:#?}\n{}", handbooks.join("\n----\n"));
    }
}

struct Bytes<'b>(std::slice::Iter<'b, u8>);

impl Bytes<'_> {
    fn below(&mut self, count: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % count
    }

    fn number(&mut self, count: i64) -> i64 {
        let bytes = [0; 4].map(|_: u8| self.0.next().copied().unwrap_or(0));
        i64::from(u32::from_le_bytes(bytes)) % count
    }

    fn handbook(&mut self, is_plain: bool, length: usize) -> String {
        let (choices, rest) = self.0.as_slice().split_at(length.min(self.0.len()));
        self.0 = rest.iter();
        let choices: Vec<u16> = choices.iter().map(|&choice| choice.into()).collect();
        filled(if is_plain { PLAIN } else { DECLARED }, &mut Choices(choices.iter()))
    }

    fn operation(&mut self) -> Option<Operation> {
        if self.0.len() == 0 {
            return None;
        }
        Some(match self.below(20) {
            0..=11 => {
                let records = 1 + self.below(MOST_RECORDS);
                let by = self.length();
                Operation::Apply((0..records).map(|_| self.record()).collect(), by)
            }
            12..=15 => Operation::Advance(self.length()),
            16 => Operation::Erase((self.below(3) as u64).into()),
            17 | 18 => Operation::Load(self.below(3)),
            _ => Operation::Seal,
        })
    }

    fn length(&mut self) -> i64 {
        match self.below(8) {
            0 => 0,
            1 => 1,
            2 => self.number(DAY),
            3 => self.number(50 * DAY),
            4 => (self.number(9) * DAY - 1).max(0),
            _ => self.below(9) as i64 * DAY / 3,
        }
    }

    fn record(&mut self) -> Record {
        let (kind, customer) = (self.below(usize::from(KINDS) + 1), self.below(3) as u64 % CUSTOMERS);
        let (day, off) = (self.below(DAYS as usize) as i64, self.below(4) as i64);
        let instant = at(day * DAY + if off == 3 { self.number(DAY) } else { off * DAY / 3 });
        let n = self.below(NUMBERS as usize) as i64;
        match u8::try_from(kind).ok().filter(|kind| *kind < KINDS) {
            Some(kind) => record_of(customer.into(), instant, kind, n),
            None => merge_of(customer, 1 + n as u64 % (CUSTOMERS - 1), instant, n as u64 % 2),
        }
    }
}
