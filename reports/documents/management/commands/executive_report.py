"""Make the executive report from the command line."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.core import audit
from governance.core.actor import system_actor
from governance.core.charts import browser
from governance.core.documents import archive
from governance.core.errors import GatehouseError
from governance.core.known import UNREADABLE, read
from reports.documents.actions import make_executive_report


def instant(text: str) -> datetime:
    """What `?known_at=` reads, for the command line."""
    found = read(text)
    if found is None:
        raise ArgumentTypeError(UNREADABLE % {"text": text})
    return found


class Command(BaseCommand):
    help = "Freezes the programme's figures of a day and writes the executive report as PDF."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="the PDF file to write")
        parser.add_argument("--language", default="en", choices=[code for code, _name in settings.LANGUAGES])
        parser.add_argument("--day", type=date.fromisoformat, help="the day it is about, YYYY-MM-DD; that of --known-at where left out")
        parser.add_argument("--known-at", type=instant, help="as known on: YYYY-MM-DD (its end) or YYYY-MM-DDTHH:MM; now where left out")

    def handle(self, *args: Any, out: Path, language: str, day: date | None, known_at: datetime | None = None, **options: Any) -> None:
        at = timezone.now()
        actor = system_actor("executive_report")
        try:
            with audit.operation(actor, reason="executive_report command"):
                [document] = make_executive_report(
                    actor=actor, at=at, day=day or timezone.localdate(known_at or at), languages=[language], known_at=known_at
                )
        except GatehouseError as error:
            raise CommandError(str(error)) from error
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(archive.content(document))
        if browser.find() is None:
            self.stderr.write("No Chromium was found: the charts are printed as tables. Install chromium-headless-shell for pictures.")
        self.stdout.write(f"{out}: {document.title}, {document.size:,} bytes, figures {document.snapshot.sha256}")
