"""How long each kind of record is kept, and what a court or an audit holds back from erasure."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.core import audit


class RetentionRule(models.Model):
    """The retention schedule, one line per kind of record."""

    kind = models.CharField(_("kind of record"), max_length=60, unique=True)
    months = models.PositiveIntegerField(_("kept for (months)"))
    basis = models.TextField(_("why"), blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ["kind"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.months}"


class LegalHold(models.Model):
    """Nothing of this kind (of this person, where named) is erased while the hold stands."""

    kind = models.CharField(_("kind of record"), max_length=60)
    person = models.ForeignKey("organisation.Person", models.PROTECT, null=True, blank=True, related_name="legal_holds")
    reason = models.TextField(_("reason"))
    placed_at = models.DateTimeField(_("placed at"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ["-placed_at"]

    def __str__(self) -> str:
        return f"{self.kind}, {self.person}" if self.person else self.kind


class ErasureStatus(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    DONE = "done", _("Erased")
    DECLINED = "declined", _("Declined")


class ErasureRequest(models.Model):
    """A request to erase who a person is. One person asks, another one decides."""

    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="erasure_requests", verbose_name=_("person"))
    status = models.CharField(_("status"), max_length=10, choices=ErasureStatus, default=ErasureStatus.REQUESTED)
    reason = models.TextField(_("reason"))
    requested_at = models.DateTimeField(_("requested at"))
    requested_by = models.CharField(_("requested by"), max_length=150)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decision = models.TextField(_("reason of the decision"), blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("request to erase an identity")
        verbose_name_plural = _("requests to erase identities")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(status="requested"), name="one_open_erasure_request"),
        ]

    def __str__(self) -> str:
        return f"{self.person.pseudonym}: {self.get_status_display()}"
