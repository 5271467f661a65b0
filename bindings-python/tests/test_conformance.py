"""The vectors that every language runs."""

from typing import Any

import pytest
import vectors

CASES = vectors.cases()


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_vector(case: dict[str, Any]) -> None:
    vectors.run(case)


def test_every_vector_was_run() -> None:
    assert len(CASES) == vectors.index()["cases"]
    assert len({name for name, _ in CASES}) == len(CASES), "two cases have the same name"
