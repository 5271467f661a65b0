//! What is on a disk after the power was cut: what the program waited for, and of the rest whatever the disk came to write.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::recording::Call;

/// What becomes of that for which the program did not wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crash {
    /// All of it is there.
    Kept,
    /// Nothing of it is there.
    Dropped,
    /// What came first is there, up to a moment at which a write is torn at any byte.
    Prefix,
    /// Of what was written any sectors of 512 bytes are there.
    Sectors,
    /// Of what was written any pieces are there, cut at any byte.
    Torn,
}

impl Crash {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Kept, Self::Dropped, Self::Prefix, Self::Sectors, Self::Torn];
}

/// A sequence of numbers by chance that is always the same.
struct Drawn(u64);

impl Drawn {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }

    fn is_heads(&mut self) -> bool {
        self.next().is_multiple_of(2)
    }
}

#[derive(Default)]
struct Disk {
    /// By number.
    files: Vec<Vec<u8>>,
    folders: BTreeMap<PathBuf, usize>,
    names: BTreeMap<PathBuf, usize>,
}

impl Disk {
    fn file(&mut self, file: usize) -> &mut Vec<u8> {
        if self.files.len() <= file {
            self.files.resize_with(file + 1, Vec::new);
        }
        &mut self.files[file]
    }

    fn write(&mut self, file: usize, at: u64, bytes: &[u8]) {
        let (at, file) = (at as usize, self.file(file));
        if file.len() < at + bytes.len() {
            file.resize(at + bytes.len(), 0);
        }
        file[at..at + bytes.len()].copy_from_slice(bytes);
    }

    /// Does a call whole.
    fn take(&mut self, call: &Call) {
        match call {
            Call::Made { path, file, is_folder: true } => _ = self.folders.insert(path.clone(), *file),
            Call::Made { path, file, is_folder: false } => _ = self.names.insert(path.clone(), *file),
            Call::Wrote { file, at, bytes } => self.write(*file, *at, bytes),
            Call::Cut { file, len } => self.file(*file).resize(*len as usize, 0),
            Call::Renamed { from, to } => {
                for all in [&mut self.folders, &mut self.names] {
                    let (moved, stays): (BTreeMap<_, _>, BTreeMap<_, _>) =
                        std::mem::take(all).into_iter().partition(|(name, _)| name.starts_with(from));
                    *all = stays;
                    all.extend(moved.into_iter().map(|(name, file)| {
                        let behind = name.strip_prefix(from).unwrap_or(Path::new(""));
                        (if behind.as_os_str().is_empty() { to.clone() } else { to.join(behind) }, file)
                    }));
                }
            }
            Call::Removed { path } => {
                self.names.remove(path);
                self.folders.remove(path);
            }
            Call::Synced { .. } | Call::Noted(_) => {}
        }
    }

    /// Does a part of a write.
    fn take_part(&mut self, call: &Call, crash: Crash, drawn: &mut Drawn) {
        let Call::Wrote { file, at, bytes } = call else { return self.take(call) };
        let mut done = 0;
        while done < bytes.len() {
            let len = match crash {
                Crash::Sectors => 512 - (*at as usize + done) % 512,
                _ => 1 + drawn.below(700),
            };
            let end = bytes.len().min(done + len);
            if drawn.is_heads() {
                self.write(*file, at + done as u64, &bytes[done..end]);
            }
            done = end;
        }
    }

    fn lay(&self, root: &Path) -> io::Result<()> {
        std::fs::create_dir_all(root)?;
        for folder in self.folders.keys() {
            std::fs::create_dir_all(root.join(folder))?;
        }
        for (name, file) in &self.names {
            let path = root.join(name);
            // A file whose folder never came to be is nowhere.
            if path.parent().is_some_and(Path::is_dir) {
                std::fs::write(path, self.files.get(*file).map_or(&[][..], Vec::as_slice))?;
            }
        }
        Ok(())
    }
}

/// Whether it changes names, which a disk keeps apart from what lies in files.
fn is_of_names(call: &Call) -> bool {
    matches!(call, Call::Made { .. } | Call::Renamed { .. } | Call::Removed { .. })
}

/// Lays what a cut of power right after these calls leaves into a folder that is not there yet. The same seed leaves the same.
///
/// What the program waited for is there: bytes of a file once it waited for the file, names once it waited for their folder. All else is
/// as `crash` says. Names are kept in the order in which they came to be.
///
/// # Errors
/// Why it could not be laid there.
pub fn leave(calls: &[Call], crash: Crash, seed: u64, root: &Path) -> io::Result<()> {
    let mut drawn = Drawn(seed);
    let (mut disk, mut waiting): (Disk, Vec<&Call>) = (Disk::default(), Vec::new());
    // What folders there are counts for which names are waited for, whether they are on the disk or not.
    let mut folders = BTreeMap::from([(PathBuf::new(), 0)]);
    for call in calls {
        match call {
            Call::Synced { file: synced } => {
                let folder = folders.iter().find(|(_, file)| *file == synced).map(|(path, _): (&PathBuf, _)| path.clone());
                let is_in = |path: &Path| folder.as_deref() == path.parent();
                waiting.retain(|call| {
                    let is_waited_for = match call {
                        Call::Wrote { file, .. } | Call::Cut { file, .. } => file == synced,
                        Call::Made { path, .. } | Call::Removed { path } => is_in(path),
                        Call::Renamed { from, to } => is_in(from) || is_in(to),
                        Call::Synced { .. } | Call::Noted(_) => false,
                    };
                    if is_waited_for {
                        disk.take(call);
                    }
                    !is_waited_for
                });
            }
            Call::Noted(_) => {}
            _ => {
                match call {
                    Call::Made { path, file, is_folder: true } => _ = folders.insert(path.clone(), *file),
                    Call::Removed { path } => _ = folders.remove(path),
                    Call::Renamed { from, to } => {
                        if let Some(file) = folders.remove(from) {
                            folders.insert(to.clone(), file);
                        }
                    }
                    _ => {}
                }
                waiting.push(call);
            }
        }
    }
    match crash {
        Crash::Kept => waiting.into_iter().for_each(|call| disk.take(call)),
        Crash::Dropped => {}
        Crash::Prefix => {
            let end = drawn.below(waiting.len() + 1);
            waiting.iter().take(end).for_each(|call| disk.take(call));
            if let Some(Call::Wrote { file, at, bytes }) = waiting.get(end) {
                disk.write(*file, *at, &bytes[..drawn.below(bytes.len())]);
            }
        }
        Crash::Sectors | Crash::Torn => {
            let names = waiting.iter().filter(|call| is_of_names(call)).count();
            let mut left = drawn.below(names + 1);
            for call in waiting {
                if is_of_names(call) {
                    if left > 0 {
                        left -= 1;
                        disk.take(call);
                    }
                } else if !matches!(call, Call::Cut { .. }) || drawn.is_heads() {
                    disk.take_part(call, crash, &mut drawn);
                }
            }
        }
    }
    disk.lay(root)
}
