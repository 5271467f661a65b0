//! Formatting and lints.

use crate::folders::root;
use crate::run::{cargo, run};

pub(crate) fn check(profile: &str) -> Result<(), String> {
    if root().join("rustfmt.toml").is_file() {
        run(cargo().args(["fmt", "--all", "--check"]))?;
    }
    let mut clippy = cargo();
    clippy.args(["clippy", "--workspace", "--all-targets", "--profile", profile, "--", "-D", "warnings"]);
    // Who keeps no engine in a folder builds without it.
    run(cargo().args(["clippy", "--package", "tagora", "--no-default-features", "--profile", profile, "--", "-D", "warnings"]))?;
    // Lints need no interpreter: abi3 says all that pyo3 has to know.
    run(clippy.env("PYO3_NO_PYTHON", "1").env("PYO3_BUILD_EXTENSION_MODULE", "1"))
}
