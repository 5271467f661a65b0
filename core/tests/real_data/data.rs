use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;

/// Prints a line past the test runner, which shows only what failing tests print.
pub fn say(line: &str) {
    std::io::stdout().write_all(format!("{line}\n").as_bytes()).unwrap();
}

/// The data folder; `None` (having said so) where it is allowed to be absent.
pub fn folder(left_out: &str) -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("TAGORA_DATA") {
        return Some(folder.into());
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "TAGORA_DATA names no folder: in continuous integration the real data sets must be there"
    );
    say(&format!("left out, because TAGORA_DATA names no folder: {left_out}"));
    None
}

/// The rows of a CSV file (gzip or not), by column name.
pub fn rows(path: PathBuf) -> Vec<BTreeMap<String, String>> {
    let mut text = String::new();
    let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if path.extension().is_some_and(|extension| extension == "gz") {
        flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    } else {
        let mut file = file;
        file.read_to_string(&mut text).unwrap();
    }
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<_> = reader.deserialize().map(Result::unwrap).collect();
    assert!(!rows.is_empty(), "{} is empty", path.display());
    rows
}
