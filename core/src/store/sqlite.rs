//! Rows in SQLite: one file that is used as an ordered store of bytes and for nothing else.

mod keeper;

use std::fs::File;
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use keeper::Keeper;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior, params};

use super::{Barrier, Store, Table, Tell, Write};

/// `TAGR`: by it a file says whose it is.
const APPLICATION: i32 = 0x5441_4752;

/// The oldest SQLite that never loses a commit when two connections write and check points (3.51.3).
const OLDEST: i32 = 3_051_003;

/// So long a call waits for one of another connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// So many pages are given back at a time.
const GIVEN_BACK: u32 = 4_096;

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// A new one is made.
    Create,
    /// To be read and written. Each commit waits until it is on the medium, or not.
    Write { waits: bool },
    /// To be read, as it is now.
    Read,
}

/// A file of rows.
pub(crate) struct SqliteStore {
    connection: Connection,
    path: PathBuf,
    waits: bool,
    /// Whether what was found is known to be all.
    is_trusted: bool,
    /// Whether somebody read what was there before when it was put in order last.
    is_held: bool,
    keeper: Option<Keeper>,
}

fn name(table: Table) -> &'static str {
    match table {
        Table::Meta => "meta",
        Table::Redo => "redo",
        Table::Ids => "ids",
        Table::Page => "page",
        Table::Handbook => "handbook",
        Table::Feed => "feed",
        Table::Sets => "sets",
    }
}

fn failed(error: &rusqlite::Error) -> io::Error {
    let kind = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => io::ErrorKind::StorageFull,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => io::ErrorKind::ResourceBusy,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => io::ErrorKind::InvalidData,
        Some(ErrorCode::CannotOpen) => io::ErrorKind::NotFound,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error.to_string())
}

impl SqliteStore {
    /// Gives so many free pages back to the system, in one transaction.
    fn give_back(&self, pages: u32) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare(&format!("PRAGMA incremental_vacuum({pages})"))?;
        // Each row is a page; who stops reading stops it.
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {}
        Ok(())
    }

    pub(crate) fn open(path: &Path, access: Access) -> io::Result<Self> {
        if rusqlite::version_number() < OLDEST {
            return Err(io::Error::other(format!("sqlite {} is too old, 3.51.3 is needed", rusqlite::version())));
        }
        let connection = connect(path, access).map_err(|error| failed(&error))?;
        let (waits, keeper) = match access {
            Access::Create => (true, None),
            Access::Write { waits } => (waits, Some(Keeper::start(path)?)),
            Access::Read => (false, None),
        };
        Ok(Self { connection, path: path.to_owned(), waits, is_trusted: false, is_held: false, keeper })
    }

    fn take(&mut self, writes: &[Write]) -> rusqlite::Result<()> {
        let transaction = Transaction::new(&mut self.connection, TransactionBehavior::Immediate)?;
        for write in writes {
            match write {
                Write::Put { table, key, value } => {
                    let sql = format!("INSERT OR REPLACE INTO {} (k, v) VALUES (?1, ?2)", name(*table));
                    transaction.prepare_cached(&sql)?.execute(params![number(*key), value])?;
                }
                Write::Delete { table, keys } => {
                    let sql = format!("DELETE FROM {} WHERE k BETWEEN ?1 AND ?2", name(*table));
                    transaction.prepare_cached(&sql)?.execute(params![number(*keys.start()), number(*keys.end())])?;
                }
            }
        }
        transaction.commit()
    }

    /// Whoever writes, or puts in order, has found all that there should be: from then on the log goes when it is closed.
    fn trust(&mut self) {
        if !self.is_trusted {
            let trusted = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false);
            self.is_trusted = trusted.is_ok();
        }
    }

    fn findings(&self) -> rusqlite::Result<Vec<String>> {
        let mut statement = self.connection.prepare("PRAGMA integrity_check")?;
        let found = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }
}

/// A number as SQLite has it.
fn number(key: u64) -> i64 {
    i64::try_from(key).unwrap_or(i64::MAX)
}

fn connect(path: &Path, access: Access) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX
        | match access {
            Access::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            Access::Write { .. } => OpenFlags::SQLITE_OPEN_READ_WRITE,
            Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        };
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(32);
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -8192;",
    )?;
    waits_for_the_medium(&connection)?;
    match access {
        Access::Create => {
            connection.execute_batch("PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL;")?;
            connection.pragma_update(None, "application_id", APPLICATION)?;
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
            make_tables(&connection)?;
        }
        Access::Write { waits } => {
            is_ours(&connection)?;
            // Where less is there than there should be, closing must not take away what is left: see `SqliteStore::trust`.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            connection.pragma_update(None, "synchronous", if waits { "FULL" } else { "NORMAL" })?;
            connection.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
            connection.pragma_update_and_check(None, "journal_size_limit", 16 << 20, |_| Ok(()))?;
            // What is let go of leaves no trace in the file.
            connection.pragma_update_and_check(None, "secure_delete", "ON", |_| Ok(()))?;
            make_tables(&connection)?;
        }
        Access::Read => {
            is_ours(&connection)?;
            // All that is read is of one commit.
            connection.execute_batch("BEGIN")?;
        }
    }
    Ok(connection)
}

