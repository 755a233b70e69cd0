"""Describing lists of what was due, and taking in what a file of one says. Nothing is overwritten: a due that changed is superseded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import InvalidInput
from governance.core.models import ImportBatch
from governance.core.permissions import Verb, require
from rollout.adoption.actions.imports import follow_up
from rollout.adoption.expected import WEEK, last_complete_week, monday
from rollout.adoption.models import Due, DueFile, DueList, SourceUser

WHAT = "usage_import"
COLUMNS = ("key_column", "owner_column", "due_column", "done_column")
BATCH = 2000


def describe_due_list(held: DueList | None = None, *, actor: Actor, at: datetime, reason: str = "", **fields: Any) -> DueList:
    """Write a list down, or change what its columns mean. What was taken in stays until a file is sent in again."""
    require(actor, Verb.IMPORT, WHAT)
    due_list = held or DueList()
    for name, value in fields.items():
        setattr(due_list, name, value)
    if wrong := faults(due_list):
        raise InvalidInput(_("Please check what was entered"), fields=wrong)
    with transaction.atomic(), audit.because(actor, reason):
        due_list.save()
    return due_list


def faults(due_list: DueList) -> dict[str, str]:
    """Field → what is wrong with it."""
    wrong: dict[str, str] = {}
    if DueList.objects.filter(name=due_list.name).exclude(pk=due_list.pk).exists():
        wrong["name"] = _("There is a list of this name already.")
    named = [getattr(due_list, column).strip().casefold() for column in COLUMNS]
    if len(set(named)) < len(named):
        wrong["due_column"] = _("One column cannot mean two things.")
    if due_list.pk and Due.objects.filter(due_list=due_list).exclude(owner__source=due_list.source_id).exists():
        wrong["source"] = _("Owners of another CRM are on record for this list. Describe a new list instead.")
    return wrong


@dataclass(frozen=True)
class Entry:
    """One due of a file. `replaces` is the row it takes the place of."""

    key: str
    due_on: date
    owner: str
    done_on: date | None
    done: bool
    replaces: int | None = None


def take_in(
    due_list: DueList,
    entries: Sequence[Entry],
    gone: Collection[int],
    span: tuple[date, date],
    *,
    batch: ImportBatch,
    actor: Actor,
    at: datetime,
) -> None:
    """Record what is new or changed, take out what is gone, remember which days the file tells of. Inside the import's transaction."""
    require(actor, Verb.IMPORT, WHAT)
    old = [entry.replaces for entry in entries if entry.replaces is not None] + list(gone)
    weeks = {monday(day) for day in days_between(*span)} | {monday(entry.due_on) for entry in entries}
    for start in range(0, len(old), BATCH):
        Due.objects.current().filter(pk__in=old[start : start + BATCH]).update(superseded_at=at)
    owners = owner_keys(due_list, {entry.owner for entry in entries})
    rows = [
        Due(
            due_list=due_list,
            key=entry.key,
            due_on=entry.due_on,
            owner_id=owners[entry.owner],
            done_on=entry.done_on,
            done=entry.done,
            batch=batch,
            recorded_at=at,
        )
        for entry in entries
    ]
    Due.objects.bulk_create(rows, batch_size=BATCH)
    DueFile(due_list=due_list, batch=batch, first_day=span[0], last_day=span[1], read_on=read_on(batch), recorded_at=at).save()
    over = last_complete_week(timezone.localdate(at))
    follow_up([week.isoformat() for week in weeks if week <= over], actor=actor, at=at)


def days_between(first: date, last: date) -> list[date]:
    """One day of every week from the first day to the last."""
    return [monday(first) + timedelta(days=WEEK * step) for step in range((last - monday(first)).days // WEEK + 1)]


def read_on(batch: ImportBatch) -> date:
    """The day the same content was first sent in: sending an old file again tells nothing newer."""
    first = ImportBatch.objects.filter(kind=batch.kind, sha256=batch.sha256).aggregate(first=Min("created_at"))["first"]
    return timezone.localdate(first or batch.created_at)


def owner_keys(due_list: DueList, names: Collection[str]) -> dict[str, int]:
    """Owner → user name of the CRM; names first seen here wait for matching like those of usage files."""
    known = dict(SourceUser.objects.filter(source=due_list.source_id).values_list("key", "pk"))
    new = [SourceUser(source_id=due_list.source_id, key=name) for name in sorted(set(names) - known.keys())]
    SourceUser.objects.bulk_create(new, batch_size=500)
    return known if not new else dict(SourceUser.objects.filter(source=due_list.source_id).values_list("key", "pk"))
