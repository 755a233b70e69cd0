"""`./run manage import_roster FILE`: the roster from the command line, whole or not at all."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Read a roster (CSV, XLSX) and apply it, whole or not at all; --dry-run only says what it would do."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, change nothing")
        parser.add_argument("--reason", default="", help="kept with every change")
        parser.add_argument("--encoding", default="")
        parser.add_argument("--dates", default="", choices=["", "dmy", "mdy"], help="what dates like 03/04/2026 mean")
        parser.add_argument("--offices", action="store_true", help="the file is a list of offices instead")

    def handle(self, *args: Any, **options: Any) -> None:
        kind = "offices" if options["offices"] else "roster"
        passed = {name: options[name] for name in ("reason", "encoding", "dates")}
        call_command("import_table", kind, options["file"], apply=not options["dry_run"], stdout=self.stdout, **passed)
