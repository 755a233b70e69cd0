"""`./run manage set_up_programme NAME`: the programme with its pilot wave and as many further waves as asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from governance.core import audit
from governance.core.actor import system_actor
from governance.core.errors import GatehouseError
from rollout.staging import actions, selectors


class Command(BaseCommand):
    help = "Open the programme. What happened before today is entered afterwards with past_stages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--name-zh", default="")
        parser.add_argument("--code", default="crm")
        parser.add_argument("--starts-on", type=date.fromisoformat, default=None, help="YYYY-MM-DD (today)")
        parser.add_argument("--capacity", type=int, default=4, help="offices in training and trial use at once")
        parser.add_argument("--grace-days", type=int, default=14)
        parser.add_argument("--waves", type=int, default=1, help="waves beside the pilot")
        parser.add_argument("--reason", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        actor, now = system_actor("set_up_programme"), timezone.now()
        fields = {name: options[name] for name in ("name", "name_zh", "code", "capacity", "grace_days", "reason")}
        starts_on = options["starts_on"] or selectors.local_day(now)
        try:
            with audit.operation(actor):
                programme = actions.set_up_programme(**fields, starts_on=starts_on, actor=actor, at=now)
                for _number in range(options["waves"]):
                    actions.add_wave(programme, actor=actor, at=now)
        except GatehouseError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{programme}: {options['waves'] + 1} waves, the team carries {programme.capacity} offices at once.")
