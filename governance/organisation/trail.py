"""The record of a thing: who changed what, when and why, from the history tables of every room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core import written
from governance.core.actor import Actor
from governance.core.errors import NotFound
from governance.organisation.directory import names_of_users
from governance.organisation.models import Office, Person
from governance.organisation.selectors import find_people, people_names

# Said elsewhere on the line: whom it is about, who did it and why.
HIDDEN = {"id", "recorded_at", "superseded_at", "person", "username", "reason"}
VERBS = {"+": _("Created"), "~": _("Changed"), "-": _("Deleted")}


@dataclass(frozen=True)
class Change:
    """One row of history: `fields` are (label, before, after)."""

    model: str
    label: str
    object_id: int
    verb: str
    when: datetime
    username: str
    who: str
    reason: str
    operation: str
    fields: tuple[tuple[str, str, str], ...] = ()
    key: str = ""
    row: int = 0


Names = Mapping[str, str]
Related = Mapping[tuple[Any, Any], str]


def tracked_models() -> dict[str, type[models.Model]]:
    """Every model that keeps a history, by `app.model`."""
    return {model._meta.label_lower: model for model in apps.get_models() if hasattr(model, "history")}


def model_called(key: str) -> type[models.Model]:
    known = tracked_models()
    if key not in known:
        raise NotFound(_("There is no record of this kind."))
    return known[key]


def changes_of(model: type[models.Model], pks: Iterable[int], actor: Actor) -> list[Change]:
    """Every change of these records, newest first."""
    rows = list(model.history.filter(**{f"{model._meta.pk.name}__in": list(pks)}).order_by("history_date", "history_id"))  # type: ignore[attr-defined, union-attr]
    names = names_of_users({row.history_username for row in rows}, actor)
    before: dict[Any, Any] = {}
    named = relation_names(rows, actor)
    changes = []
    for row in rows:
        pk = getattr(row, model._meta.pk.attname)  # type: ignore[union-attr]
        changes.append(change(model, row, before.get(pk), names, named))
        before[pk] = row
    return changes[::-1]


def change(model: type[models.Model], row: Any, before: Any, names: Names, named: Related) -> Change:
    return Change(
        model=str(model._meta.verbose_name),
        label=label_of(row, named),
        object_id=getattr(row, model._meta.pk.attname),  # type: ignore[union-attr]
        verb=str(withdrawn(row, before) or VERBS[row.history_type]),
        when=row.history_date,
        username=row.history_username,
        who=names.get(row.history_username, row.history_username),
        reason=row.history_change_reason,
        operation=row.history_operation,
        fields=tuple(differences(row, before, named)),
        key=model._meta.label_lower,
        row=row.history_id,
    )


def label_of(row: Any, named: Related) -> str:
    """What a row is about: its own name, else the person or office it belongs to."""
    if isinstance(getattr(row, "pseudonym", None), str):
        return named.get((Person, row.id), row.pseudonym)
    for field in ("person_id", "holder_id", "office_id"):
        model = Office if field == "office_id" else Person
        if (model, getattr(row, field, None)) in named:
            return named[model, getattr(row, field)]
    return next((str(getattr(row, name)) for name in ("name", "code", "kind", "number") if getattr(row, name, "")), f"#{row.id}")


def relation_names(rows: Iterable[Any], actor: Actor) -> Related:
    """Names of the people and offices these rows point to, for this reader: two or three queries."""
    wanted: dict[type[models.Model], set[int]] = {Person: set(), Office: set()}
    for row in rows:
        if isinstance(getattr(row, "pseudonym", None), str):
            wanted[Person].add(row.id)
        for field in row.tracked_fields:
            if field.is_relation and field.related_model in wanted:
                wanted[field.related_model].add(getattr(row, field.attname))
    people = people_names(wanted[Person] - {None}, actor)
    offices = {office.pk: str(office) for office in Office.objects.filter(pk__in=wanted[Office] - {None})}
    return {(Person, pk): name for pk, name in people.items()} | {(Office, pk): name for pk, name in offices.items()}


def withdrawn(row: Any, before: Any) -> str:
    """A dated row that was superseded: said in one word instead of a changed field."""
    was, is_ = getattr(before, "superseded_at", None), getattr(row, "superseded_at", None)
    return str(_("Superseded")) if before is not None and was is None and is_ is not None else ""


def differences(row: Any, before: Any, named: Related) -> Iterator[tuple[str, str, str]]:
    """What differs from the row before; everything that is set, for the first."""
    for field in row.tracked_fields:
        if field.name in HIDDEN:
            continue
        new = said(row, field, named)
        old = said(before, field, named) if before is not None else ""
        if new != old:
            yield str(field.verbose_name), old, new


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
    return named.get((field.related_model, value), f"#{value}") if field.is_relation else str(value)


def latest(
    actor: Actor, *, kind: str = "", operation: str = "", who: str = "", since: date | None = None, limit: int = 500
) -> list[Change]:
    """The newest changes of every room, newest first, each with what it changed."""
    chosen = [model_called(kind)] if kind else list(tracked_models().values())
    found: list[Change] = []
    for model in chosen:
        rows = model.history.order_by("-history_date", "-history_id")  # type: ignore[attr-defined]
        if operation:
            rows = rows.filter(history_operation=operation)
        if who:
            rows = rows.filter(history_username__in=[who, *(person.pseudonym for person in find_people(who))])
        if since:
            rows = rows.filter(history_date__date__gte=since)
        newest = {(row.id, row.history_id) for row in rows[:limit]}
        found += [one for one in changes_of(model, {pk for pk, _row in newest}, actor) if (one.object_id, one.row) in newest]
    return sorted(found, key=lambda one: one.when, reverse=True)[:limit]


def record_of(person: Person, actor: Actor, *, limit: int = 50) -> list[Change]:
    """The newest changes about one person: of the person and of everything dated that hangs on them."""
    found = changes_of(Person, [person.pk], actor)
    for related in ("memberships", "absences", "roles", "usage_notices", "delegations_given", "erasure_requests", "legal_holds"):
        manager = getattr(person, related)
        found += changes_of(manager.model, manager.values_list("pk", flat=True), actor)
    return sorted(found, key=lambda one: one.when, reverse=True)[:limit]
