//! The native library: where cargo puts it, and where JNA looks for it.

use std::env::consts::{ARCH, DLL_PREFIX, DLL_SUFFIX, OS};
use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGE: &str = "tagora-kotlin";

/// Builds it alone, so that no other package's features get into it.
pub(crate) fn build(profile: &str) -> Result<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.current_dir(&root).args(["build", "--locked", "--package", PACKAGE, "--profile", profile]);
    let done = build.status().map_err(|error| format!("cargo could not be started: {error}"))?;
    if !done.success() {
        return Err(format!("cargo build --package {PACKAGE} ended with {done}"));
    }
    let asked = std::env::var_os("CARGO_TARGET_DIR").filter(|path| !path.is_empty());
    let target = asked.map_or_else(|| root.join("target"), PathBuf::from);
    let target = std::path::absolute(&target).map_err(|error| error.to_string())?;
    let library = target.join(folder_of(profile)).join(file_name());
    if library.is_file() { Ok(library) } else { Err(format!("cargo built no {}", library.display())) }
}

fn folder_of(profile: &str) -> &str {
    if profile == "dev" { "debug" } else { profile }
}

pub(crate) fn file_name() -> String {
    format!("{DLL_PREFIX}tagora_kotlin{DLL_SUFFIX}")
}

/// The folder inside a jar in which JNA looks for a library of this platform.
pub(crate) fn resource_folder() -> String {
    let system = match OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let processor = match ARCH {
        "x86_64" => "x86-64",
        other => other,
    };
    format!("{system}-{processor}")
}
