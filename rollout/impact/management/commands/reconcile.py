"""Reconcile two lists from the command line, as the pages do; with --batch the result decides that batch."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.core import audit
from governance.core.actor import system_actor
from governance.core.errors import GatehouseError
from rollout.impact.actions import lists
from rollout.impact.comparing import reconcile
from rollout.impact.comparing.columns import Columns, Total
from rollout.impact.comparing.lists import FIRST, SECOND, Pair, Sent, read, write_rows
from rollout.impact.comparing.problems import text
from rollout.impact.models import ListPair, MigrationBatch
from rollout.impact.rules.reconciling import COUNTS, Check, Run, Tolerance, TotalRule, Verdict, verdict
from rollout.impact.telling import line


class Command(BaseCommand):
    help = "Compares a source list with a loaded list by key and control totals (CSV, XLSX, Parquet; also .gz, .zip)."
    # The checks read every page's code, which a comparison needs none of; `check` and the server run them.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="the source list")
        parser.add_argument("loaded", type=Path, help="the loaded list")
        parser.add_argument("--key", action="append", default=[], help="column of the key; SOURCE=LOADED where the names differ")
        parser.add_argument("--total", action="append", default=[], help="column to add up: NAME, or NAME=LOADED; a tolerance as NAME@0.05")
        parser.add_argument("--drop-leading-zeros", action="store_true", help="00123 and 123 are one key")
        parser.add_argument("--allow", action="append", default=[], metavar="CHECK=N", help=f"tolerance: {', '.join(COUNTS)}")
        parser.add_argument("--differences", type=Path, help="write row numbers and hashed keys of the differences here (CSV)")
        parser.add_argument("--allow-failing", action="store_true", help="end with 0 even when the lists do not agree")
        parser.add_argument("--batch", type=int, help="number of a loaded batch: its own tolerance holds, and it passes or fails")
        parser.add_argument("--encoding", default="", help="when it is not found out rightly: utf-8, utf-16, gb18030, big5 …")

    def handle(self, *args: Any, source: Path, loaded: Path, **options: Any) -> None:
        for path in (source, loaded):
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
        reading = {"encoding": options["encoding"]} if options["encoding"] else {}
        columns, rules = self.columns(options)
        try:
            if options["batch"]:
                found = self.decided(options["batch"], source, loaded, columns, reading)
            else:
                found = self.compared(Sent(source, source.name, reading), Sent(loaded, loaded.name, reading), columns, rules, options)
        except GatehouseError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("\n".join(told(found)))
        if not found.passed and not options["allow_failing"]:
            raise CommandError(f"Not reconciled: {len(found.failing)} checks fail.", returncode=2)

    def columns(self, options: dict[str, Any]) -> tuple[Columns, tuple[TotalRule, ...]]:
        """What the options say of columns and tolerances."""
        keys = [part.partition("=") for part in options["key"]]
        totals, rules = [], []
        for part in options["total"]:
            named, _at, within = part.partition("@")
            name, _is, other = named.partition("=")
            totals.append(Total(name, name, other or name))
            try:
                rules.append(TotalRule(name, Decimal(within or 0)))
            except InvalidOperation as wrong:
                raise CommandError(f"“{within}” is no number.") from wrong
        first, second = tuple(one for one, _is, _other in keys), tuple(other or one for one, _is, other in keys)
        return Columns(first, second, tuple(totals), not options["drop_leading_zeros"]), tuple(rules)

    def compared(self, source: Sent, loaded: Sent, columns: Columns, rules: tuple[TotalRule, ...], options: dict[str, Any]) -> Verdict:
        """Compared with nothing stored; the run is taken as planned with the rows there are."""
        with read(source, loaded, columns, say=self.say) as pair:
            outcome = reconcile.outcome(pair)
            if options["differences"]:
                count = write_rows(pair, reconcile.differing_rows(pair), options["differences"])
                self.stderr.write(f"{count:,} rows in {options['differences']}")
            self.rejects(pair)
        now = timezone.now()
        run = Run(outcome.source.rows, outcome.loaded.rows, now, now)
        return verdict(outcome, Tolerance(allowed(options["allow"]), rules), run)

    def decided(self, number: int, source: Path, loaded: Path, columns: Columns, reading: dict[str, str]) -> Verdict:
        """As the pages do: sent in, compared, applied."""
        batch = MigrationBatch.objects.filter(pk=number).first()
        if batch is None:
            raise CommandError(f"There is no batch {number}.")
        actor, at = system_actor("reconcile"), timezone.now()
        with audit.operation(actor, reason=f"reconcile {source.name} {loaded.name}"), source.open("rb") as one, loaded.open("rb") as other:
            pair: ListPair = lists.send_lists(
                first=one,
                first_name=source.name,
                second=other,
                second_name=loaded.name,
                batch=batch,
                reading={"first": reading, "second": reading},
                actor=actor,
                at=at,
            )
            pair = lists.compare(pair, columns=columns, actor=actor, at=at, say=self.say)
            found = lists.verdict_on(pair, batch)
            lists.apply_lists(pair, actor=actor, at=timezone.now())
        return found

    def rejects(self, pair: Pair) -> None:
        for name, side in (("source", FIRST), ("loaded", SECOND)):
            for code, count in pair.rejected(side).items():
                self.stdout.write(f"{count:,} rows of the {name} list rejected: {text(code)}")

    def say(self, done: int, total: int, message: str) -> None:
        if int(self.verbosity) > 0:
            self.stderr.write(f"[{done}/{total}] {message}")

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.verbosity = options.get("verbosity", 1)
        return super().execute(*args, **options)


def allowed(parts: list[str]) -> dict[Check, int]:
    found = {}
    for part in parts:
        name, _is, count = part.partition("=")
        if name not in COUNTS or not count.isdigit():
            raise CommandError(f"--allow takes CHECK=NUMBER with one of {', '.join(COUNTS)}.")
        found[Check(name)] = int(count)
    return found


def told(found: Verdict) -> Iterator[str]:
    for finding in found.findings:
        shown = line(finding)
        figures = f": {shown.measured} against {shown.expected}, off by {shown.off}, allowed {shown.allowed}" if shown.expected else ""
        figures = figures or (f": {shown.measured}, allowed {shown.allowed}" if shown.measured else "")
        yield f"{'ok  ' if shown.ok else 'FAIL'} {shown.label}{figures}"
    yield "Reconciled." if found.passed else "Not reconciled."
