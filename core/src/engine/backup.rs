//! Copies of what is kept in folders, and folders made smaller.

use std::io;
use std::path::Path;
use std::sync::{Arc, PoisonError};

use super::durable::{Begun, Sound, Tally, Use, copy, finish, sound};
use super::facade::Engine;
use super::open::{failed, no_store};
use super::options::Options;
use super::progress::Progress;
use super::state::State;
use crate::error::{Error, ErrorKind, Result, quote};
use crate::store::{Access, Folder, SqliteStore, Store};
use crate::threads::Threads;

/// A copy that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Backup {
    /// The last commit that is in it.
    pub commit: u64,
    /// How many rows it has, each of which was looked at.
    pub rows: u64,
}

/// What was saved of a damaged store.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Salvage {
    /// The last commit that is in the new store.
    pub commit: u64,
    /// How many rows the new store has.
    pub rows: u64,
    /// What is lost, a line each; none if all was sound.
    pub lost: Vec<String>,
}

impl Engine {
    /// Makes a copy of the store in a new folder, which is a store like any other: to go back to it, open it, or put it where the store was.
    ///
    /// All of it is of one moment: that at which the copying begins. Readers go on meanwhile, and so does whoever writes; until the copy is made
    /// what is written stays in the log beside the file, which grows by it. Each row is looked at as it is read, and again as it lies in the
    /// copy; what is damaged is not copied but told. The copy comes to be as a whole: until it is on the disk there is nothing at its path,
    /// and where something is nothing is touched. Reads and writes as many bytes as the store has, in pieces of 8 MB.
    ///
    /// An engine that was opened for reading copies what is in the folder now, which may be more than it sees.
    ///
    /// # Errors
    /// `store-exists` where there is something at the path already; `no-store` where the engine is kept in no folder; `cancelled`;
    /// `store-damaged`; `store-full` and `store-failed`.
    ///
    /// ```
    /// use tagora::{Engine, Options, Progress};
    /// # let root = std::env::temp_dir().join(format!("tagora-backup-{}", std::process::id()));
    /// # std::fs::create_dir_all(&root).unwrap();
    /// let engine = Engine::open(root.join("store"), Options::default())?;
    /// engine.load("event visit\ntag seen when did visit")?;
    /// let copy = engine.backup(root.join("copy"), &Progress::default())?;
    /// assert_eq!(copy.commit, 1);
    /// assert_eq!(engine.backup(root.join("copy"), &Progress::default()).unwrap_err().code(), "store-exists");
    ///
    /// let copied = Engine::open(root.join("copy"), Options::default())?;
    /// assert_eq!(copied.count(&copied.prepare("has seen")?)?, 0);
    /// # drop((engine, copied));
    /// # let _ = std::fs::remove_dir_all(root);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn backup(&self, path: impl AsRef<Path>, progress: &Progress) -> Result<Backup> {
        let (from, path) = (self.folder.as_deref().ok_or_else(none)?, path.as_ref());
        is_free(path)?;
        let (source, rows) = reading(from)?;
        let begun = Begun::of(Box::new(rows), &self.options, Use::Read)?;
        let tally = made(path, |rows| copied(&*begun.store, rows, source.len(), progress))?;
        Ok(Backup { commit: begun.commit(), rows: tally.rows })
    }

    /// Makes a new store of what is sound of a damaged one, which stays as it is. The new one is a store like any other, and opens: what it lacks is
    /// in the report.
    ///
    /// Every row says by a hash whether it is as it was written. Of the log, pages that are lost are left out with the records in them; of the newest
    /// commits, those behind one that is lost; of the change feed, all that was told if a piece of it is lost (who reads it by name is told how many changes
    /// that is). Who holds what is worked out anew. Without what the store is, all ids and all handbooks nothing can be made of the rest.
    ///
    /// Takes as long as opening the engine does, and as much memory as that and the file together.
    ///
    /// # Errors
    /// `store-exists` where there is something at the second path already; `no-store` where there is none at the first; `store-damaged` where too much is lost;
    /// `cancelled`; `store-full` and `store-failed`.
    ///
    /// ```
    /// use tagora::{Engine, Options, Progress};
    /// # let root = std::env::temp_dir().join(format!("tagora-salvage-{}", std::process::id()));
    /// # std::fs::create_dir_all(&root).unwrap();
    /// let engine = Engine::open(root.join("store"), Options::default())?;
    /// engine.load("event visit\ntag seen when did visit")?;
    /// # drop(engine);
    /// let salvage = Engine::salvage(root.join("store"), root.join("sound"), &Progress::default())?;
    /// assert_eq!((salvage.commit, salvage.lost.len()), (1, 0));
    /// Engine::open(root.join("sound"), Options::default())?;
    /// # let _ = std::fs::remove_dir_all(root);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn salvage(from: impl AsRef<Path>, path: impl AsRef<Path>, progress: &Progress) -> Result<Salvage> {
        let (from, path, options) = (from.as_ref(), path.as_ref(), Options::default());
        is_free(path)?;
        let (source, rows) = reading(from)?;
        // Which store it is says the mark too, but what the row of that says may be lost: any mark counts.
        let Sound { store, lost } = sound(&rows, source.marked_by_any())?;
        drop(rows);
        let begun = Begun::of(Box::new(store.clone()), &options, Use::Read)?;
        let commit = begun.commit();
        // That it opens is found before there is anything.
        finish(begun, &options, Arc::new(Threads::new(options.threads)), progress)?;
        let tally = made(path, |rows| copied(&store, rows, source.len(), progress))?;
        Ok(Salvage { commit, rows: tally.rows, lost })
    }

    /// Makes the file as small as what it holds: folds in all commits that are not, moves all into the file, and gives back to the system what room
    /// is free. What a store does in everyday life leaves free room that it uses again; to compact is of use after much went, by an erasure or
    /// because events are kept for a time. Writing waits meanwhile, reading does not. Writes about as many bytes as are given back.
    ///
    /// In memory there is nothing to be done.
    ///
    /// # Errors
    /// `store-failed` where that could not be done, because somebody reads what was there before, say; all that was committed is still there.
    /// `read-only`, `poisoned`.
    ///
    /// ```
    /// let engine = tagora::Engine::in_memory();
    /// engine.compact()?;
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn compact(&self) -> Result<()> {
        let mut writer = self.writer()?;
        let mut state = State::clone(&self.state());
        let compacted = writer.compact(&mut state);
        // What was folded in is shared from now on, so that it is not written again.
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
        compacted
    }
}

