//! The calls themselves. Each has the name, the arguments and the answer of the C library's own, and goes to the system by number.

use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use libc::{mode_t, off_t, size_t, ssize_t};

use crate::recording::{Answer, Asked, Seam, with};

/// Names the calls, so that whoever links the crate links them.
pub(crate) fn are_linked() {
    let all = [
        open as *const (),
        open64 as *const (),
        openat as *const (),
        openat64 as *const (),
        close as *const (),
        write as *const (),
        pwrite as *const (),
        pwrite64 as *const (),
        ftruncate as *const (),
        ftruncate64 as *const (),
        fsync as *const (),
        fdatasync as *const (),
        rename as *const (),
        unlink as *const (),
        unlinkat as *const (),
        mkdir as *const (),
        rmdir as *const (),
    ];
    std::hint::black_box(all);
}

/// What the system says, as the C library says it: `syscall` has set `errno` already.
macro_rules! system {
    ($number:expr $(, $argument:expr)*) => {
        // SAFETY: the caller's arguments, as they came.
        unsafe { libc::syscall($number $(, $argument)*) }
    };
}

fn refused(error: c_int) -> c_int {
    // SAFETY: gives the place of the thread's own number, which is always there.
    let place = unsafe { libc::__errno_location() };
    // SAFETY: as above.
    unsafe { *place = error };
    -1
}

/// Where a path leads that is given from a folder on.
///
/// # Safety
/// `path` is a text that ends with a zero.
unsafe fn absolute(seam: &Seam, folder: c_int, path: *const c_char) -> Option<PathBuf> {
    // SAFETY: what the caller promises.
    let path = unsafe { CStr::from_ptr(path) };
    let path = Path::new(OsStr::from_bytes(path.to_bytes()));
    if path.is_absolute() || folder == libc::AT_FDCWD { Some(path.to_owned()) } else { Some(seam.place(folder)?.join(path)) }
}

/// # Safety
/// As that of `openat`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn openat(folder: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    let go = || system!(libc::SYS_openat, folder, path, flags, mode) as c_int;
    let done = with(|seam| {
        // SAFETY: the caller's promise.
        let below = unsafe { absolute(seam, folder, path) }.and_then(|path| seam.below(&path))?;
        if !seam.is_there(&below) {
            if flags & libc::O_CREAT == 0 {
                return None;
            }
            if let Answer::Fail(error) = seam.ask(&Asked::Make) {
                return Some(refused(error));
            }
        }
        let open = go();
        if open >= 0 {
            seam.opened(&below, open, flags & libc::O_TRUNC != 0);
        }
        Some(open)
    });
    done.unwrap_or_else(go)
}

/// # Safety
/// As that of `openat`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn openat64(folder: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { openat(folder, path, flags, mode) }
}

/// # Safety
/// As that of `open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open(path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { openat(libc::AT_FDCWD, path, flags, mode) }
}

/// # Safety
/// As that of `open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open64(path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { openat(libc::AT_FDCWD, path, flags, mode) }
}

/// Closes what is open.
#[unsafe(no_mangle)]
pub extern "C" fn close(open: c_int) -> c_int {
    // Under the lock, so that nobody else gets the number before it is forgotten.
    let go = || system!(libc::SYS_close, open) as c_int;
    let done = with(|seam| {
        seam.closed(open);
        Some(go())
    });
    done.unwrap_or_else(go)
}

/// # Safety
/// As that of `pwrite`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pwrite(open: c_int, bytes: *const c_void, len: size_t, at: off_t) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { put(open, bytes, len, Some(at)) }
}

/// # Safety
/// As that of `pwrite`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pwrite64(open: c_int, bytes: *const c_void, len: size_t, at: off_t) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { put(open, bytes, len, Some(at)) }
}

/// # Safety
/// As that of `write`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn write(open: c_int, bytes: *const c_void, len: size_t) -> ssize_t {
    // SAFETY: the caller's promise.
    unsafe { put(open, bytes, len, None) }
}

/// # Safety
/// `bytes` are `len` bytes that can be read.
unsafe fn put(open: c_int, bytes: *const c_void, len: size_t, at: Option<off_t>) -> ssize_t {
    let go = |len: size_t| match at {
        Some(at) => system!(libc::SYS_pwrite64, open, bytes, len, at) as ssize_t,
        None => system!(libc::SYS_write, open, bytes, len) as ssize_t,
    };
    let done = with(|seam| {
        let file = seam.file(open)?;
        let at = at.unwrap_or_else(|| system!(libc::SYS_lseek, open, 0, libc::SEEK_CUR) as off_t).cast_unsigned();
        let len = match seam.ask(&Asked::Write { file, at, len }) {
            Answer::Go => len,
            Answer::Part(part) => part,
            Answer::Fail(error) => return Some(refused(error) as ssize_t),
        };
        let done = go(len);
        if done > 0 {
            // SAFETY: the caller's promise: there are `len`, and the system took no more than that.
            let taken = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), done.cast_unsigned()) };
            seam.wrote(file, at, taken);
        }
        Some(done)
    });
    done.unwrap_or_else(|| go(len))
}

