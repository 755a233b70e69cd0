"""`./run manage export_roster FILE`: the roster as CSV or XLSX, by the file's ending."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from governance.core import exports
from governance.organisation.imports.roster import RosterImporter, exported


class Command(BaseCommand):
    help = "Write the roster to a .csv or .xlsx file that import_roster can read again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        write = exports.write_xlsx if file.suffix.lower() == ".xlsx" else exports.write_csv
        count = write(file, [column.label for column in RosterImporter.columns], exported())
        self.stdout.write(f"{count} rows")
