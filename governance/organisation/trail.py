"""The record of a thing: who changed what, when and why, from the history tables of every room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.core import naming
from governance.core.actor import Actor
from governance.core.errors import NotFound
from governance.organisation.differences import Difference, Related, differences, said
from governance.organisation.models import Office, Person
from governance.organisation.selectors import people_names

# By which of its own fields a row is called, the first that is set; a thing it points to may be known by the first four.
CALLED = ("name", "title", "file_name", "number", "code", "kind", "text", "term")
VERBS = {"+": _("Created"), "~": _("Changed"), "-": _("Deleted")}


@dataclass(frozen=True)
class Change:
    """One row of history, for one reader."""

    model: str
    label: str
    object_id: int
    verb: str
    when: datetime
    username: str
    who: str
    reason: str
    operation: str
    fields: tuple[Difference, ...] = ()
    key: str = ""
    row: int = 0

    @property
    def plain(self) -> list[str]:
        """What changed, as far as it means something to a reader."""
        return [field.words for field in self.fields if not field.technical]

    @property
    def detail(self) -> list[str]:
        """Technical values and single settings, shown when asked for."""
        return [line for field in self.fields for line in field.detail]


Names = Mapping[str, str]


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
    names = naming.names({row.history_username for row in rows}, actor)
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
        reason=in_our_words(row.history_change_reason),
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
    fields = {field.name: field for field in row.tracked_fields}
    own = (said(row, fields[name], named) for name in CALLED if name in fields)
    pointed = (named.get((field.related_model, getattr(row, field.attname)), "") for field in fields.values() if field.is_relation)
    return next((text for text in (*own, *pointed) if text), f"#{row.id}")


def in_our_words(reason: str) -> str:
    """A reason; the product's own are read in the reader's language, whatever language they were recorded in."""
    return gettext(reason) if reason else ""


def relation_names(rows: Iterable[Any], actor: Actor) -> Related:
    """Names of what these rows point to, for this reader: a fixed number of queries for each kind of record."""
    wanted: dict[type[models.Model], set[Any]] = {Person: set(), Office: set()}
    users: set[str] = set()
    for row in rows:
        if isinstance(getattr(row, "pseudonym", None), str):
            wanted[Person].add(row.id)
        for field in row.tracked_fields:
            if field.is_relation:
                wanted.setdefault(field.related_model, set()).add(getattr(row, field.attname))
            elif field.name.endswith("_by") and isinstance(field, models.CharField):
                users.add(getattr(row, field.attname))
    people = people_names(wanted.pop(Person) - {None}, actor)
    offices = {office.pk: str(office) for office in Office.objects.filter(pk__in=wanted.pop(Office) - {None})}
    found: dict[tuple[Any, Any], str] = {(Person, pk): name for pk, name in people.items()}
    found |= {(Office, pk): name for pk, name in offices.items()}
    for model, pks in wanted.items():
        called = next((name for name in CALLED[:4] if name in {field.name for field in model._meta.fields}), "")
        if called and pks - {None}:
            kept = model._default_manager.filter(pk__in=pks - {None})
            found |= {(model, pk): str(name) for pk, name in kept.values_list("pk", called)}
    return found | {("user", user): name for user, name in naming.names(users - {""}, actor).items()}


def withdrawn(row: Any, before: Any) -> str:
    """A dated row that was superseded: said in one word instead of a changed field."""
    was, is_ = getattr(before, "superseded_at", None), getattr(row, "superseded_at", None)
    return str(_("Superseded")) if before is not None and was is None and is_ is not None else ""


def record_of(person: Person, actor: Actor, *, limit: int = 50) -> list[Change]:
    """The newest changes about one person: of the person and of everything dated that hangs on them."""
    found = changes_of(Person, [person.pk], actor)
    for related in ("memberships", "absences", "roles", "usage_notices", "delegations_given", "erasure_requests", "legal_holds"):
        manager = getattr(person, related)
        found += changes_of(manager.model, manager.values_list("pk", flat=True), actor)
    return sorted(found, key=lambda one: one.when, reverse=True)[:limit]
