//! What is damaged is said to be, and nothing is made up.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use tagora::{Engine, Options, Verify};

use super::{Folder, seen, step};

fn filled() -> (Folder, String) {
    let folder = Folder::new();
    let engine = folder.open();
    (1..60).for_each(|number| step(&engine, number));
    let before = seen(&engine);
    engine.close().unwrap();
    (folder, before)
}

/// What became of damaged stores.
#[derive(Debug, Default)]
struct Outcomes {
    found: u32,
    harmless: u32,
}

impl Outcomes {
    /// Opens a folder as it is now: damage is named, or changes nothing. `codes` are those it may have on opening.
    fn look(&mut self, folder: &Folder, expected: &str, codes: &[&str], what: &str) {
        match Engine::open(folder.path(), Options::default()) {
            Err(error) => {
                assert!(codes.contains(&error.code()), "{what}: {error:?}");
                self.found += 1;
            }
            Ok(engine) if engine.verify(Verify::Full).unwrap().is_sound() => {
                assert_eq!(seen(&engine), expected, "{what}");
                self.harmless += 1;
            }
            Ok(_) => self.found += 1,
        }
    }
}

/// On opening a file that is damaged.
const DAMAGED: [&str; 2] = ["store-damaged", "store-failed"];

/// Places in no order, always the same.
fn drawn(n: u64) -> usize {
    (n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 11) as usize
}

/// How many are asked for, or so many.
fn asked(variable: &str, or: u64) -> u64 {
    std::env::var(variable).ok().and_then(|count| count.parse().ok()).unwrap_or(or)
}

/// Puts the files of a store into a folder, and nothing else.
fn lay(folder: &Folder, files: &[(&str, Vec<u8>)]) {
    let _ = fs::remove_dir_all(folder.path());
    fs::create_dir_all(folder.path()).unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
}

#[test]
fn a_flipped_bit_is_found_or_changes_nothing() {
    let (folder, before) = filled();
    let sound = fs::read(folder.path().join("data.db")).unwrap();
    let mut outcomes = Outcomes::default();
    for n in 0..asked("TAGORA_FLIPS", 500) {
        // All bits of the file's own head come first.
        let (place, bit) = if n < 100 { (n as usize, n % 8) } else { (drawn(n) % sound.len(), n % 8) };
        let mut damaged = sound.clone();
        damaged[place] ^= 1 << bit;
        lay(&folder, &[("data.db", damaged)]);
        outcomes.look(&folder, &before, &DAMAGED, &format!("byte {place}, bit {bit}"));
    }
    println!("closed file: {outcomes:?}");
    // Most bytes of so small a file are room that nothing lies in.
    assert!(outcomes.found > 20, "{outcomes:?}");
    lay(&folder, &[("data.db", sound)]);
    assert_eq!(seen(&folder.open()), before);
}

/// A page of the file that was never written, or to another place.
#[test]
fn a_page_that_is_zero_or_at_another_place_is_found_or_changes_nothing() {
    let (folder, before) = filled();
    let sound = fs::read(folder.path().join("data.db")).unwrap();
    let pages = sound.len() / 4096;
    let at = |page: usize| page * 4096..(page + 1) * 4096;
    let (mut zeroed, mut swapped) = (Outcomes::default(), Outcomes::default());
    for page in 0..pages {
        let mut damaged = sound.clone();
        damaged[at(page)].fill(0);
        lay(&folder, &[("data.db", damaged)]);
        zeroed.look(&folder, &before, &DAMAGED, &format!("page {page} zeroed"));
        for other in [page + 1, page + 1 + drawn(page as u64) % pages] {
            let mut damaged = sound.clone();
            damaged[at(page)].copy_from_slice(&sound[at(other % pages)]);
            damaged[at(other % pages)].copy_from_slice(&sound[at(page)]);
            lay(&folder, &[("data.db", damaged)]);
            swapped.look(&folder, &before, &DAMAGED, &format!("pages {page} and {other} swapped"));
        }
    }
    println!("{pages} pages: zeroed {zeroed:?}, swapped {swapped:?}");
    assert!(zeroed.found > 10 && swapped.found > 10);
}

