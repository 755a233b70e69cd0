"""What every section is asked, and its words in every language of the product."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import translation

from governance.core.actor import Actor
from governance.organisation.models import Office
from governance.organisation.selectors import offices_held

Facts = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """The day told of, the instant whose record answers (None: now), and with whose rights it is read."""

    day: date
    known_at: datetime | None
    reader: Actor

    @cached_property
    def offices(self) -> dict[int, Office]:
        """Every office as it was called then."""
        return offices_held(self.known_at)

    def named[R](self, rows: Iterable[R]) -> Iterator[R]:
        """Rows about an office of the rollout, which is called as it was then."""
        for row in rows:
            rollout = row.rollout  # type: ignore[attr-defined]
            rollout.office = self.offices[rollout.office_id]
            yield row


def in_languages(say: Callable[..., object], *of: object) -> dict[str, str]:
    """What is said of these, once in every language."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = str(say(*of))
    return found


def texts(named: object) -> dict[str, str]:
    """A name or text whose words depend on the reader, in every language."""
    return in_languages(str, named)


def lists(say: Callable[[], Iterable[object]]) -> list[dict[str, str]]:
    """Several sentences, each in every language."""
    spoken: dict[str, list[str]] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            spoken[language] = [str(one) for one in say()]
    return [dict(zip(spoken, told, strict=True)) for told in zip(*spoken.values(), strict=True)]


def plain(value: Any) -> Any:
    """Dates and exact decimals as text, also inside lists and dictionaries."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value
