"""`./run manage send_reminders`: mail what is due now, as the schedule does each morning."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.core.reminder_mail import send_due


class Command(BaseCommand):
    help = "Mail everyone the reminders that are due and were not mailed before."

    def handle(self, *args: Any, **options: Any) -> None:
        sent, failed = send_due(timezone.now())
        self.stdout.write(f"{sent} letters sent, {failed} failed.")
        if failed:
            raise CommandError("Some letters were not sent; they are tried again next time. The log says why.")
