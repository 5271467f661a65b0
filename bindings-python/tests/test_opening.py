"""Engines that answer before all of them is there."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import tagora

HANDBOOK = "event 购买\ntag 新客 when did 购买\ntag 常客 when count(购买) >= 2"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an engine of three customers."""
    path = tmp_path / "客户"
    with tagora.Engine.open(path) as engine:
        engine.load(HANDBOOK)
        engine.apply([{"customer": n, "at": 0, "event": "购买"} for n in (1, 2, 2, 3)], now=0)
    return path


def test_it_counts_and_becomes_the_engine(folder: Path) -> None:
    with tagora.Opening.of_folder(folder, threads=2) as opening:
        assert opening.is_early("has 新客 and not has 常客")
        assert opening.count("has 新客 and not has 常客") == 2
        assert opening.count("count(购买) >= 2") == 1, "waits for all of it"
        with opening.engine() as engine:
            assert opening.is_done and opening.is_early("did 购买")
            assert engine.count("has 新客") == opening.count("has 新客") == 3
            assert opening.engine().apply([{"customer": 4, "at": 0, "event": "购买"}], now=0)["commit"] == 3
            assert engine.count("has 新客") == 4, "it is the same"
    with tagora.Engine.open(folder) as again:
        assert again.count("has 新客") == 4


def test_the_engine_outlives_the_opening(folder: Path) -> None:
    with tagora.Opening.of_folder(folder) as opening:
        engine = opening.engine()
    assert engine.members("常客") == [2]
    engine.close()
    tagora.Engine.open(folder).close()


def test_a_new_folder(tmp_path: Path) -> None:
    with tagora.Opening.of_folder(tmp_path / "new") as opening, opening.engine() as engine:
        assert engine.handbook() is None


def test_threads_wait_together(folder: Path) -> None:
    opening = tagora.Opening.of_folder(folder)
    with ThreadPoolExecutor(4) as pool:
        counts = [pool.submit(opening.count, "did 购买") for _ in range(8)]
        engines = [pool.submit(opening.engine) for _ in range(4)]
        assert {done.result(timeout=60) for done in counts} == {3}
        assert {done.result(timeout=60).count("has 常客") for done in engines} == {1}
    opening.engine().close()


def test_it_can_be_called_off(folder: Path) -> None:
    opening = tagora.Opening.of_folder(folder)
    with pytest.raises(tagora.StoreError) as locked:
        tagora.Engine.open(folder)
    assert locked.value.code == "store-locked"
    opening.close()
    opening.close()
    for call in (lambda: opening.count("has 新客"), opening.engine, lambda: opening.is_done, lambda: opening.is_early("has 新客")):
        with pytest.raises(tagora.ClosedError):
            call()
    with tagora.Engine.open(folder) as engine:
        assert engine.count("has 新客") == 3


def test_whoever_waits_is_told_that_it_was_called_off(folder: Path) -> None:
    opening = tagora.Opening.of_folder(folder)
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(opening.engine) for _ in range(4)]
        opening.close()
        for done in waiting:
            # Who was there before the call gets the engine; whichever it is, nobody waits for ever.
            try:
                done.result(timeout=60).close()
            except tagora.TagoraError as error:
                assert error.code in ("cancelled", "closed")
    tagora.Engine.open(folder).close()


def test_what_is_refused(folder: Path, tmp_path: Path) -> None:
    with tagora.Opening.of_folder(folder) as opening:
        with pytest.raises(tagora.HandbookError) as caught:
            opening.count("has 新客客")
        assert caught.value.code == "unknown-tag"
        with pytest.raises(tagora.InvalidInputError):
            opening.count("\ud800")
    (tmp_path / "file").write_text("")
    with pytest.raises(tagora.StoreError):
        tagora.Opening.of_folder(tmp_path / "file")
    with pytest.raises(TypeError):
        tagora.Opening()
