"""`./run manage apply_retention`: the retention schedule, once a day. Identities are only proposed for erasure."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from governance.core import audit
from governance.core.actor import system_actor
from governance.organisation.kept import sweep


class Command(BaseCommand):
    help = "Let go of what has been kept long enough; kinds under a legal hold stay whole."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how much would go")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = system_actor("retention")
        done = "would go" if options["dry_run"] else "gone or proposed"
        with audit.operation(actor):
            for code, count, before in sweep(really=not options["dry_run"], actor=actor, at=timezone.now()):
                self.stdout.write(f"{code}: legal hold, nothing goes" if count is None else f"{code}: {count} {done} (before {before})")
