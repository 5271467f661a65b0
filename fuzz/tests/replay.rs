//! Every file of the corpus goes through its target, without a fuzzer, and so does every text of the project.

use std::path::PathBuf;

fn replay(target: &str, body: fn(&[u8])) -> usize {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in &files {
        println!("{}", file.display());
        body(&std::fs::read(file).unwrap());
    }
    files.len()
}

#[test]
fn parse_check() {
    let ran = replay("parse_check", tagora_fuzz::parse_check);
    assert!(ran >= 100, "{ran} files");
}

#[test]
fn print_parse() {
    let ran = replay("print_parse", tagora_fuzz::print_parse);
    assert!(ran >= 90, "{ran} files");
}

#[test]
fn json_tree() {
    let ran = replay("json_tree", tagora_fuzz::json_tree);
    assert!(ran >= 60, "{ran} files");
}

#[test]
fn live() {
    let ran = replay("live", tagora_fuzz::live);
    assert!(ran >= 50, "{ran} files");
}

#[test]
fn every_text_of_the_project() {
    let (texts, trees) = (tagora_fuzz::seeds::texts(), tagora_fuzz::seeds::trees());
    assert!(texts.len() >= 500 && trees.len() >= 250, "{} texts, {} trees", texts.len(), trees.len());
    for text in &texts {
        tagora_fuzz::parse_check(text.as_bytes());
        tagora_fuzz::print_parse(text.as_bytes());
    }
    for tree in &trees {
        tagora_fuzz::json_tree(tree.as_bytes());
    }
}
