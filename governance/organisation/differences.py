"""What a row of history changed, in words: plain for everyone, with technical values and single settings kept apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from governance.core import written

# Said elsewhere on the line: whom it is about, who did it and why.
HIDDEN = {"id", "recorded_at", "superseded_at", "person", "username", "reason"}
# Fields that only serve the product itself, and what to call them.
TECHNICAL: dict[str, str | Promise] = {
    "sha256": _("checksum"),
    "sequence": _("running number"),
    "planned_sequence": _("running number when previewed"),
    "rejects": _("file of the rows not used"),
    "identities": _("file of the event numbers"),
    "version": _("version"),
    "pseudonym": _("pseudonym"),
}

Related = Mapping[tuple[Any, Any], str]


@dataclass(frozen=True)
class Difference:
    """One field before and after. `settings` are the single values of a field that holds many: (name, before, after)."""

    label: str
    before: str = ""
    after: str = ""
    technical: bool = False
    settings: tuple[tuple[str, str, str], ...] = ()

    @property
    def words(self) -> str:
        if not self.settings:
            return f"{self.label}: {arrow(self.before, self.after)}"
        count = len(self.settings)
        if self.before:
            said = ngettext("%(count)s setting changed", "%(count)s settings changed", count)
        else:
            said = ngettext("%(count)s setting", "%(count)s settings", count)
        return f"{self.label}: {said % {'count': written.number(count)}}"

    @property
    def detail(self) -> list[str]:
        """What is only shown when asked for."""
        if self.technical:
            return [self.words]
        return [f"{name}: {arrow(before, after)}" for name, before, after in self.settings]


def arrow(before: str, after: str) -> str:
    return f"{before} → {after or written.DASH}" if before else after or written.DASH


def differences(row: Any, before: Any, named: Related) -> Iterator[Difference]:
    """What differs from the row before; everything that is set, for the first."""
    for field in row.tracked_fields:
        if field.name in HIDDEN:
            continue
        if isinstance(field, models.JSONField):
            changed = settings_changed(getattr(before, field.attname, None), getattr(row, field.attname))
            if changed:
                yield Difference(label(field), before=written.DASH if before is not None else "", settings=changed)
            continue
        new = said(row, field, named)
        old = said(before, field, named) if before is not None else ""
        if new != old:
            unnamed = any(text.startswith("#") for text in (old, new)) and field.is_relation
            yield Difference(label(field), old, new, technical=unnamed or field.name in TECHNICAL)


def label(field: models.Field[Any, Any]) -> str:
    """The field's name in the reader's language, else what it points to, else the technical name we have for it."""
    if isinstance(field.verbose_name, Promise):
        return str(field.verbose_name)
    if field.name in TECHNICAL:
        return str(TECHNICAL[field.name])
    return str(field.related_model._meta.verbose_name if field.is_relation else field.verbose_name)  # type: ignore[union-attr]


def settings_changed(before: Any, after: Any) -> tuple[tuple[str, str, str], ...]:
    old, new = dict(leaves(before)), dict(leaves(after))
    return tuple((name, old.get(name, ""), new.get(name, "")) for name in {**old, **new} if old.get(name, "") != new.get(name, ""))


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The single values of a nested one, each with the way to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for number, inner in enumerate(value, start=1):
            yield from leaves(inner, f"{path}.{number}" if path else str(number))
    elif value not in (None, "", []):
        yield path or "1", ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def said(row: Any, field: models.Field[Any, Any], named: Related) -> str:
    """A value of a history row in words."""
    value = getattr(row, field.attname)
    if value is None or value == "":
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, datetime):
        return written.moment(value)
    if isinstance(value, date):
        return written.day(value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if field.is_relation:
        return named.get((field.related_model, value), f"#{value}")
    return named.get(("user", value), str(value)) if field.name.endswith("_by") else str(value)
