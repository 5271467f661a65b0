//! Numbers in as many bytes as they need, and reading them from bytes of any origin.

/// Appends a number in groups of seven bits, the lowest first.
pub(crate) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends a number that may be negative: small ones of either sign are short.
pub(crate) fn put_signed(out: &mut Vec<u8>, number: i64) {
    put(out, (number << 1 ^ number >> 63) as u64);
}

/// Appends bytes and how many they are.
pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Reads what the functions above write. `None` where bytes end too early or say what cannot be.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    is_own: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, is_own: false }
    }

    /// Of bytes that were just written: nobody has to see whether they are what they should be.
    pub(crate) fn of_own(bytes: &'a [u8]) -> Self {
        Self { is_own: true, ..Self::new(bytes) }
    }

    pub(crate) fn is_own(&self) -> bool {
        self.is_own
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// The next byte, which is not gone past.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            // The tenth byte has room for one bit.
            if shift == 63 && bits > 1 {
                return None;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// A number that must be at most so large.
    pub(crate) fn at_most(&mut self, limit: u64) -> Option<u64> {
        self.number().filter(|&number| number <= limit)
    }

    /// Goes past so many bytes; where they begin.
    pub(crate) fn skip(&mut self, len: usize) -> Option<u32> {
        let end = self.at.checked_add(len).filter(|&end| end <= self.bytes.len())?;
        let start = u32::try_from(std::mem::replace(&mut self.at, end)).ok()?;
        Some(start)
    }

    pub(crate) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let start = self.skip(len)? as usize;
        self.bytes.get(start..start + len)
    }

    /// Bytes as [`put_bytes`] writes them.
    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.number()?).ok()?;
        self.take(len)
    }

    /// A text as [`put_bytes`] writes its bytes.
    pub(crate) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// How many there are, as a number, and then each of them, which takes a byte at least.
    pub(crate) fn list<T, L: FromIterator<T>>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<L> {
        let count = self.at_most(self.left() as u64)?;
        (0..count).map(|_| item(self)).collect()
    }

    /// How many bytes are not read yet.
    pub(crate) fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// All bytes, also those read already.
    pub(crate) fn all(&self) -> &'a [u8] {
        self.bytes
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(number in any::<u64>(), shift in 0..64, signed in any::<i64>(), bytes in prop::collection::vec(any::<u8>(), 0..9)) {
            let (number, signed) = (number >> shift, signed >> shift);
            let mut out = Vec::new();
            put(&mut out, number);
            put_signed(&mut out, signed);
            put_bytes(&mut out, &bytes);
            let mut reader = Reader::new(&out);
            prop_assert_eq!((reader.number(), reader.signed(), reader.bytes()), (Some(number), Some(signed), Some(&*bytes)));
            prop_assert!(reader.is_at_end() && reader.number().is_none());
        }
    }

    #[test]
    fn what_is_too_large_is_no_number() {
        let read = |last: u8| Reader::new(&[&[0xff; 9][..], &[last]].concat()).number();
        assert_eq!((read(1), read(2), read(0x81)), (Some(u64::MAX), None, None));
        assert!(Reader::new(&[0xff, 0xff, 0xff, 0xff, 0x0f]).bytes().is_none());
    }
}
