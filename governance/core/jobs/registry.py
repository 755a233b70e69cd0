"""Which jobs there are, and which topic starts which. Rooms register theirs in their `jobs.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from governance.core.errors import NotFound

Text = str | Promise
Work = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class Kind:
    """One registered job. `cancellable` says that stopping between two steps leaves nothing half done."""

    code: str
    title: Text
    work: Work
    cancellable: bool = False


_kinds: dict[str, Kind] = {}
_after: dict[str, list[str]] = {}


def job(code: str, *, title: Text = "", cancellable: bool = False) -> Callable[[Work], Work]:
    """Register `fn(progress, **arguments) -> dict | None`; the arguments are JSON values, the dict is kept as the result."""

    def register(work: Work) -> Work:
        known = _kinds.get(code)
        if known is not None and known.work.__qualname__ != work.__qualname__:
            raise ValueError(f"job {code} is registered twice")
        _kinds[code] = Kind(code, title or code, work, cancellable)
        work.job_code = code  # type: ignore[attr-defined]
        return work

    return register


def after(*topics: str) -> Callable[[Work], Work]:
    """Above `@job`: run it, without arguments, whenever one of these topics is announced."""

    def subscribe(work: Work) -> Work:
        for topic in topics:
            codes = _after.setdefault(topic, [])
            if work.job_code not in codes:  # type: ignore[attr-defined]
                codes.append(work.job_code)  # type: ignore[attr-defined]
        return work

    return subscribe


def kind(code: str) -> Kind:
    """The job of that code, or NotFound."""
    if code not in _kinds:
        raise NotFound(f"There is no job called “{code}”.")
    return _kinds[code]


def registered() -> list[str]:
    """The codes of all jobs."""
    return sorted(_kinds)


def subscribed(topic: str) -> list[str]:
    """The codes of the jobs that run after this topic, in the order they subscribed."""
    return list(_after.get(topic, []))
