"""From what a caller passes to what the native module takes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from typing import TypeAlias, TypeVar

from .errors import InvalidInputError

__all__ = ["Customer", "Moment", "count_of", "customer_of", "listed", "millis", "path_of", "text", "utf8"]

#: How the host calls a customer. ``7`` and ``"7"`` are different customers.
Customer: TypeAlias = int | str
#: Milliseconds since 1970-01-01T00:00:00Z, or a datetime that knows its zone.
Moment: TypeAlias = int | datetime

_Given = TypeVar("_Given")
_Taken = TypeVar("_Taken")

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)


def path_of(path: str | os.PathLike[str]) -> str:
    """A path that is text."""
    found = os.fspath(path)
    if not isinstance(found, str):
        raise TypeError(f"a path is a str or a path of strs, not of {type(found).__name__}")
    try:
        os.fsencode(found)
    except UnicodeEncodeError as error:
        raise InvalidInputError(f"character {error.start} is in no path", code="invalid-utf8") from None
    return found


def text(given: str) -> str:
    """A text without half surrogate pairs."""
    if not isinstance(given, str):
        raise TypeError(f"a str, not {type(given).__name__}")
    try:
        given.encode()
    except UnicodeEncodeError as error:
        message = f"character {error.start} is half of a surrogate pair"
        raise InvalidInputError(message, code="invalid-utf8", help="pass text that can be encoded as UTF-8") from None
    return given


def utf8(given: str | bytes, what: str) -> bytes:
    """UTF-8 bytes."""
    if isinstance(given, bytes):
        return given
    if isinstance(given, str):
        # The engine reports a lone surrogate as what it is: not valid UTF-8.
        return given.encode("utf-8", "surrogatepass")
    raise TypeError(f"{what}: a str or bytes, not {type(given).__name__}")


def customer_of(customer: Customer) -> Customer:
    """A customer id."""
    return text(customer) if isinstance(customer, str) else customer


def millis(moment: Moment) -> int:
    """An instant in milliseconds."""
    if isinstance(moment, datetime):
        if moment.utcoffset() is None:
            message = f"{moment.isoformat()} does not say its zone"
            help = "pass a datetime with tzinfo, such as datetime.now(timezone.utc)"
            raise InvalidInputError(message, code="invalid-instant", help=help)
        return (moment - _EPOCH) // _MILLISECOND
    if isinstance(moment, bool) or not isinstance(moment, int):
        raise TypeError(f"an instant is an int of milliseconds or a datetime, not {type(moment).__name__}")
    if not -(2**63) <= moment < 2**63:
        raise InvalidInputError("an int beyond 64 bits is no instant in the years -9999 to 9999", code="instant-out-of-range")
    return moment


def count_of(count: int | None, what: str, end: int = 2**32) -> int | None:
    """A whole number from 0 and below an end, or ``None`` for what is usual."""
    if count is None:
        return None
    if isinstance(count, bool) or not isinstance(count, int):
        raise TypeError(f"{what} is an int, not {type(count).__name__}")
    if not 0 <= count < end:
        raise ValueError(f"{what} is a whole number from 0 to {end - 1}, not {count}")
    return count


def listed(given: Iterable[_Given], take: Callable[[_Given], _Taken], what: str) -> list[_Taken]:
    """A list, each of which is taken."""
    if isinstance(given, str | bytes):
        raise TypeError(f"{what} is a list, not one text")
    return [take(one) for one in given]
