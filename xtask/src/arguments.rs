//! The command line.

use crate::parts::Part;

pub(crate) const HELP: &str = "\
cargo xtask test [rust|python|node|kotlin]...   run the tests of these languages, or of all
cargo xtask check                               formatting and lints of the workspace

--profile NAME   the cargo profile to build with; else TAGORA_PROFILE, else dev";

#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Help,
    Check { profile: String },
    Test { parts: Vec<Part>, profile: String },
}

pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut profile = std::env::var("TAGORA_PROFILE").ok().filter(|name| !name.is_empty()).unwrap_or_else(|| "dev".to_owned());
    let mut words = Vec::new();
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--profile" => profile = arguments.next().ok_or("--profile needs a name")?,
            "-h" | "--help" | "help" => return Ok(Command::Help),
            option if option.starts_with('-') => return Err(format!("unknown option {option}")),
            _ => words.push(argument),
        }
    }
    match words.split_first() {
        None => Ok(Command::Help),
        Some((verb, [])) if verb == "check" => Ok(Command::Check { profile }),
        Some((verb, [])) if verb == "test" => Ok(Command::Test { parts: Part::ALL.to_vec(), profile }),
        Some((verb, names)) if verb == "test" => {
            let parts = names.iter().map(|name| Part::named(name).ok_or_else(|| format!("there is no part {name}")));
            Ok(Command::Test { parts: parts.collect::<Result<_, _>>()?, profile })
        }
        Some((verb, _)) => Err(format!("unknown command {verb}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn no_name_means_all() {
        let all = Command::Test { parts: Part::ALL.to_vec(), profile: "ci".to_owned() };
        assert_eq!(parsed("test --profile ci"), Ok(all));
        assert_eq!(parsed("--profile ci test node"), Ok(Command::Test { parts: vec![Part::Node], profile: "ci".to_owned() }));
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(parsed("test ruby"), Err("there is no part ruby".to_owned()));
        assert_eq!(parsed("test --fast"), Err("unknown option --fast".to_owned()));
        assert_eq!(parsed("check --profile"), Err("--profile needs a name".to_owned()));
    }
}
