"""Certificates of a course passed: numbered, checkable by anybody who holds one, ended with a reason."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.languages import said
from governance.core.records import EventRow


class CertificateState(models.TextChoices):
    VALID = "valid", _("Valid")
    SUPERSEDED = "superseded", _("Replaced by a newer one")
    REVOKED = "revoked", _("Revoked")


class Certificate(models.Model):
    """Says that a person attended a course and passed its tests. Holds no name: the page and the PDF find it when shown.

    `code` (80 random bits) opens the public page; the number alone opens nothing.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    code = models.CharField(_("code"), max_length=16, unique=True)
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="certificates", verbose_name=_("person"))
    course_id = models.PositiveBigIntegerField(_("course"), db_index=True)
    titles = models.JSONField(_("course as it was called"), default=dict)
    earned_on = models.DateField(_("earned on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    papers = models.JSONField(_("tests it stands on"), default=list, blank=True)
    issued_at = models.DateTimeField(_("issued at"))
    state = models.CharField(_("state"), max_length=10, choices=CertificateState, default=CertificateState.VALID)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by"))

    history = audit.tracked(excluded_fields=["code"])

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-earned_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "course_id"], condition=Q(state="valid"), name="one_valid_certificate"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("earned_on")), name="certificate_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def title_in(self, language: str) -> str:
        """The course as it was called when this was issued."""
        return said(self.titles, language)

    @property
    def title(self) -> str:
        return said(self.titles)

    @property
    def code_parts(self) -> str:
        """The code in groups of four, as it is printed."""
        return "-".join(self.code[start : start + 4] for start in range(0, len(self.code), 4))

    def valid_on(self, day: date) -> bool:
        return self.state == CertificateState.VALID and (self.valid_until is None or day <= self.valid_until)


class CertificateStep(EventRow):
    """Issued, replaced or revoked, and why."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="steps", verbose_name=_("certificate"))
    state = models.CharField(_("state"), max_length=10, choices=CertificateState)

    class Meta:
        verbose_name = _("step of a certificate")
        verbose_name_plural = _("steps of certificates")
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.certificate}: {self.get_state_display()}"
