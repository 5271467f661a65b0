//! The Python tests, run against the installed wheel.

use std::process::Command;

use crate::folders::{fresh, only_file, root, target};
use crate::run::run;
use crate::tools;

pub(crate) fn test(profile: &str) -> Result<(), String> {
    let python = tools::python()?;
    let venv = target().join("python-venv");
    let bin = venv.join(if cfg!(windows) { "Scripts" } else { "bin" });
    if !bin.exists() {
        run(Command::new(&python).args(["-m", "venv"]).arg(&venv))?;
    }
    let python = || {
        let mut python = Command::new(bin.join("python"));
        python.current_dir(root());
        python
    };
    let pip = || {
        let mut pip = python();
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        pip
    };
    run(pip().args(["--requirement", "bindings-python/requirements-test.txt"]))?;
    let wheels = fresh("wheels")?;
    let mut maturin = python();
    maturin.args(["-m", "maturin", "build", "--locked", "--manifest-path", "bindings-python/Cargo.toml", "--profile", profile]);
    run(maturin.arg("--interpreter").arg(bin.join("python")).arg("--out").arg(&wheels))?;
    run(pip().args(["--force-reinstall", "--no-deps"]).arg(only_file(&wheels, ".whl")?))?;
    // From the folder of the tests: what they import is what was installed.
    run(python().args(["-m", "pytest", "-p", "no:cacheprovider"]).current_dir(root().join("bindings-python/tests")))
}
