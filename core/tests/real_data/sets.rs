//! Two hundred sets of rows of a census and of a collection of papers, as they are used to compare bitmaps: what each two
//! neighbours have together, and what several have.

use std::collections::HashMap;
use std::io::Read;

use roaring::RoaringBitmap;
use tagora::inside::{Column, Combination, Runs};
use tagora_kernel::Level;

use super::data::{folder, say};

pub struct Sets {
    pub name: &'static str,
    /// The sizes of all neighbours' "and", "or", "and not" and "xor" together, as published with the sets.
    pub neighbours: [u64; 4],
    /// How many rows are in any set; published too.
    pub any: u64,
}

pub fn check(sets: &Sets) {
    let Some(folder) = folder(sets.name) else { return };
    let rows = read(&folder.join("roaring/sets").join(format!("{}.zip", sets.name)));
    assert_eq!(rows.len(), 200);
    // In by the form in which others hand them over.
    let columns: Vec<Column> = rows.iter().map(|rows| Column::from_portable(&bytes(rows)).unwrap()).collect();
    for (column, rows) in columns.iter().zip(&rows) {
        assert_eq!((column.len(), column.to_portable(Runs::Never).unwrap()), (rows.len() as u64, bytes(rows)));
    }
    let (one, other) = (|| Combination::column(0), || Combination::column(1));
    let ways = [
        Combination::all([one(), other()]),
        Combination::any([one(), other()]),
        Combination::all([one(), other().but()]),
        Combination::any([Combination::all([one(), other().but()]), Combination::all([other(), one().but()])]),
    ];
    for &level in Level::available() {
        let counts = ways
            .each_ref()
            .map(|way| columns.windows(2).map(|two| way.count(level, &two.iter().collect::<Vec<_>>())).sum::<u64>());
        assert_eq!(counts, sets.neighbours, "{}", level.name());
    }
    let all: Vec<&Column> = columns.iter().collect();
    let mut held: HashMap<u32, usize> = HashMap::new();
    rows.iter().flatten().for_each(|&row| *held.entry(row).or_default() += 1);
    for least in 1..=5 {
        let counted = held.values().filter(|&&count| count >= least).count() as u64;
        let combination = Combination::at_least(least, (0..200).map(Combination::column));
        for &level in Level::available() {
            assert_eq!(combination.count(level, &all), counted, "at least {least}, {}", level.name());
        }
        assert!(least > 1 || counted == sets.any);
    }
    // Of few sets at a time, where more of them are needed than one.
    for some in columns.chunks(10) {
        let some: Vec<&Column> = some.iter().collect();
        let mut held: HashMap<u32, usize> = HashMap::new();
        some.iter().flat_map(|column| column.iter()).for_each(|row| *held.entry(row).or_default() += 1);
        let counted = held.values().filter(|&&count| count >= 2).count() as u64;
        assert_eq!(Combination::at_least(2, (0..10).map(Combination::column)).count(Level::best(), &some), counted);
    }
    say(&format!("real data: {} sets, {} rows ({})", rows.len(), sets.any, sets.name));
}

fn bytes(rows: &[u32]) -> Vec<u8> {
    let set = RoaringBitmap::from_sorted_iter(rows.iter().copied()).unwrap();
    let mut bytes = Vec::new();
    set.serialize_into(&mut bytes).unwrap();
    bytes
}

/// A set a file, its rows in order with commas between, in the order in which the files lie in the archive.
fn read(path: &std::path::Path) -> Vec<Vec<u32>> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let sets = (0..archive.len()).map(|number| {
        let mut text = String::new();
        archive.by_index(number).unwrap().read_to_string(&mut text).unwrap();
        text.trim().split(',').map(|row| row.parse().unwrap()).collect()
    });
    sets.collect()
}
