"""`./run manage place_offices WAVE OFFICE…`: put offices into a wave, all or none."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from governance.core import audit
from governance.core.actor import system_actor
from governance.core.errors import GatehouseError
from governance.organisation.models import Office
from rollout.staging import actions
from rollout.staging.models import Wave


class Command(BaseCommand):
    help = "Put offices into a wave; wave 0 holds the pilots. `--rest` takes every confirmed office that is in none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wave", type=int)
        parser.add_argument("offices", nargs="*", help="codes")
        parser.add_argument("--rest", action="store_true")
        parser.add_argument("--reason", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        actor, now = system_actor("place_offices"), timezone.now()
        wave = Wave.objects.filter(number=options["wave"]).first()
        if wave is None:
            raise CommandError(f"There is no wave {options['wave']}.")
        offices = list(Office.objects.filter(code__in=options["offices"]))
        if unknown := set(options["offices"]) - {office.code for office in offices}:
            raise CommandError(f"No office has the code {', '.join(sorted(unknown))}.")
        if options["rest"]:
            offices += Office.objects.branches().filter(rollout__isnull=True).exclude(code__in=options["offices"])
        try:
            with audit.operation(actor), transaction.atomic():
                for office in offices:
                    actions.place_office(office, wave, actor=actor, at=now, reason=options["reason"])
        except GatehouseError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{len(offices)} offices are in {wave}.")
