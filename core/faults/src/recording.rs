//! What was asked of the disk below one folder, in order, and what is to go wrong.

use std::collections::HashMap;
use std::ffi::c_int;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A call that changed something. Files and folders have numbers, by which they are the same under another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// A file or folder came to be.
    Made {
        /// Where, below the folder that is recorded.
        path: PathBuf,
        /// Its number.
        file: usize,
        /// Whether it is a folder.
        is_folder: bool,
    },
    /// Bytes were written.
    Wrote {
        /// The file.
        file: usize,
        /// From where on.
        at: u64,
        /// What.
        bytes: Vec<u8>,
    },
    /// A file was cut off or made longer.
    Cut {
        /// The file.
        file: usize,
        /// How long it is now.
        len: u64,
    },
    /// The program waited until a file, or what a folder names, was on the disk.
    Synced {
        /// The file or folder.
        file: usize,
    },
    /// A file or folder has another name.
    Renamed {
        /// The old one.
        from: PathBuf,
        /// The new one.
        to: PathBuf,
    },
    /// A file or folder went.
    Removed {
        /// Where it was.
        path: PathBuf,
    },
    /// The program said so itself: see [`Recording::note`].
    Noted(u64),
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The n-th call from now on, counted from 1, fails as if the disk were broken (`EIO`).
    Broken(u64),
    /// The n-th write or making of a file from now on finds no room (`ENOSPC`).
    NoRoom(u64),
    /// The n-th write from now on takes half of what it is given, and the next finds no room.
    Half(u64),
    /// The n-th time from now on that the program waits for the disk fails (`EIO`).
    Unsynced(u64),
    /// No file can be made or become longer (`ENOSPC`).
    Full,
}

/// What a call is about to do.
pub(crate) enum Asked {
    Make,
    Write { file: usize, at: u64, len: usize },
    Sync,
    Other,
}

/// What becomes of it.
pub(crate) enum Answer {
    Go,
    /// It takes so many bytes only.
    Part(usize),
    Fail(c_int),
}

pub(crate) struct Seam {
    root: PathBuf,
    /// The numbers of what is there, by name below the root.
    names: HashMap<PathBuf, usize>,
    /// What is open.
    open: HashMap<c_int, usize>,
    /// How long each file is, by number.
    lens: Vec<u64>,
    calls: Vec<Call>,
    fault: Option<Fault>,
    counted: u64,
    has_failed: bool,
}

/// Whether anything is recorded: who is not recorded shall not wait for a lock.
static IS_ON: AtomicBool = AtomicBool::new(false);
static SEAM: Mutex<Option<Seam>> = Mutex::new(None);
/// One recording at a time.
static TURN: Mutex<()> = Mutex::new(());

fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs what looks at the recording, if there is one.
pub(crate) fn with<T>(look: impl FnOnce(&mut Seam) -> Option<T>) -> Option<T> {
    if !IS_ON.load(Ordering::Acquire) {
        return None;
    }
    locked(&SEAM).as_mut().and_then(look)
}

impl Seam {
    /// A path below the root, as it is named there. Memory that processes share under a name is on no disk.
    pub(crate) fn below(&self, path: &Path) -> Option<PathBuf> {
        let below = path.strip_prefix(&self.root).ok()?;
        (!below.to_string_lossy().ends_with("-shm")).then(|| below.to_owned())
    }

    /// Where a folder that is open lies.
    pub(crate) fn place(&self, open: c_int) -> Option<PathBuf> {
        let file = self.open.get(&open)?;
        self.names.iter().find(|(_, named)| *named == file).map(|(name, _)| self.root.join(name))
    }

    pub(crate) fn file(&self, open: c_int) -> Option<usize> {
        self.open.get(&open).copied()
    }

    pub(crate) fn is_there(&self, path: &Path) -> bool {
        self.names.contains_key(path)
    }

    /// Whether a call goes wrong.
    pub(crate) fn ask(&mut self, asked: &Asked) -> Answer {
        let answer = self.answer(asked);
        self.has_failed |= !matches!(answer, Answer::Go);
        answer
    }

