//! The parts of a test run, one after another, and the table at its end.

use std::time::{Duration, Instant};

use crate::{kotlin, node, python, rust};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Part {
    Rust,
    Python,
    Node,
    Kotlin,
}

/// What became of a part.
enum Outcome {
    Passed,
    Failed(String),
}

impl Part {
    pub(crate) const ALL: [Self; 4] = [Self::Rust, Self::Python, Self::Node, Self::Kotlin];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
            Self::Node => "node",
            Self::Kotlin => "kotlin",
        }
    }

    fn run(self, profile: &str) -> Outcome {
        let done = match self {
            Self::Rust => rust::test(profile),
            Self::Python => python::test(profile),
            Self::Node => node::test(profile),
            Self::Kotlin => kotlin::test(profile),
        };
        done.map_or_else(Outcome::Failed, |()| Outcome::Passed)
    }
}

/// Runs all of them, also behind one that fails.
#[expect(clippy::disallowed_methods, reason = "the table tells how long each part took; nothing depends on it")]
pub(crate) fn test(parts: &[Part], profile: &str) -> Result<(), String> {
    let mut table = Vec::new();
    for &part in parts {
        println!("\n==== {} ====", part.name());
        let start = Instant::now();
        let outcome = part.run(profile);
        table.push((part, outcome, start.elapsed()));
    }
    println!("\n{}", summary(&table));
    let failed: Vec<&str> = table.iter().filter(|row| matches!(row.1, Outcome::Failed(_))).map(|row| row.0.name()).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

fn summary(table: &[(Part, Outcome, Duration)]) -> String {
    let rows = table.iter().map(|(part, outcome, time)| {
        let (result, why) = match outcome {
            Outcome::Passed => ("passed", ""),
            Outcome::Failed(why) => ("FAILED", why.as_str()),
        };
        format!("{:<8} {result:<14} {:>7.1}  {why}", part.name(), time.as_secs_f64()).trim_end().to_owned()
    });
    std::iter::once("part     result         seconds".to_owned()).chain(rows).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_tells_what_failed_and_why() {
        let table = [
            (Part::Rust, Outcome::Passed, Duration::from_millis(1250)),
            (Part::Python, Outcome::Failed("python3 3.11 or newer is needed".to_owned()), Duration::ZERO),
            (Part::Kotlin, Outcome::Passed, Duration::from_secs(100)),
        ];
        assert_eq!(
            summary(&table),
            "part     result         seconds\n\
             rust     passed             1.2\n\
             python   FAILED             0.0  python3 3.11 or newer is needed\n\
             kotlin   passed           100.0"
        );
    }
}
