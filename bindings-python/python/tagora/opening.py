"""An engine that answers before all of it is there."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Unpack

from . import _native
from .arguments import path_of, text
from .engine import Engine
from .settings import Settings, native

__all__ = ["Opening"]


class Opening:
    """An engine that is being opened: it counts who holds which tags at once, while all else is brought back on a thread of its own.

    Nothing can be written before :meth:`engine` is there. Threads may share it. Whoever leaves a ``with`` calls off what is not
    done; an engine that was taken out stays open.
    """

    __slots__ = ("_early",)

    _early: _native.Opening

    @classmethod
    def of_folder(cls, path: str | os.PathLike[str], **settings: Unpack[Settings]) -> Opening:
        """Begins to open an engine that is kept in a folder: one that is there, or a new one."""
        opening = cls.__new__(cls)
        opening._early = _native.Opening.of_folder(path_of(path), native(settings))
        return opening

    def __init__(self) -> None:
        raise TypeError("an opening begins with Opening.of_folder(path)")

    def count(self, condition: str) -> int:
        """How many customers a condition is true of. One about more than declared tags waits until all is there."""
        return self._early.count(text(condition))

    def is_early(self, condition: str) -> bool:
        """Whether a condition is counted without waiting."""
        return self._early.is_early(text(condition))

    @property
    def is_done(self) -> bool:
        """Whether all is there, or why it is not is known: then nothing waits any more. Never waits itself."""
        return self._early.is_done()

    def engine(self) -> Engine:
        """Waits for the engine. Whoever takes it closes it; asked again this gives the same."""
        return Engine._of(self._early.engine())

    def close(self) -> None:
        """Calls the opening off, and waits until the folder is free. Closing again does nothing."""
        self._early.close()

    def __enter__(self) -> Opening:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