/// Cuts a file off.
#[unsafe(no_mangle)]
pub extern "C" fn ftruncate(open: c_int, len: off_t) -> c_int {
    let go = || system!(libc::SYS_ftruncate, open, len) as c_int;
    on(open, &Asked::Other, go, |seam, file| seam.cut(file, len.cast_unsigned()))
}

/// Cuts a file off.
#[unsafe(no_mangle)]
pub extern "C" fn ftruncate64(open: c_int, len: off_t) -> c_int {
    ftruncate(open, len)
}

/// Waits for the disk.
#[unsafe(no_mangle)]
pub extern "C" fn fsync(open: c_int) -> c_int {
    on(open, &Asked::Sync, || system!(libc::SYS_fsync, open) as c_int, Seam::synced)
}

/// Waits for the disk.
#[unsafe(no_mangle)]
pub extern "C" fn fdatasync(open: c_int) -> c_int {
    on(open, &Asked::Sync, || system!(libc::SYS_fdatasync, open) as c_int, Seam::synced)
}

fn on(open: c_int, asked: &Asked, go: impl Fn() -> c_int, note: impl FnOnce(&mut Seam, usize)) -> c_int {
    let done = with(|seam| {
        let file = seam.file(open)?;
        if let Answer::Fail(error) = seam.ask(asked) {
            return Some(refused(error));
        }
        let done = go();
        if done == 0 {
            note(seam, file);
        }
        Some(done)
    });
    done.unwrap_or_else(go)
}

/// # Safety
/// As that of `rename`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rename(from: *const c_char, to: *const c_char) -> c_int {
    let go = || system!(libc::SYS_renameat, libc::AT_FDCWD, from, libc::AT_FDCWD, to) as c_int;
    let done = with(|seam| {
        // SAFETY: the caller's promise.
        let old = unsafe { absolute(seam, libc::AT_FDCWD, from) }.and_then(|path| seam.below(&path))?;
        // SAFETY: the caller's promise.
        let new = unsafe { absolute(seam, libc::AT_FDCWD, to) }.and_then(|path| seam.below(&path))?;
        if let Answer::Fail(error) = seam.ask(&Asked::Other) {
            return Some(refused(error));
        }
        let done = go();
        if done == 0 {
            seam.renamed(old, new);
        }
        Some(done)
    });
    done.unwrap_or_else(go)
}

/// # Safety
/// As that of `unlinkat`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unlinkat(folder: c_int, path: *const c_char, flags: c_int) -> c_int {
    let go = || system!(libc::SYS_unlinkat, folder, path, flags) as c_int;
    // SAFETY: the caller's promise.
    unsafe { at_path(folder, path, &Asked::Other, go, Seam::removed) }
}

/// # Safety
/// As that of `unlink`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unlink(path: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { unlinkat(libc::AT_FDCWD, path, 0) }
}

/// # Safety
/// As that of `rmdir`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rmdir(path: *const c_char) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { unlinkat(libc::AT_FDCWD, path, libc::AT_REMOVEDIR) }
}

/// # Safety
/// As that of `mkdir`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mkdir(path: *const c_char, mode: mode_t) -> c_int {
    let note = |seam: &mut Seam, path: PathBuf| _ = seam.made(&path, true);
    let go = || system!(libc::SYS_mkdirat, libc::AT_FDCWD, path, mode) as c_int;
    // SAFETY: the caller's promise.
    unsafe { at_path(libc::AT_FDCWD, path, &Asked::Make, go, note) }
}

/// # Safety
/// `path` is a text that ends with a zero.
unsafe fn at_path(
    folder: c_int,
    path: *const c_char,
    asked: &Asked,
    go: impl Fn() -> c_int,
    note: impl FnOnce(&mut Seam, PathBuf),
) -> c_int {
    let done = with(|seam| {
        // SAFETY: the caller's promise.
        let below = unsafe { absolute(seam, folder, path) }.and_then(|path| seam.below(&path))?;
        if let Answer::Fail(error) = seam.ask(asked) {
            return Some(refused(error));
        }
        let done = go();
        if done == 0 {
            note(seam, below);
        }
        Some(done)
    });
    done.unwrap_or_else(go)
}
