//! Roaring's portable form: as the specification's files have it, and what must be refused.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;

use proptest::prelude::*;
use roaring::{RoaringBitmap, RoaringTreemap};
use tagora::inside::{Column, Runs};

use super::model::{Set, agrees, cases, column, set};

/// The folder of the specification's files; `None` (having said so) where it may be absent.
fn folder(left_out: &str) -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("TAGORA_DATA") {
        return Some(PathBuf::from(folder).join("roaring"));
    }
    assert!(std::env::var_os("CI").is_none(), "TAGORA_DATA names no folder: in continuous integration the data must be there");
    // Past the test runner, which shows only what failing tests print.
    let line = format!("left out, because TAGORA_DATA names no folder: {left_out}\n");
    std::io::stdout().write_all(line.as_bytes()).unwrap();
    None
}

#[test]
fn the_files_of_the_specification_come_and_go_byte_for_byte() {
    let Some(folder) = folder("the files of the Roaring specification") else { return };
    let members: Set = (0..100_000).step_by(1000).chain((100_000..200_000).map(|n| n * 3)).chain(700_000..800_000).collect();
    for (name, runs) in [("bitmapwithruns.bin", Runs::Shorter), ("bitmapwithoutruns.bin", Runs::Never)] {
        let bytes = std::fs::read(folder.join("format").join(name)).unwrap();
        let column = Column::from_portable(&bytes).unwrap();
        agrees(&column, &members);
        assert!(column.to_portable(runs).unwrap() == bytes, "{name}");
        let thawed: Column = members.iter().copied().collect();
        assert!(thawed.to_portable(runs).unwrap() == bytes, "{name}");
    }
    for (name, len) in [("bitmap64.bin", 1_032_769), ("portable_bitmap64.bin", 188_424)] {
        let bytes = std::fs::read(folder.join("format").join(name)).unwrap();
        let spaces = Column::spaces_from_portable(&bytes).unwrap();
        assert_eq!(spaces.values().map(Column::len).sum::<u64>(), len, "{name}");
        let known = RoaringTreemap::deserialize_from(&bytes[..]).unwrap();
        let found = spaces.iter().flat_map(|(space, column)| column.iter().map(|low| u64::from(*space) << 32 | u64::from(low)));
        assert!(found.eq(known.iter()), "{name}");
        assert!(Column::spaces_to_portable(&spaces, Runs::Shorter).unwrap() == bytes, "{name}");
    }
}

#[test]
fn hostile_files_are_refused() {
    let Some(folder) = folder("hostile Roaring files") else { return };
    let mut refused = 0;
    for file in std::fs::read_dir(folder.join("hostile")).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for error in [Column::from_portable(&bytes).err(), Column::spaces_from_portable(&bytes).err()] {
            assert_eq!(error.unwrap().code(), "invalid-bitmap", "{}", path.display());
            refused += 1;
        }
    }
    assert_eq!(refused, 14);
}

/// The bytes of a bitmap, put together by hand.
#[derive(Default)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn u16(mut self, numbers: impl IntoIterator<Item = u16>) -> Self {
        numbers.into_iter().for_each(|number| self.0.extend(number.to_le_bytes()));
        self
    }

    fn u32(mut self, numbers: impl IntoIterator<Item = u32>) -> Self {
        numbers.into_iter().for_each(|number| self.0.extend(number.to_le_bytes()));
        self
    }

    /// The head of one container without runs.
    fn one(key: u16, members: u32, place: u32) -> Self {
        Self::default().u32([12_346, 1]).u16([key, (members - 1) as u16]).u32([place])
    }

    /// The head of one container of runs.
    fn runs(members: u32, runs: &[(u16, u16)]) -> Self {
        let mut bytes = Self::default().u32([12_347]);
        bytes.0.push(1);
        bytes.u16([0, (members - 1) as u16, runs.len() as u16]).u16(runs.iter().flat_map(|&(from, more)| [from, more]))
    }
}

fn refused(bytes: &[u8]) -> String {
    let error = Column::from_portable(bytes).unwrap_err();
    assert_eq!(error.code(), "invalid-bitmap");
    assert!(error.help().is_some());
    error.to_string().split(": ").nth(1).unwrap().split(" (at").next().unwrap().to_owned()
}

