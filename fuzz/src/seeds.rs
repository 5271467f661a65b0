//! What a fuzzer starts from beside the corpus: every text that the project shows or tests the language with, as it is today.

use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use tagora_dsl::{Limits, parse, to_json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).expect("a folder of the project");
    let paths = entries.map(|entry| entry.expect("a file of the project").path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.to_string_lossy().ends_with(ending)).collect();
    paths.sort();
    paths
}

/// Handbooks and conditions in both languages: of the language reference, of the examples, of the conformance vectors.
pub fn texts() -> Vec<String> {
    let mut found = Vec::new();
    let reference = read("dsl/README.md");
    for block in reference.split("```tagora conditions\n").skip(1) {
        found.extend(block.split("```").next().unwrap_or_default().lines().map(str::to_owned));
    }
    for block in reference.split("```tagora\n").skip(1) {
        found.extend(block.split("```").next().map(str::to_owned));
    }
    found.extend(["examples/handbooks", "examples/cdnow"].into_iter().flat_map(|folder| files(folder, ".tagora")).map(read));
    for suite in files("conformance", ".json") {
        let suite: Json = serde_json::from_str(&read(suite)).expect("vectors are JSON");
        for case in suite["cases"].as_array().into_iter().flatten() {
            let steps = case["steps"].as_array().into_iter().flatten();
            let said = steps.flat_map(|step| ["load", "test", "count", "ids"].map(|verb| &step[verb]));
            found.extend([&case["handbook"]].into_iter().chain(said).filter_map(text));
        }
    }
    found.sort();
    found.dedup();
    found
}

fn text(json: &Json) -> Option<String> {
    let lines = || Some(json.as_array()?.iter().filter_map(Json::as_str).map(|line| format!("{line}\n")).collect());
    json.as_str().map(str::to_owned).or_else(lines)
}

/// The handbooks among them as JSON.
pub fn trees() -> Vec<String> {
    texts().iter().filter_map(|text| parse(text, &Limits::default()).ok()).map(|tree| to_json(&tree)).collect()
}
