//! The Node tests, run against the packed and installed package.

use std::process::Command;

use crate::folders::{fresh, only_file, root};
use crate::run::run;
use crate::tools;

pub(crate) fn test(profile: &str) -> Result<(), String> {
    tools::node()?;
    let npm = || {
        let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        npm.current_dir(root().join("bindings-node"));
        npm
    };
    run(npm().args(["ci", "--no-audit", "--no-fund"]))?;
    // Its builder looks for the library of a profile in a folder of that name, which `dev` has not: that is what it builds
    // when told nothing.
    let asked = if profile == "dev" { Vec::new() } else { vec!["--", "--profile", profile] };
    run(npm().args(["run", "build"]).args(asked))?;
    let package = fresh("node-package")?;
    run(npm().args(["pack", "--silent", "--pack-destination"]).arg(&package))?;
    let packed = only_file(&package, ".tgz")?;
    run(npm().args(["install", "--no-audit", "--no-fund", "--no-save", "--prefix"]).arg(&package).arg(&packed))?;
    let installed = package.join("node_modules").join("tagora").join("index.mjs");
    run(npm().arg("test").env("TAGORA_PACKAGE", installed))
}
