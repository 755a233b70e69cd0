"""`manage.py recompute_adoption`: compute the adoption figures now, in this process."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from governance.core import audit
from governance.core.actor import system_actor
from rollout.adoption.actions.recompute import recompute


class Command(BaseCommand):
    help = "Compute the components of adoption of all weeks, or of the weeks that hold the given days. Run it nightly."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("day", nargs="*", type=date.fromisoformat, help="a day of a week to compute, as 2026-05-11")

    def handle(self, *args: Any, day: list[date], **options: Any) -> None:
        actor = system_actor("recompute")
        with audit.operation(actor):
            done = recompute(day or None, actor=actor, at=timezone.now(), reason="command")
        self.stdout.write(f"{done.weeks} weeks, {done.offices} offices, {done.changed} values new or changed")
