"""`./run manage move_office OFFICE STAGE`: the same move, rules and record as on the page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from governance.core import audit
from governance.core.actor import system_actor
from governance.core.errors import GatehouseError
from rollout.staging import actions, selectors
from rollout.staging.models import OfficeRollout
from rollout.staging.stages import Stage


class Command(BaseCommand):
    help = "Move an office to a stage. What the rules do not permit is refused with every reason."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("office", help="its code")
        parser.add_argument("stage", choices=Stage.values)
        parser.add_argument("--on", type=date.fromisoformat, default=None, help="YYYY-MM-DD (today)")
        parser.add_argument("--reason", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        actor, now = system_actor("move_office"), timezone.now()
        rollout = OfficeRollout.objects.select_related("office", "wave").filter(office__code=options["office"]).first()
        if rollout is None:
            raise CommandError(f"No office of the programme has the code {options['office']}.")
        day = options["on"] or selectors.local_day(now)
        try:
            with audit.operation(actor):
                actions.move(rollout, Stage(options["stage"]), on=day, actor=actor, at=now, reason=options["reason"])
        except GatehouseError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{rollout.office}: {Stage(rollout.stage).label} since {day}.")
