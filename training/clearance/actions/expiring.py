"""Reminding the holders of certificates that run out: 90, 60, 30 and 7 days before, once each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from governance.core import reminders
from governance.core.actor import Actor
from governance.core.models import Reminder
from governance.core.permissions import Verb, require
from governance.organisation.models import Account
from training.clearance.actions.asking import over
from training.clearance.models import Certificate, CertificateState

STEPS = (90, 60, 30, 7)
SUBJECT = gettext_noop("Your certificate “%(course)s” runs out on %(day)s")
BODY = gettext_noop("Renew it before that day, or you will no longer be cleared for the CRM.")


def remind_of_expiry(*, actor: Actor, at: datetime) -> int:
    """How many reminders were written. A day on which nothing ran is made up for; only the nearest step stays open."""
    require(actor, Verb.CHANGE, "certificate")
    today = timezone.localdate(at)
    accounts = {account.person_id: account for account in Account.objects.filter(is_active=True, person__isnull=False)}
    wanted = list(due(today))
    known = set(Reminder.objects.filter(key__in=[key for _certificate, _step, key in wanted]).values_list("key", flat=True))
    written = 0
    for certificate, step, key in wanted:
        account = accounts.get(certificate.person_id)
        if account is None or key in known:
            continue
        close_earlier(certificate, step, at)
        last = certificate.valid_until or today
        values = {"course": certificate.titles, "day": last.isoformat()}
        url = reverse("clearance:mine")
        told = {"subject": SUBJECT, "body": BODY, "values": values, "url": url, "key": key, "until": over(last), "at": at}
        reminders.remind("clearance.certificate", to_account=account.pk, on=today, **told)  # type: ignore[arg-type]
        written += 1
    return written


def due(today: date) -> Iterator[tuple[Certificate, int, str]]:
    """Valid certificates that run out within the longest step, with the nearest step reached and its key."""
    soon = Certificate.objects.filter(state=CertificateState.VALID, valid_until__range=(today, today + timedelta(days=max(STEPS))))
    for certificate in soon.order_by("pk"):
        left = ((certificate.valid_until or today) - today).days
        step = min(one for one in STEPS if left <= one)
        yield certificate, step, f"certificate-{certificate.pk}-{step}"


def close_earlier(certificate: Certificate, step: int, at: datetime) -> None:
    for earlier in (one for one in STEPS if one > step):
        reminders.done(f"certificate-{certificate.pk}-{earlier}", at=at)
