"""Builders for tests of follow-up: a list that is described, and files of it sent in through the import kit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from governance.core import audit
from governance.core.actor import Actor, system_actor
from governance.core.imports import actions as imports
from governance.core.imports.importer import importer
from governance.core.models import ImportBatch
from rollout.adoption.actions.due import describe_due_list
from rollout.adoption.models import Due, DueList, UsageSource
from tests import company
from tests.rollout.adoption import seen

HEADER = "deal,owner,due,activity"
SYSTEM = system_actor("tests")
FIELDS = {"key_column": "deal", "owner_column": "owner", "due_column": "due", "done_column": "activity"}
NEXT_MONDAY = seen.WEEK + timedelta(days=7)


def due_list(actor: Actor = SYSTEM, **fields: Any) -> DueList:
    source = UsageSource.objects.first() or UsageSource.objects.create(code="crm", name="CRM")
    with audit.operation(actor):
        return describe_due_list(**{"name": "Tasks", "source": source} | FIELDS | fields, actor=actor, at=company.NOW)


def line(deal: str, owner: str, due: date, done: date | str = "") -> str:
    return f"{deal},{owner},{due.isoformat()},{done.isoformat() if isinstance(done, date) else done}"


def send(of: DueList, *lines: str, at: datetime = company.NOW, header: str = HEADER, actor: Actor = SYSTEM) -> ImportBatch:
    content = BytesIO("\n".join([header, *lines]).encode())
    with audit.operation(actor):
        return imports.receive(importer(of.kind), content, name="tasks.csv", actor=actor, at=at)


def take_in(of: DueList, *lines: str, at: datetime = company.NOW, actor: Actor = SYSTEM, **fields: Any) -> ImportBatch:
    """Sent in and applied at once."""
    batch = send(of, *lines, at=at, actor=actor, **fields)
    with audit.operation(actor):
        return imports.apply(batch, actor=actor, at=at)


def held(of: DueList) -> list[tuple[str, date, bool]]:
    rows = Due.objects.current().filter(due_list=of).order_by("due_on", "owner__key", "key")
    return list(rows.values_list("owner__key", "due_on", "done"))
