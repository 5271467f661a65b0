//! The folder that a store lies in: who writes to it, and up to where it was acknowledged.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use twox_hash::XxHash3_64;

/// The rows.
const ROWS: &str = "data.db";

/// What is not moved into them yet.
const LOG: &str = "data.db-wal";

/// Whoever writes holds a lock on it; in it stands who that is.
const LOCK: &str = "lock";

/// The newest commit that was acknowledged.
const MARK: &str = "mark";

/// Bytes of one of the two places in the mark, which are written in turn: a torn one leaves the other.
const SLOT: usize = 32;

/// A folder that is open.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// While it is open nobody else writes.
    lock: Option<File>,
    mark: Option<File>,
    /// What the mark was before anything else of the folder was looked at.
    marked: Vec<u8>,
}

impl Folder {
    /// Whether there is one.
    pub(crate) fn is_there(path: &Path) -> bool {
        path.join(ROWS).exists()
    }

    /// Makes one whose rows `fill` makes, as a whole: whoever is stopped before has made none.
    pub(crate) fn create(path: &Path, fill: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
        let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path names no folder"))?;
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Two that are made at a time do not get in each other's way.
        static MADE: AtomicU64 = AtomicU64::new(0);
        let mut making = name.to_owned();
        making.push(format!(".making-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed)));
        let making = parent.join(making);
        if making.exists() {
            fs::remove_dir_all(&making)?;
        }
        fs::create_dir_all(&making)?;
        let made = fill(&making.join(ROWS)).and_then(|()| {
            File::create(making.join(LOCK))?.sync_all()?;
            File::open(making.join(ROWS))?.sync_all()?;
            sync_folder(&making)?;
            if path.is_dir() && fs::read_dir(path)?.next().is_none() {
                fs::remove_dir(path)?;
            }
            fs::rename(&making, path)?;
            sync_folder(parent)
        });
        if made.is_err() {
            // Nobody looks at it again; that it stays is no harm.
            let _ = fs::remove_dir_all(&making);
        }
        made
    }

    /// Opens it to be written to, which one at a time can. The inner error says who has it.
    pub(crate) fn open(path: &Path) -> io::Result<Result<Self, String>> {
        let mut lock = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Where a lock keeps others from reading too nothing is known of its holder.
                let _ = lock.read_to_string(&mut holder);
                let holder = holder.trim();
                return Ok(Err(if holder.is_empty() { "another engine".to_owned() } else { holder.to_owned() }));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        lock.set_len(0)?;
        lock.seek(SeekFrom::Start(0))?;
        lock.write_all(format!("process {}\n", std::process::id()).as_bytes())?;
        let mut mark = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path.join(MARK))?;
        let marked = slots(&mut mark)?;
        Ok(Ok(Self { path: path.to_owned(), lock: Some(lock), mark: Some(mark), marked }))
    }

    /// Opens it to be read alone, beside whoever writes.
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        let marked = match File::open(path.join(MARK)) {
            Ok(mut mark) => slots(&mut mark)?,
            // A copy of the rows alone is a store too.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        Ok(Self { path: path.to_owned(), lock: None, mark: None, marked })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// How many bytes the rows have, with those in the log beside the file.
    pub(crate) fn len(&self) -> usize {
        let len = |name: &str| fs::metadata(self.path.join(name)).map_or(0, |data| data.len());
        usize::try_from(len(ROWS) + len(LOG)).unwrap_or(usize::MAX)
    }

    /// The file of rows.
    pub(crate) fn rows(&self) -> PathBuf {
        self.path.join(ROWS)
    }

    /// The newest commit of a store that was marked as acknowledged when the folder was opened.
    pub(crate) fn marked(&self, store: u128) -> Option<u64> {
        self.marked.chunks(SLOT).filter_map(|slot| read_slot(slot, store)).max()
    }

    /// The newest commit that was marked, of whichever store.
    pub(crate) fn marked_by_any(&self) -> Option<u64> {
        let store = |slot: &[u8]| slot.get(8..24)?.try_into().ok().map(u128::from_le_bytes);
        self.marked.chunks(SLOT).filter_map(|slot| read_slot(slot, store(slot)?)).max()
    }

    /// Marks a commit as acknowledged. Nothing waits until that is on the medium: it never runs ahead of what is.
    pub(crate) fn mark(&mut self, store: u128, commit: u64) -> io::Result<()> {
        let Some(mark) = &mut self.mark else { return Ok(()) };
        mark.seek(SeekFrom::Start(commit % 2 * SLOT as u64))?;
        mark.write_all(&slot(store, commit))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(lock) = &self.lock {
            // A process that the host is just starting has a copy of the file for a moment: that it is closed here would not do.
            let _ = lock.unlock();
        }
    }
}

fn slots(mark: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    mark.take(2 * SLOT as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn slot(store: u128, commit: u64) -> [u8; SLOT] {
    let mut slot = [0; SLOT];
    slot[..8].copy_from_slice(&commit.to_le_bytes());
    slot[8..24].copy_from_slice(&store.to_le_bytes());
    let hash = XxHash3_64::oneshot(&slot[..24]);
    slot[24..].copy_from_slice(&hash.to_le_bytes());
    slot
}

fn read_slot(bytes: &[u8], store: u128) -> Option<u64> {
    let commit = u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?);
    (bytes == slot(store, commit)).then_some(commit)
}

/// Puts on the medium which files a folder has, where the platform can.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}
