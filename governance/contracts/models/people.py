"""Named people the vendor promised, and whether they are there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import EventRow


class KeyPerson(models.Model):
    """A person promised by name for a role, between days, with a share of their time."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="key_people", verbose_name=_("contract"))
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=120)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    share = models.DecimalField(_("share of their time (%)"), max_digits=5, decimal_places=2, default=100)
    clause = models.ForeignKey("contracts.PenaltyClause", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("clause"))
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces"))
    approved_by = models.CharField(_("replacement approved by"), max_length=150, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("key person")
        verbose_name_plural = _("key people")
        ordering = ["first_day", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=models.F("first_day")), name="key_person_days_in_order"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="key_person_share_0_to_100"),
        ]

    def __str__(self) -> str:
        return self.name


class Presence(EventRow):
    """Seen or not seen between two days. `present` False is an absence; the later row wins for its days."""

    key_person = models.ForeignKey(KeyPerson, models.PROTECT, related_name="presence", verbose_name=_("key person"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    present = models.BooleanField(_("present"))
    removed = models.BooleanField(_("left for good"), default=False)

    class Meta(EventRow.Meta):
        verbose_name = _("presence")
        verbose_name_plural = _("presence")
