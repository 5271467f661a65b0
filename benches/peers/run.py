#!/usr/bin/env python3
"""The same questions on the same data, asked of tagora and of its peers: DuckDB, Polars, ClickHouse (chdb) and CRoaring (pyroaring).

    python3 benches/peers/run.py --customers 1000000 --publish
    python3 benches/peers/run.py --small

Makes the data, a virtual environment and the Rust program where they are not there yet, then asks each system in a process of its own.
All must give the same answers, else it says who says what and fails. See benches/README.md.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))

from report import answers, publish, table  # noqa: E402

SYSTEMS = {"tagora": None, "duckdb": "on_duckdb", "polars": "on_polars", "clickhouse": "on_clickhouse", "pyroaring": "on_pyroaring"}


def main() -> int:
    asked = arguments()
    work = Path(asked.folder) / f"{asked.customers}-{asked.tags}-{asked.events}-{asked.seed}"
    program, python = built(asked.profile), environment(Path(asked.folder))
    data = generated(program, work / "data", asked)
    found, failed = {}, []
    for name in asked.systems:
        kept = work / f"answers-{asked.threads}" / f"{name}.json"
        kept.parent.mkdir(parents=True, exist_ok=True)
        # What tagora answered is asked again of another tagora.
        is_known = kept.exists() and (name != "tagora" or kept.stat().st_mtime > program.stat().st_mtime)
        if not (asked.resume and is_known):
            kept.unlink(missing_ok=True)
            told = ask(name, program, python, data, work / "store", asked)
            if isinstance(told, str):
                failed.append(told)
                continue
            kept.write_text(json.dumps(told))
        found[name] = json.loads(kept.read_text())
    wrong = answers.differences(found)
    for sentence in failed + wrong:
        print(f"run.py: {sentence}", file=sys.stderr)
    if failed or wrong:
        return 1
    manifest = json.loads((data / "manifest.json").read_text())
    print(table.table(found, manifest, "en"))
    if asked.publish:
        publish.publish(found, manifest)
    print(f"\n{len(found)} systems gave the same answers to {answers.count(found)} questions.")
    return 0


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--tags", type=int, default=1_000)
    parser.add_argument("--events", type=int, help="20 a customer if not said, and 20 million at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1, help="each system works on so many, and is kept on so many cores")
    parser.add_argument("--systems", type=lambda text: text.split(","), default=list(SYSTEMS), help=",".join(SYSTEMS))
    parser.add_argument("--small", action="store_true", help="50,000 customers and 50 tags: a test that all answers are the same")
    parser.add_argument("--profile", default="release", help="with which the Rust program is built")
    parser.add_argument("--folder", default=str(ROOT / "target" / "peers"), help="for data, stores and the virtual environment")
    parser.add_argument("--timeout", type=int, default=1_800, help="seconds for a system")
    parser.add_argument("--resume", action="store_true", help="take what systems answered before, ask only the others")
    parser.add_argument("--publish", action="store_true", help="write the table into results/ and both READMEs")
    asked = parser.parse_args()
    if asked.small:
        asked.customers, asked.tags = 50_000, 50
    asked.events = asked.events or min(20 * asked.customers, 20_000_000)
    unknown = set(asked.systems) - set(SYSTEMS)
    if unknown:
        parser.error(f"there is no system `{unknown.pop()}`; there are {', '.join(SYSTEMS)}")
    if asked.threads > len(os.sched_getaffinity(0)):
        parser.error(f"{asked.threads} threads need as many cores; there are {len(os.sched_getaffinity(0))}")
    return asked


def built(profile: str) -> Path:
    subprocess.run(["cargo", "build", "--profile", profile, "-p", "tagora-peers"], cwd=ROOT, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return target / ("debug" if profile == "dev" else profile) / "tagora-peers"


def environment(folder: Path) -> Path:
    """The interpreter of a virtual environment with just what is pinned."""
    requirements = HERE / "requirements.txt"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    path, mark = folder / "venv", folder / "venv" / "installed"
    python = path / "bin" / "python"
    if not mark.exists() or mark.read_text() != wanted:
        venv.create(path, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements], check=True)
        mark.write_text(wanted)
    return python


def generated(program: Path, folder: Path, asked) -> Path:
    """The data, made anew if what makes it has changed."""
    manifest, sizes = folder / "manifest.json", ("customers", "tags", "events", "seed")
    changed = max((HERE / "src" / f"{name}.rs").stat().st_mtime for name in ("generate", "chance", "columns", "questions"))
    if manifest.exists() and manifest.stat().st_mtime > changed:
        return folder
    shutil.rmtree(folder.parent, ignore_errors=True)
    options = [word for size in sizes for word in (f"--{size}", str(getattr(asked, size)))]
    subprocess.run([program, "generate", folder, *options], check=True)
    return folder


def ask(name: str, program: Path, python: Path, data: Path, store: Path, asked) -> dict | str:
    """What a system answered in a process of its own, or what went wrong."""
    shutil.rmtree(store, ignore_errors=True)
    store.parent.mkdir(parents=True, exist_ok=True)
    threads = str(asked.threads)
    if name == "tagora":
        command = [program, "ask", data, "--store", store, "--threads", threads]
    else:
        command = [python, "-m", "systems.worker", SYSTEMS[name], data, store, threads]
    cores = sorted(os.sched_getaffinity(0))[: asked.threads]
    variables = {"POLARS_MAX_THREADS": threads, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
    print(f"{name} is asked", file=sys.stderr)
    try:
        done = subprocess.run(
            [str(word) for word in command], cwd=HERE, env=os.environ | variables, stdout=subprocess.PIPE, timeout=asked.timeout,
            preexec_fn=lambda: os.sched_setaffinity(0, cores),
        )
    except subprocess.TimeoutExpired:
        return f"{name} did not answer within {asked.timeout} seconds"
    finally:
        shutil.rmtree(store, ignore_errors=True)
    if done.returncode != 0:
        return f"{name} failed with status {done.returncode}"
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
