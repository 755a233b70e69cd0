"""The changes of every room as one list, newest first: paged by the database, however long the record has become."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from itertools import batched
from typing import Any, Self

from django.db import models
from django.db.models import IntegerField, Q, QuerySet, Value
from django.utils import timezone

from governance.core import naming
from governance.core.actor import Actor
from governance.core.tables import Paged
from governance.organisation.selectors import find_people
from governance.organisation.trail import Change, change, model_called, relation_names, tracked_models

Place = tuple[datetime, int, int]
PER_READ = 500


@dataclass(frozen=True)
class Everything(Paged):
    """Every change the filters let through, as this reader may read it. `sought`: words of a reason, or a name in the record."""

    actor: Actor
    kind: str = ""
    operation: str = ""
    who: str = ""
    since: date | None = None
    sought: str = ""
    oldest_first: bool = False

    def found(self, text: str, sort: str, *, down: bool) -> Self:
        return replace(self, sought=text, oldest_first=sort == "when" and not down)

    def __len__(self) -> int:
        return self.places.count()

    def __getitem__(self, part: slice) -> list[Change]:
        return self.read(self.places[part])

    def __iter__(self) -> Iterator[Change]:
        for some in batched(self.places.iterator(chunk_size=PER_READ), PER_READ):
            yield from self.read(some)

    @property
    def kinds(self) -> list[type[models.Model]]:
        return [model_called(self.kind)] if self.kind else list(tracked_models().values())

    @cached_property
    def places(self) -> QuerySet[Any, Place]:
        """(when, which of the kinds, which row) of all that is found, in order."""
        first, *others = (self.of_kind(number, model) for number, model in enumerate(self.kinds))
        order = ("history_date", "trail", "history_id")
        found = first.union(*others, all=True) if others else first
        return found.order_by(*(order if self.oldest_first else [f"-{name}" for name in order]))

    def of_kind(self, number: int, model: type[models.Model]) -> QuerySet[Any, Place]:
        rows = model.history.order_by()  # type: ignore[attr-defined]
        if self.operation:
            rows = rows.filter(history_operation=self.operation)
        if self.who:
            rows = rows.filter(history_username__in=[self.who, *(person.pseudonym for person in find_people(self.who))])
        if self.since:
            rows = rows.filter(history_date__gte=timezone.make_aware(datetime.combine(self.since, time.min)))
        if self.sought:
            rows = rows.filter(Q(history_change_reason__icontains=self.sought) | Q(history_username__icontains=self.sought))
        return rows.annotate(trail=Value(number, IntegerField())).values_list("history_date", "trail", "history_id")  # type: ignore[no-any-return]

    def read(self, places: Iterable[Place]) -> list[Change]:
        """These changes, each with what it changed: a fixed number of queries for each kind of record among them."""
        wanted = list(places)
        by_kind: dict[int, set[int]] = defaultdict(set)
        for _when, kind, row in wanted:
            by_kind[kind].add(row)
        told = {kind: with_their_pasts(self.kinds[kind], rows) for kind, rows in by_kind.items()}
        rows = [row for held in told.values() for row in held]
        names = naming.names({row.history_username for row in rows}, self.actor)
        named = relation_names(rows, self.actor)
        found: dict[tuple[int, int], Change] = {}
        for kind, held in told.items():
            model = self.kinds[kind]
            before: dict[Any, Any] = {}
            for row in held:
                pk = getattr(row, model._meta.pk.attname)  # type: ignore[union-attr]
                if row.history_id in by_kind[kind]:
                    found[kind, row.history_id] = change(model, row, before.get(pk), names, named)
                before[pk] = row
        return [found[kind, row] for _when, kind, row in wanted]


def with_their_pasts(model: type[models.Model], rows: Iterable[int]) -> Sequence[Any]:
    """These rows of history and all others of the same records, in order: each is told by what was before it."""
    history = model.history  # type: ignore[attr-defined]
    records = history.filter(history_id__in=rows).values(model._meta.pk.name)  # type: ignore[union-attr]
    return list(history.filter(**{f"{model._meta.pk.name}__in": records}).order_by("history_date", "history_id"))  # type: ignore[union-attr]
