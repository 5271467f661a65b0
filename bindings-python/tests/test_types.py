"""The types say what is there."""

import ast
import subprocess
import sys
from pathlib import Path

import tagora
from tagora import _native

PACKAGE = Path(tagora.__file__).parent


def run(folder: Path, *arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_installed_package_is_tested() -> None:
    assert PACKAGE.parent.name == "site-packages", f"not the built wheel but {PACKAGE}"
    assert (PACKAGE / "py.typed").is_file()


def test_mypy_strict(tmp_path: Path) -> None:
    run(tmp_path, "mypy", "--strict", "--no-incremental", "--package", "tagora")


def test_stubs_match_the_native_module(tmp_path: Path) -> None:
    run(tmp_path, "mypy.stubtest", "tagora")


def test_every_native_name_is_stubbed_and_wrapped() -> None:
    stubs = ast.parse((PACKAGE / "_native.pyi").read_text(encoding="utf-8"))
    classes = {node.name: node for node in stubs.body if isinstance(node, ast.ClassDef)}
    assert {name for name in vars(_native) if not name.startswith("_")} == classes.keys() == {"Engine", "Opening"}
    for name, least in [("Engine", 12), ("Opening", 6)]:
        stubbed = {node.name for node in classes[name].body if isinstance(node, ast.FunctionDef)}
        native = {name for name in vars(getattr(_native, name)) if not name.startswith("_")}
        assert len(native) >= least
        assert native == stubbed - {"__new__"}
        assert native <= {name for name in vars(getattr(tagora, name)) if not name.startswith("_")}


def test_everything_public_is_documented() -> None:
    public = [getattr(tagora, name) for name in tagora.__all__]
    classes = (tagora.Engine, tagora.Analysis, tagora.Opening)
    methods = [value for kind in classes for name, value in vars(kind).items() if not name.startswith("_")]
    assert len(methods) >= 12
    assert all(thing.__doc__ for thing in methods)
    assert all(thing.__doc__ for thing in public if isinstance(thing, type))
