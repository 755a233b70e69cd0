"""A clause's terms to JSON and back, without loss: the stored form of the engine's Clause. Pure."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.utils.translation import gettext_lazy as _

from governance.contracts.penalties import CannotEvaluate, Clause

Json = dict[str, Any]


@cache
def hints_of(kind: Any) -> dict[str, Any]:
    """The types of a part of the Clause, worked out once."""
    return get_type_hints(kind)


def write_terms(clause: Clause) -> Json:
    """The clause as JSON. `read_terms(write_terms(c)) == c`."""
    written = _write(clause)
    assert isinstance(written, dict)
    return written


def read_terms(terms: Json) -> Clause:
    """The clause from JSON; CannotEvaluate names the parameter that cannot be read."""
    clause = _read(Clause, terms, "terms")
    assert isinstance(clause, Clause)
    return clause


def _write(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _write(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_write(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Decimal) else value


def _read(kind: Any, value: Any, name: str) -> Any:
    """`value` as `kind`, a type of the Clause and its parts."""
    try:
        if get_origin(kind) in (UnionType, Union):
            return None if value is None else _read(next(arg for arg in get_args(kind) if arg is not type(None)), value, name)
        if get_origin(kind) is tuple:
            return tuple(_read(get_args(kind)[0], item, name) for item in value)
        if is_dataclass(kind):
            hints = hints_of(kind if isinstance(kind, type) else type(kind))
            unknown = set(value) - set(hints)
            if unknown:
                raise CannotEvaluate(min(unknown), _("The terms name something this clause does not have."))
            return kind(**{key: _read(hints[key], item, key) for key, item in value.items()})  # type: ignore[operator]
        if kind is bool and not isinstance(value, bool):
            raise ValueError(value)
        return kind(value)
    except (ValueError, TypeError, InvalidOperation) as error:
        raise CannotEvaluate(name, _("This cannot be read as a term of the clause.")) from error
