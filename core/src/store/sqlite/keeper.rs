use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use rusqlite::{Connection, OpenFlags};

/// So many bytes are committed before they are moved from the log beside the file into the file.
const MOVED_AFTER: usize = 16 << 20;

/// With so many the one who commits waits until they are.
const WAITED_AFTER: usize = 64 << 20;

/// Moves what was committed into the file itself, beside the one who commits, so that no commit waits for that.
pub(super) struct Keeper {
    wake: Option<SyncSender<()>>,
    is_done: Arc<AtomicBool>,
    path: PathBuf,
    since: usize,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    pub(super) fn start(path: &Path) -> io::Result<Self> {
        let (wake, woken) = sync_channel(1);
        let is_done = Arc::new(AtomicBool::new(false));
        let (file, done) = (path.to_owned(), is_done.clone());
        let thread = Builder::new().name("tagora-keeper".to_owned()).spawn(move || work(&file, &woken, &done))?;
        Ok(Self { wake: Some(wake), is_done, path: path.to_owned(), since: 0, thread: Some(thread) })
    }

    /// Waits until what it is at is done. It goes on with the next commits.
    pub(super) fn rest(&mut self) -> io::Result<()> {
        *self = Self::start(&self.path)?;
        Ok(())
    }

    /// So many bytes were committed.
    pub(super) fn wrote(&mut self, bytes: usize) -> io::Result<()> {
        self.since += bytes;
        if self.is_done.swap(false, Ordering::Relaxed) {
            self.since = bytes;
        }
        if self.since > WAITED_AFTER {
            self.since = 0;
            return move_all(&self.path);
        }
        if self.since > MOVED_AFTER
            && let Some(wake) = &self.wake
        {
            // One that is asked for already does.
            let _ = wake.try_send(());
        }
        Ok(())
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.wake = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn work(path: &Path, woken: &Receiver<()>, is_done: &AtomicBool) {
    while woken.recv().is_ok() {
        // Where it fails what was committed stays in the log, and it is tried again.
        is_done.store(move_all(path).is_ok(), Ordering::Relaxed);
    }
}

/// Moves all that no reader holds back.
fn move_all(path: &Path) -> io::Result<()> {
    let moved = || -> rusqlite::Result<()> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        super::waits_for_the_medium(&connection)?;
        connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
    };
    moved().map_err(|error| super::failed(&error))
}
