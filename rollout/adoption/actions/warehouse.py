"""Usage counted in a warehouse: a span of days rolled up there and stored here. The same span again replaces what it held."""

from __future__ import annotations

import re
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from governance.core import audit, written
from governance.core.actor import Actor
from governance.core.errors import InvalidInput
from governance.core.permissions import Verb, require
from rollout.adoption.actions.imports import follow_up, known_names, turn
from rollout.adoption.bulk import insert_days
from rollout.adoption.imports import alone, matched_offices
from rollout.adoption.models import ImportState, SourceOffice, SourceUser, UsageDay, UsageImport, UsageSource
from rollout.adoption.reading.engine import engine, workshop
from rollout.adoption.warehouse.engines import Engine
from rollout.adoption.warehouse.spans import Span, rolled_span

KIND = "warehouse"
# A table or view, with catalogue and schema, or a Parquet folder as Spark writes it; nothing that could end the query.
NAMED = re.compile(r"[\w.]+|parquet\.`[^`]+`|read_parquet\('[^']+'\)")


def roll_up_span(
    source: UsageSource,
    warehouse: Engine,
    *,
    events: str,
    first: date,
    last: date,
    actor: Actor,
    at: datetime,
    calendar: str = "CN",
    reason: str = "",
) -> UsageImport:
    """Count the days first..last of the warehouse's view. Days counted there before are superseded; a source counts either by
    files or in its warehouse, never both, or an event would count twice."""
    require(actor, Verb.IMPORT, "usage_import")
    if first > last:
        message = _("The span ends before it begins.")
        raise InvalidInput(message, fields={"last": message})
    if not NAMED.fullmatch(events):
        raise InvalidInput(_("“%(name)s” is not the name of a table or view.") % {"name": events[:100]})
    readings = UsageImport.objects.filter(source=source, state=ImportState.APPLIED).values_list("reading", flat=True)
    if any(reading.get("kind") != KIND for reading in readings):
        message = _("“%(source)s” has files that count. Withdraw them, or give the warehouse a source of its own.")
        raise InvalidInput(message % {"source": source})
    offices = {label: code for label, (_zone, code) in matched_offices(source).items()}
    with alone(source), workshop() as folder, engine(folder) as db:
        source.refresh_from_db()
        span = rolled_span(db, warehouse, events=events, first=first, last=last, default=calendar, offices=offices)
        with audit.because(actor, reason or _("Counted in the warehouse")), transaction.atomic():
            turn(source)
            replaced = supersede(source, first, last, at)
            sent = record(source, span, events, actor, at)
            known_users = set(SourceUser.objects.filter(source=source).values_list("key", flat=True))
            known_offices = set(SourceOffice.objects.filter(source=source).values_list("label", flat=True))
            new_users = [name for name in span.users if name not in known_users]
            new_offices = [name for name in span.offices if name not in known_offices]
            users, labels = known_names(sent, source, new_users, new_offices)
            insert_days(db, folder, users=users, offices=labels, import_id=sent.pk, at=at)
            follow_up(sorted({*span.weeks, *replaced}), actor=actor, at=at)
    return sent


def supersede(source: UsageSource, first: date, last: date, at: datetime) -> set[str]:
    """What was counted there before in these days stays on record as superseded; the days concerned."""
    earlier = UsageImport.objects.filter(source=source, reading__kind=KIND).values_list("pk", flat=True)
    rows = UsageDay.objects.current().filter(day__range=(first, last), usage_import__in=list(earlier))
    days = {day.isoformat() for day in rows.order_by().values_list("day", flat=True).distinct()}
    rows.update(superseded_at=at)
    return days


def record(source: UsageSource, span: Span, events: str, actor: Actor, at: datetime) -> UsageImport:
    """The import that the rows name."""
    plan = {"rows": span.events, "events": span.events, "days": span.rows, "weeks": dict(span.weeks), "users": len(span.users)}
    plan |= {"offices": len(span.offices), "first_day": span.first.isoformat(), "last_day": span.last.isoformat()}
    return UsageImport.objects.create(
        source=source,
        file_name=_("%(events)s, %(first)s to %(last)s")
        % {"events": events[-150:], "first": written.day(span.first), "last": written.day(span.last)},
        sha256=sha256(f"{events} {span.first} {span.last} {at.isoformat()}".encode()).hexdigest(),
        reading={"kind": KIND, "events": events},
        state=ImportState.APPLIED,
        plan=plan,
        first_day=span.first,
        last_day=span.last,
        username=actor.username,
        uploaded_at=at,
        applied_at=at,
    )
