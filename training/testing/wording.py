"""A question as canonical JSON and back. Pure. The same question always gives the same bytes, so its hash names the wording."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from types import UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from training.testing import types
from training.testing.types import OF_KIND, Kind, Question, Wording


def dump(question: Question) -> str:
    """Canonical JSON: keys sorted, no blanks, decimals as plain text, what is default left out."""
    return json.dumps({"kind": question.kind, **_plain(question)}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=1024)
def load(wording: str) -> Question:
    """The question of `dump`. Built once for each wording: a test asks the same questions of hundreds of people."""
    data = json.loads(wording)
    return cast(Question, _built(OF_KIND[Kind(data.pop("kind"))], data))


def digest(question: Question) -> str:
    """The sha256 of the canonical JSON."""
    return hashlib.sha256(dump(question).encode()).hexdigest()


def plain_number(value: Decimal) -> str:
    """A decimal without exponent and without zeros that say nothing: 1.50 → 1.5, 1E+2 → 100."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {part.name: _plain(found) for part in fields(value) if (found := getattr(value, part.name)) != part.default}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return plain_number(value) if isinstance(value, Decimal) else value


def _built(to: Any, data: Any) -> Any:
    """`data` as the type `to`: a dataclass, a tuple of them, a decimal, an enumeration or a plain value."""
    if get_origin(to) is tuple:
        return tuple(_built(get_args(to)[0], part) for part in data)
    if isinstance(to, UnionType):
        inner = next(part for part in get_args(to) if part is not type(None))
        return None if data is None else _built(inner, data)
    if is_dataclass(to):
        hints = _hints(cast(type, to))
        return cast(type, to)(**{name: _built(hints[name], value) for name, value in data.items()})
    if to is Decimal:
        return Decimal(data)
    return to(data) if isinstance(to, type) and issubclass(to, StrEnum) else data


def _hints(of: type) -> dict[str, Any]:
    if of not in _known:
        _known[of] = get_type_hints(of, vars(types))
    return _known[of]


_known: dict[type, dict[str, Any]] = {}
__all__ = ["Wording", "digest", "dump", "load", "plain_number"]
