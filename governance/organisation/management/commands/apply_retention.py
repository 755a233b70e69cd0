"""`./run manage apply_retention`: the retention schedule, once a day. Identities are only proposed for erasure."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from governance.core import audit
from governance.core.actor import system_actor
from governance.organisation import retention
from governance.organisation.actions.dated import day_of


class Command(BaseCommand):
    help = "Let go of what has been kept long enough; kinds under a legal hold stay whole."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how much would go")

    def handle(self, *args: Any, **options: Any) -> None:
        now, actor = timezone.now(), system_actor("retention")
        with audit.operation(actor, reason="retention schedule"):
            for line in retention.schedule():
                if line.kind.sweep is None:
                    continue
                if retention.is_held(line.kind.code):
                    self.stdout.write(f"{line.kind.code}: legal hold, nothing goes")
                    continue
                before = retention.months_before(day_of(now), line.months)
                with transaction.atomic():
                    count = line.kind.sweep(before, not options["dry_run"], actor, now)
                self.stdout.write(f"{line.kind.code}: {count} {'would go' if options['dry_run'] else 'gone or proposed'} (before {before})")
