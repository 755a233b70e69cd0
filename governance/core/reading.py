"""What a page asks for twice is read once: `with read_once():` around the reads of one page, `@once` on selectors that it shares.

Only for pages that read. Outside such a block every call reads anew, so actions and jobs always see the record as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

# From so many rows or people on, a page is about everybody.
MANY = 200

_held: ContextVar[dict[Hashable, Any] | None] = ContextVar("read_once", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """One page's reads. A block within a block shares what the outer one has read."""
    if _held.get() is not None:
        yield
        return
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def once[**P, R](selector: Callable[P, R]) -> Callable[P, R]:
    """Within `read_once` the same question is answered from memory. Nobody may change the answer."""

    @wraps(selector)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        held = _held.get()
        if held is None:
            return selector(*args, **kwargs)
        key = (selector, args, tuple(sorted(kwargs.items())))
        try:
            known = key in held
        except TypeError:  # A list or set among the arguments cannot be remembered.
            return selector(*args, **kwargs)
        if not known:
            held[key] = selector(*args, **kwargs)
        return held[key]  # type: ignore[no-any-return]

    return asked


def remembered() -> dict[Hashable, Any] | None:
    """What this page has read so far, for a selector that can answer from more than the very same question; None outside."""
    return _held.get()


def reads_all(asked: int) -> bool:
    """Whether a page that asks for so many had better read everybody's, once: it asks for the others next."""
    return _held.get() is not None and asked >= MANY
