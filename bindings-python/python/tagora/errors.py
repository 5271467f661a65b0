"""The errors of tagora. Every one is a :class:`TagoraError` with a stable ``code``."""

from __future__ import annotations

import json
from typing import Any

__all__ = [
    "ClosedError",
    "HandbookError",
    "InternalError",
    "InvalidInputError",
    "StoreError",
    "TagoraError",
    "UnknownNameError",
]


class TagoraError(Exception):
    """Something that tagora refuses to do.

    ``code`` is stable across releases and the same in every language; ``message`` may change.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "internal",
        help: str | None = None,
        span: tuple[int, int] | None = None,
        record: int | None = None,
        diagnostics: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(message)
        #: The stable code, such as ``unknown-tag``.
        self.code = code
        #: What is wrong, in one line.
        self.message = message
        #: What to do about it.
        self.help = help
        #: Where in the handbook or condition: bytes of its UTF-8 form, from and to.
        self.span = span
        #: The index of the record it is about.
        self.record = record
        #: All that is wrong with a handbook or condition.
        self.diagnostics = diagnostics if diagnostics is not None else []

    def __str__(self) -> str:
        # KeyError would show its argument with quotes around it.
        text = f"{self.message} [{self.code}]"
        return f"{text}\nhelp: {self.help}" if self.help else text

    def __reduce__(self) -> tuple[Any, ...]:
        return _revive, (type(self), self.message, self.__dict__)


class HandbookError(TagoraError, ValueError):
    """A handbook or condition is not sound; ``diagnostics`` has all of it."""


class UnknownNameError(TagoraError, KeyError):
    """A name that the handbook does not declare."""


class InvalidInputError(TagoraError, ValueError):
    """A record, a value, a text or an instant that does not fit."""


class ClosedError(TagoraError):
    """The engine was closed."""


class StoreError(TagoraError):
    """The folder of an engine cannot be opened, read or written to, or is only read."""


class InternalError(TagoraError, RuntimeError):
    """A fault of tagora itself, or an engine unusable after one."""


_CLASSES: dict[str, type[TagoraError]] = {
    "unknown-event": UnknownNameError,
    "unknown-attribute": UnknownNameError,
    "unknown-property": UnknownNameError,
    "unknown-tag": UnknownNameError,
    "unknown-group": UnknownNameError,
    "unknown-rule": UnknownNameError,
    "unknown-segment": UnknownNameError,
    "unknown-route": UnknownNameError,
    "unknown-consumer": UnknownNameError,
    "assigns-defined-tag": InvalidInputError,
    "invalid-merge": InvalidInputError,
    "invalid-value": InvalidInputError,
    "invalid-customer": InvalidInputError,
    "invalid-instant": InvalidInputError,
    "instant-out-of-range": InvalidInputError,
    "clock-went-back": InvalidInputError,
    "wrong-clock": InvalidInputError,
    "clock-jump": InvalidInputError,
    "invalid-json": InvalidInputError,
    "invalid-utf8": InvalidInputError,
    "invalid-bitmap": InvalidInputError,
    "invalid-cursor": InvalidInputError,
    "consumer-exists": InvalidInputError,
    "invalid-consumer": InvalidInputError,
    "invalid-filter": InvalidInputError,
    "invalid-sequence": InvalidInputError,
    "invalid-count": InvalidInputError,
    "invalid-analysis": InvalidInputError,
    "limit-exceeded": InvalidInputError,
    "closed": ClosedError,
    "internal": InternalError,
    "poisoned": InternalError,
    "store-failed": StoreError,
    "store-full": StoreError,
    "store-locked": StoreError,
    "store-exists": StoreError,
    "no-store": StoreError,
    "store-damaged": StoreError,
    "commit-lost": StoreError,
    "format-too-new": StoreError,
    "read-only": StoreError,
}


def from_boundary(
    code: str,
    message: str,
    help: str | None,
    span: tuple[int, int] | None,
    record: int | None,
    detail: str,
) -> TagoraError:
    """The exception for an error of the native module. Codes it does not know become :class:`TagoraError`."""
    diagnostics: list[dict[str, Any]] = json.loads(detail)
    # A text with diagnostics is unsound, whatever the first of them is about.
    kind = HandbookError if diagnostics else _CLASSES.get(code, TagoraError)
    return kind(message, code=code, help=help, span=span, record=record, diagnostics=diagnostics)


def _revive(kind: type[TagoraError], message: str, fields: dict[str, Any]) -> TagoraError:
    error = kind(message)
    error.__dict__.update(fields)
    return error
