"""The newest table, among the results and in the READMEs."""

import json
import re
from pathlib import Path

from . import table

PEERS = Path(__file__).resolve().parent.parent
ROOT = PEERS.parent.parent


def publish(found: dict, manifest: dict) -> None:
    """Takes the place of the result of as many customers and threads; the READMEs show what was published last."""
    threads = next(iter(found.values()))["threads"]
    name = f"{manifest['customers']}-customers-{threads}-threads"
    versions = ", ".join(f"{system['system']} {system['version']}" for system in found.values())
    text = f"# The peers side by side\n\n{table.table(found, manifest, 'en')}\n\n{versions}.\n\nOf several ways the quickest counts:\n\n"
    results = PEERS / "results"
    results.mkdir(exist_ok=True)
    (results / f"{name}.md").write_text(f"{text}{table.ways(found, manifest)}\n")
    without_answers = {of: {**system, **{kind: times(system[kind]) for kind in ("queries", "rules")}} for of, system in found.items()}
    (results / f"{name}.json").write_text(json.dumps(without_answers, indent=1) + "\n")
    for readme, language in (("README.md", "en"), ("README.zh.md", "zh")):
        path = ROOT / readme
        shown = f"<!-- peers -->\n{table.table(found, manifest, language)}\n<!-- /peers -->"
        text, count = re.subn(r"<!-- peers -->.*<!-- /peers -->", lambda _: shown, path.read_text(), flags=re.DOTALL)
        if count != 1:
            raise SystemExit(f"run.py: {readme} has no place for the table, `<!-- peers -->` … `<!-- /peers -->`")
        path.write_text(text)


def times(questions: dict) -> dict:
    return {name: {way: told["seconds"] for way, told in question["ways"].items()} for name, question in questions.items()}
