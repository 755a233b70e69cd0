"""Import a CRM usage file from the command line, as the page does."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.core import audit
from governance.core.actor import system_actor
from governance.core.errors import GatehouseError
from rollout.adoption.actions import imports, mappings
from rollout.adoption.models import UsageImport, UsageMapping
from rollout.adoption.reading.problems import problem_text


class Command(BaseCommand):
    help = "Counts a CRM usage file (CSV, XLSX, Parquet; also .gz, .zip) under a saved mapping, whole or not at all."
    # The checks read every page's code, which an import needs none of; `check` and the server run them.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", required=True, help="name of a saved mapping, or a mapping file (.json)")
        parser.add_argument("--plan", action="store_true", help="only say what would happen")
        parser.add_argument(
            "--corrects",
            nargs=2,
            type=date.fromisoformat,
            metavar=("FIRST", "LAST"),
            help="for these days the file stands in place of all that was counted from its source; nothing is overwritten",
        )
        parser.add_argument("--encoding", default="", help="when it is not found out rightly: utf-8, utf-16, gb18030, big5 …")
        parser.add_argument("--sheet", default="", help="sheet of a workbook")

    def handle(self, *args: Any, file: Path, mapping: str, plan: bool, encoding: str, sheet: str, **options: Any) -> None:
        actor, at = system_actor("import_usage"), timezone.now()
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            with audit.operation(actor, reason=f"import_usage {file.name}"):
                chosen = self.mapping(mapping, actor, at)
                reading = {name: value for name, value in (("encoding", encoding), ("sheet", sheet)) if value}
                span = (options["corrects"][0], options["corrects"][1]) if options.get("corrects") else None
                with file.open("rb") as stream:
                    sent = imports.receive(file=stream, name=file.name, actor=actor, at=at, reading=reading, corrects=span)
                if plan:
                    imports.plan(sent=sent, mapping=chosen, actor=actor, at=at, say=self.say)
                    self.report(sent)
                    imports.discard(sent=sent, actor=actor, at=at)
                else:
                    self.report(imports.apply(sent=sent, mapping=chosen, actor=actor, at=at, say=self.say))
        except GatehouseError as refusal:
            raise CommandError(str(refusal)) from refusal

    def mapping(self, name: str, actor: Any, at: Any) -> UsageMapping:
        if name.endswith(".json") and Path(name).is_file():
            return mappings.from_json(text=Path(name).read_text(encoding="utf-8"), actor=actor, at=at)
        found = UsageMapping.objects.filter(name=name).select_related("source").first()
        if found is None:
            known = ", ".join(f"“{each}”" for each in UsageMapping.objects.values_list("name", flat=True)) or "none yet"
            raise CommandError(f"There is no mapping called “{name}”. Saved: {known}.")
        return found

    def say(self, done: int, total: int, message: str) -> None:
        if int(self.verbosity) > 0:
            self.stderr.write(f"[{done}/{total}] {message}")

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.verbosity = options.get("verbosity", 1)
        return super().execute(*args, **options)

    def report(self, sent: UsageImport) -> None:
        """What was found, one line each."""
        found = sent.plan
        rejected = f"{found['rejected_rows']:,} rows cannot be used" + "".join(
            f"\n  {n:,} × {problem_text(c)}" for c, n in found["rejected"].items()
        )
        if found["already_counted"] and not found["events"]:
            self.stdout.write(f"Nothing new: all {found['already_counted']:,} events were counted before.")
            if found["rejected_rows"]:
                self.stdout.write(rejected)
            return
        lines = [
            f"{found['rows']:,} rows, {found['events']:,} new events from {found['first_day']} to {found['last_day']}",
            f"{found['users']:,} users, {found['new_users']:,} of them first seen here",
            f"{found['offices']:,} offices, {found['new_offices']:,} of them first seen here",
            f"{found['used']:,} events count as use, {found['failed']:,} failed, {found['not_counting']:,} of other actions, "
            f"{found['by_systems']:,} by system accounts",
            f"{found['repeats']:,} repeats within the file, {found['already_counted']:,} counted from earlier files",
            rejected,
        ]
        if sent.corrected:
            first, last = sent.corrected
            lines.append(
                f"{first} to {last}: in place of {found['replaced_actions']:,} actions; {found['outside']:,} rows of other days left out"
            )
        self.stdout.write("\n".join(lines))
