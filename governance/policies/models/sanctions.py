"""Sanctions: proposed, notified, answered, signed off by HR, open to appeal, in effect. Seen by few."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.records import EventRow
from governance.policies.models.policies import PolicyVersion
from governance.policies.states import SanctionState, SanctionStep


class Sanction(models.Model):
    """What is to happen to a person under a clause, and how far it has got."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="sanctions", verbose_name=_("policy version"))
    clause = models.CharField(_("clause"), max_length=20)
    office = models.ForeignKey("organisation.Office", models.PROTECT, related_name="+", verbose_name=_("office"))
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="sanctions", verbose_name=_("person"))
    occurred_on = models.DateField(_("happened on"))
    facts = models.TextField(_("what happened"))
    measure = models.CharField(_("measure"), max_length=300)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    evidence = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence"))
    state = models.CharField(_("state"), max_length=10, choices=SanctionState, default=SanctionState.PROPOSED)
    proposed_by = models.CharField(_("proposed by"), max_length=150)
    signed_off_by = models.CharField(_("signed off by"), max_length=150, blank=True)
    reply_by = models.DateField(_("reply by"), null=True, blank=True)
    appeal_by = models.DateField(_("appeal by"), null=True, blank=True)
    effective_on = models.DateField(_("in effect from"), null=True, blank=True)

    history = audit.tracked()

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        ordering = ["-occurred_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="sanction_amount_positive"),
            models.CheckConstraint(
                condition=~Q(state="in_effect")
                | Q(effective_on__isnull=False, reply_by__isnull=False, appeal_by__isnull=False) & ~Q(signed_off_by=""),
                name="sanction_in_effect_went_the_whole_way",
            ),
        ]

    def __str__(self) -> str:
        return f"S-{self.pk:04}"

    def get_absolute_url(self) -> str:
        return reverse("policies:sanction", args=[self.pk])


class SanctionEvent(EventRow):
    """One step of a sanction. `told` is what the person was told or said."""

    sanction = models.ForeignKey(Sanction, models.PROTECT, related_name="events", verbose_name=_("sanction"))
    step = models.CharField(_("what"), max_length=10, choices=SanctionStep)
    on = models.DateField(_("on"))
    told = models.TextField(_("words"), blank=True)
    attachment = models.ForeignKey("core.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file"))

    class Meta(EventRow.Meta):
        verbose_name = _("event of a sanction")
        verbose_name_plural = _("events of sanctions")