#[test]
fn what_is_said_must_be_so() {
    let good = Bytes::one(0, 3, 16).u16([1, 5, 9]).0;
    agrees(&Column::from_portable(&good).unwrap(), &Set::from([1, 5, 9]));
    agrees(&Column::from_portable(&Bytes::runs(7, &[(3, 1), (10, 4)]).0).unwrap(), &Set::from([3, 4, 10, 11, 12, 13, 14]));
    agrees(&Column::from_portable(&Bytes::default().u32([12_346, 0]).0).unwrap(), &Set::new());
    agrees(&Column::from_portable(&Bytes::runs(65_536, &[(0, 65_535)]).0).unwrap(), &(0..65_536).collect());
    for wrong in [[1, 9, 5], [1, 5, 5], [9, 9, 9]] {
        assert_eq!(refused(&Bytes::one(0, 3, 16).u16(wrong).0), "a list is not in ascending order");
    }
    assert_eq!(refused(&Bytes::one(0, 3, 15).u16([1, 5, 9]).0), "a container is not where it should be");
    assert_eq!(refused(&Bytes::one(0, 2, 16).u16([1, 5, 9]).0), "something comes behind its end");
    assert_eq!(refused(&Bytes::one(0, 4, 16).u16([1, 5, 9]).0), "it ends too early");
    let other = "a container has another number of members than it says";
    assert_eq!(refused(&Bytes::one(0, 5000, 16).u16([0xffff; 4096]).0), other);
    assert_eq!(refused(&Bytes::runs(6, &[(3, 1), (10, 4)]).0), other);
    let runs = "runs overlap, touch or go too far";
    for wrong in [[(3, 5), (8, 1)], [(3, 5), (9, 1)], [(10, 1), (3, 1)], [(3, 1), (65_535, 1)]] {
        assert_eq!(refused(&Bytes::runs(9, &wrong).0), runs);
    }
    assert_eq!(refused(&Bytes::runs(1, &[]).0), other);
    let twice = |first, second| Bytes::default().u32([12_346, 2]).u16([first, 0, second, 0]).u32([24, 26]).u16([7, 7]).0;
    agrees(&Column::from_portable(&twice(1, 2)).unwrap(), &Set::from([1 << 16 | 7, 2 << 16 | 7]));
    assert_eq!(refused(&twice(2, 2)), "its containers are not in ascending order");
    assert_eq!(refused(&twice(2, 1)), "its containers are not in ascending order");
    assert_eq!(refused(b"PK\x03\x04 no bitmap"), "it begins with an unknown number");
    for count in [65_537, u32::MAX] {
        assert_eq!(refused(&Bytes::default().u32([12_346, count]).0), "it has more containers than there can be");
    }
    assert_eq!(refused(&Bytes::default().u32([12_346, 65_536]).0), "it ends too early");
    assert_eq!(refused(&Bytes::default().u32([0xffff_303b]).0), "it ends too early");
    let spaces = |spaces: [u32; 2]| {
        let mut bytes = 2_u64.to_le_bytes().to_vec();
        spaces.iter().for_each(|space| bytes.extend(space.to_le_bytes().iter().chain(&good)));
        Column::spaces_from_portable(&bytes).map(|spaces| spaces.into_keys().collect::<Vec<_>>())
    };
    assert_eq!(spaces([3, 4]).unwrap(), [3, 4]);
    assert_eq!(spaces([4, 4]).unwrap_err().code(), "invalid-bitmap");
    assert_eq!(spaces([4, 3]).unwrap_err().code(), "invalid-bitmap");
    assert_eq!(Column::spaces_from_portable(&u64::MAX.to_le_bytes()).unwrap_err().code(), "invalid-bitmap");
}

/// A megabyte that stands for all 2^32 members takes a few megabytes, not half a gigabyte.
#[test]
fn long_runs_stay_runs() {
    let blocks = 65_536_usize;
    let mut bytes = Bytes::default().u32([0xffff_303b]);
    bytes.0.extend(vec![0xff; blocks / 8]);
    let head = bytes.0.len() + 8 * blocks;
    let bytes = bytes
        .u16((0..=u16::MAX).flat_map(|key| [key, 59_999]))
        .u32((0..blocks).map(|n| (head + 6 * n) as u32))
        .u16((0..blocks).flat_map(|_| [1, 1000, 59_999]));
    let column = Column::from_portable(&bytes.0).unwrap();
    assert_eq!(column.len(), 60_000 << 16);
    assert!(column.contains(1000) && !column.contains(999) && column.contains(u32::MAX - 5000));
    assert_eq!(column.to_portable(Runs::Shorter).unwrap(), bytes.0);
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn sets_go_and_come_back(set in set(), way in 0..3_usize, other in set()) {
        let column = column(&set, way);
        for runs in [Runs::Never, Runs::Shorter] {
            let bytes = column.to_portable(runs).unwrap();
            agrees(&Column::from_portable(&bytes).unwrap(), &set);
            prop_assert!(RoaringBitmap::deserialize_from(&bytes[..]).unwrap().iter().eq(set.iter().copied()));
            let spaces = BTreeMap::from([(0, column.clone()), (7, other.iter().copied().collect()), (u32::MAX, Column::new())]);
            let bytes = Column::spaces_to_portable(&spaces, runs).unwrap();
            let back = Column::spaces_from_portable(&bytes).unwrap();
            let wanted: Vec<_> = spaces.iter().filter(|(_, column)| !column.is_empty()).collect();
            prop_assert!(back.iter().eq(wanted));
            let known: BTreeSet<u64> = RoaringTreemap::deserialize_from(&bytes[..]).unwrap().iter().collect();
            prop_assert_eq!(known.len(), set.len() + other.len());
        }
    }

    /// A byte changed or left out gives an error or another set, never a fault; what is accepted is written as it came.
    #[test]
    fn damaged_bytes_do_no_harm(set in set(), place in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = column(&set, 1).to_portable(Runs::Shorter).unwrap();
        let place = place.index(bytes.len());
        if cut {
            bytes.truncate(place);
        } else {
            bytes[place] ^= byte;
        }
        match Column::from_portable(&bytes) {
            Ok(column) => {
                prop_assert!(!cut);
                prop_assert_eq!(column.iter().count() as u64, column.len());
                prop_assert!(column.iter().is_sorted_by(|a, b| a < b));
            }
            Err(error) => prop_assert_eq!(error.code(), "invalid-bitmap"),
        }
    }
}
