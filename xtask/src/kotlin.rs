//! The Kotlin tests, run against the installed jar.

use std::process::Command;

use crate::folders::{root, target};
use crate::run::run;
use crate::tools;

pub(crate) fn test(profile: &str) -> Result<(), String> {
    tools::maven()?;
    // A repository of its own: the tests take the jar that was installed just before, and no other's.
    let repository = format!("-Dmaven.repo.local={}", target().join("kotlin-maven").display());
    let maven = |project: &str| {
        let mut maven = Command::new(tools::MAVEN);
        maven.current_dir(root()).args(["--batch-mode", "--no-transfer-progress", &repository, "--file", project]);
        maven
    };
    let profiles = [format!("-Dcargo.profile={profile}"), format!("-Dgenerator.profile={profile}")];
    run(maven("bindings-kotlin/pom.xml").args(profiles).arg("install"))?;
    run(maven("bindings-kotlin/test/pom.xml").arg("test"))
}
