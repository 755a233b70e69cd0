"""A file of customers or deals that were due, one kind of import for each list that is described. The key is hashed as it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.core import written
from governance.core.actor import Actor
from governance.core.errors import NotFound, Text
from governance.core.imports.disguise import disguise
from governance.core.imports.importer import Column, Importer, Row, register_family
from governance.core.imports.problems import Change, Plan, Problem
from governance.core.imports.readers import day, text
from governance.core.models import ImportBatch
from rollout.adoption.actions.due import Entry, take_in
from rollout.adoption.following import is_done
from rollout.adoption.models import Due, DueList, SourceUser, UsageMapping
from rollout.adoption.reading.names import LONGEST_NAME, SALESFORCE_18

FAMILY = "due"


@dataclass(frozen=True)
class Held:
    """A due on the record."""

    pk: int
    owner: str
    done_on: date | None
    done: bool


@dataclass(frozen=True)
class Known:
    """What the record holds of the list, its CRM's user names, and the day of sending in."""

    dues: Mapping[tuple[str, date], Held]
    users: frozenset[str]
    today: date


@dataclass(frozen=True)
class DuePlan(Plan):
    """Also the days the file tells of; None where no row can be used."""

    span: tuple[date, date] | None = None


class DueImporter(Importer):
    """Made anew for each list, whose columns it looks for by their own names."""

    kind = FAMILY
    title = gettext_lazy("What was due")
    what = "usage_import"
    then_url = "adoption:due_lists"
    key = ("key", "due")
    secret = ("key",)
    explanation = gettext_lazy(
        "Each row is one customer or deal that was due. Its key is hashed while the file is read and kept nowhere in clear. "
        "The same due in several files counts once; a later file corrects an earlier one, and what was known before stays on record. "
        "Send a week's file in after the week is over."
    )

    def __init__(self, due_list: DueList) -> None:
        self.due_list = due_list
        self.kind = due_list.kind  # type: ignore[misc]
        self.title = str(due_list)  # type: ignore[misc, assignment]
        self.columns = tuple(columns_of(due_list))  # type: ignore[misc]
        # Rows left out of a complete file would look like dues that are gone.
        self.partial = not due_list.whole  # type: ignore[misc]
        self.words = {word.strip().casefold() for word in due_list.done_words}
        specs = UsageMapping.objects.filter(source=due_list.source_id).values_list("spec", flat=True)
        self.salesforce = any(spec.get("user_ids") == "salesforce" for spec in specs)

    def disguise(self, cell: str) -> str:
        return disguise(self.short(cell.strip()), self.due_list.salt)

    def short(self, name: str) -> str:
        """The 18 characters of a Salesforce id are its 15 with three more that only guard against lost case."""
        return name[:15] if self.salesforce and re.fullmatch(SALESFORCE_18, name) else name

    def known(self, *, actor: Actor, at: datetime) -> Known:
        rows = Due.objects.current().filter(due_list=self.due_list).order_by()
        fields = rows.values_list("key", "due_on", "pk", "owner__key", "done_on", "done")
        held = fields.iterator(chunk_size=10_000)
        dues = {(key, due_on): Held(pk, owner, done_on, done) for key, due_on, pk, owner, done_on, done in held}
        users = SourceUser.objects.filter(source=self.due_list.source_id).values_list("key", flat=True)
        return Known(dues, frozenset(users), timezone.localdate(at))

    def plan(self, rows: Sequence[Row], known: Known) -> DuePlan:
        problems: list[Problem] = []
        entries = list(self.entries(rows, known, problems))
        creates: list[Change] = []
        updates: list[Change] = []
        unchanged = 0
        for row, entry in entries:
            held = known.dues.get((entry.key, entry.due_on))
            if held is None:
                creates.append(Change(row, titled(entry), ((_("Followed up"), "", said(entry.done)),), entry))
            elif (held.owner, held.done_on, held.done) == (entry.owner, entry.done_on, entry.done):
                unchanged += 1
            else:
                updates.append(changed(row, entry, held))
        days = [entry.due_on for _row, entry in entries]
        span = (min(days), max(days)) if days else None
        if self.due_list.whole and span:
            updates += gone(known, {(entry.key, entry.due_on) for _row, entry in entries}, span)
        return DuePlan(creates, updates, unchanged, problems, notes_on(entries, known), span)

    def entries(self, rows: Sequence[Row], known: Known, problems: list[Problem]) -> Iterator[tuple[int, Entry]]:
        for row in rows:
            given = row.get("done")
            done_on = given if isinstance(given, date) else None
            if done_on is not None and done_on > known.today:
                message = _("This day has not come yet.")
                problems.append(Problem(row.number, self.due_list.done_column, message, written.day(done_on)))
                continue
            due_on = row.values["due"]
            done = str(given or "").strip().casefold() in self.words if self.words else is_done(due_on, done_on)
            yield row.number, Entry(row.values["key"], due_on, self.short(row.values["owner"]), done_on, done)

    def apply(self, plan: Plan, *, batch: ImportBatch, actor: Actor, at: datetime, reason: str) -> None:
        assert isinstance(plan, DuePlan)
        if plan.span is None:
            return
        changes = [*plan.creates, *plan.updates]
        entries = [change.data for change in changes if isinstance(change.data, Entry)]
        out = [change.data for change in changes if isinstance(change.data, int)]
        take_in(self.due_list, entries, out, plan.span, batch=batch, actor=actor, at=at)


