"""`./run manage import_table KIND FILE`: any registered import from the command line; without --apply it only looks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from governance.core import audit
from governance.core.actor import system_actor
from governance.core.errors import GatehouseError
from governance.core.imports import actions, importer
from governance.core.models import ImportBatch


class Command(BaseCommand):
    help = "Read a CSV, XLSX or Parquet file through a registered import: say what it would do, and with --apply do it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", nargs="?", help="which import; without it, the list of them")
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--apply", action="store_true", help="apply it, whole or not at all")
        parser.add_argument("--reason", default="", help="kept with every change")
        parser.add_argument("--encoding", default="")
        parser.add_argument("--delimiter", default="")
        parser.add_argument("--sheet", default="")
        parser.add_argument("--dates", default="", choices=["", "dmy", "mdy"], help="what dates like 03/04/2026 mean")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["kind"] or not options["file"]:
            for one in importer.registered():
                self.stdout.write(f"{one.kind}: {one.title}")
            return
        actor = system_actor("import_table")
        try:
            with audit.operation(actor, reason=options["reason"]):
                self.run(actor, options)
        except (GatehouseError, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal

    def run(self, actor: Any, options: dict[str, Any]) -> None:
        file: Path = options["file"]
        reading = {name: options[name] for name in ("encoding", "delimiter", "sheet")} | {"date_order": options["dates"]}
        now = timezone.now()
        batch = actions.receive(importer.importer(options["kind"]), file, name=file.name, actor=actor, at=now, options=reading)
        self.show(batch)
        if options["apply"]:
            actions.apply(batch, actor=actor, at=now, reason=options["reason"])
            self.stdout.write("Applied.")

    def show(self, batch: ImportBatch) -> None:
        self.stdout.write("{creates} new, {updates} changed, {unchanged} as before, {problems} rows with problems".format(**batch.counts))
        for problem in batch.preview["problems"]:
            value = f" “{problem['value']}”" if problem["value"] else ""
            self.stdout.write("row {row}: {column}: {message}".format(**problem) + value)
        for note in batch.preview["notes"]:
            self.stdout.write(note)
