//! A column of byte strings: as they are, as codes of a list, or as numbers behind one beginning.

use std::borrow::Cow;
use std::ops::Range;

use super::bits;
use super::gathered::Gathered;
use super::whole::Whole;
use crate::bytes::{Reader, put, put_bytes};

/// A number behind a beginning has at most so many digits.
const DIGITS: usize = 18;

const PLAIN: u8 = 0;
const LISTED: u8 = 1;
const NUMBERED: u8 = 2;

/// Byte strings, one a row.
#[derive(Clone, Debug)]
pub(super) enum Strings {
    /// One behind the other.
    Plain(List),
    /// Those that there are, and which of them each row has.
    Listed { list: List, codes: Whole },
    /// The same beginning, and a number of so many digits (0: as many as it needs).
    Numbered { beginning: Range<u32>, digits: u8, numbers: Whole },
}

/// Strings and where they end.
#[derive(Clone, Debug)]
pub(super) struct List {
    len: u32,
    ends: Whole,
    start: u32,
}

impl List {
    fn write<'s>(strings: impl Iterator<Item = &'s [u8]> + Clone, out: &mut Vec<u8>) {
        let mut end = 0;
        let ends: Vec<i64> = strings
            .clone()
            .map(|string| {
                end += string.len() as i64;
                end
            })
            .collect();
        Whole::write(&ends, out);
        strings.for_each(|string| out.extend_from_slice(string));
    }

    fn read(reader: &mut Reader<'_>, len: usize) -> Option<Self> {
        let ends = Whole::read(reader, len)?;
        let mut end = 0;
        if reader.is_own() {
            end = len.checked_sub(1).map_or(0, |last| ends.get(reader.all(), last));
        }
        for string in 0..if reader.is_own() { 0 } else { len } {
            let next = ends.get(reader.all(), string);
            if next < end {
                return None;
            }
            end = next;
        }
        let start = reader.skip(usize::try_from(end).ok()?)?;
        Some(Self { len: u32::try_from(len).ok()?, ends, start })
    }

    fn get<'a>(&self, bytes: &'a [u8], string: usize) -> &'a [u8] {
        let end = |string| self.start as usize + self.ends.get(bytes, string) as usize;
        let start = string.checked_sub(1).map_or(self.start as usize, end);
        bytes.get(start..end(string)).unwrap_or_default()
    }
}

impl Strings {
    /// Writes the strings of rows, given by their codes.
    pub(super) fn write(gathered: &Gathered, codes: &[i64], out: &mut Vec<u8>) {
        let rows = codes.iter().map(|&code| gathered.get(code as u32));
        // What no row has stays out.
        let mut listed: Vec<Option<i64>> = vec![None; gathered.len()];
        let mut list = Vec::new();
        for &code in codes {
            if let Some(entry @ None) = listed.get_mut(code as usize) {
                *entry = Some(list.len() as i64);
                list.push(gathered.get(code as u32));
            }
        }
        let plain: usize = rows.clone().map(<[u8]>::len).sum();
        let as_list: usize = list.iter().map(|string| string.len() + 2).sum();
        if as_list + bits::len(codes.len(), bits::width(list.len() as u64)) < plain + codes.len() {
            out.push(LISTED);
            put(out, list.len() as u64);
            List::write(list.iter().copied(), out);
            let codes: Vec<i64> =
                codes.iter().map(|&code| listed.get(code as usize).copied().flatten().unwrap_or_default()).collect();
            Whole::write(&codes, out);
        } else if let Some((beginning, digits, numbers)) = numbered(rows.clone()) {
            out.extend([NUMBERED, digits]);
            put_bytes(out, beginning);
            Whole::write(&numbers, out);
        } else {
            out.push(PLAIN);
            List::write(rows, out);
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>, rows: usize) -> Option<Self> {
        match reader.byte()? {
            PLAIN => Some(Self::Plain(List::read(reader, rows)?)),
            LISTED => {
                // Each of the list is some row's.
                let len = reader.at_most(rows as u64)? as usize;
                let list = List::read(reader, len)?;
                let codes = Whole::read(reader, rows)?;
                let is_listed = |row| (0..len as i64).contains(&codes.get(reader.all(), row));
                (reader.is_own() || (0..rows).all(is_listed)).then_some(Self::Listed { list, codes })
            }
            NUMBERED => {
                let digits = reader.byte().filter(|&digits| usize::from(digits) <= DIGITS)?;
                let len = usize::try_from(reader.number()?).ok()?;
                let start = reader.skip(len)?;
                let numbers = Whole::read(reader, rows)?;
                Some(Self::Numbered { beginning: start..start + len as u32, digits, numbers })
            }
            _ => None,
        }
    }

    /// The string of a row.
    pub(super) fn get<'a>(&self, bytes: &'a [u8], row: usize) -> Cow<'a, [u8]> {
        match self {
            Self::Plain(list) => Cow::Borrowed(list.get(bytes, row)),
            Self::Listed { list, codes } => Cow::Borrowed(list.get(bytes, codes.get(bytes, row) as usize)),
            Self::Numbered { beginning, digits, numbers } => {
                let beginning = bytes.get(beginning.start as usize..beginning.end as usize).unwrap_or_default();
                let number = format!("{:0width$}", numbers.get(bytes, row), width = usize::from(*digits));
                Cow::Owned([beginning, number.as_bytes()].concat())
            }
        }
    }

    /// Appends the codes of rows, which are those of the list, if there is one.
    pub(super) fn codes(&self, bytes: &[u8], rows: Range<usize>, out: &mut Vec<i64>) {
        if let Self::Listed { codes, .. } = self {
            codes.decode(bytes, rows, out);
        }
    }

    /// How many strings are listed; none where there is no list.
    pub(super) fn listed(&self) -> Option<usize> {
        match self {
            Self::Listed { list, .. } => Some(list.len as usize),
            _ => None,
        }
    }

    /// A string of the list.
    pub(super) fn of_code<'a>(&self, bytes: &'a [u8], code: usize) -> &'a [u8] {
        match self {
            Self::Listed { list, .. } => list.get(bytes, code),
            _ => &[],
        }
    }

    /// Appends rows to what is gathered, and their codes there to `out`.
    pub(super) fn gather(&self, bytes: &[u8], rows: Range<usize>, gathered: &mut Gathered, out: &mut Vec<i64>) {
        let Self::Listed { list, codes } = self else {
            out.extend(rows.map(|row| i64::from(gathered.code(&self.get(bytes, row)))));
            return;
        };
        let first = out.len();
        codes.decode(bytes, rows, out);
        let mut known: Vec<Option<i64>> = vec![None; list.len as usize];
        for code in &mut out[first..] {
            let Some(known) = known.get_mut(*code as usize) else { continue };
            *code = *known.get_or_insert_with(|| i64::from(gathered.code(list.get(bytes, *code as usize))));
        }
    }
}

