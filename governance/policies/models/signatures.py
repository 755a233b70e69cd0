"""Who read and signed which exact text, when, in which language, from which account."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core.records import EventRow
from governance.policies.models.policies import PolicyText, PolicyVersion


class SigningWay(models.TextChoices):
    OWN_SIGN_IN = "own", _("Own sign-in")
    ONE_TIME_CODE = "code", _("Printed one-time code")


class Signature(EventRow):
    """A person's signature under one version. Signing twice is one signature."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="signatures", verbose_name=_("version"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="signatures", verbose_name=_("person"))
    text = models.ForeignKey(PolicyText, models.PROTECT, related_name="signatures", verbose_name=_("exact text"))
    sha256 = models.CharField("SHA-256", max_length=64)
    signed_on = models.DateField(_("signed on"), db_index=True)
    opened_at = models.DateTimeField(_("text opened at"), null=True, blank=True)
    account_id = models.BigIntegerField(_("account"), null=True, blank=True)
    way = models.CharField(_("signed in by"), max_length=4, choices=SigningWay, default=SigningWay.OWN_SIGN_IN)

    class Meta(EventRow.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="policy_signed_once")]
        indexes = [models.Index(fields=["person", "version"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("policies:signature", args=[self.pk])
