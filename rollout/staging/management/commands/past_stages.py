"""`./run manage past_stages FILE`: past stage dates from the command line, whole or not at all."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Read past stage dates (office, date; also stage, wave, note) and enter them; --dry-run only says what it would do."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, change nothing")
        parser.add_argument("--reason", default="", help="kept with every date")
        parser.add_argument("--encoding", default="")
        parser.add_argument("--dates", default="", choices=["", "dmy", "mdy"], help="what dates like 03/04/2026 mean")

    def handle(self, *args: Any, **options: Any) -> None:
        passed = {name: options[name] for name in ("reason", "encoding", "dates")}
        call_command("import_table", "past-stages", options["file"], apply=not options["dry_run"], stdout=self.stdout, **passed)