/// The beginning that all have, how many digits come behind it (0: as many as each needs) and the numbers, if that is what
/// they all are.
fn numbered<'s>(rows: impl Iterator<Item = &'s [u8]> + Clone) -> Option<(&'s [u8], u8, Vec<i64>)> {
    let first = rows.clone().next()?;
    let of_first = first.iter().rev().take_while(|byte| byte.is_ascii_digit()).count().min(DIGITS);
    let (beginning, _) = first.split_at(first.len() - of_first);
    let is_padded = rows.clone().all(|row| row.len() == first.len());
    let number = |row: &'s [u8]| -> Option<i64> {
        let digits = row.strip_prefix(beginning)?;
        let is_plain = digits.iter().all(u8::is_ascii_digit) && (1..=DIGITS).contains(&digits.len());
        let is_short = is_padded || digits.len() == 1 || digits.first() != Some(&b'0');
        (is_plain && is_short).then(|| digits.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0')))
    };
    let numbers = rows.map(number).collect::<Option<Vec<i64>>>()?;
    Some((beginning, if is_padded { of_first as u8 } else { 0 }, numbers))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(rows: &[String]) -> Vec<u8> {
        let mut gathered = Gathered::default();
        gathered.code(b"of no row");
        let codes: Vec<i64> = rows.iter().map(|row| i64::from(gathered.code(row.as_bytes()))).collect();
        let mut out = Vec::new();
        Strings::write(&gathered, &codes, &mut out);
        out
    }

    fn read(bytes: &[u8], rows: usize) -> Option<Strings> {
        let mut reader = Reader::new(bytes);
        Strings::read(&mut reader, rows).filter(|_| reader.is_at_end())
    }

    fn all(strings: &Strings, bytes: &[u8], rows: usize) -> Vec<String> {
        (0..rows).map(|row| String::from_utf8_lossy(&strings.get(bytes, row)).into_owned()).collect()
    }

    fn rows() -> impl Strategy<Value = Vec<String>> {
        let of = |texts: &'static str| prop::collection::vec(texts, 0..300);
        prop_oneof![
            of("[a-z]{0,9}"),
            of("微信|电话|"),
            of("order-[1-9][0-9]{0,3}"),
            of("o[0-9]{4}"),
            of("[0-9]{17,20}"),
            of("a?0?1?")
        ]
    }

    proptest! {
        #[test]
        fn strings_come_back(rows in rows(), from in 0..300_usize) {
            let out = written(&rows);
            let strings = read(&out, rows.len()).unwrap();
            prop_assert_eq!(all(&strings, &out, rows.len()), rows.clone());
            let from = from.min(rows.len());
            let (mut gathered, mut codes) = (Gathered::default(), Vec::new());
            strings.gather(&out, from..rows.len(), &mut gathered, &mut codes);
            let back: Vec<&[u8]> = codes.iter().map(|&code| gathered.get(code as u32)).collect();
            prop_assert_eq!(back, rows[from..].iter().map(|row| row.as_bytes()).collect::<Vec<_>>());
        }

        #[test]
        fn foreign_bytes_are_strings_or_not(rows in rows(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
            let mut out = written(&rows);
            let len = out.len();
            changes.iter().for_each(|(place, byte)| out[place.index(len)] = *byte);
            if let Some(strings) = read(&out, rows.len()) {
                all(&strings, &out, rows.len());
                strings.gather(&out, 0..rows.len(), &mut Gathered::default(), &mut Vec::new());
            }
        }
    }

    #[test]
    fn ids_of_one_form_are_numbers() {
        let form = |rows: &[&str]| written(&rows.iter().map(|&row| row.to_owned()).collect::<Vec<_>>())[0];
        assert_eq!((form(&["o-1", "o-20", "o-0"]), form(&["001", "020"])), (NUMBERED, NUMBERED));
        assert_eq!((form(&["o-1", "p-2"]), form(&["o-01", "o-1"]), form(&["", "1"])), (PLAIN, PLAIN, PLAIN));
        assert_eq!((form(&["a"; 9]), form(&["", "b"])), (LISTED, PLAIN));
    }
}
