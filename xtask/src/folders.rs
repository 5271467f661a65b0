//! Where things are.

use std::path::{Path, PathBuf};

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Cargo's target folder: everything that a test run makes goes there.
pub(crate) fn target() -> PathBuf {
    // A relative path is relative to where cargo was called, as cargo itself takes it.
    let asked = std::env::var_os("CARGO_TARGET_DIR").filter(|path| !path.is_empty()).map(PathBuf::from);
    asked.map_or_else(|| root().join("target"), |path| std::path::absolute(&path).unwrap_or(path))
}

/// The folder `name` in the target folder, new and empty.
pub(crate) fn fresh(name: &str) -> Result<PathBuf, String> {
    let path = target().join(name);
    if path.exists() {
        std::fs::remove_dir_all(&path).map_err(|error| format!("{} cannot be emptied: {error}", path.display()))?;
    }
    std::fs::create_dir_all(&path).map_err(|error| format!("{} cannot be made: {error}", path.display()))?;
    Ok(path)
}

/// The one file in a folder whose name ends so.
pub(crate) fn only_file(folder: &Path, ending: &str) -> Result<PathBuf, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{} cannot be read: {error}", folder.display()))?;
    let mut found = entries.flatten().map(|entry| entry.path()).filter(|path| path.to_string_lossy().ends_with(ending));
    match (found.next(), found.next()) {
        (Some(path), None) => Ok(path),
        (None, _) => Err(format!("there is no {ending} file in {}", folder.display())),
        _ => Err(format!("there is more than one {ending} file in {}", folder.display())),
    }
}