/// The files of an engine that is in the middle of its work, as a kill leaves them.
fn killed() -> (Vec<(&'static str, Vec<u8>)>, String) {
    let folder = Folder::new();
    let engine = folder.open();
    (1..40).for_each(|number| step(&engine, number));
    let files = ["data.db", "mark", "data.db-wal"].map(|name| (name, fs::read(folder.path().join(name)).unwrap()));
    (files.into(), seen(&engine))
}

/// SQLite takes a log for ended where it is damaged; the mark says that more was acknowledged.
#[test]
fn damage_of_the_log_is_found_and_nothing_is_taken_away() {
    let (files, before) = killed();
    let folder = Folder::new();
    let codes = ["commit-lost", "store-damaged", "store-failed"];
    let (mut flips, mut cuts) = (Outcomes::default(), Outcomes::default());
    let [.., (_, log)] = &files[..] else { unreachable!() };
    let with_log = |log: Vec<u8>| [&files[..2], &[("data.db-wal", log)]].concat();
    for n in 0..asked("TAGORA_FLIPS", 300) {
        let (place, bit) = if n < 32 { (n as usize, n % 8) } else { (drawn(n) % log.len(), n % 8) };
        let mut damaged = log.clone();
        damaged[place] ^= 1 << bit;
        lay(&folder, &with_log(damaged.clone()));
        flips.look(&folder, &before, &codes, &format!("byte {place}, bit {bit}"));
        if Engine::open(folder.path(), Options::default()).is_err() {
            let left = fs::read(folder.path().join("data.db-wal")).unwrap();
            assert!(left == damaged, "byte {place}, bit {bit}: the log is there for whoever looks at it");
        }
    }
    for part in 0..asked("TAGORA_CUTS", 64) as usize {
        lay(&folder, &with_log(log[..log.len() * part / 64].to_vec()));
        cuts.look(&folder, &before, &codes, &format!("{part} of 64 of the log"));
    }
    println!("log of {} bytes: flips {flips:?}, cut off {cuts:?}", log.len());
    assert!(flips.found > 100 && cuts.found > 50);
    lay(&folder, &files);
    assert_eq!(seen(&folder.open()), before);
}

#[test]
fn a_store_that_was_cut_off_is_not_opened() {
    let (folder, before) = filled();
    let file = folder.path().join("data.db");
    let sound = fs::read(&file).unwrap();
    for part in 0..16 {
        fs::write(&file, &sound[..sound.len() * part / 16]).unwrap();
        match Engine::open(folder.path(), Options::default()) {
            Err(error) => assert!(["store-damaged", "store-failed"].contains(&error.code()), "{part}: {error:?}"),
            Ok(engine) => assert!(!engine.verify(Verify::Full).unwrap().is_sound(), "{part}"),
        }
    }
    fs::write(&file, sound).unwrap();
    assert_eq!(seen(&folder.open()), before);
}

#[test]
fn a_lost_log_is_told() {
    let folder = Folder::new();
    let engine = folder.open();
    (1..9).for_each(|number| step(&engine, number));
    // As a copy that was made of the file alone.
    let copy = Folder::new();
    fs::create_dir_all(copy.path()).unwrap();
    for name in ["data.db", "mark"] {
        fs::copy(folder.path().join(name), copy.path().join(name)).unwrap();
    }
    let error = Engine::open(copy.path(), Options::default()).unwrap_err();
    assert_eq!(error.code(), "commit-lost");
    assert!(error.to_string().starts_with("commit 8 was acknowledged, but the store ends with commit"), "{error}");
    // Whoever knows of it can go on.
    fs::remove_file(copy.path().join("mark")).unwrap();
    Engine::open(copy.path(), Options::default()).unwrap();
    drop(engine);
    let whole = Folder::new();
    fs::create_dir_all(whole.path()).unwrap();
    folder.open().close().unwrap();
    fs::copy(folder.path().join("data.db"), whole.path().join("data.db")).unwrap();
    assert_eq!(seen(&whole.open()), seen(&folder.open()), "of a closed store the file is all there is");
}

/// A mark that takes nothing: the store has the commit, but nobody was told so.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_marked_is_not_acknowledged() {
    let folder = Folder::new();
    let engine = folder.open();
    (1..5).for_each(|number| step(&engine, number));
    let before = seen(&engine);
    engine.close().unwrap();
    let mark = folder.path().join("mark");
    fs::remove_file(&mark).unwrap();
    std::os::unix::fs::symlink("/dev/full", &mark).unwrap();
    let engine = folder.open();
    let (batch, now) = super::batch(5);
    assert_eq!(engine.apply(&batch, now).unwrap_err().code(), "store-failed");
    assert_eq!(seen(&engine), before, "it is not in force");
    assert_eq!(engine.apply(&batch, now).unwrap_err().code(), "poisoned");
    assert_eq!(engine.ack("nobody", 1).unwrap_err().code(), "poisoned");
    drop(engine);
    fs::remove_file(&mark).unwrap();
    let engine = folder.open();
    assert_eq!(super::last_commit(&engine), 5);
    assert!(engine.verify(Verify::Full).unwrap().is_sound());
}

/// What the process does that writes to a folder, while another would.
#[test]
fn the_process_that_writes() {
    let Ok(path) = std::env::var("TAGORA_WRITER") else { return };
    let engine = Engine::open(path, Options::default()).unwrap();
    step(&engine, 1);
    println!("\nopen");
    let _ = std::io::stdin().read_line(&mut String::new());
}

#[test]
fn two_processes_do_not_write_to_one_folder() {
    let folder = Folder::new();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["damage::the_process_that_writes", "--exact", "--nocapture"])
        .env("TAGORA_WRITER", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "open"));
    let error = Engine::open(folder.path(), Options::default()).unwrap_err();
    assert_eq!(error.code(), "store-locked");
    assert!(error.to_string().ends_with(&format!("is written by process {}", child.id())), "{error}");
    assert_eq!(seen(&Engine::open_read_only(folder.path(), Options::default()).unwrap()).lines().count(), 8);
    drop(child.stdin.take());
    // Until it is gone.
    assert!(lines.count() > 0);
    assert!(child.wait().unwrap().success());
    assert_eq!(super::last_commit(&folder.open()), 1);
}
