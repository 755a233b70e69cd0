"""Certificates: issued by themselves once a course is earned, replaced when it is earned again, revoked when it no longer is."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from governance.core import audit, reminders
from governance.core.actor import Actor
from governance.core.errors import Conflict
from governance.core.models import Reminder
from governance.core.permissions import Verb, require
from governance.organisation.models import Person
from training.clearance.actions.asking import not_for_oneself, reason_given
from training.clearance.earning import Due, Earned
from training.clearance.models import Certificate, CertificateState, CertificateStep
from training.clearance.selectors.certificates import due_certificates
from training.courses.models import Course

# Letters and digits that are not taken for one another on paper; five bits each.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH, NUMBER_LENGTH = 16, 8
LOST = gettext_noop("An attendance or a mark it stood on was corrected.")
AGAIN = gettext_noop("The course was earned again.")


def drawn(length: int) -> str:
    """So many random characters: 16 of them hold 80 bits, which nobody guesses."""
    return "".join(secrets.choice(ALPHABET) for _place in range(length))


def issue_certificates(*, actor: Actor, at: datetime) -> int:
    """Issue, replace and revoke what the records of attendance and results ask for. Doing it again changes nothing."""
    require(actor, Verb.CHANGE, "certificate")
    day = timezone.localdate(at)
    if not any(vars(due_certificates(day)).values()):
        return 0
    with transaction.atomic(), audit.because(actor, ""):
        # Whoever comes second reads what the first has issued.
        list(Course.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
        wanted = due_certificates(day)
        return settle(wanted, at)


def settle(wanted: Due, at: datetime) -> int:
    courses = Course.objects.in_bulk({one.course_id for one, _before in wanted.issue})
    old = Certificate.objects.in_bulk({before for _one, before in wanted.issue if before} | set(wanted.revoke))
    for pk in wanted.revoke:
        end(old[pk], CertificateState.REVOKED, at, LOST)
    for one, before in wanted.issue:
        if before:
            end(old[before], CertificateState.SUPERSEDED, at, AGAIN)
        made = issue(one, courses[one.course_id], at)
        if before:
            audit.update(Certificate.objects.filter(pk=before), replaced_by=made)
    return len(wanted.issue)


def issue(one: Earned, course: Course, at: datetime) -> Certificate:
    made = Certificate.objects.create(
        number=f"{one.on.year}-{drawn(NUMBER_LENGTH)}",
        code=drawn(CODE_LENGTH),
        person_id=one.person_id,
        course_id=one.course_id,
        titles={code: course.title_in(code) for code, _name in settings.LANGUAGES},
        earned_on=one.on,
        valid_until=one.until,
        papers=list(one.papers),
        issued_at=at,
    )
    CertificateStep.objects.create(certificate=made, state=CertificateState.VALID, recorded_at=at)
    return made


def end(certificate: Certificate, to: CertificateState, at: datetime, reason: str) -> bool:
    """One guarded step out of “valid”; whoever comes second changes nothing."""
    valid = Certificate.objects.filter(pk=certificate.pk, state=CertificateState.VALID)
    if not audit.update(valid, state=to):
        return False
    CertificateStep.objects.create(certificate=certificate, state=to, recorded_at=at, reason=reason)
    for key in Reminder.objects.open().filter(key__startswith=f"certificate-{certificate.pk}-").values_list("key", flat=True):
        reminders.done(key, at=at)
    return True


def revoke_certificate(certificate: Certificate, *, actor: Actor, at: datetime, reason: str) -> Certificate:
    """By hand, with the reason: the public page says so from then on."""
    require(actor, Verb.CHANGE, "certificate")
    not_for_oneself(actor, certificate.person_id)
    reason_given(reason)
    with transaction.atomic(), audit.because(actor, reason):
        Person.objects.select_for_update().get(pk=certificate.person_id)
        if not end(certificate, CertificateState.REVOKED, at, reason):
            raise Conflict(_("This certificate is no longer valid."))
    certificate.refresh_from_db()
    return certificate
