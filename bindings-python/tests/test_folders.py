"""Engines that are kept in folders."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

import pytest

import tagora

HANDBOOK = "event 购买\ntag 新客 when did 购买\ntag 常客 when count(购买) >= 2"


def purchase(customer: tagora.Customer, at: int = 0) -> dict[str, Any]:
    return {"customer": customer, "at": at, "event": "购买"}


def refused(path: str | Path) -> tagora.StoreError:
    with pytest.raises(tagora.StoreError) as caught:
        tagora.Engine.open(path)
    return caught.value


@pytest.mark.parametrize("durability", ["full", "group", tagora.Relaxed(every_millis=50)])
def test_all_is_there_again(tmp_path: Path, durability: Literal["full", "group"] | tagora.Relaxed) -> None:
    path = tmp_path / "客户"
    with tagora.Engine.open(path, durability=durability) as engine:
        engine.load(HANDBOOK)
        engine.subscribe("crm", {"tags": ["常客"]}, "beginning")
        applied = engine.apply([purchase("c1"), purchase(7), purchase(7)], now=0)
        assert (applied["commit"], applied["durable"]) == (2, not isinstance(durability, tagora.Relaxed))
        assert engine.flush()
        page = engine.poll("crm")
        assert [change["customer"] for change in page["changes"]] == [7]
        engine.ack("crm", page["next"])
        before = (engine.members("新客"), engine.members("常客"), engine.changes(), engine.tags(7), engine.consumers(), engine.clock)
        handbook = engine.handbook()
    with tagora.Engine.open(str(path), durability=durability) as engine:
        after = (engine.members("新客"), engine.members("常客"), engine.changes(), engine.tags(7), engine.consumers(), engine.clock)
        assert after == before
        assert engine.handbook() == handbook
        assert engine.poll("crm")["changes"] == []
        assert engine.apply([purchase("c1", 1)], now=1)["commit"] == applied["commit"] + 1
        assert [change["customer"] for change in engine.poll("crm")["changes"]] == ["c1"]
        for how in ("quick", "full"):
            verified = engine.verify("full" if how == "full" else "quick")
            assert verified["findings"] == [] and verified["rows"] > 0


def test_in_memory_nothing_is_kept() -> None:
    with tagora.Engine() as engine:
        engine.load(HANDBOOK)
        assert not engine.apply([purchase(1)], now=0)["durable"]
        assert not engine.flush()
        assert engine.verify("full") == {"rows": 0, "findings": []}
        with pytest.raises(ValueError, match="quick"):
            engine.verify("slow")  # type: ignore[arg-type]


def test_one_writes_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with tagora.Engine.open(path) as engine:
        engine.load(HANDBOOK)
        error = refused(path)
        assert error.code == "store-locked" and f"process {os.getpid()}" in error.message and error.help
        with tagora.Engine.open_read_only(path) as reader:
            assert reader.handbook() == engine.handbook()
    tagora.Engine.open(path).close()


def test_reading_only(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with pytest.raises(tagora.StoreError) as caught:
        tagora.Engine.open_read_only(path)
    assert caught.value.code == "no-store" and not path.exists()
    with tagora.Engine.open(path) as engine:
        engine.load(HANDBOOK)
        engine.subscribe("crm")
        engine.apply([purchase(1)], now=0)
    with tagora.Engine.open_read_only(path) as reader:
        assert reader.members("新客") == [1]
        sequence = reader.poll("crm")["next"]
        writes = [
            lambda: reader.load(HANDBOOK),
            lambda: reader.apply([purchase(2)], now=1),
            lambda: reader.advance_to(1),
            lambda: reader.erase(1),
            lambda: reader.subscribe("erp"),
            lambda: reader.ack("crm", sequence),
            lambda: reader.unsubscribe("crm"),
        ]
        for write in writes:
            with pytest.raises(tagora.StoreError) as caught:
                write()
            assert caught.value.code == "read-only"
        assert reader.members("新客") == [1]


def test_damage_is_told(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with tagora.Engine.open(path) as engine:
        engine.load(HANDBOOK)
        engine.apply([purchase(1)], now=0)
    rows = path / "data.db"
    whole = rows.read_bytes()
    rows.write_bytes(b"no store" * 100 + whole[800:])
    error = refused(path)
    assert error.code == "store-damaged" and error.help
    rows.write_bytes(whole)
    with tagora.Engine.open(path) as engine:
        assert engine.members("新客") == [1]


def test_copies_and_smaller_files(tmp_path: Path) -> None:
    path, copy = tmp_path / "store", tmp_path / "副本"
    with tagora.Engine.open(path) as engine:
        engine.load(HANDBOOK)
        engine.apply([purchase("c1"), purchase(7)], now=0)
        made = engine.backup(copy)
        assert made["commit"] == 2 and made["rows"] > 0
        with pytest.raises(tagora.StoreError) as caught:
            engine.backup(str(copy))
        assert caught.value.code == "store-exists" and caught.value.help
        engine.erase("c1")
        engine.compact()
        assert engine.members("新客") == [7]
    with tagora.Engine.open(copy) as engine:
        assert set(engine.members("新客")) == {"c1", 7}
        assert engine.verify("full")["findings"] == []
    with tagora.Engine() as engine:
        engine.compact()
        with pytest.raises(tagora.StoreError) as caught:
            engine.backup(tmp_path / "other")
        assert caught.value.code == "no-store" and not (tmp_path / "other").exists()


def test_what_is_sound_is_saved(tmp_path: Path) -> None:
    path, saved = tmp_path / "store", tmp_path / "saved"
    with tagora.Engine.open(path) as engine:
        engine.load(HANDBOOK)
        engine.apply([purchase(7)], now=0)
    assert tagora.Engine.salvage(path, saved)["lost"] == []
    with tagora.Engine.open(saved) as engine:
        assert engine.members("新客") == [7]
    for damaged, into, code in ((tmp_path / "nothing", tmp_path / "new", "no-store"), (path, saved, "store-exists")):
        with pytest.raises(tagora.StoreError) as caught:
            tagora.Engine.salvage(damaged, into)
        assert caught.value.code == code


def test_paths_that_make_no_sense(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    for path in ("", "/", "a\0b", file, file / "store"):
        assert refused(path).code in ("store-failed", "store-damaged"), path
    assert file.read_text() == "not a folder"
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter").write_text("somebody else's")
    assert refused(full).code == "store-failed"
    assert [entry.name for entry in full.iterdir()] == ["letter"]
    with pytest.raises(tagora.InvalidInputError) as caught:
        tagora.Engine.open("\ud800")
    assert caught.value.code == "invalid-utf8"
    wrong: Any
    for wrong in (None, 7, b"store", ["store"]):
        with pytest.raises(TypeError):
            tagora.Engine.open(wrong)
        with pytest.raises(TypeError):
            tagora.Engine.open_read_only(wrong)


def test_the_folder_is_free_when_the_last_call_is_done(tmp_path: Path) -> None:
    path = tmp_path / "store"
    engine = tagora.Engine.open(path)
    engine.load(HANDBOOK)
    called = threading.Barrier(5)

    def ask() -> None:
        engine.count("has 新客")
        called.wait(60)
        with pytest.raises(tagora.ClosedError):
            while True:
                engine.count("has 新客")

    with ThreadPoolExecutor(4) as threads:
        asking = [threads.submit(ask) for _ in range(4)]
        called.wait(60)
        engine.apply([purchase(1)], now=0)
        engine.close()
        for asked in asking:
            asked.result(60)
    with tagora.Engine.open(path) as engine:
        assert engine.members("新客") == [1]
