use std::collections::HashMap;

use twox_hash::XxHash3_64;

/// So many texts are looked at before it is said that they hardly ever repeat.
const TRIAL: usize = 1024;

/// Byte strings and codes for them, on the way into a page. What repeats has one code, as long as enough does.
#[derive(Clone, Debug, Default)]
pub(super) struct Gathered {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// The codes by hash. Strings that share a hash have a code for each time they come: that costs room and no more.
    codes: HashMap<u64, u32>,
    asked: usize,
}

impl Gathered {
    /// The code of a string.
    pub(super) fn code(&mut self, string: &[u8]) -> u32 {
        self.asked += 1;
        let next = self.ends.len() as u32;
        if self.asked <= TRIAL || self.repeats() {
            let code = *self.codes.entry(XxHash3_64::oneshot(string)).or_insert(next);
            if code != next && self.get(code) == string {
                return code;
            }
        }
        self.bytes.extend_from_slice(string);
        self.ends.push(self.bytes.len());
        next
    }

    /// Whether at least a quarter of what came had come before.
    fn repeats(&self) -> bool {
        self.ends.len() * 4 <= self.asked * 3
    }

    /// How many codes there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, code: u32) -> &[u8] {
        let code = code as usize;
        let start = code.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(code).copied().unwrap_or(start);
        self.bytes.get(start..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_has_one_code() {
        let mut gathered = Gathered::default();
        let codes: Vec<u32> = ["a", "", "b", "a", "", "ab"].iter().map(|text| gathered.code(text.as_bytes())).collect();
        assert_eq!(codes, [0, 1, 2, 0, 1, 3]);
        assert_eq!((gathered.get(3), gathered.get(1), gathered.get(9), gathered.len()), (&b"ab"[..], &b""[..], &b""[..], 4));
    }

    #[test]
    fn what_does_not_repeat_is_not_looked_for() {
        let mut gathered = Gathered::default();
        for n in 0..5_000_u32 {
            let code = gathered.code(&n.to_le_bytes());
            assert_eq!(gathered.get(code), n.to_le_bytes());
        }
        assert_eq!(gathered.codes.len(), TRIAL);
    }
}
