"""Accept the suggested matches from the command line, as the pages do."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.core import audit
from governance.core.actor import system_actor
from governance.core.errors import GatehouseError
from rollout.adoption.actions import matching
from rollout.adoption.selectors.matching import suggested, waiting_offices, waiting_users

REASON = "Suggestions accepted"


class Command(BaseCommand):
    help = "Matches the office labels and user names of usage files with the offices and people they suggest; the rest keep waiting."

    def handle(self, *args: Any, **options: Any) -> None:
        actor, at = system_actor("match_usage"), timezone.now()
        try:
            with audit.operation(actor, reason="match_usage"):
                places: dict[int, int | None] = {**suggested(waiting_offices())}
                offices = matching.match_offices(offices=places, actor=actor, at=at, reason=REASON)
                users = matching.match_users(people=suggested(waiting_users()), actor=actor, at=at, reason=REASON)
        except GatehouseError as refusal:
            raise CommandError(str(refusal)) from refusal
        waiting = f"{len(waiting_offices()):,} offices and {len(waiting_users()):,} user names wait without a suggestion."
        self.stdout.write(f"{offices:,} offices and {users:,} user names were matched; {waiting}")
        if offices or users:
            self.stdout.write("A worker computes the figures anew; where none runs: ./run manage recompute_adoption")