/// Makes those that are not there: older releases knew fewer.
fn make_tables(connection: &Connection) -> rusqlite::Result<()> {
    for table in Table::ALL {
        let sql = format!("CREATE TABLE IF NOT EXISTS {} (k INTEGER PRIMARY KEY, v BLOB NOT NULL)", name(table));
        connection.execute(&sql, [])?;
    }
    Ok(())
}

/// There a disk says that it has what lies in its cache, unless it is asked in another way; elsewhere that way is a slower one.
fn waits_for_the_medium(connection: &Connection) -> rusqlite::Result<()> {
    if !cfg!(target_vendor = "apple") {
        return Ok(());
    }
    connection.execute_batch("PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;")
}

fn is_ours(connection: &Connection) -> rusqlite::Result<()> {
    let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application == APPLICATION {
        return Ok(());
    }
    let not_ours = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_NOTADB);
    Err(rusqlite::Error::SqliteFailure(not_ours, Some("it is another program's database".to_owned())))
}

impl Store for SqliteStore {
    fn commit(&mut self, writes: &[Write]) -> io::Result<bool> {
        self.take(writes).map_err(|error| failed(&error))?;
        self.trust();
        if let Some(keeper) = &mut self.keeper {
            let bytes = |write: &Write| if let Write::Put { value, .. } = write { value.len() } else { 0 };
            keeper.wrote(writes.iter().map(bytes).sum())?;
        }
        Ok(self.waits)
    }

    fn scan(&self, table: Table, keys: RangeInclusive<u64>, tell: Tell<'_>) -> io::Result<()> {
        let sql = format!("SELECT k, v FROM {} WHERE k BETWEEN ?1 AND ?2 ORDER BY k", name(table));
        let failed = |error: rusqlite::Error| failed(&error);
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement.query(params![number(*keys.start()), number(*keys.end())]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let key: i64 = row.get(0).map_err(failed)?;
            let value = row.get_ref(1).map_err(failed)?;
            tell(key.unsigned_abs(), value.as_blob().map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?)?;
        }
        Ok(())
    }

    fn barrier(&self) -> Option<Barrier> {
        let mut log = self.path.as_os_str().to_owned();
        log.push("-wal");
        let log = PathBuf::from(log);
        Some(Arc::new(move || match File::open(&log) {
            Ok(log) => log.sync_data(),
            // Nothing was committed since all went into the file itself.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }))
    }

    fn check(&self) -> io::Result<Vec<String>> {
        self.findings().map_err(|error| failed(&error))
    }

    fn settle(&mut self) -> io::Result<()> {
        self.trust();
        // Nobody waits for a checkpoint of another connection: while the keeper is at it, another is refused at once.
        if let Some(keeper) = &mut self.keeper {
            keeper.rest()?;
        }
        // Nor, but once for a moment, for who reads: a copy that is made may take long, and it is tried again.
        let waits = if self.is_held { Duration::ZERO } else { Duration::from_secs(1) };
        let moved = self.connection.busy_timeout(waits).and_then(|()| {
            let is_held = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
            self.connection.busy_timeout(PATIENCE)?;
            is_held
        });
        self.is_held = moved.map_err(|error| failed(&error))? != 0;
        if self.is_held {
            return Err(io::Error::new(io::ErrorKind::ResourceBusy, "somebody reads what was there before"));
        }
        Ok(())
    }

    fn compact(&mut self) -> io::Result<()> {
        let free = |store: &Self| store.connection.query_row("PRAGMA freelist_count", [], |row| row.get::<_, i64>(0));
        let mut left = free(self).map_err(|error| failed(&error))?;
        // In steps, so that the log beside the file does not grow to the size of what is given back.
        loop {
            self.settle()?;
            let before = left;
            self.give_back(GIVEN_BACK).map_err(|error| failed(&error))?;
            left = free(self).map_err(|error| failed(&error))?;
            if left == 0 || left >= before {
                return self.settle();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_given_back_many_at_a_time() {
        let folder = std::env::temp_dir().join(format!("tagora-given-back-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("data.db");
        let mut store = SqliteStore::open(&path, Access::Create).unwrap();
        let rows = (0..100).map(|key| Write::Put { table: Table::Page, key, value: vec![7; 4_000] });
        store.commit(&rows.collect::<Vec<_>>()).unwrap();
        store.commit(&[Write::Delete { table: Table::Page, keys: 0..=u64::MAX }]).unwrap();
        let free = || store.connection.query_row("PRAGMA freelist_count", [], |row| row.get::<_, i64>(0)).unwrap();
        let before = free();
        assert!(before >= 100, "{before}");
        store.give_back(60).unwrap();
        assert_eq!(free(), before - 60);
        drop(store);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