def columns_of(due_list: DueList) -> Iterator[Column]:
    """The columns the list names, and no others: names of customers in the file are left alone."""
    named: list[tuple[str, str, Any]] = [
        ("key", due_list.key_column, text(200)),
        ("owner", due_list.owner_column, text(LONGEST_NAME)),
        ("due", due_list.due_column, day()),
    ]
    for key, name, reader in named:
        yield Column(key, name, reader, required=True, aliases=(name,))
    done = text(200) if due_list.done_words else day()
    yield Column("done", due_list.done_column, done, aliases=(due_list.done_column,))


def titled(entry: Entry) -> str:
    return f"{entry.key} · {entry.owner} · {entry.due_on:%Y-%m-%d}"


def said(done: bool) -> str:
    return _("yes") if done else _("no")


def changed(row: int, entry: Entry, held: Held) -> Change:
    """What is different, and the row it takes the place of."""
    fields: list[tuple[Text, str, str]] = [(_("Followed up"), said(held.done), said(entry.done))]
    if held.owner != entry.owner:
        fields.append((_("Owner"), held.owner, entry.owner))
    if held.done_on != entry.done_on:
        fields.append((_("Activity on"), dated(held.done_on), dated(entry.done_on)))
    return Change(row, titled(entry), tuple(fields), replace(entry, replaces=held.pk))


def dated(day: date | None) -> str:
    return written.day(day) if day else written.DASH


def gone(known: Known, named: set[tuple[str, date]], span: tuple[date, date]) -> Iterator[Change]:
    """Dues on record between the file's days that a complete file does not hold any more."""
    for (key, due_on), held in known.dues.items():
        if span[0] <= due_on <= span[1] and (key, due_on) not in named:
            title = f"{key} · {held.owner} · {due_on:%Y-%m-%d}"
            yield Change(0, title, ((_("On record"), said(True), said(False)),), held.pk)


def notes_on(entries: Sequence[tuple[int, Entry]], known: Known) -> list[Text]:
    """Owners whom the CRM's usage files have not named yet."""
    new = sorted({entry.owner for _row, entry in entries} - known.users)
    shown = ", ".join(new[:20])
    message = _("Owners seen for the first time: %(count)s (%(names)s). They wait to be matched.")
    return [message % {"count": len(new), "names": shown}] if new else []


def make(name: str) -> DueImporter:
    due_list = DueList.objects.select_related("source").filter(pk=int(name) if name.isdigit() else 0).first()
    if due_list is None:
        raise NotFound(_("There is no list of this number."))
    return DueImporter(due_list)


register_family(FAMILY, make, lambda: DueList.objects.order_by("name", "pk").values_list("pk", flat=True))
