"""The data that all systems read: plain columns in a folder, and the manifest that says what is asked."""

import json
from pathlib import Path

import numpy as np

TYPES = {"u8": "<u1", "i16": "<i2", "u16": "<u2", "u32": "<u4", "i64": "<i8", "u64": "<u8"}
MISSING_REGION = 255


class Data:
    def __init__(self, folder: Path):
        self.folder = folder
        self.manifest = json.loads((folder / "manifest.json").read_text())
        self.customers = self.manifest["customers"]
        self.tags = self.manifest["tags"]

    def column(self, name: str) -> np.ndarray:
        """A column, whatever the type of its numbers."""
        for kind, dtype in TYPES.items():
            path = self.folder / f"{name}.{kind}"
            if path.exists():
                return np.fromfile(path, dtype)
        raise FileNotFoundError(f"no column `{name}` among the data")

    def holders(self) -> list[np.ndarray]:
        """Of each tag the customers who hold it, in order; the first is that of rank 1."""
        customers, ends = self.column("tag_customer"), self.column("tag_end")
        return np.split(customers, ends[:-1].astype(np.int64))

    def bits(self) -> dict[str, np.ndarray]:
        """All tags as columns of numbers, each of which holds 64 tags of a customer as bits."""
        columns = {}
        for place, customers in enumerate(self.holders()):
            word = columns.setdefault(f"bits{place // 64}", np.zeros(self.customers, np.uint64))
            word[customers] |= np.uint64(1) << np.uint64(place % 64)
        return columns


def bit(tag: int) -> tuple[str, int]:
    """In which of these columns a tag is, and as which bit."""
    return f"bits{(tag - 1) // 64}", 1 << ((tag - 1) % 64)


def masks(tags: list[int]) -> dict[str, int]:
    """The bits of some tags, by column."""
    found: dict[str, int] = {}
    for tag in tags:
        column, mask = bit(tag)
        found[column] = found.get(column, 0) | mask
    return found
