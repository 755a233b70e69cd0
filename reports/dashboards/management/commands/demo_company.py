"""Makes the demo company, or says how to sign in to the one that is there."""

from __future__ import annotations

from argparse import ArgumentParser
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from governance.core.errors import Conflict
from governance.organisation.models import Office
from reports.dashboards.demo.build import Size, as_text, build, exists, sign_ins


def evening(day: date) -> datetime:
    """When the story of a past day is told: after work, in the company's own zone; today's, now."""
    now = timezone.localtime()
    return now if day == now.date() else now.replace(year=day.year, month=day.month, day=day.day, hour=18, minute=0)


class Command(BaseCommand):
    help = "Makes a company to try the product with, generated from a seed. One that is there already is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--offices", type=int, default=33, help="how many offices (33)")
        parser.add_argument("--people", type=int, default=520, help="how many sellers and clerks (520)")
        parser.add_argument("--seed", type=int, default=1, help="another seed gives another company of the same kind")
        parser.add_argument("--today", type=date.fromisoformat, default=None, help="a past day on which the story ends (today)")

    def handle(self, *args: Any, **options: Any) -> None:
        size = Size(options["offices"], options["people"], options["seed"])
        if size.offices < 4 or size.people < 8 * size.offices:
            raise CommandError("The story needs at least 4 offices and 8 people for each.")
        now = timezone.now()
        with translation.override("en"):
            if exists():
                self.stdout.write("The demo company is there already and is kept as it is.")
            elif Office.objects.exists():
                raise CommandError("This database holds a company that is not the demo. Name another folder in GATEHOUSE_DATA_DIR.")
            else:
                self.make(size, options)
            self.stdout.write(as_text(sign_ins(now=now)))

    def make(self, size: Size, options: dict[str, Any]) -> None:
        now = evening(options["today"]) if options["today"] else timezone.now()
        if now > timezone.now():
            raise CommandError("The story cannot end on a day to come.")
        try:
            build(size, now=now, today=timezone.localdate(now), say=lambda line: self.stdout.write(f"  {line}"))
        except Conflict as second:
            raise CommandError(str(second)) from second
        if "django_ox" in settings.TASKS["default"]["BACKEND"]:
            self.stdout.write("  clearing the queue of jobs")
            # The worker ends its process when the queue is empty.
            with suppress(SystemExit):
                call_command("ox_worker", batch=True, verbosity=0)
