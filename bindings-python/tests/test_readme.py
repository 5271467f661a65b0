"""The tours in the READMEs are programs that run."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_tour_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = (ROOT / page).read_text(encoding="utf-8").split("```python\n")[1:]
    assert len(blocks) == 1, "the page has one Python program"
    exec(compile(blocks[0].split("```")[0], page, "exec"), {})
    assert (tmp_path / "customers").is_dir()
