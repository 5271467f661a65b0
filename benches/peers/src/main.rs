//! The part of the comparison with peers that is written in Rust: makes the data that all of them read, and asks tagora.
//!
//! `tagora-peers generate FOLDER [--customers N] [--tags N] [--events N] [--seed N]` and
//! `tagora-peers ask FOLDER --store FOLDER [--threads N]`, which prints what was found and measured as JSON. `run.py` calls both.
#![expect(clippy::print_stdout, reason = "a command line program")]

mod ask;
mod chance;
mod columns;
mod generate;
mod handbook;
mod load;
mod measure;
mod questions;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const HELP: &str = "tagora-peers generate FOLDER [--customers N] [--tags N] [--events N] [--seed N]
tagora-peers ask FOLDER --store FOLDER [--threads N]";

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => {
            eprintln!("tagora-peers: {wrong}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let [command, folder, options @ ..] = arguments else { return Err(HELP.into()) };
    let options = Options::of(options)?;
    let folder = Path::new(folder);
    match command.as_str() {
        "generate" => {
            let customers = options.number("customers")?.unwrap_or(1_000_000);
            let events = options.number("events")?.unwrap_or((customers * 20).min(20_000_000));
            let (tags, seed) = (options.number("tags")?.unwrap_or(1_000), options.number("seed")?.unwrap_or(1));
            generate::generate(folder, &generate::Sizes { customers, tags, events, seed })
        }
        "ask" => {
            let threads = options.number("threads")?.unwrap_or(1) as usize;
            let store = PathBuf::from(options.text("store").ok_or("where shall tagora put its store? --store FOLDER")?);
            println!("{}", ask::ask(folder, &store, threads)?);
            Ok(())
        }
        _ => Err(HELP.into()),
    }
}

/// What is said as `--name value`.
struct Options<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Options<'a> {
    fn of(arguments: &'a [String]) -> Result<Self> {
        let pairs = arguments.chunks(2).map(|pair| match pair {
            [name, value] if name.starts_with("--") => Ok((name.trim_start_matches("--"), value.as_str())),
            _ => Err(HELP.into()),
        });
        Ok(Self(pairs.collect::<Result<_>>()?))
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(said, _)| *said == name).map(|(_, value)| *value)
    }

    fn number(&self, name: &str) -> Result<Option<u64>> {
        self.text(name).map(|text| text.parse().map_err(|_| format!("`--{name}` is a number, not `{text}`").into())).transpose()
    }
}
