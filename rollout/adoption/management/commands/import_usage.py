"""Import a CRM usage file from the command line, as the page does."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from shlex import quote
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.core import audit
from governance.core.actor import Actor, system_actor
from governance.core.errors import GatehouseError
from rollout.adoption.actions import imports, mappings
from rollout.adoption.models import UsageImport, UsageMapping
from rollout.adoption.reading.guess import suggested_whole
from rollout.adoption.reading.problems import problem_text
from rollout.adoption.reading.sample import sample_of

# What a person checks first of a suggested mapping.
ROLES = ("user", "time", "zone", "identity", "office", "action", "object", "counting", "system_users")


def told(value: str | Sequence[str]) -> str:
    return (value if isinstance(value, str) else ", ".join(value)) or "–"


class Command(BaseCommand):
    help = "Counts a CRM usage file (CSV, XLSX, Parquet; also .gz, .zip) under a saved mapping, whole or not at all."
    # The checks read every page's code, which an import needs none of; `check` and the server run them.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        chosen = parser.add_mutually_exclusive_group(required=True)
        chosen.add_argument("--mapping", help="name of a saved mapping, or a mapping file (.json)")
        chosen.add_argument("--suggest", type=Path, metavar="OUT", help="write the mapping that the file suggests to OUT (.json) to check")
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

    def handle(self, *args: Any, file: Path, mapping: str | None, plan: bool, encoding: str, sheet: str, **options: Any) -> None:
        actor, at = system_actor("import_usage"), timezone.now()
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            with audit.operation(actor, reason=f"import_usage {file.name}"):
                reading = {name: value for name, value in (("encoding", encoding), ("sheet", sheet)) if value}
                if mapping is None:
                    return self.suggest(file, options["suggest"], reading, actor, at)
                chosen = self.mapping(mapping, actor, at)
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
            raise CommandError(
                f"There is no mapping called “{name}”. Saved: {known}. A new one is made on the page Usage imports, "
                "or here: --suggest mapping.json writes what the file suggests, to check and then give as --mapping mapping.json."
            )
        return found

    def suggest(self, file: Path, out: Path, reading: dict[str, str], actor: Actor, at: datetime) -> None:
        """Nothing is counted: the file is looked at, and what it suggests is written down."""
        if out.suffix != ".json":
            raise CommandError("The name of a mapping file ends with .json.")
        if out.exists():
            raise CommandError(f"There is already a file {out}.")
        with file.open("rb") as stream:
            sent = imports.receive(file=stream, name=file.name, actor=actor, at=at, reading=reading)
        guess = suggested_whole(sample_of(sent))
        imports.discard(sent=sent, actor=actor, at=at)
        name = file.name.split(".")[0][:80]
        out.write_text(mappings.written_out(name=name, source=name, spec=guess.to_json()), encoding="utf-8")
        for role in ROLES:
            self.stdout.write(f"{role.replace('_', ' ')}: {told(getattr(guess, role))}")
        self.stdout.write(f"Check {out}, then: ./run manage import_usage {quote(str(file))} --mapping {quote(str(out))}")

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
