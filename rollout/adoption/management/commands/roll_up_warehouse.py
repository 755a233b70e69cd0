"""`./run manage roll_up_warehouse SOURCE --first DAY --last DAY`: count usage in the warehouse that the settings name."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from governance.core import audit
from governance.core.actor import system_actor
from governance.core.errors import GatehouseError
from rollout.adoption.actions.mappings import add_source
from rollout.adoption.actions.warehouse import roll_up_span
from rollout.adoption.models import UsageSource
from rollout.adoption.warehouse.engines import connected


class Command(BaseCommand):
    help = "Count a span of days where the events live (GATEHOUSE_WAREHOUSE). The same span again replaces what was counted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="code or name of the usage source; made when it is new")
        parser.add_argument("--first", type=date.fromisoformat, required=True, help="first day, like 2026-03-01")
        parser.add_argument("--last", type=date.fromisoformat, required=True, help="last day")
        parser.add_argument("--events", default="", help="the view of events; else GATEHOUSE_WAREHOUSE_EVENTS")
        parser.add_argument("--calendar", default="CN", help="working calendar of offices without one")
        parser.add_argument("--reason", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.WAREHOUSE:
            raise CommandError("Set GATEHOUSE_WAREHOUSE first, like spark:local[2] or duckdb:/path/events.duckdb.")
        actor, now = system_actor("roll_up_warehouse"), timezone.now()
        try:
            with audit.operation(actor, reason=options["reason"]), connected(settings.WAREHOUSE) as warehouse:
                named = options["source"]
                source = UsageSource.objects.filter(code=named).first() or UsageSource.objects.filter(name=named).first()
                source = source or add_source(name=named, actor=actor, at=now)
                span = {"first": options["first"], "last": options["last"], "events": options["events"] or settings.WAREHOUSE_EVENTS}
                done = roll_up_span(source, warehouse, **span, calendar=options["calendar"], actor=actor, at=now, reason=options["reason"])
        except GatehouseError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("{events:,} events, {days:,} rows, {users:,} users, {offices:,} offices".format(**done.plan))
