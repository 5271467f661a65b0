//! Writes what a fuzzer can start from into `fuzz/seeds`, a folder for each target.

use std::path::Path;

use tagora_fuzz::seeds::{texts, trees};

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for (target, seeds) in [("parse_check", texts()), ("print_parse", texts()), ("json_tree", trees())] {
        std::fs::create_dir_all(folder.join(target))?;
        for (number, seed) in seeds.iter().enumerate() {
            std::fs::write(folder.join(target).join(format!("{number:04}")), seed)?;
        }
    }
    Ok(())
}
