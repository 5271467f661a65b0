//! Builds the native library of the Kotlin package and writes the Kotlin that calls it. Maven runs this; see `pom.xml`.
//!
//! A program of its own, so that the generator and all it needs stay out of the library that users get.

mod library;

use std::error::Error;
use std::path::{Path, PathBuf};

use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

const USAGE: &str = "tagora-kotlin-bindgen PROFILE SOURCES RESOURCES";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(profile), Some(sources), Some(resources), None) =
        (arguments.next(), arguments.next(), arguments.next(), arguments.next())
    else {
        return Err(USAGE.into());
    };
    let library = library::build(&profile)?;
    write_kotlin(&library, &sources)?;
    let folder = PathBuf::from(resources).join(library::resource_folder());
    std::fs::create_dir_all(&folder)?;
    std::fs::copy(&library, folder.join(library::file_name()))?;
    Ok(())
}

/// The declarations stand in the library itself, so that the two cannot differ.
fn write_kotlin(library: &Path, sources: &str) -> Result<(), Box<dyn Error>> {
    let text = |path: &Path| path.to_str().map(str::to_owned).ok_or(format!("{} is no UTF-8", path.display()));
    generate(GenerateOptions {
        languages: vec![TargetLanguage::Kotlin],
        source: text(library)?.into(),
        out_dir: sources.into(),
        config_override: Some(text(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../uniffi.toml"))?.into()),
        ..GenerateOptions::default()
    })?;
    Ok(())
}
