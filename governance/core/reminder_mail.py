"""Reminders by mail: one letter per person and day with all that is newly due, plain and as simple HTML."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.core.jobs import Progress, job
from governance.core.models import Reminder

logger = logging.getLogger(__name__)


def send_due(at: datetime) -> tuple[int, int]:
    """Mail everyone what is due and was not mailed before: (letters sent, letters that failed).

    A reminder is marked after its letter is out: a kill in between can send one letter twice, never none.
    """
    waiting: dict[int, list[Reminder]] = defaultdict(list)
    for reminder in Reminder.objects.all().due(at).filter(mailed_at__isnull=True):
        waiting[reminder.account_id].append(reminder)
    accounts = get_user_model()._default_manager.filter(pk__in=waiting, is_active=True).exclude(email="").order_by("pk")
    sent = failed = 0
    for account in accounts:
        reminders = waiting[account.pk]
        try:
            letter(account, reminders).send()
        except (SMTPException, OSError):
            logger.exception("reminders for account %s were not mailed", account.pk)
            failed += 1
            continue
        Reminder.objects.filter(pk__in=[reminder.pk for reminder in reminders]).update(mailed_at=at)
        sent += 1
    return sent, failed


def letter(account: Any, reminders: list[Reminder]) -> EmailMultiAlternatives:
    """The letter in the language of its reader."""
    with translation.override(account.language):
        count = len(reminders)
        subject = (
            reminders[0].subject_text if count == 1 else ngettext("%(count)s reminder", "%(count)s reminders", count) % {"count": count}
        )
        context = {"reminders": reminders, "site": settings.SITE_URL, "language": account.language}
        text = render_to_string("core/reminders/letter.txt", context)
        mail = EmailMultiAlternatives(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [account.email])
        mail.attach_alternative(render_to_string("core/reminders/letter.html", context), "text/html")
        return mail


@job("core.send_reminders", title=gettext_lazy("Mail reminders"))
def send_reminders(progress: Progress) -> dict[str, Any]:
    """Every morning, by the schedule."""
    sent, failed = send_due(progress.at)
    return {"sent": sent, "failed": failed, "message": _("%(sent)s letters sent, %(failed)s failed.") % {"sent": sent, "failed": failed}}
