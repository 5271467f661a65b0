//! What stands around the bytes of each row, so that damage is seen.

use twox_hash::XxHash3_64;

use super::Table;

/// The form of rows.
const FORM: u8 = 1;

/// Bytes before those of the row: the form, three that are zero, and the hash.
const HEAD: usize = 12;

/// Of all that a row is: its place, its head and its bytes.
fn hash(table: Table, key: u64, head: &[u8], bytes: &[u8]) -> u64 {
    let mut seed = [0; 13];
    seed[0] = table as u8;
    seed[1..9].copy_from_slice(&key.to_le_bytes());
    seed[9..].copy_from_slice(head);
    XxHash3_64::oneshot_with_seed(XxHash3_64::oneshot(&seed), bytes)
}

/// Bytes as a row holds them.
pub(crate) fn seal(table: Table, key: u64, bytes: &[u8]) -> Vec<u8> {
    let head = [FORM, 0, 0, 0];
    let mut row = Vec::with_capacity(HEAD + bytes.len());
    row.extend(head);
    row.extend(hash(table, key, &head, bytes).to_le_bytes());
    row.extend(bytes);
    row
}

/// The bytes that a row holds; none if it is damaged, or another one.
pub(crate) fn unseal(table: Table, key: u64, row: &[u8]) -> Option<&[u8]> {
    let (head, bytes) = row.split_at_checked(HEAD)?;
    let (head, expected) = head.split_at_checked(4)?;
    let is_sound = head == [FORM, 0, 0, 0] && hash(table, key, head, bytes).to_le_bytes() == expected;
    is_sound.then_some(bytes)
}

/// The hash that a row holds; none if it is too short for one.
pub(crate) fn hash_in(row: &[u8]) -> Option<u64> {
    row.get(4..HEAD)?.try_into().ok().map(u64::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_and_every_other_place_is_seen() {
        let row = seal(Table::Page, 7, b"bytes of a row");
        assert_eq!(unseal(Table::Page, 7, &row), Some(&b"bytes of a row"[..]));
        assert_eq!((unseal(Table::Page, 8, &row), unseal(Table::Ids, 7, &row)), (None, None));
        for bit in 0..row.len() * 8 {
            let mut damaged = row.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(unseal(Table::Page, 7, &damaged), None, "bit {bit}");
        }
        assert!((0..row.len()).all(|len| unseal(Table::Page, 7, &row[..len]).is_none()));
    }
}