    fn answer(&mut self, asked: &Asked) -> Answer {
        let Some(fault) = self.fault else { return Answer::Go };
        let mut is_it = |n: u64, counts: bool| {
            self.counted += u64::from(counts);
            counts && self.counted == n
        };
        let grows = match asked {
            Asked::Make => true,
            Asked::Write { file, at, len } => at + *len as u64 > self.lens.get(*file).copied().unwrap_or_default(),
            Asked::Sync | Asked::Other => false,
        };
        let (is_write, is_made) = (matches!(asked, Asked::Write { .. }), matches!(asked, Asked::Make));
        match (fault, asked) {
            (Fault::Broken(n), _) if is_it(n, true) => Answer::Fail(libc::EIO),
            (Fault::NoRoom(n), _) if is_it(n, is_write || is_made) => Answer::Fail(libc::ENOSPC),
            (Fault::Unsynced(n), _) if is_it(n, matches!(asked, Asked::Sync)) => Answer::Fail(libc::EIO),
            (Fault::Half(n), Asked::Write { len, .. }) if is_it(n, true) => {
                (self.fault, self.counted) = (Some(Fault::NoRoom(1)), 0);
                Answer::Part(len / 2)
            }
            (Fault::Full, _) if grows => Answer::Fail(libc::ENOSPC),
            _ => Answer::Go,
        }
    }

    pub(crate) fn opened(&mut self, path: &Path, open: c_int, is_cut: bool) {
        let file = match self.names.get(path) {
            Some(&file) => file,
            None => self.made(path, false),
        };
        self.open.insert(open, file);
        if is_cut && self.lens[file] > 0 {
            self.cut(file, 0);
        }
    }

    pub(crate) fn closed(&mut self, open: c_int) {
        self.open.remove(&open);
    }

    pub(crate) fn made(&mut self, path: &Path, is_folder: bool) -> usize {
        let file = self.lens.len();
        self.lens.push(0);
        self.names.insert(path.to_owned(), file);
        self.calls.push(Call::Made { path: path.to_owned(), file, is_folder });
        file
    }

    pub(crate) fn wrote(&mut self, file: usize, at: u64, bytes: &[u8]) {
        self.lens[file] = self.lens[file].max(at + bytes.len() as u64);
        self.calls.push(Call::Wrote { file, at, bytes: bytes.to_vec() });
    }

    pub(crate) fn cut(&mut self, file: usize, len: u64) {
        self.lens[file] = len;
        self.calls.push(Call::Cut { file, len });
    }

    pub(crate) fn synced(&mut self, file: usize) {
        self.calls.push(Call::Synced { file });
    }

    pub(crate) fn renamed(&mut self, from: PathBuf, to: PathBuf) {
        let moved: Vec<(PathBuf, usize)> = self.names.extract_if(|name, _| name.starts_with(&from)).collect();
        for (name, file) in moved {
            let behind = name.strip_prefix(&from).unwrap_or(Path::new("")).to_owned();
            let name = if behind.as_os_str().is_empty() { to.clone() } else { to.join(behind) };
            self.names.insert(name, file);
        }
        self.calls.push(Call::Renamed { from, to });
    }

    pub(crate) fn removed(&mut self, path: PathBuf) {
        if self.names.remove(&path).is_some() {
            self.calls.push(Call::Removed { path });
        }
    }
}

/// All that the process does to what lies in a folder, from [`begin`](Self::begin) on. One at a time: others wait.
pub struct Recording {
    _turn: MutexGuard<'static, ()>,
}

impl Recording {
    /// Begins to record what is done below an empty folder.
    #[must_use]
    pub fn begin(root: &Path) -> Self {
        let turn = locked(&TURN);
        crate::calls::are_linked();
        let mut seam = Seam {
            root: root.to_owned(),
            names: HashMap::new(),
            open: HashMap::new(),
            lens: Vec::new(),
            calls: Vec::new(),
            fault: None,
            counted: 0,
            has_failed: false,
        };
        // The folder itself is on the disk already, and so is nothing that `leave` would have to make.
        seam.lens.push(0);
        seam.names.insert(PathBuf::new(), 0);
        *locked(&SEAM) = Some(seam);
        IS_ON.store(true, Ordering::Release);
        Self { _turn: turn }
    }

    /// Notes a number between the calls: what was acknowledged, say.
    pub fn note(&self, number: u64) {
        with(|seam| {
            seam.calls.push(Call::Noted(number));
            Some(())
        });
    }

    /// Lets something go wrong from now on, or nothing any more.
    pub fn fail(&self, fault: Option<Fault>) {
        with(|seam| {
            (seam.fault, seam.counted, seam.has_failed) = (fault, 0, false);
            Some(())
        });
    }

    /// Whether what was to go wrong did.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        with(|seam| Some(seam.has_failed)).unwrap_or_default()
    }

    /// Ends it. Gives what was recorded.
    #[must_use]
    pub fn end(self) -> Vec<Call> {
        with(|seam| Some(std::mem::take(&mut seam.calls))).unwrap_or_default()
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        IS_ON.store(false, Ordering::Release);
        *locked(&SEAM) = None;
    }
}