/// The rows of a folder, to be read.
fn reading(path: &Path) -> Result<(Folder, SqliteStore)> {
    if !Folder::is_there(path) {
        return Err(no_store(path));
    }
    let folder = Folder::read(path).map_err(|error| failed("opened", path, &error))?;
    let rows = SqliteStore::open(&folder.rows(), Access::Read).map_err(|error| failed("opened", path, &error))?;
    Ok((folder, rows))
}

/// # Errors
/// `store-exists`.
fn is_free(path: &Path) -> Result<()> {
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    let message = format!("there is something at {} already", quote(&path.display().to_string()));
    Err(Error::new(ErrorKind::StoreExists, message).with_help("a copy is made in a new folder: give another path"))
}

/// A new folder with the file that `fill` makes, or nothing.
fn made(path: &Path, fill: impl FnOnce(&Path) -> Result<Tally>) -> Result<Tally> {
    let mut filled = None;
    let folder = Folder::create(path, |rows| {
        let is_filled = filled.insert(fill(rows)).is_ok();
        if is_filled { Ok(()) } else { Err(io::Error::other("it could not be filled")) }
    });
    // What went wrong inside is told as what it is.
    match (filled, folder) {
        (Some(Err(error)), _) => Err(error),
        (Some(Ok(tally)), Ok(())) => Ok(tally),
        (_, Err(error)) => Err(failed("made", path, &error)),
        (None, Ok(())) => Ok(Tally::default()),
    }
}

/// Copies rows into a new file, and looks at them there.
fn copied(from: &dyn Store, path: &Path, bytes: usize, progress: &Progress) -> Result<Tally> {
    let unwritten = |error: io::Error| failed("copied to", path, &error);
    progress.reach(0, bytes)?;
    let mut into = SqliteStore::open(path, Access::Create).map_err(unwritten)?;
    let tally = copy(from, &mut into, &mut |copied| progress.reach(copied.min(bytes), bytes))?;
    into.settle().map_err(unwritten)?;
    let findings = into.check().map_err(unwritten)?;
    if Tally::of(&into)? != tally || !findings.is_empty() {
        return Err(Error::new(ErrorKind::StoreFailed, "the copy is not what was copied").with_help("check the disk"));
    }
    progress.reach(bytes, bytes)?;
    Ok(tally)
}

fn none() -> Error {
    Error::new(ErrorKind::NoStore, "the engine is kept in no folder")
        .with_help("open it with a folder, or copy the host's own store")
}
