//! What must be installed.

use std::process::Command;

use crate::run::output;

/// A Python that is new enough: `PYTHON`, else the first on the path.
pub(crate) fn python() -> Result<String, String> {
    let asked = std::env::var("PYTHON").ok().filter(|name| !name.is_empty());
    let names = asked.map_or_else(
        || ["python3", "python3.13", "python3.12", "python3.11", "python"].map(str::to_owned).to_vec(),
        |name| vec![name],
    );
    let is_enough = |name: &String| output(Command::new(name).arg("--version")).is_some_and(|text| at_least(&text, (3, 11)));
    let found = names.into_iter().find(is_enough);
    found.ok_or_else(|| "Python 3.11 or newer is needed and was not found (as python3, or named by PYTHON)".to_owned())
}

/// npm and a Node that is new enough.
pub(crate) fn node() -> Result<(), String> {
    if !output(Command::new("node").arg("--version")).is_some_and(|text| at_least(&text, (20, 17))) {
        return Err("Node 20.17 or newer is needed and was not found (as node)".to_owned());
    }
    if output(Command::new("npm").arg("--version")).is_none() {
        return Err("npm is needed and was not found".to_owned());
    }
    Ok(())
}

/// Maven, and a JDK that is new enough for it to run on.
pub(crate) fn maven() -> Result<(), String> {
    let told = output(Command::new(MAVEN).arg("--version"))
        .ok_or_else(|| format!("Maven 3.8 or newer is needed and was not found (as {MAVEN})"))?;
    // Among its lines is the Java that it runs on, which may be another than the first on the path.
    let java = told.lines().find_map(|line| line.split_once("Java version: ").map(|(_, version)| version));
    if java.is_some_and(|version| at_least(version, (17, 0))) {
        Ok(())
    } else {
        Err("a JDK of version 17 or newer is needed and Maven runs on none (see JAVA_HOME)".to_owned())
    }
}

pub(crate) const MAVEN: &str = if cfg!(windows) { "mvn.cmd" } else { "mvn" };

/// Whether a text such as `Python 3.11.7` or `v20.20.2` names this version or a newer one.
fn at_least(text: &str, wanted: (u32, u32)) -> bool {
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut numbers = digits.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= wanted
}

#[cfg(test)]
mod tests {
    use super::at_least;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(at_least("Python 3.11.7", (3, 11)));
        assert!(!at_least("Python 3.9.2", (3, 11)));
        assert!(at_least("v22.1.0", (20, 17)));
        assert!(at_least("17.0.15, vendor: Debian", (17, 0)));
        assert!(!at_least("", (3, 11)));
    }
}
