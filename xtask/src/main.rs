//! The workspace's own commands: `cargo xtask test [rust|python|node|kotlin]` and `cargo xtask check`.

#![expect(clippy::print_stdout, reason = "a command line program talks to its user")]

mod arguments;
mod check;
mod folders;
mod kotlin;
mod node;
mod parts;
mod python;
mod run;
mod rust;
mod tools;

use std::process::ExitCode;

use arguments::Command;

fn main() -> ExitCode {
    let done = match arguments::parse(std::env::args().skip(1)) {
        Ok(Command::Help) => {
            println!("{}", arguments::HELP);
            Ok(())
        }
        Ok(Command::Check { profile }) => check::check(&profile),
        Ok(Command::Test { parts, profile }) => parts::test(&parts, &profile),
        Err(wrong) => Err(format!("{wrong}\n\n{}", arguments::HELP)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
